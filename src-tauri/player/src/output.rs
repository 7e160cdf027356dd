//! The sound device, behind a trait: the rest of the crate only needs a mixer
//! to add a source to.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rodio::cpal::traits::{DeviceTrait, HostTrait};
use rodio::cpal::{self, ErrorKind};
use rodio::mixer::Mixer;
use rodio::{DeviceSinkBuilder, MixerDeviceSink};

use crate::PlayerError;

/// A device that is open and pulling samples.
pub struct Opened {
    /// Where sources are added.
    pub mixer: Mixer,
    /// The device's sample rate, Hz.
    pub sample_rate: u32,
    /// The device's channels.
    pub channels: u16,
    /// The device's name, for people.
    pub name: String,
    /// Becomes true when the device goes away.
    pub lost: Arc<AtomicBool>,
    /// Whatever must live as long as the device is in use.
    pub keep: Box<dyn Any>,
}

/// Somewhere to play. It is opened again whenever the last one was lost.
pub trait Output: Send {
    /// Opens the device with this name, or, where that is not there or none is
    /// wished for, the system's own.
    ///
    /// # Errors
    /// [`PlayerError::NoDevice`] when there is none, or none that opens.
    fn open(&mut self, wanted: Option<&str>) -> Result<Opened, PlayerError>;

    /// Whether the device with this name is there.
    fn has(&mut self, name: &str) -> bool;
}

/// The system's output devices.
#[derive(Debug, Default)]
pub struct SoundCards;

/// The names of the devices that can be played on, each once. Asking the system
/// takes a moment.
#[must_use]
pub fn device_names() -> Vec<String> {
    let mut names: Vec<String> = devices().map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn devices() -> impl Iterator<Item = (String, cpal::Device)> {
    let devices = cpal::default_host().output_devices();
    let devices = devices.inspect_err(|error| tracing::warn!(%error, "sound devices"));
    devices.into_iter().flatten().filter_map(|device| {
        let name = device.description().ok()?.name().to_owned();
        Some((name, device))
    })
}

impl Output for SoundCards {
    fn has(&mut self, name: &str) -> bool {
        devices().any(|(other, _)| other == name)
    }

    fn open(&mut self, wanted: Option<&str>) -> Result<Opened, PlayerError> {
        let none = |reason: &dyn std::fmt::Display| PlayerError::NoDevice(reason.to_string());
        let wanted = wanted.and_then(|wanted| devices().find(|(name, _)| name == wanted));
        let device = wanted
            .map(|(_, device)| device)
            .or_else(|| cpal::default_host().default_output_device())
            .ok_or_else(|| none(&"the system names no default output"))?;
        let name = device
            .description()
            .map_or_else(|_| "Default output".to_owned(), |d| d.name().to_owned());
        let lost = Arc::new(AtomicBool::new(false));
        let mut judge = Judge::new(Arc::clone(&lost));
        let on_error = move |error: cpal::Error| judge.hear(&error);
        let mut sink: MixerDeviceSink = DeviceSinkBuilder::from_device(device)
            .map_err(|e| none(&reason(&e)))?
            .with_error_callback(on_error)
            .open_sink_or_fallback()
            .map_err(|e| none(&reason(&e)))?;
        sink.log_on_drop(false);
        Ok(Opened {
            mixer: sink.mixer().clone(),
            sample_rate: sink.config().sample_rate().get(),
            channels: sink.config().channel_count().get(),
            name,
            lost,
            keep: Box::new(sink),
        })
    }
}

/// How long a stream may do nothing but fail. A sound server that is just
/// starting, or busy, recovers sooner; nobody waits longer before pressing
/// play again.
const HOPE: Duration = Duration::from_secs(2);

/// Failures further apart than this are single ones, and the stream goes on
/// between them.
const APART: Duration = Duration::from_millis(250);

/// Rest after each failure: a broken stream reports the next one at once, and
/// would keep a core busy with it.
const REST: Duration = Duration::from_millis(20);

/// Tells a device that is gone from one that stumbles.
#[derive(Clone)]
struct Judge {
    lost: Arc<AtomicBool>,
    /// When the failures began, and the newest.
    failing: Option<(Instant, Instant)>,
}

impl Judge {
    fn new(lost: Arc<AtomicBool>) -> Self {
        Self {
            lost,
            failing: None,
        }
    }

    fn hear(&mut self, error: &cpal::Error) {
        let gone = match error.kind() {
            // The stream goes on by itself.
            ErrorKind::Xrun | ErrorKind::RealtimeDenied | ErrorKind::DeviceChanged => {
                tracing::debug!(%error, "sound device");
                return;
            }
            ErrorKind::DeviceNotAvailable
            | ErrorKind::HostUnavailable
            | ErrorKind::StreamInvalidated => true,
            _ => self.fails_at(Instant::now(), error),
        };
        if gone && !self.lost.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "the sound device is lost");
        }
        thread::sleep(REST);
    }

    /// Whether it has failed for too long by now.
    fn fails_at(&mut self, now: Instant, error: &cpal::Error) -> bool {
        match &mut self.failing {
            Some((_, newest)) if now.duration_since(*newest) < APART => *newest = now,
            failing => {
                tracing::warn!(%error, "the sound device stumbles");
                *failing = Some((now, now));
            }
        }
        self.failing
            .is_some_and(|(first, _)| now.duration_since(first) > HOPE)
    }
}

/// The innermost cause, which names what the system said.
fn reason(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    // It goes into the middle of a sentence of ours.
    cause.to_string().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge() -> (Judge, cpal::Error) {
        let judge = Judge::new(Arc::default());
        (judge, cpal::Error::new(ErrorKind::BackendError))
    }

    #[test]
    fn a_stumble_is_forgiven_and_endless_failure_is_not() {
        let (mut judge, error) = judge();
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        assert!(
            (0..1_900)
                .step_by(20)
                .all(|ms| !judge.fails_at(at(ms), &error))
        );
        // It recovered; this is another stumble.
        assert!(
            (9_000..10_900)
                .step_by(20)
                .all(|ms| !judge.fails_at(at(ms), &error))
        );
        assert!(
            (10_920..11_500)
                .step_by(20)
                .any(|ms| judge.fails_at(at(ms), &error))
        );
    }

    #[test]
    fn an_underrun_is_nothing_and_an_unplugged_device_is_lost() {
        let (mut judge, _) = judge();
        judge.hear(&cpal::Error::new(ErrorKind::Xrun));
        assert!(!judge.lost.load(Ordering::Relaxed));
        judge.hear(&cpal::Error::new(ErrorKind::DeviceNotAvailable));
        assert!(judge.lost.load(Ordering::Relaxed));
    }
}
