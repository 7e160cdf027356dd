//! The one shape in which errors reach the window.

use std::panic::{AssertUnwindSafe, catch_unwind};

use moodplane_library::LibraryError;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What went wrong: a stable word for programs, a sentence for people, and
/// sometimes what the system said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AppError {
    /// A stable word, such as `not_a_folder`.
    pub code: String,
    /// One sentence that says what the user can do.
    pub message: String,
    /// More for a bug report.
    pub detail: Option<String>,
    /// What it is about, for sentences in other languages: a path or a name.
    pub about: Option<String>,
}

/// What commands return.
pub type Reply<T> = Result<T, AppError>;

impl AppError {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            detail: None,
            about: None,
        }
    }

    pub(crate) fn about(self, what: impl ToString) -> Self {
        Self {
            about: Some(what.to_string()),
            ..self
        }
    }

    pub(crate) fn with_detail(self, detail: impl ToString) -> Self {
        Self {
            detail: Some(detail.to_string()),
            ..self
        }
    }
}

impl From<LibraryError> for AppError {
    fn from(error: LibraryError) -> Self {
        Self {
            about: error.about(),
            ..Self::new(error.code(), error.to_string())
        }
    }
}

/// Does a command's work. A panic in it is a bug of ours, but one that must
/// cost the user no more than this one answer.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Reply<T>) -> Reply<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let words = panic
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        tracing::error!(words, "a command panicked");
        let sorry = "Something went wrong inside Moodplane: try again, or restart it.";
        Err(AppError::new("internal", sorry).with_detail(words))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_answer_like_any_other() {
        let reply = guarded::<()>(|| panic!("out of {}", "cheese"));
        let error = reply.unwrap_err();
        assert_eq!(error.code, "internal");
        assert_eq!(error.detail.as_deref(), Some("out of cheese"));
    }

    #[test]
    fn a_library_error_keeps_its_code_and_sentence() {
        let error = AppError::from(LibraryError::NoSuchTrack(7));
        assert_eq!(error.code, "no_such_track");
        assert!(error.message.contains('7'));
        assert_eq!(error.about, None);
        let error = AppError::from(LibraryError::NotAFolder("/music".into()));
        assert_eq!(error.about.as_deref(), Some("/music"));
    }
}
