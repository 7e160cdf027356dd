//! Tracks that fade into each other, by the samples that come out.

mod rig;

use std::f32::consts::FRAC_PI_2;

use moodplane_player::{Item, Loudness, Repeat, Spot};
use rig::{RATE, Rig, rest, rise, steepest, take, tone};

const SECOND: usize = RATE as usize;

/// Noise of its own for each seed, far from the limiter.
fn noise(seconds: usize, seed: u64) -> Vec<f32> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..seconds * SECOND)
        .map(|_| (random.f32() - 0.5) * 0.4)
        .collect()
}

/// What a fade of `frames` from the end of one into the other is to sound like,
/// with the rest of both.
fn faded(first: &[f32], second: &[f32], frames: usize) -> Vec<f32> {
    let alone = first.len() - frames;
    let mut out = first[..alone].to_vec();
    for n in 0..frames {
        let part = (n as f32 + 0.5) / frames as f32 * FRAC_PI_2;
        out.push(first[alone + n] * part.cos() + second[n] * part.sin());
    }
    out.extend(&second[frames..]);
    out
}

#[track_caller]
fn assert_alike(heard: &[f32], wanted: &[f32]) {
    assert_eq!(heard.len(), wanted.len());
    let off = (heard.iter().zip(wanted)).position(|(h, w)| (h - w).abs() > 1e-5);
    assert_eq!(off, None, "the first frame that is another");
}

/// A rig that fades over two seconds.
fn fading() -> Rig {
    let rig = Rig::new();
    rig.player.set_crossfade(2.0);
    rig.until("set", |s| s.crossfade_s == 2.0);
    rig
}

fn of_album(album: &str, place: u32, item: Item) -> Item {
    Item {
        album: Some(album.to_owned()),
        album_place: Some(place),
        ..item
    }
}

#[test]
fn one_fades_into_the_other_at_an_even_power_and_counts_from_there() {
    let mut rig = fading();
    let (first, second) = (noise(6, 1), noise(5, 2));
    let queue = vec![rig.item(1, &first), rig.item(2, &second)];
    rig.player.play(queue, 0);
    rig.device();
    rest();
    let mut heard = rig.pull(4 * SECOND + SECOND / 2);
    let state = rig.until("half a second into the second", |s| {
        s.track == Some(2) && (s.position_s - 0.5).abs() < 1e-3
    });
    assert_eq!(state.queue_index, Some(1));
    heard.extend(rig.pull(4 * SECOND + SECOND / 2));
    assert_alike(&heard, &faded(&first, &second, 2 * SECOND));
    assert_eq!(heard[..4 * SECOND], first[..4 * SECOND]);
    assert_eq!(heard[6 * SECOND..], second[2 * SECOND..]);
    let powers = heard.chunks(SECOND / 4).map(|part| {
        let power = part.iter().map(|s| s * s).sum::<f32>() / part.len() as f32;
        10.0 * power.log10()
    });
    let powers: Vec<f32> = powers.collect();
    let most = powers.iter().copied().fold(f32::MIN, f32::max);
    let least = powers.iter().copied().fold(f32::MAX, f32::min);
    assert!(most - least < 1.0, "{least} to {most} dB");
    rig.until("over", |s| !s.playing);
}

#[test]
fn no_fade_makes_a_click() {
    let mut rig = fading();
    let slow: Vec<Item> = (1..=3)
        .map(|id| rig.item(id, &tone(5.0, 20.0 * id as f32)))
        .collect();
    rig.player.play(slow, 0);
    rig.device();
    rest();
    let heard = rig.pull(11 * SECOND);
    // Two tones at their steepest.
    assert!(steepest(&heard[1..]) < 0.02, "{}", steepest(&heard[1..]));
}

#[test]
fn what_follows_on_an_album_stays_without_a_gap() {
    let mut rig = fading();
    let whole = tone(15.0, 220.0);
    let parts: Vec<Item> = (whole.chunks(5 * SECOND).zip(1..))
        .map(|(part, id)| of_album("suite", id, rig.item(id, part)))
        .collect();
    rig.player.play(parts, 0);
    rig.device();
    rest();
    assert_eq!(rig.pull(whole.len()), whole);
}

