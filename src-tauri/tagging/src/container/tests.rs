//! Damaged files of every kind: none is a panic, and what is written into one that is
//! still understood is there and can be undone.

use std::fs;
use std::io::{Seek, Write};
use std::sync::LazyLock;

use moodplane_tests::{encode, song};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

/// A small file of each kind, by how it ends and what ffmpeg is told.
const KINDS: [(&str, &[&str]); 9] = [
    ("mp3", &["-c:a", "libmp3lame", "-id3v2_version", "3"]),
    ("new.mp3", &["-c:a", "libmp3lame", "-id3v2_version", "4"]),
    ("flac", &["-c:a", "flac"]),
    ("ogg", &["-c:a", "libvorbis"]),
    ("opus", &["-c:a", "libopus"]),
    ("m4a", &["-c:a", "aac"]),
    ("fast.m4a", &["-c:a", "aac", "-movflags", "+faststart"]),
    ("wav", &["-c:a", "pcm_s16le", "-ar", "8000"]),
    (
        "aiff",
        &["-c:a", "pcm_s16be", "-ar", "8000", "-write_id3v2", "1"],
    ),
];

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let wav = folder.path().join("tune.wav");
    song(&wav, 1, 3).unwrap();
    let make = |(ending, how): &(&str, &[&str])| fs::read(encode(&wav, ending, how).unwrap());
    KINDS.iter().map(|kind| make(kind).unwrap()).collect()
});

/// One damage: where, counted from either end, and what.
#[derive(Debug, Clone)]
enum Damage {
    Set(Index, u8),
    Cut(Index, u8),
    Put(Index, Vec<u8>),
    End(Index),
}

/// Most of what can go wrong stands at the beginning or at the end.
const EDGE: usize = 6_000;

impl Damage {
    fn any() -> impl Strategy<Value = Self> {
        let byte = || prop_oneof![Just(0), Just(0xff), any::<u8>()];
        prop_oneof![
            8 => (any::<Index>(), byte()).prop_map(|(at, byte)| Self::Set(at, byte)),
            1 => (any::<Index>(), any::<u8>()).prop_map(|(at, count)| Self::Cut(at, count)),
            1 => (any::<Index>(), vec(byte(), 1..9)).prop_map(|(at, more)| Self::Put(at, more)),
            1 => any::<Index>().prop_map(Self::End),
        ]
    }

    fn apply(&self, file: &mut Vec<u8>) {
        let place = |at: &Index| {
            let at = at.index(2 * EDGE);
            let from_end = file.len().saturating_sub(2 * EDGE - at);
            if at < EDGE {
                at.min(file.len() - 1)
            } else {
                from_end.min(file.len() - 1)
            }
        };
        if file.is_empty() {
            return;
        }
        match self {
            Self::Set(at, byte) => {
                let at = place(at);
                file[at] = *byte;
            }
            Self::Cut(at, count) => {
                let at = place(at);
                let end = (at + usize::from(*count)).min(file.len());
                file.drain(at..end);
            }
            Self::Put(at, more) => {
                let at = place(at);
                file.splice(at..at, more.iter().copied());
            }
            Self::End(at) => {
                let at = place(at);
                file.truncate(at);
            }
        }
    }
}

fn on_disk(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn applied(edits: &crate::patch::Edits, file: &mut File) -> Vec<u8> {
    file.rewind().unwrap();
    let mut out = Vec::new();
    edits.copy(file, &mut out).unwrap();
    out
}

/// Writes into a file, and says whether that was possible.
fn survives(bytes: &[u8]) -> bool {
    let written = [
        (
            Field::Mood,
            vec!["dark".to_owned(), "d\u{fc}ster".to_owned()],
        ),
        (Field::Bpm, vec!["123".to_owned()]),
        (Field::Valence, vec!["3.25".to_owned()]),
        (Field::Comment, vec!["words [MOOD: dark]".to_owned()]),
    ];
    let fields = written.each_ref().map(|(field, _)| *field);
    let mut file = on_disk(bytes);
    let Ok(mut tags) = open(&mut file) else {
        return false;
    };
    for field in Field::ALL {
        let _ = tags.values(field);
    }
    let others = tags.others(&fields);
    for (field, values) in &written {
        if tags.set(*field, values).is_err() {
            return false;
        }
    }
    let Ok(change) = tags.change(&mut file) else {
        return false;
    };
    let new = applied(&change.forth, &mut file);
    let mut new_file = on_disk(&new);
    let Ok(tags) = open(&mut new_file) else {
        panic!("what was written is not understood");
    };
    for (field, values) in &written {
        assert_eq!(tags.values(*field).ok().as_ref(), Some(values), "{field:?}");
    }
    assert_eq!(tags.others(&fields), others);
    assert!(
        applied(&change.back, &mut new_file) == bytes,
        "the way back"
    );
    true
}

#[test]
fn a_sound_file_of_each_kind_is_written() {
    for (file, (ending, _)) in FILES.iter().zip(KINDS) {
        assert!(survives(file), "{ending}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_written_rightly_or_left_alone(
        kind in 0..KINDS.len(),
        damages in vec(Damage::any(), 1..6),
    ) {
        let mut file = FILES[kind].clone();
        for damage in &damages {
            damage.apply(&mut file);
        }
        survives(&file);
    }
}
