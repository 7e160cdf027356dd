//! Bringing the library's rows up to date with the disk.
//!
//! `walk` finds what looks like music, `file` reads what is to be known of a
//! file without decoding it, `tags` what its tags say, `known` what its row knows,
//! and `merge` decides what that means for the rows; `reunite` then gives rows whose
//! file is gone the files of the same sound that came under another name. Nothing is ever deleted by a scan.

mod file;
mod folder;
mod known;
mod merge;
mod reunite;
mod tags;
mod walk;

pub use walk::music_in;

use std::path::PathBuf;

/// What a scan found, so far or in the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScanReport {
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
    /// What could not be looked into.
    pub problems: Vec<ScanProblem>,
    /// Whether the scan was stopped before its end.
    pub stopped: bool,
}

impl ScanReport {
    /// Adds what another scan found.
    fn add(&mut self, other: Self) {
        self.seen += other.seen;
        self.new += other.new;
        self.changed += other.changed;
        self.moved += other.moved;
        self.missing += other.missing;
        self.problems.extend(other.problems);
        self.stopped |= other.stopped;
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
