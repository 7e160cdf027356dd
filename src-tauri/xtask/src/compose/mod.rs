//! The composer: a seeded synthesiser that writes the demo music.
//!
//! The project ships a few short pieces so that its first start has something
//! to hear, whose tempo, key and intended mood are known. They are composed
//! here by rule, so nobody else's rights are in them, and anyone can make
//! them again: `cargo xtask compose FOLDER`.

mod arrange;
mod drums;
mod effects;
mod master;
mod melody;
mod pieces;
mod stage;
mod theory;
mod voices;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use pieces::{ALBUM, Piece};

/// Samples a second.
const RATE: f32 = 48_000.0;

/// Composes the album into a folder: one Opus file a piece and `pieces.csv`.
pub fn compose(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut table = String::from("file,title,tempo_bpm,key,quadrant,genre\n");
    for (i, piece) in ALBUM.iter().enumerate() {
        let file = file_name(piece, i + 1);
        println!("composing {file}");
        let recording = arrange::play(piece);
        let samples = master::master(piece, recording)?;
        master::write(piece, i + 1, &samples, &folder.join(&file))?;
        let Piece {
            title,
            genre,
            tempo_bpm,
            ..
        } = piece;
        let (key, quadrant) = (piece.key.name(), piece.quadrant.name());
        writeln!(table, "{file},{title},{tempo_bpm},{key},{quadrant},{genre}")?;
    }
    fs::write(folder.join("pieces.csv"), table)?;
    Ok(())
}

/// The file's name: the place on the album and the title.
fn file_name(piece: &Piece, track: usize) -> String {
    let slug = piece.title.to_lowercase().replace(' ', "-");
    format!("{track:02}-{slug}.opus")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_sounds_the_same_each_time_and_on_both_sides() {
        let short = Piece {
            bars: 2,
            ..ALBUM[3]
        };
        let [left, right] = arrange::play(&short);
        assert_eq!(arrange::play(&short), [left.clone(), right.clone()]);
        assert_ne!(left, right);
        let heard = |side: &[f32]| side.iter().any(|s| s.abs() > 0.01);
        assert!(heard(&left) && heard(&right));
        assert!(left.iter().chain(&right).all(|s| s.is_finite()));
    }
}
