//! The stage: sounds are placed on it in time and space, and it is recorded
//! in stereo with its room.

use super::RATE;
use super::effects::{echo, reverb};

/// Where a sound stands and how loud it is.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Amplitude.
    pub gain: f32,
    /// -1 is left, 1 is right.
    pub pan: f32,
    /// How much of it goes into the room, 0-1.
    pub room: f32,
}

/// A stereo mix in the making.
pub struct Stage {
    dry: [Vec<f32>; 2],
    room: [Vec<f32>; 2],
}

impl Stage {
    /// An empty stage for `seconds` of sound.
    pub fn new(seconds: f32) -> Self {
        let silence = vec![0.0; (seconds * RATE) as usize];
        let pair = [silence.clone(), silence];
        Self {
            dry: pair.clone(),
            room: pair,
        }
    }

    /// Adds a sound that starts at `start_s`. What would sound after the
    /// piece's end is cut.
    pub fn add(&mut self, start_s: f32, sound: &[f32], place: Place) {
        let start = (start_s.max(0.0) * RATE) as usize;
        // Constant power: the sides' squares add up to one.
        let angle = (place.pan + 1.0) * std::f32::consts::FRAC_PI_4;
        for (side, weight) in [angle.cos(), angle.sin()].into_iter().enumerate() {
            let gain = place.gain * weight;
            let dry = self.dry[side].iter_mut().skip(start);
            let room = self.room[side].iter_mut().skip(start);
            for ((dry, room), sample) in dry.zip(room).zip(sound) {
                *dry += gain * sample;
                *room += gain * place.room * sample;
            }
        }
    }

    /// Presses everything so far down at each of the times, to let a drum
    /// through, and lets it come back over `back_s`: the pumping of dance
    /// music.
    pub fn duck(&mut self, times_s: &[f32], back_s: f32, depth: f32) {
        let length = (back_s * RATE) as usize;
        for &time in times_s {
            let start = (time * RATE) as usize;
            for track in self.dry.iter_mut().chain(&mut self.room) {
                let after = track.iter_mut().skip(start).take(length);
                for (at, sample) in after.enumerate() {
                    let back = (at as f32 / length as f32).sqrt();
                    *sample *= 1.0 - depth * (1.0 - back);
                }
            }
        }
    }

    /// Repeats everything so far as echoes from side to side.
    pub fn echo(&mut self, delay_s: f32, feedback: f32) {
        echo(&mut self.dry, delay_s, feedback);
        echo(&mut self.room, delay_s, feedback);
    }

    /// Puts another stage's sound on this one.
    pub fn join(&mut self, other: Stage) {
        let ours = self.dry.iter_mut().chain(&mut self.room);
        let theirs = other.dry.iter().chain(&other.room);
        for (mine, theirs) in ours.zip(theirs) {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
    }

    /// The recording, left and right, in a room of this reverberation time.
    pub fn record(self, room_s: f32) -> [Vec<f32>; 2] {
        let Self { mut dry, room } = self;
        for (side, dry) in dry.iter_mut().enumerate() {
            let wet = reverb(&room[side], room_s, side == 1);
            let across = reverb(&room[1 - side], room_s, side == 1);
            for (dry, (wet, across)) in dry.iter_mut().zip(wet.iter().zip(&across)) {
                *dry += 1.4 * wet + 0.5 * across;
            }
        }
        dry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIDDLE: Place = Place {
        gain: 1.0,
        pan: 0.0,
        room: 0.0,
    };

    #[test]
    fn sounds_land_where_they_are_put() {
        let mut stage = Stage::new(0.1);
        stage.add(0.05, &[1.0], Place { pan: 1.0, ..MIDDLE });
        let [left, right] = stage.record(1.0);
        assert_eq!(right[2400], 1.0);
        assert!(left.iter().all(|sample| sample.abs() < 1e-6));
    }

    #[test]
    fn what_ends_too_late_is_cut() {
        let mut stage = Stage::new(0.01);
        stage.add(0.009, &[1.0; 4800], MIDDLE);
        assert_eq!(stage.record(1.0)[0].len(), 480);
    }
}
