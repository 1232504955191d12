//! Models on this machine: where they are, whether they are whole, and away with them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::ArgMatches;

use super::{Item, items, print, size};
use crate::checkpoint::Checkpoint;
use crate::commands::outputs::DRAFT;
use crate::commands::{ExitStatus, UsageError};
use crate::config::Settings;
use crate::ggml::{Kind, Model};
use crate::models::hub::{Hub, HubError, Leftover, holds, is_old};
use crate::models::published::PUBLISHED;
use crate::models::{
    ComputeType, Wanted, Weights, aligners, cached, diarizers, folders, local_name, serving,
    whisper,
};
use crate::printer::{Printer, chain};

/// A file of a recognition model.
struct Copy {
    name: String,
    path: PathBuf,
    /// The repository, if it lies in the hub's cache.
    repo: Option<String>,
    /// Its hash, where that is known.
    sha256: Option<&'static str>,
}

/// The files that a word stands for; all of this machine without a word.
fn copies(word: Option<&str>, hub: &Hub) -> anyhow::Result<Vec<Copy>> {
    let wanted = word.map(Wanted::of).transpose()?;
    if let (Some(Wanted::Hub(place)), Some(name)) = (&wanted, word) {
        let path = hub.cached(&place.repo, &place.revision, &place.file);
        return Ok(path
            .map(|path| Copy {
                name: name.to_owned(),
                path,
                repo: Some(place.repo.clone()),
                sha256: None,
            })
            .into_iter()
            .collect());
    }
    let matches = |model: &str, kind: Kind| match &wanted {
        None => true,
        Some(Wanted::Named(name, wanted)) => {
            name == model && wanted.is_none_or(|wanted| wanted == kind)
        }
        Some(_) => false,
    };
    let mut copies = Vec::new();
    for file in PUBLISHED
        .iter()
        .filter(|file| matches(file.model, file.kind))
    {
        copies.extend(cached(file, hub).map(|path| Copy {
            name: file.local_name(),
            path,
            repo: Some(file.repository.id.to_owned()),
            sha256: Some(file.sha256),
        }));
    }
    for folder in folders() {
        for path in crate::models::ggml_files(&folder) {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let is_meant = match &wanted {
                None => true,
                Some(Wanted::Named(model, kind)) => {
                    let kinds = kind.as_ref().map_or(Kind::ALL, std::slice::from_ref);
                    kinds.iter().any(|kind| local_name(model, *kind) == name)
                }
                Some(Wanted::Path(wanted)) => *wanted == path,
                Some(Wanted::Hub(_)) => false,
            };
            if is_meant {
                let known = PUBLISHED.iter().find(|file| file.local_name() == name);
                // Files of the same name may be the user's own work.
                let size = path.metadata().map_or(0, |metadata| metadata.len());
                let known = known.filter(|file| file.bytes == size);
                let sha256 = known.map(|file| file.sha256);
                copies.push(Copy {
                    name,
                    path,
                    repo: None,
                    sha256,
                });
            }
        }
    }
    if let Some(Wanted::Path(path)) = wanted
        && copies.is_empty()
        && path.is_file()
    {
        let name = path.display().to_string();
        copies.push(Copy {
            name,
            path,
            repo: None,
            sha256: None,
        });
    }
    Ok(copies)
}

/// `scripta models rm`.
pub(super) fn remove(
    matches: &ArgMatches,
    hub: &Hub,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let mut status = ExitStatus::Success;
    for (name, item) in items(matches)? {
        let removed = match &item {
            Item::Recognition(word) => remove_copies(word, hub),
            Item::Aligner(id) => remove_repository(&[id], hub),
            Item::Diarizer => remove_repository(diarizers::REPOSITORIES, hub),
        };
        match removed {
            Ok(None) => {
                printer.error(&format!(
                    "{name}: there is nothing of it to remove on this machine"
                ));
                status = ExitStatus::Failure;
            }
            Ok(Some(bytes)) => {
                printer.note(&format!("{name} is removed: {} are free", size(bytes)));
            }
            Err(error) => {
                printer.error(&format!("{name}: {}", chain(&error)));
                status = ExitStatus::Failure;
            }
        }
    }
    Ok(status)
}

/// Removes all files of a model; the bytes that became free, or `None` if there were no files.
fn remove_copies(word: &str, hub: &Hub) -> anyhow::Result<Option<u64>> {
    if matches!(Wanted::of(word)?, Wanted::Path(_)) {
        let text = format!("`{word}` is a path: remove that file yourself");
        return Err(UsageError(text).into());
    }
    let mut bytes = None;
    for copy in copies(Some(word), hub)? {
        *bytes.get_or_insert(0) += match &copy.repo {
            Some(repo) => hub.remove(repo, &copy.path)?,
            None => remove_file(&copy.path)?,
        };
    }
    Ok(bytes)
}

fn remove_file(path: &Path) -> anyhow::Result<u64> {
    let context = || format!("{} can't be removed", path.display());
    let bytes = path.metadata().with_context(context)?.len();
    fs::remove_file(path).with_context(context)?;
    Ok(bytes)
}

/// Removes all that the cache has of repositories, as [`remove_copies`] does.
fn remove_repository(repos: &[&str], hub: &Hub) -> anyhow::Result<Option<u64>> {
    let mut bytes = None;
    for repo in repos {
        for path in hub.all_of(repo) {
            *bytes.get_or_insert(0) += hub.remove(repo, &path)?;
        }
    }
    Ok(bytes)
}

