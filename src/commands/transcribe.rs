//! `scripta transcribe`: recordings in, what is said out.

use std::sync::atomic::AtomicBool;

use clap::ArgMatches;

use super::ExitStatus;
use super::batch::{Batch, Desk, Work};
use super::engines;
use super::inputs::Input;
use super::naming::Namer;
use super::outputs::{Document, Output};
use super::report::Summary;
use super::sound;
use crate::config::Settings;
use crate::format::Format;
use crate::pipeline::{Pipeline, Recording, Request};
use crate::printer::Printer;
use crate::transcript::Transcript;

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let namer = Namer::new(settings, settings.speakers.wanted(), printer)?;
    let batch = Batch {
        formats: super::formats(settings, settings.speakers.wanted())?,
        usual: Format::Txt,
        printer,
        cancel,
    };
    batch.run(matches, || {
        Ok(Transcribing {
            settings,
            pipeline: engines::pipeline(settings, settings.recognition.task, printer, cancel)?,
            namer,
            hinted: false,
        })
    })
}

struct Transcribing<'a> {
    settings: &'a Settings,
    pipeline: Pipeline,
    namer: Namer<'a>,
    /// Whether the user was told of better word times: once is enough.
    hinted: bool,
}

impl Work for Transcribing<'_> {
    fn one(&mut self, recording: Recording, input: &Input, desk: &Desk<'_>) -> anyhow::Result<()> {
        let settings = self.settings;
        let request = Request {
            recording,
            language: settings.language,
            multilingual: settings.multilingual,
            detection: settings.detection.clone(),
            recognition: settings.recognition.clone(),
            grouping: settings.grouping.clone(),
            diarizing: engines::diarizing(settings),
        };
        // Who speaks is known when all has been heard: lines are printed after the last one then.
        let live = matches!(desk.output, Output::Live);
        let named = settings.speakers.wanted();
        let listener = desk.reporter.listener(live && !named);
        let mut transcript = if settings.speakers.by_channel {
            self.pipeline
                .run_by_channel(&request, &listener, desk.cancel)?
        } else {
            self.pipeline.run(&request, &listener, desk.cancel)?
        };
        drop(listener);
        self.namer.name_all(&mut transcript);
        if live && named {
            desk.reporter.lines(&transcript);
        }
        let options = sound::options(settings, input, desk.output);
        let document = Document::Transcript(&transcript, &options);
        desk.deliver(document, &Summary::of(&transcript), input)?;
        self.hint(&transcript, desk.printer);
        Ok(())
    }
}

impl Transcribing<'_> {
    fn hint(&mut self, transcript: &Transcript, printer: &Printer) {
        if !self.hinted
            && let Some(hint) = engines::hint(self.settings, transcript)
        {
            printer.note(&hint);
            self.hinted = true;
        }
    }
}
