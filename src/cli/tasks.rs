//! The command line of `scripta tasks`.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, Command, value_parser};

use super::{switch, with_settings};
use crate::task::{TaskKind, TaskStatus};

const EXAMPLES: &str = "Examples:
  scripta tasks list --since 7d --status failed
  scripta tasks show 1a2b3c4d -f srt > talk.srt
  scripta tasks search \"annual report\" --since 2026-01-01
  scripta tasks resume 1a2b3c4d
  scripta tasks delete --older-than 90d --dry-run

An ID may be shortened as long as no other task begins like it. Times are a date, a date with a
time, or an age such as 45m, 12h, 7d or 3mo.";

pub(super) fn command() -> Command {
    Command::new("tasks")
        .about("See, search, repeat and delete what was done")
        .after_help(EXAMPLES)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(with_settings(list()))
        .subcommand(with_settings(show()))
        .subcommand(with_settings(search()))
        .subcommand(with_settings(export()))
        .subcommand(with_settings(stats()))
        .subcommand(with_settings(resume()))
        .subcommand(with_settings(retry()))
        .subcommand(with_settings(cancel()))
        .subcommand(with_settings(redeliver()))
        .subcommand(with_settings(delete()))
        .subcommand(with_settings(prune()))
}

fn list() -> Command {
    let command = Command::new("list")
        .about("List tasks, the newest first")
        .arg(switch("json", "As JSON").conflicts_with("csv"))
        .arg(switch("csv", "As CSV"));
    with_filter(command, "50")
}

fn show() -> Command {
    Command::new("show")
        .about("Show one task, or its result in any format")
        .arg(id())
        .arg(switch("json", "The task as JSON, without its result").conflicts_with("format"))
}

fn search() -> Command {
    let command = Command::new("search")
        .about("Find words in all transcripts")
        .arg(
            Arg::new("words")
                .value_name("WORDS")
                .help("Words that a segment must all hold; \"words in a row\" in quotes, begin* for beginnings")
                .required(true)
                .num_args(1..),
        )
        .arg(switch("json", "As JSON"));
    with_filter(command, "20")
}

fn export() -> Command {
    let command = Command::new("export")
        .about("Write results as files, or tasks with results as JSON lines")
        .arg(ids().required(false))
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("DIR")
                .help("Folder for a file per task and format; without it, JSON lines on stdout")
                .value_parser(value_parser!(std::path::PathBuf)),
        )
        .arg(switch(
            "overwrite",
            "Replace files that are there and differ",
        ));
    with_filter(command, "0")
}

fn stats() -> Command {
    let command = Command::new("stats")
        .about("Sum up what was done, by model and by day")
        .arg(switch("json", "As JSON"));
    with_filter(command, "0")
}

fn resume() -> Command {
    Command::new("resume")
        .about("Go on with interrupted or cancelled tasks where they stopped")
        .arg(ids())
}

fn retry() -> Command {
    Command::new("retry")
        .about("Do tasks again from the beginning")
        .arg(ids())
}

fn cancel() -> Command {
    Command::new("cancel")
        .about("Stop tasks that are queued or running, in this or another program")
        .arg(ids())
}

fn redeliver() -> Command {
    Command::new("redeliver")
        .about("Have the service call back once more about tasks that have ended")
        .arg(ids())
}

fn delete() -> Command {
    let command = Command::new("delete")
        .about("Forget tasks and their results; files that were written stay")
        .arg(ids().required(false))
        .arg(older_than("Tasks that were asked for longer ago than this"))
        .arg(dry_run());
    with_filter(command, "0")
}

fn prune() -> Command {
    Command::new("prune")
        .about("Clear what ended tasks left behind and give space back")
        .arg(older_than(
            "Also forget failed, cancelled and interrupted tasks that are older than this",
        ))
        .arg(dry_run())
}

/// Adds which tasks are meant.
fn with_filter(command: Command, limit: &'static str) -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let all = if limit == "0" { " [default: all]" } else { "" };
    let limit_arg = Arg::new("limit")
        .long("limit")
        .value_name("N")
        .help(format!("How many at most; 0 for all{all}"))
        .default_value(limit)
        .hide_default_value(limit == "0")
        .value_parser(value_parser!(u32));
    command
        .arg(
            Arg::new("status")
                .long("status")
                .value_name("STATUS")
                .help("How they stand; several with commas")
                .value_delimiter(',')
                .action(ArgAction::Append)
                .value_parser(PossibleValuesParser::new(
                    TaskStatus::ALL.iter().map(|status| status.name()),
                )),
        )
        .arg(
            Arg::new("kind")
                .long("kind")
                .value_name("KIND")
                .help("What they do")
                .value_parser(PossibleValuesParser::new(
                    (TaskKind::ALL.iter())
                        .map(|kind| PossibleValue::new(kind.short_name()).alias(kind.name())),
                )),
        )
        .arg(
            text(
                "language",
                "LANGUAGE",
                "Language, as a code or an English name",
            )
            .short('l'),
        )
        .arg(text(
            "file",
            "TEXT",
            "Part of the recording's name, path or URL",
        ))
        .arg(text(
            "since",
            "WHEN",
            "Asked for then or later: 2026-11-24, or an age such as 7d",
        ))
        .arg(text("until", "WHEN", "Asked for before then"))
        .arg(limit_arg)
}

fn id() -> Arg {
    Arg::new("id")
        .value_name("ID")
        .help("The task's id or its beginning")
        .required(true)
}

fn ids() -> Arg {
    Arg::new("ids")
        .value_name("ID")
        .help("The tasks' ids or their beginnings")
        .required(true)
        .num_args(1..)
}

fn older_than(help: &'static str) -> Arg {
    Arg::new("older_than")
        .long("older-than")
        .value_name("AGE")
        .help(help)
}

fn dry_run() -> Arg {
    switch("dry_run", "Only tell what would be done")
}
