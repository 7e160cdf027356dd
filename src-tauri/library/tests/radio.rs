//! A radio from a spot of the plane, and what a player needs of tracks.

mod support;

use std::collections::HashSet;

use lofty::tag::Accessor;
use moodplane_library::{Analysis, Control, run_queue};
use support::{ByName, Room, analysis, options, tagged_wav};

/// Valence, arousal and loudness, as a name says.
fn heard(name: &str, numbers: &[f32]) -> Analysis {
    let mut heard = analysis(name, numbers[0], numbers[1], &[]);
    heard.loudness_lufs = numbers.get(2).copied();
    heard.duration_s = 100.0;
    heard
}

/// A library of these files, each with its artist.
fn room(tracks: &[(String, &str)]) -> Room {
    let room = Room::new();
    for (name, artist) in tracks {
        let path = room.music.join(format!("{name}.wav"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        tagged_wav(&path, |tag| {
            tag.set_title(name.clone());
            tag.set_artist((*artist).into());
            tag.set_album("One".into());
        });
    }
    room.scan();
    let analyser = std::sync::Arc::new(ByName(heard));
    run_queue(
        &room.library,
        analyser,
        &options(1),
        &Control::default(),
        &mut |_| {},
    )
    .unwrap();
    room
}

#[test]
fn a_radio_stays_near_and_plays_nothing_twice_until_all_is_heard() {
    let tracks: Vec<(String, &str)> = (0..40)
        .map(|n| {
            let (side, artist) = (2 + n % 2 * 5, ["a", "b", "c", "d", "e"][n % 5]);
            (format!("{side}.{n:02} 5 x"), artist)
        })
        .collect();
    let room = room(&tracks);
    let library = &room.library;
    let draw = |heard: &[u32], count, seed| library.radio([7.2, 5.0], heard, count, seed).unwrap();
    let near = draw(&[], 15, 1);
    let valence = |id: &u32| library.track(*id).unwrap().row.valence.unwrap();
    assert!(
        near.iter().all(|id| valence(id) > 6.0),
        "the other side is far"
    );
    assert_eq!(near, draw(&[], 15, 1), "the same seed draws the same");
    assert_ne!(near, draw(&[], 15, 2));
    let mut heard = near;
    while heard.len() < 40 {
        let more = draw(&heard, 5, heard.len() as u64);
        assert_eq!(more.len(), 5);
        heard.extend(more);
    }
    assert_eq!(heard.iter().collect::<HashSet<_>>().len(), 40);
    assert!(draw(&heard, 5, 3).is_empty());
}

#[test]
fn the_same_artist_rests_for_three_tracks() {
    let tracks: Vec<(String, &str)> = (0..24)
        .map(|n| {
            (
                format!("5.{n:02} 5 x"),
                if n < 12 {
                    "one"
                } else {
                    ["b", "c", "d"][n % 3]
                },
            )
        })
        .collect();
    let room = room(&tracks);
    let artist = |id: &u32| room.library.track(*id).unwrap().row.artist;
    let mut heard = Vec::new();
    for seed in 0..3 {
        heard.extend(room.library.radio([5.0, 5.0], &heard, 4, seed).unwrap());
    }
    let artists: Vec<_> = heard.iter().map(artist).collect();
    for four in artists.windows(4) {
        assert!(!four[..3].contains(&four[3]), "{artists:?}");
    }
}

#[test]
fn an_album_is_as_loud_as_its_tracks_together_and_a_namesake_is_another() {
    let room = room(&[
        ("5 5 -10 a".to_owned(), "x"),
        ("5 6 -20 b".to_owned(), "x"),
        ("other/5 7 -30 c".to_owned(), "y"),
    ]);
    let ids = room.library.points().unwrap().id;
    let mut asked = ids.clone();
    asked.push(999);
    let playable = room.library.playable(&asked).unwrap();
    assert_eq!(playable[3], None);
    let all: Vec<_> = playable.into_iter().flatten().collect();
    for one in &all {
        assert!(one.path.exists());
        let lufs = one.album_lufs.unwrap();
        // The mean of the energies of -10 and -20 LUFS.
        let wanted = if one.track_lufs == Some(-30.0) {
            -30.0
        } else {
            -12.596
        };
        assert!((lufs - wanted).abs() < 0.01, "{one:?}");
    }
}
