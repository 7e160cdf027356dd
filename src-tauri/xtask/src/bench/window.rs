//! The window at a size that few libraries reach: from a cold start of the real
//! program to its picture, and how it moves, beside regl-scatterplot's own way.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use serde_json::Value;

use super::driver::{Driver, free_port, until};
use crate::setup::{self, Need};
use crate::shell;

/// The browser around WebKitGTK that Debian's package brings.
const BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

/// Counts the library's tracks in the bench of the analysing window: as many as
/// a first evening's.
const ANALYSING: u32 = 20_000;

/// Times the page's script and driver have to draw the answer to a filter. Drawing
/// is over when a pixel has been read back.
const FILTER: &str = "
    const graphics = WebGL2RenderingContext.prototype;
    const { drawElements, bufferData } = graphics;
    const start = performance.now();
    let sent = false;
    window.filtered = null;
    graphics.bufferData = function (target, data, usage) {
      if (target === this.ELEMENT_ARRAY_BUFFER && data.length > 1000) sent = true;
      bufferData.call(this, target, data, usage);
    };
    graphics.drawElements = function (...what) {
      drawElements.apply(this, what);
      if (!sent || window.filtered) return;
      requestAnimationFrame(() => {
        this.readPixels(0, 0, 1, 1, this.RGBA, this.UNSIGNED_BYTE, new Uint8Array(4));
        window.filtered ??= performance.now() - start;
        Object.assign(graphics, { drawElements, bufferData });
      });
    };
    document.querySelector('.pill').click();";

/// How often the filter is set and taken back, and how long the window rests before
/// each, as somebody who looks at what came.
const FILTERS: usize = 10;
const LOOK: Duration = Duration::from_secs(1);

/// Measures with so many tracks; `folder` is one that `bench library` filled.
pub fn bench(tracks: u32, folder: Option<&Path>) -> Result<ExitCode> {
    setup::set_up(Need::Tests)?;
    println!("cpu     {}", super::cpu());
    println!("load    {}", super::load());
    let script = javascript()?;
    shell::run(shell::cargo().args([
        "build",
        "--release",
        "-p",
        "moodplane",
        "--features",
        "custom-protocol",
    ]))?;
    println!();
    row("JavaScript, gzip", script, "kB", Some(Aim::AtMost(250.0)));
    real(tracks, folder)?;
    side_by_side(tracks)?;
    println!("load    {}", super::load());
    Ok(ExitCode::SUCCESS)
}

