//! Plots of a training run.

pub mod losses;
