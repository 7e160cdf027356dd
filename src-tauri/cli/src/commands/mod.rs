//! One module a command.

pub mod analyse;
pub mod dataset;
pub mod doctor;
pub mod evaluate;
pub mod features;
mod invariance;
pub mod list;
pub mod models;
pub mod plot;
pub mod scan;
pub mod train;
