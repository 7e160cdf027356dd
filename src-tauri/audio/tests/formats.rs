//! Every promised format gives its sound, whole, and can be searched.

mod synth;

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use moodplane_audio::{Decoder, Limits, stream_id};
use synth::{FORMATS, ffmpeg, folder, hear_file, hear_with, sweep, write_wav};

const SECONDS: f32 = 8.0;

/// How far from `near` the best match of `part` in `whole` is, frames. The
/// sweep is smooth, so coarse steps find the place and fine ones the frame.
fn locate(part: &[f32], whole: &[f32], near: usize, reach: usize) -> isize {
    let distance = |at: usize| -> f32 {
        let there = whole[at..].iter().chain(std::iter::repeat(&0.0));
        part.iter().zip(there).map(|(a, b)| (a - b) * (a - b)).sum()
    };
    let best = |from: usize, to: usize, step: usize| {
        (from..=to.min(whole.len()))
            .step_by(step)
            .min_by(|&a, &b| distance(a).total_cmp(&distance(b)))
            .unwrap()
    };
    let coarse = best(near.saturating_sub(reach), near + reach, 8);
    best(coarse.saturating_sub(8), coarse + 8, 1) as isize - near as isize
}

#[test]
fn every_format_gives_its_whole_length() {
    let folder = folder();
    let source = folder.path().join("source.wav");
    write_wav(&source, 44_100, 2, &sweep(SECONDS, 44_100));
    for (name, options) in FORMATS {
        // A wrong extension must not matter.
        let path = folder.path().join(name);
        if !ffmpeg(&source, options, &path) {
            continue;
        }
        let renamed = folder.path().join("renamed.txt");
        std::fs::rename(&path, &renamed).unwrap();
        let heard = hear_file(&renamed).unwrap_or_else(|error| panic!("{name}: {error}"));
        let off = (heard.duration_s - f64::from(SECONDS)).abs();
        assert!(off < 0.06, "{name}: {} s", heard.duration_s);
        let loudness = heard.loudness_lufs.unwrap();
        assert!((-20.0..-5.0).contains(&loudness), "{name}: {loudness} LUFS");
    }
}

#[test]
fn every_format_begins_where_the_sound_does() {
    let folder = folder();
    let source = folder.path().join("source.wav");
    let sound = sweep(SECONDS, 48_000);
    write_wav(&source, 48_000, 1, &sound);
    for (name, options) in FORMATS {
        let path = folder.path().join(name);
        if !ffmpeg(&source, options, &path) {
            continue;
        }
        let (_, stream) = hear_with(&path, &Limits::default(), &[48_000]).unwrap();
        let shift = locate(&sound[48_000..54_000], &stream, 48_000, 4_000);
        // AAC's and bare MP3's encoder delay is not always declared (.05 s).
        let allowed = match name {
            "bare.mp3" | "aac.m4a" | "fast.m4a" | "adts.aac" => 2_400,
            _ => 1,
        };
        assert!(shift.unsigned_abs() <= allowed, "{name}: {shift} frames");
    }
}

#[test]
fn seek_reaches_the_moment_that_was_asked_for() {
    let folder = folder();
    let source = folder.path().join("source.wav");
    write_wav(&source, 48_000, 2, &sweep(SECONDS, 48_000));
    for (name, options) in FORMATS {
        let path = folder.path().join(name);
        if !ffmpeg(&source, options, &path) {
            continue;
        }
        let (_, whole) = hear_with(&path, &Limits::default(), &[48_000]).unwrap();
        let mut decoder = Decoder::open(&path, &Limits::default()).unwrap();
        for to_s in [5.3, 0.0, 3.123, 7.5, 0.01] {
            let reached = decoder.seek(to_s).unwrap();
            assert!(
                (reached - to_s).abs() < 0.02,
                "{name}: {reached} for {to_s}"
            );
            let mut part = Vec::new();
            while part.len() < 3_000 {
                let block = decoder.next_block().unwrap().unwrap();
                part.extend(block.chunks(2).map(|frame| (frame[0] + frame[1]) / 2.0));
            }
            let at = (reached * 48_000.0).round() as usize;
            let shift = locate(&part[..3_000], &whole, at, 2_000);
            assert!(
                shift.unsigned_abs() < 960,
                "{name} at {to_s}: {shift} frames"
            );
        }
    }
}

#[test]
fn seek_past_the_end_ends() {
    let folder = folder();
    let source = folder.path().join("source.wav");
    write_wav(&source, 44_100, 2, &sweep(3.0, 44_100));
    let mut decoder = Decoder::open(&source, &Limits::default()).unwrap();
    let reached = decoder.seek(99.0).unwrap();
    assert!((reached - 3.0).abs() < 0.02, "{reached}");
    assert!(decoder.next_block().unwrap().is_none());
    decoder.seek(1.0).unwrap();
    assert!(decoder.next_block().unwrap().is_some());
}

