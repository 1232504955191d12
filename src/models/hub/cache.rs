//! One repository's shelf in the cache: where its files lie, how they are named, and the locks.
//!
//! `blobs` has the contents by their etag, `snapshots` the files of each commit as links to them,
//! `refs` the commits that branches and tags stand for.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::HubError;
use super::threads::rest;

/// How to make the second path mean the first one's file, best first.
type Ways<'a> = &'a [fn(&Path, &Path) -> io::Result<()>];
const WAYS: Ways<'_> = &[soft_link, hard_link, copy];

/// A repository's part of the cache.
pub(super) struct Shelf {
    cache: PathBuf,
    name: String,
}

/// The right to write a blob, until it is dropped.
pub(super) struct Lock {
    /// The lock file, or `None` where the file system has no locks.
    file: Option<File>,
}

impl Lock {
    /// What stands for a lock where there are none.
    pub(super) fn none() -> Self {
        Self { file: None }
    }

    /// Whether others are really kept out.
    pub(super) fn is_real(&self) -> bool {
        self.file.is_some()
    }
}

impl Shelf {
    /// The shelf of a repository whose name has been checked.
    pub(super) fn new(cache: &Path, repo: &str) -> Self {
        Self {
            cache: cache.to_path_buf(),
            name: format!("models--{}", repo.replace('/', "--")),
        }
    }

    /// The repository's folder.
    pub(super) fn repository(&self) -> PathBuf {
        self.cache.join(&self.name)
    }

    /// Where a content lies.
    pub(super) fn blob(&self, etag: &str) -> PathBuf {
        self.repository().join("blobs").join(etag)
    }

    fn snapshot(&self, commit: &str, file: &str) -> PathBuf {
        let commit = self.repository().join("snapshots").join(commit);
        file.split('/').fold(commit, |path, part| path.join(part))
    }

    fn reference(&self, revision: &str) -> PathBuf {
        self.repository().join("refs").join(revision)
    }

    /// A file of a branch, a tag or a commit, if it is here.
    pub(super) fn find(&self, revision: &str, file: &str) -> Option<PathBuf> {
        let at = |commit: &str| Some(self.snapshot(commit, file)).filter(|path| path.is_file());
        if is_commit(revision) {
            return at(revision);
        }
        let commit = fs::read_to_string(self.reference(revision)).ok()?;
        Some(commit.trim())
            .filter(|commit| is_commit(commit))
            .and_then(at)
    }

    /// Waits until no other process or thread writes the blob; `waiting` is called meanwhile.
    pub(super) fn lock(
        &self,
        etag: &str,
        cancel: &AtomicBool,
        waiting: &dyn Fn(),
    ) -> Result<Lock, HubError> {
        let folder = self.cache.join(".locks").join(&self.name);
        make_folder(&folder)?;
        let path = folder.join(format!("{etag}.lock"));
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        let file = (options.open(&path)).map_err(|source| store(&path, source))?;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Lock { file: Some(file) }),
                Err(TryLockError::WouldBlock) => {
                    waiting();
                    rest(cancel)?;
                }
                Err(TryLockError::Error(error)) => {
                    tracing::debug!("{} can't be locked: {error}", path.display());
                    return Ok(Lock::none());
                }
            }
        }
    }

    /// Whether nobody writes the blob now.
    pub(super) fn is_free(&self, etag: &str) -> bool {
        let path = self
            .cache
            .join(".locks")
            .join(&self.name)
            .join(format!("{etag}.lock"));
        let file = OpenOptions::new().read(true).write(true).open(path);
        file.map_or(true, |file| {
            !matches!(file.try_lock(), Err(TryLockError::WouldBlock))
        })
    }

    /// Puts a blob into a commit's snapshot and notes which commit the revision stands for.
    pub(super) fn publish(
        &self,
        etag: &str,
        commit: &str,
        revision: &str,
        file: &str,
    ) -> Result<PathBuf, HubError> {
        let path = self.snapshot(commit, file);
        point(&self.blob(etag), &path, WAYS)?;
        if revision != commit {
            let reference = self.reference(revision);
            replace(&reference, |new| fs::write(new, commit))?;
        }
        Ok(path)
    }
}

/// Whether a revision is a commit and not the name of one.
pub(super) fn is_commit(revision: &str) -> bool {
    revision.len() == 40 && is_hex(revision)
}

/// Whether a text is hexadecimal digits.
pub(super) fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Makes a folder and those above it.
pub(super) fn make_folder(folder: &Path) -> Result<(), HubError> {
    fs::create_dir_all(folder).map_err(|source| store(folder, source))
}

/// What the system said of a path of the cache.
pub(super) fn store(path: &Path, source: io::Error) -> HubError {
    let path = path.to_path_buf();
    HubError::Store { path, source }
}

