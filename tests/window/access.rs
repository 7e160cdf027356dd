//! The window for those who do not see it, or see it otherwise: axe-core's rules
//! in every state, without an exception, and a window in another language.

use std::fs;

use anyhow::{Context, Result, bail};
use fantoccini::key::Key;
use moodplane_tests::{Screen, Sound, View, root};
use serde_json::{Value, json};

use crate::with_demo;

/// Has axe-core look at the window as it is.
async fn follows_the_rules(view: &View, state: &str) -> Result<()> {
    if view.script("return typeof axe", vec![]).await? == json!("undefined") {
        let axe = root().join("ui/node_modules/axe-core/axe.min.js");
        let code = fs::read_to_string(axe).context("axe-core is missing: npm ci in ui")?;
        view.script(&format!("{code}; window.axe = axe"), vec![])
            .await?;
    }
    // What fades in has not its colours yet.
    let look = "const [done] = arguments; \
        Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))) \
            .then(() => axe.run(document, { resultTypes: ['violations'] })) \
            .then((found) => done(found.violations.map((one) => [one.id, one.help, \
                one.nodes.map((node) => node.html.slice(0, 200) + ' ' + node.failureSummary)])), \
                (error) => done(String(error)))";
    let found = view.script_async(look).await?;
    match found.as_array() {
        Some(broken) if broken.is_empty() => Ok(()),
        _ => bail!("{state}: {}", serde_json::to_string_pretty(&found)?),
    }
}

async fn open_and_judge(view: &View, button: &str, state: &str) -> Result<()> {
    view.find(button).await?.click().await?;
    view.find("dialog").await?;
    follows_the_rules(view, state).await?;
    view.press(Key::Escape).await?;
    view.until("the dialog closed", async |view| {
        Ok(!view.shows("dialog").await?)
    })
    .await
}

#[tokio::test]
async fn every_state_follows_the_rules_of_access_in_dark_and_light() -> Result<()> {
    let screen = Screen::new(Sound::Card)?;
    let view = View::open(&screen).await?;
    view.find("first-start").await?;
    follows_the_rules(&view, "first start").await?;
    view.close().await?;

    let view = with_demo(&screen).await?;
    for theme in ["dark", "light"] {
        view.find("settings-open").await?.click().await?;
        view.find("settings-appearance").await?.click().await?;
        view.find(&format!("choose-theme-{theme}"))
            .await?
            .click()
            .await?;
        view.press(Key::Escape).await?;
        view.until("the dialog closed", async |view| {
            Ok(!view.shows("dialog").await?)
        })
        .await?;
        view.find("list-row").await?.click().await?;
        view.find("curve").await?;
        follows_the_rules(&view, &format!("{theme}: a track")).await?;
        for (button, state) in [
            ("folders-open", "folders"),
            ("model-open", "the model"),
            ("settings-open", "settings"),
            ("help-open", "keys"),
        ] {
            open_and_judge(&view, button, &format!("{theme}: {state}")).await?;
        }
        view.find("columns").await?.click().await?;
        view.find("menu").await?;
        follows_the_rules(&view, &format!("{theme}: a menu")).await?;
        view.press(Key::Escape).await?;
        view.find("queue-open").await?.click().await?;
        view.find("queue").await?;
        follows_the_rules(&view, &format!("{theme}: the queue")).await?;
        view.press(Key::Escape).await?;
        view.find("tab-playlists").await?.click().await?;
        view.find("new-playlist").await?;
        follows_the_rules(&view, &format!("{theme}: playlists")).await?;
        view.find("tab-library").await?.click().await?;
    }
    view.close().await
}

#[tokio::test]
async fn a_german_desktop_has_a_german_window() -> Result<()> {
    let screen = Screen::new(Sound::None)?.speaking("de_DE.UTF-8")?;
    let view = View::open(&screen).await?;
    view.find("first-start").await?;
    let said = view.all_text().await?;
    assert!(said.contains("Ordner wählen"), "{said}");
    let language = view.script("return document.documentElement.lang", vec![]);
    assert_eq!(language.await?, Value::from("de"));
    view.close().await
}

/// The name of what has the focus.
async fn focused(view: &View) -> Result<Value> {
    let code = "return document.activeElement?.dataset?.testid ?? null";
    view.script(code, vec![]).await
}

#[tokio::test]
async fn the_focus_stays_in_a_dialog_and_comes_back_and_all_may_be_twice_as_large() -> Result<()> {
    let screen = Screen::new(Sound::None)?;
    let view = with_demo(&screen).await?;
    view.resize(1280, 800).await?;
    view.find("list-row").await?.click().await?;
    view.find("curve").await?;

    view.find("settings-open").await?.click().await?;
    view.find("dialog").await?;
    let inside = "return document.activeElement.closest('[data-testid=dialog]') !== null \
        || document.activeElement === document.body";
    for _ in 0..40 {
        view.press(Key::Tab).await?;
        assert_eq!(view.script(inside, vec![]).await?, true);
    }
    view.press(Key::Escape).await?;
    view.until("the focus back where it was", async |view| {
        Ok(focused(view).await? == "settings-open")
    })
    .await?;
    view.find("track-actions").await?.click().await?;
    view.find("menu").await?;
    view.press(Key::Escape).await?;
    view.until("the focus back at the menu's button", async |view| {
        Ok(focused(view).await? == "track-actions")
    })
    .await?;

    for _ in 0..5 {
        view.press_with(Key::Control, '+').await?;
    }
    let size = "return parseFloat(getComputedStyle(document.documentElement).fontSize)";
    assert_eq!(view.script(size, vec![]).await?, 32.0);
    let fits = "return document.documentElement.scrollWidth <= innerWidth \
        && document.documentElement.scrollHeight <= innerHeight";
    assert_eq!(view.script(fits, vec![]).await?, true);
    // They can be pressed: nothing else lies over them.
    for button in ["play-pause", "list-row", "settings-open"] {
        view.find(button).await?.click().await?;
    }
    view.find("dialog").await?;
    follows_the_rules(&view, "twice as large").await?;
    view.close().await
}
