//! `mood plot`: the library on the plane, as a picture.

use std::path::Path;

use crate::ending::{Ending, Misuse};
use crate::plot::{Dot, draw, rasterise};
use crate::session::Session;

/// Draws every analysed track into `out`.
pub fn run(session: &Session, out: &Path) -> anyhow::Result<Ending> {
    let extension = out
        .extension()
        .and_then(|e| e.to_str())
        .map(str::to_ascii_lowercase);
    let png = match extension.as_deref() {
        Some("svg") => false,
        Some("png") => true,
        _ => {
            let say = format!("{}: name a file that ends in .svg or .png", out.display());
            return Err(Misuse(say).into());
        }
    };
    let mut dots = Vec::new();
    session.library()?.for_each(None, &mut |listed| {
        if let Some(a) = &listed.analysis {
            dots.push(Dot {
                valence: f64::from(a.valence),
                arousal: f64::from(a.arousal),
            });
        }
        true
    })?;
    if dots.is_empty() {
        session.say("nothing is analysed yet; run mood analyse FOLDER first");
        return Ok(Ending::Nothing);
    }
    let svg = draw(&dots)?;
    let bytes = if png {
        rasterise(&svg)?
    } else {
        svg.into_bytes()
    };
    // Beside, then renamed: a failed write leaves the old picture.
    let partial = out.with_extension("partial");
    let written = std::fs::write(&partial, bytes).and_then(|()| std::fs::rename(&partial, out));
    written.map_err(|e| Misuse(format!("cannot write {}: {e}", out.display())))?;
    session.say(&format!(
        "{} tracks drawn into {}",
        dots.len(),
        out.display()
    ));
    Ok(Ending::Well)
}
