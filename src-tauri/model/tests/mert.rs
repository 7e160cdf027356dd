//! MERT against Hugging Face's `HubertModel` on the same random weights
//! (`references/mert.py`), and what opening its weights promises.

mod seeded;

use std::path::PathBuf;

use moodplane_model::net::mert::{Mert, MertConfig, fastest_kind};
use seeded::{golden, largest_difference, tensor, values};
use tch::{Device, Kind, Tensor, nn};

/// Of each hidden state about this many values are golden.
const KEPT: i64 = 800;
const POSITIONS: &str = "encoder.pos_conv_embed.conv.";

fn small() -> MertConfig {
    MertConfig {
        channels: 24,
        width: 32,
        layers: 3,
        heads: 4,
        feed_forward: 48,
        position_kernel: 16,
        position_groups: 4,
        embedding_layers: vec![0, 2],
        ..MertConfig::base_95m()
    }
}

/// The value of a parameter, by the reference's rule.
fn weight(name: &str, shape: &[i64]) -> Tensor {
    if name.contains("original0") {
        return 1.0 + tensor(name, shape, 0.5);
    }
    if name.contains("norm") && name.ends_with("weight") {
        return 1.0 + tensor(name, shape, 0.1);
    }
    if shape.len() == 1 {
        return tensor(name, shape, 0.1);
    }
    let gains = [
        ("conv_layers", 6.0),
        ("q_proj", 12.0),
        ("k_proj", 12.0),
        ("pos_conv", 12.0),
    ];
    let part = gains.iter().find(|(part, _)| name.contains(part));
    let gain = part.map_or(3.0, |(_, gain)| *gain);
    let inputs: i64 = shape[1..].iter().product();
    tensor(name, shape, (gain / inputs as f32).sqrt())
}

/// Noise over slower noise, normalised: `[1, samples]`.
fn wave(name: &str, samples: usize) -> Tensor {
    let slow = values(&format!("{name}.slow"), samples / 16 + 1, 0.5);
    let fast = values(&format!("{name}.fast"), samples, 0.125);
    let wave: Vec<f32> = (0..samples).map(|i| slow[i / 16] + fast[i]).collect();
    Mert::normalise(&Tensor::from_slice(&wave).unsqueeze(0))
}

/// Every tensor of the network, under its own name.
fn published(config: &MertConfig) -> Vec<(String, Tensor)> {
    let store = nn::VarStore::new(Device::Cpu);
    let _ = Mert::new(&store.root(), config);
    let variables = store.variables().into_iter();
    variables
        .map(|(name, variable)| {
            let value = weight(&name, &variable.size());
            (name, value)
        })
        .collect()
}

fn written(folder: &tempfile::TempDir, tensors: &[(String, Tensor)]) -> PathBuf {
    let file = folder.path().join("mert.safetensors");
    Tensor::write_safetensors(tensors, &file).unwrap();
    file
}

#[test]
fn every_hidden_state_is_hubert_s() {
    let _no_grad = tch::no_grad_guard();
    let golden = golden("mert");
    let config = MertConfig::base_95m();
    let folder = tempfile::tempdir().unwrap();
    let file = written(&folder, &published(&config));
    let open = |config: &MertConfig, kind| Mert::open(&file, config, Device::Cpu, kind).unwrap();
    let (net, _store) = open(&config, Kind::Float);
    // One frame; 1.2345 s; 3.0001 s; 5 s.
    for samples in [400, 29_628, 72_002, 120_000] {
        let name = format!("wave.{samples}");
        let states = net.hidden_states(&wave(&name, samples), 11);
        let expected = &golden[&format!("full.{samples}")];
        assert_eq!(states.len(), 12);
        for (i, state) in states.iter().enumerate() {
            let step = (state.numel() as i64 / KEPT).max(1) | 1;
            let kept = state.view([-1]).slice(0, 0, None, step);
            let change = largest_difference(&kept, &expected.get(i as i64));
            eprintln!("{samples} {i} {change}");
            assert!(change < 1e-4, "{samples} samples, layer {i}: {change}");
        }
    }

    // Without the layers that it does not need the embedding is the same.
    let config = config.for_embedding();
    let (net, _store) = open(&config, Kind::Float);
    let heard = wave("wave.120000", 120_000);
    let embedding = net.embedding(&heard).squeeze_dim(0);
    let change = largest_difference(&embedding, &golden["full.embedding"]);
    assert!(change < 1e-4, "embedding: {change}");

    let (net, _store) = open(&config, Kind::BFloat16);
    let rounded = net.embedding(&heard).squeeze_dim(0);
    let cosine = Tensor::cosine_similarity(&rounded, &embedding, 0, 1e-8).double_value(&[]);
    assert!(cosine > 0.9999, "bf16: {cosine}");
}

