//! Codecs with a decoder in the program: symphonia's, and libopus for Opus.

use std::sync::OnceLock;

use symphonia::core::audio::{Channels, Position};
use symphonia::core::codecs::audio::{
    AudioCodecParameters, AudioDecoder, AudioDecoderOptions, well_known,
};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::formats::{FormatReader, Track, TrackType};

/// The tracks that symphonia takes for sound.
pub(super) fn audio_tracks(reader: &dyn FormatReader) -> Vec<&Track> {
    let is_audio = |track: &&Track| track.track_type() == Some(TrackType::Audio);
    reader.tracks().iter().filter(is_audio).collect()
}

/// A track's parameters; empty ones where it has none for sound.
pub(super) fn audio_parameters(track: &Track) -> &AudioCodecParameters {
    static NONE: OnceLock<AudioCodecParameters> = OnceLock::new();
    let parameters = track.codec_params.as_ref().and_then(|p| p.audio());
    parameters.unwrap_or_else(|| NONE.get_or_init(AudioCodecParameters::new))
}

/// A decoder for a track; `None` where the program has none.
pub(super) fn decoder(parameters: &AudioCodecParameters) -> Option<Box<dyn AudioDecoder>> {
    static CODECS: OnceLock<CodecRegistry> = OnceLock::new();
    let codecs = CODECS.get_or_init(|| {
        let mut registry = CodecRegistry::new();
        symphonia::default::register_enabled_codecs(&mut registry);
        registry.register_audio_decoder::<symphonia_adapter_libopus::OpusDecoder>();
        registry
    });
    let options = AudioDecoderOptions::default();
    codecs.make_audio_decoder(parameters, &options).ok()
}

/// The codec's name in messages.
pub(super) fn name(parameters: &AudioCodecParameters) -> &'static str {
    match parameters.codec {
        well_known::CODEC_ID_AAC => "this kind of AAC",
        well_known::CODEC_ID_AC3 => "AC-3",
        well_known::CODEC_ID_EAC3 => "E-AC-3",
        well_known::CODEC_ID_DCA => "DTS",
        well_known::CODEC_ID_SPEEX => "Speex",
        well_known::CODEC_ID_WMA => "WMA",
        well_known::CODEC_ID_ATRAC3 | well_known::CODEC_ID_ATRAC9 => "ATRAC",
        _ => "this file's audio codec",
    }
}

/// The codec's name in a list of tracks.
pub(super) fn describe(parameters: &AudioCodecParameters) -> String {
    match decoder(parameters) {
        Some(decoder) => decoder.codec_info().long_name.to_owned(),
        None => name(parameters).to_owned(),
    }
}

/// How much each channel counts: the front carries speech, the low-frequency channel none.
///
/// Surround channels count half, as in the usual downmix of ITU-R BS.775.
pub(super) fn weights(channels: &Channels) -> Vec<f32> {
    let Channels::Positioned(positions) = channels else {
        return vec![1.0; channels.count()];
    };
    let front = Position::FRONT_LEFT
        | Position::FRONT_RIGHT
        | Position::FRONT_CENTER
        | Position::FRONT_LEFT_CENTER
        | Position::FRONT_RIGHT_CENTER;
    let only_surround = !positions.intersects(front);
    positions
        .iter()
        .map(|position| {
            if position == Position::LFE1 || position == Position::LFE2 {
                0.0
            } else if only_surround || front.contains(position) {
                1.0
            } else {
                0.5
            }
        })
        .collect()
}
