//! What goes wrong around the window: a sentence each, and nothing breaks.

use std::time::Duration;
use std::{fs, thread};

use anyhow::Result;
use moodplane_tests::{Screen, Sound, View, retag, song};

use crate::with_demo;

/// A title that is markup for whoever takes it for such.
const MARKUP: &str = "<img src=x onerror=document.title='broken'><b>bold</b>";

#[tokio::test]
async fn hostile_titles_are_text_and_a_track_may_go_while_it_is_shown() -> Result<()> {
    let screen = Screen::new(Sound::Card)?;
    let (music, elsewhere) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let long = "x".repeat(5_000);
    for (number, file, title) in [(0, "a.wav", MARKUP), (1, "b.wav", long.as_str())] {
        let plain = elsewhere.path().join(file);
        song(&plain, 12, number)?;
        retag(&plain, &music.path().join(file), title)?;
    }
    let view = View::open(&screen).await?;
    view.find("first-start").await?;
    screen.open_with(music.path())?;
    view.until("both tracks", async |view| {
        Ok(view.shows("plane").await? && view.dots().await? == 2)
    })
    .await?;
    let titles = view.titles().await?;
    assert!(titles.contains(&MARKUP.to_owned()), "{titles:?}");
    assert!(titles.contains(&long));
    view.find("list-row").await?.click().await?;
    view.find("curve").await?;
    let made = view.script(
        "return document.querySelectorAll('.window b b, .window img[src=x]').length",
        vec![],
    );
    assert_eq!(made.await?, 0);
    let wide = view.script(
        "return document.documentElement.scrollWidth <= innerWidth",
        vec![],
    );
    assert_eq!(wide.await?, true, "nothing is pushed out of the window");

    // Deleted under the player: it is said, and the next one plays.
    fs::remove_file(music.path().join("a.wav"))?;
    fs::remove_file(music.path().join("b.wav"))?;
    view.find("play-pause").await?.click().await?;
    view.until("a word about the file", async |view| {
        let said = view.all_text().await?;
        Ok(said.contains("a.wav") || said.contains("b.wav") || said.contains("away"))
    })
    .await?;
    view.close().await
}

#[tokio::test]
async fn a_folder_that_goes_away_while_it_is_shown_is_away_and_comes_back() -> Result<()> {
    let screen = Screen::new(Sound::None)?;
    let room = tempfile::tempdir()?;
    let (here, away) = (room.path().join("music"), room.path().join("away"));
    fs::create_dir(&here)?;
    for number in 0..2 {
        song(&here.join(format!("{number}.wav")), 12, number)?;
    }
    let view = View::open(&screen).await?;
    view.find("first-start").await?;
    screen.open_with(&here)?;
    let two_dots = async |view: &View| Ok(view.shows("plane").await? && view.dots().await? == 2);
    view.until("both dots", two_dots).await?;
    view.find("list-row").await?.click().await?;
    view.find("curve").await?;
    fs::rename(&here, &away)?;
    view.until("the dots gone, the rows kept", async |view| {
        Ok(view.dots().await? == 0 && view.titles().await?.len() == 2)
    })
    .await?;
    fs::rename(&away, &here)?;
    view.until("both dots again", two_dots).await?;
    view.close().await
}

#[tokio::test]
async fn a_library_that_another_program_holds_is_waited_for_or_said() -> Result<()> {
    let screen = Screen::new(Sound::None)?;
    let view = with_demo(&screen).await?;
    let other = rusqlite::Connection::open(screen.library())?;
    other.execute_batch("BEGIN IMMEDIATE")?;
    // Reading goes on.
    view.find("search").await?.send_keys("paper").await?;
    view.until("the match", async |view| {
        Ok(view.titles().await? == ["Paper Kites"])
    })
    .await?;
    // Writing waits, or says why it cannot.
    let held = thread::spawn(move || {
        thread::sleep(Duration::from_secs(3));
        other.execute_batch("ROLLBACK")
    });
    view.find("save-search").await?.click().await?;
    view.find("popover").await?;
    view.press(fantoccini::key::Key::Enter).await?;
    held.join().expect("no panic")?;
    view.until("the panel closed", async |view| {
        Ok(!view.shows("popover").await?)
    })
    .await?;
    view.find("tab-playlists").await?.click().await?;
    view.find("playlist").await?;
    view.close().await
}
