//! Files that the pointer carries out of the window.

use std::path::PathBuf;

use drag::{DragItem, Image, Options};
use tauri::{Runtime, WebviewWindow};

use crate::error::{AppError, Reply};

/// What is seen under the pointer meanwhile.
const PICTURE: &[u8] = include_bytes!("../../../../assets/icons/32x32.png");

/// The files that are there.
pub(crate) fn at_hand(files: Vec<PathBuf>) -> Vec<PathBuf> {
    files.into_iter().filter(|file| file.is_file()).collect()
}

/// Begins to carry files. The desktop takes over until they are dropped.
pub(crate) fn begin<R: Runtime>(window: &WebviewWindow<R>, files: Vec<PathBuf>) -> Reply<()> {
    if files.is_empty() {
        let what = "The files are away: connect their drive to drag them out.";
        return Err(AppError::new("nothing_to_drag", what));
    }
    let source = window.clone();
    // Only the thread of the window may begin a drag.
    window.run_on_main_thread(move || {
        #[cfg(target_os = "linux")]
        let source = match source.gtk_window() {
            Ok(window) => window,
            Err(error) => return tracing::warn!(%error, "no drag"),
        };
        let begun = drag::start_drag(
            &source,
            DragItem::Files(files),
            Image::Raw(PICTURE.to_vec()),
            |result, _| tracing::debug!(?result, "dragged out"),
            Options::default(),
        );
        if let Err(error) = begun {
            tracing::warn!(%error, "no drag");
        }
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_away_are_not_carried() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().join("here.mp3");
        std::fs::write(&here, "").unwrap();
        let files = vec![here.clone(), folder.path().join("away.mp3")];
        assert_eq!(at_hand(files), [here]);
    }
}
