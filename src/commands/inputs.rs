//! What the user names, to recordings: files, folders, globs, lists, addresses, pipes and stdin.

mod address;
mod folder;

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::FileType;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::UsageError;
use crate::printer::Printer;
use address::Address;
use folder::Passed;

/// Names that mean the program's own stdin, besides `-`.
const STDIN: &[&str] = &["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];
/// Folders of what the shell hands over open, as `<(…)` does.
const DESCRIPTORS: &[&str] = &["/dev/fd", "/proc/self/fd"];

/// Where a recording's bytes are.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    /// On disk.
    File(PathBuf),
    /// On a server.
    Url(String),
    /// On standard input.
    Stdin,
    /// In a pipe, device or socket that has a name: they can be read once.
    Pipe(PathBuf),
}

/// One recording to work on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Input {
    pub(super) source: Source,
    /// Folder of the results below the output folder: that of the file below the folder given.
    pub(super) folder: PathBuf,
    /// File name, from which the results get theirs.
    pub(super) file_name: OsString,
}

impl Input {
    fn file(path: PathBuf, folder: PathBuf) -> Self {
        Self {
            file_name: path.file_name().unwrap_or(path.as_os_str()).to_owned(),
            source: Source::File(path),
            folder,
        }
    }

    /// What the user named and is no folder.
    fn named(path: &Path, kind: FileType) -> Self {
        if STDIN.iter().any(|name| path == Path::new(name)) {
            return Self::stdin();
        }
        let mut input = Self::file(path.to_path_buf(), PathBuf::new());
        let number = (path.parent()).is_some_and(|parent| {
            let mut folders = DESCRIPTORS.iter();
            folders.any(|folder| parent == Path::new(folder))
        });
        if number {
            // The number says nothing to those who read it as a name of results.
            input.file_name = OsString::from("pipe");
        }
        if number || !kind.is_file() {
            input.source = Source::Pipe(path.to_path_buf());
        }
        input
    }

    fn stdin() -> Self {
        Self {
            source: Source::Stdin,
            folder: PathBuf::new(),
            file_name: OsString::from("stdin"),
        }
    }

    /// The recording's name in messages and transcripts.
    pub(super) fn shown(&self) -> String {
        match &self.source {
            Source::File(path) | Source::Pipe(path) => path.display().to_string(),
            Source::Url(url) => url.clone(),
            Source::Stdin => "stdin".to_owned(),
        }
    }
}

/// What the user's names led to.
#[derive(Default)]
pub(super) struct Found {
    /// The recordings, in the order in which they were named.
    pub(super) inputs: Vec<Input>,
    /// What can't be found or read, in sentences.
    pub(super) failures: Vec<String>,
    /// What folders hold besides recordings.
    pub(super) passed: Passed,
}

/// The inputs of a command.
///
/// # Errors
/// When an input can't be one at all.
pub(super) fn named(matches: &clap::ArgMatches) -> anyhow::Result<Found> {
    let patterns = matches.get_many::<OsString>("inputs");
    expand(patterns.into_iter().flatten())
}

/// Expands what the user named.
///
/// # Errors
/// When a list can't be read, or what can be read only once is named twice.
pub(super) fn expand<'a>(patterns: impl Iterator<Item = &'a OsString>) -> anyhow::Result<Found> {
    let mut found = Found::default();
    for pattern in patterns {
        found.add(pattern, true)?;
    }
    let mut once = HashSet::new();
    for input in &found.inputs {
        let name = match &input.source {
            Source::Stdin => "stdin (-)".to_owned(),
            Source::Pipe(path) => path.display().to_string(),
            Source::File(_) | Source::Url(_) => continue,
        };
        if !once.insert(name.clone()) {
            return Err(UsageError(format!("{name} can be given only once")).into());
        }
    }
    Ok(found)
}

impl Found {
    /// Tells what can't be found or read, and of a folder's pipes.
    pub(super) fn tell(&self, printer: &Printer) {
        for failure in &self.failures {
            printer.error(failure);
        }
        self.passed.list(printer);
    }

    fn add(&mut self, pattern: &OsStr, lists: bool) -> anyhow::Result<()> {
        let text = pattern.to_string_lossy();
        if pattern == "-" {
            self.inputs.push(Input::stdin());
        } else if let Some(list) = text.strip_prefix('@').filter(|_| lists) {
            self.list(Path::new(list))?;
        } else {
            match Address::parse(&text) {
                None => self.path(Path::new(pattern)),
                Some(Address::Web(input)) => self.inputs.push(input),
                Some(Address::File(path)) => {
                    if !self.existing(&path) {
                        self.failures.push(missing(&path));
                    }
                }
                Some(Address::Unusable(reason)) => self.failures.push(format!("{text}: {reason}")),
            }
        }
        Ok(())
    }

    /// One input a line; a list may not name lists.
    fn list(&mut self, path: &Path) -> anyhow::Result<()> {
        let bytes = std::fs::read(path)
            .with_context(|| format!("the list {} can't be read", path.display()))
            .map_err(|error| UsageError(crate::printer::chain(&error)))?;
        // Editors on Windows put a mark of the encoding before the first name.
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        for line in text.split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.is_empty() {
                self.add(&os_string(line), false)?;
            }
        }
        Ok(())
    }

    fn path(&mut self, path: &Path) {
        if !self.existing(path) {
            self.glob(path);
        }
    }

    /// Takes what a path leads to; `false` when there is nothing.
    fn existing(&mut self, path: &Path) -> bool {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(metadata) => (self.inputs).push(Input::named(path, metadata.file_type())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if path.is_symlink() {
                    let text = format!("{}: the link leads to nothing", path.display());
                    self.failures.push(text);
                    return true;
                }
                return false;
            }
            // What can't be looked at is told when it is opened.
            Err(_) => (self.inputs).push(Input::file(path.to_path_buf(), PathBuf::new())),
        }
        true
    }

    fn glob(&mut self, path: &Path) {
        let shown = path.display();
        let Some(pattern) = path.to_str().filter(|text| text.contains(['*', '?', '['])) else {
            self.failures.push(missing(path));
            return;
        };
        let found: Vec<PathBuf> = match glob::glob(pattern) {
            Ok(paths) => paths.flatten().collect(),
            Err(error) => {
                self.failures
                    .push(format!("{shown}: not a valid pattern: {error}"));
                return;
            }
        };
        if found.is_empty() {
            self.failures.push(format!("{shown}: no file matches"));
        }
        for path in found {
            if !self.existing(&path) {
                self.failures.push(missing(&path));
            }
        }
    }
}

fn missing(path: &Path) -> String {
    format!("{}: there is no such file", path.display())
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStringExt as _;
    OsString::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    OsString::from(String::from_utf8_lossy(bytes).into_owned())
}
