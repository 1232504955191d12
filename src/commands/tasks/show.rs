//! One task: how it stands, or its result in any format.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;
use clap::ArgMatches;

use super::table::{length, local, plain};
use super::{ExitStatus, UsageError};
use crate::config::Settings;
use crate::format::{Format, Options, Sound};
use crate::printer::Printer;
use crate::store::{Delivery, Store};
use crate::task::{Outcome, Task, TaskKind};
use crate::work;

/// `tasks show`.
pub(super) fn show(
    store: &Store,
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let id = matches.get_one::<String>("id").map_or("", String::as_str);
    let task = store.task(id)?;
    let bytes = match settings.formats.as_slice() {
        [] if matches.get_flag("json") => {
            (serde_json::to_string_pretty(&task)? + "\n").into_bytes()
        }
        [] => summary(store, &task)?.into_bytes(),
        [format] => {
            let Some(bytes) = result(store, &task, *format, settings)? else {
                printer.error(&no_result(&task));
                return Ok(ExitStatus::Failure);
            };
            bytes
        }
        _ => {
            let text = "give one format, or use scripta tasks export";
            return Err(UsageError(text.to_owned()).into());
        }
    };
    printer.data(&bytes).context("stdout can't be written")?;
    Ok(ExitStatus::Success)
}

/// Why a task has no result, and what gives it one.
pub(super) fn no_result(task: &Task) -> String {
    let id = super::short_id(&task.id);
    let reason = match &task.error {
        Some(error) => format!(": {error}"),
        None => String::new(),
    };
    format!("task {id} has no result, it is {}{reason}", task.status)
}

/// The result of a task in a format: as it was written, if it was, else written now.
///
/// # Errors
/// When the format doesn't suit the result, or the store fails.
pub(super) fn result(
    store: &Store,
    task: &Task,
    format: Format,
    settings: &Settings,
) -> anyhow::Result<Option<Vec<u8>>> {
    let laid_out = settings.is_given("max_line_width")
        || settings.is_given("max_line_count")
        || settings.is_given("max_cue_duration")
        || settings.is_given("max_cps")
        || settings.is_given("highlight_words");
    if !laid_out && let Some(bytes) = store.written(&task.id, &format.to_string())? {
        return Ok(Some(bytes));
    }
    let Some(json) = store.result(&task.id)? else {
        return Ok(None);
    };
    let Some(outcome) = Outcome::from_json(&json) else {
        if format == Format::Json {
            return Ok(Some(json.into_bytes()));
        }
        anyhow::bail!("the result of this task can be shown as json only");
    };
    if !work::suits(&outcome, format) {
        let kind = task.kind;
        return Err(Unsuitable { format, kind }.into());
    }
    let sound = match task.source.as_deref().map(Path::new) {
        Some(path) if path.exists() => Sound::Link(path.to_string_lossy().into_owned()),
        _ => Sound::None,
    };
    let options = Options {
        layout: settings.layout.clone(),
        sound,
    };
    Ok(Some(work::render(&outcome, &options, format)))
}

/// A format that a result can't be written in.
#[derive(Debug, thiserror::Error)]
#[error("{format} files don't suit the result of this task, which is of the kind {kind}")]
pub(super) struct Unsuitable {
    format: Format,
    kind: TaskKind,
}

/// A task as people read it, with the text it gave.
fn summary(store: &Store, task: &Task) -> anyhow::Result<String> {
    let mut text = String::new();
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            // Writing to memory can't fail.
            let _ = writeln!(text, "{name:<12}{}", plain(&value));
        }
    };
    line("id", Some(task.id.clone()));
    line("status", Some(task.status.to_string()));
    line("kind", Some(task.kind.to_string()));
    line(
        "recording",
        task.source
            .clone()
            .or(task.url.clone())
            .or(task.file_name.clone()),
    );
    line("audio", task.audio_duration.map(length));
    line("language", task.language.clone());
    line("model", task.model.clone());
    line("asked for", Some(local(task.created_at)));
    line("begun", task.start_time.map(local));
    line("ended", task.end_time.map(local));
    let speed = task
        .audio_duration
        .zip(task.duration)
        .filter(|(_, work)| *work > 0.0);
    let speed = speed.map(|(audio, work)| format!(", {:.1}× real time", audio / work));
    let speed = speed.unwrap_or_default();
    line(
        "work",
        task.duration
            .map(|seconds| format!("{seconds:.1} s{speed}")),
    );
    line(
        "tried again",
        (task.retry_count > 0).then(|| task.retry_count.to_string()),
    );
    line("error", task.error.clone());
    line("command", command(task));
    for delivery in store.deliveries(&task.id)? {
        line("callback", Some(told(&delivery)));
    }
    if let Some(Outcome::Transcript(transcript)) = store
        .result(&task.id)?
        .and_then(|json| Outcome::from_json(&json))
    {
        text.push('\n');
        for segment in &transcript.segments {
            text.push_str(&plain(crate::commands::report::line(segment).trim_end()));
            text.push('\n');
        }
    }
    Ok(text)
}

/// How telling a receiver went.
fn told(delivery: &Delivery) -> String {
    let tries = match delivery.attempts {
        1 => "1 attempt".to_owned(),
        attempts => format!("{attempts} attempts"),
    };
    let status = delivery.status.name();
    let why = delivery.error.as_ref().map(|error| format!(": {error}"));
    let (url, why) = (&delivery.url, why.unwrap_or_default());
    format!("{url} {status} after {tries}{why}")
}

/// The command that does the same again, as a shell takes it.
fn command(task: &Task) -> Option<String> {
    let arguments = super::redo::arguments(task)?;
    let quoted = |argument: &String| {
        let safe = |c: char| c.is_ascii_alphanumeric() || "-_=/.,:+@%".contains(c);
        if !argument.is_empty() && argument.chars().all(safe) {
            argument.clone()
        } else {
            format!("'{}'", argument.replace('\'', "'\\''"))
        }
    };
    let words: Vec<String> = arguments.iter().map(quoted).collect();
    Some(format!("scripta {}", words.join(" ")))
}
