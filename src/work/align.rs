//! A text that exists, and when it is said.

use super::diarizing;
use super::engines::{self, Loading};
use crate::config::{Settings, UsageError};
use crate::engine::{Recognition, Task};
use crate::import::{Script as Imported, Times};
use crate::language;
use crate::pipeline::place::{Line, Script};
use crate::pipeline::{Context, Pipeline, PipelineError, Recording, Request};
use crate::transcript::{Span, Transcript};

/// A text to look for.
pub struct Text {
    /// Its lines, as they were read.
    pub script: Imported,
    /// SHA-256 of the bytes it was read from.
    pub hash: String,
    /// Whether to look for it everywhere, whatever times it brings.
    pub ignore_times: bool,
}

/// Aligning, with its models loaded.
pub struct Aligning<'a> {
    settings: &'a Settings,
    pipeline: Pipeline,
}

impl<'a> Aligning<'a> {
    /// Loads the models.
    ///
    /// # Errors
    /// When one can't be found or used, or there is nothing to align with.
    pub fn load(settings: &'a Settings, loading: Loading<'_>) -> anyhow::Result<Self> {
        let pipeline = engines::pipeline(settings, Task::Transcribe, loading)?;
        if !pipeline.can_align() {
            return Err(UsageError("--align none leaves nothing to do here".to_owned()).into());
        }
        Ok(Self { settings, pipeline })
    }

    /// What the result depends on besides the settings and the recording.
    ///
    /// # Errors
    /// When a model can't be found.
    pub fn means(settings: &Settings, text: &Text) -> anyhow::Result<String> {
        let models = engines::means(settings)?;
        // A number that stands in no file of settings decides here too, if it was given.
        let quick = search(settings).beam_size;
        let lines = settings.is_given("segment_by");
        let (hash, ignored) = (&text.hash, text.ignore_times);
        Ok(format!("{models}\n{hash} {ignored} {quick} {lines}"))
    }

    /// Takes a text and its recording to the text with times.
    ///
    /// # Errors
    /// When the recording can't be decoded, a model fails, or the run is cancelled.
    pub fn hear(
        &self,
        text: &Text,
        recording: &Recording,
        context: Context<'_>,
    ) -> Result<Transcript, PipelineError> {
        let (settings, script) = (self.settings, &text.script);
        let of_text = script.language.as_deref().and_then(language::find);
        let request = Request {
            recording: recording.clone(),
            language: settings.language.or(of_text),
            multilingual: false,
            detection: settings.detection.clone(),
            recognition: search(settings),
            grouping: settings.grouping.clone(),
            diarizing: diarizing(settings),
        };
        let timed = script.times == Times::Usable && !text.ignore_times;
        let wanted = Script {
            lines: lines(script, timed),
            keep_lines: !settings.is_given("segment_by"),
        };
        self.pipeline.place(&request, &wanted, context)
    }
}

/// The lines of the text, with the times they bring where these can be used.
fn lines(script: &Imported, timed: bool) -> Vec<Line> {
    let lines = script.lines.iter().map(|line| Line {
        text: line.text.clone(),
        span: match (line.start, line.end) {
            (Some(start), Some(end)) if timed => Some(Span::new(start, end)),
            _ => None,
        },
        speaker: line.speaker.clone(),
        number: line.number,
    });
    lines.collect()
}

/// What is recognised only tells where the text is: the quick search does, unless another is
/// asked for.
fn search(settings: &Settings) -> Recognition {
    let quick = if settings.is_given("beam_size") {
        settings.recognition.beam_size
    } else {
        1
    };
    Recognition {
        task: Task::Transcribe,
        beam_size: quick,
        ..settings.recognition.clone()
    }
}
