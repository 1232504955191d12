//! What commands need around the models: inputs as files on disk, download bars, and a hint.

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use indicatif::ProgressBar;
use serde_json::json;
use tempfile::NamedTempFile;

use super::inputs::Source;
use super::models::size;
use super::report::style;
use super::spool;
use crate::config::Settings;
use crate::engine::{AlignMethod, Task};
use crate::models;
use crate::net::{Limits, Policy, fetch};
use crate::printer::Printer;
use crate::transcript::{Transcript, Word, WordSource};
use crate::work::{self, Loading, Namer, Shelf};

/// A bar that shows downloads of models, and goes when it is dropped. Where there is no terminal, a line
/// says what is downloaded.
pub(super) struct Downloads<'a> {
    bar: ProgressBar,
    printer: &'a Printer,
    told: Cell<bool>,
    /// Megabytes that were last told as an event.
    megabytes: Cell<u64>,
}

impl<'a> Downloads<'a> {
    pub(super) fn new(printer: &'a Printer) -> Self {
        let bar = printer.bars().add(ProgressBar::new(0));
        bar.set_style(style("downloading {msg} {wide_bar} {bytes}/{total_bytes}"));
        Self {
            bar,
            printer,
            told: Cell::new(false),
            megabytes: Cell::new(0),
        }
    }

    pub(super) fn show(&self, name: &str, done: u64, total: Option<u64>) {
        let is_all = Some(done) == total;
        if !is_all && !self.told.replace(true) && !self.printer.is_interactive() {
            let size = total.map(|total| format!(" ({})", size(total)));
            self.printer
                .note(&format!("downloading {name}{}", size.unwrap_or_default()));
        }
        let megabytes = done >> 20;
        if is_all || self.megabytes.replace(megabytes) != megabytes {
            self.printer.event(&json!({
                "event": "download", "model": name, "bytes": done, "total": total,
            }));
        }
        self.bar.set_message(name.to_owned());
        self.bar.set_length(total.unwrap_or(done));
        self.bar.set_position(done);
    }
}

impl Drop for Downloads<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Loads models with a bar for what is downloaded.
pub(super) fn load<T>(
    settings: &Settings,
    printer: &Printer,
    cancel: &AtomicBool,
    load: impl FnOnce(Loading<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let bar = Downloads::new(printer);
    let hub = work::hub(settings);
    load(Loading {
        shelf: &Shelf::default(),
        downloads: &|name, done, total| bar.show(name, done, total),
        cancel,
        hub: Some(&hub).filter(|hub| !hub.is_offline()),
    })
}

/// The same, into a place that it is kept in; nothing is done where that is taken.
///
/// # Errors
/// Those of `load`.
pub(super) fn load_once<T>(
    place: &OnceLock<T>,
    settings: &Settings,
    printer: &Printer,
    cancel: &AtomicBool,
    load: impl FnOnce(Loading<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<()> {
    if place.get().is_none() {
        let loaded = self::load(settings, printer, cancel, load)?;
        // Only one thread loads.
        let _ = place.set(loaded);
    }
    Ok(())
}

/// Brings the recognition model if it isn't here, before anything else is done.
///
/// # Errors
/// When it isn't here and can't be had.
pub(super) fn bring_model(
    settings: &Settings,
    printer: &Printer,
    cancel: &AtomicBool,
) -> anyhow::Result<()> {
    let bring = |loading: Loading<'_>| work::recognition_model(settings, loading).map(|_| ());
    work::check_device(settings)?;
    load(settings, printer, cancel, bring)
}

/// Says what to do when voices shall be recognised and none is enrolled.
pub(super) fn note_if_nobody_is_known(namer: &Namer<'_>, printer: &Printer) {
    if namer.knows_nobody() {
        printer.note("no voice is enrolled yet: scripta speakers add NAME CLIP");
    }
}

/// What would give the words of a transcript better times, where something would.
pub(super) fn hint(settings: &Settings, transcript: &Transcript) -> Option<String> {
    let by_attention = |word: &Word| word.source == WordSource::Attention;
    let mut words = transcript
        .segments
        .iter()
        .flat_map(|segment| &segment.words);
    let language = transcript.language.as_deref()?;
    let usual = models::aligners::usual(language)?;
    (settings.align == AlignMethod::Auto
        && transcript.task != Task::Translate.name()
        && words.any(by_attention))
    .then(|| {
        format!(
            "hint: word times for `{language}` come from the recogniser's attention; the wav2vec2 \
             model {usual} gives finer ones when it is on this machine (docs/align.md)"
        )
    })
}

/// The input as a file on disk, and what removes it again if it is a temporary one.
pub(super) fn local_file(
    source: &Source,
    cancel: &AtomicBool,
) -> anyhow::Result<(PathBuf, Option<NamedTempFile>)> {
    let temporary = match source {
        Source::File(path) => return Ok((path.clone(), None)),
        Source::Url(url) => fetch(url, &Policy::open(), &Limits::default(), cancel)?.file,
        Source::Stdin => spool::stdin(cancel)?,
        Source::Pipe(path) => spool::pipe(path, cancel)?,
    };
    Ok((temporary.path().to_path_buf(), Some(temporary)))
}
