//! The commands as the window calls them, with the window's own rights, on
//! Tauri's mock runtime: no display, no model, no sound device.

use std::f32::consts::TAU;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use moodplane_library::{
    Analyser, Analysis, Curve, DEFAULT_MODEL, Failure, LibraryError, ModelVersion, Progress,
    Quadrant, STOPPED, vocabulary,
};
use moodplane_model::ModelError;
use moodplane_model::install::Installer;
use moodplane_player::{Opened, Output, PlayerError, PlayerState};
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{Manager, WebviewWindow, WebviewWindowBuilder};

use crate::analyser::{Ear, ModelCard, ModelRow, Models};
use crate::events::Say;
use crate::installing::Install;
use crate::window::context;
use crate::{AppError, Reply, Shell, bindings};

mod flows;
mod installing;
mod models;
mod playing;
mod sets;
mod tagging;

/// Hears in a file's name where it belongs: `7_3.wav` has valence 7, arousal
/// 3; a name without numbers cannot be heard. The model `mirror` hears them the
/// other way round, and gets through `endless.wav`, which no other does.
struct Reader(String);

impl Analyser for Reader {
    fn model(&self) -> ModelVersion {
        ModelVersion {
            id: self.0.clone(),
            version: "test".to_owned(),
        }
    }

    fn analyse(&self, path: &Path, stop: &AtomicBool) -> Result<Analysis, Failure> {
        let failure = |code: &str| Failure {
            code: code.to_owned(),
            message: "The content is not audio.".to_owned(),
        };
        let mirror = self.0 == "mirror";
        let mut name = path.file_stem().unwrap().to_string_lossy();
        if name == "endless" {
            while !mirror && !stop.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            name = "1_1".into();
        }
        if stop.load(Ordering::SeqCst) {
            return Err(failure(STOPPED));
        }
        let place = name.split_once('_').map(|(v, a)| (v.parse(), a.parse()));
        let Some((Ok(mut valence), Ok(mut arousal))) = place else {
            return Err(failure("not_audio"));
        };
        if mirror {
            std::mem::swap(&mut valence, &mut arousal);
        }
        let count = vocabulary().len();
        Ok(Analysis {
            model: self.model(),
            content_id: format!("{name:0>32}"),
            stream_id: String::new(),
            duration_s: 1.0,
            valence,
            arousal,
            valence_sd: 0.5,
            arousal_sd: 0.5,
            valence_raw: valence,
            arousal_raw: arousal,
            quadrant_probabilities: Quadrant::probabilities(valence, arousal, 0.5, 0.5),
            gems: Some([0.5; 9]),
            tags: vec![0.5; count],
            tags_on: vec![false; count],
            curve: Curve::default(),
            key: None,
            chords: Vec::new(),
            tempo_bpm: None,
            loudness_lufs: None,
            true_peak_dbtp: None,
            waveform: Vec::new(),
            embedding: Vec::new(),
        })
    }
}

/// Readers that can be taken away and put back.
#[derive(Clone)]
struct Readers {
    there: Arc<Mutex<Vec<&'static str>>>,
    /// Loading waits while this is true.
    slow: Arc<AtomicBool>,
    /// Where models are installed, and the table of what can be.
    shop: Option<(PathBuf, PathBuf)>,
}

impl Readers {
    fn of(ids: &[&'static str]) -> Self {
        Self {
            there: Arc::new(Mutex::new(ids.to_vec())),
            slow: Arc::default(),
            shop: None,
        }
    }
}

impl Models for Readers {
    fn all(&self) -> Reply<Vec<ModelRow>> {
        let row = |&id: &&str| ModelRow {
            id: id.to_owned(),
            title: format!("The {id}"),
            shipped: id == DEFAULT_MODEL,
            ..ModelRow::default()
        };
        Ok(self.there.lock().unwrap().iter().map(row).collect())
    }

