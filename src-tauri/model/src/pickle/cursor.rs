//! Bytes that are never read past their end.

use super::Trouble;

/// A place in a pickle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes read so far.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// The next bytes, as many as the file says there are.
    pub(super) fn take(&mut self, length: u64) -> Result<&'a [u8], Trouble> {
        let rest = &self.bytes[self.at..];
        let taken = usize::try_from(length)
            .ok()
            .and_then(|length| rest.get(..length));
        let taken = taken.ok_or_else(|| {
            format!(
                "it says that {length} bytes follow where {} are left",
                rest.len()
            )
        })?;
        self.at += taken.len();
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Trouble> {
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.take(N as u64)?);
        Ok(bytes)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Trouble> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Result<u16, Trouble> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Trouble> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Trouble> {
        self.array().map(u64::from_le_bytes)
    }

    /// Pickle's one big-endian number.
    pub(super) fn f64(&mut self) -> Result<f64, Trouble> {
        self.array().map(f64::from_be_bytes)
    }

    /// A line without its end.
    pub(super) fn line(&mut self) -> Result<&'a str, Trouble> {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|&byte| byte == b'\n');
        let end = end.ok_or("it ends in the middle of a name")?;
        self.at += end + 1;
        text(&rest[..end])
    }
}

/// Bytes that must be UTF-8.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Trouble> {
    std::str::from_utf8(bytes).map_err(|_| "a text in it is not UTF-8".to_owned())
}
