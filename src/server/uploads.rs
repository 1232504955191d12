//! The folder with recordings: a folder inside for each task, and who may clear it.

use std::collections::HashSet;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::problem::Problem;

/// Age from which on another service's folder isn't one that is being filled.
const ABANDONED: Duration = Duration::from_hours(1);

/// Bytes that are written to see whether there is room.
const PROBE: usize = 64 << 10;

/// The folder with recordings.
pub(super) struct Uploads {
    path: PathBuf,
    /// Folders that are being filled, or wait for their tasks.
    open: Mutex<HashSet<PathBuf>>,
    /// Held if no other service uses the folder; what nobody knows is nobody's then.
    lock: Option<File>,
}

/// A folder of one task's files, removed again unless it is kept.
pub(super) struct Folder {
    path: PathBuf,
    uploads: Arc<Uploads>,
    kept: bool,
}

impl Uploads {
    /// Opens the folder, and makes it if it is missing.
    pub(super) fn open(path: &Path) -> std::io::Result<Arc<Self>> {
        std::fs::create_dir_all(path)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // Recordings are private.
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
        }
        let path = path.canonicalize()?;
        let lock = File::create(path.join(".lock"))?;
        Ok(Arc::new(Self {
            path,
            open: Mutex::default(),
            lock: lock.try_lock().is_ok().then_some(lock),
        }))
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

    /// The folders that nobody fills any more and that aren't among those that are needed.
    pub(super) fn left_behind(&self, needed: &HashSet<PathBuf>) -> Vec<PathBuf> {
        // Looked at first: a folder that is closed meanwhile may have become a task's.
        let open = self.open_ones().clone();
        let entries = std::fs::read_dir(&self.path)
            .into_iter()
            .flatten()
            .flatten();
        let paths = entries.map(|entry| entry.path());
        let ours = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            uuid::Uuid::parse_str(&name).is_ok()
        };
        let left = |path: &PathBuf| !open.contains(path) && !needed.contains(path);
        let dead = |path: &PathBuf| self.lock.is_some() || is_old(path);
        paths.filter(ours).filter(left).filter(dead).collect()
    }
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

fn is_old(folder: &Path) -> bool {
    let changed = folder.metadata().and_then(|metadata| metadata.modified());
    let since = changed
        .ok()
        .and_then(|time| SystemTime::now().duration_since(time).ok());
    since.is_some_and(|since| since >= ABANDONED)
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

    #[test]
    fn what_nobody_needs_is_left_behind() {
        let place = tempfile::tempdir().expect("a folder");
        let uploads = Uploads::open(&place.path().join("uploads")).expect("opened");
        let (open, kept) = (uploads.folder().ok(), uploads.folder().ok());
        let (open, kept) = (open.expect("made"), kept.expect("made"));
        let path = kept.path().to_owned();
        kept.keep();
        std::fs::create_dir(uploads.path.join("of the user")).expect("made");
        let needed = HashSet::from([path.clone()]);
        assert_eq!(uploads.left_behind(&needed), Vec::<PathBuf>::new());
        assert_eq!(uploads.left_behind(&HashSet::new()), [path]);
        let dropped = open.path().to_owned();
        drop(open);
        assert!(!dropped.exists());
        // Somebody else's folders are let be while they are young.
        let other = Uploads::open(&uploads.path).expect("opened");
        assert_eq!(other.left_behind(&HashSet::new()), Vec::<PathBuf>::new());
    }
}
