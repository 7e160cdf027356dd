//! Fetching a published file: whole or not at all, however often the line
//! breaks.
//!
//! This and nothing else in Moodplane opens a connection, and only when the user
//! asked for an install. The client is ureq: blocking, small, and with rustls, so
//! that no TLS library of the system is needed.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ureq::Agent;

use super::request::{Fault, Remote, ask, check_size, ranged, silent, text};
use crate::error::ModelError;

/// Attempts in a row that bring nothing new, before a download is given up.
const ATTEMPTS: u32 = 5;
/// The same for the first question, when nothing was begun: without a network
/// the user should hear of it soon.
const FIRST_ATTEMPTS: u32 = 2;
/// Read at a time: progress and Ctrl-C are looked at between two pieces.
const PIECE: usize = 128 << 10;
/// Seconds that a server may be silent, unless `MOODPLANE_MODEL_PATIENCE` says
/// otherwise: long enough for a busy one, short enough to try again.
const PATIENCE_S: f64 = 30.0;
/// Names another number of seconds.
const PATIENCE_VARIABLE: &str = "MOODPLANE_MODEL_PATIENCE";

/// A download that was begun, beside the file that it will be.
pub(super) struct Part {
    path: PathBuf,
    /// Keeps the server's tag of the version that was begun.
    tag: PathBuf,
}

impl Part {
    pub(super) fn of(target: &Path) -> Self {
        let beside = |ending: &str| {
            let mut name = target.as_os_str().to_owned();
            name.push(ending);
            name.into()
        };
        Self {
            path: beside(".part"),
            tag: beside(".tag"),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn bytes(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |seen| seen.len())
    }

    /// Forgets what came so far.
    pub(super) fn discard(&self) {
        // What is not there need not go; what cannot go is overwritten.
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_file(&self.tag);
    }

    /// It is whole and right.
    pub(super) fn keep(&self, target: &Path) -> Result<(), ModelError> {
        std::fs::rename(&self.path, target).map_err(ModelError::file("write", target))?;
        let _ = std::fs::remove_file(&self.tag);
        Ok(())
    }
}

/// A file that is to be fetched.
pub(super) struct Wanted<'a> {
    pub(super) url: &'a str,
    /// What the server said of it.
    pub(super) remote: &'a Remote,
    /// Whether a digest will tell if what was begun and what comes fit.
    pub(super) checkable: bool,
    /// Where it goes.
    pub(super) part: &'a Part,
}

/// The one that asks servers.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    patience: Duration,
}

impl Client {
    pub(super) fn new() -> Self {
        let asked = std::env::var(PATIENCE_VARIABLE).ok();
        let asked = asked.and_then(|seconds| seconds.parse().ok());
        let patience = asked
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            .filter(|patience| !patience.is_zero())
            .unwrap_or(Duration::from_secs_f64(PATIENCE_S));
        Self::with_patience(patience)
    }

