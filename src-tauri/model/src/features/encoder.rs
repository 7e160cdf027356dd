//! The networks whose embeddings the heads can be fed.

use std::borrow::Cow;
use std::path::Path;
use std::str::FromStr;

use tch::{Device, Kind};

use super::store::About;
use crate::digest::sha256;
use crate::error::ModelError;
use crate::harmony::ChordSource;
use crate::hearing::networks::{CompactNetwork, MertNetwork, MusiCnnNetwork};
use crate::hearing::{Hearing, Pieces};
use crate::net::mert::MertConfig;
use crate::net::student::row::Row;
use crate::net::{musicnn, student};

/// An encoder by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncoderKind {
    /// MERT-95M on segments of 30 s: the paper's, 1536 numbers.
    Mert,
    /// MusiCNN on patches of 3 s, 200 numbers.
    MusiCnn,
    /// The compact student's trunk on windows of 30 s, 211 numbers.
    Student,
}

impl FromStr for EncoderKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "mert" => Ok(Self::Mert),
            "musicnn" => Ok(Self::MusiCnn),
            "student" => Ok(Self::Student),
            other => Err(format!("'{other}' is not one of mert, musicnn, student")),
        }
    }
}

impl EncoderKind {
    /// Its name, as it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mert => "mert",
            Self::MusiCnn => "musicnn",
            Self::Student => "student",
        }
    }

    /// Numbers in an embedding.
    pub fn width(self) -> i64 {
        match self {
            Self::Mert => MertConfig::base_95m().embedding_width(),
            Self::MusiCnn => musicnn::EMBEDDING as i64,
            Self::Student => student::HEARD as i64,
        }
    }
}

/// An encoder that is ready, with the chord recogniser beside it.
#[derive(Debug)]
pub struct Encoder {
    kind: EncoderKind,
    pub(super) hearing: Hearing,
    about: About,
}

impl Encoder {
    /// Loads the network from `weights`.
    ///
    /// # Errors
    /// Weights that cannot be read or are another network's.
    pub fn open(
        kind: EncoderKind,
        weights: &Path,
        chords: ChordSource,
        device: Device,
    ) -> Result<Self, ModelError> {
        let about = About {
            encoder: kind.name().into(),
            weights: sha256(weights)?,
            embedding: kind.width(),
            chords: chords.name().into(),
        };
        let chords = Some(chords);
        let hearing = match kind {
            // Full precision: features are kept, and trained on.
            EncoderKind::Mert => Hearing::start(
                MertNetwork::open(weights, device, Kind::Float)?,
                Pieces::Segments,
                chords,
            ),
            EncoderKind::MusiCnn => {
                let network = MusiCnnNetwork::open(weights, device)?;
                Hearing::start(network, Pieces::Windows { patches: 1 }, chords)
            }
            EncoderKind::Student => {
                let network = CompactNetwork::open(weights, device)?;
                let patches = student::WINDOW_PATCHES;
                Hearing::start(network, Pieces::Windows { patches }, chords)
            }
        }?;
        Ok(Self {
            kind,
            hearing,
            about,
        })
    }

    /// What makes its features.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The embedding in a row of the network's outputs.
    pub(super) fn embedding<'a>(&self, row: &'a [f32]) -> Cow<'a, [f32]> {
        match self.kind {
            EncoderKind::Mert | EncoderKind::MusiCnn => row.into(),
            EncoderKind::Student => {
                let patches: Vec<_> = Row::new(row).patches().collect();
                student::row::heard(&patches, |_| 1.0).into()
            }
        }
    }
}
