//! The ports against their references, on weights and golden outputs that are
//! not part of the product: set `MOODPLANE_TEACHERS` to their folder (and
//! `MOODPLANE_AUDIO` to the labelled clips for the end-to-end part).

use std::collections::HashMap;
use std::path::PathBuf;

use moodplane_model::mel::{MelSpec, log_mel};
use moodplane_model::net::jamendo::{JamendoCnn, SAMPLES};
use moodplane_model::net::musicnn::{MusiCnn, PATCH_FRAMES};
use moodplane_model::train::compact::teachers::{Teachers, decode};
use tch::{Device, Kind, Tensor};

/// Frames between two patches in the references' outputs: about 1.5 s.
const PATCH_HOP: i64 = 93;

/// A picture `[frames, 96]` as patches `[B, 187, 96]`.
fn patches(mel: &[f32]) -> Tensor {
    let picture = Tensor::from_slice(mel).view([-1, 96]);
    // unfold gives [B, 96, 187].
    let patches = picture.unfold(0, PATCH_FRAMES as i64, PATCH_HOP);
    patches.transpose(1, 2).contiguous()
}

fn folder(variable: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: {variable} is not set");
    }
    folder
}

fn golden(folder: &std::path::Path) -> HashMap<String, Tensor> {
    Tensor::read_safetensors(folder.join("golden-frontend.safetensors"))
        .unwrap()
        .into_iter()
        .collect()
}

fn values(tensor: &Tensor) -> Vec<f32> {
    Vec::try_from(tensor.flatten(0, -1).to_kind(Kind::Float)).unwrap()
}

fn largest_change(ours: &[f32], theirs: &[f32]) -> f32 {
    assert_eq!(ours.len(), theirs.len());
    ours.iter()
        .zip(theirs)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max)
}

#[test]
fn front_ends_agree_with_the_published_extractors() {
    let Some(folder) = folder("MOODPLANE_TEACHERS") else {
        return;
    };
    let golden = golden(&folder);
    let ours = log_mel(MelSpec::MUSICNN, &values(&golden["pcm16k"]));
    let change = largest_change(&ours, &values(&golden["mel16k"]));
    assert!(change < 1e-3, "16 kHz: {change}");

    let ours = log_mel(MelSpec::JAMENDO, &values(&golden["pcm12k_centre"]));
    let ours = Tensor::from_slice(&ours)
        .view([-1, 96])
        .transpose(0, 1)
        .contiguous();
    assert_eq!(ours.size(), golden["jamendo_mel"].size());
    let change = largest_change(&values(&ours), &values(&golden["jamendo_mel"]));
    // Decibels of next to nothing: the last bits of an f32 spectrum show.
    assert!(change < 5e-2, "12 kHz, dB: {change}");
}

#[test]
fn networks_agree_with_the_reference_from_the_same_mel() {
    let Some(folder) = folder("MOODPLANE_TEACHERS") else {
        return;
    };
    let _no_grad = tch::no_grad_guard();
    let golden = golden(&folder);
    let musicnn = MusiCnn::open(&folder.join("musicnn-msd.safetensors"), Device::Cpu).unwrap();
    let embedding = musicnn.embedding(&golden["mel16k"].unsqueeze(0));
    let near = |name: &str, ours: &Tensor| {
        let change = largest_change(&values(ours), &values(&golden[name]));
        assert!(change < 1e-3, "{name}: {change}");
    };
    near("embedding", &embedding);
    let jamendo = JamendoCnn::open(
        &folder.join("jamendo-moodtheme-cnn.safetensors"),
        Device::Cpu,
    )
    .unwrap();
    near(
        "jamendo_tags",
        &jamendo
            .hear(&golden["jamendo_mel"].unsqueeze(0))
            .1
            .sigmoid(),
    );
}

#[test]
fn clips_decoded_by_us_give_the_reference_s_outputs() {
    let Some(folder) = folder("MOODPLANE_TEACHERS") else {
        return;
    };
    let Some(audio) = self::folder("MOODPLANE_AUDIO") else {
        return;
    };
    let _no_grad = tch::no_grad_guard();
    let teachers = Teachers::open(&folder, Device::Cpu).unwrap();
    let text = std::fs::read_to_string(folder.join("golden.json")).unwrap();
    let golden: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    for (clip, expected) in golden {
        let heard = decode(&audio.join("quadrants").join(&clip)).unwrap();
        let list =
            |name: &str| -> Vec<f32> { serde_json::from_value(expected[name].clone()).unwrap() };
        let embedding = teachers.embedding(&patches(&heard.mel));
        let mean = |t: &Tensor| values(&t.mean_dim([0i64].as_slice(), false, Kind::Float));
        for name in ["va_emomusic", "va_deam"] {
            // A linear head turns the embedding's many units into points of 1-9.
            let file = folder.join(format!("{}-musicnn.safetensors", name.replace('_', "-")));
            let head: std::collections::HashMap<String, Tensor> = Tensor::read_safetensors(file)
                .unwrap()
                .into_iter()
                .collect();
            let said = embedding.matmul(&head["out.weight"].tr()) + &head["out.bias"];
            let change = largest_change(&mean(&said), &list(name));
            // ffmpeg's own decoding gives our values within .001: what remains
            // is between it and the sound that the golden values came from.
            assert!(change < 0.055, "{clip} {name}: {change}");
        }
        // The references heard the centred 29.1 s.
        let first = heard.pcm_12k.len().saturating_sub(SAMPLES) / 2;
        let last = (first + SAMPLES).min(heard.pcm_12k.len());
        let tags = teachers.tags(&heard.pcm_12k[first..last]).1.sigmoid();
        let change = largest_change(&values(&tags), &list("jamendo_tags"));
        assert!(change < 0.15, "{clip} tags: {change}");
    }
}
