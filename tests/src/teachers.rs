//! The two teachers that the student learns from, with random weights in the
//! shapes of the published ones.

use std::fs;
use std::path::Path;

use anyhow::Result;
use safetensors::tensor::{Dtype, TensorView, serialize_to_file};

/// Writes both into `folder`.
///
/// # Errors
/// If they cannot be written.
pub fn random_teachers(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    musicnn().write(&folder.join("musicnn-msd.safetensors"))?;
    jamendo().write(&folder.join("jamendo-moodtheme-cnn.safetensors"))
}

/// One filter in so many answers; in the published weights it is one in nine.
const LIVE: usize = 24;

/// Named tensors in f32.
#[derive(Default)]
struct Weights(Vec<(String, Vec<usize>, Vec<f32>)>);

impl Weights {
    /// Values in `middle` ± `reach`, evenly, that depend on the name.
    fn even(&mut self, name: &str, shape: &[usize], middle: f32, reach: f32) {
        // A linear congruential generator's upper halves (Knuth's numbers).
        let mut state = name.bytes().fold(7_u64, |state, byte| {
            state.wrapping_mul(31).wrapping_add(byte.into())
        });
        let value = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let unit = (state >> 40) as f32 / (1 << 24) as f32;
            middle + reach * (2.0 * unit - 1.0)
        };
        let count = shape.iter().product();
        let values = std::iter::repeat_with(value).take(count).collect();
        self.0.push((name.to_owned(), shape.to_owned(), values));
    }

    /// A layer's weight and bias, which keep the numbers' size through a
    /// rectifier.
    fn layer(&mut self, name: &str, shape: &[usize]) {
        let inputs: usize = shape[1..].iter().product();
        let reach = (6.0 / inputs as f32).sqrt();
        self.even(&format!("{name}.weight"), shape, 0.0, reach);
        self.even(&format!("{name}.bias"), &shape[..1], 0.0, 0.1);
    }

    /// The same with most filters driven to next to nothing, some all the way.
    fn sparse_layer(&mut self, name: &str, shape: &[usize]) {
        self.layer(name, shape);
        let taps: usize = shape[1..].iter().product();
        let weight = self.0.len() - 2;
        for (i, filter) in self.0[weight].2.chunks_exact_mut(taps).enumerate() {
            if i % LIVE != 0 {
                let left = if i % 2 == 0 { 0.0 } else { 1e-8 };
                filter.iter_mut().for_each(|tap| *tap *= left);
            }
        }
    }

    /// A folded norm; every fifth one turns its channel over.
    fn folded(&mut self, name: &str, channels: usize) {
        self.even(&format!("{name}.scale"), &[channels], 1.0, 0.2);
        let scale = self.0.len() - 1;
        for value in self.0[scale].2.iter_mut().step_by(5) {
            *value = -*value;
        }
        self.even(&format!("{name}.offset"), &[channels], 0.0, 0.1);
    }

    /// A norm with statistics about `mean` and `variance`.
    fn norm(&mut self, name: &str, channels: usize, mean: f32, variance: f32) {
        self.even(&format!("{name}.weight"), &[channels], 1.0, 0.2);
        self.even(&format!("{name}.bias"), &[channels], 0.0, 0.1);
        self.even(&format!("{name}.running_mean"), &[channels], mean, 0.1);
        self.even(
            &format!("{name}.running_var"),
            &[channels],
            variance,
            0.2 * variance,
        );
    }

    fn write(self, file: &Path) -> Result<()> {
        let bytes: Vec<Vec<u8>> = self
            .0
            .iter()
            .map(|(_, _, values)| values.iter().flat_map(|v| v.to_le_bytes()).collect())
            .collect();
        let views = self
            .0
            .iter()
            .zip(&bytes)
            .map(|((name, shape, _), bytes)| {
                Ok((name, TensorView::new(Dtype::F32, shape.clone(), bytes)?))
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(serialize_to_file(views, &None, file)?)
    }
}

/// MusiCNN up to its embedding.
fn musicnn() -> Weights {
    let mut to = Weights::default();
    // Log-mel pictures are about 1 in the middle.
    to.even("input_norm.scale", &[1], 1.0, 0.0);
    to.even("input_norm.offset", &[1], -1.0, 0.0);
    for (i, kernel) in [[7, 38], [7, 67]].into_iter().enumerate() {
        let name = format!("timbral.{i}");
        to.sparse_layer(&format!("{name}.conv"), &[204, 1, kernel[0], kernel[1]]);
        to.folded(&format!("{name}.norm"), 204);
    }
    for (i, frames) in [128, 64, 32].into_iter().enumerate() {
        let name = format!("temporal.{i}");
        to.sparse_layer(&format!("{name}.conv"), &[51, 1, frames, 1]);
        to.folded(&format!("{name}.norm"), 51);
    }
    for (i, inputs) in [561, 64, 64].into_iter().enumerate() {
        to.layer(&format!("mid.{i}.conv"), &[64, inputs, 7]);
        to.folded(&format!("mid.{i}.norm"), 64);
    }
    to.folded("pool_norm", 1506);
    to.layer("dense", &[200, 1506]);
    to
}

/// The baseline of the MTG-Jamendo moods and themes.
fn jamendo() -> Weights {
    let mut to = Weights::default();
    // Its pictures are in decibels.
    to.norm("bn_init", 1, -10.0, 400.0);
    let channels = [1, 64, 128, 128, 128, 64];
    for i in 1..channels.len() {
        let shape = [channels[i], channels[i - 1], 3, 3];
        to.layer(&format!("conv_{i}"), &shape);
        to.norm(&format!("bn_{i}"), channels[i], 0.0, 1.0);
    }
    to.layer("dense", &[56, 64]);
    to
}
