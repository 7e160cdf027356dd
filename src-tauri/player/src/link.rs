//! What joins the feeder to the tap: a bounded ring of chunks one way, empty
//! buffers back, and a handful of atomics. Nothing here blocks or allocates on
//! the tap's side.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use rtrb::{Consumer, Producer, RingBuffer};

use crate::level::{Level, Levelling, Loudness};

/// Frames in a full chunk: 21 ms at 48 kHz, so that a seek never waits long
/// for one and the ring turns over few of them.
pub(crate) const CHUNK_FRAMES: usize = 1024;

/// Chunks in the ring: 1.4 s at 48 kHz rides out a slow disk or a busy
/// machine, in half a megabyte.
pub(crate) const RING_CHUNKS: usize = 64;

/// The sound card's side of a format: what the feeder makes and the tap gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Format {
    /// Sample rate, Hz.
    pub(crate) sample_rate: u32,
    /// 1 or 2; the mixer spreads them over a device that has more.
    pub(crate) channels: usize,
}

/// Some decoded sound.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    /// The command that asked for it; any other than the newest is stale.
    pub(crate) generation: u32,
    /// Which unbroken stretch of a file it belongs to.
    pub(crate) run: u32,
    /// The frame of that run with which it begins.
    pub(crate) first: u64,
    /// Whether it is the very beginning of a file, which needs no fade-in.
    pub(crate) attack: bool,
    /// How loud its file is.
    pub(crate) loudness: Loudness,
    /// Interleaved samples in the link's [`Format`].
    pub(crate) samples: Vec<f32>,
    /// What of the file before fades out under the first of them.
    pub(crate) under: Vec<f32>,
    /// How loud that file is.
    pub(crate) under_loudness: Loudness,
}

/// Where the tap is: a run and a frame within it, in one atomic word, so that
/// they can never be read half old and half new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) run: u32,
    pub(crate) frame: u64,
}

/// Bits of a packed mark that count frames: 2^44 at 192 kHz is three years.
/// The other 20 number the runs; they may wrap, as only a few are alive.
const FRAME_BITS: u32 = 44;

impl Mark {
    pub(crate) fn run_bits(run: u32) -> u32 {
        run & ((1 << (64 - FRAME_BITS)) - 1)
    }

    fn pack(self) -> u64 {
        u64::from(Self::run_bits(self.run)) << FRAME_BITS | (self.frame & ((1 << FRAME_BITS) - 1))
    }

    fn unpack(word: u64) -> Self {
        Self {
            run: (word >> FRAME_BITS) as u32,
            frame: word & ((1 << FRAME_BITS) - 1),
        }
    }
}

/// What the conductor says to the tap, and what the tap says back. Each value
/// stands alone, so relaxed ordering is enough; sound itself goes through the
/// ring, which orders its own.
#[derive(Debug, Default)]
pub(crate) struct Controls {
    generation: AtomicU32,
    paused: AtomicBool,
    gain: AtomicU32,
    closed: AtomicBool,
    /// Frames that are played at most; 0 for all there are.
    limit: AtomicU64,
    mark: AtomicU64,
    finished: AtomicU32,
    ended: AtomicU32,
    /// The first and the last of the runs that are no longer wanted.
    void: AtomicU64,
    /// The levelling, and the bits of the pre-gain.
    level: AtomicU64,
    starved: AtomicU64,
}

impl Controls {
    pub(crate) fn generation(&self) -> u32 {
        self.generation.load(Ordering::Relaxed)
    }

    pub(crate) fn set_generation(&self, generation: u32) {
        self.generation.store(generation, Ordering::Relaxed);
    }

    pub(crate) fn paused(&self) -> bool {
        self.paused.load(Ordering::Relaxed)
    }

    pub(crate) fn set_paused(&self, paused: bool) {
        self.paused.store(paused, Ordering::Relaxed);
    }

    pub(crate) fn gain(&self) -> f32 {
        f32::from_bits(self.gain.load(Ordering::Relaxed))
    }

    pub(crate) fn set_gain(&self, gain: f32) {
        self.gain.store(gain.to_bits(), Ordering::Relaxed);
    }

