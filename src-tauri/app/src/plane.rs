//! Commands about the plane.

use std::path::PathBuf;

use moodplane_library::{Points, Query};
use moodplane_picture::{ColourBy, Format, Picture, PictureError, Words};
use serde::Deserialize;
use specta::Type;
use tauri::{AppHandle, Manager, Runtime, State};
use tauri_plugin_dialog::DialogExt;

use crate::bytes::Bytes;
use crate::error::{AppError, Reply, guarded};
use crate::shell::Shell;

/// Every dot of the plane.
#[tauri::command(async)]
#[specta::specta]
pub fn points(shell: State<'_, Shell>) -> Reply<Bytes> {
    shell.library(|library| Ok(packed(&library.points()?)))
}

/// The dots as bytes. Little-endian:
///
/// | what | bytes |
/// |---|---|
/// | number of dots n, length g of the genres | 4 + 4 |
/// | id | 4 n |
/// | valence and arousal of each in turn, f32 | 8 n |
/// | uncertainty ([`Points::spread`]) in 1/64 of a step, 255 for more | n |
/// | tempo, whole BPM, 0 where unknown | n |
/// | [`Points::key`] | n |
/// | [`Points::genre`] | n |
/// | [`Points::genres`] as a JSON array | g |
fn packed(points: &Points) -> Bytes {
    let genres = serde_json::to_vec(&points.genres).unwrap_or_default();
    let mut bytes = Vec::with_capacity(HEAD + EACH * points.id.len() + genres.len());
    // Tracks are counted in 32 bits.
    bytes.extend((points.id.len() as u32).to_le_bytes());
    bytes.extend((genres.len() as u32).to_le_bytes());
    bytes.extend(points.id.iter().flat_map(|id| id.to_le_bytes()));
    for (valence, arousal) in points.valence.iter().zip(&points.arousal) {
        bytes.extend(valence.to_le_bytes());
        bytes.extend(arousal.to_le_bytes());
    }
    // A conversion of a float keeps to what the number can hold. Only the
    // user's own word is 0.
    let step = |&spread: &f32| (spread * 64.0).ceil() as u8;
    bytes.extend(points.spread.iter().map(step));
    bytes.extend(points.tempo_bpm.iter().map(|bpm| bpm.round() as u8));
    bytes.extend(&points.key);
    bytes.extend(&points.genre);
    bytes.extend(genres);
    Bytes(bytes)
}

/// Bytes of the fixed part, and of one dot.
const HEAD: usize = 8;
const EACH: usize = 16;

/// What a picture of the plane is to be like.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct PictureWish {
    /// What dots are coloured by.
    by: ColourBy,
    /// On a light ground.
    light: bool,
    /// The tracks that stand out; the others stay faint. `None`: all.
    query: Option<Query>,
    /// A line above it.
    title: Option<String>,
    /// Its words in the window's language.
    words: Words,
    /// Width and height, px.
    size: (u32, u32),
    /// Pixels of a PNG for one of those.
    scale: u32,
    /// The title of the dialog that asks where to.
    dialog: String,
    /// The file's name that is proposed, with its ending.
    name: String,
}

/// Draws the plane into a file that the user names; its path, or `None` when they
/// change their mind. A name without an ending becomes a PNG.
#[tauri::command(async)]
#[specta::specta]
pub fn save_picture<R: Runtime>(app: AppHandle<R>, wish: PictureWish) -> Reply<Option<String>> {
    guarded(|| {
        let dialog = app.dialog().file().set_title(&wish.dialog);
        let dialog = dialog.set_file_name(&wish.name);
        let dialog = dialog.add_filter("PNG, SVG", &["png", "svg"]);
        let Some(picked) = dialog.blocking_save_file() else {
            return Ok(None);
        };
        let mut path: PathBuf = picked
            .into_path()
            .map_err(|error| AppError::new("not_a_file", error.to_string()))?;
        if path.extension().is_none() {
            path.set_extension("png");
        }
        app.state::<Shell>().draw(&wish, &path)?;
        Ok(Some(path.display().to_string()))
    })
}

impl Shell {
    fn draw(&self, wish: &PictureWish, path: &std::path::Path) -> Reply<()> {
        Format::of(path)?;
        let (points, shown) = self.library(|library| {
            let shown = wish.query.as_ref().map(|query| library.matching(query));
            Ok((library.points()?, shown.transpose()?))
        })?;
        let picture = Picture {
            points: &points,
            shown: shown.as_deref(),
            by: wish.by,
            light: wish.light,
            title: wish.title.as_deref(),
            words: &wish.words,
            size: wish.size,
            scale: wish.scale,
        };
        Ok(picture.save(path)?)
    }
}

impl From<PictureError> for AppError {
    fn from(error: PictureError) -> Self {
        let code = match &error {
            PictureError::Draw(_) => "cannot_draw",
            PictureError::Format(_) => "unknown_picture_form",
            PictureError::Write(..) => "cannot_write",
        };
        Self::new(code, sentence(&error.to_string()))
    }
}

/// A message as a sentence of its own.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dot_takes_sixteen_bytes_in_columns() {
        let points = Points {
            id: vec![7, 0x0102_0304],
            valence: vec![2.5, 8.0],
            arousal: vec![3.5, 1.0],
            spread: vec![0.0, 99.0],
            tempo_bpm: vec![127.6, 0.0],
            key: vec![23, 255],
            genre: vec![0, 254],
            genres: vec!["Drum \"n\" bass".into()],
        };
        let bytes = packed(&points).0;
        let genres = br#"["Drum \"n\" bass"]"#;
        assert_eq!(bytes.len(), HEAD + 2 * EACH + genres.len());
        assert_eq!(bytes[..4], [2, 0, 0, 0]);
        assert_eq!(bytes[4..8], (genres.len() as u32).to_le_bytes());
        assert_eq!(bytes[12..16], [4, 3, 2, 1]);
        assert_eq!(bytes[16..20], 2.5_f32.to_le_bytes());
        assert_eq!(bytes[20..24], 3.5_f32.to_le_bytes());
        assert_eq!(bytes[32..40], [0, 255, 128, 0, 23, 255, 0, 254]);
        assert_eq!(&bytes[40..], genres);
    }
}
