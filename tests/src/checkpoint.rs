//! Small checkpoints in PyTorch's format, written here without PyTorch.

use std::io::{Cursor, Write};

use anyhow::Result;
use zip::write::{SimpleFileOptions, ZipWriter};

/// A checkpoint being written: a pickle in protocol 2, and its storages.
#[derive(Debug, Default)]
pub struct Checkpoint {
    pickle: Vec<u8>,
    storages: Vec<Vec<u8>>,
}

impl Checkpoint {
    /// One whose outermost object is a dictionary with these contents.
    pub fn of(fill: impl FnOnce(&mut Self)) -> Self {
        let mut checkpoint = Self::default();
        checkpoint.pickle.extend(*b"\x80\x02");
        checkpoint.dictionary(fill);
        checkpoint.pickle.push(b'.');
        checkpoint
    }

    /// `name: {…}`.
    pub fn inside(&mut self, name: &str, fill: impl FnOnce(&mut Self)) {
        self.text(name);
        self.dictionary(fill);
    }

    /// `name: number`.
    pub fn number(&mut self, name: &str, number: f64) {
        self.text(name);
        self.pickle.push(b'G');
        self.pickle.extend(number.to_be_bytes());
    }

    /// `name: tensor`, of that shape, with values that depend on the name.
    pub fn tensor(&mut self, name: &str, shape: &[u32]) {
        self.scaled(name, shape, 1.0);
    }

    /// The same with values that keep a network's numbers in their range.
    pub fn weights(&mut self, name: &str, shape: &[u32]) {
        let inputs: u32 = shape[1..].iter().product();
        self.scaled(name, shape, 3.0 / (inputs as f32).sqrt());
    }

    /// `name: tensor`, of that shape, with one value throughout.
    pub fn filled(&mut self, name: &str, shape: &[u32], value: f32) {
        let count: u32 = shape.iter().product();
        let storage = value.to_le_bytes().repeat(count as usize);
        self.stored(name, shape, storage);
    }

    fn scaled(&mut self, name: &str, shape: &[u32], scale: f32) {
        let count: u32 = shape.iter().product();
        let seed = name.bytes().fold(7u32, |seed, byte| {
            seed.wrapping_mul(31).wrapping_add(byte.into())
        });
        // No two rows alike: the values repeat after a number that is prime.
        const PERIOD: u32 = 997;
        let value = |i: u32| ((i * 389 + seed % PERIOD) % PERIOD) as f32 / PERIOD as f32 - 0.5;
        let period: Vec<u8> = (0..PERIOD)
            .flat_map(|i| (value(i) * scale).to_le_bytes())
            .collect();
        let size = 4 * count as usize;
        let mut storage = Vec::with_capacity(size + period.len());
        while storage.len() < size {
            storage.extend_from_slice(&period);
        }
        storage.truncate(size);
        self.stored(name, shape, storage);
    }

    fn stored(&mut self, name: &str, shape: &[u32], storage: Vec<u8>) {
        self.text(name);
        let count: u32 = shape.iter().product();
        let key = self.storages.len().to_string();
        self.storages.push(storage);

        self.pickle
            .extend(*b"ctorch._utils\n_rebuild_tensor_v2\n((");
        self.text("storage");
        self.pickle.extend(*b"ctorch\nFloatStorage\n");
        self.text(&key);
        self.text("cpu");
        self.integer(count);
        self.pickle.extend(*b"tQK\x00(");
        shape.iter().for_each(|&n| self.integer(n));
        self.pickle.extend(*b"t(");
        for axis in 0..shape.len() {
            self.integer(shape[axis + 1..].iter().product());
        }
        self.pickle.extend(*b"t\x89}tR");
    }

    /// `name: module.function("echo hello")`, as nobody should run it.
    pub fn call(&mut self, name: &str, module: &str, function: &str) {
        self.text(name);
        self.pickle
            .extend(format!("c{module}\n{function}\n(").bytes());
        self.text("echo hello");
        self.pickle.extend(*b"tR");
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// If it cannot be packed.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let stored =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file("archive/data.pkl", stored)?;
        zip.write_all(&self.pickle)?;
        for (key, storage) in self.storages.iter().enumerate() {
            zip.start_file(format!("archive/data/{key}"), stored)?;
            zip.write_all(storage)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    fn dictionary(&mut self, fill: impl FnOnce(&mut Self)) {
        self.pickle.extend(*b"}(");
        fill(self);
        self.pickle.push(b'u');
    }

    fn text(&mut self, text: &str) {
        self.pickle.push(b'X');
        self.pickle.extend((text.len() as u32).to_le_bytes());
        self.pickle.extend(text.bytes());
    }

    fn integer(&mut self, number: u32) {
        self.pickle.push(b'J');
        self.pickle.extend(number.to_le_bytes());
    }
}
