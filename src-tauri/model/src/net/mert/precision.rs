//! Which kind of numbers MERT's matrix products are quickest in.

use std::time::{Duration, Instant};

use tch::{Device, Kind, Tensor};

/// How many times quicker than f32 a product must be before its precision is
/// given up: noise of the clock stays below it, AMX and the matrix units of ARM
/// are far above.
const WORTH: f64 = 1.3;

/// The kind in which [`super::Mert`] is quickest on `device`.
///
/// A CUDA GPU has f16 units; f16 rather than bf16 because it is three bits more
/// precise and the running states, which could outgrow it, stay in f32. Of
/// processors only some gain by bf16: with AMX it is several times quicker than
/// f32, with AVX512-BF16 alone often half as quick, and without either it is
/// emulated. Their feature flags do not tell how quick, so two products of
/// MERT's own size, a few milliseconds, are timed.
pub fn fastest_kind(device: Device) -> Kind {
    match device {
        Device::Cuda(_) => Kind::Half,
        Device::Cpu => {
            let gain = product(Kind::Float).div_duration_f64(product(Kind::BFloat16));
            if gain > WORTH {
                Kind::BFloat16
            } else {
                Kind::Float
            }
        }
        _ => Kind::Float,
    }
}

/// The time of one product of MERT's width in `kind`: the best of a few.
fn product(kind: Kind) -> Duration {
    let _no_grad = tch::no_grad_guard();
    let x = Tensor::ones([128, 768], (kind, Device::Cpu));
    let weight = Tensor::ones([768, 768], (kind, Device::Cpu));
    let once = || {
        let start = Instant::now();
        let _ = x.linear(&weight, None::<&Tensor>);
        start.elapsed()
    };
    // The first pays for building the kernel.
    once();
    (0..4).map(|_| once()).min().unwrap_or_default()
}
