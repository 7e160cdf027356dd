//! What a run of the queue asks of the machine that it is on: the time of day,
//! the power, and how long things may take. Tests put their own in its place.

use std::time::Duration;

use starship_battery::{Manager, State};

use crate::library::now;

/// Whether the machine runs on its battery.
pub trait Power: Send + Sync {
    /// Whether it does now; false where that is not known.
    fn on_battery(&self) -> bool;
}

/// The batteries of this machine, as its system tells of them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Batteries;

impl Power for Batteries {
    fn on_battery(&self) -> bool {
        // Asked anew each time: batteries are taken out and put in.
        let batteries = Manager::new().and_then(|manager| manager.batteries());
        match batteries {
            Ok(batteries) => batteries
                .filter_map(Result::ok)
                .any(|battery| battery.state() == State::Discharging),
            Err(error) => {
                tracing::debug!(%error, "the batteries cannot be asked");
                false
            }
        }
    }
}

/// How long a run waits for what.
#[derive(Debug, Clone, PartialEq)]
pub struct Patience {
    /// For a file of no length to be heard.
    pub file: Duration,
    /// For each second of sound in it, in addition.
    pub second_of_sound: Duration,
    /// For a file that was told to stop: what then still works at it is left
    /// behind, as it waits for a drive that does not answer.
    pub stopping: Duration,
    /// Between two tries to save what could not be saved.
    pub again: Duration,
    /// For the library to be let go of by another program.
    pub trouble: Duration,
}

impl Default for Patience {
    /// A minute for the drive to wake up and the network to have its turn, four
    /// times the length of the sound (the largest network on a slow processor,
    /// several files at once, stays below that), half a minute to stop (that
    /// network's longest batch), three seconds between tries, ten minutes for
    /// another program.
    fn default() -> Self {
        Self {
            file: Duration::from_secs(60),
            second_of_sound: Duration::from_secs(4),
            stopping: Duration::from_secs(30),
            again: Duration::from_secs(3),
            trouble: Duration::from_secs(600),
        }
    }
}

/// The length of a file whose tags do not tell it, s: nearly all are shorter,
/// and a longer one has time in abundance too.
const UNKNOWN_LENGTH_S: f64 = 3600.0;
/// No file is given more time than one of this length, s, whatever its tags
/// say; the decoder takes no longer ones.
const LONGEST_S: f64 = 24.0 * 3600.0;

impl Patience {
    /// How long the hearing of a sound of this length, s, may take.
    pub(super) fn hearing(&self, duration_s: Option<f64>) -> Duration {
        let length = duration_s.filter(|length| length.is_finite() && *length > 0.0);
        let length = length.unwrap_or(UNKNOWN_LENGTH_S).min(LONGEST_S);
        self.file + self.second_of_sound.mul_f64(length)
    }
}

/// The machine, as far as the queue asks for it.
pub struct Host {
    /// Now, s since 1970.
    pub clock: Box<dyn Fn() -> i64 + Send + Sync>,
    /// The power that it runs on.
    pub power: Box<dyn Power>,
    /// How long a run waits for what.
    pub patience: Patience,
}

impl Default for Host {
    /// This machine.
    fn default() -> Self {
        Self {
            clock: Box::new(now),
            power: Box::new(Batteries),
            patience: Patience::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_time_in_proportion_to_its_length() {
        let patience = Patience::default();
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        assert_eq!(patience.hearing(Some(240.0)), minutes(1 + 16));
        assert_eq!(patience.hearing(None), minutes(1 + 240));
        assert_eq!(patience.hearing(Some(f64::NAN)), patience.hearing(None));
        let day = patience.hearing(Some(24.0 * 3600.0));
        assert_eq!(patience.hearing(Some(1e300)), day);
    }
}
