//! `mood playlist`: make, fill and print playlists.

use std::path::Path;

use moodplane_library::{How, Import, Library, Offered, Query};

use super::list;
use crate::arguments::Playlist;
use crate::ending::{Ending, Misuse};
use crate::session::Session;

/// Does what is asked.
pub fn run(session: &Session, what: &Playlist) -> anyhow::Result<Ending> {
    let library = session.library()?;
    match what {
        Playlist::List => {
            for playlist in library.playlists()? {
                if session.json() {
                    println!("{}", serde_json::to_string(&playlist)?);
                    continue;
                }
                let query = playlist.query.as_ref().map(ToString::to_string);
                let more = playlist.problem.or(query).unwrap_or_default();
                println!("{:>7}  {}  {more}", playlist.tracks, playlist.name);
            }
        }
        Playlist::Create { name, query } => {
            let query = query.as_deref().map(Query::parse).transpose()?;
            library.create_playlist(name, query.as_ref())?;
        }
        Playlist::Import {
            file, show: true, ..
        } => return offered(session, &library.playlists_in(file)?),
        Playlist::Import {
            file, name, lists, ..
        } => {
            let which = chosen(&library, file, lists)?;
            let imports = library.import_playlists(file, which.as_deref(), name.as_deref())?;
            return told(session, &imports);
        }
        Playlist::Add { name, files } => {
            let id = library.playlist_named(name)?.id;
            let tracks = files.iter().map(|file| library.add_file(file));
            let tracks: Vec<_> = tracks.collect::<Result<_, _>>()?;
            library.add_to_playlist(id, &tracks, None)?;
        }
        Playlist::Show { name } => {
            let tracks = library.playlist_tracks(library.playlist_named(name)?.id)?;
            return list::print(session, &library, Some(&tracks), false);
        }
        Playlist::Delete { name } => {
            library.delete_playlist(library.playlist_named(name)?.id)?;
        }
    }
    Ok(Ending::Well)
}

/// Prints the lists of a file.
fn offered(session: &Session, lists: &[Offered]) -> anyhow::Result<Ending> {
    for list in lists {
        if session.json() {
            println!("{}", serde_json::to_string(list)?);
        } else {
            println!("{:>7}  {}", list.tracks, list.name);
        }
    }
    Ok(Ending::Well)
}

/// The numbers of the lists of these names; `None` for all.
fn chosen(library: &Library, file: &Path, names: &[String]) -> anyhow::Result<Option<Vec<u32>>> {
    if names.is_empty() {
        return Ok(None);
    }
    let offered = library.playlists_in(file)?;
    let mut which = Vec::new();
    for name in names {
        let named = offered
            .iter()
            .zip(0..)
            .filter(|(list, _)| list.name == *name);
        let before = which.len();
        which.extend(named.map(|(_, number)| number));
        if which.len() == before {
            let file = file.display();
            let error = format!("{file} holds no list named {name}; --show prints those it holds");
            return Err(Misuse(error).into());
        }
    }
    Ok(Some(which))
}

/// Says what came of imports: in JSON all of it, an object a list; else a line for
/// each track that was not where the file says, and the sums.
fn told(session: &Session, imports: &[Import]) -> anyhow::Result<Ending> {
    for import in imports {
        if session.json() {
            println!("{}", serde_json::to_string(import)?);
            continue;
        }
        for matched in &import.likely {
            let how = match matched.how {
                How::FileName => "by file name",
                How::Names => "by artist and title",
                How::Similar => "by a similar name",
            };
            println!("{how}: {} = {}", matched.entry, matched.name);
        }
        for entry in &import.missing {
            println!("not found: {entry}");
        }
        let (found, likely) = (import.by_path, import.likely.len());
        let missing = import.missing.len();
        let name = match &import.playlist {
            Some(playlist) => playlist.name.clone(),
            None if imports.len() == 1 => "nothing to make a playlist of".to_owned(),
            None => format!("nothing to make {} of", import.name),
        };
        println!("{name}: {found} found, {likely} found by name, {missing} not found");
    }
    let made = imports.iter().any(|import| import.playlist.is_some());
    let whole = imports.iter().all(|import| import.missing.is_empty());
    Ok(match (made, whole) {
        (false, _) => Ending::Nothing,
        (true, false) => Ending::SomeFailed,
        (true, true) => Ending::Well,
    })
}