/// `scripta models path`.
pub(super) fn path(
    matches: &ArgMatches,
    settings: &Settings,
    hub: &Hub,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let name = matches.get_one::<String>("name").map_or("", String::as_str);
    let path = match Item::of(name)? {
        Item::Aligner(id) => aligners::named(&id)?,
        Item::Diarizer => community(hub)?,
        Item::Recognition(word) => match serving(&word, settings.compute_type)?.weights {
            Weights::File(path) => path,
            Weights::Static(_) => {
                printer.error(&format!(
                    "{name} is inside the program: there is no file of it"
                ));
                return Ok(ExitStatus::Failure);
            }
        },
    };
    let line = format!("{}\n", path.display());
    print(printer, &line)?;
    Ok(ExitStatus::Success)
}

/// `scripta models verify`.
pub(super) fn verify(
    matches: &ArgMatches,
    hub: &Hub,
    printer: &Printer,
    cancel: &AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let mut all = Vec::new();
    let mut status = ExitStatus::Success;
    let named = items(matches)?;
    for (name, item) in &named {
        match named_copies(name, item, hub) {
            Ok(copies) if copies.is_empty() => {
                printer.note(&format!("{name} is inside the program"));
            }
            Ok(copies) => all.extend(copies),
            Err(error) => {
                printer.error(&format!("{name}: {}", chain(&error)));
                status = ExitStatus::Failure;
            }
        }
    }
    if named.is_empty() {
        all = copies(None, hub)?;
        if all.is_empty() {
            printer.note("there are no models on this machine besides those inside the program");
        }
    }
    for copy in all {
        match check(&copy, cancel) {
            Ok(Some(word)) => {
                let line = format!("{word}\t{}\t{}\n", copy.name, copy.path.display());
                print(printer, &line)?;
            }
            Ok(None) => return Ok(ExitStatus::Interrupted),
            Err(error) => {
                let line = format!("damaged\t{}\t{}\n", copy.name, copy.path.display());
                print(printer, &line)?;
                printer.error(&format!(
                    "{}: {}; remove it, and pull or make it again",
                    copy.path.display(),
                    chain(&error)
                ));
                status = ExitStatus::Failure;
            }
        }
    }
    Ok(status)
}

/// The files of a named model; none of one that is inside the program.
fn named_copies(name: &str, item: &Item, hub: &Hub) -> anyhow::Result<Vec<Copy>> {
    let path = match item {
        Item::Recognition(word) => {
            let found = copies(Some(word), hub)?;
            if found.is_empty() {
                whisper(word, ComputeType::Auto)?;
            }
            return Ok(found);
        }
        Item::Aligner(id) => aligners::named(id)?,
        Item::Diarizer => community(hub)?,
    };
    Ok(vec![Copy {
        name: name.to_owned(),
        path,
        repo: None,
        sha256: None,
    }])
}

/// The embedding network of the set that tells voices apart, if all of the set is here.
fn community(hub: &Hub) -> anyhow::Result<PathBuf> {
    let never = AtomicBool::new(false);
    let hub = hub.clone().with_offline(true);
    Ok(diarizers::named(diarizers::COMMUNITY, &hub, &|_, _| {}, &never)?.embedding)
}

/// How well a file is known to be good; `None` when the user stopped it.
fn check(copy: &Copy, cancel: &AtomicBool) -> anyhow::Result<Option<&'static str>> {
    if copy.path.is_dir() {
        Checkpoint::open(&copy.path)?;
        return Ok(Some("readable"));
    }
    if copy.path.extension().is_some_and(|end| end == "onnx") {
        return Ok(Some("present"));
    }
    let Some(expected) = copy.sha256 else {
        return match Model::open(&copy.path) {
            Ok(_) | Err(crate::ggml::Fault::Kind(_)) => Ok(Some("readable")),
            Err(fault) => Err(fault.into()),
        };
    };
    match holds(&copy.path, expected, cancel) {
        Ok(is_good) => anyhow::ensure!(is_good, "its SHA-256 isn't {expected}"),
        Err(HubError::Cancelled) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    Ok(Some("good"))
}

/// `scripta models prune`.
pub(super) fn prune(
    matches: &ArgMatches,
    hub: &Hub,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let dry = matches.get_flag("dry_run");
    let (mut count, mut bytes) = (0, 0);
    for left in leftovers(hub) {
        if !dry {
            fs::remove_file(&left.path)
                .with_context(|| format!("{} can't be removed", left.path.display()))?;
        }
        let line = format!("{}\n", left.path.display());
        print(printer, &line)?;
        count += 1;
        bytes += left.bytes;
    }
    let what = if dry { "would be free" } else { "are free" };
    let files = if count == 1 { "file" } else { "files" };
    printer.note(&format!("{count} {files}: {} {what}", size(bytes)));
    Ok(ExitStatus::Success)
}

/// What given-up downloads and conversions have left. Contents that no commit has are looked for only
/// in repositories that Scripta knows: other programs may have their own ways with theirs.
fn leftovers(hub: &Hub) -> Vec<Leftover> {
    let recognition = PUBLISHED.iter().map(|file| file.repository.id);
    let others = diarizers::REPOSITORIES.iter().copied();
    let known: Vec<&str> = recognition.chain(others).chain(aligners::ids()).collect();
    let mut left = Vec::new();
    for repo in hub.repositories() {
        left.extend(hub.begun(&repo));
        if known.contains(&repo.as_str()) {
            left.extend(hub.unused(&repo));
        }
    }
    for folder in folders() {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let drafts = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(DRAFT));
        let paths = drafts.map(|entry| entry.path()).filter(|path| is_old(path));
        left.extend(paths.map(Leftover::of));
    }
    left
}
