//! Everything that can go wrong between samples and emotion.

use std::path::{Path, PathBuf};

/// An error of this crate. Its text is one sentence for the user.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A file could not be read or written.
    #[error("cannot {action} {}: {source}", path.display())]
    File {
        /// What was tried, such as `read`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder of models is nowhere to be found.
    #[error(
        "no models found: set MOODPLANE_MODELS to the folder that holds registry.toml (looked in {0})"
    )]
    NoModels(String),
    /// The registry has no model of that name.
    #[error("there is no model '{id}': choose one of {known}")]
    UnknownModel {
        /// What was asked for.
        id: String,
        /// What there is.
        known: String,
    },
    /// The registry or a card beside it is not what it should be.
    #[error("{} is damaged: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Weights that do not fit the network.
    #[error("{} does not hold the weights of this network: {why}", path.display())]
    Weights {
        /// The file.
        path: PathBuf,
        /// What libtorch said.
        why: String,
    },
    /// A checkpoint that cannot or must not be read.
    #[error("cannot take weights from {}: {why}", path.display())]
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, or what it asked for.
        why: String,
    },
    /// A published file that did not come, or not as it was published.
    #[error("cannot download {url}: {why}")]
    Download {
        /// Where it should be.
        url: String,
        /// What went wrong.
        why: String,
    },
    /// Too little room on the disk.
    #[error(
        "{} needs {need_mb} MB and has {free_mb} MB free: make room, or name a folder elsewhere in \
         MOODPLANE_USER_MODELS", folder.display()
    )]
    NoRoom {
        /// Where models are installed.
        folder: PathBuf,
        /// What it takes.
        need_mb: u64,
        /// What there is.
        free_mb: u64,
    },
    /// Two programs change the installed models at once.
    #[error("another Moodplane is changing the models in {}: let it finish", .0.display())]
    Busy(PathBuf),
    /// There is no place to install into.
    #[error("there is no home folder to install models into: name one in MOODPLANE_USER_MODELS")]
    NoPlace,
    /// A model that the user did not install.
    #[error("model '{0}' came with Moodplane and cannot be removed")]
    Shipped(String),
    /// A data set that does not read.
    #[error("{}: {why}", path.display())]
    Data {
        /// The manifest or folder.
        path: PathBuf,
        /// What is wrong, with the row where one is to blame.
        why: String,
    },
    /// The user stopped the work.
    #[error("stopped")]
    Stopped,
    /// libtorch failed.
    #[error("libtorch failed: {0}")]
    Torch(#[from] tch::TchError),
    /// The inference worker ended before the work did.
    #[error("the network's thread has ended; start the program again")]
    WorkerGone,
}

impl ModelError {
    /// [`ModelError::Data`] of a manifest or folder.
    pub(crate) fn data(path: impl Into<PathBuf>, why: impl Into<String>) -> Self {
        Self::Data {
            path: path.into(),
            why: why.into(),
        }
    }

    /// [`ModelError::UnknownModel`], of those that there are.
    pub(crate) fn unknown<'a>(id: &str, there: impl Iterator<Item = &'a str>) -> Self {
        Self::UnknownModel {
            id: id.to_owned(),
            known: there.collect::<Vec<_>>().join(", "),
        }
    }

    /// A closure for `map_err` on an I/O result.
    pub(crate) fn file(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File {
            action,
            path,
            source,
        }
    }
}
