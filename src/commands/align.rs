//! `scripta align`: a text and its recording in, the text with times out.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::ArgMatches;

use super::batch::{Batch, Work};
use super::inputs::{self, Input, Source};
use super::outputs::Output;
use super::{ExitStatus, UsageError, engines, sound};
use crate::config::Settings;
use crate::engine::{Recognition, Task};
use crate::format::{Format, Options};
use crate::import::{self, Times};
use crate::language;
use crate::pipeline::place::{self, Line, Script};
use crate::pipeline::{self, Pipeline, Recording, Request};
use crate::printer::{Printer, chain};
use crate::task::{Outcome, TaskKind};
use crate::transcript::Span;

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let input = recording(matches)?;
    let text = match text(matches, printer) {
        Ok(text) => text,
        Err(error) => {
            printer.error(&chain(&error));
            return Ok(ExitStatus::Failure);
        }
    };
    let mut work = Aligning {
        matches,
        settings,
        printer,
        cancel,
        text,
        pipeline: None,
        is_whole: true,
    };
    let batch = Batch {
        command: "align",
        leading: path(matches).map(|path| path.display().to_string()),
        matches,
        settings,
        formats: super::formats(settings, false)?,
        usual: Format::Txt,
        printer,
        cancel,
    };
    let status = batch.run((vec![input], Vec::new()), &mut work)?;
    let is_failed = matches.get_flag("strict") && !work.is_whole;
    Ok(if is_failed && status == ExitStatus::Success {
        ExitStatus::Failure
    } else {
        status
    })
}

/// A text that was read, and the bytes it was read from.
struct Text {
    script: import::Script,
    hash: String,
}

struct Aligning<'a> {
    matches: &'a ArgMatches,
    settings: &'a Settings,
    printer: &'a Printer,
    cancel: &'static AtomicBool,
    text: Text,
    pipeline: Option<Pipeline>,
    /// Whether the text belongs to the recording, and all of it is there.
    is_whole: bool,
}

impl Work for Aligning<'_> {
    fn kind(&self) -> TaskKind {
        TaskKind::Alignment
    }

    fn means(&self) -> anyhow::Result<String> {
        let models = engines::means(self.settings)?;
        let ignored = self.matches.get_flag("ignore_times");
        // A number that stands in no file of settings decides here too, if it was given.
        let quick = search(self.settings).beam_size;
        let lines = self.settings.is_given("segment_by");
        let text = &self.text.hash;
        Ok(format!("{models}\n{text} {ignored} {quick} {lines}"))
    }

    fn load(&mut self) -> anyhow::Result<()> {
        let (settings, cancel) = (self.settings, self.cancel);
        let pipeline = engines::pipeline(settings, Task::Transcribe, self.printer, cancel)?;
        if !pipeline.can_align() {
            return Err(UsageError("--align none leaves nothing to do here".to_owned()).into());
        }
        self.pipeline = Some(pipeline);
        Ok(())
    }

    fn hear(
        &mut self,
        recording: &Recording,
        context: pipeline::Context<'_>,
    ) -> anyhow::Result<Outcome> {
        let settings = self.settings;
        let text = &self.text.script;
        let of_text = text.language.as_deref().and_then(language::find);
        let request = Request {
            recording: recording.clone(),
            language: settings.language.or(of_text),
            multilingual: false,
            detection: settings.detection.clone(),
            recognition: search(settings),
            grouping: settings.grouping.clone(),
            diarizing: engines::diarizing(settings),
        };
        let timed = text.times == Times::Usable && !self.matches.get_flag("ignore_times");
        let script = Script {
            lines: lines(text, timed),
            keep_lines: !settings.is_given("segment_by"),
        };
        let pipeline = self.pipeline.as_ref().context("the models aren't loaded")?;
        let transcript = pipeline.place(&request, &script, context)?;
        Ok(Outcome::Transcript(Box::new(transcript)))
    }

    fn is_live(&self) -> bool {
        false
    }

    fn options(&self, input: &Input, output: &Output) -> Options {
        sound::options(self.settings, input, output)
    }

    fn delivered(&mut self, outcome: &Outcome) {
        if let Outcome::Transcript(transcript) = outcome {
            self.is_whole = place::belongs(transcript) && transcript.unplaced.is_empty();
            if let Some(hint) = engines::hint(self.settings, transcript) {
                self.printer.note(&hint);
            }
        }
    }
}

/// The one recording that was named.
fn recording(matches: &ArgMatches) -> anyhow::Result<Input> {
    let named = matches.get_one::<std::ffi::OsString>("audio");
    let (mut inputs, failures) = inputs::expand(named.into_iter())?;
    if let Some(failure) = failures.into_iter().next() {
        return Err(UsageError(failure).into());
    }
    let from_stdin = matches
        .get_one::<PathBuf>("transcript")
        .is_some_and(|path| path == Path::new("-"));
    match (inputs.pop(), inputs.is_empty()) {
        (Some(input), true) if input.source == Source::Stdin && from_stdin => {
            Err(UsageError("only one of the two can be stdin (-)".to_owned()).into())
        }
        (Some(input), true) => Ok(input),
        _ => Err(UsageError("AUDIO must be one recording".to_owned()).into()),
    }
}

/// Where the text is; nothing for stdin.
fn path(matches: &ArgMatches) -> Option<PathBuf> {
    let path = matches.get_one::<PathBuf>("transcript")?;
    std::path::absolute(path)
        .ok()
        .filter(|_| path != Path::new("-"))
}

/// The text that was named.
fn text(matches: &ArgMatches, printer: &Printer) -> anyhow::Result<Text> {
    let path = matches
        .get_one::<PathBuf>("transcript")
        .cloned()
        .unwrap_or_default();
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    // One byte more than is taken, so that the reader of the text sees that it is too much.
    let limit = import::MAX_BYTES as u64 + 1;
    if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(limit)
            .read_to_end(&mut bytes)
            .context("stdin can't be read")?;
    } else {
        std::fs::File::open(&path)
            .and_then(|file| file.take(limit).read_to_end(&mut bytes))
            .with_context(|| format!("{name}: can't be read"))?;
    }
    let script = import::read(&name, &bytes, None)?;
    for note in &script.notes {
        printer.warning(&format!("{name}: {note}"));
    }
    if let (Times::Unusable(reason), false) = (&script.times, matches.get_flag("ignore_times")) {
        let text = format!("{name}: {reason}; the times are ignored and the text is looked for");
        printer.warning(&text);
    }
    tracing::info!("{name}: {} lines", script.lines.len());
    Ok(Text {
        script,
        hash: crate::store::sha256(&bytes),
    })
}

/// The lines of the text, with the times they bring where these can be used.
fn lines(text: &import::Script, timed: bool) -> Vec<Line> {
    let lines = text.lines.iter().map(|line| Line {
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
