//! Weights and inputs that a parity test and its Python reference
//! (`references/seeded.py`) both make from nothing but a name, so that none of
//! them is ever stored, and where the golden outputs lie.
#![allow(
    dead_code,
    reason = "every test that includes this module uses its own part of it"
)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tch::Tensor;

/// `count` values in ±`scale`, uniform: SplitMix64 (Steele et al. 2014) counting
/// from the FNV-1a hash of `name`.
pub fn values(name: &str, count: usize, scale: f32) -> Vec<f32> {
    let start = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    let value = |i: u64| {
        let mut z = start.wrapping_add(i.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        // 24 bits are an f32's own precision: nothing is rounded before `scale`.
        let unit = (z >> 40) as f32 / (1 << 24) as f32;
        scale * (2.0 * unit - 1.0)
    };
    (0..count as u64).map(value).collect()
}

/// The values of `name` in the given shape.
pub fn tensor(name: &str, shape: &[i64], scale: f32) -> Tensor {
    let count: i64 = shape.iter().product();
    Tensor::from_slice(&values(name, count as usize, scale)).view(shape)
}

/// Where the golden files lie: the committed ones, or those that the references
/// have just written to `MOODPLANE_GOLDEN`.
pub fn golden_folder() -> PathBuf {
    std::env::var_os("MOODPLANE_GOLDEN").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden"),
        PathBuf::from,
    )
}

/// The golden tensors of `<name>.safetensors`.
pub fn golden(name: &str) -> HashMap<String, Tensor> {
    let file = golden_folder().join(name).with_extension("safetensors");
    let tensors = Tensor::read_safetensors(&file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    tensors.into_iter().collect()
}

/// The largest |a - b|; both must have the same shape.
pub fn largest_difference(a: &Tensor, b: &Tensor) -> f64 {
    assert_eq!(a.size(), b.size());
    let difference = (a.to_kind(tch::Kind::Double) - b.to_kind(tch::Kind::Double)).abs();
    // A NaN on either side is no agreement, and a maximum would not always show it.
    assert!(bool::try_from(difference.isfinite().all()).unwrap());
    difference.max().double_value(&[])
}
