//! The student says the same of a window whatever else is in its batch and
//! wherever it runs.

use std::path::Path;

use moodplane_model::net::student::{
    BANDS, OF_WINDOWS, PATCH_FEATURES, PATCH_FRAMES, Student, level::Levelled,
};
use tch::nn::VarStore;
use tch::{Cuda, Device, Kind, Tensor};

mod seeded;

use seeded::largest_difference;

const WINDOWS: i64 = 64;
/// Patches in a window: fewer than a whole window's ten, which would say no more
/// in five times as long.
const PATCHES: i64 = 2;

/// Log-mel windows as loud and as varied as music's.
fn windows() -> Tensor {
    let shape = [WINDOWS, PATCHES * PATCH_FRAMES as i64, BANDS as i64];
    let numbers: i64 = shape.iter().product();
    let even = seeded::tensor("windows", &[numbers], 1.0);
    // Each window with a level of its own, as files have.
    let level = seeded::tensor("levels", &[WINDOWS, 1, 1], 0.5) + 1.0;
    (even.view(shape) + 1.0) * 1.5 * level
}

/// A file of random weights, whose norms have seen some sound: as they begin
/// they would change nothing.
fn weights(folder: &Path) -> std::path::PathBuf {
    tch::manual_seed(7);
    let store = VarStore::new(Device::Cpu);
    let net = Student::new(&store.root());
    let some = Levelled::of(&windows().narrow(0, 0, 8)).mel;
    let _ = tch::no_grad(|| net.learn(&some, Kind::Float));
    let file = folder.join("student.safetensors");
    store.save(&file).unwrap();
    file
}

fn rows(file: &Path, device: Device, windows: &Tensor) -> Tensor {
    let (net, _store) = Student::open(file, device).unwrap();
    tch::no_grad(|| net.rows(&windows.to_device(device))).to_device(Device::Cpu)
}

#[test]
fn a_window_is_heard_alike_alone_and_among_others() {
    let folder = tempfile::tempdir().unwrap();
    let file = weights(folder.path());
    let all = windows();
    let together = rows(&file, Device::Cpu, &all);
    let width = PATCHES * (PATCH_FEATURES as i64 + 1) + OF_WINDOWS as i64;
    assert_eq!(together.size(), [WINDOWS, width]);
    let (net, _store) = Student::open(&file, Device::Cpu).unwrap();
    let alone: Vec<Tensor> = (0..WINDOWS)
        .map(|i| tch::no_grad(|| net.rows(&all.narrow(0, i, 1))))
        .collect();
    let apart = largest_difference(&together, &Tensor::cat(&alone, 0));
    assert!(apart < 1e-3, "{apart}");
    // Windows that were all heard alike would agree too.
    let spread = together.std_dim([0i64].as_slice(), true, false);
    assert!(spread.mean(Kind::Float).double_value(&[]) > 0.01);
}

#[test]
fn a_gpu_hears_what_the_processor_hears() {
    if !Cuda::is_available() {
        println!("skipped: there is no CUDA device");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = weights(folder.path());
    let all = windows();
    let [here, there] = [Device::Cpu, Device::Cuda(0)].map(|device| rows(&file, device, &all));
    let apart = largest_difference(&here, &there);
    assert!(apart < 1e-2, "{apart}");
}
