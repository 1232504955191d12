//! Who speaks when: windows are heard one by one, and put together when all have been.
//!
//! Only what the windows say of voices stays in memory, some 6 kB for every 2.5 s.

mod edges;
mod identity;
mod level;
mod timeline;
mod turns;
mod windows;

use std::sync::atomic::AtomicBool;
use std::sync::mpsc::SyncSender;

use serde::{Deserialize, Serialize};

use super::checkpoint::Parts;
use super::crew;
use super::decode::AudioReader;
use super::{Context, PipelineError, Recording};
use crate::audio;
use crate::cluster::SpeakerCount;
use crate::engine::{Diarizer, EngineError, LocalVoices, Run};
use crate::progress::{Event, Stage};
use crate::transcript::{Diarization, Diarized, SCHEMA_VERSION, Warning};
use turns::Clock;
pub(super) use turns::overlaps;
pub(super) use windows::Windows;

/// What to say of a recording in which each channel seems to be a speaker.
pub(super) const CHANNELS_TAKE_TURNS: &str = "the two channels sound in turn: if each is one speaker, --channels-as-speakers tells them \
     apart without error";

/// What decides who speaks when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Diarizing {
    /// How many speakers there may be.
    pub count: SpeakerCount,
    /// Frames from one window to the next; fewer take longer and decide more finely.
    pub step: usize,
}

impl Diarizing {
    /// Windows that begin about so many seconds after one another.
    #[must_use]
    pub fn new(count: SpeakerCount, step_seconds: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few hundred at most"
        )]
        let step = (step_seconds / audio::seconds(LocalVoices::FRAME as u64)).round() as usize;
        Self {
            count,
            step: step.clamp(1, LocalVoices::FRAMES),
        }
    }
}

/// What one window gave.
#[derive(Serialize, Deserialize)]
pub(super) struct WindowVoices {
    voices: LocalVoices,
    /// Loudness of the frames that no later window begins with.
    levels: Vec<f32>,
}

/// One window of a recording.
pub(super) struct Window {
    /// Its number, from 0.
    pub(super) index: usize,
    /// Mono 16 kHz samples.
    pub(super) samples: Vec<f32>,
    /// Whether the recording ends with it.
    pub(super) last: bool,
}

/// Hears one window, unless an earlier run has.
pub(super) fn hear(
    diarizer: &dyn Diarizer,
    window: &Window,
    step: usize,
    parts: Parts<'_>,
    run: Run<'_>,
) -> Result<WindowVoices, EngineError> {
    let samples = window.samples.len();
    if let Some(heard) = parts.window(window.index, samples) {
        return Ok(heard);
    }
    let frames = if window.last { frames(samples) } else { step };
    let heard = WindowVoices {
        voices: diarizer.hear(&window.samples, run)?,
        levels: level::levels(&window.samples, frames),
    };
    parts.keep_window(window.index, samples, &heard);
    Ok(heard)
}

#[cfg(test)]
impl WindowVoices {
    pub(super) fn new(voices: LocalVoices, levels: Vec<f32>) -> Self {
        Self { voices, levels }
    }

    pub(super) fn into_parts(self) -> (LocalVoices, Vec<f32>) {
        (self.voices, self.levels)
    }
}

/// Frames that so many samples are cut into.
fn frames(samples: usize) -> usize {
    samples
        .div_ceil(LocalVoices::FRAME)
        .min(LocalVoices::FRAMES)
}

/// Puts the windows of a recording together, given in order.
pub(super) fn conclude(
    diarizer: &dyn Diarizer,
    heard: Vec<WindowVoices>,
    diarizing: Diarizing,
    start: f64,
    duration: f64,
) -> Diarization {
    let mut levels = Vec::new();
    let mut windows = Vec::with_capacity(heard.len());
    for window in heard {
        levels.extend(window.levels);
        windows.push(window.voices);
    }
    let speakers = identity::speakers(&windows, diarizer.clustering(), diarizing.count);
    let identities: Vec<_> = windows
        .iter()
        .map(|window| identity::identify(window, &speakers))
        .collect();
    let mut who = timeline::combine(&windows, &identities, diarizing.step, levels.len());
    edges::refine(&mut who, &levels);
    let clock = Clock { start, duration };
    turns::describe(&who, &speakers, clock, diarizer.name())
}

