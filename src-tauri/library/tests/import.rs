//! Playlists of other programs, read into the library.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use lofty::tag::Accessor;
use moodplane_library::{How, Import};
use support::{Room, song, tagged_wav};

impl ImportRoom {
    fn new() -> Self {
        Self(Room::new())
    }

    /// Writes a playlist file beside the music and imports it.
    fn import(&self, name: &str, content: impl AsRef<[u8]>) -> Import {
        let path = self.write(name, content);
        self.0.library.import_playlist(&path, None).unwrap()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.dir.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn refused(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.write(name, content);
        let error = self.0.library.import_playlist(&path, None).unwrap_err();
        assert_eq!(error.code(), "bad_playlist_file");
        error.to_string()
    }

    /// The ids in the playlist that was made.
    fn tracks(&self, import: &Import) -> Vec<u32> {
        let id = import.playlist.as_ref().unwrap().id;
        self.0.library.playlist_tracks(id).unwrap()
    }
}

struct ImportRoom(Room);

/// As an M3U's author percent-encodes a path.
fn uri(path: &Path) -> String {
    let bytes = path.to_str().unwrap().bytes();
    let encoded = bytes.map(|byte| match byte {
        b'/' | b'.' | b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02x}"),
    });
    format!("file://{}", encoded.collect::<String>())
}

#[test]
fn hostile_names_are_found_in_every_format() {
    let room = ImportRoom::new();
    let long = format!("{}.wav", "x".repeat(240));
    let names = [
        "a & b < c > d \" ' % # ;.wav",
        "100%25 & 50%.wav",
        "\u{1f3b5} \u{645}\u{648}\u{633}\u{64a}\u{642}\u{649}.wav",
        // Apart, as macOS writes it; the playlists have it in one.
        "Cafe\u{301}.wav",
        "caf\u{e9} noir.wav",
        long.as_str(),
    ];
    for name in names {
        tagged_wav(&room.0.music.join(name), |_| {});
    }
    room.0.scan();
    let ids: Vec<u32> = names.iter().map(|name| room.0.id(name)).collect();
    let spelt: Vec<String> = names
        .iter()
        .map(|name| name.replace("e\u{301}", "\u{e9}"))
        .collect();
    let absolute = spelt.iter().map(|name| room.0.music.join(name));
    let absolute: Vec<PathBuf> = absolute.collect();

    let relative: Vec<String> = spelt.iter().map(|name| format!("music/{name}")).collect();
    let paths: Vec<String> = absolute
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let uris: Vec<String> = absolute.iter().map(|path| uri(path)).collect();
    let mark = "\u{feff}#EXTM3U\n# a remark\n".to_owned();
    let tracks = |locations: &[String]| -> String {
        let track = |location: &String| {
            format!(
                "<track><location>{}</location></track>",
                location.replace('&', "&amp;")
            )
        };
        let tracks: String = locations.iter().map(track).collect();
        format!(
            "<?xml version=\"1.0\"?><playlist version=\"1\"><trackList>{tracks}</trackList></playlist>"
        )
    };
    for (name, content) in [
        ("relative.m3u8", mark.clone() + &relative.join("\r\n")),
        ("absolute.m3u", mark + &paths.join("\n")),
        ("uris.m3u8", uris.join("\n")),
        ("uris.xspf", tracks(&uris)),
    ] {
        let import = room.import(name, content);
        assert_eq!(import.missing, [""; 0], "{name}");
        assert_eq!((import.entries, import.by_path), (6, 6), "{name}");
        assert_eq!(room.tracks(&import), ids, "{name}");
    }

    // Latin-1, as old players wrote.
    let import = room.import("old.m3u", b"music/caf\xe9 noir.wav\n");
    assert_eq!(room.tracks(&import), [ids[4]]);
    // From Windows, with the folder's name and in a folder of the same name.
    let windows = "#EXTM3U\r\nmusic\\caf\u{e9} noir.wav\r\nD:\\old\\music\\Caf\u{e9}.wav\r\n";
    let import = room.import("windows.m3u8", windows);
    assert_eq!((import.by_path, import.likely.len()), (1, 1));
    assert_eq!(room.tracks(&import), [ids[4], ids[3]]);
}

