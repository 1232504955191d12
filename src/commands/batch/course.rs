//! One input from its plan to its results: begun, heard, handed out, recorded.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ArgMatches;
use tempfile::NamedTempFile;

use super::{Batch, Work};
use crate::commands::inputs::{Input, Source};
use crate::commands::outputs::{self, Output, Plan};
use crate::commands::report::{Listener, Reporter, Summary};
use crate::commands::{engines, failure_code, is_cancelled, selection};
use crate::format::Format;
use crate::pipeline::Recording;
use crate::pipeline::gate::{Gate, Open};
use crate::printer::chain;
use crate::progress::Progress;
use crate::runner::{Asked, Beginning, History, Running, Settled};
use crate::store::NewTask;
use crate::task::{Outcome, Task};

/// A run that is under way.
pub(in crate::commands) struct Course<'a, W> {
    pub(super) batch: &'a Batch<'a>,
    pub(super) work: &'a W,
    pub(super) history: History,
    pub(super) reporter: Reporter<'a>,
    pub(super) output: Output,
    pub(super) done: usize,
    pub(super) failures: Vec<String>,
    /// Inputs that count as failed since something may be missing from their results.
    pub(super) incomplete: Vec<String>,
}

/// Where one recording's results go.
pub(super) struct Desk<'a> {
    input: &'a Input,
    files: Vec<(Format, PathBuf)>,
    replace: bool,
    /// When work on the recording began; fetching it is none.
    begun: Instant,
    /// When it ended, if it was heard.
    ended: Option<Instant>,
    /// Removes the recording again if it is a temporary file.
    _guard: Option<NamedTempFile>,
}

/// What becomes of an input that was begun.
pub(super) enum Begun<'a> {
    /// Nothing is left to hear.
    Ended(End<'a>),
    /// It is to be heard.
    Todo(Todo<'a>),
}

/// A recording that is to be heard.
pub(super) struct Todo<'a> {
    desk: Desk<'a>,
    recording: Recording,
    running: Running,
    listener: Listener<'a>,
    /// Whether its lines are on the terminal as they come.
    shown: bool,
}

