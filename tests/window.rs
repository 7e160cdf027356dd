//! The real window on a real (if unseen) screen, used as its user would.

use anyhow::Result;
use fantoccini::key::Key;
use moodplane_tests::{Screen, Sound, View, program, root};
use serde_json::Value;

/// The pieces of demo music.
const PIECES: usize = 10;

async fn with_demo(screen: &Screen) -> Result<View> {
    let view = View::open(screen).await?;
    view.find("first-start").await?;
    view.find("add-folder").await?;
    assert!(!view.shows("list-row").await?);
    screen.open_with(&root().join("assets/demo"))?;
    view.until("a dot for each piece", async |view| {
        Ok(view.shows("plane").await? && view.dots().await? == PIECES)
    })
    .await?;
    Ok(view)
}

#[tokio::test]
async fn from_an_empty_library_to_a_dot_that_plays_and_back_after_a_restart() -> Result<()> {
    let screen = Screen::new(Sound::Card)?;
    let view = with_demo(&screen).await?;
    assert!(!view.shows("first-start").await?);
    assert_eq!(view.counted().await?, (PIECES, PIECES));

    // Search: the list and the count follow.
    let search = view.find("search").await?;
    search.send_keys("paper").await?;
    view.until("one match", async |view| {
        Ok(view.counted().await? == (1, PIECES))
    })
    .await?;
    view.until("its row", async |view| {
        Ok(view.titles().await? == ["Paper Kites"])
    })
    .await?;
    // As a user would: the driver's own clearing types nothing.
    let rubout = char::from(Key::Backspace).to_string().repeat(5);
    search.send_keys(&rubout).await?;
    view.until("all again", async |view| {
        Ok(view.counted().await?.0 == PIECES)
    })
    .await?;

    // Lasso: each part holds some, and both together all. They meet where no dot is
    // near: one on the line would be in neither.
    let mut halves = [0; 2];
    for (half, left, right) in [(0, 0.01, 0.63), (1, 0.63, 0.99)] {
        view.lasso(&[
            (left, 0.02),
            (right, 0.02),
            (right, 0.98),
            (left, 0.98),
            (left, 0.05),
        ])
        .await?;
        view.until("fewer tracks", async |view| {
            Ok(view.counted().await?.0 < PIECES)
        })
        .await?;
        halves[half] = view.counted().await?.0;
        view.press(Key::Escape).await?;
        view.until("all again", async |view| {
            Ok(view.counted().await?.0 == PIECES)
        })
        .await?;
    }
    assert!(halves[0] > 0 && halves[1] > 0, "{halves:?}");
    assert_eq!(halves[0] + halves[1], PIECES);

    // Play: the position moves, and stands when paused.
    view.find("play-pause").await?.click().await?;
    view.until("the position to move", async |view| {
        Ok(view.position_s().await? >= 2)
    })
    .await?;
    let button = view.find("play-pause").await?;
    assert_eq!(button.attr("data-playing").await?.as_deref(), Some("true"));
    button.click().await?;
    view.until("the pause", async |view| {
        let button = view.find("play-pause").await?;
        Ok(button.attr("data-playing").await?.as_deref() == Some("false"))
    })
    .await?;

    // Restart: everything is still there and nothing is heard again.
    view.close().await?;
    let view = View::open(&screen).await?;
    view.until("the dots to be back", async |view| {
        Ok(view.shows("plane").await? && view.dots().await? == PIECES)
    })
    .await?;
    assert_eq!(view.counted().await?, (PIECES, PIECES));
    assert!(!view.shows("first-start").await?);
    view.close().await
}

#[tokio::test]
async fn without_a_sound_device_the_window_says_so_and_the_rest_works() -> Result<()> {
    let screen = Screen::new(Sound::None)?;
    let view = with_demo(&screen).await?;
    view.find("play-pause").await?.click().await?;
    view.until("a word about the sound device", async |view| {
        Ok(view.all_text().await?.to_lowercase().contains("sound"))
    })
    .await?;
    view.find("search").await?.send_keys("tide").await?;
    view.until("one match", async |view| {
        Ok(view.counted().await? == (1, PIECES))
    })
    .await?;
    view.close().await
}

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

#[tokio::test]
async fn a_track_says_what_it_is_and_what_was_chosen_is_there_after_a_restart() -> Result<()> {
    let screen = Screen::new(Sound::None)?;
    let view = with_demo(&screen).await?;
    view.find("list-row").await?.click().await?;
    view.find("curve").await?;
    view.until("the track's words", async |view| {
        let text = view.all_text().await?;
        Ok(text.contains("LUFS") && text.contains("Moods"))
    })
    .await?;

    view.find("settings-open").await?.click().await?;
    view.find("settings-library").await?.click().await?;
    view.until("the library's place", async |view| {
        Ok(view.all_text().await?.contains("library.db"))
    })
    .await?;
    view.find("settings-appearance").await?.click().await?;
    assert!(view.find("theme-system").await?.is_selected().await?);
    view.find("choose-theme-dark").await?.click().await?;
    assert!(view.find("theme-dark").await?.is_selected().await?);
    view.close().await?;

    // The section that was looked at last comes back, and the choice with it.
    let view = View::open(&screen).await?;
    view.find("settings-open").await?.click().await?;
    assert!(view.find("theme-dark").await?.is_selected().await?);
    view.close().await
}

#[tokio::test]
async fn a_search_becomes_a_playlist_that_list_and_plane_show() -> Result<()> {
    let screen = Screen::new(Sound::Card)?;
    let view = with_demo(&screen).await?;
    view.find("search").await?.send_keys("tide").await?;
    view.until("one match", async |view| {
        Ok(view.counted().await? == (1, PIECES))
    })
    .await?;
    view.find("save-search").await?.click().await?;
    view.find("popover").await?;
    // Its name is there already: what was searched for.
    view.press(Key::Enter).await?;
    view.until("the panel closed", async |view| {
        Ok(!view.shows("popover").await?)
    })
    .await?;
    view.find("tab-playlists").await?.click().await?;
    view.find("playlist").await?.click().await?;
    view.until("the playlist alone", async |view| {
        Ok(view.counted().await? == (1, 1) && view.titles().await? == ["Slow Tide"])
    })
    .await?;
    view.find("tab-library").await?.click().await?;
    view.until("the search as it was", async |view| {
        Ok(view.counted().await? == (1, PIECES))
    })
    .await?;
    view.close().await?;

    // It is kept in the library.
    let view = View::open(&screen).await?;
    view.find("tab-playlists").await?.click().await?;
    view.find("playlist").await?;
    view.close().await
}
