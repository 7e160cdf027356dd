//! Training on made-up features whose labels follow from them.

use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tch::{Device, Tensor};

use moodplane_model::ModelError;
use moodplane_model::harmony::Parity;
use moodplane_model::metrics::pearson;
use moodplane_model::train::Event;
use moodplane_model::train::multitask::fit::{FitConfig, predict};
use moodplane_model::train::multitask::head::{Head, Owned};
use moodplane_model::train::multitask::loss::Distillation;
use moodplane_model::train::multitask::run::{Role, RunConfig, open, train};
use moodplane_model::train::multitask::samples::{Sample, Set, Task};

const WIDTH: usize = 12;

/// libtorch draws first weights and dropout from one generator for all threads:
/// tests take turns, so that a run can repeat another.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    // On a busy machine more threads only wait for each other.
    tch::set_num_threads(1);
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn sample(i: usize, task: &Task, rng: &mut StdRng) -> Sample {
    let x: Vec<f32> = (0..WIDTH).map(|_| rng.random_range(-1.0..1.0)).collect();
    let target = match task {
        Task::ValenceArousal => vec![5.0 + 2.0 * x[0] - x[1], 5.0 + 2.0 * x[2]],
        Task::Tags(names) => (0..names.len())
            .map(|t| f32::from(u8::from(x[3 + t] > 0.2)))
            .collect(),
    };
    let noisy: Vec<f32> = (0..3)
        .flat_map(|_| {
            x.iter()
                .map(|v| v + rng.random_range(-0.05..0.05))
                .collect::<Vec<_>>()
        })
        .collect();
    Sample {
        id: format!("clip {i}"),
        group: format!("artist {}", i / 2),
        embedding: Tensor::from_slice(&noisy).view([3, WIDTH as i64]),
        roots: (0..12).map(|c| 1 + (c + i as i64) % 12).collect(),
        qualities: (0..12).map(|c| i64::from(c < 8)).collect(),
        mode: (i % 2) as i64,
        target,
        quadrant: None,
    }
}

fn set(name: &str, task: Task, clips: usize, seed: u64) -> Set {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut part = |n: usize| (0..n).map(|i| sample(i, &task, &mut rng)).collect();
    Set {
        name: name.into(),
        train: part(clips),
        validation: part(24),
        test: part(40),
        task: task.clone(),
    }
}

fn tags() -> Task {
    Task::Tags(vec!["calm".into(), "dark".into()])
}

fn config(role: Role, sets: &[&Set], epochs: usize) -> RunConfig {
    RunConfig {
        role,
        encoder: "made up".into(),
        embedding: WIDTH as i64,
        chords: false,
        chord_count: 12,
        key: true,
        parity: Parity::Own,
        datasets: sets.iter().map(|s| s.name.clone()).collect(),
        tags: sets
            .iter()
            .find_map(|s| match &s.task {
                Task::Tags(names) => Some(names.clone()),
                Task::ValenceArousal => None,
            })
            .unwrap_or_default(),
        fit: FitConfig {
            rate: 3e-3,
            batch: 16,
            epochs,
            ..FitConfig::default()
        },
    }
}

fn go(
    folder: &std::path::Path,
    config: &RunConfig,
    sets: &[&Set],
    teachers: &[&Head],
) -> Result<usize, ModelError> {
    let never = AtomicBool::new(false);
    let history = train(
        folder,
        config,
        sets,
        teachers,
        Device::Cpu,
        &never,
        &mut |_| {},
    )?;
    Ok(history.len())
}

fn valence_r(head: &Owned, set: &Set) -> f64 {
    let test: Vec<&Sample> = set.test.iter().collect();
    let said = predict(&head.head, &set.task, &test, Device::Cpu);
    let said: Vec<f64> = (0..test.len() as i64)
        .map(|i| said.double_value(&[i, 0]))
        .collect();
    let truth: Vec<f64> = test.iter().map(|s| f64::from(s.target[0])).collect();
    pearson(&truth, &said)
}