#[test]
fn an_album_out_of_its_order_fades_and_so_does_one_into_another() {
    // Backwards, past one that is left out, and into the next of another album.
    for (album, place) in [("suite", 1), ("suite", 4), ("overture", 3)] {
        let mut rig = fading();
        let (first, second) = (noise(5, 1), noise(5, 2));
        let one = of_album("suite", 2, rig.item(1, &first));
        let other = of_album(album, place, rig.item(2, &second));
        rig.player.play(vec![one, other], 0);
        rig.device();
        rest();
        assert_alike(&rig.pull(8 * SECOND), &faded(&first, &second, 2 * SECOND));
    }
}

#[test]
fn a_track_shorter_than_two_fades_is_heard_whole() {
    let mut rig = fading();
    let parts = [noise(5, 1), noise(3, 2), noise(5, 3)];
    let queue = (parts.iter().zip(1..)).map(|(part, id)| rig.item(id, part));
    let queue = queue.collect();
    rig.player.play(queue, 0);
    rig.device();
    rest();
    assert_eq!(rig.pull(13 * SECOND), parts.concat());
}

#[test]
fn an_edit_before_the_fade_changes_what_fades_in() {
    for (edit, album) in [
        ("insert", None),
        ("remove", None),
        ("insert", Some("suite")),
    ] {
        let mut rig = fading();
        let parts = [noise(5, 1), noise(5, 2), noise(5, 3)];
        let mut items: Vec<Item> = (parts.iter().zip(1..))
            .map(|(part, id)| rig.item(id, part))
            .collect();
        if let Some(album) = album {
            items[0] = of_album(album, 0, items[0].clone());
            items[2] = of_album(album, 1, items[2].clone());
        }
        let third = items.pop().unwrap();
        rig.player.play(items, 0);
        rig.device();
        rig.until("queued", |s| s.queue_length == 2);
        // The fade into the second lies in the ring.
        rest();
        let mut heard = rig.pull(SECOND);
        let wanted = if edit == "insert" {
            rig.player.insert(vec![third], Spot::Next);
            rig.until("queued", |s| s.queue_length == 3);
            match album {
                None => faded(&parts[0], &parts[2], 2 * SECOND),
                Some(_) => [parts[0].clone(), parts[2].clone()].concat(),
            }
        } else {
            let key = rig.player.queue().keys[1];
            rig.player.remove(vec![key]);
            rig.until("removed", |s| s.queue_length == 1);
            parts[0].clone()
        };
        rest();
        // The third fades into the second again; that is another test.
        let length = wanted.len() - if edit == "insert" { 2 * SECOND } else { 0 };
        heard.extend(rig.pull(length - SECOND));
        assert_alike(&heard, &wanted[..length]);
    }
}

#[test]
fn an_edit_within_the_fade_leaves_it_alone() {
    let mut rig = fading();
    let parts = [noise(5, 1), noise(5, 2), noise(5, 3), noise(5, 4)];
    let items: Vec<Item> = (parts.iter().zip(1..))
        .map(|(part, id)| rig.item(id, part))
        .collect();
    rig.player.play(items[..3].to_vec(), 0);
    rig.device();
    rest();
    let mut heard = rig.pull(4 * SECOND);
    rig.until("at the second", |s| s.track == Some(2));
    rig.player.insert(vec![items[3].clone()], Spot::Next);
    rig.until("queued", |s| s.queue_length == 4);
    rest();
    heard.extend(rig.pull(5 * SECOND));
    let two = faded(&parts[0], &parts[1], 2 * SECOND);
    let wanted = faded(&two, &parts[3], 2 * SECOND);
    assert_alike(&heard, &wanted[..9 * SECOND]);
}

#[test]
fn what_is_added_while_the_last_track_ends_fades_in_too() {
    let mut rig = fading();
    let (first, second) = (noise(20, 1), noise(5, 2));
    rig.player.play(vec![rig.item(1, &first)], 0);
    rig.device();
    rest();
    let mut heard = rig.pull(9 * SECOND);
    rest();
    let item = rig.item(2, &second);
    rig.player.insert(vec![item], Spot::End);
    rig.until("queued", |s| s.queue_length == 2);
    heard.extend(rig.pull(14 * SECOND));
    assert_alike(&heard, &faded(&first, &second, 2 * SECOND));
}

