//! `scripta models`: what there is, here and elsewhere.

mod list;
mod local;
mod make;
mod pull;

use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::ArgMatches;

use super::{ExitStatus, UsageError};
use crate::config::Settings;
use crate::models::repository::is_repository;
use crate::models::{Wanted, aligners, diarizers};
use crate::printer::Printer;
use crate::work;

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let hub = work::hub(settings);
    match matches.subcommand() {
        Some(("list", matches)) => list::run(matches, &hub, printer),
        Some(("pull", matches)) => pull::run(matches, settings, &hub, printer, cancel),
        Some(("rm", matches)) => local::remove(matches, &hub, printer),
        Some(("path", matches)) => local::path(matches, settings, &hub, printer),
        Some(("verify", matches)) => local::verify(matches, &hub, printer, cancel),
        Some(("prune", matches)) => local::prune(matches, &hub, printer),
        Some(("convert", matches)) => make::convert(matches, printer),
        Some(("quantize", matches)) => make::quantize(matches, settings, printer),
        _ => Err(UsageError("see scripta models --help".to_owned()).into()),
    }
}

/// A model that a user names.
enum Item {
    /// One that recognises, by the user's word for it.
    Recognition(String),
    /// A wav2vec2 model, by its id on the hub.
    Aligner(String),
    /// The set that tells voices apart.
    Diarizer,
}

impl Item {
    /// What a word means: `align-LANGUAGE` and `OWNER/NAME` are aligners.
    fn of(text: &str) -> anyhow::Result<Self> {
        if text == diarizers::COMMUNITY {
            return Ok(Self::Diarizer);
        }
        if let Some(language) = text.strip_prefix("align-") {
            return match aligners::usual(language) {
                Some(id) => Ok(Self::Aligner(id.to_owned())),
                None => Err(UsageError(format!(
                    "no wav2vec2 model is usual for `{language}`: name one of the hub, OWNER/NAME"
                ))
                .into()),
            };
        }
        if matches!(Wanted::of(text)?, Wanted::Path(_)) && is_repository(text) {
            return Ok(Self::Aligner(text.to_owned()));
        }
        Ok(Self::Recognition(text.to_owned()))
    }
}

/// The items that the arguments name.
fn items(matches: &ArgMatches) -> anyhow::Result<Vec<(String, Item)>> {
    let names = matches.get_many::<String>("names").into_iter().flatten();
    names
        .map(|name| Ok((name.clone(), Item::of(name)?)))
        .collect()
}

/// Writes to stdout.
pub(super) fn print(printer: &Printer, text: &str) -> anyhow::Result<()> {
    let written = printer.data(text.as_bytes());
    written.context("stdout can't be written")
}

/// A size for people.
pub(super) fn size(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}
