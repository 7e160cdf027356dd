//! `mood playlist`: make, fill and print playlists.

use moodplane_library::{Library, PlaylistId, Query};

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
        Playlist::Add { name, files } => {
            let id = named(&library, name)?;
            let tracks = files.iter().map(|file| library.add_file(file));
            let tracks: Vec<_> = tracks.collect::<Result<_, _>>()?;
            library.add_to_playlist(id, &tracks, None)?;
        }
        Playlist::Show { name } => {
            let tracks = library.playlist_tracks(named(&library, name)?)?;
            return list::print(session, &library, Some(&tracks), false);
        }
        Playlist::Delete { name } => library.delete_playlist(named(&library, name)?)?,
    }
    Ok(Ending::Well)
}

/// The playlist of this name, whatever its capitals.
fn named(library: &Library, name: &str) -> anyhow::Result<PlaylistId> {
    let wanted = name.to_lowercase();
    let all = library.playlists()?;
    let found = all
        .iter()
        .find(|playlist| playlist.name.to_lowercase() == wanted);
    match found {
        Some(playlist) => Ok(playlist.id),
        None => Err(Misuse(format!(
            "there is no playlist {name}; see mood playlist list"
        ))
        .into()),
    }
}
