//! What is near a track, and near a spot.

mod support;

use std::fs;

use lofty::tag::Accessor;
use moodplane_library::{Analysis, By, Control, Neighbour, run_queue};
use support::{ByName, Room, analysis, options, tagged_wav};

/// Valence, arousal, and an embedding, as a name says.
fn heard(_: &str, numbers: &[f32]) -> Analysis {
    let mut heard = analysis("1", numbers[0], numbers[1], &[]);
    heard.embedding = numbers[2..].to_vec();
    heard
}

/// The second dimension is a hundred times the first and far from zero: without
/// standardising, all would point the same way.
const TRACKS: [(&str, &str); 6] = [
    ("5 5 1 900 a", "Rock"),
    ("5 6 1.1 905 b", "rock; Pop"),
    ("5 9 -1 700 c", "Jazz"),
    ("6 5 -1 900 d", "Jazz"),
    ("1 1 1 700 e", ""),
    ("5.5 5 1 900 f", "Pop"),
];

fn filled() -> Room {
    let room = Room::new();
    for (name, genre) in TRACKS {
        tagged_wav(&room.music.join(format!("{name}.wav")), |tag| {
            tag.set_title(name.into());
            if !genre.is_empty() {
                tag.set_genre(genre.into());
            }
        });
    }
    room.scan();
    run_queue(
        &room.library,
        std::sync::Arc::new(ByName(heard)),
        &options(1),
        &Control::default(),
        &mut |_| {},
    )
    .unwrap();
    room
}

fn named(near: &[Neighbour]) -> String {
    assert!(
        near.windows(2)
            .all(|pair| pair[0].distance <= pair[1].distance)
    );
    near.iter()
        .map(|near| near.row.title.chars().last().unwrap())
        .collect()
}

#[test]
fn what_is_near_by_mood_and_by_sound() {
    let room = filled();
    let library = &room.library;
    let a = room.id("5 5 1 900 a.wav");
    let near = library.neighbours(a, By::Plane, 3, false).unwrap();
    assert_eq!(named(&near), "fbd", "equals in the order they came in");
    assert_eq!(near[0].distance, 0.5);
    let near = library.neighbours(a, By::Embedding, 9, false).unwrap();
    assert_eq!(named(&near).chars().take(2).collect::<String>(), "fb");
    assert_eq!(named(&near).len(), 5);
    assert!(near[0].distance < 1e-5 && near[1].distance < 0.05);
    assert_eq!(near[4].row.title, "5 9 -1 700 c");
    assert!(near[4].distance > 1.8, "the other way");
    // Rock: b is both, d and c are other, e does not say.
    let near = library.neighbours(a, By::Plane, 9, true).unwrap();
    assert_eq!(named(&near), "fdc");
    let near = library.near(5.2, 8.5, 1).unwrap();
    assert_eq!(named(&near), "c");
    assert!(library.near(f32::NAN, 5.0, 9).unwrap().is_empty());
    assert!(
        library
            .neighbours(a, By::Plane, 0, false)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn only_what_is_here_and_heard_is_near() {
    let room = filled();
    let library = &room.library;
    let a = room.id("5 5 1 900 a.wav");
    assert_eq!(
        library
            .neighbours(a, By::Embedding, 9, false)
            .unwrap()
            .len(),
        5
    );
    fs::remove_file(room.music.join("5.5 5 1 900 f.wav")).unwrap();
    room.put("waits.mp3", "");
    room.scan();
    for by in [By::Plane, By::Embedding] {
        let near = library.neighbours(a, by, 9, false).unwrap();
        assert!(named(&near).starts_with('b') && near.len() == 4);
        let error = library
            .neighbours(room.id("waits.mp3"), by, 9, false)
            .unwrap_err();
        assert_eq!(error.code(), "not_analysed");
        let error = library.neighbours(999, by, 9, false).unwrap_err();
        assert_eq!(error.code(), "no_such_track");
    }
    let other = library.with_model("music2emo");
    let error = other.neighbours(a, By::Embedding, 9, false).unwrap_err();
    assert_eq!(error.code(), "not_analysed");
}
