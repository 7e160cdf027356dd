//! How fast MERT is here: seconds and GFLOP/s for segments of 30 s, in each kind
//! of numbers, with random weights.
//!
//! `cargo run --release -p moodplane-model --example mert_speed -- [cpu|cuda|mps] [SEGMENTS]`

use std::error::Error;
use std::time::Instant;

use moodplane_model::DeviceChoice;
use moodplane_model::net::mert::{Mert, MertConfig, fastest_kind};
use tch::{Device, Kind, Tensor, nn};

const SAMPLES: i64 = 30 * 24_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let device = arguments.next().unwrap_or_else(|| "cpu".into());
    let (device, _) = device.parse::<DeviceChoice>()?.resolve();
    let segments: i64 = arguments.next().map_or(Ok(1), |n| n.parse())?;

    let folder = tempfile::tempdir()?;
    let file = folder.path().join("mert.safetensors");
    let config = MertConfig::base_95m().for_embedding();
    {
        let store = nn::VarStore::new(Device::Cpu);
        let _ = Mert::new(&store.root(), &config);
        for (name, mut variable) in store.variables() {
            if !name.contains("norm") {
                let _ = tch::no_grad(|| variable.normal_(0.0, 0.03));
            }
        }
        store.save(&file)?;
    }

    let operations = segments as f64 * operations(&config, SAMPLES) as f64;
    println!("fastest kind: {:?}", fastest_kind(device));
    for kind in [Kind::Float, Kind::BFloat16, Kind::Half] {
        let (net, _store) = Mert::open(&file, &config, device, kind)?;
        let _no_grad = tch::no_grad_guard();
        let wave = Tensor::randn([segments, SAMPLES], (Kind::Float, device));
        let once = || {
            let start = Instant::now();
            // Reading a value waits for the device.
            let sum = net.embedding(&wave).sum(Kind::Float).double_value(&[]);
            (start.elapsed().as_secs_f64(), sum)
        };
        once();
        let best = (0..4).map(|_| once().0).fold(f64::INFINITY, f64::min);
        println!(
            "{kind:?}: {:.3} s a segment, {:.0} GFLOP/s",
            best / segments as f64,
            operations / best / 1e9
        );
    }
    Ok(())
}

/// Floating-point operations of one segment's embedding: two a multiplication of
/// the matrix products, those of the positions counted as by taps.
fn operations(config: &MertConfig, samples: i64) -> i64 {
    let (mut time, mut inputs, mut sum) = (samples, 1, 0);
    for &(kernel, stride) in &config.convolutions {
        time = (time - kernel) / stride + 1;
        sum += time * kernel * inputs * config.channels;
        inputs = config.channels;
    }
    let width = config.width;
    sum += time * config.channels * width;
    sum += time * width * (width / config.position_groups) * config.position_kernel;
    let layer = time * width * (4 * width + 2 * config.feed_forward + 2 * time);
    2 * (sum + config.layers as i64 * layer)
}
