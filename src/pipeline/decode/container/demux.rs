//! A file's demuxer, and what its container says beyond what the demuxer reads.

use std::fs::File;
use std::path::Path;
use std::process::ChildStdout;

use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track};
use symphonia::core::io::{
    MediaSource, MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource,
};
use symphonia::core::meta::MetadataOptions;

use super::super::DecodeError;
use super::super::codecs::{self, audio_parameters, audio_tracks};
use super::super::elementary::Elementary;
use super::super::matroska::{self, Matroska};
use super::super::mp4::{self, Mp4Track};
use super::super::sniff::Kind;
use super::super::tracks::AudioTrack;
use super::super::{guard, wav};
use super::OpenError;

/// More channels than this is a damaged header, not a recording.
const MOST_CHANNELS: usize = 64;
/// Below 4 kHz there is no speech to be heard; beyond 1 MHz the header is damaged.
pub(super) const RATES: std::ops::RangeInclusive<u32> = 4_000..=1_000_000;
/// Seconds beyond which a stated length stands for an unknown one: a year.
const LONGEST: f64 = 366.0 * 86_400.0;
/// What the program's own look at a file found, beside the demuxer's.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) mp4: Vec<Mp4Track>,
    pub(super) matroska: Matroska,
    pub(super) wav: Vec<wav::Part>,
}

impl Findings {
    /// The audio tracks, as the container lists them, or else as the demuxer does.
    pub(super) fn tracks(&self, reader: &dyn FormatReader) -> Vec<AudioTrack> {
        if !self.mp4.is_empty() {
            let tracks = self.mp4.iter();
            return tracks.map(|track| track.described.clone()).collect();
        }
        if !self.matroska.tracks.is_empty() {
            let tracks = self.matroska.tracks.iter();
            return tracks.map(|track| track.described.clone()).collect();
        }
        audio_tracks(reader).into_iter().map(described).collect()
    }

    /// The demuxer's number of a track, which counts from 0 in the order of `tracks`.
    pub(super) fn id(&self, reader: &dyn FormatReader, index: usize) -> Option<u32> {
        match (self.mp4.get(index), self.matroska.tracks.get(index)) {
            (Some(found), _) => Some(found.id),
            (None, Some(found)) => Some(found.number),
            (None, None) => audio_tracks(reader).get(index).map(|track| track.id),
        }
    }
}

fn described(track: &Track) -> AudioTrack {
    let parameters = audio_parameters(track);
    let channels = parameters.channels.as_ref().map(Channels::count);
    AudioTrack {
        codec: codecs::describe(parameters),
        rate: parameters.sample_rate,
        channels: channels.and_then(|count| u32::try_from(count).ok()),
        language: track.language.clone(),
        default: false,
    }
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

/// The demuxer of a file, and what else its container says.
pub(super) fn open(
    path: &Path,
    kind: Kind,
) -> Result<(Box<dyn FormatReader>, Findings), OpenError> {
    let file = || File::open(path).map_err(|e| OpenError::Fatal(e.into()));
    if kind == Kind::MpegAudio {
        let reader = Elementary::open(stream(Box::new(file()?)));
        return match reader {
            Ok(reader) => Ok((Box::new(reader), Findings::default())),
            Err(Error::IoError(error)) => Err(OpenError::Fatal(error.into())),
            Err(_) => Err(OpenError::Probe),
        };
    }
    let wav = wav::parts(path);
    if let Some(first) = wav.first() {
        let source = first.source(path).map_err(|e| OpenError::Fatal(e.into()))?;
        let findings = Findings {
            wav,
            ..Findings::default()
        };
        return Ok((probe(source)?, findings));
    }
    let reader = probe(Box::new(file()?))?;
    let findings = match reader.format_info().short_name {
        "isomp4" => Findings {
            mp4: mp4::audio_tracks(&mut buffered(file()?)),
            ..Findings::default()
        },
        "matroska" => Findings {
            matroska: matroska::look(&mut buffered(file()?)),
            ..Findings::default()
        },
        _ => Findings::default(),
    };
    Ok((reader, findings))
}

fn buffered(file: File) -> std::io::BufReader<File> {
    std::io::BufReader::new(file)
}

fn stream(source: Box<dyn MediaSource>) -> MediaSourceStream<'static> {
    MediaSourceStream::new(source, MediaSourceStreamOptions::default())
}

/// Another program's output as a source.
pub(super) fn pipe(output: ChildStdout) -> Box<dyn MediaSource> {
    // ChildStdout is Send; symphonia also wants Sync, which the lock gives.
    Box::new(ReadOnlySource::new(SyncReader(output.into())))
}

/// The demuxer that the content asks for.
pub(super) fn probe(source: Box<dyn MediaSource>) -> Result<Box<dyn FormatReader>, OpenError> {
    let probe = || {
        let options = FormatOptions::default();
        let metadata = MetadataOptions::default();
        // No hint: the content decides.
        symphonia::default::get_probe().probe(&Hint::new(), stream(source), options, metadata)
    };
    match guard::guarded(probe) {
        Some(Ok(reader)) => Ok(reader),
        Some(Err(_)) | None => Err(OpenError::Probe),
    }
}

pub(super) fn check_header(parameters: &AudioCodecParameters) -> Result<(), OpenError> {
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

pub(super) fn duration(track: &Track) -> Option<f64> {
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
        .filter(|seconds| *seconds > 0.0 && *seconds < LONGEST)
}
