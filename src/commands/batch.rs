//! Many inputs, each to its results, in the order in which they were named; a bad one stops no other.

mod course;
mod several;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ArgMatches;

use super::history::Doing;
use super::inputs::{Found, Input};
use super::outputs::{self, Conflict, Output};
use super::report::Reporter;
use super::{ExitStatus, UsageError};
use crate::config::Settings;
use crate::format::{Format, Options};
use crate::pipeline::{Context, Recording};
use crate::printer::Printer;
use crate::task::{Outcome, TaskKind};
pub(super) use course::Course;

/// What a run over inputs has to go by.
pub(super) struct Batch<'a> {
    /// The command's name.
    pub(super) command: &'static str,
    /// What stands before the recording in its arguments.
    pub(super) leading: Option<String>,
    pub(super) matches: &'a ArgMatches,
    pub(super) settings: &'a Settings,
    /// Formats to write; none were chosen when it is empty.
    pub(super) formats: Vec<Format>,
    /// What is written when no format was chosen.
    pub(super) usual: Format,
    pub(super) printer: &'a Printer,
    pub(super) cancel: &'static AtomicBool,
}

/// What is done with recordings, of which several may be heard at once; models stay loaded between
/// them.
pub(super) trait Work: Sync {
    /// What kind of task each recording makes.
    fn kind(&self) -> TaskKind;

    /// Everything besides settings and recording that decides the result.
    ///
    /// # Errors
    /// When a model can't be found.
    fn means(&self) -> anyhow::Result<String>;

    /// Loads the models, unless that was done.
    ///
    /// # Errors
    /// When one can't be found or used: no recording can be worked on then.
    fn load(&self) -> anyhow::Result<()>;

    /// Takes a recording to its result.
    ///
    /// # Errors
    /// When this recording fails.
    fn hear(&self, recording: &Recording, context: Context<'_>) -> anyhow::Result<Outcome>;

    /// Whether segments can be shown as they come.
    fn is_live(&self) -> bool;

    /// How a result of this recording is written.
    fn options(&self, input: &Input, output: &Output) -> Options;

    /// Takes note of a result that was handed out.
    fn delivered(&self, outcome: &Outcome);
}

impl<'a> Batch<'a> {
    /// Runs over the inputs that were named, and tells of those that can't be found. Models are
    /// loaded when the first one needs them, and before anything is fetched.
    ///
    /// # Errors
    /// For what no input can mend; failures of single inputs are in the status.
    pub(super) fn run<W: Work>(self, found: Found, work: &W) -> anyhow::Result<ExitStatus> {
        let conflict = Conflict::of(self.matches);
        let mut course = self.course(work, Some(found.inputs.len()))?;
        let plans = outputs::plan(&found.inputs, course.output(), conflict)?;
        found.tell(self.printer);
        let Found {
            inputs,
            failures,
            passed,
        } = found;
        course.failures = failures;
        let planned = inputs.iter().zip(plans);
        let replace = conflict == Conflict::Overwrite;
        let jobs = self.jobs().min(inputs.len());
        if jobs > 1 {
            several::run(&mut course, planned, replace, jobs)?;
        } else {
            for (input, plan) in planned {
                if self.is_over() {
                    break;
                }
                course.take(input, plan, replace)?;
            }
        }
        passed.count(self.printer);
        let (done, failures) = course.close();
        if self.cancel.load(Ordering::Relaxed) {
            let total = inputs.len();
            crate::interrupt::told();
            self.printer.error(&format!(
                "interrupted: {done} of {total} recordings were finished"
            ));
            return Ok(ExitStatus::Interrupted);
        }
        Ok(if failures == 0 {
            ExitStatus::Success
        } else {
            ExitStatus::Failure
        })
    }

    /// A run over so many inputs; `None` when nobody knows how many there will be.
    ///
    /// # Errors
    /// When results can't go where they shall.
    pub(super) fn course<W: Work>(
        &'a self,
        work: &'a W,
        inputs: Option<usize>,
    ) -> anyhow::Result<Course<'a, W>> {
        Ok(Course {
            output: self.output(inputs.unwrap_or(usize::MAX))?,
            work,
            history: super::history::open(self.settings, self.printer),
            reporter: Reporter::new(self.printer, inputs).tell_doubts(self.doubts()),
            done: 0,
            failures: Vec::new(),
            incomplete: Vec::new(),
            batch: self,
        })
    }

    /// How many recordings are worked on at once. While one is opened or ends, the others have the
    /// cores, so there is one more than these.
    fn jobs(&self) -> usize {
        match self.settings.jobs {
            0 => self.settings.cores() + 1,
            jobs => jobs,
        }
    }

    /// Below which log-probability text counts as uncertain, where a report is wanted: halfway to what
    /// counts as failed.
    fn doubts(&self) -> Option<f64> {
        let wanted = self.matches.try_get_one::<bool>("report").ok().flatten();
        let limit = f64::from(self.settings.recognition.logprob_threshold) / 2.0;
        wanted.copied().unwrap_or(false).then_some(limit)
    }

    /// Whether somebody wants the run to end.
    pub(super) fn is_over(&self) -> bool {
        self.cancel.load(Ordering::Relaxed) || self.printer.is_closed()
    }

    /// Where results go.
    fn output(&self, inputs: usize) -> Result<Output, UsageError> {
        Output::choose(
            self.matches
                .get_one::<PathBuf>("output")
                .map(PathBuf::as_path),
            &self.formats,
            self.usual,
            inputs,
            self.printer.is_interactive(),
        )
    }

    /// What the command does, as far as the history needs to know.
    ///
    /// # Errors
    /// When a model can't be found.
    fn doing(&self, work: &impl Work) -> anyhow::Result<Doing<'_>> {
        Ok(Doing {
            kind: work.kind(),
            command: self.command,
            settings: self.settings,
            matches: self.matches,
            means: work.means()?,
            leading: self.leading.clone(),
        })
    }
}
