//! Frames as bytes: where one ends, what it holds, how one is made.

use std::borrow::Cow;

use crate::error::FileError;

/// The versions that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// 2.3.0.
    Three,
    /// 2.4.0.
    Four,
}

/// Bytes of a frame's header: identifier, size, flags.
const HEADER: usize = 10;

/// A number whose bytes have seven bits each; `None` where one has the eighth.
pub(super) fn synchsafe(bytes: [u8; 4]) -> Option<u32> {
    let is_safe = bytes.iter().all(|byte| byte & 0x80 == 0);
    is_safe.then(|| {
        bytes
            .iter()
            .fold(0, |sum, &byte| (sum << 7) | u32::from(byte))
    })
}

/// The bytes of such a number; `None` above 28 bits.
pub(super) fn to_synchsafe(number: u64) -> Option<[u8; 4]> {
    let byte = |shift: u32| (number >> shift & 0x7f) as u8;
    (number < 1 << 28).then(|| [byte(21), byte(14), byte(7), byte(0)])
}

/// Takes out the zero bytes that unsynchronisation puts behind each `FF`.
pub(super) fn synchronised(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut after_ff = false;
    for &byte in bytes {
        if !(after_ff && byte == 0) {
            plain.push(byte);
        }
        after_ff = byte == 0xff;
    }
    plain
}

/// Puts them in, where a decoder could take what follows for the start of sound, or
/// a reader for such a zero byte.
pub(super) fn unsynchronised(bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        all.push(byte);
        let next = bytes.get(at + 1);
        if byte == 0xff && next.is_none_or(|&next| next == 0 || next >= 0xe0) {
            all.push(0);
        }
    }
    all
}

/// Bytes of the extended header at the start of the frames' area. One with a
/// checksum over the frames is refused: nobody writes it, and nobody would see it
/// fail.
pub(super) fn extended_length(area: &[u8], version: Version) -> Result<usize, FileError> {
    let odd = FileError::Odd("its ID3 tag has an extended header that cannot be kept");
    let Some((&size, rest)) = area.split_first_chunk::<4>() else {
        return Err(odd);
    };
    let (length, has_checksum) = match version {
        Version::Three => (
            4 + u64::from(u32::from_be_bytes(size)),
            rest.first().is_none_or(|flags| flags & 0x80 != 0),
        ),
        Version::Four => (
            synchsafe(size).map_or(0, u64::from),
            rest.get(1).is_none_or(|flags| flags & 0x20 != 0),
        ),
    };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if has_checksum || length < 6 || length > area.len() {
        return Err(odd);
    }
    Ok(length)
}

/// The frames, each with its header, and the zero bytes behind the last.
///
/// The sizes of 2.4 are synchsafe, but an old and very common program wrote them
/// plainly: where the standard's reading does not come out even, that is tried.
pub(super) fn split(area: &[u8], version: Version) -> Result<(Vec<&[u8]>, &[u8]), FileError> {
    let plain = |bytes| Some(u32::from_be_bytes(bytes));
    let found = match version {
        Version::Three => walk(area, plain),
        Version::Four => walk(area, synchsafe).or_else(|| walk(area, plain)),
    };
    found.ok_or(FileError::Odd("the frames of its ID3 tag are damaged"))
}

fn walk(area: &[u8], size: impl Fn([u8; 4]) -> Option<u32>) -> Option<(Vec<&[u8]>, &[u8])> {
    let mut frames = Vec::new();
    let mut rest = area;
    while rest.first().is_some_and(|&byte| byte != 0) {
        let id = rest.first_chunk::<4>()?;
        let is_letter = |&byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        // Some programs kept the three letters of 2.2.
        let is_id =
            id[..3].iter().all(is_letter) && (is_letter(&id[3]) || matches!(id[3], 0 | b' '));
        let length = HEADER + size(*rest.get(4..8)?.first_chunk()?)? as usize;
        if !is_id || length > rest.len() {
            return None;
        }
        let (frame, after) = rest.split_at(length);
        frames.push(frame);
        rest = after;
    }
    rest.iter().all(|&byte| byte == 0).then_some((frames, rest))
}

/// What a frame holds, without what its flags did to it, or in 2.4 the flag of the
/// whole tag, `all_unsynchronised`.
pub(super) fn payload(
    frame: &[u8],
    version: Version,
    all_unsynchronised: bool,
) -> Result<Cow<'_, [u8]>, FileError> {
    let odd = FileError::Odd("a frame of its ID3 tag is packed or locked");
    let (Some(&flags), Some(body)) = (frame.get(9), frame.get(HEADER..)) else {
        return Err(odd);
    };
    let (packed, skip, unsynchronised) = match version {
        Version::Three => (flags & 0xc0 != 0, usize::from(flags & 0x20 != 0), false),
        Version::Four => (
            flags & 0x0c != 0,
            usize::from(flags & 0x40 != 0) + 4 * usize::from(flags & 0x01 != 0),
            flags & 0x02 != 0 || all_unsynchronised,
        ),
    };
    match body.get(skip..) {
        Some(body) if !packed && unsynchronised => Ok(synchronised(body).into()),
        Some(body) if !packed => Ok(body.into()),
        _ => Err(odd),
    }
}

/// A frame with this payload.
pub(super) fn build(id: &[u8; 4], payload: &[u8], version: Version) -> Result<Vec<u8>, FileError> {
    let too_long = FileError::Odd("a text would be too long for its ID3 tag");
    let size = match version {
        Version::Three => u32::try_from(payload.len()).ok().map(u32::to_be_bytes),
        Version::Four => to_synchsafe(payload.len() as u64),
    };
    let size = size.ok_or(too_long)?;
    let mut frame = id.to_vec();
    frame.extend(size);
    frame.extend([0, 0]);
    frame.extend(payload);
    Ok(frame)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn unsynchronised_bytes_come_back(bytes in vec(prop_oneof![Just(0_u8), Just(0xff), Just(0xe1), any::<u8>()], 0..40)) {
            let sent = unsynchronised(&bytes);
            prop_assert!(sent.windows(2).all(|pair| pair[0] != 0xff || pair[1] < 0xe0));
            prop_assert_eq!(synchronised(&sent), bytes);
        }

        #[test]
        fn any_bytes_are_split_without_a_panic(bytes in vec(any::<u8>(), 0..80)) {
            for version in [Version::Three, Version::Four] {
                if let Ok((frames, padding)) = split(&bytes, version) {
                    prop_assert_eq!([frames.concat(), padding.to_vec()].concat(), bytes.clone());
                    for frame in frames {
                        let _ = payload(frame, version, true);
                    }
                }
                let _ = extended_length(&bytes, version);
            }
        }
    }

    #[test]
    fn sizes_that_an_old_program_wrote_plainly_are_understood() {
        let mut area = b"TIT2\0\0\x01\0\0\0".to_vec();
        area.extend([b'x'; 256]);
        area.extend(b"TPE1\0\0\0\x02\0\0\0y");
        area.extend([0; 9]);
        let (frames, padding) = split(&area, Version::Four).unwrap();
        assert_eq!((frames.len(), padding.len()), (2, 9));
        assert!(split(&area[..100], Version::Four).is_err());
    }
}
