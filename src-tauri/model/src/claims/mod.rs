//! Do the paper's claims hold on other music? The same heads are trained with
//! and without what the claim is about, on artist-disjoint folds, several times
//! over, and compared clip by clip on what none of them trained on.
//!
//! [`arms`] says what is compared, [`folds`] trains and predicts, and
//! [`verdict`] scores.

pub mod arms;
pub mod folds;
pub mod verdict;
