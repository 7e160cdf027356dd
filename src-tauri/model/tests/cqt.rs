//! The constant-Q transform against librosa's (`references/cqt.py`).

mod seeded;

use moodplane_model::cqt::{BINS, BLOCK_FRAMES, LogCqt, SAMPLE_RATE};
use tch::Tensor;

/// MIDI notes; a new chord every 1.5 s.
const CHORDS: [[i32; 4]; 8] = [
    [36, 55, 60, 64],
    [33, 57, 60, 64],
    [41, 53, 57, 60],
    [43, 55, 59, 65],
    [28, 56, 59, 64],
    [45, 52, 61, 69],
    [38, 54, 62, 69],
    [31, 58, 62, 67],
];

/// Plucked notes and noise, 12 s.
fn sound() -> Vec<f32> {
    let rate = SAMPLE_RATE as usize;
    let mut out: Vec<f64> = seeded::values("cqt.noise", 12 * rate, 0.002)
        .into_iter()
        .map(f64::from)
        .collect();
    let length = 3 * rate / 2;
    for (chord, out) in CHORDS.iter().zip(out.chunks_mut(length)) {
        for note in chord {
            let hz = 440.0 * 2f64.powf(f64::from(note - 69) / 12.0);
            for partial in 1..5 {
                let turn = std::f64::consts::TAU * hz * f64::from(partial);
                for (n, sample) in out.iter_mut().enumerate() {
                    let t = n as f64 / rate as f64;
                    *sample += 0.1 / f64::from(partial) * (-2.0 * t).exp() * (turn * t).sin();
                }
            }
        }
    }
    out.into_iter().map(|x| x as f32).collect()
}

#[test]
fn the_transform_is_librosa_s() {
    let (mut cqt, mut ours) = (LogCqt::new(), Vec::new());
    for piece in sound().chunks(5000) {
        cqt.push(piece, &mut ours);
    }
    cqt.finish(&mut ours);
    let golden = &seeded::golden("cqt")["log_cqt"];
    let ours = Tensor::from_slice(&ours).view([-1, BINS as i64]);
    assert_eq!(ours.size(), golden.size());
    let near = (&ours - golden).abs().lt(0.05);
    let share = |near: &Tensor| near.to_kind(tch::Kind::Double).mean(None).double_value(&[]);
    assert!(share(&near) >= 0.98, "{}", share(&near));
    // What does not lies at the block's ends and at clicks, where librosa's
    // resampler rings, in bins next to silent.
    let inner = near.narrow(0, 5, BLOCK_FRAMES as i64 - 10);
    assert!(share(&inner) >= 0.999, "{}", share(&inner));
}
