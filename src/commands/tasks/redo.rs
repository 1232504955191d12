//! Tasks done again or gone on with, by the arguments that they were recorded with.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{ExitStatus, short_id};
use crate::cli;
use crate::printer::Printer;
use crate::task::{Task, TaskStatus};

/// `tasks resume` and `tasks retry`.
///
/// # Errors
/// For what concerns all tasks; failures of single ones are in the status.
pub(super) fn redo(
    tasks: &[Task],
    anew: bool,
    database: &str,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let mut status = ExitStatus::Success;
    for task in tasks {
        let id = short_id(&task.id);
        if cancel.load(Ordering::Relaxed) {
            return Ok(ExitStatus::Interrupted);
        }
        if !anew && task.status == TaskStatus::Completed {
            printer.note(&format!(
                "{id} is completed: scripta tasks show {id} shows its result, retry does it again"
            ));
            continue;
        }
        let Some(arguments) = arguments(task) else {
            printer.error(&format!(
                "task {id} can't be repeated: what it heard came from stdin or another program"
            ));
            status = ExitStatus::Failure;
            continue;
        };
        let mut line = vec!["scripta".to_owned()];
        let writes_files = arguments
            .iter()
            .any(|argument| argument.starts_with("--output="));
        line.extend(arguments);
        line.push(format!("--db={database}"));
        line.push(format!("--resume-task={}", task.id));
        if anew {
            line.push("--fresh".to_owned());
            // What it wrote then is what it writes again.
            line.retain(|argument| argument != "--skip-existing");
            if writes_files && !line.iter().any(|argument| argument == "--overwrite") {
                line.push("--overwrite".to_owned());
            }
        }
        let matches = match cli::command().try_get_matches_from(line) {
            Ok(matches) => matches,
            Err(error) => {
                // Recorded by another version, whose flags were others.
                let reason = error.to_string();
                let reason = reason.lines().next().unwrap_or_default();
                printer.error(&format!("task {id} can't be repeated: {reason}"));
                status = ExitStatus::Failure;
                continue;
            }
        };
        match crate::commands::run(&matches, cancel)? {
            ExitStatus::Success => {}
            ExitStatus::Failure => status = ExitStatus::Failure,
            ExitStatus::Interrupted => return Ok(ExitStatus::Interrupted),
        }
    }
    Ok(status)
}

/// The arguments that do a task again; `None` where nothing can.
pub(super) fn arguments(task: &Task) -> Option<Vec<String>> {
    let arguments = task.params.get("arguments")?.as_array()?;
    let texts = arguments
        .iter()
        .map(|argument| argument.as_str().map(str::to_owned));
    texts.collect()
}
