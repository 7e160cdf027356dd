//! One item: the length of its value, its flags, its name with a zero, its value.

/// Bytes in front of an item's name.
const HEAD: usize = 8;
/// The bit of a flag that forbids changes.
pub(super) const READ_ONLY: u32 = 1;
/// The bits that say what a value is; UTF-8 has none of them.
const KIND: u32 = 0b110;

/// An item taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item<'a> {
    pub(super) flags: u32,
    /// ASCII, as it is written in the file.
    pub(super) name: &'a str,
    pub(super) value: &'a [u8],
}

impl<'a> Item<'a> {
    /// The item that these bytes begin with, and how many bytes it has; `None` for what
    /// is none.
    pub(super) fn first(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let (length, rest) = bytes.split_first_chunk()?;
        let (flags, rest) = rest.split_first_chunk()?;
        let end = rest.iter().position(|&byte| byte == 0)?;
        let name = str::from_utf8(&rest[..end]).ok()?;
        let is_name =
            (2..=255).contains(&end) && name.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let value = rest[end + 1..].get(..length)?;
        let item = Self {
            flags: u32::from_le_bytes(*flags),
            name,
            value,
        };
        is_name.then_some((item, HEAD + end + 1 + length))
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Its text; `None` where its value is none.
    pub(super) fn text(&self) -> Option<&'a str> {
        let text = str::from_utf8(self.value).ok();
        text.filter(|_| self.flags & KIND == 0)
    }

    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut all = (self.value.len() as u32).to_le_bytes().to_vec();
        all.extend(self.flags.to_le_bytes());
        all.extend(self.name.as_bytes());
        all.push(0);
        all.extend(self.value);
        all
    }
}
