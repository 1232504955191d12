//! Many inputs, one after another: each to its results; a bad one stops no other.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::ArgMatches;

use super::history::Doing;
use super::inputs::{Input, Source};
use super::outputs::{self, Conflict, Output, Plan};
use super::report::{Reporter, Summary};
use super::{ExitStatus, engines};
use crate::config::Settings;
use crate::format::{Format, Options};
use crate::pipeline::gate::Open;
use crate::pipeline::{Context, Recording};
use crate::printer::{Printer, chain};
use crate::progress::Progress;
use crate::runner::{Asked, Beginning, History};
use crate::store::NewTask;
use crate::task::{Outcome, TaskKind};

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

/// What is done with recordings; models stay loaded between them.
pub(super) trait Work {
    /// What kind of task each recording makes.
    fn kind(&self) -> TaskKind;

    /// Everything besides settings and recording that decides the result.
    ///
    /// # Errors
    /// When a model can't be found.
    fn means(&self) -> anyhow::Result<String>;

    /// Loads the models, once.
    ///
    /// # Errors
    /// When one can't be found or used: no recording can be worked on then.
    fn load(&mut self) -> anyhow::Result<()>;

    /// Takes a recording to its result.
    ///
    /// # Errors
    /// When this recording fails.
    fn hear(&mut self, recording: &Recording, context: Context<'_>) -> anyhow::Result<Outcome>;

    /// Whether segments can be shown as they come.
    fn is_live(&self) -> bool;

    /// How a result of this recording is written.
    fn options(&self, input: &Input, output: &Output) -> Options;

    /// Takes note of a result that was handed out.
    fn delivered(&mut self, outcome: &Outcome);
}

/// Where one recording's results go.
struct Desk<'a> {
    input: &'a Input,
    files: &'a [(Format, PathBuf)],
    replace: bool,
    begun: Instant,
}

/// Work that is loaded when it is first needed.
struct Loaded<'a, W> {
    work: &'a mut W,
    is_loaded: bool,
}

impl<W: Work> Loaded<'_, W> {
    fn load(&mut self) -> Result<(), Stop> {
        if !self.is_loaded {
            self.work.load().map_err(Stop::All)?;
            self.is_loaded = true;
        }
        Ok(())
    }
}

/// Why a recording gave nothing.
enum Stop {
    /// It failed; others may not.
    One(anyhow::Error),
    /// No recording can be worked on.
    All(anyhow::Error),
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Self::One(error)
    }
}

/// A run that is under way.
pub(super) struct Course<'a, W> {
    batch: &'a Batch<'a>,
    work: Loaded<'a, W>,
    history: History,
    reporter: Reporter<'a>,
    output: Output,
    done: usize,
    failures: Vec<String>,
}

