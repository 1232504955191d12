//! What a folder holds: recordings, and what is passed over.

use std::ffi::OsStr;
use std::fs::FileType;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{Found, Input};
use crate::pipeline::decode::is_media;
use crate::printer::Printer;

/// Folders that are named in one sentence.
const NAMED: usize = 3;

/// What folders hold and nobody listens to. Hidden files are none of it.
#[derive(Default)]
pub(in crate::commands) struct Passed {
    /// The folders in which files were passed over, as the user named them.
    folders: Vec<PathBuf>,
    /// The files that are no recordings.
    files: Vec<PathBuf>,
    /// What is no file, in sentences.
    odd: Vec<String>,
}

impl Passed {
    /// Tells of what is no file; with `-v`, of every file, too.
    pub(in crate::commands) fn list(&self, printer: &Printer) {
        for text in &self.odd {
            printer.warning(text);
        }
        for file in &self.files {
            tracing::info!("{}: no recording, passed over", file.display());
        }
    }

    /// Tells how many files were passed over.
    pub(in crate::commands) fn count(&self, printer: &Printer) {
        if let Some(text) = self.sentence(tracing::enabled!(tracing::Level::INFO)) {
            printer.note(&text);
            let files = self.files.len();
            printer.event(&serde_json::json!({ "event": "passed_over", "files": files }));
        }
    }

    fn sentence(&self, listed: bool) -> Option<String> {
        let folders: Vec<String> = (self.folders.iter())
            .map(|folder| folder.display().to_string())
            .collect();
        let place = match folders.len() {
            0 => return None,
            count if count > NAMED => format!("{count} folders"),
            _ => folders.join(", "),
        };
        let (count, them) = match self.files.len() {
            1 => (
                format!("1 file in {place} is no recording and was passed over"),
                "it",
            ),
            count => (
                format!("{count} files in {place} are no recordings and were passed over"),
                "them",
            ),
        };
        Some(if listed {
            count
        } else {
            format!("{count}; -v lists {them}")
        })
    }
}

impl Found {
    /// Takes the recordings in a folder and below it, in the order of their names.
    pub(super) fn folder(&mut self, root: &Path) {
        let before = (self.inputs.len(), self.passed.files.len());
        let hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
        let walk = WalkDir::new(root).follow_links(true).sort_by_file_name();
        let entries = walk
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name()));
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                // Only files are opened: a pipe would be waited for.
                Ok(entry) if !entry.file_type().is_file() => {
                    let (path, what) = (entry.path().display(), kind(entry.file_type()));
                    let text = format!("{path}: {what} in a folder is passed over: name it itself");
                    self.passed.odd.push(text);
                }
                Ok(entry) if is_media(entry.path()) => {
                    let below = entry.path().strip_prefix(root).ok();
                    let folder = below.and_then(Path::parent).unwrap_or(Path::new(""));
                    let folder = folder.to_path_buf();
                    self.inputs.push(Input::file(entry.into_path(), folder));
                }
                Ok(entry) => self.passed.files.push(entry.into_path()),
                Err(error) => self.failures.push(unreadable(&error)),
            }
        }
        if self.passed.files.len() > before.1 {
            self.passed.folders.push(root.to_path_buf());
        }
        if self.inputs.len() == before.0 {
            let text = format!(
                "{}: the folder holds no audio or video files",
                root.display()
            );
            self.failures.push(text);
        }
    }
}

/// What an entry is that is neither file nor folder.
#[cfg(unix)]
fn kind(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind(_: FileType) -> &'static str {
    "what is no file"
}

/// What keeps an entry of a folder from being read.
fn unreadable(error: &walkdir::Error) -> String {
    let place = error.path().unwrap_or(Path::new("")).display();
    match error.io_error() {
        Some(error) if error.kind() == std::io::ErrorKind::NotFound => {
            format!("{place}: the link leads to nothing")
        }
        Some(error) => format!("{place}: it can't be read: {error}"),
        None => format!("{place}: the link leads back to a folder that it is in"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_passed_over_is_counted_in_one_sentence() {
        let sentence = |folders: &[&str], files: usize, listed| {
            let passed = Passed {
                folders: folders.iter().map(PathBuf::from).collect(),
                files: vec![PathBuf::from("x"); files],
                odd: Vec::new(),
            };
            passed.sentence(listed)
        };
        assert_eq!(sentence(&[], 0, false), None);
        let one = "1 file in a/ is no recording and was passed over; -v lists it";
        assert_eq!(sentence(&["a/"], 1, false).as_deref(), Some(one));
        let some = "2 files in a, b are no recordings and were passed over";
        assert_eq!(sentence(&["a", "b"], 2, true).as_deref(), Some(some));
        let many = sentence(&["a", "b", "c", "d"], 9, true).expect("a sentence");
        assert!(many.contains("in 4 folders"), "{many}");
    }
}
