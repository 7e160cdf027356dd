//! The user's word against the model's: where a track lies, and its moods.

use anyhow::{Context, Result};
use fantoccini::key::Key;
use moodplane_tests::{Screen, Sound, View};
use serde_json::{Value, json};

use crate::with_demo;

/// What the track panel says of valence and arousal, and whether it is the user's.
async fn place(view: &View) -> Result<String> {
    let look = "return [...document.querySelectorAll('[data-testid=track-panel] dl.measures dd')] \
        .slice(0, 2).map((one) => one.textContent.trim()).join(' and ')";
    let said = view.script(look, vec![]).await?;
    Ok(said.as_str().context("no words")?.to_owned())
}

async fn undo(view: &View) -> Result<()> {
    // The offer of the last thing that was done stands lowest.
    let press = "[...document.querySelectorAll('[data-testid=toast-action]')].at(-1).click()";
    view.find("toast-action").await?;
    view.script(press, vec![]).await?;
    Ok(())
}

#[tokio::test]
async fn a_place_is_corrected_and_taken_back_and_so_is_a_mood() -> Result<()> {
    let screen = Screen::new(Sound::None)?;
    let view = with_demo(&screen).await?;
    view.find("list-row").await?.click().await?;
    view.find("curve").await?;
    let before = place(&view).await?;

    // In the panel, by keys alone.
    view.find("correct").await?.click().await?;
    view.type_over("8.5").await?;
    view.press(Key::Tab).await?;
    view.type_over("1.5").await?;
    view.press(Key::Enter).await?;
    view.until("the user's place", async |view| {
        let said = place(view).await?;
        Ok(said.starts_with("8.5") && said.contains(" and 1.5"))
    })
    .await?;
    assert!(view.text("track-panel").await?.contains("your word"));
    undo(&view).await?;
    view.until("the model's place again", async |view| {
        Ok(place(view).await? == before)
    })
    .await?;
    view.until("no word of the user's", async |view| {
        Ok(!view.text("track-panel").await?.contains("your word"))
    })
    .await?;

    // On the plane: asked for in the menu, then dragged.
    view.find("track-actions").await?.click().await?;
    view.press_button("Move to where you feel it…").await?;
    view.find("carry").await?;
    view.drag_handle(0.93, 0.9).await?;
    view.until("the dragged place", async |view| {
        let said = place(view).await?;
        Ok(said != before && !view.shows("carry").await?)
    })
    .await?;
    undo(&view).await?;
    view.until("the model's place once more", async |view| {
        Ok(place(view).await? == before)
    })
    .await?;

    // On the plane by keys alone: two tenths to the right and half a unit down.
    let focus = "document.querySelector('[data-testid=stage]').focus()";
    let carried = async |view: &View, end: Key| -> Result<()> {
        view.script(focus, vec![]).await?;
        view.type_keys("m").await?;
        view.find("carry").await?;
        view.press(Key::Right).await?;
        view.press(Key::Right).await?;
        view.press_with(Key::Shift, Key::Down.into()).await?;
        view.press(end).await?;
        view.until("the dot put down", async |view| {
            Ok(!view.shows("carry").await?)
        })
        .await
    };
    carried(&view, Key::Escape).await?;
    assert_eq!(place(&view).await?, before, "Esc leaves it");
    carried(&view, Key::Enter).await?;
    view.until("the carried place", async |view| {
        Ok(place(view).await? != before)
    })
    .await?;
    undo(&view).await?;
    view.until("the model's place a last time", async |view| {
        Ok(place(view).await? == before)
    })
    .await?;

    // A mood that the model hears: not so, says the user, and takes it back.
    let first = "return document.querySelector('[data-testid^=tag-][aria-pressed=true]')\
                 ?.dataset.testid ?? null";
    let tag = view.script(first, vec![]).await?;
    let tag = tag.as_str().context("the model hears no mood")?.to_owned();
    let pressed = async |view: &View| -> Result<Value> {
        let look = "return document.querySelector(`[data-testid=\"${arguments[0]}\"]`)\
                    ?.ariaPressed ?? null";
        view.script(look, vec![json!(tag)]).await
    };
    view.find(&tag).await?.click().await?;
    view.until("the mood off, and struck", async |view| {
        Ok(pressed(view).await? == "false" && view.text(&tag).await?.contains("yours"))
    })
    .await?;
    undo(&view).await?;
    view.until("the mood on again", async |view| {
        Ok(pressed(view).await? == "true" && !view.text(&tag).await?.contains("yours"))
    })
    .await?;
    view.close().await
}
