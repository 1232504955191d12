//! Containers and codecs with a native decoder: symphonia, and libopus for Opus.

use std::fs::File;
use std::path::Path;
use std::sync::OnceLock;

use symphonia::core::audio::{Channels, Position};
use symphonia::core::codecs::audio::{
    AudioCodecParameters, AudioDecoder, AudioDecoderOptions, well_known,
};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{
    MediaSource, MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource,
};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;

use super::DecodeError;
use super::audition::audition;
use super::edits::{self, Beginning};
use super::feeder::Feeder;
use super::timeline::Timeline;

/// More channels than this is a damaged header, not a recording.
const MOST_CHANNELS: usize = 64;
/// symphonia's name for MP4, M4A and MOV.
const MP4: &str = "isomp4";
/// Below 4 kHz there is no speech to be heard; beyond 1 MHz the header is damaged.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=1_000_000;

/// What a container says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Format {
    /// Short name of the container, such as `wave`.
    pub container: String,
    /// Samples per second of the chosen track.
    pub rate: Option<u32>,
    /// Channels of the chosen track.
    pub channels: Option<usize>,
    /// Seconds, where the container knows.
    pub duration: Option<f64>,
    /// How many audio tracks there are.
    pub tracks: usize,
    /// The chosen one, from 1.
    pub track: usize,
}

/// Interleaved samples of one layout.
pub(super) struct Block {
    pub(super) samples: Vec<f32>,
    pub(super) rate: u32,
    /// How much each channel counts in the mix.
    pub(super) weights: Vec<f32>,
}

/// Why a container could not be opened, as far as the choice of another decoder goes.
pub(super) enum OpenError {
    /// No native reader knows it.
    Probe,
    /// The container is known, the named codec is not.
    Codec(String),
    /// No other decoder would help.
    Fatal(DecodeError),
}

/// An open recording: a demuxer, and the decoder of one of its tracks.
pub(super) struct Container {
    reader: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track_id: u32,
    format: Format,
    auditioned: bool,
    frames: u64,
    damaged_packets: u64,
    ended_by: Option<String>,
    /// The first block, decoded ahead to see whether decoding works at all.
    first: Option<Block>,
    timeline: Timeline,
    /// Seconds that are still to be left out at the beginning.
    left_out: f64,
    /// Frames of silence that come before anything else.
    silence: u64,
    /// What comes behind the silence.
    behind: Option<Block>,
    /// The ffmpeg that feeds this container, killed with it.
    feeder: Option<Feeder>,
    /// What that said of the file.
    trouble: Option<String>,
}

impl Container {
    pub(super) fn open(path: &Path, track: Option<usize>) -> Result<Self, OpenError> {
        let open = || File::open(path).map_err(|e| OpenError::Fatal(e.into()));
        let reader = probe(Box::new(open()?))?;
        let count = audio_tracks(&*reader).len();
        let (index, auditioned) = match track {
            Some(wanted) if wanted == 0 || wanted > count => {
                if count == 0 {
                    return Err(OpenError::Fatal(DecodeError::NoAudio));
                }
                return Err(OpenError::Fatal(DecodeError::Track { wanted, count }));
            }
            Some(wanted) => (wanted - 1, false),
            None if count > 1 => {
                let index = audition(probe(Box::new(open()?))?);
                (index, index != 0)
            }
            None => (0, false),
        };
        let mut container = Self::new(reader, index, auditioned)?;
        if container.format.container == MP4 {
            container.begin_as(edits::beginning(&mut open()?, index));
        }
        Ok(container)
    }

    /// Reads WAV from another program's output; if that is none, gives what the program said, too.
    pub(super) fn fed_by(mut feeder: Feeder) -> Result<Self, (OpenError, String)> {
        match Self::of_output(&mut feeder) {
            Ok(mut container) => {
                container.feeder = Some(feeder);
                Ok(container)
            }
            Err(error) => Err((error, feeder.said())),
        }
    }

    fn of_output(feeder: &mut Feeder) -> Result<Self, OpenError> {
        let output = feeder.output().ok_or(OpenError::Probe)?;
        // ChildStdout is Send; symphonia also wants Sync, which the lock gives.
        let reader = probe(Box::new(ReadOnlySource::new(SyncReader(output.into()))));
        Self::new(reader?, 0, false)
    }

