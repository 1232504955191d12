//! Any recording to mono 16 kHz samples, as a stream: the container's content decides how.
//!
//! Native decoding first (`container`); what no Rust decoder reads goes through an `ffmpeg` on
//! PATH (`ffmpeg`), whose output comes back through the same native path. `open` decides between
//! them and chooses the track.

mod codecs;
mod container;
mod damage;
mod edits;
mod elementary;
mod feeder;
mod ffmpeg;
mod guard;
mod matroska;
mod mp4;
pub mod names;
mod open;
mod resync;
mod sniff;
mod timeline;
mod tracks;
mod wav;

use std::path::{Path, PathBuf};

use crate::audio::downmix::Downmix;
use crate::audio::resample::{ResampleError, Resampler};
use crate::audio::{self, Sanitizer};
use crate::transcript::Warning;
pub use container::Format;
use container::{Block, Container};
pub use edits::Edit;
pub use guard::hush_panics;
pub use sniff::is_media;
pub use tracks::{AudioTrack, Choice};

/// Frames mixed and measured at a time, about a quarter of a second at common rates.
const BLOCK_FRAMES: usize = 8_192;

/// Why a recording could not be decoded. The caller's message names the file.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The file could not be opened or read.
    #[error("can't be read")]
    Read(#[from] std::io::Error),
    /// There are no bytes.
    #[error("the file is empty")]
    Empty,
    /// Neither sound nor film.
    #[error("this is not an audio or video file that can be decoded")]
    Unrecognised,
    /// A header that describes no possible sound.
    #[error("the header says {what}, which no recording of speech has")]
    Header {
        /// The impossible value.
        what: String,
    },
    /// A film without sound.
    #[error("the file has no audio track")]
    NoAudio,
    /// A track number that the file doesn't have.
    #[error("there is no audio track {wanted}: the file has {count}")]
    Track {
        /// The number asked for, from 1.
        wanted: usize,
        /// How many audio tracks there are.
        count: usize,
    },
    /// A track that holds no samples.
    #[error("the audio track is empty")]
    NoSound,
    /// A codec for which ffmpeg is needed, and no ffmpeg.
    #[error(
        "decoding {what} needs `ffmpeg`, which is not on PATH: install it (on Debian: apt install \
         ffmpeg) or convert the file to WAV, FLAC, MP3, M4A or Opus"
    )]
    NeedsFfmpeg {
        /// The format or codec.
        what: String,
    },
    /// ffmpeg ran and gave no sound.
    #[error("ffmpeg could not decode {what}: {reason}")]
    Ffmpeg {
        /// The format or codec.
        what: String,
        /// Its last line.
        reason: String,
    },
    /// Damage before the first sample.
    #[error("the audio is damaged: {reason}")]
    Damaged {
        /// What the decoder said.
        reason: String,
    },
    /// The rate can't be converted.
    #[error(transparent)]
    Resample(#[from] ResampleError),
    /// The start lies behind the end.
    #[error("--start {start} s is beyond the recording's end at {end:.1} s")]
    StartBeyondEnd {
        /// The start asked for.
        start: f64,
        /// Where the recording ends.
        end: f64,
    },
}

/// Which part of a file to hear.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Selection {
    /// Audio track, from 1; `None` takes the default track, or the first that isn't silent.
    pub track: Option<usize>,
    /// Seconds to leave out at the beginning.
    pub start: f64,
    /// Seconds to hear; `None` goes on to the end.
    pub duration: Option<f64>,
    /// Channel to hear alone, from 0; `None` mixes all.
    pub channel: Option<usize>,
}

/// A recording as a stream of mono 16 kHz blocks.
pub struct AudioReader {
    path: PathBuf,
    container: Container,
    choice: Choice,
    /// Whether ffmpeg was asked to go on where the first decoder gave up.
    resumed: bool,
    mixer: Option<Mixer>,
    sanitizer: Sanitizer,
    selection: Selection,
    skip: u64,
    left: Option<u64>,
    decoded: u64,
    finished: bool,
    warnings: Vec<Warning>,
    mono: Vec<f32>,
    resampled: Vec<f32>,
}

/// The conversion chain for one stream layout; replaced if the layout changes on the way.
struct Mixer {
    rate: u32,
    weights: Vec<f32>,
    downmix: Downmix,
    resampler: Resampler,
}

impl AudioReader {
    /// Opens a recording.
    ///
    /// # Errors
    /// When the file can't be read, holds no decodable audio, or lacks the track.
    pub fn open(path: &Path, selection: Selection) -> Result<Self, DecodeError> {
        let (container, choice) = open::open(path, selection.track)?;
        let Format { track, tracks, .. } = container.format();
        Ok(Self {
            path: path.to_owned(),
            warnings: choice.warning(*track, tracks.len()).into_iter().collect(),
            container,
            choice,
            resumed: false,
            mixer: None,
            sanitizer: Sanitizer::default(),
            selection,
            skip: audio::sample_at(selection.start),
            left: selection.duration.map(audio::sample_at),
            decoded: 0,
            finished: false,
            mono: Vec::new(),
            resampled: Vec::new(),
        })
    }

    /// What the container says of itself.
    #[must_use]
    pub fn format(&self) -> &Format {
        self.container.format()
    }

    /// Why the track was taken.
    #[must_use]
    pub fn choice(&self) -> Choice {
        self.choice
    }

    /// The entries of the track's edit list, as far as they are applied. Times are in seconds.
    #[must_use]
    pub fn edits(&self) -> &[Edit] {
        self.container.edits()
    }

