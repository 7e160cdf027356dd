//! Ctrl-C: the first one finishes and saves what is in hand, the second ends
//! the program at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// At the first Ctrl-C makes the flag that it returns true, which is all that
/// most work watches, and calls `stop` for what has a handle of its own.
pub fn on_interrupt(stop: impl Fn() + Send + 'static) -> anyhow::Result<Arc<AtomicBool>> {
    let seen = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&seen);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        stop();
    })?;
    Ok(seen)
}
