//! Seconds of processor time that an hour of music takes past the hearing of the
//! crate `audio`: the log-mel picture, the network, the library.
//!
//! `cargo run --release -p moodplane-model --example stages_of_analysis -- FILE…`
//!
//! The network is what an analysis takes more than hearing and picture do, so that
//! its batches, its thread and the summing up are in it and nothing is left out.

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use moodplane_audio::{Limits, Wanted, hear};
use moodplane_library::{
    Analyser, Analysis, Control, Failure, Library, ModelVersion, Options, Scope, run_queue,
};
use moodplane_model::mel::{LogMel, MelSpec};
use moodplane_model::{DeviceChoice, ListenOptions, Listener};

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let Some(first) = files.first() else {
        println!("stages: no music was given, nothing to measure");
        return Ok(());
    };
    let options = ListenOptions {
        // A GPU's time cannot be told by the processor's.
        device: DeviceChoice::Cpu,
        ..ListenOptions::default()
    };
    let listener = Listener::open(None, "student", &options)?;
    // libtorch makes its plans at the first batches.
    analyse(&listener, first)?;

    let (mut music_s, mut hearing, mut mel, mut all) = (0.0, 0.0, 0.0, 0.0);
    let mut analyses = HashMap::new();
    for file in &files {
        let start = cpu_s()?;
        let (length_s, samples) = samples(file)?;
        let heard = cpu_s()?;
        picture(&samples);
        let pictured = cpu_s()?;
        let analysis = analyse(&listener, file)?;
        let analysed = cpu_s()?;
        music_s += length_s;
        hearing += heard - start;
        mel += pictured - heard;
        all += analysed - pictured;
        analyses.insert(file.canonicalize()?, analysis);
    }
    let library = keep(Known(listener.model(), analyses))?;
    for (stage, seconds) in [
        ("log-mel", mel),
        ("network", (all - hearing - mel).max(0.0)),
        ("library", library),
    ] {
        println!("{stage}\t{}", seconds * 3600.0 / music_s);
    }
    Ok(())
}

/// The file's length, s, and its sound as the network's picture is made of it.
fn samples(file: &Path) -> Result<(f64, Vec<f32>), Box<dyn Error>> {
    let wanted = Wanted {
        rates: vec![MelSpec::MUSICNN.sample_rate],
    };
    let (stop, mut samples) = (AtomicBool::new(false), Vec::new());
    let limits = Limits::default();
    let heard = hear(file, &limits, &wanted, &stop, &mut |_, block| {
        samples.extend_from_slice(block);
    })?;
    Ok((heard.duration_s, samples))
}

fn picture(samples: &[f32]) {
    let (mut mel, mut frames) = (LogMel::new(MelSpec::MUSICNN), Vec::new());
    for block in samples.chunks(512) {
        mel.push(block, &mut frames);
        // As patches are cut off the stream: it stays short.
        frames.clear();
    }
}

fn analyse(analyser: &impl Analyser, file: &Path) -> Result<Analysis, Box<dyn Error>> {
    let heard = analyser.analyse(file, &AtomicBool::new(false));
    heard.map_err(|failure| format!("{}: {}", file.display(), failure.message).into())
}

/// Says what was heard before, at once.
struct Known(ModelVersion, HashMap<PathBuf, Analysis>);

impl Analyser for Known {
    fn model(&self) -> ModelVersion {
        self.0.clone()
    }

    fn analyse(&self, path: &Path, _: &AtomicBool) -> Result<Analysis, Failure> {
        self.1.get(path).cloned().ok_or_else(|| Failure {
            code: "missing".to_owned(),
            message: format!("{} was not heard before", path.display()),
        })
    }
}

/// How long it takes to bring the files into a new library and to save what is
/// known of them, s: on the clock, as waiting for the disk counts.
fn keep(known: Known) -> Result<f64, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let library = Library::open(&folder.path().join("library.db"))?;
    let start = Instant::now();
    let ids = known.1.keys().map(|file| library.add_file(file));
    let options = Options {
        jobs: 1,
        scope: Scope::Tracks(ids.collect::<Result<_, _>>()?),
        linger: false,
    };
    let done = run_queue(
        &library,
        Arc::new(known),
        &options,
        &Control::default(),
        &mut |_| {},
    )?;
    if done.failed > 0 {
        return Err("the library gave other paths than it was told".into());
    }
    Ok(start.elapsed().as_secs_f64())
}

/// Processor time of all threads so far, s: other programs at work do not count.
fn cpu_s() -> Result<f64, Box<dyn Error>> {
    let threads = std::fs::read_dir("/proc/self/task")
        .map_err(|error| format!("the stages can only be timed on Linux: {error}"))?;
    let mut nanoseconds = 0.0;
    for thread in threads {
        let said = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        let spent = said.split_whitespace().next().unwrap_or_default();
        nanoseconds += spent.parse::<f64>()?;
    }
    Ok(nanoseconds / 1e9)
}
