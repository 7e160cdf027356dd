//! What the tests of the whole product share: music, broken files, the two
//! programs, and a screen for the window.
//!
//! These tests start the real programs as a user would and judge them by what
//! the README and `--help` promise; they know nothing of the crates inside.

#![forbid(unsafe_code)]

mod broken;
mod checkpoint;
#[cfg(feature = "window")]
mod drop;
mod mood;
mod music;
mod programs;
mod published;
mod readers;
#[cfg(feature = "window")]
mod screen;
mod server;
pub mod shop;
#[cfg(feature = "window")]
mod sound;
mod teachers;
#[cfg(feature = "window")]
mod typist;
#[cfg(feature = "window")]
mod view;

pub use broken::break_files;
pub use checkpoint::Checkpoint;
pub use mood::{Mood, Said};
pub use music::{FORMATS, encode, retag, song, tune, wave};
pub use programs::{interrupt, program, root, until};
pub use published::random_weights;
pub use readers::read_by;
#[cfg(feature = "window")]
pub use screen::{Screen, Sound};
pub use server::{Server, Trick};
#[cfg(feature = "window")]
pub use sound::SoundServer;
pub use teachers::random_teachers;
#[cfg(feature = "window")]
pub use view::View;
