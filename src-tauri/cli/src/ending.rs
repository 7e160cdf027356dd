//! How a run ends: the exit statuses, which scripts rely on.

use std::process::ExitCode;

use moodplane_library::LibraryError;
use moodplane_model::ModelError;
use moodplane_tagging::TaggingError;

/// An exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// 0: all went well.
    Well,
    /// 1: some files failed.
    SomeFailed,
    /// 2: the arguments are wrong.
    Misuse,
    /// 3: nothing could be done.
    Nothing,
    /// 130: stopped by Ctrl-C, with everything done so far saved.
    Interrupted,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(match ending {
            Ending::Well => 0,
            Ending::SomeFailed => 1,
            Ending::Misuse => 2,
            Ending::Nothing => 3,
            Ending::Interrupted => 130,
        })
    }
}

/// An error that is the arguments' fault.
#[derive(Debug)]
pub struct Misuse(pub String);

impl std::fmt::Display for Misuse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misuse {}

impl Ending {
    /// The status for an error that ended the run.
    pub fn of(error: &anyhow::Error) -> Self {
        let tagging = error.downcast_ref::<TaggingError>();
        let of_library = match tagging {
            Some(TaggingError::Library(error)) => Some(error),
            _ => error.downcast_ref::<LibraryError>(),
        };
        let wrong_wish = matches!(
            tagging,
            Some(TaggingError::Mapping(_) | TaggingError::NothingChosen)
        );
        let wrong_path = matches!(
            of_library,
            Some(
                LibraryError::NotAFolder(_)
                    | LibraryError::NoSuchFile(_)
                    | LibraryError::BadQuery { .. }
                    | LibraryError::OffScale(..)
                    | LibraryError::NoSuchTag(_)
                    | LibraryError::OnAndOff(_)
                    | LibraryError::NoSuchTrack(_)
                    | LibraryError::NotMissing(_)
                    | LibraryError::NoSuchPlaylist(_)
                    | LibraryError::NoPlaylistNamed(_)
                    | LibraryError::BadPlaylistFile { .. }
                    | LibraryError::PlaylistExists(_)
                    | LibraryError::NoPlaylistName
                    | LibraryError::SmartPlaylist(_)
                    | LibraryError::BadSet(_)
                    | LibraryError::NoSuchWriting(_)
            )
        );
        let wrong_data = match error.downcast_ref::<ModelError>() {
            Some(ModelError::Stopped) => return Self::Interrupted,
            Some(
                ModelError::UnknownModel { .. }
                | ModelError::Shipped(_)
                | ModelError::Checkpoint { .. }
                | ModelError::Data { .. }
                | ModelError::Weights { .. },
            ) => true,
            _ => false,
        };
        if wrong_path || wrong_wish || wrong_data || error.is::<Misuse>() {
            Self::Misuse
        } else {
            Self::Nothing
        }
    }
}
