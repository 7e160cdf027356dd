//! From samples to emotion: the networks, the features they eat, the weights'
//! registry, the inference worker, labelled data, and training and evaluation.
//!
//! [`Listener`] is what the app and the command line use: it meets
//! [`moodplane_library::Analyser`].

#![forbid(unsafe_code)]

pub mod calibration;
pub mod claims;
pub mod cqt;
pub mod data;
mod device;
pub mod digest;
mod error;
pub mod evaluate;
pub mod features;
pub mod harmony;
mod hearing;
pub mod install;
mod listener;
pub mod mel;
pub mod metrics;
pub mod net;
pub mod pickle;
pub mod published;
pub mod registry;
pub mod shelf;
pub mod table;
pub mod train;
mod whole;

pub use device::{DeviceChoice, Precision, device_name};
pub use error::ModelError;
pub use listener::{ListenOptions, Listener};