/// The real program over a made-up library.
fn real(tracks: u32, folder: Option<&Path>) -> Result<()> {
    let library = match folder {
        Some(folder) => std::path::absolute(folder)?,
        None => {
            let folder = shell::target().join("bench-window");
            super::bench_library(tracks, Some(&folder))?;
            folder
        }
    };
    let file = library.join("library.db").display().to_string();
    let models = shell::root().join("models").display().to_string();
    // The user's own window keeps what it remembers, and starts with nothing of it.
    let home = tempfile::tempdir()?;
    let home = home.path().display().to_string();
    let variables = [
        ("XDG_DATA_HOME", home.as_str()),
        ("MOODPLANE_LIBRARY", file.as_str()),
        ("MOODPLANE_MODELS", models.as_str()),
    ];
    let empty = {
        let browser = Driver::open(Path::new(BROWSER), &["--automation"], &[])?;
        browser.go("about:blank")?;
        page_mb(&browser)
    };
    // The first start has the analysis rest from then on, for the made-up files are
    // no music; the others find the files in memory, as they are in a day's work.
    let mut starts = Vec::new();
    for first in [true, false, false] {
        let window = Driver::open(&shell::release("moodplane"), &[], &variables)?;
        let drawn = window.wait_for(
            "const mark = performance.getEntriesByName('plane drawn')[0];
             return mark ? performance.timeOrigin + mark.startTime : null",
        )?;
        let drawn = drawn.as_f64().context("no time")?;
        let started = started_ms(&window).context("the program is not found among processes")?;
        if first {
            window.ask("window.__TAURI_INTERNALS__.invoke('pause_analysis')")?;
            continue;
        }
        starts.push((drawn - started) / 1000.0);
        if starts.len() == 2 {
            // In the very moment of the first picture the folders are looked through,
            // and the model is read.
            let first = filter_ms(&window)?;
            let mut filters = Vec::new();
            for _ in 0..FILTERS {
                std::thread::sleep(LOOK);
                filters.push(filter_ms(&window)?);
            }
            filters.sort_by(f64::total_cmp);
            let page = page_mb(&window).zip(empty).map(|(mb, empty)| mb - empty);
            let start = starts.iter().copied().fold(f64::INFINITY, f64::min);
            row("start to plane drawn", start, "s", Some(Aim::AtMost(1.5)));
            let (median, slowest) = (filters[FILTERS / 2], filters[FILTERS - 1]);
            row("filter to drawn, with the first picture", first, "ms", None);
            row(
                "filter to drawn, median",
                median,
                "ms",
                Some(Aim::AtMost(100.0)),
            );
            row("filter to drawn, slowest", slowest, "ms", None);
            let mb = page.unwrap_or(f64::NAN);
            row(
                "page's memory over an empty page's",
                mb,
                "MB",
                Some(Aim::AtMost(250.0)),
            );
        }
    }
    Ok(())
}

/// How long the answer to one change of the filter takes.
fn filter_ms(window: &Driver) -> Result<f64> {
    window.ask(FILTER)?;
    let took = window.wait_for("return window.filtered")?;
    took.as_f64().context("no time")
}

/// The plane and regl-scatterplot in the same web view, moved by the same hand.
fn side_by_side(tracks: u32) -> Result<()> {
    let port = free_port()?;
    let _server = serve(port)?;
    let browser = Driver::open(Path::new(BROWSER), &["--automation"], &[])?;
    browser.resize(1280, 900)?;
    let measure = |what: &str, tracks: u32, more: &str| -> Result<Value> {
        let page = format!("http://localhost:{port}/?what={what}&tracks={tracks}{more}");
        browser.go(&page)?;
        let said =
            browser.wait_for("return document.title.startsWith('{') ? document.title : null")?;
        Ok(serde_json::from_str(said.as_str().unwrap_or_default())?)
    };
    let number = |said: &Value, name: &str| {
        let number = said[name].as_f64();
        number.with_context(|| format!("the page says no {name}: {said}"))
    };
    let theirs = measure("theirs", tracks, "")?;
    let ours = measure("ours", tracks, "")?;
    for (what, name) in [("dragged", "pan_fps"), ("zoomed", "zoom_fps")] {
        let (us, them) = (number(&ours, name)?, number(&theirs, name)?);
        row(&format!("regl-scatterplot, {what}"), them, "frames/s", None);
        let aim = Some(Aim::AtLeast(2.0 * them));
        row(&format!("the plane, {what}"), us, "frames/s", aim);
    }
    let script = measure("script", tracks, "")?;
    let script = number(&script, "script_ms")?;
    row("script for a frame", script, "ms", Some(Aim::AtMost(4.0)));
    let analysing = measure("analysing", ANALYSING, "&analysing")?;
    let longest = number(&analysing, "longest_ms")?;
    let what = format!("longest task while analysing {ANALYSING}");
    row(&what, longest, "ms", Some(Aim::AtMost(50.0)));
    Ok(())
}

/// kB of all scripts of the built window, each packed by gzip.
fn javascript() -> Result<f64> {
    let ui = shell::root().join("ui");
    shell::run(shell::npm().args(["run", "build"]))?;
    let mut bytes = 0;
    for file in fs::read_dir(ui.join("dist/assets"))? {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "js") {
            bytes += gzipped(&path)?;
        }
    }
    Ok(bytes as f64 / 1000.0)
}

