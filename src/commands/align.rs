//! `scripta align`: a text and its recording in, the text with times out.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::ArgMatches;

use super::batch::{Batch, Work};
use super::inputs::{self, Found, Input, Source};
use super::outputs::Output;
use super::{ExitStatus, engines, sound};
use crate::config::{Settings, UsageError};
use crate::format::{Format, Options};
use crate::import::{self, Times};
use crate::pipeline::{self, Recording};
use crate::printer::{Printer, chain};
use crate::task::{Outcome, TaskKind};
use crate::work::{Aligning, Loading, Text};

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    engines::bring_model(settings, printer, cancel)?;
    let input = recording(matches)?;
    let text = match text(matches, printer) {
        Ok(text) => text,
        Err(error) => {
            printer.error(&chain(&error));
            return Ok(ExitStatus::Failure);
        }
    };
    let work = Align {
        settings,
        printer,
        cancel,
        text,
        loaded: OnceLock::new(),
    };
    let batch = Batch {
        command: "align",
        leading: path(matches).map(|path| path.display().to_string()),
        matches,
        settings,
        formats: super::formats(settings, false)?,
        usual: Format::Txt,
        printer,
        cancel,
    };
    let found = Found {
        inputs: vec![input],
        ..Found::default()
    };
    batch.run(found, &work)
}

struct Align<'a> {
    settings: &'a Settings,
    printer: &'a Printer,
    cancel: &'static AtomicBool,
    text: Text,
    loaded: OnceLock<Aligning<'a>>,
}

impl Work for Align<'_> {
    fn kind(&self) -> TaskKind {
        TaskKind::Alignment
    }

    fn means(&self) -> anyhow::Result<String> {
        Aligning::means(self.settings, &self.text)
    }

    fn load(&self) -> anyhow::Result<()> {
        let load = |loading: Loading<'_>| Aligning::load(self.settings, loading);
        engines::load_once(&self.loaded, self.settings, self.printer, self.cancel, load)
    }

    fn hear(
        &self,
        recording: &Recording,
        context: pipeline::Context<'_>,
    ) -> anyhow::Result<Outcome> {
        let loaded = self.loaded.get().context("the models aren't loaded")?;
        let transcript = loaded.hear(&self.text, recording, context)?;
        Ok(Outcome::Transcript(Box::new(transcript)))
    }

    fn is_live(&self) -> bool {
        false
    }

    fn options(&self, input: &Input, output: &Output) -> Options {
        sound::options(self.settings, input, output)
    }

    fn delivered(&self, outcome: &Outcome) {
        if let Outcome::Transcript(transcript) = outcome
            && let Some(hint) = engines::hint(self.settings, transcript)
        {
            self.printer.note(&hint);
        }
    }
}

/// The one recording that was named.
fn recording(matches: &ArgMatches) -> anyhow::Result<Input> {
    let named = matches.get_one::<std::ffi::OsString>("audio");
    let mut found = inputs::expand(named.into_iter())?;
    if let Some(failure) = found.failures.pop() {
        return Err(UsageError(failure).into());
    }
    let from_stdin = matches
        .get_one::<PathBuf>("transcript")
        .is_some_and(|path| path == Path::new("-"));
    match (found.inputs.pop(), found.inputs.is_empty()) {
        (Some(input), true) if input.source == Source::Stdin && from_stdin => {
            Err(UsageError("only one of the two can be stdin (-)".to_owned()).into())
        }
        (Some(input), true) => Ok(input),
        _ => Err(UsageError("AUDIO must be one recording".to_owned()).into()),
    }
}

/// Where the text is; nothing for stdin.
fn path(matches: &ArgMatches) -> Option<PathBuf> {
    let path = matches.get_one::<PathBuf>("transcript")?;
    std::path::absolute(path)
        .ok()
        .filter(|_| path != Path::new("-"))
}

/// The text that was named.
fn text(matches: &ArgMatches, printer: &Printer) -> anyhow::Result<Text> {
    let path = matches
        .get_one::<PathBuf>("transcript")
        .cloned()
        .unwrap_or_default();
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    // One byte more than is taken, so that the reader of the text sees that it is too much.
    let limit = import::MAX_BYTES as u64 + 1;
    if path == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(limit)
            .read_to_end(&mut bytes)
            .context("stdin can't be read")?;
    } else {
        std::fs::File::open(&path)
            .and_then(|file| file.take(limit).read_to_end(&mut bytes))
            .with_context(|| format!("{name}: can't be read"))?;
    }
    let script = import::read(&name, &bytes, None)?;
    for note in &script.notes {
        printer.warning(&format!("{name}: {note}"));
    }
    if let (Times::Unusable(reason), false) = (&script.times, matches.get_flag("ignore_times")) {
        let text = format!("{name}: {reason}; the times are ignored and the text is looked for");
        printer.warning(&text);
    }
    tracing::info!("{name}: {} lines", script.lines.len());
    Ok(Text {
        script,
        hash: crate::store::sha256(&bytes),
        ignore_times: matches.get_flag("ignore_times"),
    })
}
