//! `test`: every check there is, each a named step. A step that fails does
//! not keep the others from running.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::builder::PossibleValuesParser;

use crate::references;
use crate::run::WINDOW_FEATURE;
use crate::setup::{self, Need};
use crate::shell;

/// The feature that compiles the window's tests, which need a display server
/// and a driver that not every machine has.
pub const WINDOW_TESTS: &str = "moodplane-tests/window";

struct Step {
    name: &'static str,
    command: fn() -> Command,
}

/// In an order that needs no step twice: the window's pages are compiled into
/// its program, and the programs are what the last steps drive.
const STEPS: [Step; 9] = [
    Step {
        name: "fmt",
        command: || cargo(&["fmt", "--all", "--check"]),
    },
    Step {
        name: "ui-format",
        command: || npm("format:check"),
    },
    Step {
        name: "ui-check",
        command: || npm("check"),
    },
    Step {
        name: "ui-test",
        command: || npm("test"),
    },
    Step {
        name: "ui-build",
        command: || npm("build"),
    },
    Step {
        name: "clippy",
        command: clippy,
    },
    Step {
        name: "build",
        command: build,
    },
    Step {
        name: "rust",
        command: rust_tests,
    },
    Step {
        name: "window",
        command: window_tests,
    },
];

/// The names a user may give.
pub fn step_names() -> PossibleValuesParser {
    PossibleValuesParser::new(STEPS.iter().map(|step| step.name))
}

/// Runs the named steps, or all; with `full` the references too, and with `long`
/// the tests that are passed over otherwise because they take minutes.
pub fn test(names: &[String], full: bool, long: bool) -> Result<ExitCode> {
    setup::set_up(Need::Tests)?;
    let mut results: Vec<(&str, bool, Duration)> = Vec::new();
    for step in &STEPS {
        if !names.is_empty() && !names.iter().any(|name| name == step.name) {
            continue;
        }
        eprintln!("\n== {}", step.name);
        let start = Instant::now();
        let outcome = shell::run(&mut (step.command)());
        results.push((step.name, passed(outcome), start.elapsed()));
    }
    if long {
        eprintln!("\n== long");
        let start = Instant::now();
        let outcome = shell::run(&mut long_tests());
        results.push(("long", passed(outcome), start.elapsed()));
    }
    if full {
        eprintln!("\n== references");
        let start = Instant::now();
        let outcome = references::check();
        results.push(("references", passed(outcome), start.elapsed()));
    }
    eprintln!();
    for (name, passed, took) in &results {
        let word = if *passed { "ok" } else { "FAILED" };
        eprintln!("{name:10} {word:6} {:6.1} s", took.as_secs_f64());
    }
    let failed = results.iter().filter(|(_, passed, _)| !passed).count();
    eprintln!("{} steps, {failed} failed", results.len());
    Ok(ExitCode::from(u8::from(failed > 0)))
}

fn passed(outcome: Result<()>) -> bool {
    if let Err(error) = &outcome {
        eprintln!("{error:#}");
    }
    outcome.is_ok()
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = shell::cargo();
    cargo.args(arguments);
    cargo
}

fn npm(script: &str) -> Command {
    let mut npm = shell::npm();
    npm.args(["run", script]);
    npm
}

fn clippy() -> Command {
    let features = format!("{WINDOW_FEATURE},{WINDOW_TESTS}");
    let mut clippy = cargo(&["clippy", "--workspace", "--all-targets"]);
    clippy.args(["--features", &features, "--", "-D", "warnings"]);
    clippy
}

/// The two programs, as the whole-pipeline and window tests start them.
fn build() -> Command {
    let mut build = cargo(&["build", "--workspace", "--bins"]);
    build.args(["--exclude", "xtask", "--features", WINDOW_FEATURE]);
    build
}

fn rust_tests() -> Command {
    let mut tests = cargo(&["test", "--workspace", "--no-fail-fast"]);
    tests.args(["--features", WINDOW_FEATURE]);
    tests
}

/// What the tests of these rooms are marked to be ignored for is their length.
fn long_tests() -> Command {
    let rooms = ["-p", "moodplane-library", "-p", "moodplane-tagging"];
    let mut tests = cargo(&["test", "--no-fail-fast"]);
    tests.args(rooms);
    tests.args(["--", "--ignored", "--nocapture"]);
    tests
}

fn window_tests() -> Command {
    let features = format!("{WINDOW_FEATURE},{WINDOW_TESTS}");
    // The whole workspace again, so that features are settled as before and
    // nothing is compiled twice; only the one target runs.
    let mut tests = cargo(&["test", "--workspace", "--test", "window"]);
    tests.args(["--features", &features]);
    tests
}
