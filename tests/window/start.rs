//! From the first start on: search, lasso, play, restart.

use anyhow::Result;
use fantoccini::key::Key;
use moodplane_tests::{Screen, Sound, View, root};

use crate::{PIECES, with_demo};

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

#[tokio::test]
async fn the_first_folder_chosen_by_the_pointer_leaves_the_focus_without_a_ring() -> Result<()> {
    let screen = Screen::new(Sound::None)?;
    let view = View::open(&screen).await?;
    view.find("add-folder").await?.click().await?;
    screen.answer_dialog(&root().join("assets/demo").display().to_string())?;
    view.find("list-row").await?;
    let look = "const list = document.querySelector('aside [role=grid]'); \
        const ring = getComputedStyle(list.parentElement, '::after'); \
        return document.activeElement === list ? ring.borderTopStyle : 'elsewhere'";
    view.until("the focus in the list, without a ring", async |view| {
        Ok(view.script(look, vec![]).await? == "none")
    })
    .await?;
    // The first key shows where it is.
    view.press(Key::Down).await?;
    view.until("the ring", async |view| {
        Ok(view.script(look, vec![]).await? == "solid")
    })
    .await?;
    view.close().await
}
