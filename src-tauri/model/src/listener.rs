//! From a file to its analysis: decode once, cut, ask the worker, sum up.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use moodplane_audio::{AudioError, Heard, Limits, Wanted, hear};
use moodplane_library::{Analyser, Analysis, Curve, Failure, Key, Mode, ModelVersion, Quadrant};

use crate::device::{DeviceChoice, device_name};
use crate::error::ModelError;
use crate::net::student::{EMBEDDING, Student, StudentConfig, TAGS};
use crate::patches::{PatchCutter, middle_s};
use crate::registry::{Architecture, Entry, FILE};
use crate::shelf::Shelf;
use crate::worker::{PATCH, PatchOutput, Worker};

/// Seconds between two values of the curve.
const CURVE_STEP_S: f64 = 5.0;
/// Patches sent at a time: 20 s of music, little enough to keep batches mixed.
const SEND: usize = 8;

/// A model that is ready to hear files; it may be called from many threads.
#[derive(Debug)]
pub struct Listener {
    entry: Entry,
    worker: Worker,
    limits: Limits,
    device: &'static str,
    note: Option<String>,
}

impl Listener {
    /// Loads model `id` from `folder`, or from the shelf of all models.
    ///
    /// # Errors
    /// No models, no such model, or damaged weights.
    pub fn open(folder: Option<&Path>, id: &str, choice: DeviceChoice) -> Result<Self, ModelError> {
        let shelf = Shelf::open(folder)?;
        let model = shelf.get(id)?;
        let entry = model.entry.clone();
        if entry.architecture != Architecture::Compact {
            return Err(ModelError::Unready(id.to_owned()));
        }
        if entry.tag_thresholds.len() != TAGS {
            let why = format!("model '{id}' needs {TAGS} tag_thresholds");
            return Err(ModelError::Damaged {
                path: model.folder.join(FILE),
                why,
            });
        }
        let weights = model.verified("weights")?;
        let (device, note) = choice.resolve();
        let (net, store) = Student::open(&weights, &StudentConfig::compact(), device)?;
        Ok(Self {
            worker: Worker::start(net, store)?,
            entry,
            limits: Limits::default(),
            device: device_name(device),
            note,
        })
    }

    /// Where the network runs, for people.
    pub fn device_name(&self) -> &'static str {
        self.device
    }

    /// A sentence when that is not where the user asked for.
    pub fn device_note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    fn listen(&self, path: &Path, stop: &AtomicBool) -> Result<Analysis, Failure> {
        let mut cutter = PatchCutter::new();
        let mut line = self.worker.line();
        let (mut ready, mut broken) = (Vec::new(), None);
        let wanted = Wanted {
            rates: vec![16_000],
        };
        let heard = hear(path, &self.limits, &wanted, stop, &mut |_, samples| {
            cutter.push(samples, &mut ready);
            if ready.len() >= SEND * PATCH && broken.is_none() {
                broken = line.send(std::mem::take(&mut ready)).err();
            }
        })
        .map_err(|e| audio_failure(&e))?;
        cutter.finish(&mut ready);
        if broken.is_none() && !ready.is_empty() {
            broken = line.send(ready).err();
        }
        if let Some(error) = broken {
            return Err(model_failure(&error));
        }
        let outputs = line.finish().map_err(|e| model_failure(&e))?;
        Ok(self.sum_up(&heard, &outputs))
    }

    /// The track's values from its patches'.
    fn sum_up(&self, heard: &Heard, outputs: &[PatchOutput]) -> Analysis {
        let mean = |pick: &dyn Fn(&PatchOutput) -> f32| {
            (outputs.iter().map(|o| f64::from(pick(o))).sum::<f64>() / outputs.len() as f64) as f32
        };
        let sd =
            |axis: usize| mean(&|o| o.variance[axis]).sqrt() * self.entry.sd_factors[axis] as f32;
        let tags: Vec<f32> = (0..TAGS)
            .map(|tag| 1.0 / (1.0 + (-mean(&|o| o.tags[tag])).exp()))
            .collect();
        let tags_on = tags
            .iter()
            .zip(&self.entry.tag_thresholds)
            .map(|(&p, &threshold)| f64::from(p) >= threshold)
            .collect();
        Analysis {
            model: self.model(),
            content_id: heard.content_id.clone(),
            duration_s: heard.duration_s,
            valence: on_scale(mean(&|o| o.valence_arousal[0])),
            arousal: on_scale(mean(&|o| o.valence_arousal[1])),
            quadrant: likeliest(std::array::from_fn(|q| mean(&|o| o.quadrant[q]))),
            valence_sd: sd(0),
            arousal_sd: sd(1),
            tags,
            tags_on,
            curve: curve(heard.duration_s, outputs),
            key: heard.key.map(|key| Key {
                tonic: key.tonic,
                mode: match key.mode {
                    moodplane_audio::Mode::Major => Mode::Major,
                    moodplane_audio::Mode::Minor => Mode::Minor,
                },
            }),
            chords: Vec::new(),
            tempo_bpm: heard.tempo.map(|tempo| tempo.bpm),
            loudness_lufs: heard.loudness_lufs,
            true_peak_dbtp: heard.true_peak_dbtp,
            waveform: heard.waveform.clone(),
            embedding: (0..EMBEDDING).map(|i| mean(&|o| o.embedding[i])).collect(),
        }
    }
}

