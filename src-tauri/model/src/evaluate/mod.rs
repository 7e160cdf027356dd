//! How well models do on clips that they did not train on.

pub mod compact;
pub mod heads;
pub mod invariance;
pub mod trunk;
