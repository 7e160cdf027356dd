//! The chord recogniser's network against PyTorch, with the same seeded
//! weights (`references/btc.py`).

mod seeded;

use moodplane_model::ModelError;
use moodplane_model::harmony::{ChordNet, ChordRecogniser};
use moodplane_model::net::btc::Btc;
use tch::{Device, Kind, Tensor};

/// A weight whose outputs are as large as its inputs.
fn weight(name: &str, shape: &[i64]) -> (String, Tensor) {
    let fan_in: i64 = shape[1..].iter().product();
    let scale = (3.0 / fan_in as f64).sqrt() as f32;
    (name.to_owned(), seeded::tensor(name, shape, scale))
}

fn bias(name: &str, size: i64) -> (String, Tensor) {
    (name.to_owned(), seeded::tensor(name, &[size], 0.1))
}

/// All tensors of a checkpoint, by their published names.
fn weights() -> Vec<(String, Tensor)> {
    let mut all = vec![
        weight("self_attn_layers.embedding_proj.weight", &[128, 144]),
        weight("output_layer.output_projection.weight", &[170, 128]),
        bias("output_layer.output_projection.bias", 170),
        ("mean".to_owned(), Tensor::from(-3.5f32)),
        ("std".to_owned(), Tensor::from(1.8f32)),
        // The checkpoint has layers that are never used.
        bias("output_layer.lstm.bias_ih_l0", 256),
    ];
    let mut norms = vec!["self_attn_layers.layer_norm".to_owned()];
    for layer in 0..8 {
        let layer = format!("self_attn_layers.self_attn_layers.{layer}");
        all.push(weight(&format!("{layer}.linear.weight"), &[128, 256]));
        all.push(bias(&format!("{layer}.linear.bias"), 128));
        for block in ["attn_block", "backward_attn_block"] {
            let block = format!("{layer}.{block}");
            for part in ["query", "key", "value", "output"] {
                let name = format!("{block}.multi_head_attention.{part}_linear.weight");
                all.push(weight(&name, &[128, 128]));
            }
            for i in 0..2 {
                let conv = format!("{block}.positionwise_convolution.layers.{i}.conv");
                all.push(weight(&format!("{conv}.weight"), &[128, 128, 3]));
                all.push(bias(&format!("{conv}.bias"), 128));
            }
            norms.extend(["mha", "ffn"].map(|part| format!("{block}.layer_norm_{part}")));
        }
    }
    for norm in norms {
        let (name, gamma) = bias(&format!("{norm}.gamma"), 128);
        all.push((name, gamma + 1.0));
        all.push(bias(&format!("{norm}.beta"), 128));
    }
    all
}

#[test]
fn logits_and_classes_are_pytorch_s() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("btc.safetensors");
    let mut weights = weights();
    Tensor::write_safetensors(&weights, &file).unwrap();
    let btc = Btc::open(&file, Device::Cpu).unwrap();
    let golden = seeded::golden("btc");

    let frames = seeded::tensor("btc.frames", &[2, 108, 144], 1.7);
    let logits = tch::no_grad(|| btc.logits(&frames)).slice(1, 0, None, 7);
    let difference = seeded::largest_difference(&logits, &golden["logits"]);
    println!("largest difference {difference:e}");
    assert!(difference <= 1e-4, "{difference}");

    let log_cqt = seeded::values("btc.log_cqt", 54 * 144, 3.0);
    let log_cqt: Vec<f32> = log_cqt.iter().map(|x| x - 4.0).collect();
    let classes = (&btc).classes(&log_cqt).unwrap();
    let theirs = golden["classes"].to_kind(Kind::Uint8);
    assert_eq!(classes, Vec::<u8>::try_from(theirs).unwrap());

    let mut recogniser = ChordRecogniser::net(&btc);
    recogniser.push(&vec![0.1; 12 * 22_050]).unwrap();
    let chords = recogniser.finish().unwrap();
    // 12 s end after the 130th frame.
    assert_eq!(chords.last().unwrap().end_s, 12.037);

    weights.retain(|(name, _)| name != "std");
    Tensor::write_safetensors(&weights, &file).unwrap();
    let error = Btc::open(&file, Device::Cpu).unwrap_err();
    assert!(matches!(error, ModelError::Weights { .. }), "{error}");
}
