//! The sound device: opened when it is needed, and chosen anew when it is another.

use super::{Conductor, Line};
use crate::PlayerError;
use crate::feeder::Job;
use crate::link::{Format, link};
use crate::tap::Tap;
use crate::volume::{RAMP_S, gain};

impl Conductor {
    /// Leaves the system's device where the chosen one has come back.
    pub(super) fn prefer_chosen(&mut self) {
        let (Some(chosen), Some(line)) = (&self.state.chosen_device, &self.line) else {
            return;
        };
        if line.device.name != *chosen && self.output.has(chosen) {
            self.close();
        }
    }

    /// Plays on another device from now on, from the same place.
    pub(super) fn choose_device(&mut self, name: Option<String>) {
        self.state.chosen_device = name;
        let playing = self.state.playing;
        self.close();
        if playing {
            self.resume();
        }
    }

    /// Opens the device unless it is open.
    pub(super) fn open(&mut self) -> Result<(), PlayerError> {
        if self.line.is_some() {
            return Ok(());
        }
        let device = self.output.open(self.state.chosen_device.as_deref())?;
        let format = Format {
            sample_rate: device.sample_rate,
            channels: usize::from(device.channels).clamp(1, 2),
        };
        let (feed, tap, controls) = link(format);
        controls.set_gain(gain(self.state.volume));
        controls.set_level(self.state.level);
        controls.set_paused(true);
        device.mixer.add(Tap::new(tap, RAMP_S));
        tracing::info!(name = device.name, ?format, "sound device opened");
        self.state.device = Some(device.name.clone());
        self.tell(Job::Attach(feed));
        self.cued = false;
        self.starved = 0;
        self.line = Some(Line {
            device,
            format,
            controls,
        });
        Ok(())
    }

    pub(super) fn close(&mut self) {
        self.end_preview();
        if let Some(line) = self.line.take() {
            line.controls.close();
            self.tell(Job::Detach);
        }
        self.cued = false;
        self.state.device = None;
    }
}
