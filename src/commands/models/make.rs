//! `scripta models convert` and `quantize`: new files of models.

use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ArgMatches;
use indicatif::ProgressBar;

use super::size;
use crate::commands::outputs::Draft;
use crate::commands::report::style;
use crate::commands::{ExitStatus, UsageError};
use crate::config::Settings;
use crate::convert::{self, ConvertError, OnTensor};
use crate::ggml::Kind;
use crate::models::known::known;
use crate::models::{ComputeType, Located, Wanted, Weights, folders, local_name, whisper};
use crate::printer::Printer;

pub(super) fn convert(matches: &ArgMatches, printer: &Printer) -> anyhow::Result<ExitStatus> {
    let source = matches
        .get_one::<PathBuf>("source")
        .cloned()
        .unwrap_or_default();
    let tokenizer = matches.get_one::<PathBuf>("tokenizer");
    let name = match matches.get_one::<String>("name") {
        Some(name) => checked(name)?,
        // The file has a name already.
        None if matches.contains_id("output") => String::new(),
        None => usual_name(&source)?,
    };
    let kind = kind(matches)?;
    let output = output(matches, &name, kind)?;
    let make = |file: &mut Draft, progress: OnTensor<'_>| {
        let out = BufWriter::new(file.file());
        convert::convert(
            &source,
            tokenizer.map(PathBuf::as_path),
            kind,
            out,
            progress,
        )
    };
    write(&output, matches, printer, make)
}

pub(super) fn quantize(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let source = matches
        .get_one::<String>("source")
        .map_or("", String::as_str);
    let located = exact(source, settings)?;
    let kind = kind(matches)?;
    let Weights::File(path) = located.weights else {
        let text = format!(
            "{source} is inside the program, in {}: pull {source}-f16 and quantize that",
            located.file
        );
        return Err(UsageError(text).into());
    };
    let ends = Kind::ALL
        .iter()
        .find_map(|kind| located.name.strip_suffix(&format!("-{}", kind.name())));
    let name = ends.unwrap_or(&located.name).to_owned();
    let output = output(matches, &name, kind)?;
    let make = |file: &mut Draft, progress: OnTensor<'_>| {
        convert::quantise(&path, kind, BufWriter::new(file.file()), progress)
    };
    write(&output, matches, printer, make)
}

/// A model in its most exact file, unless the user says which.
fn exact(word: &str, settings: &Settings) -> anyhow::Result<Located> {
    if let Wanted::Named(model, None) = Wanted::of(word)?
        && settings.compute_type == ComputeType::Auto
    {
        let files = Kind::ALL
            .iter()
            .map(|kind| format!("{model}-{}", kind.name()));
        let mut found = files.filter_map(|name| whisper(&name, ComputeType::Auto).ok());
        let located = found.find(|located| matches!(located.weights, Weights::File(_)));
        if let Some(located) = located {
            return Ok(located);
        }
    }
    Ok(whisper(word, settings.compute_type)?)
}

/// The name of a model after its folder or file.
fn usual_name(source: &Path) -> Result<String, UsageError> {
    let name = checked(&name_of(source))?;
    if known(&name).is_some() {
        let text = format!("`{name}` is the name of a published model: say --name or -o");
        return Err(UsageError(text));
    }
    Ok(name)
}

/// A name that a model can have: one that finds it again.
fn checked(name: &str) -> Result<String, UsageError> {
    let plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
        return Err(UsageError(format!(
            "`{}` can't be the name of a model: use letters, digits, -, _ and .",
            name.escape_debug()
        )));
    }
    Ok(name.to_owned())
}

fn kind(matches: &ArgMatches) -> anyhow::Result<Kind> {
    let kind = matches
        .get_one::<String>("to")
        .and_then(|name| Kind::named(name));
    kind.ok_or_else(|| UsageError("--to says how matrices are stored".to_owned()).into())
}

/// The last part of a path, in letters that suit a model's name.
fn name_of(source: &Path) -> String {
    let absolute = std::path::absolute(source).unwrap_or_else(|_| source.to_owned());
    let stem = if source.is_file() {
        absolute.file_stem()
    } else {
        absolute.file_name()
    };
    let stem = stem.unwrap_or_default().to_string_lossy();
    let plain = |c: char| {
        if c.is_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '-'
        }
    };
    stem.chars().map(plain).collect()
}

/// Where the new file goes.
fn output(matches: &ArgMatches, name: &str, kind: Kind) -> anyhow::Result<PathBuf> {
    if let Some(file) = matches.get_one::<PathBuf>("output") {
        if file.as_os_str() == "-" {
            return Err(UsageError("a model can't go to stdout: name a file".to_owned()).into());
        }
        return Ok(file.clone());
    }
    let folder = folders()
        .pop()
        .context("this system has no home folder: give -o FILE")?;
    Ok(folder.join(local_name(name, kind)))
}

/// Writes a file whole or not at all, with a bar.
fn write(
    output: &Path,
    matches: &ArgMatches,
    printer: &Printer,
    make: impl FnOnce(&mut Draft, OnTensor<'_>) -> Result<(), ConvertError>,
) -> anyhow::Result<ExitStatus> {
    let replace = matches.get_flag("overwrite");
    // Folders and devices are refused before files that exist.
    let mut draft = Draft::new(output)?;
    if output.exists() && !replace {
        let text = format!("{} exists: add --overwrite to replace it", output.display());
        return Err(UsageError(text).into());
    }
    let bar = printer.bars().add(ProgressBar::new(0));
    bar.set_style(style("tensors {wide_bar} {pos}/{len}"));
    let progress = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    };
    let result = make(&mut draft, &progress);
    bar.finish_and_clear();
    result?;
    let bytes = draft.file().metadata().map_or(0, |metadata| metadata.len());
    draft.keep(replace)?;
    printer.note(&format!(
        "{} is written ({})",
        output.display(),
        size(bytes)
    ));
    Ok(ExitStatus::Success)
}
