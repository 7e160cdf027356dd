//! One face for both chord recognisers: mono sound in, block by block, chords
//! out at the end.

use super::spans::{ChordSpan, merge};
use super::templates::Templates;
use crate::cqt::{BINS, BLOCK_FRAMES, LogCqt};
use crate::error::ModelError;

/// A network that names the chords of a block.
pub trait ChordNet {
    /// The class of each frame (see [`super::Label::class`]) of at most 108:
    /// ln(|x| + 1e-6), `[frames, 144]` row-major.
    ///
    /// # Errors
    /// When the network cannot run.
    fn classes(&mut self, log_cqt: &[f32]) -> Result<Vec<u8>, ModelError>;
}

/// Recognises the chords of one track in a stream: of the sound only a block
/// of 10 s is held, and of each frame (10.8 a second) a few bytes.
pub struct ChordRecogniser<'net> {
    cqt: LogCqt,
    frames: Vec<f32>,
    method: Method<'net>,
}

enum Method<'net> {
    Templates(Box<Templates>),
    Net {
        net: Box<dyn ChordNet + 'net>,
        classes: Vec<u8>,
    },
}

impl<'net> ChordRecogniser<'net> {
    /// Our own, which compares chroma with the chords' notes. It needs no
    /// weights.
    #[must_use]
    pub fn templates() -> Self {
        Self::with(Method::Templates(Box::new(Templates::new())))
    }

    /// A trained network, such as [`crate::net::btc::Btc`].
    #[must_use]
    pub fn net(net: impl ChordNet + 'net) -> Self {
        Self::with(Method::Net {
            net: Box::new(net),
            classes: Vec::new(),
        })
    }

    fn with(method: Method<'net>) -> Self {
        Self {
            cqt: LogCqt::new(),
            frames: Vec::with_capacity(BLOCK_FRAMES * BINS),
            method,
        }
    }

    /// Takes the next mono samples, at 22 050 Hz
    /// ([`crate::cqt::SAMPLE_RATE`]).
    ///
    /// # Errors
    /// When the network cannot run.
    pub fn push(&mut self, samples: &[f32]) -> Result<(), ModelError> {
        self.cqt.push(samples, &mut self.frames);
        self.method.hear(&mut self.frames)
    }

    /// The chords of all that was heard, without gaps; none of no samples.
    ///
    /// # Errors
    /// When the network cannot run.
    pub fn finish(mut self) -> Result<Vec<ChordSpan>, ModelError> {
        self.cqt.finish(&mut self.frames);
        self.method.hear(&mut self.frames)?;
        Ok(merge(&match self.method {
            Method::Templates(templates) => templates.finish(),
            Method::Net { classes, .. } => classes,
        }))
    }
}

impl Method<'_> {
    /// Takes the frames, whole blocks but for the track's last, and empties
    /// them.
    fn hear(&mut self, frames: &mut Vec<f32>) -> Result<(), ModelError> {
        for block in frames.chunks(BLOCK_FRAMES * BINS) {
            match self {
                Self::Templates(templates) => templates.push(block),
                Self::Net { net, classes } => classes.extend(net.classes(block)?),
            }
        }
        frames.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cqt::SAMPLE_RATE;

    /// Seconds of each chord.
    const CHORD_S: f64 = 2.0;

    /// Chords of plucked notes with a bass, each note with six partials;
    /// `cents` above A4 = 440 Hz.
    fn play(chords: &[&[i32]], cents: f64) -> Vec<f32> {
        let length = (CHORD_S * f64::from(SAMPLE_RATE)) as usize;
        let mut out = Vec::new();
        for notes in chords {
            let mut sound = vec![0.0; length];
            for &note in std::iter::once(&(notes[0] - 12)).chain(*notes) {
                let hz = 440.0 * 2f64.powf((f64::from(note - 69) + cents / 100.0) / 12.0);
                for partial in 1..=6 {
                    let turn = std::f64::consts::TAU * hz * f64::from(partial);
                    for (n, sample) in sound.iter_mut().enumerate() {
                        let t = n as f64 / f64::from(SAMPLE_RATE);
                        let swell = (t * 50.0).min(1.0) * (-t).exp();
                        *sample += (0.05 * swell * (turn * t).sin() / f64::from(partial)) as f32;
                    }
                }
            }
            out.extend(sound);
        }
        out
    }

    fn recognise(sound: &[f32]) -> Vec<ChordSpan> {
        let mut recogniser = ChordRecogniser::templates();
        for piece in sound.chunks(1000) {
            recogniser.push(piece).unwrap();
        }
        recogniser.finish().unwrap()
    }

    fn labels(spans: &[ChordSpan]) -> Vec<String> {
        spans.iter().map(|span| span.label.to_string()).collect()
    }

    #[test]
    fn a_progression_is_heard_chord_for_chord() {
        let chords: [&[i32]; 8] = [
            &[48, 52, 55],
            &[45, 48, 52],
            &[50, 53, 57, 60],
            &[43, 47, 50, 53],
            &[53, 57, 60, 64],
            &[47, 50, 53],
            &[52, 57, 59],
            &[45, 48, 52],
        ];
        let names = [
            "C", "A:min", "D:min7", "G:7", "F:maj7", "B:dim", "E:sus4", "A:min",
        ];
        for cents in [0.0, 30.0, -40.0] {
            let spans = recognise(&play(&chords, cents));
            assert_eq!(labels(&spans), names, "{cents} cents");
            for (i, span) in spans.iter().enumerate() {
                let start = CHORD_S * i as f64;
                assert!((span.start_s - start).abs() < 0.2, "{i}: {}", span.start_s);
            }
        }
    }

    #[test]
    fn where_no_chord_is_none_is_heard() {
        let silence = vec![0.0; 5 * SAMPLE_RATE as usize];
        let chord = play(&[&[48, 52, 55], &[48, 52, 55]], 0.0);
        let spans = recognise(&[&silence[..], &chord, &silence].concat());
        assert_eq!(labels(&spans), ["N", "C", "N"]);

        let mut state = 1_u32;
        let noise: Vec<f32> = (0..20 * SAMPLE_RATE)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / (1 << 24) as f32 - 0.5
            })
            .collect();
        assert_eq!(labels(&recognise(&noise)), ["N"]);
        assert!(recognise(&[]).is_empty());
    }

    /// Names each block by its number.
    struct Counting<'a>(&'a mut Vec<usize>);

    impl ChordNet for Counting<'_> {
        fn classes(&mut self, log_cqt: &[f32]) -> Result<Vec<u8>, ModelError> {
            let frames = log_cqt.len() / BINS;
            self.0.push(frames);
            Ok(vec![self.0.len() as u8; frames])
        }
    }

    #[test]
    fn a_network_gets_blocks_of_ten_seconds() {
        let mut blocks = Vec::new();
        let mut recogniser = ChordRecogniser::net(Counting(&mut blocks));
        recogniser
            .push(&vec![0.1; 25 * SAMPLE_RATE as usize])
            .unwrap();
        let spans = recogniser.finish().unwrap();
        let starts: Vec<f64> = spans.iter().map(|span| span.start_s).collect();
        assert_eq!(starts, [0.0, 10.0, 20.0]);
        assert_eq!(blocks, [108, 108, 54]);
    }
}
