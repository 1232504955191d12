//! Lists of tasks and of what was found in them.

use anyhow::Context as _;
use clap::ArgMatches;

use super::table::{self, length, local, plain};
use super::{ExitStatus, filter, short_id};
use crate::printer::Printer;
use crate::store::{Hit, Search, Store};
use crate::task::Task;

/// `tasks list`.
pub(super) fn list(
    store: &Store,
    matches: &ArgMatches,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let filter = filter::filter(matches)?;
    let tasks = store.tasks(&filter)?;
    let text = if matches.get_flag("json") {
        serde_json::to_string_pretty(&tasks)? + "\n"
    } else if matches.get_flag("csv") {
        csv(&tasks)?
    } else if tasks.is_empty() {
        printer.note("no task is like that");
        String::new()
    } else {
        table(&tasks)
    };
    printer
        .data(text.as_bytes())
        .context("stdout can't be written")?;
    Ok(ExitStatus::Success)
}

/// Tasks as people read them.
pub(super) fn table(tasks: &[Task]) -> String {
    let row = |task: &Task| {
        let status = match task.status {
            crate::task::TaskStatus::Processing => {
                format!("processing {:.0} %", task.progress * 100.0)
            }
            status => status.to_string(),
        };
        let seconds = task.audio_duration.map_or_else(String::new, length);
        vec![
            short_id(&task.id).to_owned(),
            local(task.created_at),
            status,
            task.kind.to_string(),
            task.language.clone().unwrap_or_default(),
            seconds,
            name(task),
        ]
    };
    let rows: Vec<Vec<String>> = tasks.iter().map(row).collect();
    let head = [
        "ID",
        "ASKED FOR",
        "STATUS",
        "KIND",
        "LANGUAGE",
        "AUDIO",
        "RECORDING",
    ];
    table::table(&head, &rows)
}

/// What people call the recording.
pub(super) fn name(task: &Task) -> String {
    let name = task.file_name.as_deref().or(task.url.as_deref());
    plain(name.unwrap_or_default())
}

fn csv(tasks: &[Task]) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "id",
        "created_at",
        "status",
        "kind",
        "language",
        "model",
        "audio_duration",
        "duration",
        "file_name",
        "source",
        "url",
        "error_code",
        "error",
    ])?;
    for task in tasks {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let number = |value: Option<f64>| value.map_or_else(String::new, |v| format!("{v:.3}"));
        writer.write_record([
            task.id.clone(),
            task.created_at.to_string(),
            task.status.to_string(),
            task.kind.to_string(),
            text(&task.language),
            text(&task.model),
            number(task.audio_duration),
            number(task.duration),
            text(&task.file_name),
            text(&task.source),
            text(&task.url),
            text(&task.error_code),
            text(&task.error),
        ])?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// `tasks search`.
pub(super) fn search(
    store: &Store,
    matches: &ArgMatches,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let words = matches.get_many::<String>("words").into_iter().flatten();
    // An argument of several words came from quotes that the shell took away.
    let words: Vec<String> = words
        .map(|word| {
            if word.contains(char::is_whitespace) && !word.contains('"') {
                format!("\"{word}\"")
            } else {
                word.clone()
            }
        })
        .collect();
    let hits = store.search(&Search {
        words: words.join(" "),
        filter: filter::filter(matches)?,
    })?;
    let text = if matches.get_flag("json") {
        serde_json::to_string_pretty(&hits)? + "\n"
    } else {
        let bold = printer.is_interactive() && printer.is_colourful();
        hits.iter().map(|hit| line(hit, bold)).collect()
    };
    printer
        .data(text.as_bytes())
        .context("stdout can't be written")?;
    if hits.is_empty() {
        printer.note("nobody says that");
    }
    Ok(ExitStatus::Success)
}

/// A hit as people read it: task, recording, time, speaker, words.
fn line(hit: &Hit, bold: bool) -> String {
    let mut snippet = String::new();
    for (index, c) in plain(&hit.snippet).chars().enumerate() {
        if bold && hit.matches.iter().any(|range| range.0 == index) {
            snippet.push_str("\u{1b}[1m");
        }
        snippet.push(c);
        if bold && hit.matches.iter().any(|range| range.1 == index + 1) {
            snippet.push_str("\u{1b}[0m");
        }
    }
    let speaker = hit
        .speaker
        .as_deref()
        .map_or_else(String::new, |name| format!("{}: ", plain(name)));
    let file = plain(hit.file_name.as_deref().unwrap_or_default());
    let id = short_id(&hit.task);
    let time = super::super::report::clock(hit.start);
    format!("{id}  {file}  [{time}]  {speaker}{snippet}\n")
}
