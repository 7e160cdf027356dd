//! `mood playlist`: make, fill and print playlists.

use moodplane_library::{How, Import, Query};

use super::list;
use crate::arguments::Playlist;
use crate::ending::Ending;
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
        Playlist::Import { file, name } => {
            let import = library.import_playlist(file, name.as_deref())?;
            return told(session, &import);
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

/// Says what came of an import: in JSON all of it, else a line for each track that
/// was not where the file says, and the sum.
fn told(session: &Session, import: &Import) -> anyhow::Result<Ending> {
    if session.json() {
        println!("{}", serde_json::to_string(import)?);
    } else {
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
            Some(playlist) => playlist.name.as_str(),
            None => "nothing to make a playlist of",
        };
        println!("{name}: {found} found, {likely} found by name, {missing} not found");
    }
    Ok(match (&import.playlist, import.missing.is_empty()) {
        (None, _) => Ending::Nothing,
        (Some(_), false) => Ending::SomeFailed,
        (Some(_), true) => Ending::Well,
    })
}