#[test]
fn both_spellings_of_the_positions_and_any_prefix_are_read() {
    let _no_grad = tch::no_grad_guard();
    let expected = &golden("mert")["small"];
    let heard = wave("wave.small", 16_001);
    let folder = tempfile::tempdir().unwrap();
    for (prefix, lengths, directions) in [
        ("", "weight_g", "weight_v"),
        (
            "hubert.",
            "parametrizations.weight.original0",
            "parametrizations.weight.original1",
        ),
    ] {
        let mut tensors = published(&small());
        tensors.retain(|(name, _)| *name != format!("{POSITIONS}weight"));
        // Seeded by the newer names, whatever the file calls them.
        let seeded = |part: &str, shape: &[i64]| {
            weight(&format!("{POSITIONS}parametrizations.weight.{part}"), shape)
        };
        let parts = [
            (lengths, seeded("original0", &[1, 1, 16])),
            (directions, seeded("original1", &[32, 8, 16])),
        ];
        tensors.extend(parts.map(|(part, value)| (format!("{POSITIONS}{part}"), value)));
        tensors.push(("masked_spec_embed".into(), tensor("mask", &[32], 1.0)));
        for (name, _) in &mut tensors {
            *name = format!("{prefix}{name}");
        }
        let file = written(&folder, &tensors);
        let (net, _store) = Mert::open(&file, &small(), Device::Cpu, Kind::Float).unwrap();
        let states = Tensor::stack(&net.hidden_states(&heard, 2), 0).view([3, -1]);
        let change = largest_difference(&states, expected);
        assert!(change < 1e-4, "{lengths}: {change}");
    }
}

#[test]
fn a_batch_is_its_segments_and_too_short_a_sound_is_one_frame() {
    let _no_grad = tch::no_grad_guard();
    let folder = tempfile::tempdir().unwrap();
    let file = written(&folder, &published(&small()));
    let (net, _store) = Mert::open(&file, &small(), Device::Cpu, Kind::Float).unwrap();
    let (a, b) = (wave("a", 60_000), wave("b", 60_000));
    let both = net.embedding(&Tensor::cat(&[&a, &b], 0));
    let each = Tensor::cat(&[net.embedding(&a), net.embedding(&b)], 0);
    assert_eq!(both.size(), [2, small().embedding_width()]);
    assert!(largest_difference(&both, &each) < 1e-5);

    assert_eq!(small().field_and_hop(), (400, 320));
    for samples in [1, 399, 400, 719, 720] {
        let states = net.hidden_states(&wave("short", samples), 0);
        assert_eq!(states[0].size()[1], if samples < 720 { 1 } else { 2 });
        assert!(bool::try_from(states[0].isfinite().all()).unwrap());
    }
    // Digital silence has no variance to normalise by.
    let silence = Mert::normalise(&Tensor::zeros([1, 9600], (Kind::Float, Device::Cpu)));
    let embedding = net.embedding(&silence);
    assert!(bool::try_from(embedding.isfinite().all()).unwrap());
}

#[test]
fn positions_by_spectrum_are_those_by_taps() {
    let _no_grad = tch::no_grad_guard();
    let store = nn::VarStore::new(Device::Cpu);
    let mut net = Mert::new(&store.root(), &small());
    for (name, mut variable) in store.variables() {
        variable.copy_(&weight(&name, &variable.size()));
    }
    // Many blocks of the spectrum's and a bit, one block, less than a kernel.
    let heard = [140_000, 6_000, 1_500].map(|samples| wave("taps", samples));
    let by_taps = heard.each_ref().map(|wave| net.embedding(wave));
    net.fuse();
    for (wave, by_taps) in heard.iter().zip(by_taps) {
        assert!(largest_difference(&net.embedding(wave), &by_taps) < 1e-5);
    }
}

#[test]
fn weights_of_another_shape_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut tensors = published(&small());
    let file = written(&folder, &tensors);
    let refused = |file: &PathBuf, config: &MertConfig| {
        let opened = Mert::open(file, config, Device::Cpu, Kind::Float);
        opened.err().map(|e| e.to_string()).unwrap_or_default()
    };
    let deeper = MertConfig {
        layers: 4,
        ..small()
    };
    assert!(refused(&file, &deeper).contains("there is no 'encoder.layers.3."));
    assert_eq!(refused(&file, &small()), "");
    for (name, value) in &mut tensors {
        if name.ends_with("projection.weight") {
            *value = Tensor::zeros([32, 25], (Kind::Float, Device::Cpu));
        }
    }
    let file = written(&folder, &tensors);
    assert!(refused(&file, &small()).contains("is [32, 25], not [32, 24]"));
}

#[test]
fn the_fastest_kind_is_one_that_the_device_has() {
    assert!([Kind::Float, Kind::BFloat16].contains(&fastest_kind(Device::Cpu)));
}
