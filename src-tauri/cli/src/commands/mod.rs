//! One module a command.

pub mod analyse;
pub mod correct;
pub mod dataset;
pub mod doctor;
pub mod evaluate;
pub mod features;
mod invariance;
pub mod library;
pub mod list;
pub mod models;
pub mod playlist;
pub mod plot;
pub mod queue;
pub mod scan;
pub mod set;
pub mod tags;
pub mod train;
