//! `scripta transcribe`: recordings in, what is said out.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use clap::ArgMatches;

use super::ExitStatus;
use super::batch::{Batch, Work};
use super::engines;
use super::inputs::{self, Input};
use super::outputs::Output;
use super::sound;
use super::watch;
use crate::config::Settings;
use crate::format::{Format, Options};
use crate::pipeline::{Context, Recording};
use crate::printer::Printer;
use crate::task::{Outcome, TaskKind};
use crate::work::{self, Loading, Namer, Transcribing};

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    engines::bring_model(settings, printer, cancel)?;
    let namer = Namer::new(settings, settings.speakers.wanted(), || {
        work::enrolled(settings)
    })?;
    engines::note_if_nobody_is_known(&namer, printer);
    let work = Transcribe {
        settings,
        printer,
        cancel,
        loaded: OnceLock::new(),
        namer,
        hinted: AtomicBool::new(false),
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
        return watch::run(&batch, &work);
    }
    batch.run(inputs::named(matches)?, &work)
}

struct Transcribe<'a> {
    settings: &'a Settings,
    printer: &'a Printer,
    cancel: &'static AtomicBool,
    loaded: OnceLock<Transcribing<'a>>,
    namer: Namer<'a>,
    /// Whether the user was told of better word times: once is enough.
    hinted: AtomicBool,
}

impl Work for Transcribe<'_> {
    fn kind(&self) -> TaskKind {
        if self.settings.speakers.wanted() {
            TaskKind::FullProcess
        } else {
            TaskKind::Transcription
        }
    }

    fn means(&self) -> anyhow::Result<String> {
        let models = work::means(self.settings)?;
        Ok(format!("{models}\n{}", self.namer.means()))
    }

    fn load(&self) -> anyhow::Result<()> {
        let load = |loading: Loading<'_>| Transcribing::load(self.settings, loading);
        engines::load_once(&self.loaded, self.settings, self.printer, self.cancel, load)
    }

    fn hear(&self, recording: &Recording, context: Context<'_>) -> anyhow::Result<Outcome> {
        let loaded = self.loaded.get().context("the models aren't loaded")?;
        let transcript = loaded.hear(recording, &self.namer, context)?;
        Ok(Outcome::Transcript(Box::new(transcript)))
    }

    /// Who speaks is known when all has been heard: lines are printed after the last one then.
    fn is_live(&self) -> bool {
        !self.settings.speakers.wanted()
    }

    fn options(&self, input: &Input, output: &Output) -> Options {
        sound::options(self.settings, input, output)
    }

    fn delivered(&self, outcome: &Outcome) {
        if let Outcome::Transcript(transcript) = outcome
            && let Some(hint) = engines::hint(self.settings, transcript)
            && !self.hinted.swap(true, Ordering::Relaxed)
        {
            self.printer.note(&hint);
        }
    }
}
