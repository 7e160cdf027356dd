//! Labelled music: the one manifest format that training and evaluation read,
//! and the readers that make it from each published data set's own layout.
//!
//! A manifest is a CSV file, a row a clip:
//!
//! | column | what it holds |
//! |---|---|
//! | `clip` | an id that no other clip of the set has |
//! | `path` | the audio file, relative to the manifest's folder or absolute |
//! | `split` | `train`, `validation` or `test` |
//! | `group` | the artist or the like: what belongs on one side of a split; empty: the clip alone |
//! | `valence`, `arousal` | 1-9; empty: not labelled |
//! | `tags` | names of the 56 tags joined by `;`; empty: known to have none |
//! | `quadrant` | `Q1` … `Q4`; empty: not labelled |
//! | any other | a scalar of that name; empty: not labelled |
//!
//! The first four columns are needed, in any order; of the others a set has
//! what it is labelled with.

mod clip;
mod fold;
pub mod layouts;
mod manifest;
mod sheet;
mod summary;

pub use clip::{Clip, Dataset, Split};
pub(crate) use fold::fold_of;
pub use layouts::Layout;
pub use summary::{Range, Summary, TagUse};
