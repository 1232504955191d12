//! `scripta transcribe`: recordings in, what is said out.

use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::ArgMatches;

use super::ExitStatus;
use super::batch::{Batch, Work};
use super::engines;
use super::inputs::{self, Input};
use super::naming::Namer;
use super::outputs::Output;
use super::sound;
use super::watch;
use crate::config::Settings;
use crate::format::{Format, Options};
use crate::pipeline::{Context, Pipeline, Recording, Request};
use crate::printer::Printer;
use crate::task::{Outcome, TaskKind};

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let mut work = Transcribing {
        settings,
        printer,
        cancel,
        pipeline: None,
        namer: Namer::new(settings, settings.speakers.wanted(), printer)?,
        hinted: false,
    };
    let batch = Batch {
        command: "transcribe",
        leading: None,
        matches,
        settings,
        formats: super::formats(settings, settings.speakers.wanted())?,
        usual: Format::Txt,
        printer,
        cancel,
    };
    if matches.get_flag("watch") {
        return watch::run(&batch, &mut work);
    }
    batch.run(inputs::named(matches)?, &mut work)
}

struct Transcribing<'a> {
    settings: &'a Settings,
    printer: &'a Printer,
    cancel: &'static AtomicBool,
    pipeline: Option<Pipeline>,
    namer: Namer<'a>,
    /// Whether the user was told of better word times: once is enough.
    hinted: bool,
}

impl Work for Transcribing<'_> {
    fn kind(&self) -> TaskKind {
        if self.settings.speakers.wanted() {
            TaskKind::FullProcess
        } else {
            TaskKind::Transcription
        }
    }

    fn means(&self) -> anyhow::Result<String> {
        let models = engines::means(self.settings)?;
        Ok(format!("{models}\n{}", self.namer.means()))
    }

    fn load(&mut self) -> anyhow::Result<()> {
        let settings = self.settings;
        let task = settings.recognition.task;
        self.pipeline = Some(engines::pipeline(
            settings,
            task,
            self.printer,
            self.cancel,
        )?);
        Ok(())
    }

    fn hear(&mut self, recording: &Recording, context: Context<'_>) -> anyhow::Result<Outcome> {
        let settings = self.settings;
        let request = Request {
            recording: recording.clone(),
            language: settings.language,
            multilingual: settings.multilingual,
            detection: settings.detection.clone(),
            recognition: settings.recognition.clone(),
            grouping: settings.grouping.clone(),
            diarizing: engines::diarizing(settings),
        };
        let pipeline = self.pipeline.as_ref().context("the models aren't loaded")?;
        let mut transcript = if settings.speakers.by_channel {
            pipeline.run_by_channel(&request, context)?
        } else {
            pipeline.run(&request, context)?
        };
        self.namer.name_all(&mut transcript);
        Ok(Outcome::Transcript(Box::new(transcript)))
    }

    /// Who speaks is known when all has been heard: lines are printed after the last one then.
    fn is_live(&self) -> bool {
        !self.settings.speakers.wanted()
    }

    fn options(&self, input: &Input, output: &Output) -> Options {
        sound::options(self.settings, input, output)
    }

    fn delivered(&mut self, outcome: &Outcome) {
        if let Outcome::Transcript(transcript) = outcome
            && !self.hinted
            && let Some(hint) = engines::hint(self.settings, transcript)
        {
            self.printer.note(&hint);
            self.hinted = true;
        }
    }
}
