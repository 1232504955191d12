//! What the user names, to recordings: files, folders, globs, lists, addresses and stdin.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use walkdir::WalkDir;

use super::UsageError;
use crate::pipeline::decode::is_media;

/// Where a recording's bytes are.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    /// On disk.
    File(PathBuf),
    /// On a server.
    Url(String),
    /// On standard input.
    Stdin,
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

    /// The recording's name in messages and transcripts.
    pub(super) fn shown(&self) -> String {
        match &self.source {
            Source::File(path) => path.display().to_string(),
            Source::Url(url) => url.clone(),
            Source::Stdin => "stdin".to_owned(),
        }
    }
}

/// The inputs of a command; what can't be found is told in the second list.
///
/// # Errors
/// When an input can't be one at all.
pub(super) fn named(matches: &clap::ArgMatches) -> anyhow::Result<(Vec<Input>, Vec<String>)> {
    let patterns = matches.get_many::<OsString>("inputs");
    expand(patterns.into_iter().flatten())
}

/// Expands what the user named; what can't be found is told in the second list.
pub(super) fn expand<'a>(
    patterns: impl Iterator<Item = &'a OsString>,
) -> anyhow::Result<(Vec<Input>, Vec<String>)> {
    let mut expansion = Expansion::default();
    for pattern in patterns {
        expansion.add(pattern, true)?;
    }
    let stdin = |input: &&Input| input.source == Source::Stdin;
    if expansion.inputs.iter().filter(stdin).count() > 1 {
        return Err(UsageError("stdin (-) can be given only once".to_owned()).into());
    }
    Ok((expansion.inputs, expansion.failures))
}

#[derive(Default)]
struct Expansion {
    inputs: Vec<Input>,
    failures: Vec<String>,
}

impl Expansion {
    fn add(&mut self, pattern: &OsStr, lists: bool) -> anyhow::Result<()> {
        let text = pattern.to_string_lossy();
        if pattern == "-" {
            self.inputs.push(Input {
                source: Source::Stdin,
                folder: PathBuf::new(),
                file_name: OsString::from("stdin"),
            });
        } else if text.starts_with("http://") || text.starts_with("https://") {
            self.inputs.push(url(&text));
        } else if let Some(list) = text.strip_prefix('@').filter(|_| lists) {
            self.list(Path::new(list))?;
        } else {
            self.path(Path::new(pattern));
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
        if path.is_dir() {
            self.folder(path);
        } else if path.exists() {
            self.inputs
                .push(Input::file(path.to_path_buf(), PathBuf::new()));
        } else {
            self.glob(path);
        }
    }

    fn folder(&mut self, root: &Path) {
        let before = self.inputs.len();
        let hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
        let walk = WalkDir::new(root).follow_links(true).sort_by_file_name();
        let entries = walk
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name()));
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_file() && is_media(entry.path()) => {
                    let below = entry.path().strip_prefix(root).ok();
                    let folder = below.and_then(Path::parent).unwrap_or(Path::new(""));
                    let folder = folder.to_path_buf();
                    self.inputs.push(Input::file(entry.into_path(), folder));
                }
                Ok(_) => {}
                Err(error) => self.failures.push(unreadable(&error)),
            }
        }
        if self.inputs.len() == before {
            let text = format!(
                "{}: the folder holds no audio or video files",
                root.display()
            );
            self.failures.push(text);
        }
    }

    fn glob(&mut self, path: &Path) {
        let shown = path.display();
        let Some(pattern) = path.to_str().filter(|text| text.contains(['*', '?', '['])) else {
            self.failures
                .push(format!("{shown}: there is no such file"));
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
            if path.is_dir() {
                self.folder(&path);
            } else {
                self.inputs.push(Input::file(path, PathBuf::new()));
            }
        }
    }
}

/// What keeps an entry of a folder from being read.
fn unreadable(error: &walkdir::Error) -> String {
    let place = error.path().unwrap_or(Path::new("")).display();
    match error.io_error() {
        Some(error) if error.kind() == std::io::ErrorKind::NotFound => {
            format!("{place}: there is no such file")
        }
        Some(error) => format!("{place}: it can't be read: {error}"),
        None => format!("{place}: the link leads back to a folder that it is in"),
    }
}

fn url(text: &str) -> Input {
    let path = text.split(['?', '#']).next().unwrap_or(text);
    let name = path.rsplit('/').next().filter(|name| !name.is_empty());
    // A name from elsewhere may not lead out of the output folder.
    let safe = |c: char| {
        if c.is_control() || "\\/:%".contains(c) {
            '_'
        } else {
            c
        }
    };
    let name: String = name.unwrap_or("download").chars().map(safe).collect();
    let name = match name.as_str() {
        "." | ".." => "download".to_owned(),
        _ => name,
    };
    Input {
        source: Source::Url(text.to_owned()),
        folder: PathBuf::new(),
        file_name: OsString::from(name),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_give_harmless_names() {
        let names = [
            "http://h/a/talk.mp3?x=/../b",
            "https://h/",
            "http://h/..",
            "http://h/a%2Fb.wav",
        ];
        let names: Vec<_> = names.iter().map(|text| url(text).file_name).collect();
        assert_eq!(names, ["talk.mp3", "download", "download", "a_2Fb.wav"]);
    }
}
