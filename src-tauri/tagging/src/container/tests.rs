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
const KINDS: [(&str, &[&str]); 11] = [
    ("mp3", &["-c:a", "libmp3lame", "-id3v2_version", "3"]),
    ("new.mp3", &["-c:a", "libmp3lame", "-id3v2_version", "4"]),
    ("ape.mp3", &["-c:a", "libmp3lame", "-id3v2_version", "4"]),
    (
        "only-ape.mp3",
        &["-c:a", "libmp3lame", "-id3v2_version", "0"],
    ),
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
    let make = |(ending, how): &(&str, &[&str])| {
        let mut file = fs::read(encode(&wav, ending, how).unwrap()).unwrap();
        if ending.contains("ape") {
            file.extend(TAIL.concat());
            file.extend([b' '; 125]);
        }
        file
    };
    KINDS.iter().map(make).collect()
});

/// An APE tag of two items without a header, lyrics, and the beginning of ID3v1.
const TAIL: [&[u8]; 6] = [
    b"\x06\0\0\0\0\0\0\0mood\0theirs",
    b"\x04\0\0\0\x02\0\0\0Cover Art (Front)\0\xff\xfb\x90\0",
    b"APETAGEX\xd0\x07\0\0\x51\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    b"LYRICSBEGININD0000200",
    b"000021LYRICS200",
    b"TAG",
];

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
    let ape_others = |tags: &dyn Tagged| tags.ape().map(|ape| Some(ape.ok()?.others(&fields)));
    let others_of_ape = ape_others(tags.as_ref());
    for (field, values) in &written {
        if tags.set(*field, values).is_err() {
            return false;
        }
        if let Some(ape) = tags.ape_mut() {
            ape.set(*field, values);
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
        if let Some(Ok(ape)) = tags.ape() {
            assert_eq!(ape.values(*field), *values, "{field:?}");
        }
    }
    assert_eq!(tags.others(&fields), others);
    assert_eq!(ape_others(tags.as_ref()), others_of_ape);
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
        let tags = open(&mut on_disk(file)).unwrap();
        let ape = tags.ape().map(|ape| ape.map(|ape| ape.values(Field::Mood)));
        let expected = ending
            .contains("ape")
            .then(|| Ok(vec!["theirs".to_owned()]));
        assert_eq!(ape, expected, "{ending}");
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
