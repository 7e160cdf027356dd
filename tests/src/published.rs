//! The published model's files with random weights: every tensor that hearing
//! needs, under its published name.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::Checkpoint;

/// Writes the files of the published model into `folder`, laid out as their
/// authors lay them out.
///
/// # Errors
/// If they cannot be written.
pub fn random_weights(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder.join("saved_models"))?;
    fs::create_dir_all(folder.join("inference/data"))?;
    fs::write(folder.join("pytorch_model.bin"), mert().bytes()?)?;
    let btc = folder.join("inference/data/btc_model_large_voca.pt");
    fs::write(btc, chords().bytes()?)?;
    fs::write(folder.join("saved_models/J_all.ckpt"), head().bytes()?)?;
    Ok(())
}

/// A linear layer's weight and bias.
fn linear(to: &mut Checkpoint, name: &str, outputs: u32, inputs: u32) {
    to.weights(&format!("{name}.weight"), &[outputs, inputs]);
    to.weights(&format!("{name}.bias"), &[outputs]);
}

fn norm(to: &mut Checkpoint, name: &str, width: u32) {
    to.weights(&format!("{name}.weight"), &[width]);
    to.weights(&format!("{name}.bias"), &[width]);
}

/// MERT-95M without the layers that nothing is read from; of the last there is
/// as much as tells it from a smaller one.
fn mert() -> Checkpoint {
    Checkpoint::of(|root| {
        for (layer, kernel) in [10, 3, 3, 3, 3, 2, 2].into_iter().enumerate() {
            let inputs = if layer == 0 { 1 } else { 512 };
            let name = format!("feature_extractor.conv_layers.{layer}.conv.weight");
            root.weights(&name, &[512, inputs, kernel]);
        }
        norm(root, "feature_extractor.conv_layers.0.layer_norm", 512);
        norm(root, "feature_projection.layer_norm", 512);
        linear(root, "feature_projection.projection", 768, 512);
        root.weights("encoder.pos_conv_embed.conv.bias", &[768]);
        root.weights("encoder.pos_conv_embed.conv.weight_g", &[1, 1, 128]);
        root.weights("encoder.pos_conv_embed.conv.weight_v", &[768, 48, 128]);
        norm(root, "encoder.layer_norm", 768);
        for layer in 0..7 {
            let name = format!("encoder.layers.{layer}");
            for part in ["k_proj", "v_proj", "q_proj", "out_proj"] {
                linear(root, &format!("{name}.attention.{part}"), 768, 768);
            }
            norm(root, &format!("{name}.layer_norm"), 768);
            linear(
                root,
                &format!("{name}.feed_forward.intermediate_dense"),
                3072,
                768,
            );
            linear(
                root,
                &format!("{name}.feed_forward.output_dense"),
                768,
                3072,
            );
            norm(root, &format!("{name}.final_layer_norm"), 768);
        }
        norm(root, "encoder.layers.11.final_layer_norm", 768);
    })
}

/// The BTC chord recogniser, large vocabulary.
fn chords() -> Checkpoint {
    Checkpoint::of(|root| {
        root.inside("model", |model| {
            let encoder = "self_attn_layers";
            model.weights(&format!("{encoder}.embedding_proj.weight"), &[128, 144]);
            for layer in 0..8 {
                let layer = format!("{encoder}.self_attn_layers.{layer}");
                for block in ["attn_block", "backward_attn_block"] {
                    let block = format!("{layer}.{block}");
                    for part in ["query", "key", "value", "output"] {
                        let name = format!("{block}.multi_head_attention.{part}_linear.weight");
                        model.weights(&name, &[128, 128]);
                    }
                    for conv in 0..2 {
                        let conv = format!("{block}.positionwise_convolution.layers.{conv}.conv");
                        model.weights(&format!("{conv}.weight"), &[128, 128, 3]);
                        model.weights(&format!("{conv}.bias"), &[128]);
                    }
                    for norm in ["layer_norm_mha", "layer_norm_ffn"] {
                        model.weights(&format!("{block}.{norm}.gamma"), &[128]);
                        model.weights(&format!("{block}.{norm}.beta"), &[128]);
                    }
                }
                linear(model, &format!("{layer}.linear"), 128, 256);
            }
            model.weights(&format!("{encoder}.layer_norm.gamma"), &[128]);
            model.weights(&format!("{encoder}.layer_norm.beta"), &[128]);
            linear(model, "output_layer.output_projection", 170, 128);
        });
        root.number("mean", -2.5);
        root.number("std", 1.5);
    })
}

/// The multitask head.
fn head() -> Checkpoint {
    Checkpoint::of(|root| {
        root.inside("state_dict", |state| {
            state.weights("model.chord_root_embedding.weight", &[14, 4]);
            state.weights("model.chord_attr_embedding.weight", &[14, 4]);
            for layer in 0..2 {
                let name = format!("model.chord_transformer.layers.{layer}");
                state.weights(&format!("{name}.self_attn.in_proj_weight"), &[24, 8]);
                state.weights(&format!("{name}.self_attn.in_proj_bias"), &[24]);
                linear(state, &format!("{name}.self_attn.out_proj"), 8, 8);
                linear(state, &format!("{name}.linear1"), 64, 8);
                linear(state, &format!("{name}.linear2"), 8, 64);
                norm(state, &format!("{name}.norm1"), 8);
                norm(state, &format!("{name}.norm2"), 8);
            }
            linear(state, "model.input_proj.0", 512, 1545);
            for (branch, outputs) in [("classification_branch", 56), ("regression_branch", 2)] {
                linear(state, &format!("model.{branch}.0"), 256, 512);
                let last = format!("model.{branch}.2");
                state.weights(&format!("{last}.weight"), &[outputs, 256]);
                // The middle of the 1-9 scale; for a tag, nearly certain.
                state.filled(&format!("{last}.bias"), &[outputs], 5.0);
            }
        });
    })
}
