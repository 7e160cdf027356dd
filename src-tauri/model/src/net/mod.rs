//! The networks, as plain structs of layers with their papers' names.

pub mod jamendo;
pub mod layers;
pub mod musicnn;
pub mod student;
