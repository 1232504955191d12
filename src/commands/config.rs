//! `scripta config`: every setting, its value and its origin, in the form of a config file.

use super::ExitStatus;
use crate::config::Settings;
use crate::printer::Printer;

pub(super) fn run(settings: &Settings, printer: &Printer) -> anyhow::Result<ExitStatus> {
    printer.data(settings.to_string().as_bytes())?;
    Ok(ExitStatus::Success)
}
