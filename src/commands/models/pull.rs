//! `scripta models pull`.

use std::fs::File;
use std::sync::atomic::AtomicBool;

use clap::ArgMatches;

use super::{Item, items};
use crate::commands::{ExitStatus, engines, is_cancelled};
use crate::config::Settings;
use crate::ggml::Header;
use crate::models::fetch::{self, FetchModelError};
use crate::models::hub::Hub;
use crate::models::{ComputeType, Wanted, Weights, aligners, diarizers, whisper};
use crate::printer::{Printer, chain};

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    hub: &Hub,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let mut status = ExitStatus::Success;
    for (name, item) in items(matches)? {
        let downloads = engines::Downloads::new(printer);
        let pulled = pull(&name, &item, settings, hub, &downloads, cancel);
        drop(downloads);
        match pulled {
            Ok(place) => printer.note(&format!("{name} is {place}")),
            Err(error) if is_cancelled(&error) => return Ok(ExitStatus::Interrupted),
            Err(error) => {
                printer.error(&format!("{name}: {}", chain(&error)));
                status = ExitStatus::Failure;
            }
        }
    }
    Ok(status)
}

/// Brings a model and says where it is.
fn pull(
    name: &str,
    item: &Item,
    settings: &Settings,
    hub: &Hub,
    downloads: &engines::Downloads<'_>,
    cancel: &AtomicBool,
) -> anyhow::Result<String> {
    let told = |done: u64, total: Option<u64>| downloads.show(name, done, total);
    let path = match item {
        Item::Aligner(id) => aligners::downloaded(id, hub, &told, cancel)?,
        Item::Diarizer => diarizers::named(diarizers::COMMUNITY, hub, &told, cancel)?.embedding,
        Item::Recognition(word) => {
            // The bundled file isn't what somebody wants who asks for a download of a precision.
            let here = whisper(word, settings.compute_type);
            if let Ok(located) = &here
                && matches!(located.weights, Weights::Static(_))
                && settings.compute_type == ComputeType::Auto
            {
                return Ok(format!("inside the program ({})", located.file));
            }
            if matches!(Wanted::of(word)?, Wanted::Path(_)) {
                here?;
                return Ok("a file of this machine".to_owned());
            }
            let located = fetch::downloaded(word, settings.compute_type, hub, &told, cancel);
            let located = located.map_err(|error| match error {
                FetchModelError::Model(error) => anyhow::Error::from(error),
                FetchModelError::Hub(error) => anyhow::Error::from(*error),
            })?;
            let Weights::File(path) = located.weights else {
                return Ok("inside the program".to_owned());
            };
            // Whoever names a file of the hub may have named one of another kind.
            if Header::read(File::open(&path)?).is_none() {
                anyhow::bail!(
                    "it is no Whisper model of whisper.cpp's kind: name another file of the repository, \
                     or convert a checkpoint (scripta models convert); scripta models rm {name} removes it"
                );
            }
            path
        }
    };
    Ok(format!("at {}", path.display()))
}
