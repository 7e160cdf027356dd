//! `mood plot`: the library on the plane, as a picture.

use moodplane_library::Query;
use moodplane_picture::{Format, Picture, PictureError, Words};

use crate::arguments::Plot;
use crate::ending::{Ending, Misuse};
use crate::session::Session;

/// Draws every analysed track.
pub fn run(session: &Session, plot: &Plot) -> anyhow::Result<Ending> {
    let misuse = |error: PictureError| match error {
        PictureError::Draw(_) => anyhow::Error::from(error),
        _ => Misuse(error.to_string()).into(),
    };
    Format::of(&plot.out).map_err(misuse)?;
    let library = session.library()?;
    let points = library.points()?;
    if points.id.is_empty() {
        session.say("nothing is analysed yet; run mood analyse FOLDER first");
        return Ok(Ending::Nothing);
    }
    let shown = match &plot.query {
        Some(query) => Some(library.matching(&Query::parse(query)?)?),
        None => None,
    };
    let picture = Picture {
        points: &points,
        shown: shown.as_deref(),
        by: plot.by,
        light: plot.light,
        title: plot.title.as_deref(),
        words: &Words::default(),
        size: (plot.size[0], plot.size[1]),
        scale: plot.scale,
    };
    picture.save(&plot.out).map_err(misuse)?;
    let (count, out) = (points.id.len(), plot.out.display());
    session.say(&format!("{count} tracks drawn into {out}"));
    Ok(Ending::Well)
}
