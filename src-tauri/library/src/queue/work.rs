//! What one worker thread does: it takes a task, has it heard or judged anew,
//! hands over what came of it, and takes the next.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender};

use super::quiet::be_quiet;
use crate::analysis::{Analyser, Analysis, Failure, STOPPED};
use crate::paths;
use crate::store::blob::LONGEST_LABEL;
use crate::store::pending::Pending;
use crate::store::record::{Heard, Outcome};
use crate::vocabulary;

/// Something to do.
pub(super) enum Task {
    /// Hear this file.
    Hear(Pending),
    /// Judge these tracks anew by what an older version of the model heard.
    Rescore(Vec<(Pending, Analysis)>),
}

/// A task, as it is given to a thread.
pub(super) struct Job {
    pub(super) number: u64,
    pub(super) task: Task,
    /// Becomes true when nobody waits for it any more.
    pub(super) stop: Arc<AtomicBool>,
}

/// What came of a task.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) outcomes: Vec<Outcome>,
    /// Tracks that have to be heard after all.
    pub(super) unanswered: Vec<Pending>,
}

/// Works until `jobs` ends or nobody listens any more.
pub(super) fn work(
    analyser: &dyn Analyser,
    quiet: bool,
    jobs: &Receiver<Job>,
    answers: &Sender<(u64, Answer)>,
) {
    if quiet {
        be_quiet();
    }
    for Job { number, task, stop } in jobs {
        let answer = match task {
            Task::Hear(track) => {
                let heard = hear(analyser, &stop, &track);
                Answer {
                    outcomes: vec![(track, heard)],
                    ..Answer::default()
                }
            }
            Task::Rescore(tracks) => rescore(analyser, &stop, tracks),
        };
        if answers.send((number, answer)).is_err() {
            return;
        }
    }
}

fn hear(analyser: &dyn Analyser, stop: &AtomicBool, track: &Pending) -> Heard {
    // An analyser keeps nothing of one file for the next that a panic could
    // leave half done: the trait takes `&self`.
    let heard = catch_unwind(AssertUnwindSafe(|| analyser.analyse(&track.path, stop)));
    let failure = match heard {
        Ok(Ok(analysis)) if is_sound(&analysis) => return Heard::Well(Box::new(analysis)),
        Ok(Ok(_)) => internal("The model's answer for this file was no number"),
        // Nobody asked it to stop, and a track that is neither saved nor
        // failed would come round for ever.
        Ok(Err(failure)) if failure.code == STOPPED && !stop.load(Ordering::Relaxed) => {
            internal("The model gave this file up")
        }
        Ok(Err(failure)) => failure,
        Err(_) => internal("Hearing this file ended in a fault of the program"),
    };
    // Looked for here and not when it is saved: a drive that does not answer
    // holds up this thread alone.
    match failure.code != STOPPED && paths::is_gone(&track.path) {
        true => Heard::Gone(failure),
        false => Heard::Failed(failure),
    }
}

fn rescore(analyser: &dyn Analyser, stop: &AtomicBool, tracks: Vec<(Pending, Analysis)>) -> Answer {
    let mut answer = Answer::default();
    for (track, previous) in tracks {
        let stopped = stop.load(Ordering::Relaxed);
        let again = (!stopped).then(|| {
            catch_unwind(AssertUnwindSafe(|| analyser.rescore(&previous)))
                .ok()
                .flatten()
        });
        match again.flatten() {
            Some(Ok(analysis)) if is_sound(&analysis) => answer
                .outcomes
                .push((track, Heard::Well(Box::new(analysis)))),
            // What is wrong shows when it is heard, or does not matter then.
            _ => answer.unanswered.push(track),
        }
    }
    answer
}

/// Whether the analysis can be kept: numbers that are numbers, and one score
/// for each tag.
fn is_sound(analysis: &Analysis) -> bool {
    let numbers = [
        analysis.valence,
        analysis.arousal,
        analysis.valence_sd,
        analysis.arousal_sd,
        analysis.valence_raw,
        analysis.arousal_raw,
        analysis.curve.step_s,
    ];
    let mut times = analysis.chords.iter().flat_map(|c| [c.start_s, c.end_s]);
    let columns = [
        &analysis.tags,
        &analysis.curve.valence,
        &analysis.curve.arousal,
        &analysis.waveform,
        &analysis.embedding,
    ];
    let mut all = numbers
        .iter()
        .chain(&analysis.quadrant_probabilities)
        .chain(analysis.gems.iter().flatten())
        .chain(columns.into_iter().flatten());
    all.all(|number| number.is_finite())
        && times.all(f32::is_finite)
        && analysis
            .chords
            .iter()
            .all(|c| c.label.len() <= LONGEST_LABEL)
        && analysis.duration_s.is_finite()
        && analysis.tags.len() == vocabulary().len()
        && analysis.tags_on.len() == vocabulary().len()
        && analysis.curve.valence.len() == analysis.curve.arousal.len()
}

fn internal(what: &str) -> Failure {
    Failure {
        code: "internal".to_owned(),
        message: format!("{what}; try it again, and report it if it stays so."),
    }
}
