//! `scripta align`: a text and its recording in, the text with times out.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::Context as _;
use clap::ArgMatches;

use super::inputs::{self, Input, Source};
use super::outputs::{self, Conflict, Document, Output, Plan};
use super::report::{Reporter, Summary};
use super::sound;
use super::{ExitStatus, UsageError, engines};
use crate::config::Settings;
use crate::engine::{Recognition, Task};
use crate::format::Format;
use crate::import::{self, Times};
use crate::language;
use crate::pipeline::place::{self, Line, Script};
use crate::pipeline::{Pipeline, Recording, Request};
use crate::printer::{Printer, chain};
use crate::transcript::{Span, Transcript};

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let input = recording(matches)?;
    let output = Output::choose(
        matches.get_one::<PathBuf>("output").map(PathBuf::as_path),
        &super::formats(settings, false)?,
        Format::Txt,
        1,
        printer.is_interactive(),
    )?;
    let conflict = Conflict::of(matches);
    let plan = outputs::plan(std::slice::from_ref(&input), &output, conflict)?;
    let mut reporter = Reporter::new(printer, 1);
    let files = match plan.into_iter().next() {
        Some(Plan::Skip) => {
            reporter.skipped(&input.shown());
            return Ok(ExitStatus::Success);
        }
        Some(Plan::Refuse(reason)) => {
            printer.error(&reason);
            return Ok(ExitStatus::Failure);
        }
        Some(Plan::Write(files)) => files,
        None => Vec::new(),
    };
    let script = match text(matches, printer) {
        Ok(script) => script,
        Err(error) => {
            printer.error(&chain(&error));
            return Ok(ExitStatus::Failure);
        }
    };
    let pipeline = engines::pipeline(settings, Task::Transcribe, printer, cancel)?;
    if !pipeline.can_align() {
        return Err(UsageError("--align none leaves nothing to do here".to_owned()).into());
    }
    reporter.started(&input.shown());
    let placed = align(
        matches, settings, &pipeline, &input, &script, &reporter, cancel,
    );
    if cancel.load(Ordering::Relaxed) {
        printer.error("interrupted");
        return Ok(ExitStatus::Interrupted);
    }
    let (transcript, seconds) = match placed {
        Ok(placed) => placed,
        Err(error) => {
            reporter.failed(&input.shown(), &chain(&error));
            reporter.close(0, &[chain(&error)]);
            return Ok(ExitStatus::Failure);
        }
    };
    let replace = conflict == Conflict::Overwrite;
    let options = sound::options(settings, &input, &output);
    let document = Document::Transcript(&transcript, &options);
    outputs::deliver(document, &output, &files, replace, printer)?;
    if let Some(hint) = engines::hint(settings, &transcript) {
        printer.note(&hint);
    }
    let written: Vec<&Path> = files.iter().map(|(_, file)| file.as_path()).collect();
    reporter.finished(&input.shown(), &Summary::of(&transcript), seconds, &written);
    reporter.close(1, &[]);
    let whole = place::belongs(&transcript) && transcript.unplaced.is_empty();
    Ok(if matches.get_flag("strict") && !whole {
        ExitStatus::Failure
    } else {
        ExitStatus::Success
    })
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

/// The text that was named.
fn text(matches: &ArgMatches, printer: &Printer) -> anyhow::Result<import::Script> {
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
    Ok(script)
}

fn align(
    matches: &ArgMatches,
    settings: &Settings,
    pipeline: &Pipeline,
    input: &Input,
    script: &import::Script,
    reporter: &Reporter<'_>,
    cancel: &'static AtomicBool,
) -> anyhow::Result<(Transcript, f64)> {
    let (path, _guard) = engines::local_file(&input.source, cancel)?;
    let of_script = script.language.as_deref().and_then(language::find);
    let request = Request {
        recording: Recording {
            path,
            name: input.shown(),
            selection: super::selection(matches),
        },
        language: settings.language.or(of_script),
        multilingual: false,
        detection: settings.detection.clone(),
        recognition: search(settings),
        grouping: settings.grouping.clone(),
        diarizing: engines::diarizing(settings),
    };
    let timed = script.times == Times::Usable && !matches.get_flag("ignore_times");
    let lines = script.lines.iter().map(|line| Line {
        text: line.text.clone(),
        span: match (line.start, line.end) {
            (Some(start), Some(end)) if timed => Some(Span::new(start, end)),
            _ => None,
        },
        speaker: line.speaker.clone(),
        number: line.number,
    });
    let script = Script {
        lines: lines.collect(),
        keep_lines: !settings.is_given("segment_by"),
    };
    let begun = Instant::now();
    let listener = reporter.listener(false);
    let transcript = pipeline.place(&request, &script, &listener, cancel)?;
    Ok((transcript, begun.elapsed().as_secs_f64()))
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
