//! What a format cannot hold.

use moodplane_exports::{Format, Options, Reason};

use crate::common::maps;
use crate::support::hostile::{self};
use crate::support::{File, Room, list};

#[test]
fn what_a_format_cannot_hold_is_named_with_its_reason() {
    let room = Room::new();
    room.put(
        "good.wav",
        &File {
            title: "Good",
            ..File::default()
        },
    );
    room.put(
        hostile::not_unicode(),
        &File {
            title: "Coffee",
            ..File::default()
        },
    );
    room.put("line\nbreak.wav", &File::default());
    room.put("ques?tion.wav", &File::default());
    room.hear();
    let ids = room.ids();
    let lists = [list("x", &ids)];
    let reasons = |format, options: &Options| {
        let report = room
            .export(&lists, format, options, &room.out("x"))
            .unwrap();
        assert_eq!(report.written as usize + report.left_out.len(), 4);
        let mut reasons: Vec<Reason> = report.left_out.iter().map(|left| left.reason).collect();
        reasons.sort_by_key(|reason| reason.to_string());
        reasons
    };
    let windows = Options {
        maps: maps(&room, "D:\\"),
        ..Options::default()
    };
    use Reason::{ControlCharacter, NotForWindows, NotUnicode};
    let none = Options::default();
    assert_eq!(reasons(Format::M3u8, &none), [NotUnicode, ControlCharacter]);
    assert_eq!(
        reasons(Format::Traktor, &none),
        [NotUnicode, ControlCharacter]
    );
    assert_eq!(reasons(Format::Xspf, &none), [NotUnicode]);
    assert_eq!(reasons(Format::Rekordbox, &none), [NotUnicode]);
    assert_eq!(
        reasons(Format::Rekordbox, &windows),
        [NotUnicode, NotForWindows, NotForWindows]
    );
    assert_eq!(reasons(Format::Json, &none), []);
}