#[test]
fn one_sound_has_one_identity_in_every_lossless_container() {
    let folder = folder();
    let source = folder.path().join("source.wav");
    write_wav(&source, 44_100, 2, &sweep(4.0, 44_100));
    let identity = hear_file(&source).unwrap().content_id;
    assert_eq!(identity.len(), 32);
    let tags = ["-metadata", "title=Another", "-metadata", "artist=Somebody"];
    for (name, codec) in [
        ("a.flac", "flac"),
        ("a.m4a", "alac"),
        ("a.aiff", "pcm_s16be"),
    ] {
        let path = folder.path().join(name);
        let mut options = vec!["-c:a", codec];
        options.extend(tags);
        if ffmpeg(&source, &options, &path) {
            assert_eq!(hear_file(&path).unwrap().content_id, identity, "{name}");
        }
    }
    let other = folder.path().join("other.wav");
    write_wav(&other, 44_100, 2, &sweep(4.001, 44_100));
    assert_ne!(hear_file(&other).unwrap().content_id, identity);
}

#[test]
fn an_encoding_has_one_identity_whatever_its_tags_and_its_container() {
    let folder = folder();
    let source = folder.path().join("source.wav");
    write_wav(&source, 44_100, 2, &sweep(4.0, 44_100));
    let id = |path: &Path| stream_id(path, &Limits::default(), &AtomicBool::new(false)).unwrap();
    let mut all = HashSet::from([id(&source)]);
    let mut count = 1;
    for (name, codec, moved) in [
        ("a.wav", "pcm_s16le", "moved.w64"),
        ("a.aiff", "pcm_s16be", "moved.caf"),
        ("a.flac", "flac", "moved.flac"),
        ("a.mp3", "libmp3lame", "moved.mp3"),
        ("a.ogg", "libvorbis", "moved.mka"),
        ("a.opus", "libopus", "moved.ogg"),
        ("a.m4a", "aac", "moved.mka"),
    ] {
        let path = folder.path().join(name);
        if !ffmpeg(&source, &["-c:a", codec], &path) {
            continue;
        }
        let encoded = id(&path);
        assert_eq!(hear_file(&path).unwrap().stream_id, encoded, "{name}");
        // The first is the source, sample by sample.
        assert!(name == "a.wav" || all.insert(encoded.clone()), "{name}");
        let tagged = folder.path().join(format!("tagged-{name}"));
        let long = format!("comment={}", "words ".repeat(5_000));
        let tags = [
            "-c",
            "copy",
            "-metadata",
            "title=Another",
            "-metadata",
            &long,
        ];
        assert!(ffmpeg(&path, &tags, &tagged));
        assert_eq!(id(&tagged), encoded, "{name} with tags");
        let moved = folder.path().join(moved);
        if Decoder::open(&path, &Limits::default()).is_ok()
            && ffmpeg(&path, &["-c", "copy"], &moved)
            && Decoder::open(&moved, &Limits::default()).is_ok()
        {
            assert_eq!(id(&moved), encoded, "{name} in {}", moved.display());
        }
        count += 1;
    }
    println!("{count} encodings");
}

#[test]
fn a_picture_beside_the_sound_is_passed_over() {
    let folder = folder();
    let source = folder.path().join("source.wav");
    write_wav(&source, 44_100, 2, &sweep(3.0, 44_100));
    let cover = folder.path().join("cover.png");
    if !ffmpeg(
        &source,
        &[
            "-filter_complex",
            "showwavespic=s=640x640",
            "-frames:v",
            "1",
        ],
        &cover,
    ) {
        return;
    }
    for (name, codec) in [
        ("a.mp3", "libmp3lame"),
        ("a.m4a", "aac"),
        ("a.flac", "flac"),
    ] {
        let path = folder.path().join(name);
        let cover = cover.to_string_lossy();
        let options = [
            "-i",
            &*cover,
            "-map",
            "0:a",
            "-map",
            "1:v",
            "-c:a",
            codec,
            "-c:v",
            "copy",
            "-disposition:v",
            "attached_pic",
        ];
        if ffmpeg(&source, &options, &path) {
            let heard = hear_file(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!((heard.duration_s - 3.0).abs() < 0.06, "{name}");
        }
    }
}

#[test]
fn chained_ogg_streams_are_heard_one_after_the_other() {
    let folder = folder();
    let source = folder.path().join("source.wav");
    write_wav(&source, 44_100, 2, &sweep(3.0, 44_100));
    let link = folder.path().join("link.ogg");
    if !ffmpeg(&source, &["-c:a", "libvorbis"], &link) {
        return;
    }
    let once = std::fs::read(&link).unwrap();
    let chain = synth::write(&folder, "chain.ogg", &[once.clone(), once].concat());
    let heard = hear_file(&chain).unwrap();
    assert!((heard.duration_s - 6.0).abs() < 0.1, "{}", heard.duration_s);
}
