//! The heads of Music2Emotion against PyTorch's own modules on the same random
//! weights (`references/music2emo.py`), and what training needs of them.

mod seeded;

use std::path::PathBuf;

use moodplane_model::net::music2emo::{
    CHORDS, Features, MultitaskHead, Music2EmoConfig, TeacherHead, TeacherTask,
};
use seeded::{golden, largest_difference, tensor, values};
use tch::nn::{Path, VarStore};
use tch::{Device, Kind, Tensor};

const TRACKS: usize = 3;

/// The value of a parameter, by the reference's rule.
fn weight(name: &str, shape: &[i64]) -> Tensor {
    if name.contains("norm") && name.ends_with("weight") {
        return 1.0 + tensor(name, shape, 0.1);
    }
    if shape.len() == 1 {
        return tensor(name, shape, 0.1);
    }
    let table = name.contains("embedding");
    let inputs = if table { 1.0 } else { shape[1] as f32 };
    tensor(name, shape, (3.0 / inputs).sqrt())
}

/// Whole numbers 0 … `count` - 1 for each track's chords.
fn ids(name: &str, count: f32) -> Tensor {
    let values = values(name, TRACKS * CHORDS, 1.0);
    let ids: Vec<i64> = values
        .iter()
        .enumerate()
        // As a short track's: the rest is padding.
        .map(|(i, v)| match i {
            _ if i >= (TRACKS - 1) * CHORDS + 40 => 0,
            _ => ((v + 1.0) / 2.0 * count) as i64,
        })
        .collect();
    Tensor::from_slice(&ids).view([TRACKS as i64, CHORDS as i64])
}

fn features(width: i64) -> Features {
    Features {
        embedding: tensor("embedding", &[TRACKS as i64, width], 1.0),
        chord_roots: ids("roots", 13.0),
        chord_qualities: ids("qualities", 14.0),
        mode: Tensor::from_slice(&[0i64, 1, 1]).view([-1, 1]),
    }
}

/// Writes the seeded weights of the network that `new` makes.
fn published<T>(
    folder: &tempfile::TempDir,
    prefix: &str,
    new: impl FnOnce(&Path<'_>) -> T,
) -> PathBuf {
    let store = VarStore::new(Device::Cpu);
    new(&store.root());
    let variables = store.variables().into_iter();
    let mut tensors: Vec<(String, Tensor)> = variables
        .map(|(name, v)| (format!("{prefix}{name}"), weight(&name, &v.size())))
        .collect();
    let other = Tensor::zeros([56], (Kind::Float, Device::Cpu));
    tensors.push(("loss_fn_classification.weight".into(), other));
    let file = folder.path().join("head.safetensors");
    Tensor::write_safetensors(&tensors, &file).unwrap();
    file
}

fn assert_near(ours: &Tensor, expected: &Tensor, what: &str) {
    let change = largest_difference(ours, expected);
    assert!(change < 1e-5, "{what}: {change}");
}

#[test]
fn student_and_teachers_are_pytorch_s_with_or_without_the_prefix() {
    let _no_grad = tch::no_grad_guard();
    let golden = golden("music2emo");
    let folder = tempfile::tempdir().unwrap();
    let config = Music2EmoConfig::paper();
    let features = features(config.embedding);
    for prefix in ["", "model."] {
        let file = published(&folder, prefix, |root| MultitaskHead::new(root, &config));
        let (head, _store) = MultitaskHead::open(&file, &config, Device::Cpu).unwrap();
        let said = head.forward_t(&features, false);
        assert_near(&said.tags, &golden["student.tags"], "tags");
        assert_near(&said.valence_arousal, &golden["student.va"], "V/A");

        for (name, task) in [
            ("teacher.tags", TeacherTask::Tags),
            ("teacher.va", TeacherTask::ValenceArousal),
        ] {
            let new = |root: &Path<'_>| TeacherHead::new(root, &config, task);
            let file = published(&folder, prefix, new);
            let (head, _store) = TeacherHead::open(&file, &config, task, Device::Cpu).unwrap();
            assert_near(&head.forward_t(&features, false), &golden[name], name);
        }
    }
}

#[test]
fn a_head_of_other_features_is_pytorch_s_too() {
    let _no_grad = tch::no_grad_guard();
    let golden = golden("music2emo");
    let folder = tempfile::tempdir().unwrap();
    for (chords, key) in [(false, false), (false, true), (true, false), (true, true)] {
        let config = Music2EmoConfig {
            embedding: 200,
            chords,
            key,
            ..Music2EmoConfig::paper()
        };
        let file = published(&folder, "", |root| MultitaskHead::new(root, &config));
        let (head, _store) = MultitaskHead::open(&file, &config, Device::Cpu).unwrap();
        let said = head.forward_t(&features(200), false);
        let said = Tensor::cat(&[said.tags, said.valence_arousal], 1);
        let name = format!("small.{}{}", u8::from(chords), u8::from(key));
        assert_near(&said, &golden[&name], &name);
    }
}

#[test]
fn training_reaches_every_weight_and_drops_out() {
    let config = Music2EmoConfig::paper();
    let store = VarStore::new(Device::Cpu);
    let head = MultitaskHead::new(&store.root(), &config);
    let features = features(config.embedding);
    let said = head.forward_t(&features, true);
    (said.tags.sum(Kind::Float) + said.valence_arousal.sum(Kind::Float)).backward();
    for (name, variable) in store.variables() {
        assert!(variable.grad().defined(), "{name}");
        // As PyTorch starts them: nowhere near the √(6 / inputs) of tch's default.
        if let [_, inputs] = variable.size()[..]
            && name.contains("branch")
        {
            let largest = variable.abs().max().double_value(&[]);
            assert!(largest <= 1.0 / (inputs as f64).sqrt(), "{name}");
        }
    }
    let tags = |train| head.forward_t(&features, train).tags;
    assert_eq!(tags(false), tags(false));
    assert_ne!(tags(true), tags(true));
}

#[test]
fn a_teacher_is_no_student() {
    let folder = tempfile::tempdir().unwrap();
    let config = Music2EmoConfig::paper();
    let task = TeacherTask::Tags;
    let file = published(&folder, "model.", |root| {
        TeacherHead::new(root, &config, task)
    });
    let error = MultitaskHead::open(&file, &config, Device::Cpu).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("there is no 'classification_branch.0.bias'")
    );
}
