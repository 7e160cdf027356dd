//! Where a track's picture is.

use std::error::Error;
use std::fs::{self, File};
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use lofty::config::ParseOptions;
use lofty::file::TaggedFileExt;
use lofty::picture::PictureType;
use lofty::probe::Probe;

/// What pictures beside music are called, the best first.
const NAMES: &[&str] = &["cover", "folder", "front"];
/// The formats that are read.
const EXTENSIONS: &[&str] = &["jpg", "jpeg", "png", "webp", "gif", "bmp"];
/// Names looked at in a folder: albums have dozens, and one of a million files
/// has no cover.
const ENTRIES: usize = 4096;
/// Bytes of the largest picture that is read: scans of whole booklets pass.
const LARGEST: u64 = 32 << 20;
/// Names a thumbnail's make: another size or format is another file.
const MAKE: &[u8] = b"256 jpeg 1";

/// A picture as it was found.
pub(super) struct Picture {
    pub(super) bytes: Vec<u8>,
    /// Its own file; `None`: it is in the track's.
    pub(super) beside: Option<PathBuf>,
}

impl Picture {
    /// What its thumbnail is known by: 128 bits of BLAKE3.
    pub(super) fn name(&self) -> Vec<u8> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(MAKE);
        hasher.update(&self.bytes);
        hasher.finalize().as_bytes()[..16].to_vec()
    }
}

/// The pictures of a track's file, the best first; each is read only when it is
/// asked for.
pub(super) fn of(path: &Path) -> impl Iterator<Item = Picture> {
    let sources: [fn(&Path) -> Option<Picture>; 2] = [embedded, beside];
    sources.into_iter().filter_map(move |source| source(path))
}

fn embedded(path: &Path) -> Option<Picture> {
    // What is no file is not opened: opening a pipe waits for its writer.
    if !path.is_file() {
        return None;
    }
    match catch_unwind(AssertUnwindSafe(|| in_tags(path))) {
        Ok(Ok(bytes)) => bytes.map(|bytes| Picture {
            bytes,
            beside: None,
        }),
        Ok(Err(error)) => {
            tracing::debug!(path = %path.display(), %error, "no picture");
            None
        }
        Err(_) => {
            tracing::warn!(path = %path.display(), "reading the picture ended in a panic");
            None
        }
    }
}

fn in_tags(path: &Path) -> Result<Option<Vec<u8>>, Box<dyn Error>> {
    let options = ParseOptions::new().read_properties(false);
    let file = Probe::new(BufReader::new(File::open(path)?))
        .options(options)
        .guess_file_type()?
        .read()?;
    let pictures = || file.tags().iter().flat_map(|tag| tag.pictures());
    let front = pictures().find(|picture| picture.pic_type() == PictureType::CoverFront);
    let best = front.or_else(|| pictures().find(|picture| !is_icon(picture.pic_type())));
    Ok(best.map(|picture| picture.data().to_vec()))
}

/// Whether a picture is the file's icon, 32 pixels wide.
fn is_icon(kind: PictureType) -> bool {
    matches!(kind, PictureType::Icon | PictureType::OtherIcon)
}

fn beside(path: &Path) -> Option<Picture> {
    let entries = path.parent()?.read_dir().ok()?.take(ENTRIES).flatten();
    let names = entries.map(|entry| entry.path());
    let (_, file) = names
        .filter_map(|file| Some((rank(&file)?, file)))
        .filter(|(_, file)| is_readable(file))
        .min()?;
    let bytes = fs::read(&file).ok()?;
    Some(Picture {
        bytes,
        beside: Some(file),
    })
}

/// How good a name is for a cover, the lower the better.
fn rank(file: &Path) -> Option<(usize, usize)> {
    let place = |names: &[&str], part: Option<&std::ffi::OsStr>| {
        let part = part?.to_str()?;
        names
            .iter()
            .position(|name| part.eq_ignore_ascii_case(name))
    };
    Some((
        place(NAMES, file.file_stem())?,
        place(EXTENSIONS, file.extension())?,
    ))
}

fn is_readable(file: &Path) -> bool {
    file.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.len() <= LARGEST)
}
