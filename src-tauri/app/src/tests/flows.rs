//! What goes on over time: folders that are watched, pauses, failures, the
//! user's own word, playlists.

use std::fs;

use super::*;

impl Rig {
    pub(super) fn ids(&self) -> Vec<Value> {
        let ids = self.call("matching", json!({ "query": everything() }));
        ids.unwrap().as_array().unwrap().clone()
    }

    pub(super) fn ask(&self, command: &str) -> Value {
        self.call(command, json!({})).unwrap()
    }

    /// Adds a folder with these files, and waits until all of them are dealt with.
    pub(super) fn with(self, names: &[&str]) -> Self {
        let path = self.music(names);
        self.call("add_folder", json!({ "path": path })).unwrap();
        self.until(|rig| {
            let points = rig.ask("points")["id"].as_array().unwrap().len();
            let failures = rig.ask("failures").as_array().unwrap().len();
            points + failures == names.len()
        });
        self
    }
}

#[test]
fn a_file_that_is_put_into_a_folder_becomes_a_dot_by_itself() {
    let rig = Rig::new(reader()).with(&["2_3.wav"]);
    let folder = rig.folder.path().join("music");
    // As a download does it: elsewhere first.
    let whole = rig.folder.path().join("7_8.part");
    fs::copy(folder.join("2_3.wav"), &whole).unwrap();
    fs::rename(&whole, folder.join("7_8.wav")).unwrap();
    rig.until(|rig| rig.ask("points")["valence"] == json!([2.0, 7.0]));

    fs::remove_file(folder.join("2_3.wav")).unwrap();
    rig.until(|rig| rig.ask("points")["valence"] == json!([7.0]));
    let folder = rig.ask("list_folders")[0]["id"].clone();
    let forgotten = rig.call("forget_missing", json!({ "folder": folder }));
    assert_eq!(forgotten, Ok(json!(1)));
    assert_eq!(rig.ids().len(), 1);
}

#[test]
fn a_folder_that_went_away_is_told_of() {
    let rig = Rig::new(reader()).with(&["2_3.wav"]);
    assert_eq!(rig.ask("folder_problems"), json!([]));
    let folder = rig.folder.path().join("music");
    let elsewhere = rig.folder.path().join("elsewhere");
    rig.shell().close();
    fs::rename(&folder, elsewhere).unwrap();
    let rig = rig.again(reader());
    rig.until(|rig| rig.ask("folder_problems")[0]["notice"].is_string());
    rig.until(|rig| rig.ask("points")["valence"] == json!([]));
}

#[test]
fn a_pause_outlives_the_window() {
    let rig = Rig::new(reader()).with(&["2_3.wav"]);
    rig.call("pause_analysis", json!({})).unwrap();
    let rig = rig.again(reader());
    let music = rig.before.as_ref().unwrap().music(&["2_3.wav", "7_8.wav"]);
    rig.until(|rig| rig.ask("progress")["rest"]["reason"] == "user");
    assert_eq!(rig.ask("points")["valence"], json!([2.0]), "{music}");
    rig.call("resume_analysis", json!({})).unwrap();
    rig.until(|rig| rig.ask("points")["valence"] == json!([2.0, 7.0]));
}

#[test]
fn settings_are_kept() {
    let rig = Rig::new(reader());
    let first = json!({ "pace": "full", "pause_on_battery": false });
    assert_eq!(rig.ask("settings"), first);
    rig.call("set_pace", json!({ "pace": "background" }))
        .unwrap();
    rig.call("set_pause_on_battery", json!({ "pause": true }))
        .unwrap();
    let rig = rig.again(reader());
    let kept = json!({ "pace": "background", "pause_on_battery": true });
    assert_eq!(rig.ask("settings"), kept);
}

#[test]
fn a_failure_is_ignored_and_tried_again_when_it_is_asked_for() {
    let rig = Rig::new(reader()).with(&["2_3.wav", "noise.wav"]);
    let id = rig.ask("failures")[0]["id"].clone();
    let ignore = |ignore: bool| {
        let asked = json!({ "ids": [id], "ignore": ignore });
        rig.call("ignore_failures", asked).unwrap();
    };
    ignore(true);
    assert_eq!(rig.ask("failures"), json!([]));
    assert_eq!(rig.ask("ignored_failures")[0]["id"], id);
    ignore(false);
    assert_eq!(rig.ask("failures")[0]["tries"], 1);
    rig.call("retry_failures", json!({ "ids": [id] })).unwrap();
    rig.until(|rig| rig.ask("failures")[0]["tries"] == 2);
    rig.call("analyse_first", json!({ "ids": [id] })).unwrap();
    rig.until(|rig| rig.ask("failures")[0]["tries"] == 3);
    rig.call("prefer", json!({ "ids": rig.ids() })).unwrap();
}

