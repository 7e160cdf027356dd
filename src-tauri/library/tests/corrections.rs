//! What the user says of a track counts, whatever models say afterwards.

mod support;

use moodplane_library::{Correction, Query, Recalibration};
use support::{Fake, Room};

fn place(valence: f32, arousal: f32) -> Correction {
    Correction {
        place: Some([valence, arousal]),
        ..Correction::default()
    }
}

fn shown(room: &Room, id: u32) -> [f32; 2] {
    let row = room.library.track(id).unwrap().row;
    [row.valence.unwrap(), row.arousal.unwrap()]
}

fn near(a: [f32; 2], b: [f32; 2]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4)
}

#[test]
fn a_correction_counts_everywhere_survives_new_models_and_can_be_undone() {
    let room = Room::new();
    room.put("a.mp3", "3 7 dark");
    room.put("b.mp3", "6 6 happy");
    room.scan();
    room.run(&Fake::default());
    let id = room.id("a.mp3");
    let said = Correction {
        place: Some([8.0, 2.0]),
        tags_on: vec!["calm".into()],
        tags_off: vec!["dark".into()],
    };
    assert_eq!(
        room.library.correct(id, &said).unwrap(),
        Correction::default()
    );
    let check = |what: &str| {
        assert!(near(shown(&room, id), [8.0, 2.0]), "{what}");
        let detail = room.library.track(id).unwrap();
        let is_on = |name: &str| detail.row.tags.iter().any(|tag| tag == name);
        assert!(is_on("calm") && !is_on("dark"), "{what}");
        assert!(!detail.unsure, "{what}");
        let lasso = Query {
            region: Some(vec![[7., 1.], [9., 1.], [9., 3.], [7., 3.]]),
            ..Query::default()
        };
        assert_eq!(room.library.matching(&lasso).unwrap(), [id], "{what}");
        let points = room.library.points().unwrap();
        let at = points.id.iter().position(|&other| other == id).unwrap();
        assert!(near([points.valence[at], points.arousal[at]], [8.0, 2.0]));
    };
    check("at once");
    room.put("a.mp3", "1 1 energetic");
    room.scan();
    room.run(&Fake::default());
    check("its file was changed and heard again");
    let newer = Fake {
        version: "2",
        ..Fake::default()
    };
    room.run(&newer);
    assert_eq!(newer.heard(), 2);
    check("a newer model heard it");
    assert_eq!(room.library.correction(id).unwrap(), Some(said.clone()));

    let undone = room.library.correct(id, &Correction::default()).unwrap();
    assert_eq!(undone, said);
    assert!(near(shown(&room, id), [1.0, 1.0]));
    assert_eq!(room.library.track(id).unwrap().row.tags, ["energetic"]);
    assert_eq!(room.library.correction(id).unwrap(), None);
    room.library.correct(id, &undone).unwrap();
    check("the undoing was undone");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let room = Room::new();
    room.put("a.mp3", "3 7");
    room.scan();
    let id = room.id("a.mp3");
    let code = |id, said: &Correction| room.library.correct(id, said).unwrap_err().code();
    assert_eq!(code(id, &place(9.5, 5.0)), "off_scale");
    assert_eq!(code(id, &place(5.0, f32::NAN)), "off_scale");
    assert_eq!(code(id + 1, &place(5.0, 5.0)), "no_such_track");
    let mut tags = Correction {
        tags_on: vec!["no such mood".into()],
        ..Correction::default()
    };
    assert_eq!(code(id, &tags), "no_such_tag");
    tags.tags_on = vec!["dark".into()];
    tags.tags_off = vec!["dark".into()];
    assert_eq!(code(id, &tags), "on_and_off");
    // A word for a track that is not heard yet waits for it.
    room.library.correct(id, &place(2.0, 2.0)).unwrap();
    room.run(&Fake::default());
    assert!(near(shown(&room, id), [2.0, 2.0]));
}

/// A library of forty tracks all over the plane, whose owner finds music one step
/// calmer than the model does and has said so of some.
fn calmer(corrected: usize) -> (Room, Vec<(u32, [f32; 2])>) {
    let room = Room::new();
    let mut tracks = Vec::new();
    for i in 0..40 {
        let own = [
            2.0 + (i * 7 % 13) as f32 / 2.0,
            2.5 + (i * 5 % 12) as f32 / 2.0,
        ];
        room.put(&format!("{i:02}.mp3"), &format!("{} {}", own[0], own[1]));
        tracks.push(own);
    }
    room.scan();
    room.run(&Fake::default());
    let tracks: Vec<_> = tracks
        .into_iter()
        .enumerate()
        .map(|(i, own)| (room.id(&format!("{i:02}.mp3")), own))
        .collect();
    for &(id, [valence, arousal]) in tracks.iter().take(corrected) {
        let said = place(valence, arousal - 1.0);
        room.library.correct(id, &said).unwrap();
    }
    (room, tracks)
}

#[test]
fn corrections_recalibrate_the_library_and_it_can_be_switched_off() {
    let (room, tracks) = calmer(7);
    assert_eq!(room.library.recalibrate().unwrap(), None, "too few");
    let (room_15, tracks_15) = calmer(15);
    drop((room, tracks));
    let (room, tracks) = (room_15, tracks_15);
    let fitted: Recalibration = room.library.recalibrate().unwrap().unwrap();
    println!(
        "{} corrections: off by {:.2} before, {:.2} after",
        fitted.corrections, fitted.error_before, fitted.error_after
    );
    assert!(fitted.applied && fitted.corrections == 15);
    assert!(fitted.error_after < 0.6 * fitted.error_before);
    assert_eq!(room.library.recalibration().unwrap(), Some(fitted));
    let mut moved = 0;
    for (i, &(id, own)) in tracks.iter().enumerate() {
        let now = shown(&room, id);
        if i < 15 {
            assert!(
                near(now, [own[0], own[1] - 1.0]),
                "the user's word is exact"
            );
        } else {
            assert!(
                (own[1] - 1.2..own[1] - 0.3).contains(&now[1]),
                "{own:?} {now:?}"
            );
            moved += 1;
        }
    }
    assert_eq!(moved, 25);
    // What is heard from now on goes through it, too, and only once.
    let newer = Fake {
        version: "2",
        ..Fake::default()
    };
    let before: Vec<_> = tracks.iter().map(|&(id, _)| shown(&room, id)).collect();
    room.run(&newer);
    let after: Vec<_> = tracks.iter().map(|&(id, _)| shown(&room, id)).collect();
    assert!(before.iter().zip(&after).all(|(a, b)| near(*a, *b)));
    room.library.recalibrate().unwrap();
    let again: Vec<_> = tracks.iter().map(|&(id, _)| shown(&room, id)).collect();
    assert!(after.iter().zip(&again).all(|(a, b)| near(*a, *b)));

    let off = room.library.set_recalibration(false).unwrap().unwrap();
    assert!(!off.applied);
    for &(id, own) in &tracks[15..] {
        assert!(near(shown(&room, id), own), "as the model says");
    }
    assert!(
        room.library
            .set_recalibration(true)
            .unwrap()
            .unwrap()
            .applied
    );
    // Taking the corrections back takes it back.
    for &(id, _) in &tracks[..15] {
        room.library.correct(id, &Correction::default()).unwrap();
    }
    assert_eq!(room.library.recalibrate().unwrap(), None);
    for &(id, own) in &tracks {
        assert!(near(shown(&room, id), own));
    }
}