    /// One that bears this much silence of a server.
    pub(super) fn with_patience(patience: Duration) -> Self {
        // Redirects are followed here, because the hub states a file's digest in
        // the redirect and nowhere else.
        let config = Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_resolve(Some(patience))
            .timeout_connect(Some(patience))
            .timeout_per_read(Some(patience))
            .user_agent(concat!("moodplane/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            agent: config.into(),
            patience,
        }
    }

    /// Asks for a file's size and digest.
    pub(super) fn look(&self, url: &str, stop: &AtomicBool) -> Result<Remote, ModelError> {
        let attempt = || {
            let remote = ask(&self.agent, url, None, true)?.remote;
            check_size(remote.bytes)?;
            Ok(remote)
        };
        self.patiently(url, FIRST_ATTEMPTS, stop, || 0, attempt)
    }

    /// Fetches a file, going on where an earlier attempt or run ended.
    pub(super) fn fetch(
        &self,
        wanted: &Wanted<'_>,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(u64),
    ) -> Result<(), ModelError> {
        let attempt = || self.attempt(wanted, stop, tell);
        let reached = || wanted.part.bytes();
        self.patiently(wanted.url, ATTEMPTS, stop, reached, attempt)
    }

    /// Tries until it works or several attempts in a row get no farther.
    fn patiently<T>(
        &self,
        url: &str,
        attempts: u32,
        stop: &AtomicBool,
        reached: impl Fn() -> u64,
        mut attempt: impl FnMut() -> Result<T, Fault>,
    ) -> Result<T, ModelError> {
        let (mut farthest, mut in_vain) = (reached(), 0);
        let failed = |why| ModelError::Download {
            url: url.to_owned(),
            why,
        };
        loop {
            let why = match attempt() {
                Ok(done) => return Ok(done),
                Err(Fault::Here(error)) => return Err(error),
                Err(Fault::Never(why)) => return Err(failed(why)),
                Err(Fault::Again(why)) => why,
            };
            if reached() > farthest {
                (farthest, in_vain) = (reached(), 0);
            }
            in_vain += 1;
            if in_vain == attempts {
                let kept = match reached() {
                    0 => String::new(),
                    bytes => format!("; {bytes} bytes are kept, install again to go on from there"),
                };
                return Err(failed(format!("{why}, after {attempts} attempts{kept}")));
            }
            tracing::info!("{url}: {why}; trying again");
            // A sixteenth of the patience, an eighth, …: 2 to 15 s.
            let until = Instant::now() + self.patience / 16 * (1 << (in_vain - 1));
            while Instant::now() < until {
                if stop.load(Ordering::SeqCst) {
                    return Err(ModelError::Stopped);
                }
                std::thread::sleep(Duration::from_millis(50).min(self.patience / 16));
            }
        }
    }

    fn attempt(
        &self,
        wanted: &Wanted<'_>,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(u64),
    ) -> Result<(), Fault> {
        let &Wanted {
            url,
            remote,
            checkable,
            part,
        } = wanted;
        let have = part.bytes();
        let tag = std::fs::read_to_string(&part.tag).unwrap_or_default();
        // Without its tag, only a digest would show that the file has changed.
        let from = (have > 0 && (checkable || !tag.is_empty())).then_some((have, tag.as_str()));
        let mut answer = ask(&self.agent, url, from, false)?;
        let (start, total) = match (answer.status, text(&answer.headers, "content-range")) {
            (206, Some(range)) => ranged(range).unwrap_or((u64::MAX, None)),
            (416, _) => (u64::MAX, None),
            _ => (
                0,
                text(&answer.headers, "content-length").and_then(|n| n.parse().ok()),
            ),
        };
        if start == u64::MAX && remote.bytes == Some(have) {
            return Ok(());
        }
        if start != 0 && Some(start) != from.map(|(have, _)| have) {
            part.discard();
            return Err(Fault::Again("the server has another part of it".into()));
        }
        let total = total.or(remote.bytes);
        if remote.bytes.is_some() && total != remote.bytes {
            part.discard();
            return Err(Fault::Again("the server says two sizes of it".into()));
        }
        check_size(total)?;
        let here = |error| Fault::Here(ModelError::file("write", &part.path)(error));
        let tag = text(&answer.headers, "etag").filter(|tag| !tag.starts_with("W/"));
        std::fs::write(&part.tag, tag.unwrap_or_default()).map_err(here)?;
        let mut file = OpenOptions::new()
            .create(true)
            .write(true)
            .append(start > 0)
            .truncate(start == 0)
            .open(&part.path)
            .map_err(here)?;
        let done = copy(&mut answer.body, &mut file, start, &part.path, stop, tell)?;
        file.sync_all().map_err(here)?;
        match total {
            Some(total) if done != total => Err(Fault::Again(format!(
                "the server ended at {done} of {total} bytes"
            ))),
            _ => Ok(()),
        }
    }
}

/// Copies a body to its end; returns where that is.
fn copy(
    body: &mut ureq::Body,
    file: &mut File,
    start: u64,
    path: &Path,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(u64),
) -> Result<u64, Fault> {
    let (mut reader, mut done) = (body.as_reader(), start);
    let mut piece = vec![0; PIECE];
    loop {
        if stop.load(Ordering::SeqCst) {
            return Err(Fault::Here(ModelError::Stopped));
        }
        let length = match reader.read(&mut piece) {
            Ok(0) => return Ok(done),
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) if error.kind() == ErrorKind::TimedOut => {
                return Err(Fault::Again(silent()));
            }
            Err(_) => {
                let why = format!("the connection broke at {done} bytes");
                return Err(Fault::Again(why));
            }
        };
        done += length as u64;
        check_size(Some(done))?;
        let written = file.write_all(&piece[..length]);
        written.map_err(|error| Fault::Here(ModelError::file("write", path)(error)))?;
        tell(done);
    }
}
