//! Sets: built, weighed, swapped, and refused with what would do.

use super::*;

fn plan(tracks: u32) -> Value {
    json!({
        "path": [
            { "at": 0.0, "valence": 2.0, "arousal": 2.0 },
            { "at": 1.0, "valence": 8.0, "arousal": 8.0 },
        ],
        "length": { "unit": "tracks", "value": tracks },
        "from": { "what": "query", "value": everything() },
        "rules": {
            "tempo_percent": null,
            "half_or_double": false,
            "key": "any",
            "artist_within": 0,
            "album_within": 0,
        },
        "musts": [],
        "seed": 0,
    })
}

/// The titles of a set, in its order.
fn titles(set: &Value) -> Vec<&str> {
    let places = set["places"].as_array().unwrap();
    places
        .iter()
        .map(|place| place["row"]["title"].as_str().unwrap())
        .collect()
}

fn order(set: &Value) -> Vec<Value> {
    let places = set["places"].as_array().unwrap();
    places
        .iter()
        .map(|place| place["row"]["id"].clone())
        .collect()
}

#[test]
fn a_set_is_built_changed_and_kept() {
    let rig = Rig::new(reader()).with(&["2_2.wav", "4_4.wav", "6_6.wav", "8_8.wav", "7_3.wav"]);
    let shapes = rig.ask("set_shapes");
    assert_eq!(shapes[0]["shape"], "journey");
    assert!(shapes[0]["path"].as_array().unwrap().len() > 2);

    let answer = rig.call("build_set", json!({ "plan": plan(4) })).unwrap();
    assert_eq!(answer["outcome"], "built");
    let set = &answer["value"];
    assert_eq!(titles(set), ["2_2", "4_4", "6_6", "8_8"]);
    let swaps = json!({ "plan": plan(4), "order": order(set), "place": 4 });
    let swaps = rig.call("set_swaps", swaps).unwrap();
    assert_eq!(swaps.as_array().unwrap().len(), 1);
    assert_eq!(swaps[0]["row"]["title"], "7_3");
    let mut changed = order(set);
    changed[3] = swaps[0]["row"]["id"].clone();
    let judged = json!({ "plan": plan(4), "order": changed });
    let judged = rig.call("judge_set", judged).unwrap();
    assert_eq!(titles(&judged), ["2_2", "4_4", "6_6", "7_3"]);
    assert!(judged["cost"].as_f64() > set["cost"].as_f64());

    let kept = json!({ "name": "Friday", "tracks": changed });
    let kept = rig.call("create_playlist_of", kept).unwrap();
    let tracks = rig.call("playlist_tracks", json!({ "id": kept["id"] }));
    assert_eq!(tracks, Ok(Value::from(changed)));
}

#[test]
fn what_cannot_be_says_what_would_do_and_what_makes_no_sense_is_an_error() {
    let rig = Rig::new(reader()).with(&["2_2.wav", "4_4.wav"]);
    let answer = rig.call("build_set", json!({ "plan": plan(9) })).unwrap();
    assert_eq!(answer["outcome"], "impossible");
    let why = &answer["value"];
    assert_eq!(
        why["cause"],
        json!({ "kind": "few_tracks", "wanted": 9, "there": 2 })
    );
    assert_eq!(why["relax"], json!([{ "what": "tracks", "to": 2 }]));
    let error = rig.call("build_set", json!({ "plan": plan(0) }));
    assert_eq!(error.unwrap_err()["code"], "bad_set");
    // Nothing is being built: that is no trouble.
    assert_eq!(rig.call("stop_set", json!({})), Ok(Value::Null));
}