    fn new(
        reader: Box<dyn FormatReader>,
        index: usize,
        auditioned: bool,
    ) -> Result<Self, OpenError> {
        let tracks = audio_tracks(&*reader);
        let Some(track) = tracks.get(index) else {
            return Err(OpenError::Fatal(DecodeError::NoAudio));
        };
        let parameters = audio_parameters(track);
        check_header(parameters)?;
        let decoder = decoder(parameters)?;
        let format = Format {
            container: reader.format_info().short_name.to_owned(),
            rate: parameters.sample_rate,
            channels: parameters.channels.as_ref().map(Channels::count),
            duration: duration(track),
            tracks: tracks.len(),
            track: index + 1,
        };
        let track_id = track.id;
        Ok(Self {
            timeline: Timeline::new(format.duration),
            left_out: 0.0,
            silence: 0,
            behind: None,
            trouble: None,
            reader,
            decoder,
            track_id,
            format,
            auditioned,
            frames: 0,
            damaged_packets: 0,
            ended_by: None,
            first: None,
            feeder: None,
        })
    }

    fn begin_as(&mut self, beginning: Beginning) {
        self.timeline.delay(beginning.silence);
        // An edit that leaves out all there is can't be meant.
        let length = self.format.duration.unwrap_or(f64::INFINITY);
        if beginning.left_out < length {
            self.left_out = beginning.left_out;
        }
    }

    pub(super) fn format(&self) -> &Format {
        &self.format
    }

    /// What the user should know before the first sample.
    pub(super) fn warning(&self) -> Option<String> {
        let Format { tracks, track, .. } = self.format;
        self.auditioned.then(|| {
            format!("of {tracks} audio tracks, the first is silent: track {track} was taken (--track chooses)")
        })
    }

    /// What the user should know after the last sample.
    pub(super) fn closing_warning(&self) -> Option<String> {
        if let Some(reason) = &self.trouble {
            let seconds = self.decoded_seconds();
            return Some(format!(
                "ffmpeg stumbled over the file ({reason}): it may be damaged or cut short, and {seconds:.1} s of it were used"
            ));
        }
        if self.is_streamed() {
            return None;
        }
        if let Some(reason) = &self.ended_by {
            let seconds = self.decoded_seconds();
            return Some(format!(
                "the file is damaged or cut short ({reason}): the {seconds:.1} s before were used"
            ));
        }
        if let (Some(expected), None) = (self.format.duration, &self.feeder) {
            let seconds = self.decoded_seconds();
            if self.damaged_packets == 0 && seconds < expected * 0.95 - 1.0 {
                return Some(format!(
                    "the file is cut short: its header promises {expected:.1} s, {seconds:.1} s are there"
                ));
            }
        }
        (self.damaged_packets > 0)
            .then(|| format!("{} damaged packets were left out", self.damaged_packets))
    }

    /// Decodes ahead; `false` when there is not one sample.
    pub(super) fn prime(&mut self) -> Result<bool, DecodeError> {
        self.first = self.next_block()?;
        Ok(self.first.is_some())
    }

