//! Which containers and codecs are known: symphonia's own and libopus.

use std::sync::LazyLock;

use symphonia::core::codecs::audio::{
    AudioCodecParameters, AudioDecoder, AudioDecoderOptions, CODEC_ID_NULL_AUDIO,
};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::codecs::{CodecParameters, audio::AudioCodecId};
use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatReader, Track};

use crate::AudioError;

static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut registry = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut registry);
    registry.register_audio_decoder::<symphonia_adapter_libopus::OpusDecoder>();
    registry
});

/// The first sound of a container that can be decoded; pictures, films and
/// subtitles beside it are passed over.
pub(crate) fn first_audio(reader: &dyn FormatReader) -> Option<(&Track, &AudioCodecParameters)> {
    let tracks = reader.tracks().iter().filter_map(|track| {
        let Some(CodecParameters::Audio(params)) = &track.codec_params else {
            return None;
        };
        Some((track, params))
    });
    let mut known = tracks.filter(|(_, params)| params.codec != CODEC_ID_NULL_AUDIO);
    let first = known.next()?;
    if is_known(first.1.codec) {
        return Some(first);
    }
    known
        .find(|(_, params)| is_known(params.codec))
        .or(Some(first))
}

fn is_known(codec: AudioCodecId) -> bool {
    CODECS.get_audio_decoder(codec).is_some()
}

/// The short name of a codec, such as `flac`.
pub(crate) fn name(codec: AudioCodecId) -> String {
    CODECS.get_audio_decoder(codec).map_or_else(
        || "unknown".to_owned(),
        |found| found.codec.info.short_name.to_owned(),
    )
}

/// A decoder for one track.
pub(crate) fn decoder(params: &AudioCodecParameters) -> Result<Box<dyn AudioDecoder>, AudioError> {
    CODECS
        .make_audio_decoder(params, &AudioDecoderOptions::default())
        .map_err(|error| match error {
            Error::Unsupported(what) => {
                AudioError::UnsupportedCodec(format!("This kind of sound ({what})"))
            }
            other => AudioError::BadStream(other.to_string()),
        })
}
