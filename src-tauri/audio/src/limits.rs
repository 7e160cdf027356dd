//! How much a file may ask of the machine.
//!
//! A library holds files that lie about themselves; without these bounds one
//! of them could hold up, or bring down, a run over a hundred thousand.

use std::time::Duration;

/// Bounds on one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Longest sound, s.
    pub max_duration_s: f64,
    /// Longest time spent inside the decoder, not counting what the caller
    /// does between blocks.
    pub max_decode_time: Duration,
    /// Most channels.
    pub max_channels: usize,
    /// Highest sample rate, Hz.
    pub max_sample_rate: u32,
    /// Shortest sound that can be judged, s; only [`crate::hear`] asks for it.
    pub min_duration_s: f64,
}

/// No music is kept below telephone quality; a lower rate in a header is a
/// damaged header. Hz.
pub(crate) const MIN_SAMPLE_RATE: u32 = 4_000;

impl Default for Limits {
    /// A day of sound, ten minutes of decoding (a ten-hour file takes about
    /// two on a slow machine), 32 channels, 768 kHz (the highest in use), and
    /// at least one second (two views of the shortest network).
    fn default() -> Self {
        Self {
            max_duration_s: 24.0 * 3600.0,
            max_decode_time: Duration::from_secs(600),
            max_channels: 32,
            max_sample_rate: 768_000,
            min_duration_s: 1.0,
        }
    }
}
