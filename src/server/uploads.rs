//! The folder with recordings: in it a folder for each service that runs, in that one for each task.
//!
//! A service's folder is named after its store and holds a lock as long as it runs. So services that
//! share the outer folder let each other's recordings be, and what one that crashed has left is
//! cleared by the next with the same store, which knows what its tasks still need.

use std::collections::HashSet;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::problem::Problem;
use crate::store::{redacted, sha256};

/// Bytes that are written to see whether there is room.
const PROBE: usize = 64 << 10;
/// Name of a service's lock in its folder.
const LOCK: &str = ".lock";
/// Hexadecimal digits of a store's hash that name it.
const DIGITS: usize = 12;
/// How often another name is tried for a service's folder, should somebody clear it at once.
const TRIES: usize = 10;

/// The folders with recordings.
pub(super) struct Uploads {
    /// Folder of all services.
    all: PathBuf,
    /// What the names of folders of services with the same store begin with.
    prefix: String,
    /// This service's own folder.
    path: PathBuf,
    /// Folders that are being filled, or wait for their tasks.
    open: Mutex<HashSet<PathBuf>>,
    /// Held as long as the service runs.
    _lock: File,
}

/// A folder of one task's files, removed again unless it is kept.
pub(super) struct Folder {
    path: PathBuf,
    uploads: Arc<Uploads>,
    kept: bool,
}

impl Uploads {
    /// Makes a folder in `all` for a service whose store has this URL.
    pub(super) fn open(all: &Path, store: &str) -> std::io::Result<Arc<Self>> {
        std::fs::create_dir_all(all)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // Recordings are private.
            std::fs::set_permissions(all, std::fs::Permissions::from_mode(0o700))?;
        }
        let all = all.canonicalize()?;
        let hash = sha256(redacted(store).as_bytes());
        let prefix = format!("{}-", &hash[..DIGITS]);
        let mut tries = 0..TRIES;
        loop {
            let path = all.join(format!("{prefix}{}", uuid::Uuid::new_v4()));
            match make_private(&path).and_then(|()| lock(&path, true)) {
                Ok(lock) => {
                    return Ok(Arc::new(Self {
                        all,
                        prefix,
                        path,
                        open: Mutex::default(),
                        _lock: lock,
                    }));
                }
                Err(error) if tries.next().is_none() => return Err(error),
                Err(_) => {}
            }
        }
    }

    /// Whether something can be stored: a full disk takes empty files.
    pub(super) fn is_writable(&self) -> bool {
        let file = tempfile::tempfile_in(&self.path);
        let written = file.and_then(|mut file| {
            file.write_all(&vec![0; PROBE])?;
            file.flush()
        });
        written.is_ok()
    }

    fn open_ones(&self) -> MutexGuard<'_, HashSet<PathBuf>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new folder.
    pub(super) fn folder(self: &Arc<Self>) -> Result<Folder, Problem> {
        let path = self.path.join(uuid::Uuid::new_v4().to_string());
        self.open_ones().insert(path.clone());
        // From here on it is closed again, whatever happens.
        let folder = Folder {
            path,
            uploads: Arc::clone(self),
            kept: false,
        };
        match make_private(&folder.path) {
            Ok(()) => Ok(folder),
            Err(error) => Err(super::upload::unwritable(&error)),
        }
    }

    /// Removes the folders of tasks that nobody fills any more and that aren't among those that the
    /// store says are `needed`. Of other services, only those that are gone are looked at.
    pub(super) fn clear<E>(
        &self,
        needed: impl FnOnce() -> Result<HashSet<PathBuf>, E>,
    ) -> Result<(), E> {
        let gone: Vec<(PathBuf, File)> = entries(&self.all)
            .filter(|path| *path != self.path && file_name(path).starts_with(&self.prefix))
            .filter_map(|path| lock(&path, false).ok().map(|lock| (path, lock)))
            .collect();
        let of_services = gone.iter().map(|(path, _)| path).chain([&self.path]);
        // In this order nothing is missed: what is listed is open or its task is in the store, and
        // what isn't open any more got there before it was closed.
        let listed: Vec<PathBuf> = of_services.flat_map(|folder| tasks(folder)).collect();
        let open = self.open_ones().clone();
        let needed = needed()?;
        for folder in listed {
            if !open.contains(&folder) && !needed.contains(&folder) {
                tracing::debug!("{} is cleared", folder.display());
                if let Err(error) = std::fs::remove_dir_all(&folder) {
                    tracing::warn!("{} can't be removed: {error}", folder.display());
                }
            }
        }
        for (folder, lock) in gone {
            if tasks(&folder).next().is_none() {
                // What can't be removed now can be later.
                let _ = std::fs::remove_file(folder.join(LOCK));
                let _ = std::fs::remove_dir(&folder);
            }
            drop(lock);
        }
        Ok(())
    }
}

