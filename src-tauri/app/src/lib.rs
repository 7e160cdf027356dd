//! The Tauri shell: puts library, analysis and player together, lets the
//! window ask for them by typed commands, and tells it what changes. Thin: no
//! logic of its own.
//!
//! | module | what |
//! |---|---|
//! | [`folders`], [`library`], [`analysis`], [`failures`], [`files`], [`corrections`], [`playlists`], [`sets`], [`tagging`], [`plane`], [`player`], [`queue`], [`radio`], [`about`], [`installing`] | commands, by domain |
//! | [`desktop`] | the tray, notices, files that come in and that are dragged out |
//! | [`events`] | what the shell says unasked |
//! | `bindings` | commands and events collected, and the TypeScript of them |
//! | `shell` | what the commands work on |
//! | `door` | waiting for the library to be open, and for the window to have its picture |
//! | `early` | problems from before the window listens |
//! | `scanner`, `hearing`, `upkeep` | what runs by itself: scans and the watch, the analysis, copies and other care |
//! | `companion`, `media` | what goes along with the player: its state kept, the radio filled, media keys |
//! | `turn` | whose turn it is to hear, of the models there are |
//! | `analyser` | the models, and how one comes to hear the music |
//! | `window` | start, second start, end |

#![forbid(unsafe_code)]

pub mod about;
mod analyser;
pub mod analysis;
mod bindings;
pub mod bytes;
mod companion;
pub mod corrections;
pub mod desktop;
mod door;
mod early;
mod error;
pub mod events;
pub mod failures;
pub mod files;
pub mod folders;
mod hearing;
pub mod installing;
pub mod library;
mod lock;
mod media;
pub mod plane;
pub mod player;
pub mod playlists;
pub mod queue;
pub mod radio;
mod scanner;
pub mod sets;
mod shell;
pub mod tagging;
#[cfg(test)]
mod tests;
mod turn;
mod upkeep;
mod window;

pub use analyser::{ModelCard, ModelRow};
pub use analysis::Settings;
pub use error::{AppError, Reply};
pub use shell::Shell;
pub use window::run;