impl<'a> Batch<'a> {
    /// Runs over the inputs that were named, and tells of those that can't be found. Models are
    /// loaded when the first one needs them, and before anything is fetched.
    ///
    /// # Errors
    /// For what no input can mend; failures of single inputs are in the status.
    pub(super) fn run<W: Work>(
        self,
        (inputs, failures): (Vec<Input>, Vec<String>),
        work: &mut W,
    ) -> anyhow::Result<ExitStatus> {
        let conflict = Conflict::of(self.matches);
        let mut course = self.course(work, Some(inputs.len()))?;
        let plans = outputs::plan(&inputs, &course.output, conflict)?;
        for failure in &failures {
            self.printer.error(failure);
        }
        course.failures = failures;
        for (input, plan) in inputs.iter().zip(plans) {
            if self.is_over() {
                break;
            }
            course.take(input, plan, conflict == Conflict::Overwrite)?;
        }
        let Course {
            reporter,
            done,
            failures,
            ..
        } = course;
        reporter.close(done, &failures);
        if self.cancel.load(Ordering::Relaxed) {
            let total = inputs.len();
            self.printer.error(&format!(
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

    /// A run over so many inputs; `None` when nobody knows how many there will be.
    ///
    /// # Errors
    /// When results can't go where they shall.
    pub(super) fn course<W: Work>(
        &'a self,
        work: &'a mut W,
        inputs: Option<usize>,
    ) -> anyhow::Result<Course<'a, W>> {
        Ok(Course {
            output: self.output(inputs.unwrap_or(usize::MAX))?,
            work: Loaded {
                work,
                is_loaded: false,
            },
            history: super::history::open(self.settings, self.printer),
            reporter: Reporter::new(self.printer, inputs).tell_doubts(self.doubts()),
            done: 0,
            failures: Vec::new(),
            batch: self,
        })
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
    fn output(&self, inputs: usize) -> Result<Output, super::UsageError> {
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

impl<W: Work> Course<'_, W> {
    /// The history of the run.
    pub(super) fn history(&self) -> &History {
        &self.history
    }

    /// Where results go.
    pub(super) fn output(&self) -> &Output {
        &self.output
    }

    /// The arguments of the run.
    pub(super) fn matches(&self) -> &ArgMatches {
        self.batch.matches
    }

    /// Says something to know.
    pub(super) fn warn(&self, text: &str) {
        self.batch.printer.warning(text);
    }

    /// How many inputs were done, and how many failed.
    pub(super) fn count(&self) -> (usize, usize) {
        (self.done, self.failures.len())
    }

    /// A hash over everything but the recording that decides the result.
    ///
    /// # Errors
    /// When a model can't be found.
    pub(super) fn settings_hash(&self) -> anyhow::Result<String> {
        let selection = super::selection(self.batch.matches);
        let doing = self.batch.doing(self.work.work)?;
        Ok(doing.settings_hash(selection))
    }

    /// Takes one input as it was planned; what goes wrong with it is told. An interrupted one
    /// counts neither as done nor as failed.
    ///
    /// # Errors
    /// For what concerns all inputs.
    pub(super) fn take(&mut self, input: &Input, plan: Plan, replace: bool) -> anyhow::Result<()> {
        let (files, refused) = match plan {
            Plan::Skip => {
                self.reporter.skipped(&input.shown());
                self.done += 1;
                return Ok(());
            }
            Plan::Write(files) => (files, None),
            Plan::Refuse(reason, files) => (files, Some(reason)),
        };
        self.reporter.started(&input.shown());
        match self.one(input, &files, replace, refused) {
            Ok(()) => self.done += 1,
            Err(Stop::All(error)) => return Err(error),
            Err(Stop::One(error)) if super::is_cancelled(&error) => {}
            Err(Stop::One(error)) => {
                let text = format!("{}: {}", input.shown(), chain(&error));
                self.reporter.failed(&input.shown(), &chain(&error));
                self.failures.push(text);
            }
        }
        Ok(())
    }

    /// One input: fetched where that is needed, looked up in the history, else worked on. One that
    /// is `refused`, since its results exist, may only turn out to be done already.
    fn one(
        &mut self,
        input: &Input,
        files: &[(Format, PathBuf)],
        replace: bool,
        refused: Option<String>,
    ) -> Result<(), Stop> {
        let Self {
            batch,
            work,
            history,
            reporter,
            output,
            ..
        } = self;
        if !matches!(input.source, Source::File(_)) {
            if let Some(reason) = refused {
                return Err(anyhow::anyhow!(reason).into());
            }
            work.load()?;
        }
        let (path, _guard) = engines::local_file(&input.source, batch.cancel)?;
        let recording = Recording {
            path,
            name: input.shown(),
            selection: super::selection(batch.matches),
        };
        let desk = Desk {
            input,
            files,
            replace,
            // Fetching is not work on the recording.
            begun: Instant::now(),
        };
        let new = if history.is_on() {
            batch
                .doing(work.work)
                .map_err(Stop::All)?
                .task(&recording, input, batch.cancel)?
        } else {
            NewTask::default()
        };
        if let Some(reason) = refused
            && !history.has_begun(&new)
        {
            return Err(anyhow::anyhow!(reason).into());
        }
        let asked = Asked {
            new: &new,
            fresh: batch.matches.get_flag("fresh"),
            task: batch
                .matches
                .get_one::<String>("resume_task")
                .map(String::as_str),
        };
        let running = match history
            .begin(&asked, batch.cancel)
            .map_err(anyhow::Error::from)?
        {
            Beginning::Known(task, mut outcome) => {
                reporter.recalled(&input.shown(), &task);
                outcome.set_source(&input.shown());
                self.deliver(&outcome, false, &desk)?;
                return Ok(());
            }
            Beginning::Todo(running) => running,
        };
        if let Some(task) = running.task().filter(|_| running.resumes()) {
            reporter.resumed(&input.shown(), task);
        }
        if let Err(stop) = work.load() {
            if let Stop::All(error) = &stop {
                running.failed("model", &chain(error));
            }
            return Err(stop);
        }
        let shown = work.work.is_live() && matches!(output, Output::Live);
        let listener = reporter.listener(shown);
        let heard = running.run(&listener as &dyn Progress, &Open, |context| {
            work.work.hear(&recording, context)
        });
        drop(listener);
        match heard {
            Ok(outcome) => {
                let written = self.deliver(&outcome, shown, &desk);
                let kept = written.as_deref().unwrap_or_default();
                running.done(&outcome, &kept_formats(kept));
                written.map(drop).map_err(Stop::from)
            }
            Err(error) if super::is_cancelled(&error) => {
                if running.was_cancelled() {
                    return Err(anyhow::anyhow!("somebody cancelled the task").into());
                }
                running.interrupted();
                Err(error.into())
            }
            Err(error) => {
                running.failed(super::failure_code(&error), &chain(&error));
                Err(error.into())
            }
        }
    }

    /// Hands out a result and gives what was written; `shown` says whether its lines were on the
    /// terminal as they came.
    fn deliver(
        &mut self,
        outcome: &Outcome,
        shown: bool,
        desk: &Desk<'_>,
    ) -> anyhow::Result<Vec<(Format, Vec<u8>)>> {
        let (printer, reporter, output) = (self.batch.printer, &self.reporter, &self.output);
        if let Outcome::Transcript(transcript) = outcome
            && matches!(output, Output::Live)
            && !shown
        {
            reporter.lines(transcript);
        }
        let seconds = desk.begun.elapsed().as_secs_f64();
        let options = self.work.work.options(desk.input, output);
        let written =
            outputs::deliver(outcome, &options, output, desk.files, desk.replace, printer)?;
        let files = desk.files.iter().map(|(_, file)| file.as_path());
        let files: Vec<&Path> = files.collect();
        let summary = Summary::of(outcome);
        reporter.finished(&desk.input.shown(), &summary, seconds, &files);
        self.work.work.delivered(outcome);
        Ok(written)
    }
}

/// What the history keeps of what was written: not the JSON, which it has anyway, and no pages,
/// which may hold the whole recording.
fn kept_formats(written: &[(Format, Vec<u8>)]) -> Vec<(String, Vec<u8>)> {
    let worth = |format: Format| !matches!(format, Format::Json | Format::Html);
    let kept = written.iter().filter(|(format, _)| worth(*format));
    kept.map(|(format, bytes)| (format.to_string(), bytes.clone()))
        .collect()
}
