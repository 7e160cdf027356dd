//! `mood correct` and `mood recalibration`: the user's own word.

use moodplane_library::{Correction, Recalibration};

use crate::arguments::Correct;
use crate::ending::{Ending, Misuse};
use crate::session::Session;

/// Keeps the user's word for a track, and fits the recalibration anew.
pub fn run(session: &Session, said: &Correct) -> anyhow::Result<Ending> {
    let place = match said.at[..] {
        [] => None,
        [valence, arousal] => Some([valence, arousal]),
        _ => return Err(Misuse("--at takes a valence and an arousal: --at 6.5,3".into()).into()),
    };
    let correction = Correction {
        place,
        tags_on: said.on.clone(),
        tags_off: said.off.clone(),
    };
    if correction == Correction::default() && !said.undo {
        return Err(Misuse("say --at, --on, --off or --undo".into()).into());
    }
    let library = session.library()?;
    let id = library.add_file(&said.path)?;
    let before = library.correct(id, &correction)?;
    library.recalibrate()?;
    if before != Correction::default() {
        let undone = if said.undo { "taken back" } else { "replaced" };
        session.say(&format!("{undone}: {}", words(&before)));
    }
    Ok(Ending::Well)
}

fn words(correction: &Correction) -> String {
    let place = correction
        .place
        .map(|[valence, arousal]| format!("--at {valence},{arousal}"));
    let tags = |option: &str, tags: &[String]| {
        (!tags.is_empty()).then(|| format!("{option} {}", tags.join(",")))
    };
    let parts = [
        place,
        tags("--on", &correction.tags_on),
        tags("--off", &correction.tags_off),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Switches the recalibration where that is asked for, and prints it.
pub fn recalibration(session: &Session, switch: Option<&str>) -> anyhow::Result<Ending> {
    let library = session.library()?;
    let fitted = match switch {
        Some(word) => library.set_recalibration(word == "on")?,
        None => library.recalibration()?,
    };
    let Some(fitted) = fitted else {
        session.say("there are too few corrections to tell how you hear: correct eight or more");
        return Ok(Ending::Nothing);
    };
    if session.json() {
        println!("{}", serde_json::to_string(&fitted)?);
    } else {
        print(&fitted);
    }
    Ok(Ending::Well)
}

fn print(fitted: &Recalibration) {
    let row = |name: &str, values: &[f32]| {
        let values: Vec<String> = values.iter().map(|value| format!("{value:5.2}")).collect();
        println!("{name:9} {}", values.join(" "));
    };
    row("model", &[1., 2., 3., 4., 5., 6., 7., 8., 9.]);
    row("valence", &fitted.valence);
    row("arousal", &fitted.arousal);
    println!(
        "{} corrections; off by {:.2} before, {:.2} after (ten-fold); {}",
        fitted.corrections,
        fitted.error_before,
        fitted.error_after,
        if fitted.applied {
            "applied"
        } else {
            "not applied"
        },
    );
}
