//! Commands about the plane.

use moodplane_library::Points;
use specta::datatype::DataType;
use specta::{Type, Types};
use tauri::State;
use tauri::ipc::{InvokeResponseBody, IpcResponse};

use crate::error::Reply;
use crate::shell::Shell;

/// Every dot of the plane.
#[tauri::command(async)]
#[specta::specta]
pub fn points(shell: State<'_, Shell>) -> Reply<PointBytes> {
    shell.library(|library| Ok(PointBytes::of(&library.points()?)))
}

/// The dots as bytes, for JSON of a hundred thousand takes longer to write, to
/// send and to read than all else that is done with them. Little-endian:
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
pub struct PointBytes(Vec<u8>);

/// Bytes of the fixed part, and of one dot.
const HEAD: usize = 8;
const EACH: usize = 16;

impl PointBytes {
    fn of(points: &Points) -> Self {
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
        Self(bytes)
    }
}

impl IpcResponse for PointBytes {
    fn body(self) -> tauri::Result<InvokeResponseBody> {
        Ok(InvokeResponseBody::Raw(self.0))
    }
}

/// The window gets an `ArrayBuffer`, for which the generator has no word.
impl Type for PointBytes {
    fn definition(types: &mut Types) -> DataType {
        <Vec<u8>>::definition(types)
    }
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
        let bytes = PointBytes::of(&points).0;
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
