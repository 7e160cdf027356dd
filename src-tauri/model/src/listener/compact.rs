//! The student's way from windows to an analysis: means over the track, which
//! the head reads.

use std::sync::{Mutex, PoisonError};

use moodplane_audio::TONAL;
use moodplane_library::{Analysis, Curve, ModelVersion};
use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};

use super::{key_of_sound, on_scale};
use crate::calibration::Calibration;
use crate::error::ModelError;
use crate::hearing::networks::CompactNetwork;
use crate::hearing::{HeardFile, Hearing, Pieces};
use crate::net::student::head::{Head, Said};
use crate::net::student::row::{Patch, Row, embedding};
use crate::net::student::{EMBEDDING, PATCH_FRAMES, TAGS, WINDOW_PATCHES};
use crate::shelf::Model;

/// Seconds between two values of the curve.
const CURVE_STEP_S: f64 = 5.0;
/// Each value of the curve hears this much to either side, less and less: moods
/// change from part to part of a song, not from bar to bar.
const CURVE_REACH_S: f64 = 15.0;
/// Length of a patch: frames are 256 samples at 16 kHz apart.
const PATCH_S: f64 = PATCH_FRAMES as f64 * 256.0 / 16_000.0;

/// How the trunk's outputs are read.
#[derive(Debug)]
pub(super) struct Compact {
    // Tensors may move between threads but not be shared; it answers in less
    // than a millisecond.
    head: Mutex<(Head, VarStore)>,
    calibration: Calibration,
    sd: [f32; 2],
    tag_thresholds: Vec<f64>,
}

/// Loads the network.
pub(super) fn open(model: &Model, device: Device) -> Result<(Hearing, Compact), ModelError> {
    model.check_thresholds(TAGS)?;
    let weights = model.verified("weights")?;
    let network = CompactNetwork::open(&weights, device)?;
    let patches = WINDOW_PATCHES;
    let hearing = Hearing::start(network, Pieces::Windows { patches }, None)?;
    let (head, store) = Head::open(&weights)?;
    let compact = Compact {
        head: Mutex::new((head, store)),
        calibration: model.calibration()?,
        sd: model.entry.sd.map(|sd| sd as f32),
        tag_thresholds: model.entry.tag_thresholds.clone(),
    };
    Ok((hearing, compact))
}

impl Compact {
    /// The track's values from its windows'.
    pub fn sum_up(&self, model: ModelVersion, heard: &HeardFile) -> Analysis {
        let rows = heard.rows.iter().map(|row| Row::new(row));
        let patches: Vec<Patch<'_>> = rows.flat_map(Row::patches).collect();
        let sound = &heard.sound;
        let embedding = embedding(&patches, |_| 1.0, &sound.tonal);
        let analysis = Analysis {
            model,
            content_id: sound.content_id.clone(),
            stream_id: sound.stream_id.clone(),
            duration_s: sound.duration_s,
            key: key_of_sound(heard),
            tempo_bpm: sound.tempo.map(|tempo| tempo.bpm),
            loudness_lufs: sound.loudness_lufs,
            true_peak_dbtp: sound.true_peak_dbtp,
            waveform: sound.waveform.clone(),
            embedding,
            ..Analysis::default()
        };
        let analysis = self.judge(analysis);
        let place = [analysis.valence, analysis.arousal];
        Analysis {
            curve: self.curve(heard, &patches, place),
            ..analysis
        }
    }

    /// An earlier analysis whose embedding this head can read, with what it says of
    /// that: the track is not heard again. The curve keeps its shape and follows the
    /// track's new value.
    pub fn read_again(&self, model: ModelVersion, before: &Analysis) -> Option<Analysis> {
        if before.embedding.len() != EMBEDDING {
            return None;
        }
        let mut analysis = self.judge(Analysis {
            model,
            ..before.clone()
        });
        let curve = &mut analysis.curve;
        curve.valence = about(&curve.valence, analysis.valence);
        curve.arousal = about(&curve.arousal, analysis.arousal);
        Some(analysis)
    }

