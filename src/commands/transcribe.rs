//! `scripta transcribe`: inputs in, results out, one after another; a bad one stops no other.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::ArgMatches;

use super::ExitStatus;
use super::engines;
use super::inputs::{self, Input};
use super::outputs::{self, Conflict, Output, Plan};
use super::report::Reporter;
use crate::config::Settings;
use crate::pipeline::decode::Selection;
use crate::pipeline::{Pipeline, Request};
use crate::printer::{Printer, chain};

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let patterns = matches.get_many::<std::ffi::OsString>("inputs");
    let (inputs, mut failures) = inputs::expand(patterns.into_iter().flatten())?;
    let output = Output::choose(
        matches.get_one::<PathBuf>("output").map(PathBuf::as_path),
        &settings.formats,
        inputs.len(),
        printer.is_interactive(),
    )?;
    let conflict = Conflict::of(matches);
    let plans = outputs::plan(&inputs, &output, conflict)?;
    for failure in &failures {
        printer.error(failure);
    }
    let mut job = Job {
        settings,
        printer,
        cancel,
        output,
        replace: conflict == Conflict::Overwrite,
        selection: super::selection(matches),
        pipeline: None,
        reporter: Reporter::new(printer, inputs.len()),
        hinted: false,
    };
    let mut done = 0;
    for (input, plan) in inputs.iter().zip(plans) {
        if cancel.load(Ordering::Relaxed) || printer.is_closed() {
            break;
        }
        match job.one(input, plan) {
            Ok(()) => done += 1,
            Err(error) if super::is_cancelled(&error) => break,
            // What no input can mend ends the run: a missing model, a broken one.
            Err(error) if job.pipeline.is_none() && !error.is::<InputError>() => return Err(error),
            Err(error) => {
                let text = format!("{}: {}", input.shown(), chain(&error));
                job.reporter.failed(&input.shown(), &chain(&error));
                failures.push(text);
            }
        }
    }
    job.reporter.close(done, &failures);
    if cancel.load(Ordering::Relaxed) {
        let total = inputs.len();
        printer.error(&format!(
            "interrupted: {done} of {total} recordings were finished"
        ));
        return Ok(ExitStatus::Interrupted);
    }
    Ok(if failures.is_empty() {
        ExitStatus::Success
    } else {
        ExitStatus::Failure
    })
}

/// A failure that concerns one input before any engine is needed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct InputError(String);

/// What all inputs of a run share.
struct Job<'a> {
    settings: &'a Settings,
    printer: &'a Printer,
    cancel: &'static AtomicBool,
    output: Output,
    /// Whether results that exist are replaced.
    replace: bool,
    selection: Selection,
    /// Loaded when the first input needs it.
    pipeline: Option<Pipeline>,
    reporter: Reporter<'a>,
    /// Whether the user was told of better word times: once is enough.
    hinted: bool,
}

impl Job<'_> {
    fn one(&mut self, input: &Input, plan: Plan) -> anyhow::Result<()> {
        let files = match plan {
            Plan::Write(files) => files,
            Plan::Skip => {
                self.reporter.skipped(&input.shown());
                return Ok(());
            }
            Plan::Refuse(reason) => return Err(InputError(reason).into()),
        };
        // Refuses early: a model that isn't there is found before anything is fetched.
        let pipeline = match self.pipeline.take() {
            Some(pipeline) => pipeline,
            None => engines::pipeline(self.settings, self.settings.recognition.task)?,
        };
        let pipeline = self.pipeline.insert(pipeline);
        self.reporter.started(&input.shown());
        let (path, _guard) = engines::local_file(&input.source, self.cancel)?;
        let settings = self.settings;
        let request = Request {
            path,
            name: input.shown(),
            selection: self.selection,
            language: settings.language,
            multilingual: settings.multilingual,
            detection: settings.detection.clone(),
            recognition: settings.recognition.clone(),
            grouping: settings.grouping.clone(),
        };
        let begun = Instant::now();
        let live = matches!(self.output, Output::Live);
        let listener = self.reporter.listener(live);
        let transcript = pipeline.run(&request, &listener, self.cancel)?;
        drop(listener);
        let seconds = begun.elapsed().as_secs_f64();
        let layout = &settings.layout;
        outputs::deliver(
            &transcript,
            &self.output,
            &files,
            layout,
            self.replace,
            self.printer,
        )?;
        if !self.hinted
            && let Some(hint) = engines::hint(settings, &transcript)
        {
            self.printer.note(&hint);
            self.hinted = true;
        }
        let written: Vec<&Path> = files.iter().map(|(_, file)| file.as_path()).collect();
        self.reporter
            .finished(&input.shown(), &transcript, seconds, &written);
        Ok(())
    }
}
