//! `screenshots`: the real window in the states that a user meets, as pictures to
//! look at. They go below `target`, which is not committed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use crate::bench::{self, Driver};
use crate::run::WINDOW_FEATURE;
use crate::setup::{self, Need};
use crate::shell;

/// As most windows are opened, px.
const USUAL: (u32, u32) = (1280, 800);
/// The least the window can be, px.
const LEAST: (u32, u32) = (900, 600);

/// What moves has come to rest by then, and pictures that are fetched are there.
const SETTLES: Duration = Duration::from_millis(1200);

/// Files that are no music, for the list of failures.
const BROKEN: [&str; 5] = [
    "Interview (raw).mp3",
    "demo-take-3.flac",
    "half a download.ogg",
    "voice memo.m4a",
    "Untitled.wav",
];

/// A window over a library of its own, and where its pictures go.
struct Studio<'a> {
    out: &'a Path,
    driver: Driver,
}

impl<'a> Studio<'a> {
    /// Opens the window over a library, with these files or folders.
    fn open(out: &'a Path, library: &Path, light: bool, arguments: &[&str]) -> Result<Self> {
        let library = library.display().to_string();
        let models = shell::root().join("models").display().to_string();
        let mut variables = vec![
            ("MOODPLANE_LIBRARY", library.as_str()),
            ("MOODPLANE_MODELS", models.as_str()),
        ];
        // The window's own system asks GTK whether it is dark.
        variables.push(("GTK_THEME", if light { "Adwaita" } else { "Adwaita:dark" }));
        let program = shell::target().join("debug/moodplane");
        let driver = Driver::open(&program, arguments, &variables)?;
        driver.resize(USUAL.0, USUAL.1)?;
        driver.wait_for("return document.querySelector('[data-testid=status]') && true")?;
        Ok(Self { out, driver })
    }

    /// Waits until an element is there.
    fn find(&self, css: &str) -> Result<()> {
        let look = format!("return document.querySelector({}) && true", json!(css));
        self.driver.wait_for(&look).map(drop)
    }

    /// Presses an element once it is there.
    fn press(&self, css: &str) -> Result<()> {
        self.find(css)?;
        let press = format!("document.querySelector({}).click()", json!(css));
        self.driver.ask(&press).map(drop)
    }

    /// Waits for so many dots.
    fn dots(&self, count: u32) -> Result<()> {
        let look = format!(
            "const plane = document.querySelector('[data-testid=plane]'); \
             return Number(plane?.dataset.points) >= {count} || null"
        );
        self.driver.wait_for(&look).map(drop)
    }

    fn type_into(&self, css: &str, text: &str) -> Result<()> {
        let write = format!(
            "const field = document.querySelector({}); field.value = {}; \
             field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}))",
            json!(css),
            json!(text)
        );
        self.driver.ask(&write).map(drop)
    }

    fn take(&self, name: &str) -> Result<()> {
        thread::sleep(SETTLES);
        let path = self.out.join(format!("{name}.png"));
        fs::write(&path, self.driver.picture()?)?;
        println!("{}", path.display());
        Ok(())
    }
}

/// Takes them all.
pub fn screenshots(only: &[String]) -> Result<ExitCode> {
    setup::set_up(Need::Tests)?;
    shell::run(shell::npm().args(["run", "build"]))?;
    let mut build = shell::cargo();
    build.args(["build", "-p", "moodplane", "--features", WINDOW_FEATURE]);
    shell::run(&mut build)?;
    let out = shell::target().join("screenshots");
    let rooms = out.join("libraries");
    fs::create_dir_all(&rooms)?;
    let scenes: [(&str, fn(&Path, &Path) -> Result<()>); 5] = [
        ("small", small),
        ("light", light),
        ("trouble", trouble),
        ("1000", |out, rooms| large(out, rooms, 1_000)),
        ("100000", |out, rooms| large(out, rooms, 100_000)),
    ];
    for (name, scene) in scenes {
        if only.is_empty() || only.iter().any(|wished| wished == name) {
            scene(&out, &rooms)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A library that is not there yet.
fn fresh(rooms: &Path, name: &str) -> Result<PathBuf> {
    let room = rooms.join(name);
    if room.exists() {
        fs::remove_dir_all(&room)?;
    }
    fs::create_dir_all(&room)?;
    Ok(room.join("library.db"))
}

fn demo() -> String {
    shell::root().join("assets/demo").display().to_string()
}

/// From the first start to a track that plays, with the demo's ten pieces.
fn small(out: &Path, rooms: &Path) -> Result<()> {
    let library = fresh(rooms, "small")?;
    let studio = Studio::open(out, &library, false, &[])?;
    studio.find("[data-testid=first-start]")?;
    studio.take("01-first-start")?;
    drop(studio);

    let studio = Studio::open(out, &library, false, &[&demo()])?;
    studio.dots(3)?;
    studio.take("02-analysing")?;
    studio.dots(10)?;
    studio.take("03-ten-tracks")?;
    studio.press("[data-testid=list-row]:nth-of-type(3)")?;
    studio.find("[data-testid=curve]")?;
    studio.take("04-track-panel")?;
    studio.press("[data-testid=play-pause]")?;
    studio.press("[data-testid=queue-open]")?;
    studio.take("05-player-and-queue")?;
    studio.press("[data-testid=queue-open]")?;
    studio.press("[data-testid=settings-open]")?;
    studio.take("06-settings")?;
    studio.press("[data-testid=dialog] header button")?;
    studio.press("[data-testid=tab-playlists]")?;
    studio.take("07-playlists")?;
    studio.press("[data-testid=tab-library]")?;
    studio.driver.resize(LEAST.0, LEAST.1)?;
    studio.take("08-least-size")?;
    studio.driver.resize(USUAL.0, USUAL.1)?;
    studio.type_into("#search", "nothing is called this")?;
    studio.take("09-empty-search")
}

fn light(out: &Path, rooms: &Path) -> Result<()> {
    let library = fresh(rooms, "light")?;
    let studio = Studio::open(out, &library, true, &[&demo()])?;
    studio.dots(10)?;
    studio.press("[data-testid=list-row]:nth-of-type(2)")?;
    studio.find("[data-testid=curve]")?;
    studio.take("10-light")
}

fn trouble(out: &Path, rooms: &Path) -> Result<()> {
    let library = fresh(rooms, "trouble")?;
    let music = library.with_file_name("music");
    fs::create_dir(&music)?;
    for name in BROKEN {
        fs::write(music.join(name), "This is no music.".repeat(200))?;
    }
    let folder = music.display().to_string();
    let studio = Studio::open(out, &library, false, &[&folder, &demo()])?;
    studio.dots(10)?;
    studio.press("[data-testid=failures-open]")?;
    studio.take("11-failures")
}

/// The plane with many tracks, made up by the library's own bench.
fn large(out: &Path, rooms: &Path, tracks: u32) -> Result<()> {
    let room = rooms.join(tracks.to_string());
    if !room.join("library.db").exists() {
        bench::bench_library(tracks, Some(&room))?;
    }
    let studio = Studio::open(out, &room.join("library.db"), false, &[])?;
    studio.dots(tracks * 9 / 10)?;
    studio.take(&format!("12-{tracks}-tracks"))?;
    let corners = [
        (0.55, 0.15),
        (0.85, 0.2),
        (0.9, 0.5),
        (0.7, 0.6),
        (0.5, 0.4),
        (0.54, 0.2),
    ];
    studio.press("[data-testid=lasso]")?;
    studio.driver.draw("[data-testid=stage]", &corners)?;
    studio.take(&format!("13-{tracks}-lasso"))
}
