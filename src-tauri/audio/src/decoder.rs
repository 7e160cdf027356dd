//! One file, decoded block by block.
//!
//! Nothing here keeps more than one block, so a ten-hour recording needs no
//! more memory than a song.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use symphonia::core::codecs::audio::AudioDecoder;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::{Time, TimeBase, Timestamp};

use crate::encoded::Packets;
use crate::guard::guard;
use crate::limits::MIN_SAMPLE_RATE;
use crate::signature::{self, Signature};
use crate::{AudioError, Limits, codecs, source};

/// What is known of a stream once its first block is decoded.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamInfo {
    /// Frames a second, Hz.
    pub sample_rate: u32,
    /// Channels of each frame.
    pub channels: usize,
    /// Length the container declares or that can be estimated from it, s.
    pub duration_s: Option<f64>,
    /// Short name of the codec, such as `flac`.
    pub codec: String,
    /// What holds the stream, for people, such as `Waveform Audio File Format`.
    pub container: String,
}

/// Lossy codecs lean on what came before; decoding this much ahead of a seek's
/// target, s, lets them settle (Opus asks for 80 ms, MP3's bit reservoir for
/// up to ten frames of 26 ms).
const PREROLL_S: f64 = 0.26;

/// Damaged packets that are passed over in silence; a stream with more, and
/// with more than a tenth of all, is a bad stream.
const TOLERATED_FAULTS: u64 = 20;

/// Files of floating-point samples can hold anything. No recording is 24 dB
/// over full scale; what is would drown every measure.
const LOUDEST: f32 = 16.0;

/// A track may end this much before its declared end, s and share, before it
/// counts as cut off: encoders' padding and rounding never come near it.
const MISSING_S: f64 = 1.0;
/// See [`MISSING_S`].
const MISSING_SHARE: f64 = 0.05;

/// Packets in which chance alone does not make noise look like MP3.
const CONVINCING_PACKETS: u64 = 100;

/// Decodes one file from start to end, or from wherever [`Decoder::seek`] goes.
pub struct Decoder {
    reader: Box<dyn FormatReader>,
    codec: Box<dyn AudioDecoder>,
    track: u32,
    time_base: TimeBase,
    info: StreamInfo,
    signature: Signature,
    /// Time stamp of the first frame, s.
    start_s: f64,
    limits: Limits,
    /// The current block, interleaved.
    block: Vec<f32>,
    /// When the current block begins, s.
    block_at_s: f64,
    /// The current block has not been given out yet.
    pending: bool,
    ended: bool,
    /// A codec panicked: its state is not to be touched again.
    broken: bool,
    /// Why the container could not be read to its end.
    cut: Option<&'static str>,
    spent: Duration,
    packets: u64,
    /// Packets that could not be decoded.
    faults: u64,
    /// Bytes of the packets that could.
    good_bytes: u64,
    /// What is encoded, so far.
    encoded: Packets,
}

