//! From a finished run to a model that can be used: the head, its calibration,
//! thresholds, a registry entry and a model card that says what was measured.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use safetensors::SafeTensors;
use sha2::{Digest, Sha256};
use tch::nn::VarStore;
use tch::{Device, Tensor};

use super::card::card;
use super::heads;
use super::kept::most_telling;
use super::student::write_half;
use super::targets::Example;
use crate::digest::{hex, sha256};
use crate::error::ModelError;
use crate::evaluate::compact::{Heard, Report, ask, cross_validated, hear, held_out};
use crate::metrics::quantile;
use crate::net::layers::load;
use crate::net::student::head::Head;
use crate::net::student::{PATCH_FEATURES, Student, TAGS};
use crate::registry::{Architecture, Entry, Registry, WeightFile};
use crate::train::Event;
use crate::whole::replace_with;

/// Changes when what is fed to the network, or how its outputs are summed up,
/// changes: analyses of another version are then known to be old.
const FEATURES: u32 = 4;

/// A tag is on for half as many clips again as its teacher's mean probability
/// claims: that makes two or three words a track, as people tag.
const TAGS_ON: f64 = 1.5;

/// No tag is on below this probability, however rare it is: nobody would believe
/// a word that is one in fifty likely.
const LEAST: f64 = 0.03;

/// Publishes `run`'s best trunk, with a head fitted on all labelled music, as
/// the model that the folder `out` names, and returns what was measured.
///
/// # Errors
/// `out` is no folder inside a folder, or something cannot be read or written;
/// [`ModelError::Stopped`] when `stop` becomes true.
pub fn publish(
    labelled: &[Example],
    unlabelled: &[Example],
    run: &Path,
    out: &Path,
    device: Device,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(Event),
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

    let mut store = VarStore::new(device);
    let mut net = Student::new(&store.root());
    load(&mut store, &run.join("best.safetensors"))?;
    let of_patches = labelled.iter().chain(unlabelled);
    let of_patches: Vec<&Tensor> = of_patches.map(|e| &e.said.embedding).collect();
    let rectified = Tensor::cat(&of_patches, 0).relu();
    net.keep(&most_telling(&rectified, PATCH_FEATURES));
    let clips = hear(&net, labelled, device);
    let music = hear(&net, unlabelled, device);
    let trial = cross_validated(&clips, stop, tell)?;
    let report = Report::of(&clips, &trial.opinions, &held_out(&clips, &trial)?);

    let all: Vec<&Heard> = clips.iter().collect();
    let (_head, head_store) = heads::fit(&all)?;
    let weights = out.join(format!("{id}.safetensors"));
    write_half(&[&store, &head_store], &weights)?;

    // As it is shipped.
    let (head, _store) = Head::open(&weights)?;
    let everything: Vec<&Heard> = clips.iter().chain(&music).collect();
    let sha256 = sha256(&weights)?;
    let mut registry = Registry::read_or_new(folder)?;
    let entry = Entry {
        id: id.to_owned(),
        version: format!("{FEATURES}.{}-{}", ears(&weights)?, &sha256[..12]),
        architecture: Architecture::Compact,
        title: "Compact student: valence, arousal, felt emotions and 56 tags from log-mel"
            .to_owned(),
        licence: "CC-BY-NC-SA-4.0".to_owned(),
        card: Path::new(id).join("CARD.md"),
        sd: trial.sd,
        tag_thresholds: tag_thresholds(&head, &everything),
        calibration: Some(trial.calibration),
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
    let card = card(&entry, &report, size, &clips, unlabelled.len());
    let path = folder.join(&entry.card);
    replace_with(&path, card.as_bytes())?;
    registry.put(entry);
    registry.write(folder)?;
    Ok(report)
}

/// A digest of all weights but the head's: embeddings of models that have it in
/// common mean the same, and the head of one reads those of another.
fn ears(weights: &Path) -> Result<String, ModelError> {
    let bytes = std::fs::read(weights).map_err(ModelError::file("read", weights))?;
    let tensors = SafeTensors::deserialize(&bytes).map_err(|why| ModelError::Weights {
        path: weights.to_owned(),
        why: why.to_string(),
    })?;
    let mut ears: Vec<_> = tensors
        .tensors()
        .into_iter()
        .filter(|(name, _)| !name.starts_with("head."))
        .collect();
    ears.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut hash = Sha256::new();
    for (name, tensor) in ears {
        hash.update(name);
        hash.update(tensor.data());
    }
    Ok(hex(&hash.finalize())[..8].to_owned())
}

/// For each tag, the probability above which it is on about as often as its
/// teacher means it.
fn tag_thresholds(head: &Head, music: &[&Heard]) -> Vec<f64> {
    let opinions = ask(head, music);
    (0..TAGS)
        .map(|tag| {
            let meant = music.iter().map(|clip| clip.tag_probability(tag));
            let meant = meant.sum::<f64>() / music.len() as f64;
            let share = (TAGS_ON * meant).clamp(0.01, 0.5);
            let ours: Vec<f64> = opinions.iter().map(|o| o.tags[tag]).collect();
            quantile(&ours, 1.0 - share).max(LEAST)
        })
        .collect()
}
