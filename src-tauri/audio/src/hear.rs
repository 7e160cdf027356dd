//! One hearing of one file: decoded once, fanned out to all that listen.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::frames::fold;
use crate::identity::Identity;
use crate::key::KeyMeter;
use crate::loudness::Loudness;
use crate::low::Low;
use crate::resample::Resampler;
use crate::tempo::TempoMeter;
use crate::tonal::TONAL;
use crate::true_peak::TruePeak;
use crate::waveform::Waveform;
use crate::{AudioError, Decoder, Limits, StreamInfo};

/// Which mono streams a hearing is to give.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Sample rates, Hz.
    pub rates: Vec<u32>,
}

/// The mode of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Major.
    Major,
    /// Minor.
    Minor,
}

/// A musical key and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    /// Pitch class of the tonic: 0 = C, 1 = C sharp … 11 = B.
    pub tonic: u8,
    /// Major or minor.
    pub mode: Mode,
    /// 0 (a guess) to 1 (certain).
    pub confidence: f32,
}

/// A tempo and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tempo {
    /// Beats a minute.
    pub bpm: f32,
    /// 0 (a guess) to 1 (certain).
    pub confidence: f32,
}

/// What a hearing found besides the streams it gave out.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// Length that was decoded, s.
    pub duration_s: f64,
    /// Identity of the sound itself, in hex: that of any encoding which decodes to
    /// the same.
    pub content_id: String,
    /// Identity of what is encoded, in hex: that of this encoding, whatever its
    /// tags and its container ([`crate::stream_id`]).
    pub stream_id: String,
    /// Integrated loudness (EBU R 128), LUFS.
    pub loudness_lufs: Option<f32>,
    /// True peak (ITU-R BS.1770), dBTP.
    pub true_peak_dbtp: Option<f32>,
    /// Tempo, where there is a beat.
    pub tempo: Option<Tempo>,
    /// Key, where there is one.
    pub key: Option<Key>,
    /// How it is harmonised, whatever its key and level; see [`TONAL`].
    pub tonal: [f32; TONAL],
    /// 400 peak amplitudes over the track in equal steps, 0-1.
    pub waveform: Vec<f32>,
}

/// A track whose peaks all stay below this is silent: two and a half steps of
/// 16 bits (-82 dBFS), which is what dither alone makes of silence.
const SILENT_PEAK: f32 = 2.5 / 32_768.0;

/// Hears a file from start to end and gives `each` its mono mix (the mean of
/// the channels) at every wanted rate, in order, in blocks of any size.
///
/// # Errors
/// Any [`AudioError`]; [`AudioError::Stopped`] soon after `stop` becomes true.
/// What `each` got before an error is to be thrown away.
pub fn hear(
    path: &Path,
    limits: &Limits,
    wanted: &Wanted,
    stop: &AtomicBool,
    each: &mut dyn FnMut(u32, &[f32]),
) -> Result<Heard, AudioError> {
    hear_from(Decoder::open(path, limits)?, limits, wanted, stop, each)
}

fn hear_from(
    mut decoder: Decoder,
    limits: &Limits,
    wanted: &Wanted,
    stop: &AtomicBool,
    each: &mut dyn FnMut(u32, &[f32]),
) -> Result<Heard, AudioError> {
    let info = decoder.info().clone();
    let rate = f64::from(info.sample_rate);
    let too_long = || AudioError::TooLong(limits.max_duration_s / 3600.0);
    if decoder
        .declared_s()
        .is_some_and(|length| length > limits.max_duration_s)
    {
        return Err(too_long());
    }
    let mut ears = Ears::new(&info)?;
    let mut streams = wanted
        .rates
        .iter()
        .map(|&to| Ok((to, Resampler::new(info.sample_rate, to)?)))
        .collect::<Result<Vec<_>, AudioError>>()?;
    let mut frames = 0_u64;
    while let Some(block) = decoder.next_block()? {
        if stop.load(Ordering::Relaxed) {
            return Err(AudioError::Stopped);
        }
        let mono = ears.push(block)?;
        frames += mono.len() as u64;
        if frames as f64 > limits.max_duration_s * rate {
            return Err(too_long());
        }
        for (to, stream) in &mut streams {
            stream.push(mono, &mut |out| each(*to, out))?;
        }
    }
    let duration_s = frames as f64 / rate;
    decoder.check_whole(duration_s)?;
    if duration_s < limits.min_duration_s {
        return Err(AudioError::TooShort(duration_s));
    }
    if ears.waveform.highest() < SILENT_PEAK {
        return Err(AudioError::Silence);
    }
    for (to, stream) in streams {
        stream.finish(&mut |out| each(to, out))?;
    }
    Ok(ears.finish(duration_s, decoder.stream_id()))
}

/// All that listens to a track besides its networks.
struct Ears {
    channels: usize,
    mono: Vec<f32>,
    peaks: Vec<f32>,
    identity: Identity,
    loudness: Loudness,
    waveform: Waveform,
    true_peak: TruePeak,
    low: Low,
    low_samples: Vec<f32>,
    tempo: TempoMeter,
    key: KeyMeter,
}

impl Ears {
    fn new(info: &StreamInfo) -> Result<Self, AudioError> {
        let low = Low::new(info.sample_rate);
        Ok(Self {
            channels: info.channels,
            mono: Vec::new(),
            peaks: Vec::new(),
            identity: Identity::new(info.sample_rate),
            loudness: Loudness::new(info.channels, info.sample_rate)?,
            waveform: Waveform::new(),
            true_peak: TruePeak::new(info.channels, info.sample_rate),
            tempo: TempoMeter::new(low.rate()),
            key: KeyMeter::new(low.rate()),
            low_samples: Vec::new(),
            low,
        })
    }

    /// Takes the next block; gives its mono mix.
    fn push(&mut self, block: &[f32]) -> Result<&[f32], AudioError> {
        fold(block, self.channels, &mut self.mono, &mut self.peaks);
        self.identity.push(&self.mono);
        self.loudness.push(block)?;
        self.waveform.push(&self.peaks);
        self.true_peak.push(block, &self.peaks);
        self.low_samples.clear();
        self.low.push(&self.mono, &mut self.low_samples);
        self.tempo.push(&self.low_samples);
        self.key.push(&self.low_samples);
        Ok(&self.mono)
    }

    fn finish(self, duration_s: f64, stream_id: String) -> Heard {
        let (key, tonal) = self.key.finish();
        Heard {
            duration_s,
            content_id: self.identity.finish(),
            stream_id,
            loudness_lufs: self.loudness.integrated_lufs(),
            true_peak_dbtp: self.true_peak.dbtp(),
            tempo: self.tempo.finish(),
            key,
            tonal,
            waveform: self.waveform.finish(),
        }
    }
}