impl Analyser for Listener {
    fn model(&self) -> ModelVersion {
        ModelVersion {
            id: self.entry.id.clone(),
            version: self.entry.version.clone(),
        }
    }

    fn analyse(&self, path: &Path, stop: &AtomicBool) -> Result<Analysis, Failure> {
        self.listen(path, stop)
    }
}

fn likeliest(logits: [f32; 4]) -> Quadrant {
    let mut best = (Quadrant::Q1, f32::NEG_INFINITY);
    for (quadrant, logit) in Quadrant::ALL.into_iter().zip(logits) {
        if logit > best.1 {
            best = (quadrant, logit);
        }
    }
    best.0
}

/// Valence and arousal are on the SAM scale; a network may stray outside it.
fn on_scale(value: f32) -> f32 {
    value.clamp(1.0, 9.0)
}

/// Means over every 5 s; a step without a patch's middle takes the last value.
fn curve(duration_s: f64, outputs: &[PatchOutput]) -> Curve {
    let steps = ((duration_s / CURVE_STEP_S).ceil() as usize).max(1);
    let mut curve = Curve {
        step_s: CURVE_STEP_S as f32,
        ..Curve::default()
    };
    let mut patches = outputs.iter().enumerate().peekable();
    let mut last = outputs.first().map_or([5.0, 5.0], |o| o.valence_arousal);
    for step in 0..steps {
        let end = (step + 1) as f64 * CURVE_STEP_S;
        let (mut sum, mut count) = ([0.0; 2], 0.0);
        while let Some((_, o)) = patches.next_if(|(i, _)| middle_s(*i) < end || step + 1 == steps) {
            sum[0] += o.valence_arousal[0];
            sum[1] += o.valence_arousal[1];
            count += 1.0;
        }
        if count > 0.0 {
            last = sum.map(|s| s / count);
        }
        curve.valence.push(on_scale(last[0]));
        curve.arousal.push(on_scale(last[1]));
    }
    curve
}

fn audio_failure(error: &AudioError) -> Failure {
    Failure {
        code: error.code().to_owned(),
        message: error.to_string(),
    }
}

fn model_failure(error: &ModelError) -> Failure {
    Failure {
        code: "model".to_owned(),
        message: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_has_a_value_for_every_five_seconds() {
        let output = |index: usize| PatchOutput {
            index,
            valence_arousal: [index as f32, 12.0],
            variance: [1.0, 1.0],
            quadrant: [0.0; 4],
            tags: vec![],
            embedding: vec![],
        };
        let outputs: Vec<_> = (1..6).map(output).collect();
        let curve = curve(14.2, &outputs);
        assert_eq!(curve.valence.len(), 3);
        // Middles at 1.5, 4.0, 6.5, 9.0 and 11.5 s.
        assert_eq!(curve.valence, [1.5, 3.5, 5.0]);
        assert_eq!(curve.arousal, [9.0, 9.0, 9.0]);
    }

    #[test]
    fn a_long_silence_at_the_end_keeps_the_last_value() {
        let outputs = [PatchOutput {
            index: 0,
            valence_arousal: [3.0, 4.0],
            variance: [1.0, 1.0],
            quadrant: [0.0; 4],
            tags: vec![],
            embedding: vec![],
        }];
        assert_eq!(curve(12.0, &outputs).valence, [3.0, 3.0, 3.0]);
    }
}
