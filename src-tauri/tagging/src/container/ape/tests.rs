use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// A tag of these items, with a header in front or without.
fn tag(items: &[Item], header: bool) -> Vec<u8> {
    let body: Vec<u8> = items.iter().flat_map(|item| item.to_bytes()).collect();
    let flags = if header { HAS_HEADER } else { 0 };
    let end = |flags: u32| {
        let numbers = [
            VERSION,
            body.len() as u32 + 32,
            items.len() as u32,
            flags,
            0,
            0,
        ];
        let numbers = numbers.into_iter().flat_map(u32::to_le_bytes);
        MARK.iter().copied().chain(numbers).collect::<Vec<u8>>()
    };
    let head = if header {
        end(flags | IS_HEADER)
    } else {
        Vec::new()
    };
    [head, body.clone(), end(flags)].concat()
}

fn item<'a>(name: &'a str, value: &'a [u8], flags: u32) -> Item<'a> {
    Item { flags, name, value }
}

fn changed(ape: &Ape, old: &[u8]) -> Vec<u8> {
    let mut walk = Walk::from(0);
    ape.walk(&mut walk).unwrap();
    let change = walk.end();
    let mut new = Vec::new();
    change.forth.copy(&mut &old[..], &mut new).unwrap();
    let mut back = Vec::new();
    change.back.copy(&mut &new[..], &mut back).unwrap();
    assert_eq!(back, old);
    new
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

#[test]
fn only_the_fields_that_are_set_change() {
    let cover = item("Cover Art (Front)", b"a.png\0\xff\xfb\x90", 2);
    for header in [true, false] {
        let old = [
            item("mOOD", b"theirs\0two", 0),
            cover,
            item("Comment", b"words\0more", 0),
            item("InitialKey", b"Am", 0),
        ];
        let old = tag(&old, header);
        let mut ape = Ape::parse(0, &old, if header { 32 } else { 0 }).unwrap();
        assert_eq!(ape.values(Field::Mood), ["theirs", "two"]);
        assert_eq!(ape.values(Field::Comment), ["words"]);
        ape.set(Field::Mood, &words(&["dark", "d\u{fc}ster"]));
        ape.set(Field::Comment, &words(&["other words"]));
        ape.set(Field::Key, &words(&["8A"]));
        ape.set(Field::Bpm, &words(&["123"]));
        let new = [
            item("mOOD", "dark\0d\u{fc}ster".as_bytes(), 0),
            cover,
            item("Comment", b"other words\0more", 0),
            item("InitialKey", b"8A", 0),
            item("BPM", b"123", 0),
        ];
        assert_eq!(changed(&ape, &old), tag(&new, header));
        ape.set(Field::Mood, &[]);
        ape.set(Field::Comment, &[]);
        let new = [cover, item("Comment", b"\0more", 0), new[3], new[4]];
        assert_eq!(changed(&ape, &old), tag(&new, header));
    }
}

#[test]
fn what_is_marked_read_only_is_known() {
    let old = tag(
        &[item("Mood", b"theirs", READ_ONLY), item("BPM", b"1", 0)],
        true,
    );
    let ape = Ape::parse(0, &old, 32).unwrap();
    assert!(ape.is_locked(Field::Mood) && !ape.is_locked(Field::Bpm));
    let mut whole = tag(&[item("BPM", b"1", 0)], false);
    let flags = whole.len() - 12;
    whole[flags] |= 1;
    assert!(Ape::parse(0, &whole, 0).unwrap().is_locked(Field::Mood));
}

#[test]
fn a_tag_that_is_not_right_is_left() {
    let good = tag(&[item("Title", b"x", 0)], true);
    assert!(Ape::parse(0, &good, 32).is_ok());
    for (at, byte) in [
        (8, 9),
        (12, 9),
        (16, 9),
        (23, 0),
        (40, 9),
        (41, 0x1f),
        (good.len() - 16, 2),
    ] {
        let mut bad = good.clone();
        bad[at] = byte;
        assert!(Ape::parse(0, &bad, 32).is_err(), "{at}");
    }
    let binary = tag(&[item("Mood", b"x", 2)], false);
    assert!(Ape::parse(0, &binary, 0).is_err());
    let latin_1 = tag(&[item("Comment", b"caf\xe9", 0)], false);
    assert!(Ape::parse(0, &latin_1, 0).is_err());
    for name in ["M", "M\u{f6}od"] {
        assert!(Ape::parse(0, &tag(&[item(name, b"x", 0)], false), 0).is_err());
    }
}

fn on_disk(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, bytes).unwrap();
    file
}

