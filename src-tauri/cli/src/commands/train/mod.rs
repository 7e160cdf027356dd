//! `mood train`: makes models.

mod claims;
pub mod compact;
pub mod heads;

use indicatif::ProgressBar;
use moodplane_model::train::Event;
use moodplane_model::train::multitask::run::Role;

use crate::arguments::Train;
use crate::ending::Ending;
use crate::session::Session;

/// Trains what was asked for.
pub fn run(session: &Session, what: Train) -> anyhow::Result<Ending> {
    match what {
        Train::All(asked) => compact::run(session, &asked),
        Train::Teacher(asked) => heads::run(session, &asked, Role::Teacher),
        Train::Student(asked) => heads::run(session, &asked, Role::Student),
        Train::Claims(asked) => claims::run(session, &asked),
    }
}

/// Shows what a long piece of work tells of itself.
pub fn tell(session: &Session, bar: &ProgressBar, event: &Event) {
    match event {
        Event::Heard { done, .. } => bar.set_position(*done as u64),
        Event::Step { step, loss, .. } => {
            // A resumed run counts its time from where it goes on.
            if bar.position() == 0 && *step > 1 {
                bar.reset_eta();
            }
            bar.set_position(*step as u64);
            bar.set_message(format!("loss {loss:.3}"));
        }
        Event::Skipped(why) => bar.suspend(|| session.say(&format!("left out: {why}"))),
        Event::Validated { step, scores, best } => bar.suspend(|| {
            session.say(&format!(
                "step {step}: {scores}{}",
                if *best { " (best)" } else { "" }
            ));
        }),
        Event::Epoch(epoch) => {
            bar.set_position(epoch.epoch as u64);
            bar.set_message(format!(
                "loss {:.4}, validation {:.4}",
                epoch.training, epoch.validation
            ));
        }
        Event::Fitted { done, total } => {
            bar.set_length(*total as u64);
            bar.set_position(*done as u64);
        }
        Event::Note(text) => bar.suspend(|| session.say(text)),
    }
}
