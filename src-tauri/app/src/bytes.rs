//! Answers that cross to the window as plain bytes: JSON of a hundred thousand
//! numbers takes longer to write, to send and to read than all else that is done
//! with them.

use specta::datatype::DataType;
use specta::{Type, Types};
use tauri::ipc::{InvokeResponseBody, IpcResponse};

/// Bytes; the window gets an `ArrayBuffer`.
pub struct Bytes(pub(crate) Vec<u8>);

impl Bytes {
    /// Numbers of 32 bits, little-endian, one after the other.
    pub(crate) fn of_ids(ids: &[u32]) -> Self {
        Self(ids.iter().flat_map(|id| id.to_le_bytes()).collect())
    }
}

impl IpcResponse for Bytes {
    fn body(self) -> tauri::Result<InvokeResponseBody> {
        Ok(InvokeResponseBody::Raw(self.0))
    }
}

/// The generator has no word for an `ArrayBuffer`: the window's bridge knows.
impl Type for Bytes {
    fn definition(types: &mut Types) -> DataType {
        <Vec<u8>>::definition(types)
    }
}
