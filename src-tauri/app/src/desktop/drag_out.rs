//! Files that the pointer carries out of the window.

use std::path::PathBuf;

use tauri::{Runtime, WebviewWindow};

use crate::error::{AppError, Reply};

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
        if let Err(error) = carry(&source, files) {
            tracing::warn!(%error, "no drag");
        }
    })?;
    Ok(())
}

#[cfg(target_os = "linux")]
fn carry<R: Runtime>(window: &WebviewWindow<R>, files: Vec<PathBuf>) -> tauri::Result<()> {
    use std::cell::Cell;
    use std::rc::Rc;

    use gtk::prelude::*;

    let window = window.gtk_window()?;
    let uris = files.iter();
    let uris: Vec<_> = uris
        .filter_map(|file| gtk::glib::filename_to_uri(file, None).ok())
        .collect();
    let targets = gtk::TargetList::new(&[]);
    targets.add_uri_targets(0);
    // The left button, which is held, wherever the pointer is now.
    let copy = gtk::gdk::DragAction::COPY;
    let Some(drag) = window.drag_begin_with_coordinates(&targets, copy, 1, None, -1, -1) else {
        return Ok(());
    };
    drag.drag_set_icon_name("audio-x-generic", 0, 0);
    // The other program asks for the files after they were dropped on it.
    let given = window.connect_drag_data_get(move |_, _, data, _, _| {
        let uris: Vec<&str> = uris.iter().map(|uri| uri.as_str()).collect();
        data.set_uris(&uris);
    });
    let handlers = Rc::new(Cell::new(vec![given]));
    let ended = Rc::clone(&handlers);
    let end = window.connect_drag_end(move |window, _| {
        for handler in ended.take() {
            window.disconnect(handler);
        }
    });
    let mut both = handlers.take();
    both.push(end);
    handlers.set(both);
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn carry<R: Runtime>(window: &WebviewWindow<R>, files: Vec<PathBuf>) -> Result<(), drag::Error> {
    /// What is seen under the pointer meanwhile.
    const PICTURE: &[u8] = include_bytes!("../../../../assets/icons/32x32.png");

    drag::start_drag(
        window,
        drag::DragItem::Files(files),
        drag::Image::Raw(PICTURE.to_vec()),
        |result, _| tracing::debug!(?result, "dragged out"),
        drag::Options::default(),
    )
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
