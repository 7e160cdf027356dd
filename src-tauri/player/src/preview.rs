//! A few seconds of another file, heard in place of what plays.

use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use rodio::mixer::Mixer;

use crate::Item;
use crate::conductor::Message;
use crate::feeder::{self, Job};
use crate::level::Level;
use crate::link::{Controls, Format, link};
use crate::player;
use crate::queue::{Entry, Sequence};
use crate::tap::Tap;

/// Time in which a preview comes and goes, s: it begins in the middle of a
/// song, where a slower fade than a pause's is kinder.
const FADE_S: f32 = 0.12;

/// The only generation of a preview's link.
const GENERATION: u32 = 1;

/// A feeder and a tap of its own. It fades out when it is dropped.
pub(crate) struct Preview {
    controls: Arc<Controls>,
    /// The feeder's thread ends with it.
    _jobs: Sender<Job>,
}

impl Preview {
    /// Plays the stretch, s, of a file into `mixer`; what its feeder says comes
    /// back under `number`.
    pub(crate) fn start(
        number: u32,
        format: Format,
        mixer: &Mixer,
        item: Item,
        stretch_s: Range<f64>,
        reports: Sender<Message>,
    ) -> Self {
        let (feed, tap, controls) = link(format);
        let fade_s = f64::from(FADE_S);
        let heard_s = (stretch_s.end - stretch_s.start - fade_s).max(fade_s);
        controls.set_limit((heard_s * f64::from(format.sample_rate)) as u64);
        controls.set_generation(GENERATION);
        let (jobs, inbox) = channel();
        let first = [
            Job::Attach(feed),
            Job::Jump {
                generation: GENERATION,
                sequence: Arc::new(Sequence {
                    entries: vec![Entry { key: 0, item }],
                    ..Sequence::default()
                }),
                key: 0,
                at_s: stretch_s.start,
            },
        ];
        for job in first {
            // The other end is still here.
            let _ = jobs.send(job);
        }
        player::start("player-preview", move || {
            feeder::run(&inbox, |report| {
                // Nobody is left to tell if the conductor is already gone.
                let _ = reports.send(Message::Preview(number, report));
            });
        });
        mixer.add(Tap::new(tap, FADE_S));
        Self {
            controls,
            _jobs: jobs,
        }
    }

    /// Sets its volume, a linear gain.
    pub(crate) fn set_gain(&self, gain: f32) {
        self.controls.set_gain(gain);
    }

    /// Sets how its loudness is levelled.
    pub(crate) fn set_level(&self, level: Level) {
        self.controls.set_level(level);
    }

    /// Whether it has been heard to its end.
    pub(crate) fn is_over(&self) -> bool {
        self.controls.ended() == GENERATION
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.controls.close();
    }
}