impl Decoder {
    /// Opens a file by its content and decodes its first block; the name says
    /// nothing.
    ///
    /// # Errors
    /// Any [`AudioError`] that shows in the first block: no regular file,
    /// unreadable, no audio, an unknown codec, over a limit.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, AudioError> {
        let mut file = source::open(path)?;
        let signature = signature::read(&mut file)?;
        Self::from_source(Box::new(file), signature, limits)
    }

    pub(crate) fn from_source(
        source: Box<dyn MediaSource>,
        signature: Signature,
        limits: &Limits,
    ) -> Result<Self, AudioError> {
        guard(|| {
            let mut decoder = Self::probe(source, signature, limits)?;
            decoder.pending = match decoder.advance() {
                // In a stream without a header this only says that the probe
                // took something else for sound.
                Ok(false) | Err(AudioError::BadStream(_)) if !signature.marked => {
                    return Err(AudioError::NotAudio);
                }
                Ok(false) if decoder.info.duration_s.is_some_and(|length| length > 0.0) => {
                    let why = "nothing follows its header".to_owned();
                    return Err(AudioError::Truncated(why));
                }
                Ok(false) => return Err(AudioError::Empty),
                outcome => outcome?,
            };
            decoder.block_at_s = decoder.block_at_s.max(0.0);
            Ok(decoder)
        })
    }

    fn probe(
        source: Box<dyn MediaSource>,
        signature: Signature,
        limits: &Limits,
    ) -> Result<Self, AudioError> {
        let reader = symphonia::default::get_probe()
            .probe(
                &Hint::new(),
                MediaSourceStream::new(source, Default::default()),
                FormatOptions::default(),
                MetadataOptions::default(),
            )
            .map_err(|error| not_opened(error, signature))?;
        let container = reader.format_info().long_name;
        let (track, params) = codecs::first_audio(reader.as_ref())
            .ok_or_else(|| AudioError::UnsupportedCodec(format!("What this {container} holds")))?;
        let codec = codecs::decoder(params)?;
        let rate = params.sample_rate.unwrap_or(0);
        let time_base = track
            .time_base
            .or_else(|| TimeBase::try_from_recip(rate))
            .ok_or(AudioError::SampleRate(rate))?;
        let duration_s = track
            .duration
            .and_then(|length| time_base.calc_duration(length))
            .map(|time| time.as_secs_f64());
        // A stream cut from a longer one begins later than zero.
        let start = track.start_ts.max(Timestamp::ZERO);
        let start_s = time_base.calc_time_saturating(start).as_secs_f64();
        Ok(Self {
            track: track.id,
            info: StreamInfo {
                sample_rate: 0,
                channels: 0,
                duration_s,
                codec: codecs::name(params.codec),
                container: container.to_owned(),
            },
            signature,
            time_base,
            start_s,
            reader,
            codec,
            limits: limits.clone(),
            block: Vec::new(),
            block_at_s: 0.0,
            pending: false,
            ended: false,
            broken: false,
            cut: None,
            spent: Duration::ZERO,
            packets: 0,
            faults: 0,
            good_bytes: 0,
            encoded: Packets::new(),
        })
    }

    /// What is known of the stream.
    #[must_use]
    pub fn info(&self) -> &StreamInfo {
        &self.info
    }

    /// The next block of interleaved samples, -1 to 1; `None` at the end.
    /// Blocks are never empty and hold whole frames.
    ///
    /// # Errors
    /// [`AudioError::BadStream`], [`AudioError::TooSlow`],
    /// [`AudioError::Unreadable`] or [`AudioError::DecoderPanic`].
    pub fn next_block(&mut self) -> Result<Option<&[f32]>, AudioError> {
        let ready = if self.pending {
            self.pending = false;
            true
        } else {
            self.fenced(Self::advance)?
        };
        Ok(ready.then_some(self.block.as_slice()))
    }

    /// Passes over the next packet without decoding it; false at the end.
    pub(crate) fn pass_packet(&mut self) -> Result<bool, AudioError> {
        self.fenced(|decoder| Ok(decoder.next_packet()?.is_some()))
    }

    /// The identity of all packets so far: of the stream, once its end is reached
    /// without a [`Self::seek`].
    pub(crate) fn stream_id(self) -> String {
        self.encoded.finish()
    }

    /// Goes to `to_s` seconds; the next block begins there. Returns the
    /// position really reached, s: past the end it is the end.
    ///
    /// # Errors
    /// As [`Self::next_block`], and [`AudioError::BadStream`] where the file
    /// cannot be searched.
    pub fn seek(&mut self, to_s: f64) -> Result<f64, AudioError> {
        let to_s = to_s.max(0.0);
        self.fenced(|decoder| decoder.seek_inside(to_s))
    }

    /// Runs `work` behind the fence; after a panic the decoder stays broken.
    fn fenced<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, AudioError>,
    ) -> Result<T, AudioError> {
        if self.broken {
            return Err(AudioError::DecoderPanic("it failed before".to_owned()));
        }
        let done = guard(|| work(self));
        self.broken = matches!(done, Err(AudioError::DecoderPanic(_)));
        done
    }

    fn seek_inside(&mut self, to_s: f64) -> Result<f64, AudioError> {
        let end_s = self.info.duration_s.unwrap_or(f64::MAX);
        let from_s = (to_s.min(end_s) - PREROLL_S).max(0.0);
        let time = Time::try_from_secs_f64(self.start_s + from_s).unwrap_or_default();
        self.pending = false;
        self.ended = false;
        let found = self.reader.seek(
            SeekMode::Accurate,
            SeekTo::Time {
                time,
                track_id: Some(self.track),
            },
        );
        match found {
            Ok(_) => {}
            Err(Error::SeekError(_)) if to_s >= end_s => {
                self.ended = true;
                return Ok(end_s);
            }
            Err(error) => return Err(AudioError::BadStream(error.to_string())),
        }
        self.codec.reset();
        let rate = f64::from(self.info.sample_rate);
        while self.advance()? {
            let frames = self.block.len() / self.info.channels;
            let skip = ((to_s - self.block_at_s) * rate).round().max(0.0) as usize;
            if skip < frames {
                self.block.drain(..skip * self.info.channels);
                self.block_at_s += skip as f64 / rate;
                self.pending = true;
                return Ok(self.block_at_s);
            }
        }
        Ok(self.info.duration_s.unwrap_or(self.block_at_s))
    }

    /// The length that the container vouches for, s.
    pub(crate) fn declared_s(&self) -> Option<f64> {
        self.info.duration_s.filter(|_| self.signature.exact)
    }

    /// After the end: whether `decoded_s` seconds were all there was to hear.
    pub(crate) fn check_whole(&self, decoded_s: f64) -> Result<(), AudioError> {
        let good = self.packets - self.faults;
        let mostly_junk = self.good_bytes < self.signature.body_bytes / 2;
        if !self.signature.marked && mostly_junk && good < CONVINCING_PACKETS {
            return Err(AudioError::NotAudio);
        }
        match (self.declared_s(), self.cut) {
            (Some(declared_s), _) => {
                let missing_s = declared_s - decoded_s;
                if missing_s > MISSING_S && missing_s > MISSING_SHARE * declared_s {
                    let why = format!("{decoded_s:.0} of {declared_s:.0} s are there");
                    return Err(AudioError::Truncated(why));
                }
                Ok(())
            }
            (None, Some(why)) => Err(AudioError::BadStream(why.to_owned())),
            (None, None) => Ok(()),
        }
    }

    /// Decodes up to the next block that holds sound; false at the end.
    fn advance(&mut self) -> Result<bool, AudioError> {
        let start = Instant::now();
        let before = self.spent;
        self.block.clear();
        while let Some(packet) = self.next_packet()? {
            let sounds = self.decode(&packet)?;
            self.spent = before + start.elapsed();
            if self.spent > self.limits.max_decode_time {
                let limit = self.limits.max_decode_time.as_secs_f64();
                return Err(AudioError::TooSlow(limit));
            }
            if sounds {
                return Ok(true);
            }
        }
        self.spent = before + start.elapsed();
        Ok(false)
    }

    /// The stream's next packet; `None` at the end.
    fn next_packet(&mut self) -> Result<Option<Packet>, AudioError> {
        while !self.ended {
            match self.reader.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track => {
                    self.encoded.push(&packet.data);
                    return Ok(Some(packet));
                }
                Ok(Some(_)) => {}
                Ok(None) => self.ended = true,
                Err(Error::ResetRequired) => self.restart()?,
                Err(Error::IoError(why)) if why.kind() == io::ErrorKind::UnexpectedEof => {
                    self.ended = true;
                }
                Err(Error::IoError(why)) => return Err(AudioError::Unreadable(why)),
                // What was decoded so far may still be all that matters.
                Err(Error::DecodeError(why) | Error::LimitError(why)) => {
                    self.cut = Some(why);
                    self.ended = true;
                }
                Err(error) => return Err(AudioError::BadStream(error.to_string())),
            }
        }
        Ok(None)
    }

    /// Decodes one packet into the block; false when it gave no sound.
    fn decode(&mut self, packet: &Packet) -> Result<bool, AudioError> {
        self.packets += 1;
        let sound = match self.codec.decode(packet) {
            Ok(sound) => sound,
            // Once sound has come, an unknown feature is damage, not a codec.
            Err(Error::Unsupported(what)) if self.info.sample_rate == 0 => {
                return Err(AudioError::UnsupportedCodec(format!(
                    "This kind of sound ({what})"
                )));
            }
            Err(Error::DecodeError(_) | Error::IoError(_) | Error::Unsupported(_)) => {
                self.faults += 1;
                let many = self.faults > TOLERATED_FAULTS && self.faults * 10 > self.packets;
                return if many {
                    Err(AudioError::BadStream(
                        "most of it cannot be decoded".to_owned(),
                    ))
                } else {
                    Ok(false)
                };
            }
            Err(Error::ResetRequired) => {
                self.codec.reset();
                return Ok(false);
            }
            Err(error) => return Err(AudioError::BadStream(error.to_string())),
        };
        if sound.frames() == 0 {
            return Ok(false);
        }
        let (rate, channels) = (sound.spec().rate(), sound.spec().channels().count());
        if self.info.sample_rate == 0 {
            check(rate, channels, &self.limits)?;
            (self.info.sample_rate, self.info.channels) = (rate, channels);
        } else if (rate, channels) != (self.info.sample_rate, self.info.channels) {
            return Err(AudioError::BadStream(
                "rate or channels change on the way".to_owned(),
            ));
        }
        sound.copy_to_vec_interleaved(&mut self.block);
        self.good_bytes += packet.data.len() as u64;
        for sample in &mut self.block {
            *sample = if sample.is_nan() {
                0.0
            } else {
                sample.clamp(-LOUDEST, LOUDEST)
            };
        }
        let trimmed = i64::try_from(packet.trim_start.get()).unwrap_or(0);
        let ticks = packet.pts.get().saturating_add(trimmed);
        self.block_at_s = self
            .time_base
            .calc_time_saturating(Timestamp::new(ticks))
            .as_secs_f64()
            - self.start_s;
        Ok(true)
    }

    /// A new stream follows in the same file (chained Ogg): goes on with it.
    fn restart(&mut self) -> Result<(), AudioError> {
        let (track, params) =
            codecs::first_audio(self.reader.as_ref()).ok_or(AudioError::NotAudio)?;
        self.codec = codecs::decoder(params)?;
        self.track = track.id;
        if let Some(time_base) = track.time_base {
            self.time_base = time_base;
        }
        // The length that was declared was the first stream's.
        self.signature.exact = false;
        Ok(())
    }
}

fn check(rate: u32, channels: usize, limits: &Limits) -> Result<(), AudioError> {
    if !(MIN_SAMPLE_RATE..=limits.max_sample_rate).contains(&rate) {
        return Err(AudioError::SampleRate(rate));
    }
    if channels == 0 || channels > limits.max_channels {
        return Err(AudioError::Channels(channels));
    }
    Ok(())
}

/// What a failed probe says of the file.
fn not_opened(error: Error, signature: Signature) -> AudioError {
    match error {
        Error::IoError(why) if why.kind() != io::ErrorKind::UnexpectedEof => {
            AudioError::Unreadable(why)
        }
        _ if !signature.marked => AudioError::NotAudio,
        Error::IoError(_) => AudioError::Truncated("its headers are incomplete".to_owned()),
        Error::Unsupported(what) => {
            AudioError::UnsupportedCodec(format!("This kind of sound ({what})"))
        }
        other => AudioError::BadStream(other.to_string()),
    }
}
