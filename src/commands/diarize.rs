//! `scripta diarize`: recordings in, who speaks when out.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::ArgMatches;

use super::batch::{Batch, Desk, Work};
use super::inputs::Input;
use super::naming::Namer;
use super::outputs::Document;
use super::report::Summary;
use super::{ExitStatus, UsageError, engines};
use crate::config::Settings;
use crate::engine::Diarizer;
use crate::engine::load::DetectorFactory;
use crate::format::Format;
use crate::pipeline::{Recording, channels, diarize};
use crate::printer::Printer;

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let namer = Namer::new(settings, true, printer)?;
    let batch = Batch {
        formats: formats(settings)?,
        usual: Format::Rttm,
        printer,
        cancel,
    };
    batch.run(matches, || {
        Ok(Diarizing {
            settings,
            by: if settings.speakers.by_channel {
                By::Channel(engines::detectors(settings)?)
            } else {
                By::Voice(engines::diarizer(settings, printer, cancel)?)
            },
            namer,
        })
    })
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
    by: By,
    namer: Namer<'a>,
}

impl Work for Diarizing<'_> {
    fn one(&mut self, recording: Recording, input: &Input, desk: &Desk<'_>) -> anyhow::Result<()> {
        let listener = desk.reporter.listener(false);
        let settings = self.settings;
        let mut diarized = match &self.by {
            By::Voice(diarizer) => diarize::diarize(
                &**diarizer,
                &recording,
                engines::diarizing(settings),
                settings.cores(),
                &listener,
                desk.cancel,
            )?,
            By::Channel(detectors) => {
                let detection = &settings.detection;
                channels::diarize(detectors, detection, &recording, &listener, desk.cancel)?
            }
        };
        drop(listener);
        self.namer.name(&mut diarized.diarization);
        let summary = Summary {
            duration: diarized.duration,
            language: None,
            segments: None,
            speakers: Some(diarized.diarization.speakers.len()),
        };
        desk.deliver(Document::Turns(&diarized), &summary, input)
    }
}
