//! Paths from a command line, a second start or another program's "open with".

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use moodplane_library::{Library, is_audio, is_playlist_file};

use super::Opened;
use crate::error::{AppError, Reply};
use crate::lock::lock;

/// What has come in and waits until the window is there to open it.
#[derive(Default)]
pub struct Arrivals(Mutex<Vec<String>>);

impl Arrivals {
    /// Keeps what a command line names, to which its relative paths belong;
    /// whether that was anything.
    pub(crate) fn put(
        &self,
        arguments: impl Iterator<Item = impl AsRef<OsStr>>,
        here: &Path,
    ) -> bool {
        let mut waiting = lock(&self.0);
        let before = waiting.len();
        waiting.extend(
            arguments.map(|argument| here.join(argument.as_ref()).to_string_lossy().into_owned()),
        );
        waiting.len() > before
    }

    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.0))
    }
}

/// Tells folders, playlists and music apart and makes tracks of the last; the
/// folders are left to the scanner. What lies beside music, such as a cover, is
/// passed by, and a file that cannot be opened does not keep the others away.
///
/// # Errors
/// There is nothing among the paths that could be opened: why not the first.
pub(crate) fn open(
    library: &Library,
    paths: impl Iterator<Item = PathBuf>,
) -> Reply<(Opened, Vec<PathBuf>)> {
    let mut opened = Opened {
        tracks: Vec::new(),
        playlists: Vec::new(),
    };
    let mut folders = Vec::new();
    let mut problem = None;
    for path in paths {
        if path.is_dir() {
            folders.push(path);
        } else if is_playlist_file(&path) {
            opened.playlists.push(path.to_string_lossy().into_owned());
        } else if path.exists() && !is_audio(&path) {
            let what = format!("{} is no music that Moodplane can hear", path.display());
            let beside = AppError::new("no_music", format!("{what}; choose an audio file."));
            problem.get_or_insert(beside.about(path.display()));
        } else {
            match library.add_file(&path) {
                Ok(track) => opened.tracks.push(track),
                Err(error) => _ = problem.get_or_insert(error.into()),
            }
        }
    }
    let nothing = folders.is_empty() && opened.tracks.is_empty() && opened.playlists.is_empty();
    match problem {
        Some(problem) if nothing => Err(problem),
        _ => Ok((opened, folders)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_belong_to_where_the_command_was_given() {
        let arrivals = Arrivals::default();
        let here = std::env::temp_dir();
        assert!(!arrivals.put(std::iter::empty::<&str>(), &here));
        assert!(arrivals.put(["a b.mp3"].iter(), &here));
        assert_eq!(
            arrivals.take(),
            [here.join("a b.mp3").display().to_string()]
        );
        assert!(arrivals.take().is_empty(), "each is opened once");
    }

    #[test]
    fn folders_playlists_and_music_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("Album.m3u")).unwrap();
        std::fs::write(at("Mix.M3U8"), "#EXTM3U").unwrap();
        std::fs::write(at("song.mp3"), "no music").unwrap();
        let library = Library::open(&at("library.db")).unwrap();
        let paths = ["Album.m3u", "Mix.M3U8", "song.mp3"].map(at);
        let (opened, folders) = open(&library, paths.into_iter()).unwrap();
        assert_eq!(folders, [at("Album.m3u")]);
        assert_eq!(opened.playlists, [at("Mix.M3U8").display().to_string()]);
        assert_eq!(opened.tracks.len(), 1);
        let gone = open(&library, std::iter::once(at("gone.mp3")));
        assert!(gone.unwrap_err().message.contains("gone.mp3"));
    }

    #[test]
    fn what_cannot_be_opened_does_not_keep_the_rest_away() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("cover.jpg"), "a picture").unwrap();
        std::fs::write(at("song.mp3"), "no music").unwrap();
        let library = Library::open(&at("library.db")).unwrap();
        let paths = ["gone.mp3", "cover.jpg", "song.mp3"].map(at);
        let (opened, _) = open(&library, paths.into_iter()).unwrap();
        assert_eq!(opened.tracks.len(), 1, "the picture is no track");
        let picture = open(&library, std::iter::once(at("cover.jpg")));
        assert_eq!(picture.unwrap_err().code, "no_music");
    }
}
