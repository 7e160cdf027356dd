//! What training learns from: windows of music beside what the teachers said of
//! them, each piece of music in a cache file of its own.

use std::path::Path;

use moodplane_audio::TONAL;
use tch::{Kind, Tensor};

use crate::data::Clip;
use crate::error::ModelError;
use crate::net::checkpoint::Checkpoint;
use crate::net::student::trunk::Opinions;
use crate::net::student::{BANDS, PATCH_FRAMES, WINDOW_PATCHES, cut};

/// A piece of music as training sees it. All tensors are on the CPU, in f16
/// where that loses nothing that matters.
#[derive(Debug)]
pub struct Example {
    /// The labels; none but the path of unlabelled music.
    pub clip: Clip,
    /// f16 `[patches · 187, 96]`: the log-mel pictures of its windows, one after the
    /// other, as they lie in the file.
    mel: Tensor,
    /// How many patches each window has.
    patches: Vec<i64>,
    /// The first windows, so many, hold the piece once over: it is measured on
    /// these. The others are cut elsewhere or altered, to learn from.
    once: usize,
    /// What the teachers hear in the windows and their patches, in f32, MusiCNN
    /// each window at one level.
    pub said: Opinions,
    /// How the piece is harmonised.
    pub tonal: [f32; TONAL],
}

impl Example {
    /// Windows to learn from.
    pub fn lessons(&self) -> usize {
        self.patches.len()
    }

    /// Patches before window `i`.
    fn first_patch(&self, i: usize) -> i64 {
        self.patches[..i].iter().sum()
    }

    /// Window `i` as `[n · 187, 96]` in f32, at its own level.
    fn picture(&self, i: usize) -> Tensor {
        let frames = |patches| patches * PATCH_FRAMES as i64;
        let window = self
            .mel
            .narrow(0, frames(self.first_patch(i)), frames(self.patches[i]));
        window.to_kind(Kind::Float)
    }

    /// The windows that hold the piece once over, as `[1, n · 187, 96]` in f32,
    /// each at its own level.
    pub fn windows(&self) -> impl Iterator<Item = Tensor> {
        (0..self.once).map(|i| self.picture(i).unsqueeze(0))
    }

    /// What the teachers say of these.
    pub fn said_of_windows(&self) -> Opinions {
        let whole = self.first_patch(self.once);
        let windows = self.once as i64;
        Opinions {
            embedding: self.said.embedding.narrow(0, 0, whole),
            features: self.said.features.narrow(0, 0, windows),
            tags: self.said.tags.narrow(0, 0, windows),
        }
    }

    /// Window `i` with ten patches, `[1870, 96]`, and what is said of it. A window
    /// of fewer begins again.
    pub fn lesson(&self, i: usize) -> (Tensor, Opinions) {
        let round: Vec<i64> = (0..WINDOW_PATCHES as i64)
            .map(|p| p % self.patches[i])
            .collect();
        let round = Tensor::from_slice(&round);
        let picture = cut(&self.picture(i)).index_select(0, &round);
        let embedding = self
            .said
            .embedding
            .index_select(0, &(round + self.first_patch(i)));
        let window = |t: &Tensor| t.narrow(0, i as i64, 1);
        let said = Opinions {
            embedding,
            features: window(&self.said.features),
            tags: window(&self.said.tags),
        };
        (picture.view([-1, BANDS as i64]), said)
    }

    /// Opens the piece that [`tensors`] were written of.
    ///
    /// # Errors
    /// [`ModelError::Damaged`] when it is no such file.
    pub(super) fn open(file: &Path, clip: Clip) -> Result<Self, ModelError> {
        let damaged = |why: String| ModelError::Damaged {
            path: file.to_owned(),
            why,
        };
        let mut saved = Checkpoint::open(file, "mel")?;
        let missing = |name: &str| damaged(format!("it has no tensor '{name}'"));
        // Of thousands of windows a few are looked at at once.
        let mel = saved.mapped("mel")?.ok_or_else(|| missing("mel"))?;
        let mut take = |name: &str| saved.read(name)?.ok_or_else(|| missing(name));
        let tonal: Vec<f32> = Vec::try_from(take("tonal")?)?;
        Ok(Self {
            tonal: tonal
                .try_into()
                .map_err(|_| damaged("'tonal' has another length".into()))?,
            mel,
            patches: Vec::try_from(take("patches")?)?,
            once: take("once")?.int64_value(&[0]) as usize,
            said: Opinions {
                embedding: take("embedding")?,
                features: take("features")?,
                tags: take("tags")?,
            },
            clip,
        })
    }
}

/// What is written of a piece whose windows are `pictures` `[n · 187, 96]`, the
/// first `once` of which hold it once over, and of which the teachers say `said`.
pub(super) fn tensors(
    pictures: &[Tensor],
    once: usize,
    said: &[Opinions],
    tonal: &[f32; TONAL],
) -> Vec<(&'static str, Tensor)> {
    let patches: Vec<i64> = pictures
        .iter()
        .map(|picture| picture.size()[0] / PATCH_FRAMES as i64)
        .collect();
    let of_all =
        |pick: fn(&Opinions) -> &Tensor| Tensor::cat(&said.iter().map(pick).collect::<Vec<_>>(), 0);
    vec![
        ("mel", Tensor::cat(pictures, 0).to_kind(Kind::Half)),
        ("patches", Tensor::from_slice(&patches)),
        ("once", Tensor::from_slice(&[once as i64])),
        ("tonal", Tensor::from_slice(tonal)),
        ("features", of_all(|said| &said.features)),
        ("tags", of_all(|said| &said.tags)),
        ("embedding", of_all(|said| &said.embedding)),
    ]
}