#[test]
fn teachers_teach_a_student_that_does_both_tasks() {
    let _turn = turn();
    let room = tempfile::tempdir().unwrap();
    let (va, moods) = (
        set("va", Task::ValenceArousal, 160, 1),
        set("moods", tags(), 100, 2),
    );
    let mut heads = Vec::new();
    for set in [&va, &moods] {
        let folder = room.path().join(&set.name);
        go(&folder, &config(Role::Teacher, &[set], 40), &[set], &[]).unwrap();
        heads.push(open(&folder, &set.task, Device::Cpu).unwrap().1);
    }
    assert!(valence_r(&heads[0], &va) > 0.9);
    for kd in [
        Distillation::None,
        Distillation::Paper,
        Distillation::Regression,
    ] {
        let sets = [&va, &moods];
        let mut config = config(Role::Student, &sets, 40);
        config.fit.distillation = kd;
        let folder = room.path().join(format!("{kd:?}"));
        let teachers: Vec<&Head> = heads.iter().map(|owned| &owned.head).collect();
        go(&folder, &config, &sets, &teachers).unwrap();
        let (_, student) = open(&folder, &va.task, Device::Cpu).unwrap();
        let r = valence_r(&student, &va);
        assert!(r > 0.8, "{kd:?}: {r}");
        assert!(open(&folder, &moods.task, Device::Cpu).is_ok());
    }
}

#[test]
fn a_stopped_run_goes_on_as_if_it_had_not_been() {
    let _turn = turn();
    let room = tempfile::tempdir().unwrap();
    let (va, moods) = (
        set("va", Task::ValenceArousal, 40, 3),
        set("moods", tags(), 40, 4),
    );
    let sets = [&va, &moods];
    let mut config = config(Role::Student, &sets, 6);
    config.chords = true;
    let unbroken = room.path().join("unbroken");
    go(&unbroken, &config, &sets, &[]).unwrap();

    let broken = room.path().join("broken");
    let stop = AtomicBool::new(false);
    let stopped = train(
        &broken,
        &config,
        &sets,
        &[],
        Device::Cpu,
        &stop,
        &mut |event| {
            if matches!(event, Event::Epoch(epoch) if epoch.epoch == 3) {
                stop.store(true, std::sync::atomic::Ordering::Relaxed);
            }
        },
    );
    assert!(matches!(stopped, Err(ModelError::Stopped)));
    assert_eq!(go(&broken, &config, &sets, &[]).unwrap(), 6);
    let read =
        |folder: &std::path::Path| std::fs::read_to_string(folder.join("epochs.csv")).unwrap();
    assert_eq!(read(&unbroken), read(&broken));
}

#[test]
fn training_ends_when_validation_gets_no_better() {
    let _turn = turn();
    let room = tempfile::tempdir().unwrap();
    let va = set("va", Task::ValenceArousal, 24, 5);
    let mut config = config(Role::Teacher, &[&va], 400);
    config.fit.patience = 3;
    config.fit.min_delta = 0.05;
    let epochs = go(room.path(), &config, &[&va], &[]).unwrap();
    assert!(epochs < 400, "{epochs}");
}

#[test]
fn a_folder_with_another_run_or_none_is_said() {
    let _turn = turn();
    let room = tempfile::tempdir().unwrap();
    let va = set("va", Task::ValenceArousal, 24, 6);
    let one = config(Role::Teacher, &[&va], 1);
    go(room.path(), &one, &[&va], &[]).unwrap();
    let mut other = one.clone();
    other.fit.rate = 1e-2;
    let error = go(room.path(), &other, &[&va], &[])
        .unwrap_err()
        .to_string();
    assert!(error.contains("other settings"), "{error}");
    let error = open(room.path(), &tags(), Device::Cpu)
        .unwrap_err()
        .to_string();
    assert!(error.contains("best-tags"), "{error}");
    let error = RunConfig::read(&room.path().join("none"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("no training run"), "{error}");
}
