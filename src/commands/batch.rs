//! Many inputs, one after another: each to its results; a bad one stops no other.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::ArgMatches;

use super::inputs::{self, Input};
use super::outputs::{self, Conflict, Document, Output, Plan};
use super::report::{Reporter, Summary};
use super::{ExitStatus, engines};
use crate::format::Format;
use crate::pipeline::Recording;
use crate::pipeline::decode::Selection;
use crate::printer::{Printer, chain};

/// What a run over inputs has to go by.
pub(super) struct Batch<'a> {
    /// Formats to write; none were chosen when it is empty.
    pub(super) formats: Vec<Format>,
    /// What is written when no format was chosen.
    pub(super) usual: Format,
    pub(super) printer: &'a Printer,
    pub(super) cancel: &'static AtomicBool,
}

/// What is done with one recording; models stay loaded between recordings.
pub(super) trait Work {
    /// Takes a recording to its results and hands them to `desk`.
    ///
    /// # Errors
    /// When this recording fails.
    fn one(&mut self, recording: Recording, input: &Input, desk: &Desk<'_>) -> anyhow::Result<()>;
}

/// Where one recording's results are handed in.
pub(super) struct Desk<'a> {
    pub(super) reporter: &'a Reporter<'a>,
    pub(super) output: &'a Output,
    pub(super) printer: &'a Printer,
    pub(super) cancel: &'static AtomicBool,
    files: &'a [(Format, PathBuf)],
    replace: bool,
    begun: Instant,
}

impl Desk<'_> {
    /// Writes results where they are wanted and reports them.
    ///
    /// # Errors
    /// When stdout or a file can't be written.
    pub(super) fn deliver(
        &self,
        document: Document<'_>,
        summary: &Summary<'_>,
        input: &Input,
    ) -> anyhow::Result<()> {
        let seconds = self.begun.elapsed().as_secs_f64();
        outputs::deliver(
            document,
            self.output,
            self.files,
            self.replace,
            self.printer,
        )?;
        let written = self.files.iter().map(|(_, file)| file.as_path());
        let written: Vec<&Path> = written.collect();
        self.reporter
            .finished(&input.shown(), summary, seconds, &written);
        Ok(())
    }
}

impl Batch<'_> {
    /// Runs over the inputs that were named. `load` is called when the first one needs it, so that
    /// a model that isn't there is found before anything is fetched.
    ///
    /// # Errors
    /// For what no input can mend; failures of single inputs are in the status.
    pub(super) fn run<W: Work>(
        self,
        matches: &ArgMatches,
        load: impl FnOnce() -> anyhow::Result<W>,
    ) -> anyhow::Result<ExitStatus> {
        let Self {
            printer, cancel, ..
        } = self;
        let patterns = matches.get_many::<std::ffi::OsString>("inputs");
        let (inputs, mut failures) = inputs::expand(patterns.into_iter().flatten())?;
        let output = Output::choose(
            matches.get_one::<PathBuf>("output").map(PathBuf::as_path),
            &self.formats,
            self.usual,
            inputs.len(),
            printer.is_interactive(),
        )?;
        let conflict = Conflict::of(matches);
        let plans = outputs::plan(&inputs, &output, conflict)?;
        for failure in &failures {
            printer.error(failure);
        }
        let selection = super::selection(matches);
        let mut reporter = Reporter::new(printer, inputs.len());
        let (mut load, mut work) = (Some(load), None);
        let mut done = 0;
        for (input, plan) in inputs.iter().zip(plans) {
            if cancel.load(Ordering::Relaxed) || printer.is_closed() {
                break;
            }
            let result = match plan {
                Plan::Skip => {
                    reporter.skipped(&input.shown());
                    Ok(())
                }
                Plan::Refuse(reason) => Err(anyhow::anyhow!(reason)),
                Plan::Write(files) => {
                    if let Some(load) = load.take() {
                        work = Some(load()?);
                    }
                    reporter.started(&input.shown());
                    let desk = Desk {
                        reporter: &reporter,
                        output: &output,
                        printer,
                        cancel,
                        files: &files,
                        replace: conflict == Conflict::Overwrite,
                        begun: Instant::now(),
                    };
                    match &mut work {
                        Some(work) => one(work, input, selection, &desk),
                        None => Ok(()),
                    }
                }
            };
            match result {
                Ok(()) => done += 1,
                Err(error) if super::is_cancelled(&error) => break,
                Err(error) => {
                    let text = format!("{}: {}", input.shown(), chain(&error));
                    reporter.failed(&input.shown(), &chain(&error));
                    failures.push(text);
                }
            }
        }
        reporter.close(done, &failures);
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
}

/// One input: fetched where that is needed, worked on, and its temporary file removed.
fn one(
    work: &mut impl Work,
    input: &Input,
    selection: Selection,
    desk: &Desk<'_>,
) -> anyhow::Result<()> {
    let (path, _guard) = engines::local_file(&input.source, desk.cancel)?;
    let recording = Recording {
        path,
        name: input.shown(),
        selection,
    };
    let desk = Desk {
        // Fetching is not work on the recording.
        begun: Instant::now(),
        ..*desk
    };
    work.one(recording, input, &desk)
}