    /// Seconds of the whole recording as the container states or estimates them, be it through ffmpeg.
    #[must_use]
    pub fn stated_duration(&self) -> Option<f64> {
        let by_ffmpeg = || feeder::stated_length(&self.container.feeder()?.log());
        self.format().duration.or_else(by_ffmpeg)
    }

    /// Seconds of silence before the first sound, which begins late; `None` if ffmpeg decodes and
    /// doesn't say. Runs ffmpeg a second time then.
    #[must_use]
    pub fn offset(&self) -> Option<f64> {
        if self.format().by_ffmpeg {
            return ffmpeg::offset(&self.path, self.format().track);
        }
        Some(self.container.offset())
    }

    /// Whether two channels sound in turn, as far as was heard: each may be a speaker.
    #[must_use]
    pub fn channels_take_turns(&self) -> bool {
        let mixer = self.mixer.as_ref();
        mixer.is_some_and(|mixer| mixer.downmix.takes_turns())
    }

    /// Seconds of the selected part, where the container says how long it is.
    #[must_use]
    pub fn expected_duration(&self) -> Option<f64> {
        let whole = self.format().duration;
        let rest = whole.map(|whole| (whole - self.selection.start).max(0.0));
        match (rest, self.selection.duration) {
            (Some(rest), Some(wanted)) => Some(rest.min(wanted)),
            (rest, wanted) => rest.or(wanted),
        }
    }

    /// What was noticed since the last call.
    #[must_use]
    pub fn take_warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }

    /// Appends the next samples to `out`; `false` at the end.
    ///
    /// # Errors
    /// When nothing could be decoded at all. Damage after the first samples ends the stream with
    /// a warning instead.
    pub fn next_block(&mut self, out: &mut Vec<f32>) -> Result<bool, DecodeError> {
        if self.finished || self.left == Some(0) {
            self.finished = true;
            return Ok(false);
        }
        match self.container.next_block()? {
            Some(block) => self.convert(&block)?,
            None if self.resume() => {}
            None => self.finish()?,
        }
        self.select(out);
        Ok(!self.finished)
    }

    /// Has ffmpeg go on where the program's own decoder gave up; `false` if it hears nothing more.
    fn resume(&mut self) -> bool {
        if std::mem::replace(&mut self.resumed, true) || !self.container.gave_up() {
            return false;
        }
        let Some(container) = open::resume(&self.path, &self.container) else {
            return false;
        };
        self.container = container;
        true
    }

    fn convert(&mut self, block: &Block) -> Result<(), DecodeError> {
        let changed = |mixer: &Mixer| mixer.rate != block.rate || mixer.weights != block.weights;
        if self.mixer.as_ref().is_none_or(changed) {
            if let Some(mut old) = self.mixer.take() {
                old.resampler.finish(&mut self.resampled)?;
            }
            self.mixer = Some(Mixer {
                rate: block.rate,
                weights: block.weights.clone(),
                downmix: match self.selection.channel {
                    Some(channel) => Downmix::only(channel, block.weights.len()),
                    None => Downmix::new(&block.weights),
                },
                resampler: Resampler::new(block.rate)?,
            });
        }
        let Some(mixer) = &mut self.mixer else {
            return Ok(());
        };
        let mut samples = block.samples.clone();
        self.sanitizer.apply(&mut samples);
        for part in samples.chunks(BLOCK_FRAMES * block.weights.len()) {
            self.mono.clear();
            mixer.downmix.apply(part, &mut self.mono);
            mixer.resampler.push(&self.mono, &mut self.resampled)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), DecodeError> {
        self.finished = true;
        if let Some(mixer) = &mut self.mixer {
            mixer.resampler.finish(&mut self.resampled)?;
            if mixer.downmix.found_antiphase() {
                self.warnings.push(Warning::remark(
                    "the channels cancel each other (opposite phase): one of them was used",
                ));
            }
        }
        self.tell_of_channels();
        if self.sanitizer.repaired() > 0 {
            let count = self.sanitizer.repaired();
            self.warnings.push(Warning::lost(format!(
                "{count} samples were not numbers and were taken as silence"
            )));
        }
        self.warnings.extend(self.container.closing_warning());
        let end = audio::seconds(self.decoded + self.resampled.len() as u64);
        if self.selection.start > 0.0 && self.selection.start >= end {
            let start = self.selection.start;
            return Err(DecodeError::StartBeyondEnd { start, end });
        }
        Ok(())
    }

    /// Tells where the mix is not what a player would give.
    fn tell_of_channels(&mut self) {
        let Some(mixer) = &self.mixer else {
            return;
        };
        if let Some(channel) = mixer.downmix.stood_in() {
            let channel = channel + 1;
            self.warnings.push(Warning::remark(format!(
                "all that sounds is on channel {channel}, which a mix leaves out: it was used"
            )));
        }
        if let Some(channel) = mixer.downmix.missed() {
            let channel = channel + 1;
            self.warnings.push(Warning::lost(format!(
                "channel {channel}, which a mix leaves out, is much louder than the others: take it \
                 alone if it carries a voice (ffmpeg -i FILE -af pan=mono|c0=c{} voice.wav)",
                channel - 1
            )));
        }
    }

    /// Hands over what lies in the selected part.
    fn select(&mut self, out: &mut Vec<f32>) {
        self.decoded += self.resampled.len() as u64;
        let length = self.resampled.len();
        let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(length);
        self.skip -= skipped as u64;
        let mut taken = &self.resampled[skipped..];
        if let Some(left) = &mut self.left {
            let limit = usize::try_from(*left).unwrap_or(usize::MAX);
            taken = &taken[..taken.len().min(limit)];
            *left -= taken.len() as u64;
        }
        out.extend_from_slice(taken);
        self.resampled.clear();
    }
}
