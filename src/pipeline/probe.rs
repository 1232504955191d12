//! What a recording is and how it is read, without recognising anything: for bug reports and scripts.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use super::decode::{AudioReader, AudioTrack, Choice, Edit, Selection};
use super::{LISTENER, PipelineError};
use crate::audio;
use crate::audio::level::Level;
use crate::transcript::{Warning, thousandths};

/// Whether a recording is decoded to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Only as far as it takes to open it.
    Quick,
    /// To its end.
    Full,
}

/// Who decodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Decoder {
    /// The program itself.
    Native,
    /// The `ffmpeg` on PATH.
    Ffmpeg,
}

/// What there is to know of a recording. Times are in seconds, levels in dB of full scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Short name of the container: the demuxer's, or ffmpeg's.
    pub container: String,
    /// Who decodes the track.
    pub decoder: Decoder,
    /// Whether ffmpeg went on where the native decoder gave up.
    pub resumed_by_ffmpeg: bool,
    /// The version of ffmpeg, where that is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ffmpeg_version: Option<String>,
    /// All audio tracks, in the container's order.
    pub tracks: Vec<Track>,
    /// Number of the track that is taken, from 1.
    pub track: usize,
    /// Why it is taken.
    #[serde(serialize_with = "code")]
    pub track_reason: Choice,
    /// Samples per second of what comes out of the decoder; `None` if nothing tells before it is decoded.
    pub rate: Option<u32>,
    /// Number of channels of the same.
    pub channels: Option<usize>,
    /// How long the container says the recording is.
    pub stated_duration: Option<f64>,
    /// How long it is when it is decoded; `None` unless that was done.
    pub decoded_duration: Option<f64>,
    /// Silence before the first sound, which begins late; `None` if ffmpeg doesn't say.
    pub offset: Option<f64>,
    /// The entries of the track's edit list; `None` if ffmpeg applies it.
    pub edits: Option<Vec<Edit>>,
    /// How loud the track is; `None` unless it was decoded.
    pub level: Option<Loudness>,
    /// What a transcript would say of the recording.
    pub warnings: Vec<String>,
    /// Whether one of them says that sound may be missing.
    pub incomplete: bool,
}

/// An audio track and its number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Track {
    /// Its number in the container, from 1.
    pub number: usize,
    /// What the container says of it.
    #[serde(flatten)]
    pub described: AudioTrack,
}

/// How loud what the engines hear is: the mix of all channels at 16 kHz.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Loudness {
    /// The largest sample, in dB of full scale; `None` if all are 0.
    pub peak: Option<f64>,
    /// The root mean square, in dB of full scale; `None` if all samples are 0.
    pub rms: Option<f64>,
    /// Share of the samples that are digital silence, 0 to 1.
    pub silent: f64,
}

impl From<&Level> for Loudness {
    fn from(level: &Level) -> Self {
        let tenths = |value: f64| (value * 10.0).round() / 10.0;
        Self {
            peak: level.peak().map(tenths),
            rms: level.rms().map(tenths),
            silent: thousandths(level.silent()),
        }
    }
}

fn code<S: serde::Serializer>(choice: &Choice, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(choice.code())
}

/// Looks at a recording; `track` counts from 1, and `None` takes the one that would be transcribed.
///
/// # Errors
/// When it can't be opened, nothing of it can be decoded, or `cancel` is set.
pub fn probe(
    path: &Path,
    track: Option<usize>,
    depth: Depth,
    cancel: &AtomicBool,
) -> Result<Report, PipelineError> {
    // On a thread of its own, since decoders may panic on damaged data.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name(LISTENER.to_owned());
        let thread = thread.spawn_scoped(scope, || look(path, track, depth, cancel));
        let looked = thread.map_err(PipelineError::Thread)?.join();
        looked.unwrap_or(Err(PipelineError::Crashed))
    })
}

fn look(
    path: &Path,
    track: Option<usize>,
    depth: Depth,
    cancel: &AtomicBool,
) -> Result<Report, PipelineError> {
    let selection = Selection {
        track,
        ..Selection::default()
    };
    let mut reader = AudioReader::open(path, selection)?;
    let format = reader.format().clone();
    let by_ffmpeg = format.by_ffmpeg;
    let numbered = (1..).zip(format.tracks);
    let mut report = Report {
        container: format.container,
        decoder: if by_ffmpeg {
            Decoder::Ffmpeg
        } else {
            Decoder::Native
        },
        resumed_by_ffmpeg: false,
        ffmpeg_version: None,
        tracks: numbered
            .map(|(number, described)| Track { number, described })
            .collect(),
        track: format.track,
        track_reason: reader.choice(),
        rate: format.rate,
        channels: format.channels,
        stated_duration: reader.stated_duration().map(thousandths),
        decoded_duration: None,
        offset: reader.offset().map(thousandths),
        edits: (!by_ffmpeg).then(|| reader.edits().iter().map(rounded).collect()),
        level: None,
        warnings: Vec::new(),
        incomplete: false,
    };
    let mut warnings = reader.take_warnings();
    if depth == Depth::Full {
        let level = decode(&mut reader, &mut warnings, cancel)?;
        report.decoded_duration = Some(thousandths(audio::seconds(level.samples())));
        report.level = Some(Loudness::from(&level));
    }
    report.resumed_by_ffmpeg = reader.format().by_ffmpeg && !by_ffmpeg;
    if reader.format().by_ffmpeg {
        report.ffmpeg_version = ffmpeg_version();
    }
    (report.warnings, report.incomplete) = Warning::told(warnings);
    Ok(report)
}

/// An entry in thousandths of seconds.
fn rounded(edit: &Edit) -> Edit {
    match *edit {
        Edit::Empty { length } => Edit::Empty {
            length: thousandths(length),
        },
        Edit::Media { begin, length } => Edit::Media {
            begin: thousandths(begin),
            length: length.map(thousandths),
        },
    }
}

/// Decodes to the end and measures what comes.
fn decode(
    reader: &mut AudioReader,
    warnings: &mut Vec<Warning>,
    cancel: &AtomicBool,
) -> Result<Level, PipelineError> {
    let (mut level, mut samples) = (Level::default(), Vec::new());
    loop {
        samples.clear();
        let more = reader.next_block(&mut samples)?;
        level.push(&samples);
        warnings.extend(reader.take_warnings());
        if cancel.load(Ordering::Relaxed) {
            return Err(PipelineError::Cancelled);
        }
        if !more {
            return Ok(level);
        }
    }
}

/// The version of the `ffmpeg` on PATH, such as `7.1.1`; `None` if there is none that runs.
#[must_use]
pub fn ffmpeg_version() -> Option<String> {
    let output = Command::new("ffmpeg").arg("-version").output();
    let output = output.ok().filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.split_whitespace().nth(2).map(str::to_owned)
}
