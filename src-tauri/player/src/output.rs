//! The sound device, behind a trait: the rest of the crate only needs a mixer
//! to add a source to.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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
    /// Opens the device.
    ///
    /// # Errors
    /// [`PlayerError::NoDevice`] when there is none, or none that opens.
    fn open(&mut self) -> Result<Opened, PlayerError>;
}

/// The system's default output device.
#[derive(Debug, Default)]
pub struct DefaultDevice;

impl Output for DefaultDevice {
    fn open(&mut self) -> Result<Opened, PlayerError> {
        let none = |reason: &dyn std::fmt::Display| PlayerError::NoDevice(reason.to_string());
        let device = cpal::default_host()
            .default_output_device()
            .ok_or_else(|| none(&"the system names no default output"))?;
        let name = device
            .description()
            .map_or_else(|_| "Default output".to_owned(), |d| d.name().to_owned());
        let lost = Arc::new(AtomicBool::new(false));
        let on_error = {
            let lost = Arc::clone(&lost);
            move |error: cpal::Error| {
                if is_fatal(error.kind()) {
                    lost.store(true, Ordering::Relaxed);
                }
                tracing::warn!(%error, "sound device");
            }
        };
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

/// Whether a stream does not go on after an error of this kind.
fn is_fatal(kind: ErrorKind) -> bool {
    !matches!(
        kind,
        ErrorKind::Xrun | ErrorKind::RealtimeDenied | ErrorKind::DeviceChanged
    )
}

/// The innermost cause, which names what the system said.
fn reason(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