fn gzipped(path: &PathBuf) -> Result<usize> {
    let mut gzip = Command::new("gzip")
        .arg("-c")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("gzip is needed")?;
    let text = fs::read(path)?;
    let mut into = gzip.stdin.take().context("no input")?;
    // Apart, for a pipe holds less than a file.
    let writer = std::thread::spawn(move || into.write_all(&text));
    let packed = gzip.wait_with_output()?.stdout.len();
    // A writer that panicked has said so.
    writer.join().unwrap_or(Ok(()))?;
    Ok(packed)
}

/// The development server of the bench's page; it ends when this is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(port: u16) -> Result<Server> {
    let ui = shell::root().join("ui");
    let mut vite = Command::new("node");
    vite.arg(ui.join("node_modules/vite/bin/vite.js"));
    vite.args([
        "--config",
        "bench/vite.config.ts",
        "--port",
        &port.to_string(),
    ]);
    vite.current_dir(&ui)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let server = Server(vite.spawn().context("node is needed")?);
    until("the page's server", || {
        std::net::TcpStream::connect(("localhost", port)).ok()
    })?;
    Ok(server)
}

/// What a figure is to be.
enum Aim {
    AtMost(f64),
    AtLeast(f64),
}

fn row(what: &str, value: f64, unit: &str, aim: Option<Aim>) {
    let verdict = |met, word: &str, limit: f64| {
        let verdict = if met { "met" } else { "missed" };
        format!("{word} {limit:.1}: {verdict}")
    };
    let aim = match aim {
        Some(Aim::AtMost(most)) => verdict(value <= most, "at most", most),
        Some(Aim::AtLeast(least)) => verdict(value >= least, "at least", least),
        None => String::new(),
    };
    println!("{what:40} {value:9.2} {unit:9} {aim}");
}

/// Each process's parent.
fn parents() -> HashMap<u32, u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter_map(|id: u32| Some((id, fields(id)?.1)))
        .collect()
}

/// A process's name, its parent, and its start in ticks since the machine's.
fn fields(id: u32) -> Option<(String, u32, f64)> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (head, rest) = stat.rsplit_once(')')?;
    let name = head.split_once('(')?.1.to_owned();
    let rest: Vec<&str> = rest.split_whitespace().collect();
    Some((
        name,
        rest.get(1)?.parse().ok()?,
        rest.get(19)?.parse().ok()?,
    ))
}

/// The processes that came of the driver.
fn family(driver: &Driver) -> Vec<u32> {
    let parents = parents();
    let root = driver.process();
    let comes = |id: &u32| {
        let mut at = Some(*id);
        while let Some(id) = at {
            if Some(id) == root {
                return true;
            }
            at = parents.get(&id).copied();
        }
        false
    };
    parents.keys().copied().filter(comes).collect()
}

/// When the program was started, ms since 1970.
fn started_ms(driver: &Driver) -> Option<f64> {
    /// Ticks a second, on every Linux that there is.
    const TICKS: f64 = 100.0;
    let uptime = fs::read_to_string("/proc/uptime").ok()?;
    let uptime: f64 = uptime.split_whitespace().next()?.parse().ok()?;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    let program = family(driver).into_iter().find_map(|id| {
        let (name, _, started) = fields(id)?;
        (name == "moodplane").then_some(started)
    })?;
    Some(1000.0 * (now.as_secs_f64() - (uptime - program / TICKS)))
}

/// Resident memory of the process that shows the page, MB.
fn page_mb(driver: &Driver) -> Option<f64> {
    let page = family(driver).into_iter().find(|id| {
        // The kernel cuts names at 15 letters.
        fields(*id).is_some_and(|(name, ..)| name.starts_with("WebKitWebProces"))
    })?;
    let status = fs::read_to_string(format!("/proc/{page}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1000.0)
}
