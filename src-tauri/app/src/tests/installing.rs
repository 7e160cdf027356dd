//! Installing a model from the window, from a server on this machine.

use std::path::PathBuf;

use moodplane_tests::Trick;
use moodplane_tests::shop::{self, Shop};

use super::*;

/// Files that a server sells, and an app whose models come from there.
struct Sale {
    shop: Shop,
    folder: tempfile::TempDir,
    rig: Rig,
}

impl Sale {
    fn open() -> Self {
        let shop = Shop::open().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let models = Readers {
            shop: Some((folder.path().join("models"), shop.mood.file("offers.toml"))),
            ..reader()
        };
        Self {
            shop,
            folder,
            rig: Rig::new(models),
        }
    }

    fn install(&self) {
        let asked = json!({ "id": "music2emo", "accepted": true });
        self.rig.call("install_model", asked).unwrap();
    }

    fn state(&self) -> Value {
        self.rig.call("install_state", json!({})).unwrap()
    }

    /// Waits for this step, and returns what is said at it.
    fn until(&self, step: &str) -> Value {
        self.rig.until(|_| self.state()["step"] == step);
        self.state()
    }

    fn models(&self) -> PathBuf {
        self.folder.path().join("models")
    }

    fn begun(&self) -> Value {
        self.rig.call("model_offers", json!({})).unwrap()[0]["begun"].clone()
    }
}

#[test]
fn a_model_is_installed_once_its_licences_are_accepted() {
    let sale = Sale::open();
    let offers = sale.rig.call("model_offers", json!({})).unwrap();
    assert_eq!(offers[0]["id"], "music2emo");
    assert_eq!(offers[0]["licences"][0]["licence"], "MIT");
    assert_eq!(offers[0]["begun"], false);
    let refused = json!({ "id": "music2emo", "accepted": false });
    let refused = sale.rig.call("install_model", refused).unwrap_err();
    assert_eq!(refused["code"], "licence_not_accepted");
    assert_eq!(sale.state(), Value::Null);
    assert_eq!(sale.shop.server.count(), 0, "no network before that");

    sale.install();
    let ended = sale.until("installed");
    assert_eq!(ended["problem"], Value::Null);
    assert_eq!(ended["bytes"], ended["total_bytes"]);
    assert!(
        shop::names(&sale.models())
            .unwrap()
            .contains(&"registry.toml".to_owned())
    );
    assert_eq!(sale.begun(), false);
}

#[test]
fn what_is_not_the_published_file_is_a_sentence_and_nothing_is_installed() {
    let sale = Sale::open();
    let server = &sale.shop.server;
    server.play(shop::HEAD, vec![Trick::OtherBytes; 20]);
    sale.install();
    let ended = sale.until("failed");
    let message = ended["problem"]["message"].as_str().unwrap();
    assert!(message.contains("not the published file"), "{message}");
    assert_eq!(ended["problem"]["code"], "not_installed");
    let names = shop::names(&sale.models()).unwrap();
    assert!(!names.contains(&"registry.toml".to_owned()), "{names:?}");

    let unknown = json!({ "id": "nobody", "accepted": true });
    let unknown = sale.rig.call("install_model", unknown).unwrap_err();
    assert_eq!(unknown["code"], "not_installed");
}

#[test]
fn an_install_that_was_stopped_goes_on_where_it_was() {
    let sale = Sale::open();
    sale.shop.server.play(shop::MERT, [Trick::Stall(1_000)]);
    sale.install();
    sale.rig
        .until(|_| sale.state()["file"] == "pytorch_model.bin");
    let again = json!({ "id": "music2emo", "accepted": true });
    let again = sale.rig.call("install_model", again).unwrap_err();
    assert_eq!(again["code"], "installing");
    sale.rig.call("stop_install", json!({})).unwrap();
    sale.until("stopped");
    assert_eq!(sale.begun(), true);

    sale.install();
    sale.until("installed");
    let heads = sale.shop.server.asked(shop::HEAD);
    assert_eq!(heads.len(), 1, "what was there was not asked for again");
}