#[test]
fn a_correction_shows_on_the_plane_and_is_undone() {
    let rig = Rig::new(reader()).with(&["2_3.wav", "7_8.wav"]);
    let id = rig.ask("points")["id"][0].clone();
    let correct = |correction: &Value| {
        let asked = json!({ "id": id, "correction": correction });
        rig.call("correct", asked).unwrap()
    };
    let word = json!({ "place": [4.0, 6.0], "tags_on": ["calm"], "tags_off": [] });
    let before = correct(&word);
    assert_eq!(before["place"], Value::Null);
    assert_eq!(rig.ask("points")["valence"][0], 4.0);
    assert_eq!(
        rig.call("correction", json!({ "id": id })),
        Ok(word.clone())
    );
    assert_eq!(correct(&before), word);
    assert_eq!(rig.ask("points")["valence"][0], 2.0);
    assert_eq!(rig.call("correction", json!({ "id": id })), Ok(Value::Null));
    assert_eq!(rig.ask("recalibration"), Value::Null, "too few");
    let off_scale = json!({ "place": [12.0, 6.0], "tags_on": [], "tags_off": [] });
    let error = rig.call("correct", json!({ "id": id, "correction": off_scale }));
    assert_eq!(error.unwrap_err()["code"], "off_scale");
}

#[test]
fn the_other_tracks_follow_corrections_once_these_have_come_to_rest() {
    let names = [
        "2_3.wav", "3_3.wav", "4_3.wav", "5_3.wav", "6_3.wav", "7_3.wav", "8_3.wav", "5_7.wav",
        "6_7.wav",
    ];
    let rig = Rig::new(reader()).with(&names);
    // To this ear all music is two steps calmer than the model says.
    let points = rig.ask("points");
    for track in 0..8 {
        let place = [
            points["valence"][track].as_f64().unwrap(),
            points["arousal"][track].as_f64().unwrap() - 2.0,
        ];
        let word = json!({ "place": place, "tags_on": [], "tags_off": [] });
        rig.call(
            "correct",
            json!({ "id": points["id"][track], "correction": word }),
        )
        .unwrap();
    }
    let own = points["arousal"][8].as_f64().unwrap();
    rig.until(|rig| rig.ask("points")["arousal"][8].as_f64().unwrap() < own - 0.5);
    assert_eq!(rig.ask("recalibration")["applied"], true);
    rig.call("set_recalibration", json!({ "on": false }))
        .unwrap();
    assert_eq!(rig.ask("points")["arousal"][8], own);
}

#[test]
fn what_is_near_by_mood_is_named_with_its_distance() {
    let rig = Rig::new(reader()).with(&["2_3.wav", "3_3.wav", "7_8.wav"]);
    let id = rig.ask("points")["id"][0].clone();
    let asked = json!({ "id": id, "by": "plane", "limit": 1, "otherGenre": false });
    let near = rig.call("neighbours", asked).unwrap();
    assert_eq!(near.as_array().unwrap().len(), 1);
    assert_eq!(near[0]["distance"], 1.0);
    assert_eq!(
        rig.call("recordings_like", json!({ "id": id })),
        Ok(json!([]))
    );
    assert_eq!(rig.ask("offers"), json!([]));
    assert_eq!(rig.call("cover", json!({ "id": id })), Ok(json!([])));
    let asked = json!({ "missing": id, "found": near[0]["row"]["id"] });
    assert_eq!(
        rig.call("take_over", asked).unwrap_err()["code"],
        "not_missing"
    );
}

#[test]
fn a_playlist_keeps_its_order_and_a_smart_one_fills_itself() {
    let rig = Rig::new(reader()).with(&["2_3.wav", "7_8.wav"]);
    let ids = rig.ids();
    let made = rig.call(
        "create_playlist",
        json!({ "name": "Evening", "query": null }),
    );
    let id = made.unwrap()["id"].clone();
    let taken = rig.call(
        "create_playlist",
        json!({ "name": "evening", "query": null }),
    );
    assert_eq!(taken.unwrap_err()["code"], "playlist_exists");
    let of = |what: Value| {
        let mut asked = json!({ "id": id });
        asked
            .as_object_mut()
            .unwrap()
            .append(&mut what.as_object().unwrap().clone());
        asked
    };
    rig.call("add_to_playlist", of(json!({ "tracks": ids, "at": null })))
        .unwrap();
    rig.call("move_in_playlist", of(json!({ "places": [1], "to": 0 })))
        .unwrap();
    let turned = json!([ids[1], ids[0]]);
    assert_eq!(rig.call("playlist_tracks", of(json!({}))), Ok(turned));
    rig.call("remove_from_playlist", of(json!({ "places": [0] })))
        .unwrap();
    let page = rig.call("playlist_page", of(json!({ "offset": 0, "limit": 10 })));
    assert_eq!(page.unwrap()["rows"][0]["id"], ids[0]);
    rig.call("rename_playlist", of(json!({ "name": "Night" })))
        .unwrap();

    let quiet = json!({ "arousal": { "from": null, "to": 5.0 } });
    let asked = json!({ "name": "Quiet", "query": quiet });
    let smart = rig.call("create_playlist", asked).unwrap();
    assert_eq!(smart["tracks"], 1);
    let asked = json!({ "id": smart["id"], "query": {} });
    rig.call("set_playlist_query", asked).unwrap();
    let names = rig.ask("playlists");
    let told = |at: usize| (names[at]["name"].clone(), names[at]["tracks"].clone());
    assert_eq!(told(0), (json!("Night"), json!(1)));
    assert_eq!(told(1), (json!("Quiet"), json!(2)));
    rig.call("delete_playlist", of(json!({}))).unwrap();
    assert_eq!(rig.ask("playlists").as_array().unwrap().len(), 1);
}

