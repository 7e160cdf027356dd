//! What Rekordbox and Traktor have in common: one file with every track once, and
//! then the playlists, in folders.

use std::io::Result;

use moodplane_library::TrackId;

use crate::list::List;
use crate::track::Track;

/// A collection in the making.
pub(crate) trait Collection {
    /// Begins it; it will hold so many tracks.
    fn begin(&mut self, tracks: u32) -> Result<()>;
    /// Writes a track.
    fn track(&mut self, track: &Track) -> Result<()>;
    /// Begins the lists, which lie in this folder.
    fn begin_lists(&mut self, root: &Folder) -> Result<()>;
    /// Begins a folder.
    fn begin_folder(&mut self, folder: &Folder) -> Result<()>;
    /// Begins a list of so many tracks.
    fn begin_list(&mut self, name: &str, tracks: u32) -> Result<()>;
    /// Writes a place in a list, of a track that was written before.
    fn place(&mut self, track: TrackId) -> Result<()>;
    /// Ends a list.
    fn end_list(&mut self) -> Result<()>;
    /// Ends a folder.
    fn end_folder(&mut self) -> Result<()>;
    /// Ends the lists and the file.
    fn end(&mut self) -> Result<()>;
}

/// Lists by folders, as their names say.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Folder<'a> {
    pub(crate) name: &'a str,
    pub(crate) folders: Vec<Folder<'a>>,
    /// Numbers of lists, and their own names.
    pub(crate) lists: Vec<(usize, &'a str)>,
}

impl<'a> Folder<'a> {
    pub(crate) fn of(lists: &'a [List]) -> Self {
        let mut root = Self::default();
        for (number, list) in lists.iter().enumerate() {
            let (way, own) = list.way();
            let mut folder = &mut root;
            for name in way {
                let known = folder.folders.iter().position(|inner| inner.name == name);
                let at = known.unwrap_or_else(|| {
                    folder.folders.push(Self {
                        name,
                        ..Self::default()
                    });
                    folder.folders.len() - 1
                });
                folder = &mut folder.folders[at];
            }
            folder.lists.push((number, own));
        }
        root
    }

    /// How many things are in it.
    pub(crate) fn count(&self) -> usize {
        self.folders.len() + self.lists.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_in_which_folders_lists_are() {
        let lists = ["A / B / one", "A / two", "AC/DC", " / "].map(|name| List {
            name: name.to_owned(),
            tracks: Vec::new(),
        });
        let root = Folder::of(&lists);
        assert_eq!(root.lists, [(2, "AC/DC"), (3, "Playlist")]);
        let a = &root.folders[0];
        assert_eq!((a.name, a.count(), &*a.lists), ("A", 2, &[(1, "two")][..]));
        assert_eq!(a.folders[0].lists, [(0, "one")]);
    }
}