/// Makes `path` mean the blob's file.
fn point(blob: &Path, path: &Path, ways: Ways<'_>) -> Result<(), HubError> {
    let mut refused = None;
    for way in ways {
        match replace(path, |new| way(blob, new)) {
            Ok(()) => return Ok(()),
            Err(error) => refused = Some(error),
        }
    }
    refused.map_or(Ok(()), Err)
}

/// Writes a file beside `path` and puts it in its place, so that nobody finds half of it.
fn replace(path: &Path, write: impl Fn(&Path) -> io::Result<()>) -> Result<(), HubError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let new = folder.join(format!(".{}.tmp", uuid::Uuid::new_v4().simple()));
    let done = write(&new).and_then(|()| fs::rename(&new, path));
    done.map_err(|source| {
        // It may not even be there.
        let _ = fs::remove_file(&new);
        store(path, source)
    })
}

/// A link that stays right when the cache is moved: from a snapshot's folder to `../../blobs`.
fn soft_link(blob: &Path, path: &Path) -> io::Result<()> {
    let repository = blob.parent().and_then(Path::parent);
    let (Some(repository), Some(folder)) = (repository, path.parent()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let inside = |path: &Path| {
        let inside = path.strip_prefix(repository).map(Path::to_path_buf);
        inside.map_err(io::Error::other)
    };
    let up = inside(folder)?.iter().map(|_| "..").collect::<PathBuf>();
    let target = up.join(inside(blob)?);
    #[cfg(unix)]
    let made = std::os::unix::fs::symlink(target, path);
    #[cfg(windows)]
    let made = std::os::windows::fs::symlink_file(target, path);
    made
}

fn hard_link(blob: &Path, path: &Path) -> io::Result<()> {
    fs::hard_link(blob, path)
}

fn copy(blob: &Path, path: &Path) -> io::Result<()> {
    fs::copy(blob, path).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    fn refused(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    #[test]
    fn a_published_blob_is_found_by_commit_and_by_name() {
        let cache = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::new(cache.path(), "ann/model");
        let blob = shelf.blob("etag");
        make_folder(blob.parent().expect("a folder")).expect("a folder");
        fs::write(&blob, "content").expect("a file");
        assert_eq!(shelf.find(COMMIT, "a/b.bin"), None);
        let path = (shelf.publish("etag", COMMIT, "refs/pr/1", "a/b.bin")).expect("published");
        let folder = cache.path().join("models--ann--model");
        assert_eq!(path, folder.join(format!("snapshots/{COMMIT}/a/b.bin")));
        assert_eq!(fs::read_to_string(&path).expect("a file"), "content");
        for revision in [COMMIT, "refs/pr/1"] {
            assert_eq!(shelf.find(revision, "a/b.bin"), Some(path.clone()));
        }
        assert_eq!(shelf.find("main", "a/b.bin"), None);
        #[cfg(unix)]
        assert_eq!(
            fs::read_link(&path).expect("a link"),
            Path::new("../../../blobs/etag")
        );
        // Published again, it is replaced; a link that leads nowhere is no file.
        (shelf.publish("etag", COMMIT, "main", "a/b.bin")).expect("published");
        assert_eq!(
            fs::read_to_string(folder.join("refs/main")).expect("a file"),
            COMMIT
        );
        #[cfg(unix)]
        {
            fs::remove_file(&blob).expect("removed");
            assert_eq!(shelf.find("main", "a/b.bin"), None);
        }
    }

    #[test]
    fn where_links_are_refused_the_file_is_copied() {
        let folder = tempfile::tempdir().expect("a folder");
        let (blob, path) = (folder.path().join("b"), folder.path().join("s/f"));
        fs::write(&blob, "content").expect("a file");
        point(&blob, &path, &[refused, refused, copy]).expect("copied");
        fs::remove_file(&blob).expect("removed");
        assert_eq!(fs::read_to_string(&path).expect("a file"), "content");
        let error = point(&blob, &path, &[refused]).expect_err("no way");
        assert!(matches!(error, HubError::Store { .. }), "{error}");
        let names = fs::read_dir(folder.path().join("s")).expect("a folder");
        assert_eq!(names.count(), 1);
    }

    #[test]
    fn a_reference_to_no_commit_is_ignored() {
        let cache = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::new(cache.path(), "ann/model");
        let reference = shelf.reference("main");
        make_folder(reference.parent().expect("a folder")).expect("a folder");
        fs::write(&reference, "../../..").expect("a file");
        fs::write(cache.path().join("f"), "secret").expect("a file");
        assert_eq!(shelf.find("main", "f"), None);
    }
}
