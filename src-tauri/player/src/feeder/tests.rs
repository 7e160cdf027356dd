use super::*;
use crate::Item;
use crate::link::{CHUNK_FRAMES, link};
use crate::queue::Entry;

const RATE: u32 = 8_000;

fn entry(key: u32, path: std::path::PathBuf) -> Entry {
    let item = Item {
        id: key,
        path,
        ..Item::default()
    };
    Entry { key, item }
}

fn sequence(entries: Vec<Entry>) -> Arc<Sequence> {
    Arc::new(Sequence {
        entries,
        ..Sequence::default()
    })
}

fn sine(rate: u32, frames: std::ops::Range<usize>) -> Vec<f32> {
    let step = 440.0 * std::f32::consts::TAU / rate as f32;
    frames.map(|n| (n as f32 * step).sin() * 0.5).collect()
}

fn write(path: &Path, rate: u32, samples: &[f32]) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: rate,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut file = hound::WavWriter::create(path, spec).unwrap();
    samples.iter().for_each(|s| file.write_sample(*s).unwrap());
    file.finalize().unwrap();
}

/// Everything that is fed for files at `rates`, each a part of one sine,
/// to a mono device at [`RATE`]: the samples, and where each run begins.
fn fed(rate: u32, parts: &[std::ops::Range<usize>]) -> (Vec<f32>, Vec<usize>) {
    let folder = tempfile::tempdir().unwrap();
    let queue = parts.iter().enumerate().map(|(n, part)| {
        let path = folder.path().join(format!("{n}.wav"));
        write(&path, rate, &sine(rate, part.clone()));
        entry(n as u32, path)
    });
    let sequence = sequence(queue.collect());
    let (feed, mut tap, _controls) = link(Format {
        sample_rate: RATE,
        channels: 1,
    });
    let mut feeder = Feeder::new(|_| {});
    feeder.take(Job::Attach(feed));
    feeder.take(Job::Jump {
        generation: 1,
        sequence,
        key: 0,
        at_s: 0.0,
    });
    let (mut samples, mut begins, mut run) = (Vec::new(), Vec::new(), 0);
    loop {
        let left = feeder.step();
        while let Ok(chunk) = tap.chunks.pop() {
            if chunk.run != run {
                run = chunk.run;
                begins.push(samples.len());
                assert_eq!(chunk.first, 0);
            }
            samples.extend_from_slice(&chunk.samples);
        }
        if left == Left::Nothing {
            return (samples, begins);
        }
    }
}

#[test]
fn two_halves_of_a_sine_join_sample_exactly() {
    let (samples, begins) = fed(RATE, &[0..5003, 5003..12_000]);
    assert_eq!(samples, sine(RATE, 0..12_000));
    assert_eq!(begins, [0, 5003]);
}

#[test]
fn the_join_stays_seamless_when_the_rate_is_converted() {
    let (samples, begins) = fed(12_000, &[0..7001, 7001..24_000]);
    assert_eq!(samples.len(), 2 * RATE as usize);
    assert_eq!(begins, [0, 7001 * 8 / 12]);
    let wanted = sine(RATE, 0..2 * RATE as usize);
    for n in 500..15_500 {
        assert!((samples[n] - wanted[n]).abs() < 1e-3, "frame {n}");
    }
}

#[test]
fn a_full_ring_makes_the_feeder_wait() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.wav");
    write(&path, RATE, &sine(RATE, 0..200_000));
    let format = Format {
        sample_rate: RATE,
        channels: 1,
    };
    let (feed, tap, _controls) = link(format);
    let mut feeder = Feeder::new(|_| {});
    feeder.take(Job::Attach(feed));
    feeder.take(Job::Jump {
        generation: 1,
        sequence: sequence(vec![entry(0, path)]),
        key: 0,
        at_s: 0.0,
    });
    while feeder.step() == Left::Work {}
    assert_eq!(feeder.step(), Left::Full);
    assert!(tap.chunks.slots() * CHUNK_FRAMES < 200_000);
    assert_eq!(feeder.wait(), FULL_WAIT);
    // What is in the ring after a jump is thrown away at once, and by a long
    // wait the tap would have nothing to go on with.
    feeder.take(Job::Jump {
        generation: 2,
        sequence: Arc::clone(&feeder.sequence),
        key: 0,
        at_s: 5.0,
    });
    while feeder.step() == Left::Work {}
    assert_eq!(feeder.wait(), STALE_WAIT);
}

#[test]
fn what_follows_is_replaced_behind_the_last_frame_of_what_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let rate = 12_000;
    let file = |key: u32, part: std::ops::Range<usize>| {
        let path = folder.path().join(format!("{key}.wav"));
        write(&path, rate, &sine(rate, part));
        entry(key, path)
    };
    let first = file(1, 0..7_200);
    let right = file(3, 7_200..20_000);
    // Of the same rate, so that the converter runs on into it.
    let wrong = file(2, 0..9_000);
    for steps in 1..12 {
        let (feed, mut tap, controls) = link(Format {
            sample_rate: RATE,
            channels: 1,
        });
        let mut feeder = Feeder::new(|_| {});
        feeder.take(Job::Attach(feed));
        feeder.take(Job::Jump {
            generation: 1,
            sequence: sequence(vec![first.clone(), wrong.clone()]),
            key: 1,
            at_s: 0.0,
        });
        // Wherever it is: in the first, at the join, in the second, at the end.
        for _ in 0..steps {
            feeder.step();
        }
        feeder.take(Job::Edit {
            edits: 1,
            sequence: sequence(vec![first.clone(), right.clone()]),
        });
        while feeder.step() == Left::Work {}
        let mut samples = Vec::new();
        while let Ok(chunk) = tap.chunks.pop() {
            if !controls.is_void(chunk.run) {
                samples.extend_from_slice(&chunk.samples);
            }
        }
        let join = 7_200 * 8 / 12;
        let wanted = sine(RATE, 0..20_000 * 8 / 12);
        assert!(samples.len().abs_diff(wanted.len()) <= 1, "{steps} steps");
        let far = |n: &usize| n.abs_diff(join) > 500 && (500..wanted.len() - 500).contains(n);
        for n in (0..wanted.len()).filter(far) {
            assert!((samples[n] - wanted[n]).abs() < 2e-3, "{steps}: frame {n}");
        }
    }
}
