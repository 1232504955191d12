//! `scripta diarize`: recordings in, who speaks when out.

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::ArgMatches;

use super::batch::{Batch, Work};
use super::inputs::{self, Input};
use super::outputs::Output;
use super::{ExitStatus, engines};
use crate::config::{Settings, UsageError};
use crate::format::{Format, Options};
use crate::pipeline::{Context, Recording};
use crate::printer::Printer;
use crate::task::{Outcome, TaskKind};
use crate::work::{self, Diarizing, Loading, Namer};

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let namer = Namer::new(settings, true, || work::enrolled(settings))?;
    engines::note_if_nobody_is_known(&namer, printer);
    let work = Diarize {
        settings,
        printer,
        cancel,
        loaded: OnceLock::new(),
        namer,
    };
    let batch = Batch {
        command: "diarize",
        leading: None,
        matches,
        settings,
        formats: formats(settings)?,
        usual: Format::Rttm,
        printer,
        cancel,
    };
    batch.run(inputs::named(matches)?, &work)
}

/// The formats that are asked for, as far as they suit turns without words.
fn formats(settings: &Settings) -> Result<Vec<Format>, UsageError> {
    let mut formats = settings.formats.clone();
    if formats.len() == Format::ALL.len() {
        formats.retain(|format| format.suits_turns());
    }
    match formats.iter().find(|format| !format.suits_turns()) {
        Some(format) => {
            let fit = Format::ALL.iter().filter(|format| format.suits_turns());
            let fit: Vec<&str> = fit.map(|format| format.extension()).collect();
            Err(UsageError(format!(
                "{format} files need words: use scripta transcribe --diarize, or one of: {}",
                fit.join(", ")
            )))
        }
        None => Ok(formats),
    }
}

struct Diarize<'a> {
    settings: &'a Settings,
    printer: &'a Printer,
    cancel: &'static AtomicBool,
    loaded: OnceLock<Diarizing<'a>>,
    namer: Namer<'a>,
}

impl Work for Diarize<'_> {
    fn kind(&self) -> TaskKind {
        TaskKind::Diarization
    }

    fn means(&self) -> anyhow::Result<String> {
        let models = Diarizing::means(self.settings);
        Ok(format!("{models}\n{}", self.namer.means()))
    }

    fn load(&self) -> anyhow::Result<()> {
        let load = |loading: Loading<'_>| Diarizing::load(self.settings, loading);
        engines::load_once(&self.loaded, self.settings, self.printer, self.cancel, load)
    }

    fn hear(&self, recording: &Recording, context: Context<'_>) -> anyhow::Result<Outcome> {
        let loaded = self.loaded.get().context("the models aren't loaded")?;
        let diarized = loaded.hear(recording, &self.namer, context)?;
        Ok(Outcome::Turns(Box::new(diarized)))
    }

    fn is_live(&self) -> bool {
        false
    }

    fn options(&self, _: &Input, _: &Output) -> Options {
        Options::default()
    }

    fn delivered(&self, _: &Outcome) {}
}
