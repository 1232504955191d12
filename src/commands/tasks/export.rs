//! Results of many tasks at once: as files, or as JSON lines.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ArgMatches;
use serde_json::value::RawValue;

use super::{ExitStatus, UsageError, chosen, filter, short_id, show, table};
use crate::commands::outputs;
use crate::config::Settings;
use crate::format::Format;
use crate::printer::{Printer, chain};
use crate::store::Store;
use crate::task::{Task, TaskStatus};

/// `tasks export`.
///
/// # Errors
/// When the folder can't be written; what single results lack is in the status.
pub(super) fn export(
    store: &Store,
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let mut tasks = chosen(store, matches)?;
    let named = !tasks.is_empty();
    if !named {
        tasks = store.tasks(&filter::filter(matches)?)?;
    }
    let Some(folder) = matches.get_one::<PathBuf>("output") else {
        if settings
            .formats
            .iter()
            .any(|format| *format != Format::Json)
        {
            let text = "stdout takes tasks as JSON lines only: add -o DIR for other formats";
            return Err(UsageError(text.to_owned()).into());
        }
        return lines(store, &tasks, printer);
    };
    let formats = match settings.formats.as_slice() {
        [] => &[Format::Json],
        formats => formats,
    };
    let all = formats.len() == Format::ALL.len();
    tasks.retain(|task| task.status == TaskStatus::Completed);
    let overwrite = matches.get_flag("overwrite");
    let (mut files, mut status) = (0, ExitStatus::Success);
    for task in &tasks {
        for format in formats {
            match show::result(store, task, *format, settings) {
                Ok(Some(bytes)) => {
                    let file = folder.join(name(task, *format));
                    if overwrite || !differs(&file, &bytes) {
                        outputs::write(&file, &bytes, true)?;
                        files += 1;
                    } else {
                        printer.error(&format!(
                            "{} holds something else: add --overwrite to replace it",
                            file.display()
                        ));
                        status = ExitStatus::Failure;
                    }
                }
                Ok(None) => {}
                // Of all formats, and of all tasks, those are meant that suit.
                Err(error) if (all || !named) && error.is::<show::Unsuitable>() => {}
                Err(error) => {
                    printer.error(&format!("{}: {}", short_id(&task.id), chain(&error)));
                    status = ExitStatus::Failure;
                }
            }
        }
    }
    let (files, tasks) = (
        table::counted(files, "file"),
        table::counted(tasks.len(), "task"),
    );
    printer.note(&format!(
        "{files} of {tasks} written to {}",
        folder.display()
    ));
    Ok(status)
}

/// Whether a file is there and holds something else, such as a user's corrections.
fn differs(file: &Path, bytes: &[u8]) -> bool {
    match std::fs::read(file) {
        Ok(there) => there != bytes,
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    }
}

/// A task and its result in one object.
#[derive(serde::Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    task: &'a Task,
    result: Option<&'a RawValue>,
}

fn lines(store: &Store, tasks: &[Task], printer: &Printer) -> anyhow::Result<ExitStatus> {
    for task in tasks {
        let json = store.result(&task.id)?;
        let result = json.as_deref().map(serde_json::from_str).transpose()?;
        let mut line = serde_json::to_string(&Line { task, result })?;
        line.push('\n');
        printer
            .data(line.as_bytes())
            .context("stdout can't be written")?;
        if printer.is_closed() {
            break;
        }
    }
    Ok(ExitStatus::Success)
}

/// The recording's name, the task's id and the format.
fn name(task: &Task, format: Format) -> String {
    let file = task.file_name.as_deref().unwrap_or("task");
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let safe = |c: char| {
        if c.is_control() || "\\/:".contains(c) {
            '_'
        } else {
            c
        }
    };
    let stem: String = stem.chars().map(safe).take(100).collect();
    let stem = stem.trim_start_matches('.');
    format!("{stem}-{}.{}", short_id(&task.id), format.extension())
}
