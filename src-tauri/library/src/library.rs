//! The handle on a library: where the database is, and who may touch it.
//!
//! One connection writes, behind a lock, in short transactions; readers have
//! connections of their own and, thanks to SQLite's write-ahead log, neither
//! wait for the writer nor see half a batch. Another process may do the same
//! to the same file at the same time.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use directories::ProjectDirs;
use rusqlite::{Connection, Transaction};

use crate::error::{LibraryError, Result};
use crate::store::{connection, schema};

/// The model whose analyses a library shows unless another is asked for.
pub const DEFAULT_MODEL: &str = "student";

/// Names the library's file when it is set.
const PATH_VARIABLE: &str = "MOODPLANE_LIBRARY";

/// Idle reading connections that are kept: the window seldom asks more than a
/// few things at once, and each connection holds a page cache of its own.
const IDLE_READERS: usize = 4;

/// How long a statement waits for another process that holds the database:
/// longer than any batch of ours takes, shorter than a user's patience.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Between two tries to open a database that another process is opening.
const OPEN_AGAIN: Duration = Duration::from_millis(20);

/// A handle on one library, looking at the analyses of one model. Cheap to
/// clone; used from any thread.
#[derive(Debug, Clone)]
pub struct Library {
    file: Arc<File>,
    model: Arc<str>,
}

#[derive(Debug)]
struct File {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Library {
    /// Where the library is kept: the file that the environment variable
    /// `MOODPLANE_LIBRARY` names, or else `library.db` in the user's data folder.
    ///
    /// # Errors
    /// [`LibraryError::NoHome`] where the system knows no such folder.
    pub fn default_path() -> Result<PathBuf> {
        if let Some(path) = std::env::var_os(PATH_VARIABLE).filter(|path| !path.is_empty()) {
            return Ok(path.into());
        }
        let dirs = ProjectDirs::from("", "", "moodplane").ok_or(LibraryError::NoHome)?;
        Ok(dirs.data_dir().join("library.db"))
    }

    /// Opens the library in this file, making it and its folder where there is
    /// none and bringing an older one up to date. It shows the analyses of
    /// [`DEFAULT_MODEL`].
    ///
    /// # Errors
    /// The file cannot be opened or written, belongs to another program, to a
    /// newer Moodplane, is damaged, or is held by another process.
    pub fn open(path: &Path) -> Result<Self> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| LibraryError::CannotOpen {
                path: path.to_owned(),
                reason: error.to_string(),
            })?;
        }
        let writer = patiently(|| {
            let mut writer = connection::writer(path)?;
            schema::bring_up_to_date(&mut writer, path)?;
            Ok(writer)
        })?;
        Ok(Self {
            file: Arc::new(File {
                path: path.to_owned(),
                writer: Mutex::new(writer),
                readers: Mutex::new(Vec::new()),
            }),
            model: DEFAULT_MODEL.into(),
        })
    }

    /// The same library, looking at the analyses of the model with this id.
    #[must_use]
    pub fn with_model(&self, id: &str) -> Self {
        Self {
            file: Arc::clone(&self.file),
            model: id.into(),
        }
    }

    /// The id of the model whose analyses are shown.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The database's file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// Runs `work` with a connection that can only read.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = lock(&self.file.readers).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.new_reader()?,
        };
        let answer = work(&connection);
        let mut readers = lock(&self.file.readers);
        if readers.len() < IDLE_READERS {
            readers.push(connection);
        }
        answer
    }

    /// A connection of one's own that can only read.
    pub(crate) fn new_reader(&self) -> Result<Connection> {
        patiently(|| connection::reader(&self.file.path))
    }

    /// Runs `work` in one transaction: all of it is saved, or nothing is.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Transaction) -> Result<T>) -> Result<T> {
        let mut writer = lock(&self.file.writer);
        let transaction = writer.transaction()?;
        let answer = work(&transaction)?;
        transaction.commit()?;
        Ok(answer)
    }
}

/// Opens again while another process is in the way, for [`BUSY_TIMEOUT`].
///
/// SQLite's own waiting does not cover the change to the write-ahead log, nor a
/// log that is made or taken away just now: there it says "busy" at once.
fn patiently(open: impl Fn() -> Result<Connection>) -> Result<Connection> {
    let start = Instant::now();
    loop {
        match open() {
            Err(LibraryError::Locked) if start.elapsed() < BUSY_TIMEOUT => {
                std::thread::sleep(OPEN_AGAIN);
            }
            outcome => return outcome,
        }
    }
}

/// Locks, also after a panic elsewhere: a transaction in the making is rolled
/// back when it is dropped, so what the lock guards is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Now, s since 1970.
pub(crate) fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        })
}
