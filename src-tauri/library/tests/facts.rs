//! What is said of a file when somebody asks, and hearing it once more.

mod support;

use std::fs;

use moodplane_library::LibraryError;
use support::{Fake, Room, noise_wav};

#[test]
fn a_file_says_what_it_is_and_when_it_was_heard() {
    let room = Room::new();
    let path = room.music.join("a.wav");
    noise_wav(&path, 1, |_| {});
    room.scan();
    let id = room.id("a.wav");
    let waiting = room.library.file_facts(id).unwrap();
    assert_eq!(waiting.problem, None);
    assert_eq!(waiting.codec.as_deref(), Some("pcm_s16le"));
    assert!(waiting.format.is_some_and(|name| !name.is_empty()));
    assert!(waiting.sample_rate_hz.is_some_and(|rate| rate >= 8_000));
    assert!(waiting.channels.is_some_and(|count| count > 0));
    assert_eq!(waiting.bit_depth, Some(16));
    assert_eq!(
        waiting.size_bytes,
        Some(fs::metadata(&path).unwrap().len() as f64)
    );
    assert!(waiting.modified_at.is_some() && waiting.added_at > 0);
    assert_eq!((waiting.analysed_at, waiting.model), (None, None));

    assert!(matches!(
        room.library.file_facts(id + 1),
        Err(LibraryError::NoSuchTrack(_))
    ));
}

#[test]
fn a_file_that_is_gone_or_no_music_is_a_sentence() {
    let room = Room::new();
    let path = room.put("a.flac", "6 6");
    room.scan();
    room.run(&Fake::default());
    let id = room.id("a.flac");
    let facts = room.library.file_facts(id).unwrap();
    assert!(facts.problem.is_some_and(|why| why.code == "not_audio"));
    assert!(facts.size_bytes.is_some());
    assert!(facts.analysed_at.is_some() && facts.model.is_some());

    fs::remove_file(path).unwrap();
    let facts = room.library.file_facts(id).unwrap();
    assert!(facts.problem.is_some_and(|why| why.code == "missing"));
    assert_eq!(facts.size_bytes, None);
    assert!(facts.path.ends_with("a.flac"));
}

#[test]
fn what_is_heard_again_is_shown_as_it_was_until_then() {
    let room = Room::new();
    room.put("a.flac", "6 6");
    room.put("b.flac", "3 3");
    room.scan();
    let analyser = Fake::default();
    room.run(&analyser);
    assert_eq!(analyser.heard(), 2);
    let id = room.id("a.flac");
    room.library.hear_again(&[id]).unwrap();
    let before = room.library.track(id).unwrap();
    assert_eq!(before.row.valence, Some(6.0));
    assert_eq!(room.library.file_facts(id).unwrap().model, None);
    room.run(&analyser);
    assert_eq!(analyser.heard(), 3, "the other one is left alone");
    assert!(room.library.file_facts(id).unwrap().model.is_some());
    room.run(&analyser);
    assert_eq!(analyser.heard(), 3);
}

#[test]
fn several_tracks_are_summed_up() {
    let room = Room::new();
    room.put("a.flac", "6 6 happy");
    room.put("b.flac", "4 8 happy,dark");
    room.put("c.flac", "fail empty");
    room.scan();
    room.run(&Fake::default());
    let ids = ["a.flac", "b.flac", "c.flac"].map(|name| room.id(name));
    let summary = room.library.summary(&ids).unwrap();
    assert_eq!((summary.tracks, summary.heard), (3, 2));
    let valence = summary.valence.unwrap();
    assert!((valence.mean - 5.0).abs() < 1e-4 && (valence.sd - 1.0).abs() < 1e-4);
    assert!((summary.arousal.unwrap().mean - 7.0).abs() < 1e-4);
    let tags: Vec<_> = summary
        .tags
        .iter()
        .map(|tag| (&*tag.name, tag.tracks))
        .collect();
    assert_eq!(tags, [("happy", 2), ("dark", 1)]);
    assert!(summary.keys.iter().map(|key| key.tracks).sum::<u32>() <= 2);

    // What has left the library is passed over, and nothing is not an error.
    assert_eq!(room.library.summary(&[ids[0], 999]).unwrap().tracks, 1);
    assert_eq!(room.library.summary(&[]).unwrap().valence, None);
}
