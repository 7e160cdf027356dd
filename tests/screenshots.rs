//! Pictures of the real window in the states that a user meets, for people to look
//! at: `cargo xtask screenshots` runs this and says where they are.

use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, Result};
use fantoccini::key::Key;
use moodplane_tests::{Screen, Sound, View, program, root};
use tokio::time::sleep;

/// As most windows are opened, px.
const USUAL: (u32, u32) = (1280, 800);
/// The least the window can be, px.
const LEAST: (u32, u32) = (900, 600);

/// What moves has come to rest by then, and pictures that are fetched are there.
const SETTLES: Duration = Duration::from_millis(1500);

/// Files that are no music, for the list of failures.
const BROKEN: [&str; 5] = [
    "Interview (raw).mp3",
    "demo-take-3.flac",
    "half a download.ogg",
    "voice memo.m4a",
    "Untitled.wav",
];

fn out() -> Result<PathBuf> {
    let folder = env::var_os("MOODPLANE_SCREENSHOTS");
    let folder = folder.context("run this by `cargo xtask screenshots`")?;
    Ok(PathBuf::from(folder))
}

async fn take(view: &View, name: &str) -> Result<()> {
    sleep(SETTLES).await;
    fs::write(out()?.join(format!("{name}.png")), view.photograph().await?)?;
    Ok(())
}

async fn press(view: &View, name: &str) -> Result<()> {
    Ok(view.find(name).await?.click().await?)
}

async fn open(screen: &Screen) -> Result<View> {
    let view = View::open(screen).await?;
    view.resize(USUAL.0, USUAL.1).await?;
    Ok(view)
}

async fn theme(view: &View, name: &str) -> Result<()> {
    press(view, "settings-open").await?;
    press(view, "settings-appearance").await?;
    press(view, &format!("choose-theme-{name}")).await?;
    view.press(Key::Escape).await
}

async fn until_dots(view: &View, count: usize) -> Result<()> {
    view.until("the dots", async |view| {
        Ok(view.shows("plane").await? && view.dots().await? >= count)
    })
    .await
}

/// From the first start to a track that plays, with the demo's ten pieces.
#[tokio::test]
#[ignore = "takes pictures"]
async fn small() -> Result<()> {
    let screen = Screen::new(Sound::Card)?;
    let view = open(&screen).await?;
    theme(&view, "dark").await?;
    view.find("first-start").await?;
    take(&view, "01-first-start").await?;
    screen.open_with(&root().join("assets/demo"))?;
    until_dots(&view, 3).await?;
    fs::write(out()?.join("02-analysing.png"), view.photograph().await?)?;
    until_dots(&view, 10).await?;
    take(&view, "03-ten-tracks").await?;
    press(&view, "list-row").await?;
    view.find("curve").await?;
    take(&view, "04-track-panel").await?;
    press(&view, "play-pause").await?;
    view.until("the music", async |view| Ok(view.position_s().await? >= 6))
        .await?;
    press(&view, "queue-open").await?;
    take(&view, "05-player-and-queue").await?;
    press(&view, "queue-open").await?;
    press(&view, "settings-open").await?;
    take(&view, "06-settings").await?;
    view.press(Key::Escape).await?;
    view.resize(LEAST.0, LEAST.1).await?;
    take(&view, "07-least-size").await?;
    view.resize(USUAL.0, USUAL.1).await?;
    theme(&view, "light").await?;
    take(&view, "08-light").await?;
    theme(&view, "dark").await?;
    view.find("search").await?.send_keys("no such song").await?;
    view.until("no rows", async |view| Ok(view.titles().await?.is_empty()))
        .await?;
    take(&view, "09-empty-search").await?;
    view.press(Key::Escape).await?;
    view.until("all rows", async |view| {
        Ok(!view.titles().await?.is_empty())
    })
    .await?;
    // What writing moods into the ten files would change; nothing is written.
    press(&view, "list-row").await?;
    view.press_with(Key::Control, 'a').await?;
    press(&view, "many-actions").await?;
    view.press_button("Write moods to files…").await?;
    view.find("tag-plans-row").await?;
    take(&view, "10-tag-preview").await?;
    view.close().await
}

#[tokio::test]
#[ignore = "takes pictures"]
async fn trouble() -> Result<()> {
    let screen = Screen::new(Sound::None)?;
    let music = tempfile::tempdir()?;
    for name in BROKEN {
        fs::write(music.path().join(name), "This is no music. ".repeat(200))?;
    }
    let view = open(&screen).await?;
    theme(&view, "dark").await?;
    screen.open_with(&root().join("assets/demo"))?;
    screen.open_with(music.path())?;
    until_dots(&view, 10).await?;
    press(&view, "failures-open").await?;
    take(&view, "11-failures").await?;
    view.close().await
}

/// The plane with many tracks, made up by the library's own bench.
async fn large(tracks: usize) -> Result<()> {
    let library = out()?.join(format!("libraries/{tracks}/library.db"));
    let screen = Screen::new(Sound::None)?.with_library(&library)?;
    // Its files are empty: there is nothing to hear.
    let paused = screen
        .command(program("mood")?)
        .args(["queue", "pause"])
        .status()?;
    anyhow::ensure!(paused.success(), "the queue is not paused");
    let view = open(&screen).await?;
    theme(&view, "dark").await?;
    until_dots(&view, tracks * 9 / 10).await?;
    take(&view, &format!("12-{tracks}-tracks")).await?;
    view.lasso(&[
        (0.55, 0.15),
        (0.85, 0.2),
        (0.9, 0.5),
        (0.7, 0.6),
        (0.5, 0.4),
        (0.54, 0.2),
    ])
    .await?;
    take(&view, &format!("13-{tracks}-lasso")).await?;
    view.press(Key::Escape).await?;
    press(&view, "tab-sets").await?;
    press(&view, "set-build").await?;
    press(&view, "set-row").await?;
    take(&view, &format!("14-{tracks}-set")).await?;
    press(&view, "set-export").await?;
    press(&view, "format-rekordbox").await?;
    view.find("export-example").await?;
    take(&view, &format!("15-{tracks}-export")).await?;
    view.close().await
}

#[tokio::test]
#[ignore = "takes pictures"]
async fn a_thousand() -> Result<()> {
    large(1_000).await
}

#[tokio::test]
#[ignore = "takes pictures"]
async fn a_hundred_thousand() -> Result<()> {
    large(100_000).await
}
