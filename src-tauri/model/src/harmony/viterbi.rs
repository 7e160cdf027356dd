//! The best path through chords over time, when every change costs the same.

/// States: 10 qualities on 12 roots, and "no chord".
pub(super) const STATES: usize = 121;

/// Viterbi's algorithm with one price for all changes: the best way into a
/// state is either from itself or from the best of all, so that a frame is
/// remembered in 17 bytes.
pub(super) struct Viterbi {
    price: f32,
    /// The score of the best path to each state, against the best of all.
    scores: [f32; STATES],
    /// For each frame after the first: the best state of the frame before …
    best: Vec<u8>,
    /// … and one bit for each state that is better reached from itself.
    stays: Vec<u128>,
    started: bool,
}

impl Viterbi {
    pub(super) fn new(price: f32) -> Self {
        Self {
            price,
            scores: [0.0; STATES],
            best: Vec::new(),
            stays: Vec::new(),
            started: false,
        }
    }

    /// Takes the log-likelihoods of the next frame.
    pub(super) fn push(&mut self, frame: &[f32; STATES]) {
        if self.started {
            let best = top(&self.scores);
            let changed = self.scores[best] - self.price;
            let mut stay = 0;
            for (state, score) in self.scores.iter_mut().enumerate() {
                if *score >= changed {
                    stay |= 1 << state;
                } else {
                    *score = changed;
                }
            }
            self.best.push(best as u8);
            self.stays.push(stay);
        }
        self.started = true;
        for (score, likelihood) in self.scores.iter_mut().zip(frame) {
            *score += likelihood;
        }
        // Only differences matter; sums over hours would lose digits.
        let offset = self.scores[top(&self.scores)];
        self.scores.iter_mut().for_each(|score| *score -= offset);
    }

    /// The best path: a state for each frame.
    pub(super) fn finish(self) -> Vec<u8> {
        if !self.started {
            return Vec::new();
        }
        let mut state = top(&self.scores) as u8;
        let mut path = vec![state];
        for (&best, &stay) in self.best.iter().zip(&self.stays).rev() {
            if stay >> state & 1 == 0 {
                state = best;
            }
            path.push(state);
        }
        path.reverse();
        path
    }
}

fn top(scores: &[f32; STATES]) -> usize {
    let mut best = 0;
    for (state, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = state;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path over frames that each favour one state by 1.
    fn path(favoured: &[usize], price: f32) -> Vec<u8> {
        let mut viterbi = Viterbi::new(price);
        for &state in favoured {
            let mut frame = [0.0; STATES];
            frame[state] = 1.0;
            viterbi.push(&frame);
        }
        viterbi.finish()
    }

    #[test]
    fn a_blip_is_not_worth_two_changes() {
        let heard = [3, 3, 3, 7, 3, 3, 120, 120, 120, 120];
        let smoothed = [3, 3, 3, 3, 3, 3, 120, 120, 120, 120];
        assert_eq!(path(&heard, 1.5), smoothed);
        assert_eq!(path(&heard, 0.1), heard.map(|s| s as u8));
        assert_eq!(path(&[5], 1.0), [5]);
        assert!(path(&[], 1.0).is_empty());
    }
}