    /// The frame of a run at which it is to fade out and end.
    pub(crate) fn limit(&self) -> u64 {
        match self.limit.load(Ordering::Relaxed) {
            0 => u64::MAX,
            limit => limit,
        }
    }

    pub(crate) fn set_limit(&self, frames: u64) {
        self.limit.store(frames.max(1), Ordering::Relaxed);
    }

    /// Whether the tap is to fade out and end, so that the mixer lets go of it.
    pub(crate) fn closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark::unpack(self.mark.load(Ordering::Relaxed))
    }

    pub(crate) fn set_mark(&self, mark: Mark) {
        self.mark.store(mark.pack(), Ordering::Relaxed);
    }

    /// The newest generation that the feeder has wholly put into the ring. It is
    /// read before the ring is seen to be empty, and written after the last chunk.
    pub(crate) fn finished(&self) -> u32 {
        self.finished.load(Ordering::Acquire)
    }

    pub(crate) fn set_finished(&self, generation: u32) {
        self.finished.store(generation, Ordering::Release);
    }

    /// Whether another track has come into the place of this run.
    pub(crate) fn is_void(&self, run: u32) -> bool {
        let void = self.void.load(Ordering::Relaxed);
        ((void >> 32) as u32..=void as u32).contains(&run) && void != 0
    }

    /// What is in the ring of the runs from `first` to `last` is not to be heard.
    pub(crate) fn set_void(&self, first: u32, last: u32) {
        let void = u64::from(first) << 32 | u64::from(last);
        self.void.store(void, Ordering::Relaxed);
    }

    pub(crate) fn level(&self) -> Level {
        let word = self.level.load(Ordering::Relaxed);
        Level {
            levelling: match word >> 32 {
                0 => Levelling::Off,
                1 => Levelling::Track,
                _ => Levelling::Album,
            },
            pre_gain_db: f32::from_bits(word as u32),
        }
    }

    pub(crate) fn set_level(&self, level: Level) {
        let word = (level.levelling as u64) << 32 | u64::from(level.pre_gain_db.to_bits());
        self.level.store(word, Ordering::Relaxed);
    }

    /// The newest generation whose last sample was taken.
    pub(crate) fn ended(&self) -> u32 {
        self.ended.load(Ordering::Relaxed)
    }

    pub(crate) fn set_ended(&self, generation: u32) {
        self.ended.store(generation, Ordering::Relaxed);
    }

    /// Frames of silence given because the feeder was late.
    pub(crate) fn starved(&self) -> u64 {
        self.starved.load(Ordering::Relaxed)
    }

    pub(crate) fn starve(&self) {
        self.starved.fetch_add(1, Ordering::Relaxed);
    }
}

/// The feeder's end.
#[derive(Debug)]
pub(crate) struct FeedEnd {
    pub(crate) format: Format,
    pub(crate) controls: Arc<Controls>,
    pub(crate) chunks: Producer<Chunk>,
    pub(crate) empties: Consumer<Vec<f32>>,
}

/// The tap's end.
#[derive(Debug)]
pub(crate) struct TapEnd {
    pub(crate) format: Format,
    pub(crate) controls: Arc<Controls>,
    pub(crate) chunks: Consumer<Chunk>,
    pub(crate) empties: Producer<Vec<f32>>,
}

/// Makes both ends of a link.
pub(crate) fn link(format: Format) -> (FeedEnd, TapEnd, Arc<Controls>) {
    let controls = Arc::new(Controls::default());
    let (chunks_in, chunks_out) = RingBuffer::new(RING_CHUNKS);
    // More than can be under way, two a chunk, so that giving a buffer back never
    // fails.
    let (empties_in, empties_out) = RingBuffer::new(2 * (RING_CHUNKS + 2));
    let feed = FeedEnd {
        format,
        controls: Arc::clone(&controls),
        chunks: chunks_in,
        empties: empties_out,
    };
    let tap = TapEnd {
        format,
        controls: Arc::clone(&controls),
        chunks: chunks_out,
        empties: empties_in,
    };
    (feed, tap, controls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_survives_packing_even_for_a_day_at_the_highest_rate() {
        let mark = Mark {
            run: 77,
            frame: 24 * 3600 * 192_000,
        };
        assert_eq!(Mark::unpack(mark.pack()), mark);
    }
}
