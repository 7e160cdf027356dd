//! The paper's training (Kang & Herremans 2025): one teacher for each data set,
//! then one student with two branches over all of them, which learns from the
//! labels and from the teachers.
//!
//! It reads only cached features. The way of the data: [`samples`] joins labels
//! with features, [`loss`] is what is minimised, [`fit`] goes over the epochs,
//! and [`run`] keeps a run in its folder.

pub mod fit;
pub mod head;
pub mod loss;
pub mod run;
pub mod samples;
