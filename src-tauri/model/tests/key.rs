//! Keys of 200 random chord sequences against music21's, read back from the
//! reference's MIDI files (`references/key.py`).

mod seeded;

use moodplane_library::Mode;
use moodplane_model::harmony::{Parity, key_of, merge};

#[derive(serde::Deserialize)]
struct Song {
    classes: Vec<u8>,
    frames: Vec<usize>,
    key: Option<(u8, u8)>,
}

#[test]
fn keys_are_music21_s() {
    let file = seeded::golden_folder().join("key.json");
    let songs: Vec<Song> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(songs.len(), 200);
    let mut own = 0;
    for (i, song) in songs.iter().enumerate() {
        let frames: Vec<u8> = song
            .classes
            .iter()
            .zip(&song.frames)
            .flat_map(|(&class, &frames)| vec![class; frames])
            .collect();
        let chords = merge(&frames);
        let ours = |parity| {
            key_of(&chords, parity).map(|key| (key.tonic, u8::from(key.mode == Mode::Minor)))
        };
        assert_eq!(ours(Parity::Music2Emo), song.key, "sequence {i}");
        own += usize::from(ours(Parity::Own) == song.key);
    }
    // Exact durations decide differently only where keys are nearly tied:
    // among chords of a few tenths of a second, which are rounded to others.
    assert!(own >= 180, "{own} of 200");
}