    fn load(&self, id: &str) -> Reply<Ear> {
        while self.slow.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        if !self.there.lock().unwrap().contains(&id) {
            return Err(AppError::new("no_model", format!("There is no {id}.")));
        }
        Ok(Ear {
            analyser: Arc::new(Reader(id.to_owned())),
            device: format!("a good {id}"),
        })
    }

    fn installer(&self) -> Result<Installer, ModelError> {
        let (folder, offers) = self.shop.as_ref().unwrap();
        Installer::of(folder, offers, Duration::from_millis(1_500))
    }

    fn card(&self, id: &str) -> Reply<ModelCard> {
        Ok(ModelCard {
            id: id.to_owned(),
            version: "test".to_owned(),
            licence: "CC0-1.0".to_owned(),
            text: format!("# {id}"),
        })
    }
}

fn reader() -> Readers {
    Readers::of(&[DEFAULT_MODEL])
}

/// A machine without sound.
struct Mute;

impl Output for Mute {
    fn has(&mut self, _: &str) -> bool {
        false
    }

    fn open(&mut self, _: Option<&str>) -> Result<Opened, PlayerError> {
        Err(PlayerError::NoDevice("it is a test".to_owned()))
    }
}

/// What the shell said.
enum Said {
    Library,
    Progress(Progress),
    Player(PlayerState),
    Problem(AppError),
    Installing,
}

struct Ears(Mutex<std::sync::mpsc::Sender<Said>>);

impl Ears {
    fn say(&self, said: Said) {
        // A test that has seen enough no longer listens.
        let _ = self.0.lock().unwrap().send(said);
    }
}

impl Say for Ears {
    fn library_changed(&self) {
        self.say(Said::Library);
    }
    fn progress(&self, progress: Progress) {
        self.say(Said::Progress(progress));
    }
    fn player(&self, state: PlayerState) {
        self.say(Said::Player(state));
    }
    fn problem(&self, error: AppError) {
        self.say(Said::Problem(error));
    }
    fn installing(&self, _: Install) {
        self.say(Said::Installing);
    }
}

/// An app with a window that is not there.
struct Rig {
    window: WebviewWindow<MockRuntime>,
    said: Receiver<Said>,
    folder: tempfile::TempDir,
    /// The app of an earlier start, which has the library's folder.
    before: Option<Box<Rig>>,
}

impl Rig {
    fn new(models: Readers) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let library = Ok(folder.path().join("library.db"));
        Self::at(folder, library, models)
    }

    fn at(
        folder: tempfile::TempDir,
        library: Result<std::path::PathBuf, LibraryError>,
        models: Readers,
    ) -> Self {
        let (sender, said) = channel();
        let ipc = bindings::builder();
        let app = mock_builder()
            .invoke_handler(ipc.invoke_handler())
            .build(context())
            .unwrap();
        let ears = Arc::new(Ears(Mutex::new(sender)));
        let shell = Shell::new(library, Box::new(models), Mute, ears);
        shell.pictured();
        app.manage(shell);
        let window = WebviewWindowBuilder::new(&app, "main", Default::default())
            .build()
            .unwrap();
        Self {
            window,
            said,
            folder,
            before: None,
        }
    }

    /// Ends this app and starts another on the same library.
    fn again(self, models: Readers) -> Self {
        self.shell().close();
        let first = self.before.as_deref().unwrap_or(&self);
        let library = first.folder.path().join("library.db");
        let elsewhere = tempfile::tempdir().unwrap();
        let mut again = Self::at(elsewhere, Ok(library), models);
        again.before = Some(Box::new(self));
        again
    }

    fn call(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: if cfg!(windows) {
                "http://tauri.localhost"
            } else {
                "tauri://localhost"
            }
            .parse()
            .unwrap(),
            body: InvokeBody::Json(arguments),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(&self.window, request).map(|body| match body {
            InvokeResponseBody::Json(_) => body.deserialize().unwrap(),
            InvokeResponseBody::Raw(bytes) if command == "points" => points(&bytes),
            InvokeResponseBody::Raw(bytes) => numbers(&bytes, u32::from_le_bytes),
        })
    }

