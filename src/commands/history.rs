//! Settings to the history, and recordings to what is recorded of them.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::ArgMatches;
use serde_json::json;

use super::inputs::{Input, Source};
use crate::cli;
use crate::config::{Group, Origin, Settings};
use crate::pipeline::decode::Selection;
use crate::pipeline::{PipelineError, Recording};
use crate::printer::{Printer, chain, sentence};
use crate::runner::{History, Tell};
use crate::store::{self, NewTask, Store, StoreError};
use crate::task::TaskKind;
use crate::work::store_url;

/// Raised when the same settings come to give other results.
const RESULTS: u32 = 4;

/// Opens the history that the settings name. One that can't be used is told, and left out.
pub(super) fn open(settings: &Settings, printer: &Printer) -> History {
    let tell = telling(printer);
    if settings.history.off {
        return History::off(tell);
    }
    let open = |url: &str| -> anyhow::Result<History> {
        let history = Store::open(url).and_then(|store| History::new(store, tell.clone()));
        let Err(StoreError::Damaged { place }) = history else {
            return Ok(history?);
        };
        let aside = store::set_aside(url).ok_or(StoreError::Damaged {
            place: place.clone(),
        })?;
        printer.warning(&format!(
            "the history {place} is damaged: it was set aside as {}, and a new one is begun",
            aside.display()
        ));
        Ok(History::new(Store::open(url)?, tell.clone())?)
    };
    match store_url(settings).and_then(|url| open(&url)) {
        Ok(history) => history,
        Err(error) => {
            let reason = chain(&error);
            printer.warning(&format!("nothing is remembered of this run: {reason}"));
            History::off(tell)
        }
    }
}

/// Says why something isn't remembered.
pub(super) fn telling(printer: &Printer) -> Arc<Tell> {
    let printer = printer.clone();
    Arc::new(move |error| {
        let reason = sentence(error);
        printer.warning(&format!("the history doesn't remember this: {reason}"));
    })
}

/// What a command does to recordings, as far as the history needs to know.
pub(super) struct Doing<'a> {
    pub(super) kind: TaskKind,
    /// The command's name.
    pub(super) command: &'static str,
    pub(super) settings: &'a Settings,
    pub(super) matches: &'a ArgMatches,
    /// What decides the result besides the settings and the recording.
    pub(super) means: String,
    /// What stands before the recording in the arguments.
    pub(super) leading: Option<String>,
}

impl Doing<'_> {
    /// The task that a recording makes.
    ///
    /// # Errors
    /// When the recording can't be read, or the run is cancelled.
    pub(super) fn task(
        &self,
        recording: &Recording,
        input: &Input,
        cancel: &AtomicBool,
    ) -> anyhow::Result<NewTask> {
        let settings = self.settings;
        let (source, url) = match &input.source {
            Source::File(path) => (std::path::absolute(path).ok(), None),
            Source::Url(url) => (None, Some(url.clone())),
            Source::Stdin | Source::Pipe(_) => (None, None),
        };
        let source = source.map(|path| path.to_string_lossy().into_owned());
        let place = source.as_ref().or(url.as_ref());
        let command = place.map(|place| self.command_line(place));
        Ok(NewTask {
            kind: Some(self.kind),
            file_name: Some(input.file_name.to_string_lossy().into_owned()),
            language: settings.language.map(str::to_owned),
            model: Some(self.model()),
            params: json!({ "arguments": command }),
            content_hash: store::file_sha256(&recording.path, cancel)
                .context("can't be read")?
                .ok_or(PipelineError::Cancelled)?,
            settings_hash: self.settings_hash(recording.selection),
            source,
            url,
            ..NewTask::default()
        })
    }

    fn model(&self) -> String {
        if self.kind == TaskKind::Diarization {
            return self.settings.speakers.model.clone();
        }
        self.settings.model.clone()
    }

    /// A hash over everything but the recording that decides the result.
    pub(super) fn settings_hash(&self, selection: Selection) -> String {
        let mut text = format!("{RESULTS} {}\n", env!("CARGO_PKG_VERSION"));
        let deciding = cli::settings_of(self.command).filter(|setting| {
            let of_result = !matches!(
                setting.group,
                Group::Subtitles | Group::History | Group::Messages
            );
            of_result
                && !matches!(
                    setting.key,
                    "device" | "device_index" | "threads" | "jobs" | "offline"
                )
        });
        for setting in deciding {
            let resolved = self.settings.resolved.iter();
            let value = resolved
                .filter(|resolved| resolved.key == setting.key)
                .map(|resolved| resolved.value.as_str());
            let _ = writeln!(text, "{}={}", setting.key, value.collect::<String>());
        }
        // Debug output of numbers is exact.
        let _ = writeln!(text, "{:?} {selection:?} {}", self.kind, self.means);
        store::sha256(text.as_bytes())
    }

    /// The arguments that do the same again, whatever the environment and config files say then.
    fn command_line(&self, place: &str) -> Vec<String> {
        let mut arguments = vec![self.command.to_owned()];
        arguments.extend(self.leading.iter().cloned());
        arguments.push(place.to_owned());
        for setting in cli::settings_of(self.command) {
            let told = matches!(setting.group, Group::Messages | Group::History);
            let resolved = self.settings.resolved.iter();
            let given = resolved
                .filter(|resolved| resolved.key == setting.key)
                .find(|resolved| resolved.origin != Origin::Default);
            if let Some(given) = given.filter(|_| !told) {
                let flag = setting.key.replace('_', "-");
                let value = from_anywhere(setting.key, &given.value);
                arguments.push(format!("--{flag}={value}"));
            }
        }
        let one = |key: &str| self.matches.try_get_one::<f64>(key).ok().flatten();
        for key in ["start", "duration"] {
            arguments.extend(one(key).map(|seconds| format!("--{key}={seconds}")));
        }
        let track = self.matches.try_get_one::<u16>("track").ok().flatten();
        arguments.extend(track.map(|track| format!("--track={track}")));
        let output = self.matches.get_one::<std::path::PathBuf>("output");
        let folder = output.filter(|path| path.as_path() != Path::new("-"));
        let folder = folder.and_then(|path| std::path::absolute(path).ok());
        arguments.extend(folder.map(|path| format!("--output={}", path.display())));
        for key in ["overwrite", "skip_existing", "ignore_times"] {
            let set = self.matches.try_get_one::<bool>(key).ok().flatten();
            if set.copied().unwrap_or(false) {
                arguments.push(format!("--{}", key.replace('_', "-")));
            }
        }
        arguments
    }
}

/// A setting's value as it means the same in any folder.
fn from_anywhere(key: &str, value: &str) -> String {
    let names_files = matches!(key, "model" | "align_model" | "diarize_model");
    let path = Path::new(value);
    // A name that is a path by chance is one of the catalogue.
    if !names_files || !value.contains(['/', '\\', '.']) || !path.exists() {
        return value.to_owned();
    }
    let absolute = std::path::absolute(path);
    absolute.map_or_else(|_| value.to_owned(), |path| path.display().to_string())
}
