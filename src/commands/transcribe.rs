//! `scripta transcribe`: inputs in, results out, one after another; a bad one stops no other.

mod inputs;
mod outputs;
mod report;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::Context as _;
use clap::ArgMatches;
use tempfile::NamedTempFile;

use super::{ExitStatus, UsageError};
use crate::config::Settings;
use crate::engine::VadMethod;
use crate::engine::load::{self, DetectorFactory};
use crate::models;
use crate::net;
use crate::pipeline::decode::Selection;
use crate::pipeline::{Pipeline, PipelineError, Request};
use crate::printer::{Printer, chain};
use inputs::{Input, Source};
use outputs::{Conflict, Output, Plan};
use report::Reporter;

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
    let conflict = match (
        matches.get_flag("overwrite"),
        matches.get_flag("skip_existing"),
    ) {
        (true, _) => Conflict::Overwrite,
        (_, true) => Conflict::Skip,
        _ => Conflict::Refuse,
    };
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
        selection: selection(matches),
        pipeline: None,
        reporter: Reporter::new(printer, inputs.len()),
    };
    let mut done = 0;
    for (input, plan) in inputs.iter().zip(plans) {
        if cancel.load(Ordering::Relaxed) || printer.is_closed() {
            break;
        }
        match job.one(input, plan) {
            Ok(()) => done += 1,
            Err(error) if cancelled(&error) => break,
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

fn cancelled(error: &anyhow::Error) -> bool {
    let by_pipeline = matches!(error.downcast_ref(), Some(PipelineError::Cancelled));
    let by_fetch = matches!(error.downcast_ref(), Some(net::FetchError::Cancelled));
    by_pipeline || by_fetch
}

fn selection(matches: &ArgMatches) -> Selection {
    Selection {
        track: matches
            .get_one::<u16>("track")
            .map(|track| usize::from(*track)),
        start: matches.get_one::<f64>("start").copied().unwrap_or(0.0),
        duration: matches.get_one::<f64>("duration").copied(),
    }
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
            None => load_pipeline(self.settings)?,
        };
        let pipeline = self.pipeline.insert(pipeline);
        self.reporter.started(&input.shown());
        let (path, _guard) = local_file(&input.source, self.cancel)?;
        let settings = self.settings;
        let request = Request {
            path,
            name: input.shown(),
            selection: self.selection,
            language: settings.language,
            multilingual: settings.multilingual,
            detection: settings.detection.clone(),
            recognition: settings.recognition.clone(),
        };
        let begun = Instant::now();
        let live = matches!(self.output, Output::Live);
        let listener = self.reporter.listener(live);
        let transcript = pipeline.run(&request, &listener, self.cancel)?;
        drop(listener);
        let seconds = begun.elapsed().as_secs_f64();
        if let Some(bytes) = self.output.stream(&transcript, &settings.layout) {
            self.printer
                .data(&bytes)
                .context("stdout can't be written")?;
        }
        for (format, file) in &files {
            let bytes = format.render(&transcript, &settings.layout);
            outputs::write(file, &bytes, self.replace)?;
        }
        let written: Vec<&Path> = files.iter().map(|(_, file)| file.as_path()).collect();
        self.reporter
            .finished(&input.shown(), &transcript, seconds, &written);
        Ok(())
    }
}

fn load_pipeline(settings: &Settings) -> anyhow::Result<Pipeline> {
    let model = models::whisper(&settings.model, settings.compute_type)?;
    tracing::info!("model {} from {}", model.name, model.file);
    let transcriber = load::transcriber(&model.weights)
        .with_context(|| format!("the model {} can't be used", model.file))?;
    if let Some(language) = settings.language
        && language != "en"
        && !transcriber.is_multilingual()
    {
        let name = &model.name;
        let text = format!(
            "the model {name} knows only English, not `{language}`: take one without .en in its name"
        );
        return Err(UsageError(text).into());
    }
    let method = settings.detection.method;
    let file = match method {
        VadMethod::Pyannote => "segmentation-3.0.onnx",
        VadMethod::Silero | VadMethod::None => "silero-vad-16k.onnx",
    };
    let detectors = DetectorFactory::load(method, || {
        models::bundled(file).map_err(anyhow::Error::from)
    })?;
    Ok(Pipeline::new(
        transcriber,
        detectors,
        model.name,
        settings.cores(),
    ))
}

/// The input as a file on disk, and what removes it again if it is a temporary one.
fn local_file(
    source: &Source,
    cancel: &AtomicBool,
) -> anyhow::Result<(PathBuf, Option<NamedTempFile>)> {
    let temporary = match source {
        Source::File(path) => return Ok((path.clone(), None)),
        Source::Url(url) => net::fetch(url, cancel)?,
        Source::Stdin => {
            let mut file = NamedTempFile::new().context("stdin can't be stored")?;
            crate::interrupt::guard(file.path());
            std::io::copy(&mut std::io::stdin().lock(), &mut file)
                .context("stdin can't be read")?;
            file
        }
    };
    Ok((temporary.path().to_path_buf(), Some(temporary)))
}