#[test]
fn the_library_is_closed_with_the_window() {
    let rig = Rig::new(reader()).with(&["2_3.wav"]);
    rig.shell().close();
    let error = rig.call("points", json!({})).unwrap_err();
    assert_eq!(error["code"], "closing");
    // What SQLite keeps beside an open database is folded into it.
    let log = rig.folder.path().join("library.db-wal");
    assert!(!log.exists());
}

#[test]
fn a_damaged_library_is_mended_and_the_user_is_told_once() {
    let rig = Rig::new(reader()).with(&["2_3.wav", "7_8.wav"]);
    rig.shell().close();
    let path = rig.folder.path().join("library.db");
    let mut bytes = fs::read(&path).unwrap();
    // The first page: what tables there are.
    bytes[100..4_096].fill(0xA5);
    fs::write(&path, bytes).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let again = Rig::at(elsewhere, Ok(path), reader());
    let told = again.ask("early_problems");
    assert_eq!(told[0]["code"], "salvaged", "{told}");
    assert!(
        told[0]["message"]
            .as_str()
            .unwrap()
            .contains("2 of 2 tracks")
    );
    assert_eq!(again.ask("early_problems"), json!([]));
    drop(again);
}

#[test]
fn a_file_says_what_it_is_and_one_that_is_away_is_not_shown() {
    let rig = Rig::new(reader()).with(&["2_3.wav", "7_8.wav"]);
    let ids = rig.ids();
    let facts = rig.call("file_facts", json!({ "id": ids[0] })).unwrap();
    assert_eq!(facts["codec"], "pcm_s16le");
    assert_eq!(facts["sample_rate_hz"], 8_000);
    assert_eq!(facts["model"]["version"], "test");
    let summary = rig.call("summary", json!({ "ids": ids })).unwrap();
    assert_eq!(
        (&summary["tracks"], &summary["heard"]),
        (&json!(2), &json!(2))
    );

    let nobody = rig.call("show_in_files", json!({ "id": 999 })).unwrap_err();
    assert_eq!(nobody["code"], "no_such_track");
    fs::remove_file(rig.folder.path().join("music/2_3.wav")).unwrap();
    let away = rig
        .call("show_in_files", json!({ "id": ids[0] }))
        .unwrap_err();
    assert_eq!(away["code"], "file_away");
    assert!(away["about"].as_str().unwrap().ends_with("2_3.wav"));
}

#[test]
fn what_was_heard_is_heard_again_when_it_is_asked_for() {
    let rig = Rig::new(reader()).with(&["2_3.wav"]);
    let ids = rig.ids();
    let version = |rig: &Rig| {
        let facts = rig.call("file_facts", json!({ "id": ids[0] })).unwrap();
        facts["model"]["version"].clone()
    };
    rig.call("pause_analysis", json!({})).unwrap();
    rig.call("hear_again", json!({ "ids": ids })).unwrap();
    assert_eq!(version(&rig), Value::Null);
    assert_eq!(
        rig.ask("points")["valence"],
        json!([2.0]),
        "shown until then"
    );
    rig.call("resume_analysis", json!({})).unwrap();
    rig.until(|rig| version(rig) == "test");
}

#[test]
fn corrections_are_listed_and_the_library_says_where_it_is() {
    let rig = Rig::new(reader()).with(&["2_3.wav", "7_8.wav"]);
    assert_eq!(rig.ask("corrected_tracks"), json!([]));
    let word = json!({ "place": null, "tags_on": ["calm"], "tags_off": [] });
    let id = rig.ids()[0].clone();
    rig.call("correct", json!({ "id": id, "correction": word }))
        .unwrap();
    let listed = rig.ask("corrected_tracks");
    assert_eq!(listed[0]["row"]["id"], id);
    assert_eq!(listed[0]["correction"], word);
    let place = rig.ask("library_place");
    assert!(place["path"].as_str().unwrap().ends_with("library.db"));
    let folder = rig.ask("list_folders")[0].clone();
    assert_eq!(folder["missing_tracks"], 0);
    rig.call("scan_folder", json!({ "id": folder["id"] }))
        .unwrap();
}
