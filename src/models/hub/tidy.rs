//! Taking files out of the cache again: whole models, and what given-up downloads have left.

use std::fs;
use std::path::{Path, PathBuf};

use super::cache::{Shelf, store};
use super::{Hub, HubError};

/// A file that nobody needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// Where it is.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
}

impl Hub {
    /// Removes a file of a repository from the cache, from all commits that have it; the bytes that
    /// became free. `path` is what [`Hub::cached`] gave.
    ///
    /// # Errors
    /// When it can't be removed.
    pub fn remove(&self, repo: &str, path: &Path) -> Result<u64, HubError> {
        let Some(cache) = self.cache.as_deref() else {
            return Ok(0);
        };
        let repository = Shelf::new(cache, repo).repository();
        let content = path.canonicalize().map_err(|source| store(path, source))?;
        let bytes = content.metadata().map_or(0, |metadata| metadata.len());
        for link in files_below(&repository.join("snapshots")) {
            if link.canonicalize().is_ok_and(|target| target == content) {
                remove(&link)?;
            }
        }
        if content.is_file() {
            remove(&content)?;
        }
        Ok(bytes)
    }

    /// All files of a repository that the cache has, each of them once.
    #[must_use]
    pub fn all_of(&self, repo: &str) -> Vec<PathBuf> {
        let repository = self
            .cache
            .as_deref()
            .map(|cache| Shelf::new(cache, repo).repository());
        let links = repository.map(|folder| files_below(&folder.join("snapshots")));
        let contents = links
            .into_iter()
            .flatten()
            .filter_map(|link| link.canonicalize().ok());
        let mut contents: Vec<PathBuf> = contents.collect();
        contents.sort();
        contents.dedup();
        contents
    }

    /// What is in a repository's part of the cache and of no use: the beginnings of downloads that
    /// nobody goes on with now, and contents that no commit has.
    #[must_use]
    pub fn leftovers(&self, repo: &str) -> Vec<Leftover> {
        let Some(cache) = self.cache.as_deref() else {
            return Vec::new();
        };
        let place = Shelf::new(cache, repo);
        let repository = place.repository();
        let links = files_below(&repository.join("snapshots"));
        let used: Vec<PathBuf> = links
            .iter()
            .filter_map(|link| link.canonicalize().ok())
            .collect();
        let is_left = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let etag = name.split('.').next().unwrap_or_default();
            let is_used = path.canonicalize().is_ok_and(|path| used.contains(&path));
            !is_used && place.is_free(etag)
        };
        let blobs = files_below(&repository.join("blobs")).into_iter();
        let left = blobs.filter(is_left).map(|path| Leftover {
            bytes: path.metadata().map_or(0, |metadata| metadata.len()),
            path,
        });
        left.collect()
    }
}

/// All files in a folder and the folders in it; links are not followed.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).into_iter().flatten();
    let files = entries.filter(|entry| !entry.file_type().is_dir());
    files.map(walkdir::DirEntry::into_path).collect()
}

fn remove(path: &Path) -> Result<(), HubError> {
    fs::remove_file(path).map_err(|source| store(path, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    #[test]
    fn a_model_goes_with_all_its_names_and_leaves_others() {
        let cache = tempfile::tempdir().expect("a folder");
        let hub = Hub::new("https://hub.example", None, cache.path(), true);
        let shelf = Shelf::new(cache.path(), "ann/model");
        let blobs = shelf.repository().join("blobs");
        fs::create_dir_all(&blobs).expect("a folder");
        for (etag, file) in [("one", "a.bin"), ("two", "b.bin")] {
            fs::write(blobs.join(etag), etag).expect("a file");
            (shelf.publish(etag, COMMIT, "main", file)).expect("published");
        }
        let other = "1".repeat(40);
        shelf
            .publish("one", &other, "v1", "c.bin")
            .expect("published");
        let path = hub
            .cached("ann/model", "main", "a.bin")
            .expect("it is here");
        assert_eq!(hub.remove("ann/model", &path).expect("removed"), 3);
        assert_eq!(hub.cached("ann/model", "main", "a.bin"), None);
        assert_eq!(hub.cached("ann/model", "v1", "c.bin"), None);
        assert!(hub.cached("ann/model", "main", "b.bin").is_some());
        assert!(!blobs.join("one").exists());
    }

    #[test]
    fn only_what_nobody_uses_is_left_over() {
        let cache = tempfile::tempdir().expect("a folder");
        let hub = Hub::new("https://hub.example", None, cache.path(), true);
        let shelf = Shelf::new(cache.path(), "ann/model");
        assert!(hub.leftovers("ann/model").is_empty());
        let blobs = shelf.repository().join("blobs");
        fs::create_dir_all(&blobs).expect("a folder");
        for name in ["used", "unused", "begun.incomplete", "busy.incomplete"] {
            fs::write(blobs.join(name), name).expect("a file");
        }
        shelf
            .publish("used", COMMIT, "main", "a.bin")
            .expect("published");
        let never = std::sync::atomic::AtomicBool::new(false);
        let lock = shelf.lock("busy", &never, &|| {}).expect("a lock");
        let names = || {
            let left = hub.leftovers("ann/model").into_iter();
            let names = left.map(|left| left.path.file_name().unwrap_or_default().to_owned());
            let mut names: Vec<_> = names.collect();
            names.sort();
            names
        };
        assert_eq!(names(), ["begun.incomplete", "unused"]);
        drop(lock);
        assert_eq!(names().len(), 3);
    }
}
