//! The measures against scikit-learn's, on the random data of
//! `references/metrics.py`.

mod seeded;

use moodplane_model::metrics::{
    TagRankings, accuracy, average_precision, ccc, macro_f1, pearson, r2, rmse, roc_auc, spearman,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    series: Series,
    tags: Tags,
    classes: Classes,
}

#[derive(Deserialize)]
struct Series {
    predicted: Vec<f64>,
    truth: Vec<f64>,
    r2: f64,
    rmse: f64,
    pearson: f64,
    spearman: f64,
    ccc: f64,
}

#[derive(Deserialize)]
struct Tags {
    scores: Vec<f64>,
    positive: Vec<bool>,
    counts: Vec<u32>,
    tags: usize,
    roc_auc: Vec<f64>,
    average_precision: Vec<f64>,
    macro_roc_auc: f64,
    macro_average_precision: f64,
    resampled_roc_auc: f64,
    resampled_average_precision: f64,
}

#[derive(Deserialize)]
struct Classes {
    predicted: Vec<u8>,
    truth: Vec<u8>,
    accuracy: f64,
    macro_f1: f64,
}

fn golden() -> Golden {
    let file = seeded::golden_folder().join("metrics.json");
    let text = std::fs::read_to_string(file).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[track_caller]
fn same(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() < 1e-9, "{ours} is not {theirs}");
}

#[test]
fn numbers_agree_as_scikit_learn_has_them() {
    let theirs = golden().series;
    let (predicted, truth) = (&theirs.predicted, &theirs.truth);
    same(r2(predicted, truth), theirs.r2);
    same(rmse(predicted, truth), theirs.rmse);
    same(pearson(predicted, truth), theirs.pearson);
    same(spearman(predicted, truth), theirs.spearman);
    same(ccc(predicted, truth), theirs.ccc);
}

#[test]
fn areas_are_scikit_learns_with_ties_and_resampling() {
    let theirs = golden().tags;
    let column = |tag: usize| -> (Vec<f64>, Vec<bool>) {
        let both = theirs.scores.iter().zip(&theirs.positive);
        both.skip(tag).step_by(theirs.tags).unzip()
    };
    for tag in 0..theirs.tags {
        let (scores, positive) = column(tag);
        same(roc_auc(&scores, &positive), theirs.roc_auc[tag]);
        let ours = average_precision(&scores, &positive);
        same(ours, theirs.average_precision[tag]);
    }
    let rankings = TagRankings::new(&theirs.scores, &theirs.positive, theirs.tags);
    let whole = rankings.measure(&vec![1; theirs.counts.len()]);
    assert_eq!(whole.tags, theirs.tags);
    same(whole.roc_auc, theirs.macro_roc_auc);
    same(whole.pr_auc, theirs.macro_average_precision);
    let resampled = rankings.measure(&theirs.counts);
    same(resampled.roc_auc, theirs.resampled_roc_auc);
    same(resampled.pr_auc, theirs.resampled_average_precision);
}

#[test]
fn classes_agree_as_scikit_learn_has_them() {
    let theirs = golden().classes;
    let (predicted, truth) = (&theirs.predicted, &theirs.truth);
    same(accuracy(predicted, truth), theirs.accuracy);
    same(macro_f1(predicted, truth), theirs.macro_f1);
}