    /// A folder of music: these names, each a second of a sine.
    fn music(&self, names: &[&str]) -> String {
        let folder = self.folder.path().join("music");
        std::fs::create_dir_all(&folder).unwrap();
        for (number, name) in names.iter().enumerate() {
            let spec = hound::WavSpec {
                channels: 1,
                sample_rate: 8_000,
                bits_per_sample: 16,
                sample_format: hound::SampleFormat::Int,
            };
            let mut file = hound::WavWriter::create(folder.join(name), spec).unwrap();
            let step = (200.0 + 20.0 * number as f32) * TAU / 8_000.0;
            for n in 0..8_000 {
                let sample = (n as f32 * step).sin() * 8_000.0;
                file.write_sample(sample as i16).unwrap();
            }
            file.finalize().unwrap();
        }
        folder.to_string_lossy().into_owned()
    }

    /// Waits for the analysis to have dealt with `count` tracks.
    fn until_heard(&self, count: u32) {
        for said in &self.said {
            match said {
                Said::Progress(now) if now.done + now.failed >= count => return,
                Said::Problem(error) => panic!("{}", error.message),
                _ => {}
            }
        }
        panic!("the shell is gone");
    }

    /// Waits until it is so; the shell says something whenever it may be.
    fn until(&self, is_so: impl Fn(&Self) -> bool) {
        let mut said = self.said.iter();
        while !is_so(self) {
            assert!(said.next().is_some(), "the shell is gone");
        }
    }

    fn shell(&self) -> tauri::State<'_, Shell> {
        self.window.state()
    }
}

/// Numbers of four bytes each, as JSON has them.
fn numbers<T: serde::Serialize>(bytes: &[u8], read: fn([u8; 4]) -> T) -> Value {
    let (words, _) = bytes.as_chunks();
    json!(words.iter().map(|word| read(*word)).collect::<Vec<T>>())
}

/// What of the packed dots these tests ask for.
fn points(bytes: &[u8]) -> Value {
    let count = u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
    let (ids, rest) = bytes[8..].split_at(4 * count);
    let spots = numbers(&rest[..8 * count], f32::from_le_bytes);
    let every_other = |from: usize| -> Vec<Value> {
        let spots = spots.as_array().unwrap();
        spots.iter().skip(from).step_by(2).cloned().collect()
    };
    json!({ "id": numbers(ids, u32::from_le_bytes), "valence": every_other(0), "arousal": every_other(1) })
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.shell().close();
    }
}

fn everything() -> Value {
    json!({
        "text": "", "tags": [], "region": null, "folder": null,
        "sort": "title", "descending": false,
    })
}

#[test]
fn a_folder_that_is_added_becomes_dots() {
    let rig = Rig::new(reader());
    assert_eq!(rig.call("list_folders", json!({})), Ok(json!([])));
    let path = rig.music(&["2_3.wav", "7_8.wav", "noise.wav"]);
    let folder = rig.call("add_folder", json!({ "path": path })).unwrap();
    rig.until_heard(3);

    let points = rig.call("points", json!({})).unwrap();
    assert_eq!(points["valence"], json!([2.0, 7.0]));
    assert_eq!(points["arousal"], json!([3.0, 8.0]));
    let asked = json!({ "query": everything(), "offset": 0, "limit": 10 });
    let page = rig.call("page", asked).unwrap();
    assert_eq!(page["total"], 3);
    let matching = rig
        .call("matching", json!({ "query": everything() }))
        .unwrap();
    let detail = rig.call("track", json!({ "id": matching[1] })).unwrap();
    assert_eq!(detail["row"]["title"], "7_8");
    assert!(detail["quadrant_probabilities"][0].as_f64().unwrap() > 0.99);
    assert_eq!(detail["felt"].as_array().unwrap().len(), 9);
    assert_eq!(detail["unsure"], false);
    let failures = rig.call("failures", json!({})).unwrap();
    assert_eq!(failures[0]["code"], "not_audio");
    assert_eq!(
        rig.call("device_info", json!({})),
        Ok(json!("a good student"))
    );

    rig.call("remove_folder", json!({ "id": folder["id"] }))
        .unwrap();
    assert_eq!(rig.call("list_folders", json!({})), Ok(json!([])));
}

