//! Time and memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Milliseconds since `start`.
pub fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

/// The value that so large a share of them does not pass.
pub fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = ((values.len() as f64 * share).ceil() as usize).saturating_sub(1);
    values.get(at).copied().unwrap_or(f64::NAN)
}

/// Watches how much memory the process holds.
pub struct Memory {
    base_kb: u64,
    highest_kb: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Memory {
    /// From now on.
    pub fn watch() -> Self {
        let base_kb = resident_kb();
        let highest_kb = Arc::new(AtomicU64::new(base_kb));
        let over = Arc::new(AtomicBool::new(false));
        let (highest, end) = (Arc::clone(&highest_kb), Arc::clone(&over));
        let thread = thread::spawn(move || {
            while !end.load(Ordering::Relaxed) {
                highest.fetch_max(resident_kb(), Ordering::Relaxed);
                thread::sleep(Duration::from_millis(10));
            }
        });
        Self {
            base_kb,
            highest_kb,
            over,
            thread,
        }
    }

    /// The most that was held since, beyond what was held then, MB.
    pub fn over_the_base_mb(self) -> f64 {
        self.over.store(true, Ordering::Relaxed);
        let _ = self.thread.join();
        let more = self.highest_kb.load(Ordering::Relaxed) - self.base_kb;
        more as f64 / 1000.0
    }
}

/// Resident memory of this process by Linux's account, kB; 0 elsewhere.
fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|rest| rest.split_whitespace().next());
    number.and_then(|kb| kb.parse().ok()).unwrap_or(0)
}
