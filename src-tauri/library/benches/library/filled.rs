//! A library of made-up tracks at once, for what only reads it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use moodplane_library::{Control, Library, Options, Scope, run_queue};

use crate::made_up::{MadeUp, lay_out};

/// Has a library in a folder, and in it so many made-up tracks of so many different
/// files, all heard; what a kept folder holds is used again.
pub fn fill(
    room: &Path,
    tracks: u32,
    different: u32,
) -> Result<Library, Box<dyn std::error::Error>> {
    let music = room.join("music");
    lay_out(&music, tracks, different)?;
    let library = Library::open(&room.join("library.db"))?;
    // Whoever used a kept folder last may have had it rest.
    library.set_paused(false)?;
    let folder = library.add_folder(&music)?;
    library.scan_folder(folder.id, &AtomicBool::new(false), &mut |_| {})?;
    let options = Options {
        jobs: 2,
        scope: Scope::All,
        linger: false,
    };
    let heard = Arc::new(MadeUp::default());
    run_queue(&library, heard, &options, &Control::default(), &mut |_| {})?;
    Ok(library)
}
