//! Files that somebody made to do harm, and what is said of them.

use std::io::{Cursor, Write};
use std::path::Path;

use zip::write::{SimpleFileOptions, ZipWriter};

use super::Checkpoint;

/// A storage `0` of `$n` floats named in protocol 2, without what is around it.
const STORAGE: &[u8] =
    b"(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpu";

fn zip_of(records: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in records {
        zip.start_file(format!("archive/{name}"), stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn open(bytes: &[u8]) -> Result<Checkpoint, String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    Checkpoint::open(file.path()).map_err(|error| error.to_string())
}

/// What is said of a pickle with this body, in a zip and as a file before 1.6.
fn refusals(body: &[u8]) -> [String; 2] {
    let pickle = [b"\x80\x02", body].concat();
    let zip = zip_of(&[("data.pkl", &pickle), ("data/0", &[0; 16])]);
    let begin = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.";
    let legacy = [begin.as_slice(), &pickle, b"\x80\x02]."].concat();
    [zip, legacy].map(|file| open(&file).unwrap_err())
}

/// A tensor over [`STORAGE`] with these numbers, each less than 256.
fn tensor(elements: u8, offset: u8, shape: &[u8], strides: &[u8]) -> Vec<u8> {
    let numbers = |numbers: &[u8]| {
        let inside: Vec<u8> = numbers.iter().flat_map(|&n| [b'K', n]).collect();
        [b"(".as_slice(), &inside, b"t"].concat()
    };
    [
        b"ctorch._utils\n_rebuild_tensor_v2\n(",
        STORAGE,
        &[b'K', elements],
        b"tQK",
        &[offset],
        &numbers(shape),
        &numbers(strides),
        b"\x89}tR.",
    ]
    .concat()
}

#[test]
fn a_pickle_that_asks_for_code_is_refused_by_name() {
    for (module, name) in [
        ("os", "system"),
        ("posix", "system"),
        ("nt", "system"),
        ("builtins", "eval"),
        ("__builtin__", "exec"),
        ("builtins", "getattr"),
        ("subprocess", "Popen"),
        ("subprocess", "check_output"),
        ("torch", "load"),
        ("torch.hub", "load"),
        ("torch.storage", "_load_from_bytes"),
        ("numpy.testing._private.utils", "runstring"),
        ("omegaconf", "OmegaConf.create"),
        ("omegaconfused", "Config"),
        ("typing", "sys.modules"),
        ("pathlib", "os.system"),
        ("operator", "attrgetter"),
        ("__main__", "Network"),
    ] {
        let full = format!("{module}.{name}");
        let unicode =
            |text: &str| [b"\x8c", [text.len() as u8].as_slice(), text.as_bytes()].concat();
        let global = format!("c{module}\n{name}\n(X\x02\x00\x00\x00idtR.");
        let inst = format!("(X\x02\x00\x00\x00idi{module}\n{name}\n.");
        let stack_global = [unicode(module), unicode(name), b"\x93)R.".to_vec()].concat();
        for body in [global.as_bytes(), inst.as_bytes(), &stack_global] {
            for error in refusals(body) {
                assert!(
                    error.contains(&format!("asks for {full}, which")) && error.contains("refused"),
                    "{error}"
                );
            }
        }
        // Not even a checkpoint, just a pickle.
        let error = open(format!("c{module}\n{name}\n)R.").as_bytes()).unwrap_err();
        assert!(error.contains(&full), "{error}");
    }
}

#[test]
fn a_name_that_would_draw_on_the_terminal_is_shown_without() {
    let error = refusals(b"cos\n\x1b[2Jsystem\n.")[0].clone();
    assert!(error.contains("os.[2Jsystem"), "{error}");
}

#[test]
fn a_refused_name_is_refused_where_nobody_would_look() {
    let beside = [
        b"}(X\x06\x00\x00\x00extrascos\nsystem\n(X\x02\x00\x00\x00idtRX\x01\x00\x00\x00w",
        &tensor(4, 0, &[4], &[1])[..],
    ]
    .concat();
    assert!(refusals(&beside)[0].contains("os.system"));
}

#[test]
fn lengths_are_compared_with_what_is_there() {
    for body in [
        &b"X\xff\xff\xff\xffabc"[..],
        b"B\xff\xff\xff\xffabc",
        b"T\xff\xff\xff\xffabc",
        b"\x8b\xff\xff\xff\x7fabc",
        b"\x8d\xff\xff\xff\xff\xff\xff\xff\x7fabc",
        b"\x8e\xff\xff\xff\xff\xff\xff\xff\xffabc",
    ] {
        for error in refusals(body) {
            assert!(error.contains("bytes follow where"), "{error}");
        }
    }
    let error = open(&zip_of(&[("data.pkl", b"\x80\x02\x8a\xff")])).unwrap_err();
    assert!(error.contains("says that 255 bytes"), "{error}");
}

#[test]
fn other_opcodes_are_refused() {
    for opcode in [b'I', b'S', b'P', b'o', b'g', 0x82, 0x97, 0x98, 0xff] {
        let error = refusals(&[opcode, b'\n', b'.'])[0].clone();
        assert!(error.contains(&format!("0x{opcode:02x}")), "{error}");
    }
    for body in [
        &b"."[..],
        b"0.",
        b"t.",
        b"R.",
        b"h\x05.",
        b"(u.",
        b"NNs.",
        b"Na.",
        b"(K\x01d.",
    ] {
        refusals(body);
    }
}

#[test]
fn a_tensor_stays_within_its_storage() {
    let within = zip_of(&[
        (
            "data.pkl",
            &[b"\x80\x02", &tensor(4, 1, &[3], &[1])[..]].concat(),
        ),
        ("data/0", &[7; 16]),
    ]);
    let checkpoint = open(&within).unwrap();
    let found = checkpoint.root().tensor().unwrap();
    assert_eq!((found.count(), found.bytes()), (3, 12));
    for body in [
        tensor(4, 2, &[3], &[1]),
        tensor(4, 0, &[3, 3], &[1, 1]),
        tensor(4, 0, &[2, 2], &[4, 1]),
        tensor(4, 0, &[200], &[0]),
        tensor(4, 0, &[2], &[1, 1]),
        tensor(5, 0, &[5], &[1]),
    ] {
        refusals(&body);
    }
}

#[test]
fn tensors_together_are_not_much_more_than_the_file() {
    let one = tensor(255, 0, &[255], &[1]);
    let one = &one[..one.len() - 1];
    let mut body = b"\x80\x02]".to_vec();
    for _ in 0..200 {
        body.extend([one, b"a"].concat());
    }
    body.push(b'.');
    let many = zip_of(&[("data.pkl", &body), ("data/0", &[0; 1020])]);
    // 200 kB of tensors in a file of 25 kB: tied weights are at most that.
    let error = open(&many).map(|_| many.len()).unwrap_err();
    assert!(error.contains("times the file"), "{error}");
}

#[test]
fn depth_and_reuse_cost_nothing() {
    let deep = [
        b"\x80\x02".to_vec(),
        vec![b']'; 100_000],
        vec![b'a'; 99_999],
        vec![b'.'],
    ]
    .concat();
    let deep = open(&zip_of(&[("data.pkl", &deep)])).unwrap();
    assert_eq!(deep.root().items().count(), 1);
    // A list of ten times the list before, thirty times over, and itself.
    let mut laughs = b"\x80\x02]q\x00".to_vec();
    for level in 0..30 {
        laughs.extend([b']', b'q', level + 1, b'(']);
        laughs.extend([b'h', level].repeat(10));
        laughs.extend([b'e']);
    }
    laughs.extend(*b"h\x1ea.");
    let laughs = open(&zip_of(&[("data.pkl", &laughs)])).unwrap();
    assert_eq!(laughs.root().items().count(), 11);
}

#[test]
fn a_text_is_not_copied_without_end() {
    let mut body = b"\x80\x02c_codecs\nencode\nq\x00X\x00\x00\x10\x00".to_vec();
    body.extend(vec![b'a'; 1 << 20]);
    body.extend(*b"\x85q\x01");
    body.extend(b"h\x00h\x01R".repeat(100));
    body.push(b'.');
    let error = open(&zip_of(&[("data.pkl", &body)])).unwrap_err();
    assert!(error.contains("its texts are more than"), "{error}");
}

#[test]
fn a_truncated_zip_is_damaged() {
    let whole = std::fs::read(golden("checkpoint_zip.pt")).unwrap();
    for part in 1..20 {
        let error = open(&whole[..whole.len() * part / 20]).unwrap_err();
        assert!(error.contains("damaged or cut short"), "{error}");
    }
    let whole = std::fs::read(golden("checkpoint_legacy.pt")).unwrap();
    for part in 1..20 {
        open(&whole[..whole.len() * part / 20]).unwrap_err();
    }
}

#[test]
fn a_flipped_bit_in_a_weight_is_noticed() {
    let mut whole = zip_of(&[
        (
            "data.pkl",
            &[b"\x80\x02", &tensor(4, 0, &[4], &[1])[..]].concat(),
        ),
        ("data/0", b"0123456789abcdef"),
    ]);
    let at = whole.windows(4).position(|w| w == b"0123").unwrap();
    whole[at] ^= 1;
    let error = open(&whole).unwrap_err();
    assert!(error.contains("'archive/data/0' is damaged"), "{error}");
}

#[test]
fn a_zip_bomb_is_refused_unopened() {
    let mut bomb = zip_of(&[("data.pkl", b"\x80\x02N."), ("data/0", &[0; 64])]);
    // Both headers of both records say: deflated, and 4 GB when unpacked.
    let (mut at, mut seen) = (0, 0);
    while let Some(found) = bomb[at..]
        .windows(4)
        .position(|w| w == b"PK\x03\x04" || w == b"PK\x01\x02")
    {
        let start = at + found;
        let shift = if bomb[start + 2] == 3 { 0 } else { 2 };
        bomb[start + 8 + shift] = 8;
        bomb[start + 22 + shift..][..4].copy_from_slice(&[0xff, 0xff, 0xff, 0xfe]);
        (at, seen) = (start + 4, seen + 1);
    }
    assert_eq!(seen, 4);
    let error = open(&bomb).unwrap_err();
    assert!(error.contains("is compressed: refused"), "{error}");

    // Stored, but each record is the whole file once more.
    let zeros = vec![0; 1 << 16];
    let mut records = vec![("data.pkl", b"\x80\x02N.".as_slice())];
    let names: Vec<String> = (0..64).map(|n| format!("data/{n:03}")).collect();
    records.push((&names[0], &zeros));
    records.extend(names[1..].iter().map(|name| (name.as_str(), &[][..])));
    let mut overlapping = zip_of(&records);
    let central = |zip: &[u8]| {
        let all = 0..zip.len() - 4;
        all.filter(|&at| zip[at..].starts_with(b"PK\x01\x02"))
            .collect::<Vec<_>>()
    };
    let headers = central(&overlapping);
    let big: [u8; 30] = overlapping[headers[1] + 16..][..30].try_into().unwrap();
    for &header in &headers[2..] {
        // Sum, sizes and the place, all of the big one's.
        overlapping[header + 16..][..12].copy_from_slice(&big[..12]);
        overlapping[header + 42..][..4].copy_from_slice(&big[26..]);
    }
    let error = open(&overlapping).unwrap_err();
    assert!(error.contains("larger than the file"), "{error}");
}

#[test]
fn what_is_no_checkpoint_is_told_so() {
    for bytes in [&b""[..], b"PK", b"no checkpoint at all", &[0; 100]] {
        let error = open(bytes).unwrap_err();
        assert!(error.contains("no checkpoint of PyTorch"), "{error}");
    }
    let error = open(&zip_of(&[("readme.txt", b"hello")])).unwrap_err();
    assert!(error.contains("without data.pkl"), "{error}");
    assert!(Checkpoint::open(Path::new("/nowhere/at.pt")).is_err());
}

fn golden(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}
