//! `scripta tasks`: what was done, to be seen, searched, repeated and deleted.

mod export;
mod filter;
mod list;
mod redo;
mod show;
mod stats;
mod table;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::ArgMatches;

use super::report::short_id;
use super::{ExitStatus, UsageError};
use crate::config::Settings;
use crate::printer::Printer;
use crate::runner::History;
use crate::store::{Filter, Store};
use crate::task::{Task, TaskStatus};
use crate::work::store_url;

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(UsageError("say what to do: scripta tasks --help".to_owned()).into());
    };
    let store = Store::open(&store_url(settings)?)?;
    // Opening the history marks what was left by programs that died.
    let history = History::new(store, super::history::telling(printer))?;
    let store = history.store().context("the history is off")?;
    match name {
        "list" => list::list(store, matches, printer),
        "show" => show::show(store, matches, settings, printer),
        "search" => list::search(store, matches, printer),
        "export" => export::export(store, matches, settings, printer),
        "stats" => stats::stats(store, matches, printer),
        "cancel" => cancel_all(store, matches, printer),
        "redeliver" => redeliver(store, matches, printer),
        "delete" => delete(store, matches, printer),
        "prune" => prune(store, matches, printer),
        "resume" | "retry" => {
            let tasks = chosen(store, matches)?;
            let (of_service, own): (Vec<Task>, Vec<Task>) =
                tasks.into_iter().partition(|task| task.host.is_some());
            let queued = enqueue(store, &of_service, printer)?;
            // The work opens the history itself.
            drop(history);
            let url = store_url(settings)?;
            let done = redo::redo(&own, name == "retry", &url, printer, cancel)?;
            Ok(if done == ExitStatus::Success {
                queued
            } else {
                done
            })
        }
        other => Err(UsageError(format!("there is no command `tasks {other}`")).into()),
    }
}

/// The tasks that were named.
fn chosen(store: &Store, matches: &ArgMatches) -> anyhow::Result<Vec<Task>> {
    let ids = matches.get_many::<String>("ids").into_iter().flatten();
    ids.map(|id| Ok(store.task(id)?)).collect()
}

fn cancel_all(
    store: &Store,
    matches: &ArgMatches,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let mut status = ExitStatus::Success;
    for task in chosen(store, matches)? {
        let id = short_id(&task.id);
        if store.cancel(&task.id)? {
            printer.note(&format!("{id} was cancelled"));
        } else {
            printer.error(&format!("{id} is {} already", store.task(&task.id)?.status));
            status = ExitStatus::Failure;
        }
    }
    Ok(status)
}

/// Puts tasks of a service back into its queue.
fn enqueue(store: &Store, tasks: &[Task], printer: &Printer) -> anyhow::Result<ExitStatus> {
    let mut status = ExitStatus::Success;
    for task in tasks {
        let id = short_id(&task.id);
        let is_here = task
            .source
            .as_deref()
            .is_some_and(|path| Path::new(path).exists());
        if !is_here {
            printer.error(&format!(
                "{id} can't be repeated: the service has removed its recording; send it again"
            ));
            status = ExitStatus::Failure;
        } else if store.enqueue_again(&task.id)? {
            printer.note(&format!(
                "{id} is queued; the running service, or the next one, does it"
            ));
        } else {
            printer.error(&format!("{id} isn't over yet"));
            status = ExitStatus::Failure;
        }
    }
    Ok(status)
}

/// Has messages delivered again; a running service does it.
fn redeliver(store: &Store, matches: &ArgMatches, printer: &Printer) -> anyhow::Result<ExitStatus> {
    let mut status = ExitStatus::Success;
    for task in chosen(store, matches)? {
        let id = short_id(&task.id);
        if store.redeliver(&task.id)? {
            printer.note(&format!(
                "{id}: the running service, or the next one, calls back again"
            ));
        } else {
            printer.error(&format!("{id} has no callback, or hasn't ended yet"));
            status = ExitStatus::Failure;
        }
    }
    Ok(status)
}

fn delete(store: &Store, matches: &ArgMatches, printer: &Printer) -> anyhow::Result<ExitStatus> {
    let by_id = chosen(store, matches)?;
    let age = filter::age(matches, "older_than")?;
    let filtered = ["status", "kind", "language", "file", "since", "until"]
        .iter()
        .any(|key| matches.contains_id(key));
    if by_id.is_empty() && age.is_none() && !filtered {
        let text = "say which tasks: give ids, --older-than AGE, or another condition";
        return Err(UsageError(text.to_owned()).into());
    }
    let mut tasks = by_id;
    if age.is_some() || filtered {
        let mut filter = filter::filter(matches)?;
        filter.until = earlier(filter.until, age);
        let ids: Vec<String> = tasks.iter().map(|task| task.id.clone()).collect();
        let found = store.tasks(&filter)?;
        // With ids, the conditions are conditions on these.
        if ids.is_empty() {
            tasks = found;
        } else {
            tasks = found
                .into_iter()
                .filter(|task| ids.contains(&task.id))
                .collect();
        }
    }
    remove(store, &tasks, matches.get_flag("dry_run"), printer)
}

fn earlier(a: Option<jiff::Timestamp>, b: Option<jiff::Timestamp>) -> Option<jiff::Timestamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Forgets tasks, or tells which would be.
fn remove(
    store: &Store,
    tasks: &[Task],
    dry_run: bool,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let count = tasks.len();
    if dry_run {
        if !tasks.is_empty() {
            let text = list::table(tasks);
            printer
                .data(text.as_bytes())
                .context("stdout can't be written")?;
        }
        printer.note(&format!(
            "{} would be deleted",
            table::counted(count, "task")
        ));
        return Ok(ExitStatus::Success);
    }
    let ids: Vec<String> = tasks.iter().map(|task| task.id.clone()).collect();
    let deleted = store.delete(&ids)?;
    let deleted = usize::try_from(deleted).unwrap_or(count);
    printer.note(&format!("{} deleted", table::counted(deleted, "task")));
    Ok(ExitStatus::Success)
}

fn prune(store: &Store, matches: &ArgMatches, printer: &Printer) -> anyhow::Result<ExitStatus> {
    let dry_run = matches.get_flag("dry_run");
    if let Some(until) = filter::age(matches, "older_than")? {
        let useless = Filter {
            status: vec![
                TaskStatus::Failed,
                TaskStatus::Cancelled,
                TaskStatus::Interrupted,
            ],
            until: Some(until),
            ..Filter::default()
        };
        remove(store, &store.tasks(&useless)?, dry_run, printer)?;
    }
    if dry_run {
        return Ok(ExitStatus::Success);
    }
    let cleared = store.drop_checkpoints()?;
    store.compact()?;
    printer.note(&format!(
        "checkpoints of {} cleared, space given back",
        table::counted(cleared, "ended task")
    ));
    Ok(ExitStatus::Success)
}
