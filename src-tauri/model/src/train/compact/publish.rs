//! From a finished run to a model that can be used: weights, calibration,
//! thresholds, a registry entry and a model card that says what was measured.

use std::path::Path;

use tch::Device;
use tch::nn::VarStore;

use super::heads;
use super::student::write_half;
use super::targets::Example;
use crate::data::Split;
use crate::digest::sha256;
use crate::error::ModelError;
use crate::evaluate::compact::{Outcome, Report};
use crate::net::layers::load;
use crate::net::student::{Student, StudentConfig};
use crate::registry::{Architecture, Entry, Registry, WeightFile};

/// Changes when what is fed to the network, or how its outputs are summed up,
/// changes: analyses of another version are then known to be old.
const FEATURES: u32 = 1;

/// A tag is on for half as many clips again as its teacher's mean probability
/// claims: that makes two or three words a track, as people tag.
const TAGS_ON: f64 = 1.5;

/// No tag is on below this probability, however rare it is: nobody would believe
/// a word that is one in fifty likely.
const LEAST: f64 = 0.03;

/// Publishes `run`'s best weights as the model that the folder `out` names, and
/// returns what was measured on the validation clips.
///
/// # Errors
/// `out` is no folder inside a folder, or something cannot be read or written.
pub fn publish(
    examples: &[Example],
    config: &StudentConfig,
    run: &Path,
    out: &Path,
    device: Device,
) -> Result<Report, ModelError> {
    let unnamed = || {
        let why = "name the model's own folder in a folder of models, such as models/student";
        ModelError::data(out, why)
    };
    let id = out
        .file_name()
        .and_then(|n| n.to_str())
        .ok_or_else(unnamed)?;
    let folder = out
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(out).map_err(ModelError::file("create", out))?;

    let best = run.join("best.safetensors");
    let part = |split| examples.iter().filter(move |e| e.clip.split == split);
    let mut store = VarStore::new(device);
    let mut net = Student::new(&store.root(), config);
    load(&mut store, &best)?;
    store.freeze();
    let heard = Outcome::of(&net, part(Split::Train), device);
    heads::fit(&mut net, &heard)?;
    let weights = out.join(format!("{id}.safetensors"));
    write_half(&store, &weights)?;

    // What is measured is what is shipped.
    let (net, _store) = Student::open(&weights, config, device)?;
    let training = Outcome::of(&net, part(Split::Train), device);
    let validation = Outcome::of(&net, part(Split::Validation), device);
    let sd_factors = validation.calibration();
    let shares: Vec<f64> = training
        .teacher_tag_means()
        .iter()
        .map(|mean| (TAGS_ON * mean).clamp(0.01, 0.5))
        .collect();
    let report = validation.report(sd_factors);

    let sha256 = sha256(&weights)?;
    let mut registry = Registry::read_or_new(folder)?;
    let entry = Entry {
        id: id.to_owned(),
        version: format!("{FEATURES}-{}", &sha256[..12]),
        architecture: Architecture::Compact,
        title: "Compact student: valence, arousal and 56 tags from log-mel".to_owned(),
        licence: "CC-BY-NC-SA-4.0".to_owned(),
        card: Path::new(id).join("README.md"),
        sd_factors,
        tag_thresholds: training
            .tag_thresholds(&shares)
            .into_iter()
            .map(|threshold| threshold.max(LEAST))
            .collect(),
        files: vec![WeightFile {
            role: "weights".to_owned(),
            path: Path::new(id).join(format!("{id}.safetensors")),
            sha256,
            stamp: None,
        }],
    };
    let size = std::fs::metadata(&weights)
        .map_err(ModelError::file("read", &weights))?
        .len();
    let card = card(&entry, &report, size, part(Split::Train).count());
    let path = folder.join(&entry.card);
    std::fs::write(&path, card).map_err(ModelError::file("write", &path))?;
    registry.put(entry);
    registry.write(folder)?;
    Ok(report)
}

fn card(entry: &Entry, report: &Report, bytes: u64, trained_on: usize) -> String {
    format!(
        "# Model card: {id}

Version {version}. {size:.1} MB of f16 weights, licence {licence}.

It hears a track in patches of 3 s (log-mel, 96 bands, 16 kHz, the MusiCNN
front end) and gives, for each, valence and arousal on the 1-9 scale of the
self-assessment manikin, how sure it is of them, and 56 mood and theme tags.
A track's values are the means over its patches.

## What the numbers mean

Valence (unpleasant to pleasant) and arousal (calm to excited) are what the
mean of two public models would say, one trained on EmoMusic and one on DEAM.
They are opinions about the mood that music expresses, learned mostly from
Western popular music; people differ by more than a point on the scale. The
standard deviation is calibrated so that the 80 % interval holds 80 % of what
either of the two models says of a clip.

A tag is *on* when its probability is high for that tag: the threshold is its
own, not one for all.

## How well it does

Measured on {clips} clips that it did not train on (no artist is on both
sides); 95 % intervals from 1000 resamplings of artists. The same clips chose
the checkpoint and the calibration, so that a little optimism is left in.

| measure | value |
|---|---|
| mean r with the teacher's embedding, 200 numbers | {embedding_r} |
| r with the teachers' mean valence | {valence_r} |
| r with the teachers' mean arousal | {arousal_r} |
| mean r over 56 tags with the Jamendo teacher | {tags_r} |
| four-quadrant accuracy, quadrant head, people's labels ({quadrant_clips} clips) | {quadrant} |
| arousal parts high from low quadrants, ROC AUC | {arousal_auc} |
| valence parts positive from negative quadrants, ROC AUC | {valence_auc} |
| the quadrant head does the same for valence, ROC AUC | {head_auc} |
| 80 % intervals hold the teachers' valence / arousal | {v_cover:.0} % / {a_cover:.0} % |

`mood evaluate compact --data DATA --teachers TEACHERS` prints them again. Where the
valence of the plane is weak, it is because its teachers are: they hear the
pleasantness of music far less surely than its energy.

## What it was trained on

{trained_on} clips (4QAED: Panda, Malheiro & Paiva 2018; Emotify: Aljanaki,
Wiering & Veltkamp 2016), with people's quadrant labels and the opinions of
teachers about them. Made by `mood train compact`. Not for commercial use.

Attribution: the teachers are Essentia models of the Music Technology Group,
Universitat Pompeu Fabra (MusiCNN and its heads, CC BY-NC-SA 4.0) and the
MTG-Jamendo mood and theme baseline (code Apache-2.0, data CC BY-NC-SA 4.0).
These weights are distilled from them and carry the licence CC BY-NC-SA 4.0.
",
        id = entry.id,
        version = entry.version,
        licence = entry.licence,
        size = bytes as f64 / 1e6,
        clips = report.clips,
        quadrant_clips = report.quadrant_clips,
        embedding_r = report.embedding_r,
        valence_r = report.valence_r,
        arousal_r = report.arousal_r,
        tags_r = report.tags_r,
        quadrant = report.quadrant_accuracy,
        arousal_auc = report.arousal_auc,
        valence_auc = report.valence_auc,
        head_auc = report.quadrant_valence_auc,
        v_cover = report.valence_cover * 100.0,
        a_cover = report.arousal_cover * 100.0,
    )
}
