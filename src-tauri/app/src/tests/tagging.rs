//! Writing into files, as the window asks for it.

use std::fs;

use super::*;

/// The state of the last work, once it has ended.
fn ended(rig: &Rig) -> Value {
    rig.until(|rig| rig.ask("tagging_state")["running"] == false);
    rig.ask("tagging_state")
}

#[test]
fn values_are_shown_written_and_taken_out_again() {
    let rig = Rig::new(reader()).with(&["2_3.wav", "7_8.wav"]);
    assert_eq!(rig.ask("tagging_state"), Value::Null);
    let files = ["2_3.wav", "7_8.wav"].map(|name| rig.folder.path().join("music").join(name));
    let before = files.each_ref().map(|file| fs::read(file).unwrap());
    let nothing = json!({ "tracks": rig.ids(), "options": { "mood": false } });
    for command in ["preview_tags", "write_tags"] {
        let refused = rig.call(command, nothing.clone()).unwrap_err();
        assert_eq!(refused["code"], "nothing_chosen");
    }

    let wish = json!({ "tracks": rig.ids(), "options": { "mood": false, "plane": true } });
    rig.call("preview_tags", wish.clone()).unwrap();
    let state = ended(&rig);
    assert_eq!((&state["changed"], &state["total"]), (&json!(2), &json!(2)));
    let asked = json!({ "which": "changed", "offset": 1, "limit": 10 });
    let rows = rig.call("tagging_rows", asked).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert_eq!(rows[0]["fields"][0]["new"], json!(["7"]));
    assert_eq!(files.each_ref().map(|file| fs::read(file).unwrap()), before);

    let total = rig.ask("progress")["total"].clone();
    rig.call("write_tags", wish).unwrap();
    let state = ended(&rig);
    assert_eq!(
        (&state["changed"], &state["writing"]),
        (&json!(2), &json!(1))
    );
    for file in &files {
        let bytes = fs::read(file).unwrap();
        assert!(bytes.windows(7).any(|part| part == b"VALENCE"));
    }
    assert_eq!(rig.ask("written_tags")[0]["files"], 2);
    // Nothing is heard again, also where the first hearing knew no stream.
    assert_eq!(rig.ask("points")["valence"], json!([2.0, 7.0]));
    assert_eq!(rig.ask("progress")["total"], total);

    let wrong = json!({ "writing": 99, "values": false });
    let refused = rig.call("undo_tags", wrong).unwrap_err();
    assert_eq!(refused["code"], "no_such_writing");
    let undo = json!({ "writing": 1, "values": false });
    rig.call("undo_tags", undo).unwrap();
    assert_eq!(ended(&rig)["changed"], 2);
    assert_eq!(files.each_ref().map(|file| fs::read(file).unwrap()), before);
    assert_eq!(rig.ask("written_tags")[0]["undone"], 2);
}