impl Drop for Uploads {
    fn drop(&mut self) {
        if tasks(&self.path).next().is_none() {
            // Whatever stays is cleared by the next service.
            let _ = std::fs::remove_file(self.path.join(LOCK));
            let _ = std::fs::remove_dir(&self.path);
        }
    }
}

/// Takes the lock of a service's folder, which must be there unless it is `new`.
fn lock(folder: &Path, new: bool) -> std::io::Result<File> {
    let mut options = File::options();
    let file = options
        .write(true)
        .create_new(new)
        .open(folder.join(LOCK))?;
    file.try_lock()?;
    Ok(file)
}

/// The folders of tasks in a service's folder.
fn tasks(folder: &Path) -> impl Iterator<Item = PathBuf> {
    entries(folder).filter(|path| uuid::Uuid::parse_str(&file_name(path)).is_ok())
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

impl Folder {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Leaves the folder to its task, which the store knows by now.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.kept {
            // What stays behind is cleared later.
            let _ = std::fs::remove_dir_all(&self.path);
        }
        self.uploads.open_ones().remove(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clear(uploads: &Uploads, needed: &[&Path]) {
        let needed = needed.iter().map(|path| path.to_path_buf());
        let needed: Result<HashSet<PathBuf>, ()> = Ok(needed.collect());
        uploads.clear(|| needed).expect("cleared");
    }

    fn folder(uploads: &Arc<Uploads>) -> Folder {
        let Ok(folder) = uploads.folder() else {
            panic!("a folder can't be made");
        };
        folder
    }

    #[test]
    fn what_nobody_needs_is_cleared() {
        let place = tempfile::tempdir().expect("a folder");
        let uploads = Uploads::open(place.path(), "sqlite:///a.db").expect("opened");
        let (open, kept) = (folder(&uploads), folder(&uploads));
        let path = kept.path().to_owned();
        kept.keep();
        let of_user = uploads.path.join("of the user");
        std::fs::create_dir(&of_user).expect("made");
        clear(&uploads, &[&path]);
        assert!(path.exists());
        clear(&uploads, &[]);
        assert!(!path.exists() && of_user.exists());
        let dropped = open.path().to_owned();
        assert!(dropped.exists());
        drop(open);
        assert!(!dropped.exists());
    }

    #[test]
    fn services_clear_only_what_is_theirs() {
        let place = tempfile::tempdir().expect("a folder");
        let open = |store| Uploads::open(place.path(), store).expect("opened");
        let kept = |uploads: &Arc<Uploads>| {
            let folder = folder(uploads);
            let path = folder.path().to_owned();
            folder.keep();
            path
        };
        let (first, same, other) = (
            open("sqlite:///a.db"),
            open("sqlite:///a.db"),
            open("sqlite:///b.db"),
        );
        let (of_same, of_other) = (kept(&same), kept(&other));
        clear(&first, &[]);
        assert!(of_same.exists() && of_other.exists());
        drop((same, other));
        // Those of another store may wait for it; those of ours go when nobody needs them.
        clear(&first, &[&of_same]);
        assert!(of_same.exists());
        clear(&first, &[]);
        assert!(!of_same.exists() && of_other.exists());
        assert!(!of_same.parent().expect("a folder").exists());
        let own = first.path.clone();
        drop(first);
        assert!(!own.exists());
    }
}
