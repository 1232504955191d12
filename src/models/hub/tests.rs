//! The whole way against a hub on this machine: downloads, refusals, and several at once.

mod damage;
mod downloads;
mod refusals;
mod resuming;
mod server;
mod sharing;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use tempfile::TempDir;

use super::{Hub, HubError, Patience, Token};
use server::{REPO, Server, Stored};

const TOKEN: &str = "hf_verysecret";

/// A hub, and a cache of its own.
struct Visit {
    server: Server,
    folder: TempDir,
    hub: Hub,
}

impl Visit {
    fn to(server: Server) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut hub = Hub::new(&server.address(), None, &folder.path().join("hub"), false);
        hub.patience = Patience {
            connect: Duration::from_secs(2),
            stall: Duration::from_millis(800),
            retry: Duration::from_millis(10),
            asked: Duration::from_secs(5),
        };
        Self {
            server,
            folder,
            hub,
        }
    }

    fn with_token(mut self) -> Self {
        self.hub.token = Some(Token(TOKEN.to_owned()));
        self
    }

    fn get(&self, file: &str) -> Result<PathBuf, HubError> {
        self.get_known(file, None)
    }

    fn get_known(&self, file: &str, sha256: Option<&str>) -> Result<PathBuf, HubError> {
        let never = AtomicBool::new(false);
        self.hub
            .file(REPO, "main", file, sha256, &|_, _| (), &never)
    }

    /// The sentence for a file that can't be had.
    fn refusal(&self, file: &str) -> String {
        let error = self.get(file).expect_err("no file");
        let sentence = sentence(&error);
        assert!(!sentence.contains(TOKEN), "{sentence}");
        sentence
    }

    fn repository(&self) -> PathBuf {
        self.folder.path().join("hub/models--ann--model")
    }

    fn blob(&self, stored: &Stored) -> PathBuf {
        self.repository().join("blobs").join(stored.name())
    }

    fn incomplete(&self, stored: &Stored) -> PathBuf {
        self.blob(stored)
            .with_file_name(format!("{}.incomplete", stored.name()))
    }

    /// Leaves what a broken download of an earlier run would have left.
    fn leave(&self, stored: &Stored, bytes: &[u8]) {
        std::fs::create_dir_all(self.repository().join("blobs")).expect("a folder");
        std::fs::write(self.incomplete(stored), bytes).expect("a file");
    }

    /// The names of the blobs, whole or not.
    fn blobs(&self) -> Vec<String> {
        names(&self.repository().join("blobs"))
    }

    fn assert_nothing_usable(&self, file: &str) {
        assert_eq!(self.hub.cached(REPO, "main", file), None);
        assert_eq!(names(&self.repository().join("snapshots")), [""; 0]);
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("an entry").file_name();
    let names = entries.map(|entry| name(entry).to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// An error with all that lies behind it.
fn sentence(error: &dyn std::error::Error) -> String {
    let behind = error
        .source()
        .map(|source| format!(": {}", sentence(source)));
    format!("{error}{}", behind.unwrap_or_default())
}

fn assert_holds(path: &Path, stored: &Stored) {
    let bytes = std::fs::read(path).expect("a file");
    assert!(bytes == stored.bytes, "{} bytes differ", bytes.len());
}
