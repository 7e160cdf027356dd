//! Loudness, tempo, key and waveform of sounds whose truth is known.

mod synth;

use moodplane_audio::{Heard, Mode};
use synth::{cadence, clicks, drums, folder, hear_file, noise, sine, write_wav};

fn heard(channels: u16, sound: &[f32]) -> Heard {
    heard_at(44_100, channels, sound)
}

fn heard_at(rate: u32, channels: u16, sound: &[f32]) -> Heard {
    let folder = folder();
    let path = folder.path().join("a.wav");
    write_wav(&path, rate, channels, sound);
    hear_file(&path).unwrap()
}

/// Enough for tempo and key, and half the work.
const RATE: u32 = 22_050;

#[test]
fn loudness_of_the_reference_tone() {
    // EBU Tech 3341, case 1: a stereo 1 kHz sine at -23 dBFS reads -23 LUFS.
    let level = 10_f32.powf(-23.0 / 20.0);
    let heard = heard(2, &sine(1_000.0, level, 20.0, 44_100));
    let lufs = heard.loudness_lufs.unwrap();
    assert!((lufs + 23.0).abs() < 0.1, "{lufs}");
    let peak = heard.true_peak_dbtp.unwrap();
    assert!((peak + 23.0).abs() < 0.2, "{peak}");
}

#[test]
fn true_peak_sees_between_the_samples() {
    // At a quarter of the rate, 45 degrees off, no sample touches the peak.
    let sound: Vec<f32> = (0..88_200)
        .map(|i| 0.5 * (std::f32::consts::FRAC_PI_2 * i as f32 + std::f32::consts::FRAC_PI_4).sin())
        .collect();
    let peak = heard(1, &sound).true_peak_dbtp.unwrap();
    assert!((peak + 6.0).abs() < 0.4, "{peak}");
}

#[test]
fn tempo_of_a_drum_loop() {
    for bpm in [
        70.0, 84.0, 96.0, 100.0, 110.0, 120.0, 128.0, 140.0, 150.0, 174.0,
    ] {
        let tempo = heard_at(RATE, 1, &drums(bpm, 20.0, RATE)).tempo.unwrap();
        let off = (f64::from(tempo.bpm) - bpm).abs();
        assert!(off < 0.5, "{} for {bpm}", tempo.bpm);
        assert!(tempo.confidence > 0.4, "{bpm}: {}", tempo.confidence);
    }
}

#[test]
fn tempo_of_a_metronome() {
    for bpm in [70.0, 90.0, 117.3, 133.0, 160.0, 174.0] {
        let tempo = heard_at(RATE, 1, &clicks(bpm, 20.0, RATE)).tempo.unwrap();
        let off = (f64::from(tempo.bpm) - bpm).abs();
        assert!(off < 0.5, "{} for {bpm}", tempo.bpm);
    }
}

#[test]
fn a_short_loop_has_a_tempo_too() {
    let tempo = heard_at(RATE, 1, &drums(120.0, 7.0, RATE)).tempo.unwrap();
    assert!((tempo.bpm - 120.0).abs() < 2.0, "{}", tempo.bpm);
}

#[test]
fn noise_and_held_tones_have_no_tempo() {
    let noise = noise(0.2, 20 * RATE as usize);
    assert_eq!(heard_at(RATE, 1, &noise).tempo, None);
    let tone = sine(220.0, 0.3, 20.0, RATE);
    assert_eq!(heard_at(RATE, 1, &tone).tempo, None);
}

#[test]
fn key_of_a_cadence() {
    for tonic in 0..12 {
        for minor in [false, true] {
            let key = heard_at(RATE, 1, &cadence(tonic, minor, 10.0, RATE))
                .key
                .unwrap();
            let mode = if minor { Mode::Minor } else { Mode::Major };
            assert_eq!((key.tonic, key.mode), (tonic, mode));
            assert!(key.confidence > 0.3, "{tonic} {mode:?}: {}", key.confidence);
        }
    }
}

#[test]
fn key_survives_another_tuning() {
    // Played at 44.1 kHz × 2^(35/1200): 35 cents flat when read at 44.1 kHz.
    let sound = cadence(2, false, 10.0, 45_001);
    let key = heard(1, &sound).key.unwrap();
    assert_eq!((key.tonic, key.mode), (2, Mode::Major));
}

/// The frames of 44.1 and of 48 kHz were of different lengths, and a track as Opus
/// changed its chords more often than as FLAC.
#[test]
fn harmony_does_not_depend_on_the_rate() {
    let at = |rate: u32| heard_at(rate, 1, &cadence(4, true, 24.0, rate)).tonal;
    let (cd, opus) = (at(44_100), at(48_000));
    for (i, (a, b)) in cd.iter().zip(opus).enumerate() {
        assert!((a - b).abs() < 0.06, "number {i}: {a} and {b}");
    }
}

/// Peaks down to -40 dB counted: a codec's noise between the tones moved how a track
/// is harmonised, and with it its valence.
#[test]
fn harmony_does_not_hear_faint_noise() {
    let clean = cadence(7, false, 24.0, RATE);
    let noisy: Vec<f32> = clean
        .iter()
        .zip(noise(0.004, clean.len()))
        .map(|(tone, noise)| tone + noise)
        .collect();
    let [clean, noisy] = [clean, noisy].map(|sound| heard_at(RATE, 1, &sound).tonal);
    for (i, (a, b)) in clean.iter().zip(noisy).enumerate() {
        assert!((a - b).abs() < 0.03, "number {i}: {a} and {b}");
    }
}

#[test]
fn drums_have_no_clear_key() {
    let key = heard(1, &noise(0.3, 20 * 44_100)).key;
    assert!(key.is_none_or(|key| key.confidence < 0.5), "{key:?}");
}

#[test]
fn waveform_follows_the_sound() {
    // A second of silence, then rising in four steps.
    let mut sound = vec![0.0; 44_100];
    for step in 1..=4 {
        sound.extend(sine(300.0, 0.2 * step as f32, 1.0, 44_100));
    }
    let waveform = heard(2, &sound).waveform;
    assert_eq!(waveform.len(), 400);
    for (at, level) in [(40, 0.0), (120, 0.2), (200, 0.4), (280, 0.6), (360, 0.8)] {
        assert!(
            (waveform[at] - level).abs() < 0.01,
            "{at}: {}",
            waveform[at]
        );
    }
}

#[test]
fn a_long_recording_keeps_its_shape() {
    // Ten minutes at a low rate: the waveform has folded many times by then.
    let folder = folder();
    let path = folder.path().join("long.wav");
    let mut sound = sine(200.0, 0.2, 300.0, 8_000);
    sound.extend(sine(200.0, 0.8, 300.0, 8_000));
    write_wav(&path, 8_000, 1, &sound);
    let heard = hear_file(&path).unwrap();
    assert!((heard.duration_s - 600.0).abs() < 0.001);
    assert!(
        heard.waveform[..199]
            .iter()
            .all(|peak| (peak - 0.2).abs() < 0.01)
    );
    assert!(
        heard.waveform[201..]
            .iter()
            .all(|peak| (peak - 0.8).abs() < 0.01)
    );
}
