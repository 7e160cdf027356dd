//! Resampled streams agree with the sound they come from.

mod synth;

use moodplane_audio::{Limits, Resampler};
use synth::{ffmpeg, folder, hear_with, noise, sine, sweep, write_wav};

fn resample(sound: &[f32], from: u32, to: u32, block: usize) -> Vec<f32> {
    let mut out = Vec::new();
    let mut resampler = Resampler::new(from, to).unwrap();
    for part in sound.chunks(block) {
        resampler
            .push(part, &mut |samples| out.extend_from_slice(samples))
            .unwrap();
    }
    resampler
        .finish(&mut |samples| out.extend_from_slice(samples))
        .unwrap();
    out
}

#[test]
fn a_sine_stays_the_same_sine() {
    for (from, to) in [
        (44_100, 16_000),
        (48_000, 16_000),
        (44_100, 22_050),
        (44_100, 24_000),
        (22_050, 24_000),
        (8_000, 16_000),
        (96_000, 16_000),
        (44_101, 16_000),
        (11_025, 16_000),
    ] {
        let hz = 1_000.0;
        let sound = sine(hz, 0.5, 2.0, from);
        let got = resample(&sound, from, to, 1_117);
        let expected_len = (sound.len() as f64 * f64::from(to) / f64::from(from)).round();
        assert_eq!(got.len() as f64, expected_len, "{from} to {to}");
        let expected = sine(hz, 0.5, 2.0, to);
        // Away from the edges, where the sound begins and ends at once.
        let inside = 2_000..got.len() - 2_000;
        let worst = inside
            .map(|i| (got[i] - expected[i]).abs())
            .fold(0.0, f32::max);
        assert!(worst < 0.002, "{from} to {to}: off by {worst}");
    }
}

#[test]
fn a_constant_is_not_shifted() {
    let got = resample(&[0.25; 44_100], 44_100, 16_000, 4_096);
    assert!(got[2_000..14_000].iter().all(|x| (x - 0.25).abs() < 1e-4));
}

#[test]
fn what_the_new_rate_cannot_hold_is_gone() {
    let height = |hz: f32| {
        let got = resample(&sine(hz, 0.5, 1.0, 44_100), 44_100, 16_000, 4_096);
        got[2_000..14_000]
            .iter()
            .map(|x| x.abs())
            .fold(0.0, f32::max)
    };
    for hz in [9_500.0, 12_000.0, 15_000.0] {
        // 60 dB down.
        assert!(height(hz) < 0.5e-3, "{hz} Hz: {}", height(hz));
    }
    // And what it can hold is kept.
    for hz in [50.0, 2_000.0, 6_500.0] {
        assert!((height(hz) - 0.5).abs() < 0.01, "{hz} Hz: {}", height(hz));
    }
}

#[test]
fn block_sizes_do_not_matter() {
    let sound = sweep(1.0, 44_100);
    let whole = resample(&sound, 44_100, 16_000, sound.len());
    assert_eq!(resample(&sound, 44_100, 16_000, 1), whole);
    assert_eq!(resample(&sound, 44_100, 16_000, 999), whole);
}

#[test]
fn equal_rates_pass_through() {
    let sound = sweep(0.5, 16_000);
    assert_eq!(resample(&sound, 16_000, 16_000, 777), sound);
}

#[test]
fn nothing_in_gives_nothing_out() {
    assert!(resample(&[], 44_100, 16_000, 1).is_empty());
    assert_eq!(resample(&[0.5; 10], 44_100, 16_000, 3).len(), 4);
}

#[test]
fn streams_agree_with_ffmpeg() {
    let folder = folder();
    let source = folder.path().join("source.wav");
    let reference = folder.path().join("16k.wav");
    let limits = Limits::default();
    for from in [44_100, 48_000, 22_050] {
        // Noise holds every frequency, also those at the band's edge.
        write_wav(&source, from, 1, &noise(0.5, 4 * from as usize));
        let options = ["-ar", "16000", "-c:a", "pcm_f32le"];
        if !ffmpeg(&source, &options, &reference) {
            return;
        }
        let (_, ours) = hear_with(&source, &limits, &[16_000]).unwrap();
        let (_, theirs) = hear_with(&reference, &limits, &[16_000]).unwrap();
        assert!(ours.len().abs_diff(theirs.len()) <= 1, "{from}");
        let (mut error, mut power) = (0.0, 0.0);
        for i in 500..ours.len() - 500 {
            error += (ours[i] - theirs[i]).powi(2);
            power += theirs[i].powi(2);
        }
        let share = (error / power).sqrt();
        assert!(share < 0.02, "{from}: off by {share}");
    }
}
