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

use crate::columns::{Cache, Columns};
use crate::error::{LibraryError, Result};
use crate::rows::FolderId;
use crate::store::session::Session;
use crate::store::{backup, check, connection, disk, schema};

/// The model whose analyses a library shows unless another is asked for.
pub const DEFAULT_MODEL: &str = "student";

/// The environment variable that names the library's file when it is set.
pub const PATH_VARIABLE: &str = "MOODPLANE_LIBRARY";

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

/// Dropped in this order: the session is closed once the connections are, which
/// fold the log into the database.
#[derive(Debug)]
struct File {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// Folders that are being scanned as a whole in this process.
    scans: Mutex<Vec<FolderId>>,
    columns: Cache,
    session: Session,
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
    /// none and bringing an older one up to date, after a copy of it was put
    /// among the backups. It shows the analyses of [`DEFAULT_MODEL`].
    ///
    /// If the library was not closed well the last time, or was changed by
    /// something else since, all of it is looked through first.
    ///
    /// # Errors
    /// The file cannot be opened, copied or written, belongs to another program,
    /// to a newer Moodplane, is damaged, or is held by another process.
    pub fn open(path: &Path) -> Result<Self> {
        let folder = disk::folder_of(path);
        std::fs::create_dir_all(folder).map_err(disk::failed(path))?;
        let (writer, session) = patiently(|| open(path))?;
        Ok(Self {
            file: Arc::new(File {
                path: path.to_owned(),
                writer: Mutex::new(writer),
                readers: Mutex::new(Vec::new()),
                scans: Mutex::new(Vec::new()),
                columns: Cache::default(),
                session,
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
        answer.map_err(|error| self.met(error))
    }

    /// Runs `work` with the columns of the shown model, and with a connection
    /// that sees the database as they do.
    pub(crate) fn read_columns<T>(
        &self,
        work: impl FnOnce(&Columns, &Connection) -> Result<T>,
    ) -> Result<T> {
        self.read(|connection| {
            let (columns, moment) = self.file.columns.now(connection, &self.model)?;
            work(&columns, &moment)
        })
    }

    /// A connection of one's own that can only read.
    pub(crate) fn new_reader(&self) -> Result<Connection> {
        patiently(|| connection::reader(&self.file.path))
    }

    /// Notes that a folder is being scanned, until the answer is dropped.
    pub(crate) fn begin_scan(&self, folder: FolderId) -> ScanMark<'_> {
        lock(&self.file.scans).push(folder);
        ScanMark {
            file: &self.file,
            folder,
        }
    }

    /// Whether a folder is being scanned as a whole in this process.
    pub(crate) fn is_being_scanned(&self, folder: FolderId) -> bool {
        lock(&self.file.scans).contains(&folder)
    }

    /// Runs `work` in one transaction: all of it is saved, or nothing is.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Transaction) -> Result<T>) -> Result<T> {
        let mut writer = lock(&self.file.writer);
        let write = || {
            let transaction = writer.transaction()?;
            let answer = work(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        };
        write().map_err(|error| self.met(error))
    }

    /// The same, and what is saved is on the disk when this returns: even a power cut
    /// does not take it back.
    pub(crate) fn write_for_sure<T>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T>,
    ) -> Result<T> {
        let mut writer = lock(&self.file.writer);
        let write = || {
            writer.pragma_update(None, "synchronous", "FULL")?;
            let transaction = writer.transaction()?;
            let answer = work(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        };
        let answer: Result<T> = write();
        let restored = writer.pragma_update(None, "synchronous", "NORMAL");
        answer
            .and_then(|answer| Ok(restored.map(|()| answer)?))
            .map_err(|error| self.met(error))
    }

    /// Folds the write-ahead log into the database as far as readers allow: for
    /// before a program ends without dropping its handles.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn fold_log(&self) -> Result<()> {
        // Whoever reads just now only makes it fold less.
        lock(&self.file.writer)
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
            .map_err(|error| self.met(error.into()))
    }

    /// Takes note of damage that was met, for the next start; says "full" where
    /// the disk is.
    pub(crate) fn met(&self, error: LibraryError) -> LibraryError {
        let error = disk::explain(error, &self.file.path);
        if matches!(error, LibraryError::Corrupt(_)) {
            self.file.session.suspect();
        }
        error
    }
}

fn open(path: &Path) -> Result<(Connection, Session)> {
    if backup::is_emptied(path) {
        return Err(LibraryError::Corrupt("the file is empty".to_owned()));
    }
    check::header(path)?;
    let mut writer = connection::writer(path).map_err(|error| disk::explain(error, path))?;
    connection::folds_log(&writer, false)?;
    let session = begin(&mut writer, path).map_err(|error| disk::explain(error, path));
    // What is damaged is kept as it was found.
    if !matches!(session, Err(LibraryError::Corrupt(_))) {
        connection::folds_log(&writer, true)?;
    }
    Ok((writer, session?))
}

/// Checks the database that was opened and brings it up to date.
fn begin(writer: &mut Connection, path: &Path) -> Result<Session> {
    let version = schema::ours(writer, path)?;
    let mut session = Session::join(path)?;
    if version > 0 {
        check::at_start(writer, session.is_in_doubt()).inspect_err(|error| {
            if matches!(error, LibraryError::Corrupt(_)) {
                session.suspect();
            }
        })?;
    }
    if version > 0 && version < schema::LATEST {
        backup::before_update(writer, path)?;
    }
    schema::bring_up_to_date(writer, path)?;
    session.opened()?;
    Ok(session)
}

/// A scan on its way, as [`Library::begin_scan`] notes it.
pub(crate) struct ScanMark<'a> {
    file: &'a File,
    folder: FolderId,
}

impl Drop for ScanMark<'_> {
    fn drop(&mut self) {
        let mut scans = lock(&self.file.scans);
        if let Some(index) = scans.iter().position(|&folder| folder == self.folder) {
            scans.swap_remove(index);
        }
    }
}

/// Opens again while another process is in the way, for [`BUSY_TIMEOUT`].
///
/// SQLite's own waiting does not cover the change to the write-ahead log, nor a
/// log that is made or taken away just now: there it says "busy" at once.
pub(crate) fn patiently<T>(open: impl Fn() -> Result<T>) -> Result<T> {
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
