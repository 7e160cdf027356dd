//! A file's way to a network: decoded once, cut into pieces, sent to the worker
//! that owns the network, and beside that listened to for chords.

pub(crate) mod networks;
pub(crate) mod segments;
mod turnstile;
mod windows;
pub(crate) mod worker;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use moodplane_audio::{AudioError, Heard, Limits, Wanted, hear};

use crate::error::ModelError;
use crate::harmony::{ChordSource, ChordSpan};
use crate::net::mert::{self, MertConfig};
use segments::{SEGMENT, Segments};
use turnstile::Turnstile;
use windows::WindowCutter;
use worker::{Network, Worker};

/// What a network's pieces are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pieces {
    /// Log-mel windows `[n · 187, 96]`, one after the other.
    Windows {
        /// Patches of 3 s in each but the last, which may have fewer.
        patches: usize,
    },
    /// Samples at 24 kHz in segments of 30 s.
    Segments,
}

impl Pieces {
    /// The rate of the samples that they are cut from, Hz.
    fn rate(self) -> u32 {
        match self {
            Self::Windows { .. } => 16_000,
            Self::Segments => mert::SAMPLE_RATE,
        }
    }
}

/// Cuts one track.
enum Cutter {
    Windows(Box<WindowCutter>),
    Segments(Segments),
}

impl Cutter {
    fn new(pieces: Pieces) -> Self {
        match pieces {
            Pieces::Windows { patches } => Self::Windows(Box::new(WindowCutter::new(patches))),
            Pieces::Segments => Self::Segments(Segments::new(SEGMENT, &MertConfig::base_95m())),
        }
    }

    fn push(&mut self, samples: &[f32], out: &mut Vec<Vec<f32>>) {
        match self {
            Self::Windows(cutter) => cutter.push(samples, out),
            Self::Segments(segments) => segments.push(samples, out),
        }
    }

    /// Appends what is left; gives when the first piece began, s.
    fn finish(self, out: &mut Vec<Vec<f32>>) -> f64 {
        match self {
            Self::Windows(cutter) => cutter.finish(out),
            Self::Segments(segments) => {
                out.extend(segments.finish());
                0.0
            }
        }
    }
}

/// Hears files for one network; it may be called from many threads.
#[derive(Debug)]
pub(crate) struct Hearing {
    worker: Worker,
    pieces: Pieces,
    chords: Option<ChordSource>,
    limits: Limits,
    decoding: Option<Turnstile>,
}

/// What came of a file.
pub(crate) struct HeardFile {
    /// What needs no network.
    pub sound: Heard,
    /// The network's outputs for each piece, in order.
    pub rows: Vec<Vec<f32>>,
    /// When the first piece began, s: silence before the music is not heard.
    pub lead_s: f64,
    /// The chords, where they were asked for.
    pub chords: Vec<ChordSpan>,
}

/// Why a file could not be heard.
pub(crate) enum Unheard {
    /// It is the file's fault.
    Audio(AudioError),
    /// It is ours.
    Model(ModelError),
}

impl Hearing {
    /// Starts the network's worker. Chords are only listened to with a source.
    pub fn start(
        network: impl Network,
        pieces: Pieces,
        chords: Option<ChordSource>,
    ) -> Result<Self, ModelError> {
        Ok(Self {
            worker: Worker::start(network)?,
            pieces,
            chords,
            limits: Limits::default(),
            decoding: None,
        })
    }

    /// Decodes so many files at once at most, however many threads ask: those that
    /// wait for the network's last answers do not count.
    pub fn decoding_at_once(mut self, files: usize) -> Self {
        self.decoding = Some(Turnstile::new(files));
        self
    }

    /// Hears one file from start to end.
    pub fn hear(&self, path: &Path, stop: &AtomicBool) -> Result<HeardFile, Unheard> {
        let stopped = || Unheard::Audio(AudioError::Stopped);
        let place = match &self.decoding {
            Some(turnstile) => Some(turnstile.enter(stop).ok_or_else(stopped)?),
            None => None,
        };
        let mut cutter = Cutter::new(self.pieces);
        let mut chords = self.chords.as_ref().map(ChordSource::listen);
        let mut line = self.worker.line();
        let (mut ready, mut broken) = (Vec::new(), None);
        let rate = self.pieces.rate();
        let mut rates = vec![rate];
        rates.extend(chords.is_some().then_some(crate::cqt::SAMPLE_RATE));
        let sound = hear(
            path,
            &self.limits,
            &Wanted { rates },
            stop,
            &mut |at, samples| {
                if at == rate {
                    cutter.push(samples, &mut ready);
                    for piece in ready.drain(..) {
                        broken = broken.take().or_else(|| line.send(piece).err());
                    }
                } else if let Some(chords) = &mut chords {
                    broken = broken.take().or_else(|| chords.push(samples).err());
                }
            },
        )
        .map_err(Unheard::Audio)?;
        let lead_s = cutter.finish(&mut ready);
        for piece in ready {
            broken = broken.or_else(|| line.send(piece).err());
        }
        drop(place);
        if let Some(error) = broken {
            return Err(Unheard::Model(error));
        }
        Ok(HeardFile {
            sound,
            rows: line.finish().map_err(Unheard::Model)?,
            lead_s,
            chords: match chords {
                Some(chords) => chords.finish().map_err(Unheard::Model)?,
                None => Vec::new(),
            },
        })
    }
}