    /// The next decoded samples; `None` at the end of what can be decoded.
    pub(super) fn next_block(&mut self) -> Result<Option<Block>, DecodeError> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        if let Some(block) = self.behind.take() {
            return Ok(Some(self.after_silence(block)));
        }
        loop {
            let packet = match self.reader.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => return self.end(None),
                Err(Error::ResetRequired) => match self.reset() {
                    Ok(()) => continue,
                    Err(reason) => return self.end(Some(reason)),
                },
                Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                    return self.end(Some("it ends too early".to_owned()));
                }
                Err(error) => return self.end(Some(error.to_string())),
            };
            let at = self.time_of(&packet);
            if packet.track_id != self.track_id {
                if let Some(at) = at {
                    self.timeline.see(at);
                }
                continue;
            }
            let decoded = match self.decoder.decode(&packet) {
                Ok(decoded) => decoded,
                Err(Error::DecodeError(_) | Error::IoError(_)) => {
                    self.damaged_packets += 1;
                    continue;
                }
                Err(error) => return self.end(Some(error.to_string())),
            };
            let (rate, channels) = (decoded.spec().rate(), decoded.spec().channels());
            if decoded.frames() == 0 || channels.count() == 0 || !RATES.contains(&rate) {
                continue;
            }
            let weights = weights(channels);
            let mut samples = Vec::new();
            decoded.copy_to_vec_interleaved::<f32>(&mut samples);
            self.format.rate = Some(rate);
            let missing = at.map_or(0.0, |at| self.timeline.silence_before(at));
            self.timeline.give(missing);
            self.silence += frames(missing, rate);
            self.leave_out(&mut samples, weights.len(), rate);
            if samples.is_empty() {
                continue;
            }
            return Ok(Some(self.after_silence(Block {
                samples,
                rate,
                weights,
            })));
        }
    }

    /// Takes from a block what the container leaves out at the beginning.
    fn leave_out(&mut self, samples: &mut Vec<f32>, channels: usize, rate: u32) {
        let here = (samples.len() / channels) as u64;
        let gone = frames(self.left_out, rate).min(here);
        if gone == 0 {
            return;
        }
        samples.drain(..usize::try_from(gone).unwrap_or(0) * channels);
        self.frames += gone;
        let seconds = seconds(gone, rate);
        self.left_out -= seconds;
        self.timeline.give(seconds);
    }

    /// When a packet is heard or seen, in seconds of the container's clock. Of other tracks, that
    /// matters only before ours begins.
    fn time_of(&self, packet: &Packet) -> Option<f64> {
        if packet.track_id != self.track_id && !self.timeline.has_to_begin() {
            return None;
        }
        let mut tracks = self.reader.tracks().iter();
        let track = tracks.find(|track| track.id == packet.track_id)?;
        let time = track.time_base?.calc_time(packet.pts)?;
        Some(time.as_secs_f64())
    }

    /// The block, or the next part of the silence before it.
    fn after_silence(&mut self, block: Block) -> Block {
        let Block { rate, weights, .. } = &block;
        // A second at a time.
        let silence = self.silence.min(u64::from(*rate));
        if silence > 0 {
            self.silence -= silence;
            self.frames += silence;
            let count = usize::try_from(silence).unwrap_or(0) * weights.len();
            let silent = Block {
                samples: vec![0.0; count],
                rate: *rate,
                weights: weights.clone(),
            };
            self.behind = Some(block);
            return silent;
        }
        let frames = (block.samples.len() / weights.len()) as u64;
        self.frames += frames;
        self.timeline.give(seconds(frames, *rate));
        block
    }

    fn end(&mut self, reason: Option<String>) -> Result<Option<Block>, DecodeError> {
        self.trouble = self.feeder.as_mut().and_then(Feeder::trouble);
        if self.frames > 0 {
            self.ended_by = reason;
            return Ok(None);
        }
        if self.damaged_packets > 0 {
            let reason = reason.unwrap_or_else(|| "no packet could be decoded".to_owned());
            return Err(DecodeError::Damaged { reason });
        }
        match reason {
            Some(reason) => Err(DecodeError::Damaged { reason }),
            None => Ok(None),
        }
    }

    /// A chained stream begins anew: its tracks may differ.
    fn reset(&mut self) -> Result<(), String> {
        let tracks = audio_tracks(&*self.reader);
        let track = tracks.first().ok_or("the next part has no audio")?;
        let parameters = audio_parameters(track);
        let (track_id, decoder) = (track.id, decoder(parameters));
        self.decoder = decoder.map_err(|_| "the next part has another codec")?;
        self.track_id = track_id;
        self.timeline.restart();
        Ok(())
    }

    /// Whether the header's length is the largest there is, as programs write that don't know it.
    fn is_streamed(&self) -> bool {
        // symphonia takes 2^32 - 1 bytes for what they mean, and gives no length.
        if self.format.container == "wave" && self.format.duration.is_none() {
            return true;
        }
        let Format {
            duration: Some(duration),
            rate: Some(rate),
            channels: Some(channels),
            ..
        } = self.format
        else {
            return false;
        };
        let Some(bits) = self.decoder.codec_params().bits_per_sample else {
            return false;
        };
        #[expect(clippy::cast_precision_loss, reason = "a recording has few channels")]
        let bytes = duration * f64::from(rate) * channels as f64 * f64::from(bits) / 8.0;
        // 2^31 or 2^32 bytes, less at most the headers.
        [31, 32].iter().any(|&power| {
            let largest = 2f64.powi(power);
            largest - 4_096.0 < bytes && bytes <= largest
        })
    }

    fn decoded_seconds(&self) -> f64 {
        let rate = self.format.rate.unwrap_or(crate::audio::SAMPLE_RATE);
        seconds(self.frames, rate)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "recordings are days long at most"
)]
fn frames(seconds: f64, rate: u32) -> u64 {
    (seconds * f64::from(rate)).round() as u64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "frame counts are far below 2^53"
)]
fn seconds(frames: u64, rate: u32) -> f64 {
    frames as f64 / f64::from(rate)
}

