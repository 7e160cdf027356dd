//! How fast it goes: the speed of the last half minute, and what it says of
//! the time left.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The window that the speed is taken over: long enough to even out short and
/// long pieces, short enough to follow a machine that slows down.
const WINDOW: Duration = Duration::from_secs(30);

/// Tracks finished before a speed is named; fewer would make it jump about.
const ENOUGH: usize = 3;

/// Tracks finished within this time are counted as one moment, so that memory
/// and time do not grow with the speed.
const MOMENT: Duration = Duration::from_millis(100);

/// Counts finished tracks over a moving window.
#[derive(Debug)]
pub(super) struct Speed {
    since: Instant,
    /// Moments, and how many tracks were finished in each.
    finished: VecDeque<(Instant, usize)>,
}

impl Speed {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            since: now,
            finished: VecDeque::new(),
        }
    }

    /// One more track is finished.
    pub(super) fn tick(&mut self, now: Instant) {
        match self.finished.back_mut() {
            Some((then, count)) if now - *then < MOMENT => *count += 1,
            _ => self.finished.push_back((now, 1)),
        }
        while self
            .finished
            .front()
            .is_some_and(|&(then, _)| now - then > WINDOW)
        {
            self.finished.pop_front();
        }
    }

    /// Starts afresh: after a pause, the time before it says nothing.
    pub(super) fn restart(&mut self, now: Instant) {
        *self = Self::new(now);
    }

    /// Tracks per second.
    pub(super) fn per_second(&self, now: Instant) -> Option<f32> {
        let window = (now - self.since).min(WINDOW);
        let recent = self
            .finished
            .iter()
            .filter(|(then, _)| now - *then <= window)
            .map(|(_, count)| count)
            .sum::<usize>();
        (recent >= ENOUGH && !window.is_zero()).then(|| recent as f32 / window.as_secs_f32())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speed_is_that_of_the_last_half_minute() {
        let start = Instant::now();
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut speed = Speed::new(start);
        assert_eq!(speed.per_second(at(0)), None);
        for second in 1..=10 {
            speed.tick(at(second));
        }
        assert_eq!(speed.per_second(at(10)), Some(1.0));
        for second in 0..60 {
            speed.tick(at(100 + second / 2));
        }
        assert_eq!(speed.per_second(at(130)), Some(2.0));
        assert_eq!(speed.per_second(at(300)), None);
        speed.restart(at(130));
        assert_eq!(speed.per_second(at(131)), None);
    }
}