#[test]
fn a_fade_can_be_paused_sought_out_of_and_gone_back_from() {
    let mut rig = fading();
    let queue = vec![
        rig.item(1, &[0.3; 6 * SECOND]),
        rig.item(2, &[0.3; 6 * SECOND]),
    ];
    rig.player.play(queue, 0);
    rig.device();
    rest();
    let mut heard = rig.pull(5 * SECOND);
    rig.until("in the fade", |s| s.track == Some(2));
    rig.player.toggle();
    let state = rig.until("paused", |s| !s.playing);
    assert!((state.position_s - 1.0).abs() < 0.02, "{state:?}");
    heard.extend(take(&mut rig, 1_000));
    assert_eq!(*heard.last().unwrap(), 0.0);
    rig.player.toggle();
    rig.until("playing", |s| s.playing);
    heard.extend(take(&mut rig, 1_000));
    rig.player.seek(1.5);
    rig.until("sought", |s| (s.position_s - 1.5).abs() < 0.02);
    heard.extend(take(&mut rig, 1_000));
    assert_eq!(
        rig.pull(400)[399],
        0.3,
        "the old track is not heard where it was gone to"
    );
    assert!(steepest(&heard[1..]) < 0.01, "{}", steepest(&heard[1..]));
    rig.player.previous();
    rig.until("back", |s| s.track == Some(1) && s.playing);
}

#[test]
fn close_to_the_end_half_of_what_is_left_fades() {
    let mut rig = fading();
    let (first, second) = (rise(8.0), tone(6.0, 220.0));
    let queue = vec![rig.item(1, &first), rig.item(2, &second)];
    rig.player.play(queue, 0);
    rig.device();
    rest();
    rig.pull(SECOND);
    rig.player.seek(7.0);
    rig.until("sought", |s| s.position_s > 6.9);
    rest();
    // After the fade-out of the old place.
    rig.pull(SECOND / 4);
    assert_eq!(rig.player.state().track, Some(1));
    rig.pull(SECOND / 2);
    rig.until("a quarter into the second", |s| {
        s.track == Some(2) && (s.position_s - 0.25).abs() < 0.05
    });
}

#[test]
fn each_track_keeps_its_own_level_in_the_fade() {
    let mut rig = fading();
    let level = |item: Item, lufs: f32| Item {
        loudness: Loudness {
            track_lufs: Some(lufs),
            album_lufs: None,
        },
        ..item
    };
    let queue = vec![
        level(rig.item(1, &[0.4; 6 * SECOND]), -12.0),
        level(rig.item(2, &[0.1; 6 * SECOND]), -24.0),
    ];
    rig.player.play(queue, 0);
    rig.device();
    rest();
    let heard = rig.pull(10 * SECOND);
    let gain = |db: f32| 10f32.powf(db / 20.0);
    for n in 0..2 * SECOND {
        let part = (n as f32 + 0.5) / (2 * SECOND) as f32 * FRAC_PI_2;
        let wanted = 0.4 * gain(-6.0) * part.cos() + 0.1 * gain(6.0) * part.sin();
        assert!((heard[4 * SECOND + n] - wanted).abs() < 1e-4, "frame {n}");
    }
}

#[test]
fn two_loud_tracks_do_not_clip_in_the_fade() {
    let mut rig = fading();
    let loud = |id: u32, rig: &Rig| rig.item(id, &[0.85; 6 * SECOND]);
    let queue = vec![loud(1, &rig), loud(2, &rig)];
    rig.player.play(queue, 0);
    rig.device();
    rest();
    let heard = rig.pull(10 * SECOND);
    let peak = heard.iter().copied().fold(0.0, f32::max);
    assert!(peak < 0.9, "{peak}");
    assert!(steepest(&heard[1..]) < 0.01);
}

#[test]
fn a_track_that_repeats_fades_into_itself() {
    let mut rig = fading();
    let whole = noise(5, 1);
    rig.player.set_repeat(Repeat::One);
    rig.player.play(vec![rig.item(1, &whole)], 0);
    rig.device();
    rest();
    let heard = rig.pull(6 * SECOND);
    assert_alike(&heard, &faded(&whole, &whole, 2 * SECOND)[..6 * SECOND]);
}