#[test]
fn a_second_start_finds_everything_still_there() {
    let rig = Rig::new(reader());
    let path = rig.music(&["2_3.wav"]);
    rig.call("add_folder", json!({ "path": path })).unwrap();
    rig.until_heard(1);
    let again = rig.again(reader());
    let points = again.call("points", json!({})).unwrap();
    assert_eq!(points["valence"], json!([2.0]));
}

#[test]
fn errors_cross_with_a_code_and_a_sentence() {
    let rig = Rig::new(reader());
    let error = rig
        .call("add_folder", json!({ "path": "/there/is/no/such" }))
        .unwrap_err();
    assert_eq!(error["code"], "not_a_folder");
    assert!(error["message"].as_str().unwrap().ends_with('.'));
    let error = rig.call("track", json!({ "id": 9_999 })).unwrap_err();
    assert_eq!(error["code"], "no_such_track");
    let error = rig
        .call("play", json!({ "ids": [], "start": 0 }))
        .unwrap_err();
    assert_eq!(error["code"], "nothing_to_play");
}

#[test]
fn without_a_model_everything_else_works() {
    let models = Readers::of(&[]);
    let rig = Rig::new(models.clone());
    let problem = rig.said.iter().find_map(|said| match said {
        Said::Problem(problem) => Some(problem),
        _ => None,
    });
    assert_eq!(problem.unwrap().code, "no_model");
    assert_eq!(
        rig.call("progress", json!({})).unwrap_err()["code"],
        "no_model"
    );
    let path = rig.music(&["2_3.wav"]);
    rig.call("add_folder", json!({ "path": path })).unwrap();
    let vocabulary = rig.call("vocabulary", json!({})).unwrap();
    assert_eq!(vocabulary.as_array().unwrap().len(), 56);

    models.there.lock().unwrap().push(DEFAULT_MODEL);
    rig.call("resume_analysis", json!({})).unwrap();
    rig.until_heard(1);
}

#[test]
fn a_library_that_cannot_be_opened_says_so_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let rig = Rig::at(folder, Err(LibraryError::NoHome), reader());
    for command in ["points", "list_folders", "progress", "device_info"] {
        let error = rig.call(command, json!({})).unwrap_err();
        assert_eq!(error["code"], "no_home", "{command}");
    }
    let state = rig.call("player_state", json!({})).unwrap();
    assert_eq!(state["playing"], false);
}

#[test]
fn without_sound_the_player_says_so_in_one_sentence() {
    let rig = Rig::new(reader());
    let path = rig.music(&["2_3.wav", "7_8.wav"]);
    rig.call("add_folder", json!({ "path": path })).unwrap();
    rig.until_heard(2);
    let ids = rig
        .call("matching", json!({ "query": everything() }))
        .unwrap();
    let asked = json!({ "ids": [ids[0], 9_999, ids[1]], "start": 2 });
    rig.call("play", asked).unwrap();
    let state = rig.said.iter().find_map(|said| match said {
        Said::Player(state) if state.problem.is_some() => Some(state),
        _ => None,
    });
    let state = state.unwrap();
    assert_eq!(state.problem.unwrap().code, "no_device");
    assert_eq!(
        json!(state.track),
        ids[1],
        "the one that has gone shifts the rest"
    );
    assert_eq!(rig.call("player_queue", json!({})).unwrap()["ids"], ids);
    rig.call("set_volume", json!({ "v": 0.25 })).unwrap();
    let state = rig.said.iter().find_map(|said| match said {
        Said::Player(state) if state.volume == 0.25 => Some(state),
        _ => None,
    });
    assert!(state.is_some());
}
