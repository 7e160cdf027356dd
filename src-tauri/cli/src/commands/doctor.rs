//! `mood doctor`: whether everything that Moodplane needs is there.

use moodplane_library::{Analyser, TrackState};
use moodplane_model::device_name;

use crate::ending::Ending;
use crate::session::Session;

/// Looks at each part and says what is wrong with it.
pub fn run(session: &Session) -> anyhow::Result<Ending> {
    let (device, note) = session.device().resolve();
    let checks = [
        ("program", Ok(format!("mood {}", env!("CARGO_PKG_VERSION")))),
        (
            "libtorch",
            Ok(format!("{} threads", tch::get_num_threads())),
        ),
        (
            "device",
            Ok(note.unwrap_or_else(|| device_name(device).to_owned())),
        ),
        ("model", model(session)),
        ("library", library(session)),
    ];
    let mut ending = Ending::Well;
    for (name, found) in checks {
        let (well, text) = match found {
            Ok(text) => (true, text),
            Err(error) => (false, format!("{error:#}")),
        };
        if session.json() {
            println!(
                "{}",
                serde_json::json!({ "check": name, "ok": well, "text": text })
            );
        } else {
            println!("{:4} {name:9} {text}", if well { "ok" } else { "BAD" });
        }
        if !well {
            ending = Ending::Nothing;
        }
    }
    Ok(ending)
}

fn model(session: &Session) -> anyhow::Result<String> {
    let version = session.listener()?.model();
    Ok(format!("{} {}", version.id, version.version))
}

fn library(session: &Session) -> anyhow::Result<String> {
    let library = session.library()?;
    let (mut tracks, mut analysed, mut failed) = (0u32, 0u32, 0u32);
    library.for_each(None, &mut |listed| {
        tracks += 1;
        analysed += u32::from(listed.row.state == TrackState::Analysed);
        failed += u32::from(listed.row.state == TrackState::Failed);
        true
    })?;
    Ok(format!(
        "{}: {tracks} tracks, {analysed} analysed, {failed} failed",
        library.path().display()
    ))
}
