//! What one worker thread does: it takes a track, has it heard, hands over
//! what came of it, and takes the next.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender};

use crate::analysis::{Analyser, Analysis, Failure, STOPPED};
use crate::store::blob::LONGEST_LABEL;
use crate::store::pending::Pending;
use crate::store::record::Outcome;
use crate::vocabulary;

/// Works until `tasks` ends or nobody listens any more.
pub(super) fn work(
    analyser: &dyn Analyser,
    stop: &AtomicBool,
    tasks: &Receiver<Pending>,
    results: &Sender<Outcome>,
) {
    for task in tasks {
        let heard = hear(analyser, stop, &task);
        if results.send((task, heard)).is_err() {
            return;
        }
    }
}

fn hear(
    analyser: &dyn Analyser,
    stop: &AtomicBool,
    task: &Pending,
) -> Result<Box<Analysis>, Failure> {
    // An analyser keeps nothing of one file for the next that a panic could
    // leave half done: the trait takes `&self`.
    let heard = catch_unwind(AssertUnwindSafe(|| analyser.analyse(&task.path, stop)));
    match heard {
        Ok(Ok(analysis)) if is_sound(&analysis) => Ok(Box::new(analysis)),
        Ok(Ok(_)) => Err(internal("The model's answer for this file was no number")),
        // Nobody asked it to stop, and a track that is neither saved nor
        // failed would come round for ever.
        Ok(Err(failure)) if failure.code == STOPPED && !stop.load(Ordering::Relaxed) => {
            Err(internal("The model gave this file up"))
        }
        Ok(Err(failure)) => Err(failure),
        Err(_) => Err(internal(
            "Hearing this file ended in a fault of the program",
        )),
    }
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
