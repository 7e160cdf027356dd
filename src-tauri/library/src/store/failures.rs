//! The ledger of what could not be heard: what was wrong, how often it was
//! tried, and when it is tried again.

use rusqlite::{Transaction, params};

use super::pending::Pending;
use crate::analysis::{Failure, ModelVersion};
use crate::error::Result;
use crate::library::Library;
use crate::paths::{self, StoredPath};
use crate::rows::{FailureRow, TrackId};

/// Codes of what may pass without anybody's doing: a drive that is asleep or
/// away, a machine that has too much to do or too little memory, a fault that
/// struck by chance. All others are the file's own and stay until it changes.
const PASSING: [&str; 6] = [
    "unreadable",
    "missing",
    "too_slow",
    "timed_out",
    "model",
    "internal",
];

/// How long after the first, the second … try the next one comes, s: a drive
/// wakes up within a minute, a busy machine has time within hours; what has
/// not passed by the next day needs a person.
const NEXT_TRY_S: [i64; 5] = [60, 5 * 60, 30 * 60, 2 * 3600, 24 * 3600];

/// When a failure that came at the time `at`, with that try `tries` in all, is
/// tried again by itself.
fn next_try(code: &str, tries: u32, at: i64) -> Option<i64> {
    let passing = PASSING.contains(&code);
    let wait = NEXT_TRY_S.get(tries.saturating_sub(1) as usize)?;
    passing.then(|| at.saturating_add(*wait))
}

/// Notes a failure. Tries are counted for one version of the model and one
/// state of the file.
pub(super) fn note(
    tx: &Transaction,
    model: &ModelVersion,
    track: &Pending,
    failure: &Failure,
    at: i64,
) -> Result<()> {
    let (tries, ignored) = tx
        .prepare_cached(
            "INSERT INTO failures
                 (model, track, version, fingerprint, failed_at, code, message, tries)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)
             ON CONFLICT (model, track) DO UPDATE SET
                 tries = iif(version = excluded.version
                             AND fingerprint IS excluded.fingerprint, tries + 1, 1),
                 ignored = ignored AND fingerprint IS excluded.fingerprint,
                 version = excluded.version, fingerprint = excluded.fingerprint,
                 failed_at = excluded.failed_at, code = excluded.code,
                 message = excluded.message, retry = 0
             RETURNING tries, ignored",
        )?
        .query_row(
            params![
                model.id,
                track.id,
                model.version,
                track.fingerprint,
                at,
                failure.code,
                failure.message,
            ],
            |row| Ok((row.get(0)?, row.get::<_, bool>(1)?)),
        )?;
    let next = next_try(&failure.code, tries, at).filter(|_| !ignored);
    tx.prepare_cached("UPDATE failures SET next_try_at = ?3 WHERE model = ?1 AND track = ?2")?
        .execute(params![model.id, track.id, next])?;
    Ok(())
}

/// Lets these tracks be tried once more, those that are ignored among them.
/// Returns how many will be.
pub(super) fn retry(tx: &Transaction, model: &str, tracks: &[TrackId]) -> Result<usize> {
    let mut statement = tx.prepare_cached(
        "UPDATE failures SET retry = 1, next_try_at = 0
         WHERE model = ?1 AND track = ?2 AND retry = 0",
    )?;
    tracks.iter().try_fold(0, |changed, track| {
        Ok(changed + statement.execute(params![model, track])?)
    })
}

impl Library {
    /// The tracks that could not be analysed, in the order of their paths;
    /// without those that are missing, are ignored, or wait for another try
    /// that the user asked for.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn failures(&self) -> Result<Vec<FailureRow>> {
        self.failed(false)
    }

    /// The tracks that could not be analysed and of which the user wants to
    /// hear no more ([`Library::ignore_failures`]), likewise.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn ignored_failures(&self) -> Result<Vec<FailureRow>> {
        self.failed(true)
    }

    fn failed(&self, ignored: bool) -> Result<Vec<FailureRow>> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT t.id, t.path, t.title, f.code, f.message, f.tries, f.failed_at,
                     f.next_try_at, f.ignored
                 FROM failures f JOIN tracks t ON t.id = f.track
                 WHERE f.model = ?1 AND f.ignored = ?2 AND f.retry = 0 AND t.presence = 0
                 ORDER BY t.path",
            )?;
            let rows = statement.query_map(params![self.model(), ignored], |row| {
                Ok(FailureRow {
                    id: row.get(0)?,
                    path: paths::shown(&row.get::<_, StoredPath>(1)?.0),
                    title: row.get(2)?,
                    code: row.get(3)?,
                    message: row.get(4)?,
                    tries: row.get(5)?,
                    failed_at: row.get(6)?,
                    next_try_at: row.get(7)?,
                    ignored: row.get(8)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Lets tracks that failed with the shown model be tried once more: these,
    /// or all that are not ignored. Returns how many will be. A running queue
    /// finds them by itself.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn retry_failures(&self, only: Option<&[TrackId]>) -> Result<u32> {
        self.write(|tx| {
            let changed = match only {
                Some(tracks) => retry(tx, self.model(), tracks)?,
                None => tx.execute(
                    "UPDATE failures SET retry = 1, next_try_at = 0
                     WHERE model = ?1 AND retry = 0 AND ignored = 0",
                    [self.model()],
                )?,
            };
            Ok(u32::try_from(changed).unwrap_or(u32::MAX))
        })
    }

    /// Takes tracks that failed with the shown model out of the list of
    /// failures, not to be tried again until their files change; or, with
    /// `ignored` false, puts them back, to be tried again when the user asks
    /// for it. Returns how many there were.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn ignore_failures(&self, tracks: &[TrackId], ignored: bool) -> Result<u32> {
        self.write(|tx| {
            let mut statement = tx.prepare_cached(
                "UPDATE failures SET ignored = ?3, retry = 0, next_try_at = NULL
                 WHERE model = ?1 AND track = ?2 AND ignored <> ?3",
            )?;
            tracks.iter().try_fold(0, |changed, track| {
                let rows = statement.execute(params![self.model(), track, ignored])?;
                Ok(changed + u32::try_from(rows).unwrap_or(u32::MAX))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_tried_again_ever_later_and_then_no_more() {
        let waits: Vec<_> = (1..=7)
            .map(|tries| next_try("unreadable", tries, 1000).map(|then| then - 1000))
            .collect();
        let [minute, hour] = [60, 3600];
        assert_eq!(
            waits,
            [
                Some(minute),
                Some(5 * minute),
                Some(30 * minute),
                Some(2 * hour),
                Some(24 * hour),
                None,
                None
            ]
        );
    }

    #[test]
    fn what_is_the_files_own_is_not_tried_again() {
        for code in ["not_audio", "too_short", "silence", "truncated", "drm"] {
            assert_eq!(next_try(code, 1, 1000), None, "{code}");
        }
    }
}
