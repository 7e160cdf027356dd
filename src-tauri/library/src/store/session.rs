//! Who has the library open, and whether the last one closed it well.
//!
//! Beside the database lies a small file, `library.db-session`. Every open
//! handle holds a shared lock on it; what replaces the database (a salvage, a
//! backup put back) takes it exclusively. Its text says how the last of them
//! left: `closed`, with the database's length and time of change, or anything
//! else after a crash, a power cut, or damage that was met. Only then is the
//! whole database looked through when it is opened: that takes time.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::disk;
use crate::error::{LibraryError, Result};

const OPEN: &str = "open";
const SUSPECT: &str = "suspect";

/// A handle's part in the session, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Session {
    database: PathBuf,
    /// None where the file system knows no locks, or cannot be written to.
    file: Option<File>,
    /// Whether nobody else has the library open.
    alone: bool,
}

impl Session {
    /// Joins the session on this database.
    ///
    /// # Errors
    /// [`LibraryError::Locked`] while somebody holds it exclusively.
    pub(crate) fn join(database: &Path) -> Result<Self> {
        let mut session = Self::new(database);
        session.alone = session.lock_alone();
        if !session.alone {
            session.share()?;
        }
        Ok(session)
    }

    /// Takes the database for oneself.
    ///
    /// # Errors
    /// [`LibraryError::Locked`] while somebody has it open.
    pub(crate) fn alone(database: &Path) -> Result<Self> {
        let mut session = Self::new(database);
        session.alone = session.lock_alone();
        if session.file.is_some() && !session.alone {
            return Err(LibraryError::Locked);
        }
        Ok(session)
    }

    fn new(database: &Path) -> Self {
        let path = disk::beside(database, "-session");
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(&path);
        if let Err(error) = &file {
            tracing::warn!(path = %path.display(), %error, "no session file");
        }
        Self {
            database: database.to_owned(),
            file: file.ok(),
            alone: false,
        }
    }

    fn lock_alone(&mut self) -> bool {
        match self.file.as_ref().map(File::try_lock) {
            Some(Ok(())) => true,
            Some(Err(TryLockError::Error(error))) => {
                tracing::warn!(%error, "the library's file system knows no locks");
                self.file = None;
                false
            }
            Some(Err(TryLockError::WouldBlock)) | None => false,
        }
    }

    fn share(&mut self) -> Result<()> {
        self.alone = false;
        let Some(file) = &self.file else {
            return Ok(());
        };
        // On Windows one handle cannot hold both kinds.
        let _ = file.unlock();
        file.try_lock_shared().map_err(|_| LibraryError::Locked)
    }

    /// Whether the whole database is to be looked through: nobody is at it, and
    /// the last one did not close it well or it was changed since.
    pub(crate) fn is_in_doubt(&self) -> bool {
        self.alone && self.said().is_none_or(|said| said != self.closed())
    }

    /// Lets others in, once the database is known to be sound.
    pub(crate) fn opened(&mut self) -> Result<()> {
        if self.alone {
            self.say(OPEN);
            self.share()?;
        }
        Ok(())
    }

    /// Has the next one to open the library look through all of it.
    pub(crate) fn suspect(&self) {
        self.say(SUSPECT);
    }

    /// Notes that all is saved and whole, if nobody else is at it.
    fn close(&mut self) {
        if let Some(file) = &self.file
            && !self.alone
        {
            let _ = file.unlock();
            self.alone = self.lock_alone();
        }
        if self.alone && self.said().as_deref() == Some(OPEN) {
            self.say(&self.closed());
        }
    }

    fn said(&self) -> Option<String> {
        let mut file = self.file.as_ref()?;
        let mut text = String::new();
        file.seek(SeekFrom::Start(0)).ok()?;
        file.read_to_string(&mut text).ok()?;
        Some(text)
    }

    /// A note that cannot be made (a full disk) costs a look-through at most.
    fn say(&self, text: &str) {
        let Some(mut file) = self.file.as_ref() else {
            return;
        };
        let written = file
            .set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(text.as_bytes()));
        if let Err(error) = written {
            tracing::warn!(%error, "the session's state was not noted");
        }
    }

    /// The text for a database that was closed well as it is now. A log that is
    /// left beside it was not folded in by whoever closed it.
    fn closed(&self) -> String {
        let meta = fs::metadata(&self.database);
        let length = meta.as_ref().map_or(0, fs::Metadata::len);
        let changed = meta.and_then(|meta| meta.modified()).ok();
        let changed = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let log = fs::metadata(disk::beside(&self.database, "-wal")).map_or(0, |meta| meta.len());
        format!(
            "closed {length} {} {log}",
            changed.unwrap_or_default().as_nanos()
        )
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.close();
    }
}
