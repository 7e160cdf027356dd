//! The published model's way from segments, chords and key to an analysis.

use std::sync::{Mutex, PoisonError};

use moodplane_library::{Analysis, Curve, ModelVersion, Quadrant};
use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};

use super::{ListenOptions, key_of_sound, on_scale};
use crate::error::ModelError;
use crate::harmony::{ChordSource, ChordSpan, Parity, feature_ids, key_of, mode_id};
use crate::hearing::networks::MertNetwork;
use crate::hearing::segments::SEGMENT;
use crate::hearing::{HeardFile, Hearing, Pieces};
use crate::install::probability;
use crate::net::mert::SAMPLE_RATE;
use crate::net::music2emo::{CHORDS, Features, MultitaskHead, Music2EmoConfig};
use crate::shelf::Model;

/// The published threshold of every tag.
const FLAT_THRESHOLD: f32 = 0.5;

/// The multitask head and how its outputs are read.
#[derive(Debug)]
pub(super) struct Music2Emo {
    // Tensors go from thread to thread, but not to two at once.
    head: Mutex<(MultitaskHead, VarStore)>,
    parity: Parity,
    sd: [f32; 2],
    tag_thresholds: Vec<f64>,
}

/// Loads MERT, the chord recogniser and the head.
pub(super) fn open(
    model: &Model,
    device: Device,
    options: &ListenOptions,
) -> Result<(Hearing, Music2Emo), ModelError> {
    let config = Music2EmoConfig::paper();
    model.check_thresholds(config.tags as usize)?;
    let mert = MertNetwork::open(
        &model.verified("mert")?,
        device,
        options.precision.kind(device),
    )?;
    let chords = ChordSource::btc(&model.verified("btc")?)?;
    let hearing = Hearing::start(mert, Pieces::Segments, Some(chords))?;
    let (head, store) = MultitaskHead::open(&model.verified("head")?, &config, Device::Cpu)?;
    let music2emo = Music2Emo {
        head: Mutex::new((head, store)),
        parity: options.parity,
        sd: model.entry.sd.map(|sd| sd as f32),
        tag_thresholds: model.entry.tag_thresholds.clone(),
    };
    Ok((hearing, music2emo))
}

impl Music2Emo {
    /// What tells versions apart that are read in different ways.
    pub fn reading(&self) -> &'static str {
        match self.parity {
            Parity::Own => "",
            Parity::Music2Emo => "-parity",
        }
    }

    /// The track's values from the mean of its segments, and its curve from
    /// each segment with the whole song's chords.
    pub fn sum_up(&self, model: ModelVersion, heard: &HeardFile) -> Result<Analysis, ModelError> {
        let _no_grad = tch::no_grad_guard();
        let segments = heard.rows.len() as i64;
        let each = Tensor::from_slice(&heard.rows.concat()).view([segments, -1]);
        let mean = each.mean_dim([0i64].as_slice(), true, Kind::Float);
        let embedding: Vec<f32> = Vec::try_from(mean.view([-1]))?;
        let key = key_of(&heard.chords, self.parity);
        let (roots, qualities) = feature_ids(&heard.chords, key, self.parity.window(), CHORDS);
        let repeat = |ids: &[i64]| {
            Tensor::from_slice(ids)
                .unsqueeze(0)
                .repeat([segments + 1, 1])
        };
        let features = Features {
            embedding: Tensor::cat(&[mean, each], 0),
            chord_roots: repeat(&roots),
            chord_qualities: repeat(&qualities),
            mode: repeat(&[mode_id(key, self.parity)]),
        };
        let output = {
            let head = self.head.lock().unwrap_or_else(PoisonError::into_inner);
            head.0.forward_t(&features, false)
        };
        let va: Vec<f32> = Vec::try_from(output.valence_arousal.contiguous().view([-1]))?;
        let logits: Vec<f32> = Vec::try_from(output.tags.get(0))?;
        let (tags, tags_on) = self.read_tags(&logits);
        let (valence, arousal) = (on_scale(va[0]), on_scale(va[1]));
        let sound = &heard.sound;
        Ok(Analysis {
            model,
            content_id: sound.content_id.clone(),
            stream_id: sound.stream_id.clone(),
            duration_s: sound.duration_s,
            valence,
            arousal,
            valence_sd: self.sd[0],
            arousal_sd: self.sd[1],
            // Its valence and arousal are not spread by any map.
            valence_raw: valence,
            arousal_raw: arousal,
            quadrant_probabilities: Quadrant::probabilities(
                valence, arousal, self.sd[0], self.sd[1],
            ),
            gems: None,
            tags,
            tags_on,
            curve: Curve {
                step_s: SEGMENT as f32 / SAMPLE_RATE as f32,
                valence: va[2..].iter().step_by(2).map(|&v| on_scale(v)).collect(),
                arousal: va[3..].iter().step_by(2).map(|&a| on_scale(a)).collect(),
            },
            key: key_of_sound(heard),
            chords: heard.chords.iter().map(shown).collect(),
            tempo_bpm: sound.tempo.map(|tempo| tempo.bpm),
            loudness_lufs: sound.loudness_lufs,
            true_peak_dbtp: sound.true_peak_dbtp,
            waveform: sound.waveform.clone(),
            embedding,
        })
    }

    /// Each tag's probability and whether it is on. The reference takes the
    /// head's outputs as they are; see [`probability`] for why we do not.
    fn read_tags(&self, logits: &[f32]) -> (Vec<f32>, Vec<bool>) {
        if self.parity == Parity::Music2Emo {
            let tags: Vec<f32> = logits.iter().map(|x| 1.0 / (1.0 + (-x).exp())).collect();
            let on = tags.iter().map(|&p| p > FLAT_THRESHOLD).collect();
            return (tags, on);
        }
        logits
            .iter()
            .zip(&self.tag_thresholds)
            .enumerate()
            .map(|(tag, (&logit, &threshold))| {
                let p = probability(tag, f64::from(logit));
                (p as f32, p >= threshold)
            })
            .unzip()
    }
}

/// A chord as the library keeps it.
fn shown(span: &ChordSpan) -> moodplane_library::ChordSpan {
    moodplane_library::ChordSpan {
        start_s: span.start_s as f32,
        end_s: span.end_s as f32,
        label: span.label.to_string(),
    }
}
