//! Bringing the library's rows up to date with the disk.
//!
//! `walk` finds what looks like music, `file` reads what is to be known of a
//! file without decoding it, `tags` what its tags say, `known` what its row knows,
//! and `merge` decides what that means for the rows. `run` strings them together
//! over what `folder` (a whole folder) or `touched` (single paths, from the watcher)
//! names. `gone` then marks what is not there any more, from which `standing` tells
//! how the folder is, and `reunite` gives rows whose file is gone the files of the
//! same sound that came under another name. Nothing is ever deleted by a scan.

mod file;
mod folder;
mod gone;
mod known;
mod merge;
mod place;
mod reunite;
mod rewritten;
mod run;
mod standing;
mod tags;
mod touched;
mod walk;

pub use walk::{is_audio, music_in};

pub(crate) use file::Stat;
pub(crate) use place::Place;
pub(crate) use reunite::absorb;
pub(crate) use rewritten::know_stream;
pub(crate) use touched::Touched;
pub(crate) use walk::is_passed_by;

use std::path::PathBuf;

/// Problems that are kept one by one; more are only counted. A person reads the
/// first few, and a disk that fails must not fill the memory with sentences.
const PROBLEMS_KEPT: usize = 1000;

/// What a scan is at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ScanPhase {
    /// Walks over files and compares them with what is known.
    #[default]
    Looking,
    /// Walks, and reads files that are new or changed.
    Reading,
    /// Looks for what is not there any more.
    Missing,
    /// Has ended.
    Done,
}

/// What a scan found, so far or in the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScanReport {
    /// What the scan is at.
    pub phase: ScanPhase,
    /// Audio files that will be met, by the rows known when the scan began; 0
    /// where nothing is known. An estimate: `seen` may pass it.
    pub expected: u32,
    /// Audio files met.
    pub seen: u32,
    /// Of these, files the library did not know.
    pub new: u32,
    /// Files that changed since they were last looked at.
    pub changed: u32,
    /// Files that moved or were renamed and kept all that was known of them.
    pub moved: u32,
    /// Known files of the folder that are not there; counted at the end.
    pub missing: u32,
    /// What could not be looked into: the first 1,000.
    pub problems: Vec<ScanProblem>,
    /// How many things could not be looked into in all.
    pub problem_count: u32,
    /// Whether the scan was stopped before its end.
    pub stopped: bool,
}

impl ScanReport {
    /// Adds what another scan found.
    pub(crate) fn add(&mut self, mut other: Self) {
        let problems = std::mem::take(&mut other.problems);
        self.add_numbers(&other);
        let room = PROBLEMS_KEPT.saturating_sub(self.problems.len());
        self.problems.extend(problems.into_iter().take(room));
    }

    /// Adds all but the problems themselves, which are long to copy.
    fn add_numbers(&mut self, other: &Self) {
        self.phase = other.phase;
        self.expected += other.expected;
        self.seen += other.seen;
        self.new += other.new;
        self.changed += other.changed;
        self.moved += other.moved;
        self.missing += other.missing;
        self.problem_count += other.problem_count;
        self.stopped |= other.stopped;
    }

    /// The same without the problems themselves.
    pub(crate) fn numbers(&self) -> Self {
        let mut numbers = Self::default();
        numbers.add_numbers(self);
        numbers
    }

    fn tell(&mut self, problem: ScanProblem) {
        self.problem_count += 1;
        if self.problems.len() < PROBLEMS_KEPT {
            self.problems.push(problem);
        }
    }
}

/// Something that a scan could not look into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanProblem {
    /// Where.
    pub path: PathBuf,
    /// One sentence.
    pub message: String,
}
