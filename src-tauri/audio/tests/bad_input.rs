//! Every way in which a file can be bad is an error with a code.

mod synth;

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use moodplane_audio::{AudioError, Limits, Wanted, hear};
use synth::{FORMATS, code, ffmpeg, folder, hear_with, noise, sine, sweep, write, write_wav};

/// The 44 bytes before the samples of a WAV file.
fn wav_header(rate: u32, channels: u16, data_bytes: u32) -> Vec<u8> {
    let mut header = b"RIFF".to_vec();
    header.extend((36 + data_bytes).to_le_bytes());
    header.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    header.extend(channels.to_le_bytes());
    header.extend(rate.to_le_bytes());
    let frame_bytes = channels.saturating_mul(2);
    header.extend(rate.wrapping_mul(u32::from(frame_bytes)).to_le_bytes());
    header.extend(frame_bytes.to_le_bytes());
    header.extend(b"\x10\0data");
    header.extend(data_bytes.to_le_bytes());
    header
}

#[test]
fn what_is_no_file_is_not_opened() {
    let folder = folder();
    let directory = folder.path().join("x.mp3");
    std::fs::create_dir(&directory).unwrap();
    assert_eq!(code(&directory), "not_a_file");
    assert_eq!(code(&folder.path().join("nothing.mp3")), "missing");
}

#[cfg(unix)]
#[test]
fn pipes_sockets_and_dangling_links_do_not_hang() {
    let folder = folder();
    let pipe = folder.path().join("pipe.mp3");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    assert_eq!(code(&pipe), "not_a_file");
    let socket = folder.path().join("socket.mp3");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    assert_eq!(code(&socket), "not_a_file");
    let link = folder.path().join("link.mp3");
    std::os::unix::fs::symlink(folder.path().join("gone.mp3"), &link).unwrap();
    assert_eq!(code(&link), "missing");
    let circle = folder.path().join("circle.mp3");
    std::os::unix::fs::symlink(&circle, &circle).unwrap();
    assert_eq!(code(&circle), "unreadable");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_unreadable() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = write(&folder, "locked.mp3", b"anything");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    assert_eq!(code(&path), "unreadable");
}

#[test]
fn what_is_no_audio_is_refused_whatever_its_name() {
    let folder = folder();
    assert_eq!(code(&write(&folder, "empty.mp3", b"")), "empty");
    let text = "All happy families are alike. ".repeat(5_000);
    assert_eq!(
        code(&write(&folder, "text.mp3", text.as_bytes())),
        "not_audio"
    );
    assert_eq!(code(&write(&folder, "short.mp3", b"hello")), "not_audio");
    assert_eq!(
        code(&write(&folder, "zeros.flac", &[0; 100_000])),
        "not_audio"
    );
    for (name, size) in [("a.mp3", 3_000_000), ("b.aac", 40_000), ("c.ogg", 700)] {
        let garbage: Vec<u8> = noise(128.0, size).iter().map(|x| *x as i8 as u8).collect();
        assert_eq!(code(&write(&folder, name, &garbage)), "not_audio", "{name}");
    }
    // Text full of what looks like the start of an MP3 frame.
    let sync = b"\xff\xfb\x90\x00 not a frame, ".repeat(20_000);
    let found = code(&write(&folder, "sync.mp3", &sync));
    assert!(["not_audio", "bad_stream"].contains(&found), "{found}");
}

#[test]
fn a_header_alone_is_no_sound() {
    let folder = folder();
    let declared = write(&folder, "declared.wav", &wav_header(44_100, 2, 1_764_000));
    assert_eq!(code(&declared), "truncated");
    let nothing = write(&folder, "nothing.wav", &wav_header(44_100, 2, 0));
    assert_eq!(code(&nothing), "empty");
    for (name, bytes) in [
        ("a.flac", b"fLaC".as_slice()),
        ("a.wav", b"RIFF\x24\0\0\0WAVE"),
        ("a.m4a", b"\0\0\0\x20ftypM4A \0\0\0\0"),
        ("a.aiff", b"FORM\0\0\0\x04AIFF"),
        ("a.ogg", b"OggS\0\x02\0\0\0\0\0\0\0\0"),
    ] {
        let found = code(&write(&folder, name, bytes));
        assert!(
            ["truncated", "bad_stream"].contains(&found),
            "{name}: {found}"
        );
    }
}

