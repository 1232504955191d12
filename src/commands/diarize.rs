//! `scripta diarize`: recordings in, who speaks when out.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::ArgMatches;

use super::batch::{Batch, Work};
use super::inputs::{self, Input};
use super::naming::Namer;
use super::outputs::Output;
use super::{ExitStatus, UsageError, engines};
use crate::config::Settings;
use crate::engine::Diarizer;
use crate::engine::load::DetectorFactory;
use crate::format::{Format, Options};
use crate::models;
use crate::pipeline::{Context, Recording, channels, diarize};
use crate::printer::Printer;
use crate::task::{Outcome, TaskKind};

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let mut work = Diarizing {
        settings,
        printer,
        cancel,
        by: None,
        namer: Namer::new(settings, true, printer)?,
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
    batch.run(inputs::named(matches)?, &mut work)
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

/// What tells speakers apart.
enum By {
    Voice(Arc<dyn Diarizer>),
    Channel(DetectorFactory),
}

struct Diarizing<'a> {
    settings: &'a Settings,
    printer: &'a Printer,
    cancel: &'static AtomicBool,
    by: Option<By>,
    namer: Namer<'a>,
}

impl Work for Diarizing<'_> {
    fn kind(&self) -> TaskKind {
        TaskKind::Diarization
    }

    fn means(&self) -> anyhow::Result<String> {
        let models = models::stamp(Path::new(&self.settings.speakers.model));
        Ok(format!("{models}\n{}", self.namer.means()))
    }

    fn load(&mut self) -> anyhow::Result<()> {
        let settings = self.settings;
        self.by = Some(if settings.speakers.by_channel {
            By::Channel(engines::detectors(settings)?)
        } else {
            By::Voice(engines::diarizer(settings, self.printer, self.cancel)?)
        });
        Ok(())
    }

    fn hear(&mut self, recording: &Recording, context: Context<'_>) -> anyhow::Result<Outcome> {
        let settings = self.settings;
        let mut diarized = match self.by.as_ref().context("the models aren't loaded")? {
            By::Voice(diarizer) => diarize::diarize(
                &**diarizer,
                recording,
                engines::diarizing(settings),
                settings.cores(),
                context,
            )?,
            By::Channel(detectors) => {
                channels::diarize(detectors, &settings.detection, recording, context)?
            }
        };
        self.namer.name(&mut diarized.diarization);
        Ok(Outcome::Turns(Box::new(diarized)))
    }

    fn is_live(&self) -> bool {
        false
    }

    fn options(&self, _: &Input, _: &Output) -> Options {
        Options::default()
    }

    fn delivered(&mut self, _: &Outcome) {}
}
