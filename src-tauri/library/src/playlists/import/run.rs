//! From a file's lists to playlists of the library.

use std::path::{Path, PathBuf};

use super::matching::Known;
use super::{Entry, How, Import, Listed, Matched, Offered, read};
use crate::error::{LibraryError, Result};
use crate::library::Library;
use crate::playlists::{Playlist, free_name};
use crate::rows::TrackId;
use crate::said::{self, Said};

/// Once so many were not found, similar names are looked for no more: each takes
/// about a thousandth of a second, and the playlist is of another library.
const MOST_SIMILAR: usize = 2_000;

impl Library {
    /// The playlists that a file holds: one in an M3U, M3U8 or XSPF, any number in
    /// the collection of Rekordbox (XML) or Traktor (NML).
    ///
    /// # Errors
    /// The file cannot be read or is no playlist.
    pub fn playlists_in(&self, file: &Path) -> Result<Vec<Offered>> {
        let lists = lists_of(file)?;
        let offered = lists.iter().map(|listed| Offered {
            name: listed.name_or_that_of(file),
            tracks: listed.entries.len() as u32,
        });
        Ok(offered.collect())
    }

    /// Makes a playlist of the tracks that a file lists, as
    /// [`Self::import_playlists`], where it holds one list only.
    ///
    /// # Errors
    /// As there; or the file holds several lists.
    pub fn import_playlist(&self, file: &Path, name: Option<&str>) -> Result<Import> {
        let mut imports = self.import_playlists(file, None, name)?;
        match (imports.pop(), imports.is_empty()) {
            (Some(import), true) => Ok(import),
            _ => Err(several(file)),
        }
    }

    /// Makes playlists of lists that a file holds: of those with these numbers in
    /// [`Self::playlists_in`], or of all. What is not where the file says is looked
    /// for by its name. Nothing is added to the library, and a list of which no track
    /// is found makes no playlist.
    ///
    /// Without a `name`, which only a single list can be given, each is called as
    /// the file says, or as the file is called, with a number after it where another
    /// playlist has that name.
    ///
    /// What a DJ program says of a track's tempo and key is kept, and shown if files
    /// go first ([`Self::let_files_say_tempo_and_key`]).
    ///
    /// # Errors
    /// The file cannot be read, is no playlist or has no such list, or another
    /// playlist has the name.
    pub fn import_playlists(
        &self,
        file: &Path,
        which: Option<&[u32]>,
        name: Option<&str>,
    ) -> Result<Vec<Import>> {
        if let Some(name) = name {
            // Before the work, so that it is not in vain.
            self.read(|connection| free_name(connection, name, None))?;
        }
        let lists = lists_of(file)?;
        let mut chosen: Vec<&Listed> = Vec::new();
        match which {
            None => chosen.extend(&lists),
            Some(which) => {
                for &number in which {
                    let listed = lists.get(number as usize);
                    chosen.push(listed.ok_or_else(|| {
                        bad(file, format!("it holds no list number {}", number + 1))
                    })?);
                }
            }
        }
        if name.is_some() && chosen.len() != 1 {
            return Err(several(file));
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        let folder = dunce::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let known = self.read(Known::read)?;
        let mut imports = Vec::with_capacity(chosen.len());
        for listed in chosen {
            let mut found = Found::new(listed, &known, &folder);
            found.import.name = listed.name_or_that_of(file);
            self.write(|tx| {
                let mut said = found.said.iter();
                said.try_for_each(|(track, said)| said::by_program(tx, *track, said))
            })?;
            if !found.tracks.is_empty() {
                let made = match name {
                    Some(name) => self.create_playlist_of(name, &found.tracks),
                    None => self.create_under_free_name(&found.import.name, &found.tracks),
                };
                found.import.playlist = Some(made?);
            }
            imports.push(found.import);
        }
        Ok(imports)
    }

    fn create_under_free_name(&self, name: &str, tracks: &[TrackId]) -> Result<Playlist> {
        let mut number = 1;
        loop {
            let free = match number {
                1 => name.to_owned(),
                _ => format!("{name} {number}"),
            };
            match self.create_playlist_of(&free, tracks) {
                Err(LibraryError::PlaylistExists(_)) => number += 1,
                made => return made,
            }
        }
    }
}

/// What was found of a list.
struct Found {
    import: Import,
    tracks: Vec<TrackId>,
    said: Vec<(TrackId, Said)>,
}

impl Found {
    fn new(listed: &Listed, known: &Known, folder: &Path) -> Self {
        let mut found = Self {
            import: Import {
                name: String::new(),
                playlist: None,
                entries: listed.entries.len() as u32,
                by_path: 0,
                likely: Vec::new(),
                missing: Vec::new(),
            },
            tracks: Vec::new(),
            said: Vec::new(),
        };
        for entry in &listed.entries {
            found.look_for(entry, known, folder);
        }
        found
    }

    fn look_for(&mut self, entry: &Entry, known: &Known, folder: &Path) {
        let import = &mut self.import;
        let track = if let Some(track) = known.at(entry, folder) {
            import.by_path += 1;
            Some((track.id, None))
        } else if let Some((track, how)) = known.like(entry, import.missing.len() < MOST_SIMILAR) {
            import.likely.push(Matched {
                entry: entry.shown(),
                track: track.id,
                name: track.shown(),
                how,
            });
            Some((track.id, Some(how)))
        } else {
            import.missing.push(entry.shown());
            None
        };
        let Some((id, how)) = track else {
            return;
        };
        self.tracks.push(id);
        // A similar name may be another version, in another tempo and key.
        if how != Some(How::Similar) && entry.said != Said::default() {
            self.said.push((id, entry.said));
        }
    }
}

fn lists_of(file: &Path) -> Result<Vec<Listed>> {
    read(file).map_err(|reason| bad(file, reason))
}

fn bad(file: &Path, reason: String) -> LibraryError {
    LibraryError::BadPlaylistFile {
        path: PathBuf::from(file),
        reason,
    }
}

fn several(file: &Path) -> LibraryError {
    bad(
        file,
        "it holds several lists; choose one of them".to_owned(),
    )
}
