//! The queue, the radio, what is kept of them, and the desktop's controls.

use std::process::{Command, Stdio};

use super::*;

/// On each side of the plane eight.
const SIDES: [&str; 16] = [
    "2.0_5.wav",
    "2.1_5.wav",
    "2.2_5.wav",
    "2.3_5.wav",
    "2.4_5.wav",
    "2.5_5.wav",
    "2.6_5.wav",
    "2.7_5.wav",
    "8.0_5.wav",
    "8.1_5.wav",
    "8.2_5.wav",
    "8.3_5.wav",
    "8.4_5.wav",
    "8.5_5.wav",
    "8.6_5.wav",
    "8.7_5.wav",
];

impl Rig {
    fn queue(&self) -> Vec<u32> {
        let ids = self.ask("player_queue")["ids"].clone();
        serde_json::from_value(ids).unwrap()
    }

    fn valence_of(&self, id: u32) -> f64 {
        let detail = self.call("track", json!({ "id": id })).unwrap();
        detail["row"]["valence"].as_f64().unwrap()
    }
}

#[test]
fn the_queue_is_changed_by_keys_and_is_there_after_a_restart() {
    let rig = Rig::new(reader()).with(&SIDES[..6]);
    let ids: Vec<u32> = serde_json::from_value(json!(rig.ids())).unwrap();
    rig.call("play", json!({ "ids": ids[..3], "start": 1 }))
        .unwrap();
    rig.call("play_next", json!({ "ids": [ids[3]] })).unwrap();
    rig.call("enqueue", json!({ "ids": [ids[4]] })).unwrap();
    let wanted = [ids[0], ids[1], ids[3], ids[2], ids[4]];
    rig.until(|rig| rig.queue() == wanted);
    let keys = rig.ask("player_queue")["keys"].clone();
    let asked = json!({ "keys": [keys[4]], "before": keys[2] });
    rig.call("queue_move", asked).unwrap();
    rig.call("queue_remove", json!({ "keys": [keys[0]] }))
        .unwrap();
    let asked = json!({ "ids": [ids[5]], "before": keys[3] });
    rig.call("queue_insert", asked).unwrap();
    let wanted = [ids[1], ids[4], ids[3], ids[5], ids[2]];
    rig.until(|rig| rig.queue() == wanted);
    rig.call("set_repeat", json!({ "repeat": "all" })).unwrap();
    let level = json!({ "levelling": "album", "pre_gain_db": -3.0 });
    rig.call("set_level", json!({ "level": level })).unwrap();
    rig.call("set_crossfade", json!({ "seconds": 4.0 }))
        .unwrap();
    rig.call("set_volume", json!({ "v": 0.5 })).unwrap();
    rig.until(|rig| rig.ask("player_state")["volume"] == 0.5);

    let again = rig.again(reader());
    again.until(|again| again.queue() == wanted);
    let state = again.ask("player_state");
    assert_eq!(state["track"], json!(ids[1]));
    assert_eq!(state["playing"], false);
    assert_eq!(state["repeat"], "all");
    assert_eq!(state["level"], level);
    assert_eq!(state["crossfade_s"], 4.0);
    assert_eq!(state["volume"], 0.5);
}

#[test]
fn the_radio_keeps_five_ahead_and_follows_its_spot() {
    let rig = Rig::new(reader()).with(&SIDES);
    let ids: Vec<u32> = serde_json::from_value(json!(rig.ids())).unwrap();
    let asked = json!({ "valence": 2.3, "arousal": 5.0, "first": ids[15] });
    rig.call("start_radio", asked).unwrap();
    rig.until(|rig| rig.queue().len() == 6);
    let queue = rig.queue();
    assert_eq!(queue[0], ids[15]);
    assert!(queue[1..].iter().all(|id| rig.valence_of(*id) < 5.0));
    let spot = json!({ "valence": 8.3, "arousal": 5.0 });
    rig.call("move_radio", spot.clone()).unwrap();
    rig.until(|rig| {
        let queue = rig.queue();
        queue.len() == 6 && queue[1..].iter().all(|id| rig.valence_of(*id) > 5.0)
    });
    assert!(!rig.queue()[1..].contains(&ids[15]), "nothing comes twice");
    assert_eq!(rig.ask("radio_spot")["arousal"], spot["arousal"]);
    rig.call("stop_radio", json!({})).unwrap();
    assert_eq!(rig.ask("radio_spot"), Value::Null);
    assert_eq!(rig.queue().len(), 6, "the queue stays");
}

/// Asks over the session bus, as a desktop does.
#[cfg(target_os = "linux")]
fn desktop(method: &str, arguments: &[&str]) -> String {
    let asked = Command::new("gdbus")
        .args([
            "call",
            "--session",
            "--dest",
            "org.mpris.MediaPlayer2.moodplane",
        ])
        .args([
            "--object-path",
            "/org/mpris/MediaPlayer2",
            "--method",
            method,
        ])
        .args(arguments)
        .output();
    String::from_utf8(asked.unwrap().stdout).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_desktop_sees_what_plays_and_has_its_say() {
    const INSIDE: &str = "MOODPLANE_TEST_ON_A_BUS";
    if std::env::var_os(INSIDE).is_none() {
        // On a bus of its own, in a process of its own.
        let test = "tests::playing::a_desktop_sees_what_plays_and_has_its_say";
        let inside = Command::new("dbus-run-session")
            .arg("--")
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", test])
            .env(INSIDE, "1")
            .stderr(Stdio::inherit())
            .status();
        match inside {
            Ok(status) => assert!(status.success()),
            Err(error) => println!("skipped, there is no dbus-run-session: {error}"),
        }
        return;
    }
    const PLAYER: &str = "org.mpris.MediaPlayer2.Player";
    let get = |what: &str| desktop("org.freedesktop.DBus.Properties.Get", &[PLAYER, what]);
    let patiently = |what: &str, wanted: &str| {
        for _ in 0..600 {
            if get(what).contains(wanted) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("{what} is not {wanted} but {}", get(what));
    };
    let rig = Rig::new(reader()).with(&["2_3.wav", "7_8.wav"]);
    let ids = rig.ids();
    rig.call("play", json!({ "ids": ids, "start": 0 })).unwrap();
    patiently("Metadata", "'xesam:title': <'2_3'>");
    patiently("Metadata", "'mpris:length': <int64 1000000>");
    // There is no sound here, so it stands.
    patiently("PlaybackStatus", "Paused");
    desktop(&format!("{PLAYER}.Next"), &[]);
    patiently("Metadata", "'xesam:title': <'7_8'>");
    desktop(&format!("{PLAYER}.SetPosition"), &["/", "500000"]);
    patiently("Position", "500000");
    let set = [PLAYER, "Volume", "<0.25>"];
    desktop("org.freedesktop.DBus.Properties.Set", &set);
    rig.until(|rig| rig.ask("player_state")["volume"] == 0.25);
}