#[test]
fn a_file_cut_in_half_is_truncated() {
    let folder = folder();
    let source = folder.path().join("source.wav");
    write_wav(&source, 44_100, 2, &sweep(12.0, 44_100));
    for (name, options) in FORMATS {
        let path = folder.path().join(name);
        if !ffmpeg(&source, options, &path) {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        // These two declare no length: half of them is a whole shorter song.
        let expected = match name {
            "bare.mp3" | "adts.aac" => "fine",
            _ => "truncated",
        };
        assert_eq!(code(&path), expected, "{name}");
    }
}

#[test]
fn a_wav_from_a_pipe_is_whole_without_a_length() {
    let folder = folder();
    let mut bytes = wav_header(44_100, 1, 0);
    bytes[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    bytes[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
    let samples = sine(440.0, 9_000.0, 2.0, 44_100);
    bytes.extend(
        samples
            .iter()
            .flat_map(|sample| (*sample as i16).to_le_bytes()),
    );
    assert_eq!(code(&write(&folder, "piped.wav", &bytes)), "fine");
}

#[test]
fn headers_that_no_music_has_are_refused() {
    let folder = folder();
    let samples = [1_u8; 400_000];
    for rate in [0, 1, 100, 4_000_000_000] {
        let bytes = [wav_header(rate, 2, 400_000), samples.to_vec()].concat();
        let found = code(&write(&folder, "rate.wav", &bytes));
        assert_eq!(found, "sample_rate", "{rate} Hz");
    }
    for channels in [0, 4_000, 65_535] {
        let bytes = [wav_header(44_100, channels, 400_000), samples.to_vec()].concat();
        let found = code(&write(&folder, "channels.wav", &bytes));
        // The demuxer multiplies without care: a panic where overflow is checked.
        let refused = [
            "channels",
            "bad_stream",
            "unsupported_codec",
            "decoder_panic",
        ];
        assert!(refused.contains(&found), "{channels} channels: {found}");
    }
}

#[test]
fn too_short_and_silent_sounds_are_told_apart() {
    let folder = folder();
    let path = folder.path().join("a.wav");
    write_wav(&path, 44_100, 2, &sine(440.0, 0.5, 0.05, 44_100));
    assert_eq!(code(&path), "too_short");
    write_wav(&path, 44_100, 2, &[0.0; 3 * 44_100]);
    assert_eq!(code(&path), "silence");
    // Dither, one step of 16 bits.
    write_wav(&path, 44_100, 2, &noise(1.4 / 32_768.0, 3 * 44_100));
    assert_eq!(code(&path), "silence");
    // Very quiet is not silent.
    write_wav(&path, 44_100, 2, &sine(440.0, 6.0 / 32_768.0, 3.0, 44_100));
    assert_eq!(code(&path), "fine");
}

#[test]
fn limits_hold() {
    let folder = folder();
    let path = folder.path().join("a.wav");
    write_wav(&path, 44_100, 2, &sweep(5.0, 44_100));
    let refuse = |limits: Limits| {
        hear_with(&path, &limits, &[])
            .err()
            .map_or("fine", |error| error.code())
    };
    let default = Limits::default;
    assert_eq!(refuse(default()), "fine");
    assert_eq!(
        refuse(Limits {
            max_duration_s: 4.0,
            ..default()
        }),
        "too_long"
    );
    assert_eq!(
        refuse(Limits {
            min_duration_s: 6.0,
            ..default()
        }),
        "too_short"
    );
    assert_eq!(
        refuse(Limits {
            max_channels: 1,
            ..default()
        }),
        "channels"
    );
    assert_eq!(
        refuse(Limits {
            max_sample_rate: 32_000,
            ..default()
        }),
        "sample_rate"
    );
    assert_eq!(
        refuse(Limits {
            max_decode_time: Duration::ZERO,
            ..default()
        }),
        "too_slow"
    );
}

#[test]
fn locked_and_unknown_codecs_are_named() {
    let folder = folder();
    let source = folder.path().join("source.wav");
    write_wav(&source, 44_100, 2, &sweep(3.0, 44_100));
    let song = folder.path().join("song.m4a");
    if ffmpeg(&source, &["-c:a", "aac"], &song) {
        let mut bytes = std::fs::read(&song).unwrap();
        // The sample entry follows the description's head; `mp4a` is nowhere before it.
        let entry = bytes.windows(4).position(|word| word == b"mp4a").unwrap();
        bytes[entry..entry + 4].copy_from_slice(b"drms");
        assert_eq!(code(&write(&folder, "song.m4p", &bytes)), "drm");
    }
    for (name, codec, word) in [
        ("a.wma", "wmav2", "WMA"),
        ("a.wv", "wavpack", "WavPack"),
        ("a.tta", "tta", "TTA"),
    ] {
        let path = folder.path().join(name);
        if !ffmpeg(&source, &["-c:a", codec], &path) {
            continue;
        }
        let renamed = folder.path().join("renamed.mp3");
        std::fs::rename(&path, &renamed).unwrap();
        let error = hear_with(&renamed, &Limits::default(), &[]).unwrap_err();
        assert_eq!(error.code(), "unsupported_codec", "{name}");
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[test]
fn damage_in_the_middle_costs_a_moment_or_is_told() {
    let folder = folder();
    let source = folder.path().join("source.wav");
    write_wav(&source, 44_100, 2, &sweep(12.0, 44_100));
    for (name, options) in FORMATS {
        let path = folder.path().join(name);
        if name.ends_with("wav") || name.ends_with("aiff") || !ffmpeg(&source, options, &path) {
            continue;
        }
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 500].fill(0x55);
        std::fs::write(&path, &bytes).unwrap();
        let found = code(&path);
        assert!(
            ["fine", "truncated", "bad_stream"].contains(&found),
            "{name}: {found}"
        );
        let junk: Vec<u8> = noise(128.0, middle)
            .iter()
            .map(|x| *x as i8 as u8)
            .collect();
        bytes[middle / 2..middle / 2 + middle].copy_from_slice(&junk);
        std::fs::write(&path, &bytes).unwrap();
        // Half of it is noise now. Some codecs take any bits for sound; what
        // counts is that it ends, and with a code.
        let found = code(&path);
        let known = ["fine", "truncated", "bad_stream", "not_audio", "unreadable"];
        assert!(known.contains(&found), "{name}: {found}");
    }
}

#[test]
fn a_stop_ends_the_hearing() {
    let folder = folder();
    let path = folder.path().join("a.wav");
    write_wav(&path, 44_100, 2, &sweep(5.0, 44_100));
    let stop = AtomicBool::new(true);
    let wanted = Wanted::default();
    let result = hear(&path, &Limits::default(), &wanted, &stop, &mut |_, _| {});
    assert!(matches!(result, Err(AudioError::Stopped)));
}
