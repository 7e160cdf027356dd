//! Choosing the model that hears the library.

use super::*;

impl Rig {
    fn choose(&self, id: &str) -> Result<Value, Value> {
        self.call("choose_model", json!({ "id": id }))
    }

    fn valence(&self) -> Value {
        self.call("points", json!({})).unwrap()["valence"].clone()
    }

    /// What is said of this model, where it is named at all.
    fn row(&self, id: &str) -> Value {
        let rows = self.call("models", json!({})).unwrap();
        let mut rows = rows.as_array().unwrap().iter();
        rows.find(|row| row["id"] == id)
            .cloned()
            .unwrap_or_default()
    }
}

fn two() -> Readers {
    Readers::of(&["mirror", DEFAULT_MODEL])
}

#[test]
fn another_model_hears_everything_anew_and_both_are_kept() {
    let rig = Rig::new(two());
    let path = rig.music(&["2_3.wav", "7_8.wav"]);
    rig.call("add_folder", json!({ "path": path })).unwrap();
    rig.until(|rig| rig.valence() == json!([2.0, 7.0]));
    let ids: Vec<Value> = rig
        .call("models", json!({}))
        .unwrap()
        .as_array()
        .unwrap()
        .to_vec();
    assert_eq!(ids[0]["id"], DEFAULT_MODEL, "the shipped one stands first");
    assert_eq!(rig.row(DEFAULT_MODEL)["chosen"], true);
    assert_eq!(rig.row("mirror")["chosen"], false);

    rig.choose("mirror").unwrap();
    rig.until(|rig| rig.valence() == json!([3.0, 8.0]));
    assert_eq!(rig.row(DEFAULT_MODEL)["chosen"], false);
    assert_eq!(rig.row("mirror")["chosen"], true);
    assert_eq!(
        rig.call("device_info", json!({})),
        Ok(json!("a good mirror"))
    );
    assert_eq!(rig.call("model_card", json!({})).unwrap()["id"], "mirror");

    // What was heard before is there at once, without another hearing.
    rig.choose(DEFAULT_MODEL).unwrap();
    assert_eq!(rig.valence(), json!([2.0, 7.0]));
    let error = rig.choose("nobody").unwrap_err();
    assert_eq!(error["code"], "no_such_model");
    assert_eq!(rig.row(DEFAULT_MODEL)["chosen"], true);
}

#[test]
fn while_a_model_is_loaded_nothing_else_waits() {
    let models = two();
    let rig = Rig::new(models.clone());
    let path = rig.music(&["2_3.wav"]);
    rig.call("add_folder", json!({ "path": path })).unwrap();
    rig.until(|rig| rig.valence() == json!([2.0]));
    models.slow.store(true, Ordering::SeqCst);
    rig.choose("mirror").unwrap();
    assert_eq!(rig.row("mirror")["loading"], true);
    let error = rig.call("device_info", json!({})).unwrap_err();
    assert_eq!(error["code"], "loading");
    assert_eq!(rig.call("progress", json!({})).unwrap()["running"], false);
    assert_eq!(rig.valence(), json!([]));
    let asked = json!({ "query": everything(), "offset": 0, "limit": 10 });
    let page = rig.call("page", asked).unwrap();
    assert_eq!(page["rows"][0]["state"], "pending");
    models.slow.store(false, Ordering::SeqCst);
    rig.until(|rig| rig.valence() == json!([3.0]));
    assert_eq!(rig.row("mirror")["loading"], false);
}

#[test]
fn what_is_in_work_is_given_up_and_a_pause_goes_on() {
    let rig = Rig::new(two());
    let path = rig.music(&["endless.wav"]);
    rig.call("add_folder", json!({ "path": path })).unwrap();
    rig.until(|rig| rig.call("progress", json!({})).unwrap()["current"][0] == "endless.wav");
    rig.choose("mirror").unwrap();
    rig.until(|rig| rig.valence() == json!([1.0]));

    rig.call("pause_analysis", json!({})).unwrap();
    rig.choose(DEFAULT_MODEL).unwrap();
    rig.until(|rig| rig.call("progress", json!({})).unwrap()["paused"] == true);
    assert_eq!(rig.call("failures", json!({})), Ok(json!([])));
    let matching = rig
        .call("matching", json!({ "query": everything() }))
        .unwrap();
    let detail = rig.call("track", json!({ "id": matching[0] })).unwrap();
    assert_eq!(detail["row"]["state"], "pending");
}

#[test]
fn the_choice_outlives_the_window() {
    let rig = Rig::new(two());
    let path = rig.music(&["2_3.wav"]);
    rig.call("add_folder", json!({ "path": path })).unwrap();
    rig.choose("mirror").unwrap();
    rig.until(|rig| rig.valence() == json!([3.0]));
    let rig = rig.again(two());
    assert_eq!(rig.valence(), json!([3.0]));
    assert_eq!(rig.row("mirror")["chosen"], true);
}

#[test]
fn a_chosen_model_that_is_gone_is_told_of_and_the_default_one_hears() {
    let rig = Rig::new(two());
    let path = rig.music(&["2_3.wav"]);
    rig.call("add_folder", json!({ "path": path })).unwrap();
    rig.choose("mirror").unwrap();
    rig.until(|rig| rig.valence() == json!([3.0]));

    let models = reader();
    let rig = rig.again(models.clone());
    let problem = rig.said.iter().find_map(|said| match said {
        Said::Problem(problem) => Some(problem),
        _ => None,
    });
    assert_eq!(problem.unwrap().message, "There is no mirror.");
    rig.until(|rig| rig.valence() == json!([2.0]));
    assert_eq!(
        rig.call("device_info", json!({})),
        Ok(json!("a good student"))
    );
    assert!(rig.call("progress", json!({})).is_ok());
    let gone = rig.row("mirror");
    assert_eq!(gone["problem"], "There is no mirror.");
    assert_eq!(gone["chosen"], true, "the wish is kept");
    assert_eq!(rig.row(DEFAULT_MODEL)["problem"], Value::Null);
    assert_eq!(rig.choose("mirror").unwrap_err()["code"], "no_such_model");

    // Installed again, it is chosen again.
    models.there.lock().unwrap().push("mirror");
    rig.choose("mirror").unwrap();
    rig.until(|rig| rig.row("mirror")["problem"].is_null() && rig.valence() == json!([3.0]));

    // Given up, it is named no more.
    models.there.lock().unwrap().pop();
    rig.choose(DEFAULT_MODEL).unwrap();
    assert_eq!(rig.row("mirror"), Value::Null);
    assert_eq!(rig.valence(), json!([2.0]));
}
