//! The format since torch 1.6: a zip with `data.pkl` and a record a storage.
//!
//! torch stores its records uncompressed, so that they can be mapped; a
//! compressed one is refused, and with it every zip bomb.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use zip::{CompressionMethod, ZipArchive};

use super::cursor::Cursor;
use super::machine::{self, Loaded};
use super::{MAX_PICKLE, Place, Trouble, places};

/// Whether the file begins as a zip does; leaves it at its beginning.
pub(super) fn is_zip(file: &mut File) -> bool {
    let mut start = [0; 4];
    let zip = file.read_exact(&mut start).is_ok() && start == *b"PK\x03\x04";
    zip & file.seek(SeekFrom::Start(0)).is_ok()
}

/// Reads the pickle and finds its storages, having checked every record's sum.
pub(super) fn load(file: &File, length: u64) -> Result<(Loaded, Vec<Place>), Trouble> {
    let damaged = |error| format!("its zip is damaged or cut short ({error})");
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    let mut pickle = Vec::new();
    let mut folder = String::new();
    let mut records = HashMap::new();
    let mut total = 0;
    for index in 0..archive.len() {
        let record = archive.by_index_raw(index).map_err(damaged)?;
        let name = record.name().map_err(damaged)?.into_owned();
        if record.compression() != CompressionMethod::Stored
            || record.compressed_size() != record.size()
        {
            return Err(format!("its record '{name}' is compressed: refused"));
        }
        let (start, size) = (record.data_start(), record.size());
        drop(record);
        // Records that lie over each other would be read again and again.
        total = size.saturating_add(total);
        if total > length {
            return Err("its records are together larger than the file".to_owned());
        }
        // With this, the sum is compared at the end.
        let mut record = archive.by_index(index).map_err(damaged)?;
        let unread = |error| format!("its record '{name}' is damaged ({error})");
        if let Some(above) = name.strip_suffix("/data.pkl") {
            if size > MAX_PICKLE {
                return Err(format!(
                    "its pickle is {size} bytes, more than {MAX_PICKLE}"
                ));
            }
            above.clone_into(&mut folder);
            record.read_to_end(&mut pickle).map_err(unread)?;
        } else if name.ends_with("/byteorder") {
            let mut order = String::new();
            record.take(16).read_to_string(&mut order).map_err(unread)?;
            if order.trim() != "little" {
                return Err(format!("its numbers are {}-endian", order.trim()));
            }
        } else {
            let read = io::copy(&mut record, &mut io::sink()).map_err(unread)?;
            if read != size {
                return Err(format!("its record '{name}' ends early"));
            }
            records.insert(name, (start, size));
        }
    }
    if pickle.is_empty() {
        return Err("it is a zip without data.pkl, so no checkpoint of PyTorch".to_owned());
    }
    let mut loaded = machine::load(&mut Cursor::new(&pickle))?;
    let places = places(&mut loaded, |key, bytes| {
        match records.get(&format!("{folder}/data/{key}")) {
            Some(&(Some(start), size)) if size >= bytes => Ok(start),
            Some((_, size)) => Err(format!(
                "storage '{key}' is {size} bytes where {bytes} are named"
            )),
            None => Err(format!("storage '{key}' is missing")),
        }
    })?;
    Ok((loaded, places))
}
