//! Taking files out of the cache again: whole models, and what given-up downloads have left.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

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
    /// became free. `path` is what [`Hub::cached`] gave. Of links that lead elsewhere only the link goes.
    ///
    /// # Errors
    /// When it can't be removed.
    pub fn remove(&self, repo: &str, path: &Path) -> Result<u64, HubError> {
        let Some(cache) = self.cache.as_deref() else {
            return Ok(0);
        };
        let repository = Shelf::new(cache, repo).repository();
        let content = path.canonicalize().map_err(|source| store(path, source))?;
        let inside = (repository.canonicalize()).is_ok_and(|folder| content.starts_with(folder));
        let bytes = content.metadata().map_or(0, |metadata| metadata.len());
        for link in files_below(&repository.join("snapshots")) {
            if link.canonicalize().is_ok_and(|target| target == content) {
                remove(&link)?;
            }
        }
        if !inside {
            return Ok(0);
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

    /// The repositories that the cache has.
    #[must_use]
    pub fn repositories(&self) -> Vec<String> {
        let entries = self.cache.as_deref().map(fs::read_dir);
        let entries = entries.and_then(Result::ok).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let (owner, repo) = name.strip_prefix("models--")?.split_once("--")?;
            Some(format!("{owner}/{repo}"))
        });
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// The beginnings of downloads of a repository that nobody goes on with now.
    #[must_use]
    pub fn begun(&self, repo: &str) -> Vec<Leftover> {
        let Some(cache) = self.cache.as_deref() else {
            return Vec::new();
        };
        let place = Shelf::new(cache, repo);
        let is_left = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some(etag) = name.strip_suffix(".incomplete") else {
                return false;
            };
            // Where there are no locks, the name of the file is its own, and so is the time.
            let (start, end) = etag.rsplit_once('.').unwrap_or((etag, ""));
            let is_own = end.len() == 32 && super::cache::is_hex(end);
            if is_own {
                place.is_free(start) && is_old(path)
            } else {
                place.is_free(etag)
            }
        };
        let blobs = files_below(&place.repository().join("blobs")).into_iter();
        blobs.filter(is_left).map(Leftover::of).collect()
    }

    /// The contents of a repository that no commit has and that are no download that just ended.
    #[must_use]
    pub fn unused(&self, repo: &str) -> Vec<Leftover> {
        let Some(cache) = self.cache.as_deref() else {
            return Vec::new();
        };
        let repository = Shelf::new(cache, repo).repository();
        let links = files_below(&repository.join("snapshots"));
        let used: Vec<PathBuf> = links
            .iter()
            .filter_map(|link| link.canonicalize().ok())
            .collect();
        let is_left = |path: &PathBuf| {
            let is_begun = path.extension().is_some_and(|end| end == "incomplete");
            let is_used = path.canonicalize().is_ok_and(|path| used.contains(&path));
            !is_begun && !is_used && is_old(path)
        };
        let blobs = files_below(&repository.join("blobs")).into_iter();
        blobs.filter(is_left).map(Leftover::of).collect()
    }
}

impl Leftover {
    /// A file with its size.
    #[must_use]
    pub fn of(path: PathBuf) -> Self {
        let bytes = path.metadata().map_or(0, |metadata| metadata.len());
        Self { path, bytes }
    }
}

/// Nobody is at work for so long on what doesn't change.
const OLD: Duration = Duration::from_hours(1);

/// Whether a file was last written a while ago.
#[must_use]
pub fn is_old(path: &Path) -> bool {
    let changed = path.metadata().and_then(|metadata| metadata.modified());
    let age = changed.ok().and_then(|changed| changed.elapsed().ok());
    age.is_some_and(|age| age >= OLD)
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

    #[cfg(unix)]
    #[test]
    fn what_a_link_leads_to_elsewhere_stays() {
        let cache = tempfile::tempdir().expect("a folder");
        let hub = Hub::new("https://hub.example", None, cache.path(), true);
        let precious = cache.path().join("precious");
        fs::write(&precious, "mine").expect("a file");
        let repository = Shelf::new(cache.path(), "ann/model").repository();
        let link = repository.join("snapshots").join(COMMIT).join("a.bin");
        fs::create_dir_all(link.parent().expect("a folder")).expect("a folder");
        std::os::unix::fs::symlink(&precious, &link).expect("a link");
        assert_eq!(hub.remove("ann/model", &link).expect("removed"), 0);
        assert!(precious.exists() && link.symlink_metadata().is_err());
    }

    #[test]
    fn only_what_nobody_uses_is_left_over() {
        let cache = tempfile::tempdir().expect("a folder");
        let hub = Hub::new("https://hub.example", None, cache.path(), true);
        let shelf = Shelf::new(cache.path(), "ann/model");
        assert!(hub.begun("ann/model").is_empty() && hub.repositories().is_empty());
        let blobs = shelf.repository().join("blobs");
        fs::create_dir_all(&blobs).expect("a folder");
        let long_ago = std::time::SystemTime::now() - 2 * OLD;
        let own = format!("own.{}.incomplete", "a".repeat(32));
        for name in [
            "used",
            "unused",
            "begun.incomplete",
            "bu.sy.incomplete",
            &own,
        ] {
            let file = fs::File::create(blobs.join(name)).expect("a file");
            file.set_modified(long_ago).expect("a time");
        }
        fs::write(blobs.join("new"), "just downloaded").expect("a file");
        fs::write(blobs.join(own.replace('a', "b")), "at work").expect("a file");
        shelf
            .publish("used", COMMIT, "main", "a.bin")
            .expect("published");
        let never = std::sync::atomic::AtomicBool::new(false);
        let lock = shelf.lock("bu.sy", &never, &|| {}).expect("a lock");
        let names = |left: Vec<Leftover>| {
            let names = left.into_iter().map(|left| left.path);
            let names = names.map(|path| path.file_name().unwrap_or_default().to_owned());
            let mut names: Vec<_> = names.collect();
            names.sort();
            names
        };
        assert_eq!(names(hub.unused("ann/model")), ["unused"]);
        assert_eq!(names(hub.begun("ann/model")), ["begun.incomplete", &own]);
        drop(lock);
        assert_eq!(hub.begun("ann/model").len(), 3);
        assert_eq!(hub.repositories(), ["ann/model"]);
    }
}