/// A reader behind a lock that is never contended: it makes `Send` readers `Sync`.
struct SyncReader<R>(std::sync::Mutex<R>);

impl<R: std::io::Read> std::io::Read for SyncReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0
            .get_mut()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .read(buffer)
    }
}

fn probe(source: Box<dyn MediaSource>) -> Result<Box<dyn FormatReader>, OpenError> {
    let stream = MediaSourceStream::new(source, MediaSourceStreamOptions::default());
    let options = FormatOptions::default();
    let metadata = MetadataOptions::default();
    // No hint: the content decides.
    symphonia::default::get_probe()
        .probe(&Hint::new(), stream, options, metadata)
        .map_err(|_| OpenError::Probe)
}

pub(super) fn audio_tracks(reader: &dyn FormatReader) -> Vec<&Track> {
    let is_audio = |track: &&Track| track.track_type() == Some(TrackType::Audio);
    reader.tracks().iter().filter(is_audio).collect()
}

pub(super) fn audio_parameters(track: &Track) -> &AudioCodecParameters {
    static NONE: OnceLock<AudioCodecParameters> = OnceLock::new();
    let parameters = track.codec_params.as_ref().and_then(|p| p.audio());
    parameters.unwrap_or_else(|| NONE.get_or_init(AudioCodecParameters::new))
}

fn check_header(parameters: &AudioCodecParameters) -> Result<(), OpenError> {
    let header = |what: String| OpenError::Fatal(DecodeError::Header { what });
    if let Some(rate) = parameters.sample_rate.filter(|rate| !RATES.contains(rate)) {
        return Err(header(format!("a sample rate of {rate} Hz")));
    }
    let channels = parameters.channels.as_ref().map(Channels::count);
    if let Some(count) = channels.filter(|count| *count > MOST_CHANNELS) {
        return Err(header(format!("{count} channels")));
    }
    Ok(())
}

pub(super) fn decoder(
    parameters: &AudioCodecParameters,
) -> Result<Box<dyn AudioDecoder>, OpenError> {
    static CODECS: OnceLock<CodecRegistry> = OnceLock::new();
    let codecs = CODECS.get_or_init(|| {
        let mut registry = CodecRegistry::new();
        symphonia::default::register_enabled_codecs(&mut registry);
        registry.register_audio_decoder::<symphonia_adapter_libopus::OpusDecoder>();
        registry
    });
    codecs
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(|_| OpenError::Codec(codec_name(parameters)))
}

fn codec_name(parameters: &AudioCodecParameters) -> String {
    let name = match parameters.codec {
        well_known::CODEC_ID_AAC => "this kind of AAC",
        well_known::CODEC_ID_AC3 => "AC-3",
        well_known::CODEC_ID_EAC3 => "E-AC-3",
        well_known::CODEC_ID_DCA => "DTS",
        well_known::CODEC_ID_SPEEX => "Speex",
        well_known::CODEC_ID_WMA => "WMA",
        well_known::CODEC_ID_ATRAC3 | well_known::CODEC_ID_ATRAC9 => "ATRAC",
        _ => "this file's audio codec",
    };
    name.to_owned()
}

fn duration(track: &Track) -> Option<f64> {
    let rate = audio_parameters(track).sample_rate?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "frame counts are far below 2^53"
    )]
    let by_frames = track
        .num_frames
        .map(|frames| frames as f64 / f64::from(rate));
    let by_time = || {
        let seconds = track.time_base?.calc_duration(track.duration?)?;
        Some(seconds.as_secs_f64())
    };
    // A streamed header's 2^32 - 1 is no length.
    by_frames
        .or_else(by_time)
        .filter(|seconds| seconds.is_finite() && *seconds > 0.0)
}

/// How much each channel counts: the front carries speech, the low-frequency channel none.
///
/// Surround channels count half, as in the usual downmix of ITU-R BS.775.
fn weights(channels: &Channels) -> Vec<f32> {
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