/// What to say when fewer speakers were found than there should be.
pub(super) fn shortfall(diarization: &Diarization, count: SpeakerCount) -> Option<Warning> {
    let found = diarization.speakers.len();
    let least = count.least.filter(|least| found < *least)?;
    Some(Warning::remark(format!(
        "{least} speakers were asked for, and no more than {found} could be told apart"
    )))
}

enum News {
    Opened(Option<f64>),
    Warning(Warning),
    Heard(usize, f64, Box<Result<WindowVoices, EngineError>>),
}

/// Finds who speaks when in a recording, without writing down what is said.
///
/// # Errors
/// When the recording can't be decoded, the diarizer fails, or the run is cancelled.
pub fn diarize(
    diarizer: &dyn Diarizer,
    recording: &Recording,
    diarizing: Diarizing,
    threads: usize,
    context: Context<'_>,
) -> Result<Diarized, PipelineError> {
    let (progress, parts) = (context.progress, context.parts(None));
    progress.report(&Event::Stage(Stage::Diarize));
    let mut heard: Vec<Option<WindowVoices>> = Vec::new();
    let mut warnings = Vec::new();
    let start = recording.selection.start;
    let samples = crew::run(
        crew::workers(threads),
        context.cancel,
        context.gate,
        |jobs: SyncSender<Window>, news: &SyncSender<News>, _: &AtomicBool| {
            let reader = AudioReader::open(&recording.path, recording.selection)?;
            listen(reader, diarizing.step, &jobs, news)
        },
        |window: Window, stop: &AtomicBool| {
            let run = Run {
                threads: 1,
                cancel: stop,
            };
            let begin = window.index * diarizing.step * LocalVoices::FRAME;
            let end = (begin + window.samples.len()) as u64;
            let outcome = hear(diarizer, &window, diarizing.step, parts, run);
            News::Heard(window.index, audio::seconds(end), Box::new(outcome))
        },
        |news| {
            match news {
                News::Opened(duration) => progress.report(&Event::Opened { duration }),
                News::Warning(warning) => {
                    progress.report(&Event::Warning(&warning.text));
                    warnings.push(warning);
                }
                News::Heard(index, end, outcome) => {
                    store(&mut heard, index, (*outcome)?);
                    progress.report(&Event::Position(end));
                }
            }
            Ok(())
        },
    )?;
    let duration = audio::seconds(samples);
    let heard = heard.into_iter().flatten().collect();
    let diarization = conclude(diarizer, heard, diarizing, start, duration);
    if let Some(warning) = shortfall(&diarization, diarizing.count) {
        progress.report(&Event::Warning(&warning.text));
        warnings.push(warning);
    }
    let (warnings, incomplete) = Warning::told(warnings);
    Ok(Diarized {
        schema_version: SCHEMA_VERSION,
        source: recording.name.clone(),
        duration,
        diarization,
        warnings,
        incomplete,
    })
}

/// Keeps what a window gave in its place: windows come back in any order.
pub(super) fn store(heard: &mut Vec<Option<WindowVoices>>, index: usize, window: WindowVoices) {
    if heard.len() <= index {
        heard.resize_with(index + 1, || None);
    }
    heard[index] = Some(window);
}

/// Decodes and cuts windows; gives how many samples there were.
fn listen(
    mut reader: AudioReader,
    step: usize,
    jobs: &SyncSender<Window>,
    news: &SyncSender<News>,
) -> Result<u64, PipelineError> {
    let tell = |item: News| news.send(item).map_err(|_| EngineError::Cancelled);
    tell(News::Opened(reader.expected_duration()))?;
    let mut windows = Windows::new(step);
    let mut index = 0;
    let mut send = |samples: Vec<f32>, last: bool| {
        let window = Window {
            index,
            samples,
            last,
        };
        index += 1;
        // The workers are gone only when the run is being stopped.
        jobs.send(window).map_err(|_| EngineError::Cancelled)
    };
    let mut samples = Vec::new();
    let mut length = 0;
    loop {
        samples.clear();
        let more = reader.next_block(&mut samples)?;
        for warning in reader.take_warnings() {
            tell(News::Warning(warning))?;
        }
        length += samples.len() as u64;
        for window in windows.push(&samples) {
            send(window, false)?;
        }
        if !more {
            break;
        }
    }
    if reader.channels_take_turns() {
        tell(News::Warning(Warning::remark(CHANNELS_TAKE_TURNS)))?;
    }
    if let Some(window) = windows.finish() {
        send(window, true)?;
    }
    Ok(length)
}
