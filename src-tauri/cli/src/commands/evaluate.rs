//! `mood evaluate`: how well a model does on clips it did not train on.

use moodplane_model::data::Split;
use moodplane_model::evaluate::{Outcome, Report};
use moodplane_model::net::student::{Student, StudentConfig};
use moodplane_model::shelf::Shelf;

use super::train::examples;
use crate::arguments::Evaluate;
use crate::ending::Ending;
use crate::interrupt::on_interrupt;
use crate::session::Session;

/// Measures the chosen model on the validation clips.
pub fn run(session: &Session, asked: &Evaluate) -> anyhow::Result<Ending> {
    let shelf = Shelf::open(None)?;
    let model = shelf.get(session.model())?;
    let stop = on_interrupt(|| {})?;
    let examples = examples(session, &asked.material, &stop)?;
    let (device, _) = session.device().resolve();
    let weights = model.verified("weights")?;
    let (net, _store) = Student::open(&weights, &StudentConfig::compact(), device)?;
    let validation = examples
        .iter()
        .filter(|e| e.clip.split == Split::Validation);
    let report = Outcome::of(&net, validation, device).report(model.entry.sd_factors);
    print(session, &report)?;
    Ok(Ending::Well)
}

/// Prints the measures.
pub fn print(session: &Session, report: &Report) -> anyhow::Result<()> {
    if session.json() {
        println!("{}", serde_json::to_string(report)?);
    } else {
        println!("{report}");
    }
    Ok(())
}