/// How an input ended, before anybody is told.
pub(super) enum End<'a> {
    /// Its results exist.
    Skipped,
    /// The history knew its result.
    Known(Desk<'a>, Task, Outcome),
    /// It was heard, or that failed; the flag says whether its lines were shown.
    Heard(Desk<'a>, Running, bool, anyhow::Result<Outcome>),
    /// It can't be heard.
    Failed(Stop),
}

/// Why a recording gave nothing.
pub(super) enum Stop {
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

impl<'a> Todo<'a> {
    /// Hears the recording, when `gate` lets it.
    pub(super) fn hear(self, work: &impl Work, gate: &dyn Gate) -> End<'a> {
        let Self {
            mut desk,
            recording,
            running,
            listener,
            shown,
        } = self;
        let heard = running.run(&listener as &dyn Progress, gate, |context| {
            work.hear(&recording, context)
        });
        // It may wait long until all that was named before it is handed out.
        desk.ended = Some(Instant::now());
        End::Heard(desk, running, shown, heard)
    }
}

impl<'a, W: Work> Course<'a, W> {
    /// The history of the run.
    pub(in crate::commands) fn history(&self) -> &History {
        &self.history
    }

    /// Where results go.
    pub(in crate::commands) fn output(&self) -> &Output {
        &self.output
    }

    /// The arguments of the run.
    pub(in crate::commands) fn matches(&self) -> &ArgMatches {
        self.batch.matches
    }

    /// Says something to know.
    pub(in crate::commands) fn warn(&self, text: &str) {
        self.batch.printer.warning(text);
    }

    /// How many inputs were done, and how many failed.
    pub(in crate::commands) fn count(&self) -> (usize, usize) {
        (self.done, self.failures.len() + self.incomplete.len())
    }

    /// Names the results that count as failures since something may be missing from them.
    pub(in crate::commands) fn tell_incomplete(&self) {
        self.reporter.incomplete(&self.incomplete);
    }

    /// Tells how the run went, and how many inputs were done and failed.
    pub(super) fn close(self) -> (usize, usize) {
        let (done, failed) = self.count();
        self.reporter.close(done, failed, &self.failures);
        self.tell_incomplete();
        (done, failed)
    }

    /// A hash over everything but the recording that decides the result.
    ///
    /// # Errors
    /// When a model can't be found.
    pub(in crate::commands) fn settings_hash(&self) -> anyhow::Result<String> {
        let doing = self.batch.doing(self.work)?;
        Ok(doing.settings_hash(selection(self.batch.matches)))
    }

    /// Takes one input as it was planned; what goes wrong with it is told. An interrupted one
    /// counts neither as done nor as failed.
    ///
    /// # Errors
    /// For what concerns all inputs.
    pub(in crate::commands) fn take(
        &mut self,
        input: &Input,
        plan: Plan,
        replace: bool,
    ) -> anyhow::Result<()> {
        let end = match self.begin(input, plan, replace, true) {
            Begun::Todo(todo) => todo.hear(self.work, &Open),
            Begun::Ended(end) => end,
        };
        self.end(input, end)
    }

    /// Begins with an input: fetches it where that is needed, and looks it up in the history. `live`
    /// says whether its lines may go to the terminal as they come.
    pub(super) fn begin<'i>(
        &mut self,
        input: &'i Input,
        plan: Plan,
        replace: bool,
        live: bool,
    ) -> Begun<'i>
    where
        'a: 'i,
    {
        let (files, refused) = match plan {
            Plan::Skip => {
                self.reporter.counted();
                return Begun::Ended(End::Skipped);
            }
            Plan::Write(files) => (files, None),
            Plan::Refuse(reason, files) => (files, Some(reason)),
        };
        self.reporter.started(&input.shown());
        let begun = self.open(input, files, replace, refused, live);
        begun.unwrap_or_else(|stop| Begun::Ended(End::Failed(stop)))
    }

    /// An input that is `refused`, since its results exist, may only turn out to be done already.
    fn open<'i>(
        &self,
        input: &'i Input,
        files: Vec<(Format, PathBuf)>,
        replace: bool,
        refused: Option<String>,
        live: bool,
    ) -> Result<Begun<'i>, Stop>
    where
        'a: 'i,
    {
        let (batch, history) = (self.batch, &self.history);
        if !matches!(input.source, Source::File(_)) {
            if let Some(reason) = refused {
                return Err(anyhow::anyhow!(reason).into());
            }
            self.work.load().map_err(Stop::All)?;
        }
        let (path, guard) = engines::local_file(&input.source, batch.cancel)?;
        let recording = Recording {
            path,
            name: input.shown(),
            selection: selection(batch.matches),
        };
        let desk = Desk {
            input,
            files,
            replace,
            begun: Instant::now(),
            ended: None,
            _guard: guard,
        };
        let new = if history.is_on() {
            let doing = batch.doing(self.work).map_err(Stop::All)?;
            doing.task(&recording, input, batch.cancel)?
        } else {
            NewTask::default()
        };
        if let Some(reason) = refused
            && !history.has_begun(&new)
        {
            return Err(anyhow::anyhow!(reason).into());
        }
        let task = batch.matches.get_one::<String>("resume_task");
        let asked = Asked {
            new: &new,
            fresh: batch.matches.get_flag("fresh"),
            task: task.map(String::as_str),
        };
        let begun = history.begin(&asked, batch.cancel);
        let running = match begun.map_err(anyhow::Error::from)? {
            Beginning::Known(task, outcome) => {
                return Ok(Begun::Ended(End::Known(desk, task, outcome)));
            }
            Beginning::Todo(running) => running,
        };
        if let Some(task) = running.task().filter(|_| running.resumes()) {
            self.reporter.resumed(&input.shown(), task);
        }
        if let Err(error) = self.work.load() {
            running.failed("model", &chain(&error));
            return Err(Stop::All(error));
        }
        let shown = live && self.work.is_live() && matches!(self.output, Output::Live);
        Ok(Begun::Todo(Todo {
            desk,
            recording,
            running,
            listener: self.reporter.listener(&input.shown(), shown),
            shown,
        }))
    }

    /// Ends with an input: hands out its result, or tells why there is none.
    ///
    /// # Errors
    /// For what concerns all inputs.
    pub(super) fn end(&mut self, input: &Input, end: End<'_>) -> anyhow::Result<()> {
        let ended = match end {
            End::Skipped => {
                self.reporter.skipped(&input.shown());
                Ok(false)
            }
            End::Known(desk, task, mut outcome) => {
                self.reporter.recalled(&input.shown(), &task, &outcome);
                outcome.set_source(&input.shown());
                let delivered = self.deliver(&outcome, false, &desk);
                let incomplete = outcome.is_incomplete();
                delivered.map(|_| incomplete).map_err(Stop::from)
            }
            End::Heard(desk, running, shown, heard) => self.heard(&desk, running, shown, heard),
            End::Failed(stop) => Err(stop),
        };
        match ended {
            Ok(true) if self.batch.settings.strict => self.incomplete.push(input.shown()),
            Ok(_) => self.done += 1,
            Err(Stop::All(error)) => return Err(error),
            Err(Stop::One(error)) if is_cancelled(&error) => {}
            Err(Stop::One(error)) => {
                let text = format!("{}: {}", input.shown(), chain(&error));
                self.reporter.failed(&input.shown(), &chain(&error));
                self.failures.push(text);
            }
        }
        Ok(())
    }

    /// Hands out what was heard and records how it ended; gives whether something may be missing.
    fn heard(
        &self,
        desk: &Desk<'_>,
        running: Running,
        shown: bool,
        heard: anyhow::Result<Outcome>,
    ) -> Result<bool, Stop> {
        let cancelled = || anyhow::anyhow!("somebody cancelled the task");
        match heard {
            Ok(_) if !running.is_wanted() => Err(cancelled().into()),
            Ok(outcome) => {
                let written = self.deliver(&outcome, shown, desk);
                let kept = written.as_deref().unwrap_or_default();
                let settled = running.done(&outcome, &kept_formats(kept));
                written?;
                match settled {
                    Settled::Unwanted => Err(cancelled().into()),
                    // What was handed out is safe without the history.
                    Settled::Recorded | Settled::Lost => Ok(outcome.is_incomplete()),
                }
            }
            Err(error) if is_cancelled(&error) => {
                if running.was_cancelled() {
                    return Err(cancelled().into());
                }
                running.interrupted();
                Err(error.into())
            }
            Err(error) => {
                running.failed(failure_code(&error), &chain(&error));
                Err(error.into())
            }
        }
    }

    /// Hands out a result and gives what was written; `shown` says whether its lines were on the
    /// terminal as they came.
    fn deliver(
        &self,
        outcome: &Outcome,
        shown: bool,
        desk: &Desk<'_>,
    ) -> anyhow::Result<Vec<(Format, Vec<u8>)>> {
        let (printer, reporter, output) = (self.batch.printer, &self.reporter, &self.output);
        let name = desk.input.shown();
        if let Outcome::Transcript(transcript) = outcome
            && matches!(output, Output::Live)
            && !shown
        {
            reporter.lines(&name, transcript);
        }
        let ended = desk.ended.unwrap_or_else(Instant::now);
        let seconds = ended.duration_since(desk.begun).as_secs_f64();
        let options = self.work.options(desk.input, output);
        let written = outputs::deliver(
            outcome,
            &options,
            output,
            &desk.files,
            desk.replace,
            printer,
        )?;
        let files = desk.files.iter().map(|(_, file)| file.as_path());
        let files: Vec<&Path> = files.collect();
        reporter.finished(&name, &Summary::of(outcome), seconds, &files);
        self.work.delivered(outcome);
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