#[test]
fn a_tag_is_found_among_what_stands_behind_the_sound() {
    let sound = [0x55; 300];
    let ape = tag(&[item("Title", b"x", 0)], true);
    let v1 = [&b"TAG"[..], &[b' '; 125]].concat();
    let longer = [&b"TAG+"[..], &[b' '; 223]].concat();
    let lyrics = b"LYRICSBEGININD0000200000021LYRICS200".to_vec();
    let old_lyrics = b"LYRICSBEGIN la la laLYRICSEND".to_vec();
    let found = |parts: &[&[u8]]| {
        let all = [&[&sound[..]], parts].concat().concat();
        find(&mut on_disk(&all), 10, all.len() as u64).unwrap()
    };
    let behind: [&[&[u8]]; 8] = [
        &[&ape],
        &[&ape, &v1],
        &[&ape, &longer, &v1],
        &[&ape, &lyrics, &v1],
        &[&lyrics, &ape, &v1],
        &[&ape, &old_lyrics, &v1],
        &[&v1, &ape],
        &[&lyrics, &v1, &ape],
    ];
    for parts in behind {
        assert!(matches!(found(parts), Some(Ok(_))), "{parts:?}");
    }
    assert!(found(&[]).is_none());
    assert!(found(&[&lyrics, &v1]).is_none());
    assert!(matches!(found(&[&ape, &ape]), Some(Err(_))));
    assert!(matches!(found(&[&ape, &v1, &ape]), Some(Err(_))));
    let mut long = ape.clone();
    let length = long.len() - 20;
    long[length..length + 4].copy_from_slice(&291_u32.to_le_bytes());
    assert!(matches!(found(&[&long]), Some(Err(_))));
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(
        front in vec(any::<u8>(), 0..80),
        marks in vec(0..6_usize, 0..4),
        header in any::<bool>(),
        inside in vec((0..200_usize, any::<u8>()), 0..4),
    ) {
        let mut all = front;
        for mark in marks {
            let part = match mark {
                0 => tag(&[item("Mood", b"x", 0), item("Comment", b"a\0b", 1)], header),
                1 => [&b"TAG"[..], &[0; 125]].concat(),
                2 => b"LYRICSBEGIN000011LYRICS200".to_vec(),
                3 => b"999999LYRICS200".to_vec(),
                4 => b"LYRICSEND".to_vec(),
                _ => b"APETAGEX\xd0\x07\0\0\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec(),
            };
            all.extend(part);
        }
        for (at, byte) in inside {
            let count = all.len();
            if let Some(place) = all.get_mut(count.saturating_sub(at)) {
                *place = byte;
            }
        }
        let from = 3.min(all.len() as u64);
        if let Ok(Some(Ok(mut ape))) = find(&mut on_disk(&all), from, all.len() as u64) {
            let others = ape.others(&[Field::Mood]);
            ape.set(Field::Mood, &words(&["dark"]));
            let new = changed(&ape, &all);
            let again = find(&mut on_disk(&new), from, new.len() as u64);
            let Ok(Some(Ok(again))) = again else { panic!("it is not found again") };
            prop_assert_eq!(again.values(Field::Mood), words(&["dark"]));
            prop_assert_eq!(again.others(&[Field::Mood]), others);
        }
    }
}
