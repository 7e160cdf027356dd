//! The networks, as plain structs of layers with their papers' names.

pub mod btc;
pub(crate) mod checkpoint;
pub mod jamendo;
pub mod layers;
pub mod mert;
pub mod music2emo;
pub mod musicnn;
pub mod student;
