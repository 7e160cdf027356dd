//! From samples to ears: a queue of files played one after the other without
//! a gap.
//!
//! Three threads share the work, so that none waits for another's slowest
//! moment:
//!
//! ```text
//! Player (handle) ─commands→ conductor ─jobs→ feeder ─chunks→ tap (sound card)
//!        ↑ PlayerState          ↑  ↑ runs, failures │            │ position
//!        └──────────────────────┘  └────────────────┴────────────┘
//! ```
//!
//! - the **feeder** decodes ahead, converts to the device's rate and fills a
//!   bounded ring;
//! - the **tap** is the [`rodio::Source`] that the sound card's callback
//!   pulls: it takes chunks from the ring and never decodes, waits or
//!   allocates;
//! - the **conductor** owns the device and the queue, and says what happens.
//!
//! A **preview** is a second, short-lived pair of feeder and tap beside the
//! first, which is paused meanwhile and so loses no sample.
//!
//! The device is behind [`Output`], so that everything but the sound card is
//! tested by pulling samples.

#![forbid(unsafe_code)]

mod conductor;
mod convert;
mod error;
mod feeder;
mod level;
mod limiter;
mod link;
mod output;
mod player;
mod preview;
mod queue;
mod shared;
mod state;
mod tap;
mod volume;

pub use error::{PlayerError, PlayerProblem};
pub use level::{Level, Levelling, Loudness};
pub use output::{Opened, Output, SoundCards, device_names};
pub use player::{Item, Player};
pub use queue::{Repeat, Spot};
pub use state::{Kept, PlayerState, QueueState};
