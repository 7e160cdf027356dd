//! Features: what the paper's heads are fed, computed once for each clip and
//! kept, so that training decodes nothing.
//!
//! [`Encoder`] names the network whose embeddings are used, [`extract`] hears
//! the clips, [`Store`] keeps what was heard.

mod encoder;
mod extract;
mod store;

pub use encoder::{Encoder, EncoderKind};
pub use extract::{Extraction, extract};
pub use store::{ClipFeatures, Store};
