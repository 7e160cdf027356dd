//! A fence around third-party decoders.
//!
//! A bug in a codec shows as a panic on some odd file. It must cost that one
//! file and nothing else.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::AudioError;

/// Runs `work` and turns a panic in it into [`AudioError::DecoderPanic`].
///
/// Whatever `work` was changing is in an unknown state after a panic and must
/// not be used again.
pub(crate) fn guard<T>(work: impl FnOnce() -> Result<T, AudioError>) -> Result<T, AudioError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let message = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "unknown fault".to_owned());
        Err(AudioError::DecoderPanic(message))
    })
}

#[cfg(test)]
mod tests {
    use std::io::{self, Cursor, Read, Seek, SeekFrom};

    use symphonia::core::io::MediaSource;

    use crate::signature::Signature;
    use crate::{Decoder, Limits};

    /// A file whose reading panics past a point, as a codec with a bug would.
    struct Trap {
        bytes: Cursor<Vec<u8>>,
        at: u64,
    }

    impl Read for Trap {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(self.bytes.position() < self.at, "index out of bounds");
            let room = (self.at - self.bytes.position()).min(buffer.len() as u64);
            self.bytes.read(&mut buffer[..room as usize])
        }
    }

    impl Seek for Trap {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.bytes.seek(to)
        }
    }

    impl MediaSource for Trap {
        fn is_seekable(&self) -> bool {
            false
        }

        fn byte_len(&self) -> Option<u64> {
            None
        }
    }

    fn open(trap_at: u64) -> Result<Decoder, crate::AudioError> {
        let mut bytes = Cursor::new(Vec::new());
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 44_100,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
        (0..441_000).for_each(|_| writer.write_sample(99_i16).unwrap());
        writer.finalize().unwrap();
        bytes.set_position(0);
        let signature = Signature {
            marked: true,
            exact: true,
            body_bytes: bytes.get_ref().len() as u64,
        };
        let source = Box::new(Trap { bytes, at: trap_at });
        Decoder::from_source(source, signature, &Limits::default())
    }

    #[test]
    fn a_panic_while_opening_is_an_error() {
        let error = open(20).err().unwrap();
        assert_eq!(error.code(), "decoder_panic");
        assert!(error.to_string().contains("index out of bounds"));
    }

    #[test]
    fn a_panic_on_the_way_is_an_error_and_stays_one() {
        let mut decoder = open(300_000).unwrap();
        let error = loop {
            match decoder.next_block() {
                Ok(block) => assert!(block.is_some()),
                Err(error) => break error,
            }
        };
        assert_eq!(error.code(), "decoder_panic");
        assert_eq!(decoder.next_block().unwrap_err().code(), "decoder_panic");
        assert_eq!(decoder.seek(0.0).unwrap_err().code(), "decoder_panic");
    }
}
