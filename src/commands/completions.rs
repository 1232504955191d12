//! `scripta completions SHELL`: the script goes to stdout.

use clap::ArgMatches;
use clap_complete::Shell;

use super::{ExitStatus, UsageError};
use crate::cli;
use crate::printer::Printer;

pub(super) fn run(matches: &ArgMatches, printer: &Printer) -> anyhow::Result<ExitStatus> {
    let shell = matches.get_one::<Shell>("shell").copied();
    let shell = shell.ok_or_else(|| UsageError("no shell was named".to_owned()))?;
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut cli::command(), "scripta", &mut script);
    printer.data(&script)?;
    Ok(ExitStatus::Success)
}