    /// The analysis with what the head, calibrated, makes of its embedding.
    fn judge(&self, analysis: Analysis) -> Analysis {
        let said = self.ask(&analysis.embedding);
        let [valence_raw, arousal_raw] = [0, 1].map(|axis| value(&said.valence_arousal, axis));
        let widening = self.calibration.widening(value1(&said.distance));
        let tags: Vec<f32> = row(&said.tags.sigmoid());
        let tags_on = tags
            .iter()
            .zip(&self.tag_thresholds)
            .map(|(&p, &threshold)| f64::from(p) >= threshold)
            .collect();
        Analysis {
            valence: on_scale(self.calibration.valence.at(valence_raw)),
            arousal: on_scale(self.calibration.arousal.at(arousal_raw)),
            valence_raw: on_scale(valence_raw),
            arousal_raw: on_scale(arousal_raw),
            valence_sd: self.sd[0] * widening,
            arousal_sd: self.sd[1] * widening,
            quadrant_probabilities: array(&said.quadrant),
            gems: Some(array(&said.gems)),
            tags,
            tags_on,
            ..analysis
        }
    }

    /// What the head says of embeddings, one after the other.
    fn ask(&self, embeddings: &[f32]) -> Said {
        let embeddings = Tensor::from_slice(embeddings).view([-1, EMBEDDING as i64]);
        // Poisoned by a panic, it is as good as before: asking changes nothing.
        let head = self.head.lock().unwrap_or_else(PoisonError::into_inner);
        tch::no_grad(|| head.0.forward(&embeddings))
    }

    /// The head's opinion of every 5 s, from the patches around (a triangle of
    /// ±15 s), moved so that its mean is the track's value.
    fn curve(&self, heard: &HeardFile, patches: &[Patch<'_>], track: [f32; 2]) -> Curve {
        let sound = &heard.sound;
        let middle = |step| (step as f64 + 0.5) * CURVE_STEP_S - heard.lead_s;
        let steps = ((sound.duration_s / CURVE_STEP_S).ceil() as usize).max(1);
        let embeddings: Vec<f32> = (0..steps)
            .flat_map(|step| around(patches, middle(step), &sound.tonal))
            .collect();
        let said = self.ask(&embeddings).valence_arousal;
        let [valence, arousal] = [
            (0, &self.calibration.valence),
            (1, &self.calibration.arousal),
        ]
        .map(|(axis, map)| {
            let raw = row(&said.select(1, axis as i64));
            let values: Vec<f32> = raw.into_iter().map(|v| map.at(v)).collect();
            about(&values, track[axis])
        });
        Curve {
            step_s: CURVE_STEP_S as f32,
            valence,
            arousal,
        }
    }
}

/// The values moved so that their mean is `mean`, on the scale.
fn about(values: &[f32], mean: f32) -> Vec<f32> {
    let now = values.iter().sum::<f32>() / values.len() as f32;
    values.iter().map(|v| on_scale(v - now + mean)).collect()
}

/// The embedding of the patches around a moment after the first began, s; past the
/// last patch, of the last. The harmony is the whole track's: half a minute has too few
/// chords to tell a key by.
fn around(patches: &[Patch<'_>], moment: f64, tonal: &[f32; TONAL]) -> Vec<f32> {
    let place = |at: f64| ((at / PATCH_S).max(0.0) as usize).min(patches.len() - 1);
    let (first, last) = (place(moment - CURVE_REACH_S), place(moment + CURVE_REACH_S));
    let near = |i: usize| {
        let middle = ((first + i) as f64 + 0.5) * PATCH_S;
        (1.0 - (middle - moment).abs() / CURVE_REACH_S).max(1e-3)
    };
    embedding(&patches[first..=last], near, tonal)
}

/// The only row of `[1, n]`, or all of `[n]`.
fn row(t: &Tensor) -> Vec<f32> {
    // A flat tensor of floats always converts.
    Vec::try_from(t.to_kind(Kind::Float).contiguous().view([-1])).unwrap_or_default()
}

/// The first values of `[1, n]`.
fn array<const N: usize>(t: &Tensor) -> [f32; N] {
    std::array::from_fn(|i| value(t, i as i64))
}

fn value(t: &Tensor, column: i64) -> f32 {
    t.double_value(&[0, column]) as f32
}

fn value1(t: &Tensor) -> f64 {
    t.double_value(&[0])
}
