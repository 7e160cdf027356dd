//! From a file to samples, and what can be said of the samples without a
//! network: loudness, tempo, key, a waveform, an identity.
//!
//! This room knows no model and no database. A file is opened by its content,
//! decoded once and in blocks ([`hear`]), and every way in which it can be bad
//! is an [`AudioError`] with a code and a sentence. The player uses the same
//! [`Decoder`].

#![forbid(unsafe_code)]

mod codecs;
mod decoder;
mod digest;
mod encoded;
mod error;
mod frames;
mod guard;
mod hear;
mod identity;
mod key;
mod limits;
mod loudness;
mod low;
mod mp4;
mod onsets;
mod proof;
mod resample;
mod signature;
mod source;
mod spectra;
mod tempo;
mod tonal;
mod true_peak;
mod waveform;

pub use decoder::{Decoder, StreamInfo};
pub use encoded::stream_id;
pub use error::AudioError;
pub use hear::{Heard, Key, Mode, Tempo, Wanted, hear};
pub use limits::Limits;
pub use proof::{Sound, sound};
pub use resample::Resampler;
pub use tonal::TONAL;
