//! Where chords come from when many files are heard at once.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tch::Device;

use super::recogniser::{ChordNet, ChordRecogniser};
use crate::error::ModelError;
use crate::net::btc::Btc;

/// A chord recogniser that many threads share, a track each.
#[derive(Debug)]
pub struct ChordSource(Kind);

#[derive(Debug)]
enum Kind {
    Templates,
    // Tensors go from thread to thread, but not to two at once.
    Btc(Box<Mutex<Btc>>),
}

impl ChordSource {
    /// Our own, which needs no weights.
    #[must_use]
    pub fn templates() -> Self {
        Self(Kind::Templates)
    }

    /// The BTC network with the weights of `file`. It runs on the CPU: a track
    /// takes it a fraction of a second.
    ///
    /// # Errors
    /// When the weights cannot be read or are another network's.
    pub fn btc(file: &Path) -> Result<Self, ModelError> {
        let net = Btc::open(file, Device::Cpu)?;
        Ok(Self(Kind::Btc(Box::new(Mutex::new(net)))))
    }

    /// Its name: `templates` or `btc`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self.0 {
            Kind::Templates => "templates",
            Kind::Btc(_) => "btc",
        }
    }

    /// Begins to listen to a track.
    pub(crate) fn listen(&self) -> ChordRecogniser<'_> {
        match &self.0 {
            Kind::Templates => ChordRecogniser::templates(),
            Kind::Btc(net) => ChordRecogniser::net(Shared(net)),
        }
    }
}

/// The network, taken for a block at a time.
struct Shared<'a>(&'a Mutex<Btc>);

impl ChordNet for Shared<'_> {
    fn classes(&mut self, log_cqt: &[f32]) -> Result<Vec<u8>, ModelError> {
        let net = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (&*net).classes(log_cqt)
    }
}
