//! Measures of agreement, and how sure they are.
//!
//! Where scikit-learn has a measure of the same name, the two agree on the
//! same numbers. Predictions come first, what people said second.

mod classes;
mod interval;
mod ranking;
mod series;

pub use classes::{accuracy, macro_f1};
pub use interval::{Estimate, bootstrap, bootstrap_counts, quantile};
pub use ranking::{Macro, TagRankings, average_precision, roc_auc};
pub use series::{ccc, pearson, r2, rmse, spearman};
