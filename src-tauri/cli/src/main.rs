//! The command `mood`: Moodplane in a terminal. It only reads arguments, calls
//! the rooms that do the work, and prints.

mod arguments;
mod commands;
mod ending;
mod interrupt;
mod plot;
mod record;
mod session;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use arguments::{Arguments, Command};
use ending::Ending;
use session::Session;

/// The network's results are tens of megabytes, made and dropped for every window:
/// the system's allocator gives such back to the kernel each time and has them
/// zeroed anew, a twentieth of an analysis. This one stands in for libtorch, too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer)
            if matches!(
                answer.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) =>
        {
            print!("{answer}");
            return Ending::Well.into();
        }
        Err(error) => return misuse(&error),
    };
    let ending = match run(arguments) {
        Ok(ending) => ending,
        Err(error) => {
            eprintln!("mood: {error:#}");
            Ending::of(&error)
        }
    };
    ending.into()
}

/// One line, whatever clap has to say.
fn misuse(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    let parts: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        .filter(|line| !line.is_empty())
        .collect();
    let said = parts.join(" ");
    let said = said.strip_prefix("error: ").unwrap_or(&said);
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        eprintln!("mood: say what to do, or see mood --help");
    } else {
        eprintln!("mood: {said} (see mood --help)");
    }
    Ending::Misuse.into()
}

fn run(arguments: Arguments) -> anyhow::Result<Ending> {
    let session = Session::new(arguments.global)?;
    match arguments.command {
        Command::Scan { folders } => commands::scan::run(&session, &folders),
        Command::Analyse { paths } => commands::analyse::run(&session, &paths),
        Command::List { query, csv } => commands::list::run(&session, query.as_deref(), csv),
        Command::Correct(said) => commands::correct::run(&session, &said),
        Command::Recalibration { switch } => {
            commands::correct::recalibration(&session, switch.as_deref())
        }
        Command::Playlist(what) => commands::playlist::run(&session, &what),
        Command::Set(wish) => commands::set::run(&session, &wish),
        Command::Queue(what) => commands::queue::run(&session, &what),
        Command::Library(what) => commands::library::run(&session, &what),
        Command::Plot(what) => commands::plot::run(&session, &what),
        Command::Tags(what) => commands::tags::run(&session, &what),
        Command::Models(what) => commands::models::run(&session, what),
        Command::Doctor => commands::doctor::run(&session),
        Command::Dataset(what) => commands::dataset::run(&session, &what),
        Command::Features(what) => commands::features::run(&session, what),
        Command::Train(what) => commands::train::run(&session, what),
        Command::Evaluate(what) => commands::evaluate::run(&session, &what),
    }
}
