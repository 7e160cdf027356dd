//! The menu of tracks, by the right button and by the keyboard, and the queue that it
//! fills.

use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use moodplane_tests::{Screen, Sound, View};

use crate::{PIECES, with_demo};

/// The row of this title.
async fn row(view: &View, title: &str) -> Result<Element> {
    let titles = view.titles().await?;
    let at = titles.iter().position(|one| one == title);
    let index = at.with_context(|| format!("{title} is not in {titles:?}"))?;
    view.find_where("list-row", "data-index", &index.to_string())
        .await
}

async fn until_shows(view: &View, name: &str, is: bool) -> Result<()> {
    view.until(name, async |view| Ok(view.shows(name).await? == is))
        .await
}

/// The titles in the queue that is open, from the top.
async fn queued(view: &View) -> Result<Vec<String>> {
    let look = "return [...document.querySelectorAll('[data-testid=queue-row]')] \
                .map((row) => row.querySelector('.names span').textContent)";
    Ok(serde_json::from_value(view.script(look, vec![]).await?)?)
}

#[tokio::test]
async fn the_menu_of_tracks_plays_next_and_fills_playlists_by_hand_and_by_keyboard() -> Result<()> {
    let screen = Screen::new(Sound::Card)?;
    let view = with_demo(&screen).await?;

    // Something plays, so that there is a next.
    row(&view, "Slow Tide").await?.click().await?;
    view.press(Key::Enter).await?;
    view.until("the music", async |view| Ok(view.position_s().await? >= 1))
        .await?;

    // By the right button: the row under it is what the menu is about.
    view.press_right(&row(&view, "Paper Kites").await?).await?;
    view.press_button("Play next").await?;
    until_shows(&view, "menu", false).await?;
    view.find("queue-open").await?.click().await?;
    view.until("the track after the playing one", async |view| {
        let queue = queued(view).await?;
        let playing = queue.iter().position(|title| title == "Slow Tide");
        Ok(playing.is_some_and(|at| queue.get(at + 1).is_some_and(|one| one == "Paper Kites")))
    })
    .await?;
    view.press(Key::Escape).await?;
    until_shows(&view, "queue", false).await?;

    // By the menu key, through a further menu, and back to the row with the focus.
    row(&view, "Red Alarm").await?.click().await?;
    view.press_with(Key::Shift, Key::F10.into()).await?;
    until_shows(&view, "menu", true).await?;
    view.press_button("Add to playlist").await?;
    view.press_button("New playlist…").await?;
    until_shows(&view, "menu", false).await?;
    // To the playlist there is now: the first two tracks, all by keys.
    view.press(Key::Home).await?;
    view.press_with(Key::Shift, Key::Down.into()).await?;
    view.press_with(Key::Shift, Key::F10.into()).await?;
    until_shows(&view, "menu", true).await?;
    let item = async |view: &View| -> Result<String> {
        let words = "return document.activeElement.textContent.trim()";
        Ok(view.script(words, vec![]).await?.to_string())
    };
    view.until("the item", async |view| {
        view.press(Key::Down).await?;
        Ok(item(view).await?.contains("Add to playlist"))
    })
    .await?;
    view.press(Key::Right).await?;
    view.until("the playlist", async |view| {
        view.press(Key::Down).await?;
        Ok(item(view).await? == "\"New playlist\"")
    })
    .await?;
    view.press(Key::Enter).await?;
    until_shows(&view, "menu", false).await?;

    view.find("tab-playlists").await?.click().await?;
    view.find("playlist").await?.click().await?;
    view.until("the three tracks", async |view| {
        Ok(view.counted().await? == (3, 3) && view.titles().await?.len() == 3)
    })
    .await?;
    let titles = view.titles().await?;
    assert_eq!(titles[..2], ["Red Alarm", "Citrus Run"]);

    // In a playlist the menu takes out, and that can be undone.
    view.press_right(&row(&view, "Citrus Run").await?).await?;
    view.press_button("Remove from playlist Del").await?;
    view.until("two tracks", async |view| {
        Ok(view.counted().await? == (2, 2))
    })
    .await?;
    view.press_with(Key::Control, 'z').await?;
    view.until("three tracks again", async |view| {
        Ok(view.counted().await? == (3, 3) && view.titles().await? == titles)
    })
    .await?;
    view.find("tab-library").await?.click().await?;
    view.until("the library", async |view| {
        Ok(view.counted().await? == (PIECES, PIECES))
    })
    .await?;
    view.close().await
}

#[tokio::test]
async fn the_queue_is_ordered_by_the_pointer_and_scrolls_at_its_edge() -> Result<()> {
    let screen = Screen::new(Sound::Card)?;
    let view = with_demo(&screen).await?;
    view.resize(1280, 800).await?;
    row(&view, "Citrus Run").await?.click().await?;
    view.press(Key::Enter).await?;
    view.find("queue-open").await?.click().await?;
    view.until("all in the queue", async |view| {
        Ok(queued(view).await?.len() == PIECES)
    })
    .await?;
    let all = queued(&view).await?;
    let place = async |at: usize| {
        let at = at.to_string();
        view.find_where("queue-row", "aria-posinset", &at).await
    };

    // The second goes below the third.
    let (second, third) = (place(2).await?, place(3).await?);
    view.carry(&second, &third, (0.5, 0.8), Duration::ZERO)
        .await?;
    let mut moved = all.clone();
    moved.swap(1, 2);
    view.until("two places changed", async |view| {
        Ok(queued(view).await? == moved)
    })
    .await?;

    // Held at the lower edge, it goes to the end, which was out of sight.
    let list = view.find("queue").await?;
    view.carry(&place(3).await?, &list, (0.5, 0.98), Duration::from_secs(2))
        .await?;
    moved.remove(2);
    moved.push(all[1].clone());
    view.until("it is the last", async |view| {
        Ok(queued(view).await? == moved)
    })
    .await?;
    // And up again by the keyboard, as fast as it repeats.
    for _ in 0..3 {
        view.press_with(Key::Alt, Key::Up.into()).await?;
    }
    let last = moved.pop().context("an empty queue")?;
    moved.insert(moved.len() - 3, last);
    view.until("it is before the three that were above it", async |view| {
        Ok(queued(view).await? == moved)
    })
    .await?;
    view.close().await
}
