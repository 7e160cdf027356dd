//! Checkpoints that torch wrote, in each of its formats, read back equal; and
//! with any bytes of them changed they are read or refused, never worse.
//!
//! The files are written by `references/checkpoints.py`.

mod seeded;

use std::fmt::Write as _;
use std::path::PathBuf;

use moodplane_model::pickle::{Checkpoint, Value};
use serde_json::Value as Json;

const FILES: [&str; 3] = [
    "checkpoint_zip.pt",
    "checkpoint_protocol5.pt",
    "checkpoint_legacy.pt",
];

/// A file of the references, from this folder or another one.
fn golden(name: &str) -> PathBuf {
    seeded::golden_folder().join(name)
}

fn assert_tensor(checkpoint: &Checkpoint, value: Value<'_>, expected: &Json, name: &str) {
    let tensor = value
        .tensor()
        .unwrap_or_else(|| panic!("{name}: no tensor"));
    assert_eq!(format!("{:?}", tensor.dtype), expected["dtype"], "{name}");
    let shape: Vec<Json> = tensor.shape.iter().map(|&n| n.into()).collect();
    assert_eq!(Json::Array(shape), expected["shape"], "{name}");
    let mut hex = String::new();
    for byte in checkpoint.read(tensor).unwrap() {
        write!(hex, "{byte:02x}").unwrap();
    }
    assert_eq!(hex, expected["hex"], "{name}");
}

#[test]
fn what_torch_saved_is_read_back_equal() {
    let expected = std::fs::read(golden("checkpoint.json")).unwrap();
    let expected: Json = serde_json::from_slice(&expected).unwrap();
    for file in FILES {
        let checkpoint = Checkpoint::open(&golden(file)).unwrap();
        let root = checkpoint.root();
        for group in ["state_dict", "arrays"] {
            let tensors = expected[group].as_object().unwrap();
            let found = root.get(group).unwrap();
            assert_eq!(found.entries().count(), tensors.len(), "{file}");
            for (name, tensor) in tensors {
                let value = found.get(name).unwrap_or_else(|| panic!("{file}: {name}"));
                assert_tensor(&checkpoint, value, tensor, &format!("{file}: {name}"));
            }
        }
        let numbers = root.get("numbers").unwrap();
        for (name, number) in expected["numbers"].as_object().unwrap() {
            let found = numbers.get(name).and_then(Value::number);
            assert_eq!(found, number.as_f64(), "{file}: {name}");
        }
        assert_eq!(root.get("text").and_then(Value::text), Some("naïve"));
        assert_eq!(root.get("flag").and_then(Value::truth), Some(true));
        let list: Vec<_> = root.get("list").unwrap().items().collect();
        assert_eq!(list[1].items().next().and_then(Value::number), Some(2.5));
        let best = root.get("callbacks").unwrap().entries().next().unwrap().1;
        assert!(best.get("best_score").and_then(Value::tensor).is_some());
        // A class's object is there and holds nothing.
        let settings = root.get("hyper_parameters").unwrap();
        assert!(settings.get("lr").is_none() && settings.text().is_none());
        assert!(root.get("nowhere").is_none());
    }
}

/// splitmix64, so that every run tries the same.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Opens a file and reads all that can be reached in it.
fn read_all(path: &std::path::Path) -> Result<usize, String> {
    let checkpoint = Checkpoint::open(path).map_err(|error| error.to_string())?;
    let mut bytes = 0;
    let groups: Vec<_> = checkpoint
        .root()
        .entries()
        .map(|(_, group)| group)
        .collect();
    for value in groups.into_iter().flat_map(|group| {
        let inside: Vec<_> = group.entries().map(|(_, value)| value).collect();
        inside.into_iter().chain(group.items())
    }) {
        if let Some(tensor) = value.tensor() {
            bytes += checkpoint.read(tensor).map_err(|e| e.to_string())?.len();
        }
    }
    Ok(bytes)
}

#[test]
fn changed_bytes_are_read_or_refused_and_nothing_worse() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.pt");
    let mut seed = 7;
    let (mut read, mut refused) = (0, 0);
    for file in FILES {
        let whole = std::fs::read(golden(file)).unwrap();
        for round in 0..1000 {
            let mut bytes = whole.clone();
            // The pickle is what is run: most changes belong there.
            let reach = if round % 3 == 0 { bytes.len() } else { 6000 };
            for _ in 0..=random(&mut seed) % 4 {
                let at = random(&mut seed) as usize % reach.min(bytes.len());
                bytes[at] = random(&mut seed) as u8;
            }
            if round % 5 == 0 {
                bytes.truncate(random(&mut seed) as usize % bytes.len());
            }
            std::fs::write(&path, &bytes).unwrap();
            match read_all(&path) {
                Ok(length) => {
                    assert!(length <= 8 * whole.len(), "{length}");
                    read += 1;
                }
                Err(error) => {
                    assert_eq!(error.lines().count(), 1, "{error}");
                    refused += 1;
                }
            }
        }
    }
    assert!(
        read > 100 && refused > 500,
        "{read} read, {refused} refused"
    );
}
