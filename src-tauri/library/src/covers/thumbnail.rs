//! Making a picture small.

use std::error::Error;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::{ImageReader, Limits};

/// Edge of the square that a thumbnail fits into, in pixels: twice what a list
/// shows, for dense screens.
const EDGE: u32 = 256;
/// JPEG quality, 1-100: no faults to be seen at this size, and some 15 kB.
const QUALITY: u8 = 85;
/// Longest edge of a picture that is read, in pixels.
const LONGEST: u32 = 16_384;
/// Memory that reading a picture may take, in bytes: 44 million pixels. What
/// asks for more is a scan for print, or an attack.
const MEMORY: u64 = 128 << 20;

/// A picture as a small JPEG; `None` if it cannot be read.
pub(super) fn of(picture: &[u8]) -> Option<Vec<u8>> {
    // Decoders meet whatever people's disks hold.
    match catch_unwind(AssertUnwindSafe(|| small(picture))) {
        Ok(Ok(jpeg)) => Some(jpeg),
        Ok(Err(error)) => {
            tracing::debug!(%error, "no picture");
            None
        }
        Err(_) => {
            tracing::warn!("reading a picture ended in a panic");
            None
        }
    }
}

fn small(picture: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut reader = ImageReader::new(Cursor::new(picture)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut image = reader.decode()?;
    if image.width().max(image.height()) > EDGE {
        image = image.thumbnail(EDGE, EDGE);
    }
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&image.to_rgb8())?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_luma8(width, height)
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    fn size(picture: &[u8]) -> Option<(u32, u32)> {
        let small = image::load_from_memory(&of(picture)?).unwrap();
        Some((small.width(), small.height()))
    }

    #[test]
    fn large_ones_shrink_and_small_ones_stay() {
        assert_eq!(size(&png(1000, 500)), Some((256, 128)));
        assert_eq!(size(&png(5000, 1)), Some((256, 1)));
        assert_eq!(size(&png(40, 30)), Some((40, 30)));
    }

    #[test]
    fn what_is_broken_or_too_large_is_none() {
        assert_eq!(size(b""), None);
        assert_eq!(size(b"GIF89a"), None);
        assert_eq!(size(&png(100, 100)[..60]), None);
        // The header alone asks for more than there is.
        let mut vast = png(1, 1);
        vast[16..24].copy_from_slice(&[0, 0, 0x3f, 0xff, 0, 0, 0x3f, 0xff]);
        assert_eq!(size(&vast), None);
        assert_eq!(size(&png(20_000, 2)), None);
    }
}