#[test]
fn what_moved_is_found_by_its_name_and_said_so() {
    let room = ImportRoom::new();
    let music = &room.0.music;
    let wav = |name: &str, title: &str, artist: &str| {
        fs::create_dir_all(music.join(name).parent().unwrap()).unwrap();
        song(&music.join(name), title, artist, "Album");
    };
    wav("one/01.wav", "First", "Anna Vey");
    wav("two/01.wav", "Second", "Anna Vey");
    wav("three/x.wav", "Caf\u{e9} del Mar", "Jos\u{e9} Padilla");
    wav("three/y.wav", "Symphony No. 5", "Some Orchestra");
    room.0.scan();
    let [first, second, cafe] = ["First", "Second", "Caf\u{e9} del Mar"].map(|title| {
        let all = room
            .0
            .library
            .page(&moodplane_library::Query::default(), 0, 9);
        let rows = all.unwrap().rows;
        rows.iter().find(|row| row.title == title).unwrap().id
    });
    let import = room.import(
        "moved.m3u8",
        "#EXTINF:500,?\n/old/place/two/01.wav\n\
         /old/place/one/01.wav\n\
         #EXTINF:-1,JOSE PADILLA - Cafe Del Mar!\nq.mp3\n\
         #EXTINF:-1,Anna Vey - Secnd Frst\nw.mp3\n\
         #EXTINF:-1,Jose Padila - Cafe del Mar\ne.mp3\n\
         #EXTINF:-1,Some Orchestra - Symphony No. 6\nr.mp3\n\
         01.wav\nhttp://radio.example/stream\n",
    );
    let how: Vec<(u32, How)> = import
        .likely
        .iter()
        .map(|one| (one.track, one.how))
        .collect();
    assert_eq!(
        how,
        [
            (first, How::FileName),
            (cafe, How::Names),
            (cafe, How::Similar),
        ],
        "{import:?}"
    );
    assert_eq!(import.likely[1].entry, "JOSE PADILLA - Cafe Del Mar!");
    assert_eq!(
        import.missing,
        [
            "?",
            "Anna Vey - Secnd Frst",
            "Some Orchestra - Symphony No. 6",
            "01.wav",
            "stream",
        ]
    );
    assert_eq!(room.tracks(&import), [first, cafe, cafe]);
    assert_ne!(first, second);
}

#[test]
fn a_playlist_is_called_as_the_file_says_and_never_like_another() {
    let room = ImportRoom::new();
    tagged_wav(&room.0.music.join("a.wav"), |tag| {
        tag.set_title("A".to_owned())
    });
    room.0.scan();
    let name = |import: &Import| import.playlist.as_ref().unwrap().name.clone();
    let text = "#PLAYLIST:N\u{ef}ght \u{1f319}\nmusic/a.wav\nmusic/a.wav\n";
    assert_eq!(name(&room.import("x.m3u8", text)), "N\u{ef}ght \u{1f319}");
    assert_eq!(name(&room.import("x.m3u8", text)), "N\u{ef}ght \u{1f319} 2");
    let import = room.import("Caf\u{e9} & co.m3u8", "music/a.wav\n");
    assert_eq!(name(&import), "Caf\u{e9} & co");
    let again = room.write("y.m3u8", "music/a.wav\n");
    let library = &room.0.library;
    let error = library
        .import_playlist(&again, Some("NIGHT \u{1f319}"))
        .unwrap_err();
    assert_eq!(error.code(), "playlist_exists");
    let named = library.import_playlist(&again, Some("Mine")).unwrap();
    assert_eq!(name(&named), "Mine");

    let before = library.playlists().unwrap().len();
    for nothing in ["", "# only remarks\n", "gone.mp3\n"] {
        let import = room.import("nothing.m3u8", nothing);
        assert_eq!((import.playlist, import.by_path), (None, 0));
    }
    assert_eq!(library.playlists().unwrap().len(), before);
}

#[test]
fn what_is_no_playlist_is_refused_in_a_sentence() {
    let room = ImportRoom::new();
    for (name, content) in [
        ("music.m3u", b"RIFF\0\0\0\0WAVE".as_slice()),
        ("broken.xspf", b"<playlist><trackList>"),
        ("bad.xspf", b"<playlist><title>\xff</title></playlist>"),
        (
            "bomb.xspf",
            b"<!DOCTYPE p [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><playlist>&b;</playlist>",
        ),
    ] {
        let sentence = room.refused(name, content);
        assert!(
            sentence.contains(name) && sentence.ends_with('.'),
            "{sentence}"
        );
    }
    assert!(
        room.refused("long.m3u8", "x\n".repeat(100_001))
            .contains("100000")
    );
    assert!(
        room.refused("huge.m3u8", vec![b'x'; (32 << 20) + 1])
            .contains("larger")
    );
    let error = room
        .0
        .library
        .import_playlist(&room.0.music, None)
        .unwrap_err();
    assert!(error.to_string().contains("not a file"));
    let gone = room.0.music.join("gone.m3u");
    let error = room.0.library.import_playlist(&gone, None).unwrap_err();
    assert_eq!(error.code(), "bad_playlist_file");
}
