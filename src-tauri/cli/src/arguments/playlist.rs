//! What can be typed behind `mood playlist`.

use std::path::PathBuf;

use clap::Subcommand;

/// What to do with playlists.
#[derive(Debug, Subcommand)]
pub enum Playlist {
    /// Print the playlists
    List,
    /// Make one: of what a query finds, now and later, or empty
    Create {
        /// Its name
        name: String,
        /// The query of a smart playlist
        #[arg(long = "where", value_name = "QUERY")]
        query: Option<String>,
    },
    /// Make those of an M3U, M3U8 or XSPF file, or of Rekordbox's XML or Traktor's NML;
    /// what is not where the file says is looked for in the library by its name
    Import {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Its name [default: as the file says, or as the file is called]
        #[arg(long)]
        name: Option<String>,
        /// Only this list of a file that holds several; may be said again
        #[arg(long = "list", value_name = "NAME")]
        lists: Vec<String>,
        /// Only print the lists that the file holds
        #[arg(long, conflicts_with_all = ["name", "lists"])]
        show: bool,
    },
    /// Put files of the library at its end
    Add {
        /// Its name
        name: String,
        /// The files
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print its tracks
    Show {
        /// Its name
        name: String,
    },
    /// Delete it; its tracks stay
    Delete {
        /// Its name
        name: String,
    },
}
