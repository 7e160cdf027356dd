//! The format before torch 1.6: five pickles in a row (a magic number, the
//! protocol, the machine, the object, the storages' keys), then each storage's
//! length and bytes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use super::cursor::Cursor;
use super::machine::{self, Loaded, Node, Source};
use super::{MAX_PICKLE, Place, Trouble, places};

/// The number that begins the file.
const MAGIC: i128 = 0x1950_a86a_20f9_469c_fc6c;
/// The number that follows it.
const PROTOCOL: i128 = 1001;

/// Reads the pickles and finds the storages behind them.
pub(super) fn load(file: &mut File, length: u64) -> Result<(Loaded, Vec<Place>), Trouble> {
    let unread = |error| format!("it cannot be read ({error})");
    let mut head = Vec::new();
    file.take(MAX_PICKLE)
        .read_to_end(&mut head)
        .map_err(unread)?;
    let input = &mut Cursor::new(&head);

    let stranger = |why| format!("it is no checkpoint of PyTorch ({why})");
    let magic = machine::load(input).map_err(|why| {
        // A pickle without more, made to be run, is told what it asked for.
        if why.starts_with("it asks for") {
            why
        } else {
            stranger(why)
        }
    })?;
    if *magic.root() != Node::Int(MAGIC) {
        return Err(stranger("it does not begin with its number".to_owned()));
    }
    if *machine::load(input)?.root() != Node::Int(PROTOCOL) {
        return Err(stranger("its version is unknown".to_owned()));
    }
    check_machine(&machine::load(input)?)?;
    let mut loaded = machine::load(input)?;
    let keys = machine::load(input)?;

    let sizes: HashMap<&str, (u64, u64)> = loaded
        .storages
        .iter()
        .filter_map(|storage| match &storage.source {
            Source::Record(key) => {
                let size = storage.dtype.map_or(1, |dtype| dtype.size() as u64);
                Some((key.as_str(), (storage.bytes, size)))
            }
            Source::Pickle(_) => None,
        })
        .collect();
    let mut starts = HashMap::new();
    let mut at = input.position() as u64;
    for key in texts(&keys)? {
        let &(bytes, size) = sizes
            .get(key)
            .ok_or_else(|| format!("nothing in it needs storage '{key}'"))?;
        let mut count = [0; 8];
        file.seek(SeekFrom::Start(at)).map_err(unread)?;
        file.read_exact(&mut count)
            .map_err(|_| "it is cut short".to_owned())?;
        let held = u64::from_le_bytes(count).checked_mul(size);
        if held != Some(bytes) {
            return Err(format!("storage '{key}' has another size than is named"));
        }
        let end = (at + 8).checked_add(bytes);
        if end.is_none_or(|end| end > length) {
            return Err("it is cut short".to_owned());
        }
        starts.insert(key.to_owned(), at + 8);
        at += 8 + bytes;
    }
    drop(sizes);
    let places = places(&mut loaded, |key, _| {
        let start = starts.get(key).copied();
        start.ok_or_else(|| format!("storage '{key}' is missing"))
    })?;
    Ok((loaded, places))
}

/// The machine that saved it must have written numbers as they are read here.
fn check_machine(machine: &Loaded) -> Result<(), Trouble> {
    let Node::Dict(pairs) = machine.root() else {
        return Ok(());
    };
    let node = |id: u32| &machine.nodes[id as usize];
    let big = pairs.iter().any(|&(key, value)| {
        matches!(node(key), Node::Str(key) if key == "little_endian")
            && *node(value) == Node::Bool(false)
    });
    if big {
        return Err("its numbers are big-endian".to_owned());
    }
    Ok(())
}

fn texts(keys: &Loaded) -> Result<Vec<&str>, Trouble> {
    let odd = || "its list of storages is none".to_owned();
    let Node::List(ids) = keys.root() else {
        return Err(odd());
    };
    ids.iter()
        .map(|&id| match &keys.nodes[id as usize] {
            Node::Str(key) => Ok(key.as_str()),
            _ => Err(odd()),
        })
        .collect()
}
