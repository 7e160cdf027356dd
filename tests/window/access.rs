//! The window for those who do not see it, or see it otherwise: axe-core's rules
//! in every state, without an exception, and a window in another language.

use std::fs;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use moodplane_tests::{Screen, Sound, View, root};
use serde_json::{Value, json};

use crate::{sets, with_demo};

/// What is broken, in each state that was looked at.
#[derive(Default)]
struct Broken(Vec<String>);

impl Broken {
    /// Has axe-core look at the window as it is.
    async fn look(&mut self, view: &View, state: &str) -> Result<()> {
        let found = broken_rules(view).await?;
        if found != json!([]) {
            let found = serde_json::to_string_pretty(&found)?;
            self.0.push(format!("{state}: {found}"));
        }
        Ok(())
    }

    fn end(self) -> Result<()> {
        ensure!(self.0.is_empty(), "{}", self.0.join("\n"));
        Ok(())
    }
}

/// The rules that axe-core sees broken: what each asks for, and where.
async fn broken_rules(view: &View) -> Result<Value> {
    if view.script("return typeof axe", vec![]).await? == json!("undefined") {
        let axe = root().join("ui/node_modules/axe-core/axe.min.js");
        let code = fs::read_to_string(axe).context("axe-core is missing: npm ci in ui")?;
        view.script(&format!("{code}; window.axe = axe"), vec![])
            .await?;
    }
    // What fades in has not its colours yet. All fading is over within a moment; where
    // nothing else moves, the web view may never say so.
    let look = "const [done] = arguments; \
        const faded = Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))); \
        Promise.race([faded, new Promise((over) => setTimeout(over, 1000))]) \
            .then(() => axe.run(document, { resultTypes: ['violations'] })) \
            .then((found) => done(found.violations.map((one) => [one.id, one.help, \
                one.nodes.map((node) => node.html.slice(0, 200) + ' ' + node.failureSummary)])), \
                (error) => done(String(error)))";
    view.script_async(look).await
}

async fn open_and_judge(broken: &mut Broken, view: &View, button: &str, state: &str) -> Result<()> {
    view.find(button).await?.click().await?;
    view.find("dialog").await?;
    broken.look(view, state).await?;
    view.press(Key::Escape).await?;
    view.until("the dialog closed", async |view| {
        Ok(!view.shows("dialog").await?)
    })
    .await
}

#[tokio::test]
async fn every_state_follows_the_rules_of_access_in_dark_and_light() -> Result<()> {
    let mut broken = Broken::default();
    let screen = Screen::new(Sound::Card)?;
    let view = View::open(&screen).await?;
    view.find("first-start").await?;
    broken.look(&view, "first start").await?;
    view.close().await?;

    // Something to be failed at, and to be imported with something missing.
    let music = tempfile::tempdir()?;
    for name in ["zero.wav", "zero.mp3"] {
        fs::write(music.path().join(name), "This is no music. ".repeat(200))?;
    }
    let list = music.path().join("Evening.m3u8");
    let found = root().join("assets/demo/04-slow-tide.opus");
    let lines = format!("#EXTM3U\n{}\nSlow Tide.mp3\nnowhere.mp3\n", found.display());
    fs::write(&list, lines)?;
    let view = with_demo(&screen).await?;
    screen.open_with(music.path())?;
    view.find("failures-open").await?;
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
        broken.look(&view, &format!("{theme}: a track")).await?;
        for (button, state) in [
            ("folders-open", "folders"),
            ("model-open", "the model"),
            ("settings-open", "settings"),
            ("help-open", "keys"),
            ("failures-open", "failures"),
            ("export-shown", "the export"),
        ] {
            open_and_judge(&mut broken, &view, button, &format!("{theme}: {state}")).await?;
        }
        screen.open_with(&list)?;
        view.find("dialog").await?;
        broken.look(&view, &format!("{theme}: an import")).await?;
        view.press(Key::Escape).await?;
        view.until("the dialog closed", async |view| {
            Ok(!view.shows("dialog").await?)
        })
        .await?;
        view.find("columns").await?.click().await?;
        view.find("menu").await?;
        broken.look(&view, &format!("{theme}: a menu")).await?;
        view.press(Key::Escape).await?;
        view.find("queue-open").await?.click().await?;
        view.find("queue").await?;
        broken.look(&view, &format!("{theme}: the queue")).await?;
        view.press(Key::Escape).await?;
        view.find("tab-playlists").await?.click().await?;
        view.find("new-playlist").await?;
        broken.look(&view, &format!("{theme}: playlists")).await?;
        view.find("tab-sets").await?.click().await?;
        view.find("set-list-points").await?.click().await?;
        view.find("set-points").await?;
        broken
            .look(&view, &format!("{theme}: a set's form"))
            .await?;
        sets::impossible_then_built(&view, async || {
            broken.look(&view, &format!("{theme}: no such set")).await
        })
        .await?;
        broken.look(&view, &format!("{theme}: a set")).await?;
        view.find("set-save").await?.click().await?;
        view.find("set-saving").await?;
        broken
            .look(&view, &format!("{theme}: saving a set"))
            .await?;
        view.press(Key::Escape).await?;
        view.find("set-clear").await?.click().await?;
        view.find("set-list-points").await?;
        view.find("tab-library").await?.click().await?;
    }
    view.close().await?;
    broken.end()
}

#[tokio::test]
async fn german_is_chosen_spoken_at_once_and_still_after_a_restart() -> Result<()> {
    let mut broken = Broken::default();
    let screen = Screen::new(Sound::None)?;
    let view = View::open(&screen).await?;
    view.find("first-start").await?;
    view.find("settings-open").await?.click().await?;
    view.find("settings-appearance").await?.click().await?;
    view.find("choose-language-de").await?.click().await?;
    is_german(&view).await?;
    view.close().await?;
    let view = View::open(&screen).await?;
    is_german(&view).await?;
    broken.look(&view, "in German").await?;
    view.close().await?;
    broken.end()
}

#[tokio::test]
async fn the_first_start_speaks_the_language_of_the_system() -> Result<()> {
    let mut broken = Broken::default();
    let screen = Screen::new(Sound::None)?.in_language("de_DE")?;
    let view = View::open(&screen).await?;
    is_german(&view).await?;
    broken.look(&view, "the first start in German").await?;
    view.close().await?;
    broken.end()
}

async fn is_german(view: &View) -> Result<()> {
    view.until("German", async |view| {
        let language = view.script("return document.documentElement.lang", vec![]);
        Ok(language.await? == "de")
    })
    .await?;
    view.find("first-start").await?;
    let said = view.all_text().await?;
    assert!(said.contains("Ordner wählen"), "{said}");
    Ok(())
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
    for button in ["list-row", "play-pause", "settings-open"] {
        let pressed = view.find(button).await?.click().await;
        pressed.with_context(|| format!("{button} cannot be pressed"))?;
    }
    view.find("dialog").await?;
    let mut broken = Broken::default();
    broken.look(&view, "twice as large").await?;
    view.close().await?;
    broken.end()
}
