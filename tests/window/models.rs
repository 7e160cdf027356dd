//! Which model hears.

use anyhow::Result;
use fantoccini::key::Key;
use moodplane_tests::{Screen, Sound, View, program};
use serde_json::Value;

use crate::{PIECES, with_demo};

/// The pieces that a model has heard, by what the library says in a terminal.
fn heard_by(screen: &Screen, model: &str) -> Result<usize> {
    let said = screen
        .command(program("mood")?)
        .args(["list", "--json", "--model", model])
        .output()?;
    let lines = String::from_utf8(said.stdout)?;
    let by_it = |line: &&str| {
        let line: Value = serde_json::from_str(line).unwrap_or_default();
        line["model"]["id"] == model
    };
    Ok(lines.lines().filter(by_it).count())
}

/// Waits until the open dialog says that this model hears the library.
async fn until_hears(view: &View, model: &str) -> Result<()> {
    let sentence = format!("{model} hears");
    view.until(&sentence, async |view| {
        Ok(view.text("model-state").await?.starts_with(&sentence))
    })
    .await?;
    let radio = view.find(&format!("model-{model}")).await?;
    assert!(radio.is_selected().await?);
    Ok(())
}

#[tokio::test]
async fn another_model_is_chosen_hears_everything_and_is_still_chosen_after_a_restart() -> Result<()>
{
    let screen = Screen::new(Sound::None)?;
    screen.install_copy("twin")?;
    let view = with_demo(&screen).await?;
    view.find("model-open").await?.click().await?;
    until_hears(&view, "student").await?;
    view.find("install-music2emo").await?;
    assert_eq!(heard_by(&screen, "twin")?, 0);
    view.find("model-twin").await?.click().await?;
    until_hears(&view, "twin").await?;
    view.until("the twin to have heard everything", async |_| {
        Ok(heard_by(&screen, "twin")? == PIECES)
    })
    .await?;
    view.until("the twin's dots", async |view| {
        Ok(view.dots().await? == PIECES)
    })
    .await?;
    view.close().await?;

    let view = View::open(&screen).await?;
    view.find("model-open").await?.click().await?;
    until_hears(&view, "twin").await?;
    // By the keyboard: the one above is the shipped one.
    view.find("model-twin").await?.click().await?;
    view.press(Key::Up).await?;
    until_hears(&view, "student").await?;
    assert_eq!(heard_by(&screen, "student")?, PIECES);
    view.close().await
}
