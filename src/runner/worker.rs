//! Who works on tasks: a name that nobody else has, and a lock that tells others whether it lives.
//!
//! The system gives the lock back when a program ends, however it ends. Between machines there is
//! no such lock; there a task's lease tells.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use crate::store;

/// A worker of this program.
pub struct Worker {
    name: String,
    /// Held as long as the worker lives.
    lock: Option<(File, PathBuf)>,
}

impl Worker {
    /// A worker with a new name. Without a data folder it has no lock.
    #[must_use]
    pub fn new() -> Self {
        let name = format!("{}/{}", host(), uuid::Uuid::new_v4());
        let lock = lock_path(&name).and_then(|path| {
            let folder = path.parent()?;
            std::fs::create_dir_all(folder).ok()?;
            let file = File::create_new(&path).ok()?;
            file.try_lock().ok()?;
            Some((file, path))
        });
        Self { name, lock }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The worker as the store needs it.
    #[must_use]
    pub fn as_worker(&self) -> store::Worker<'_> {
        store::Worker {
            name: &self.name,
            is_alive: &is_alive,
        }
    }
}

impl Default for Worker {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some((file, path)) = self.lock.take() {
            // What stays behind is cleared by whoever finds it free.
            let _ = std::fs::remove_file(path);
            drop(file);
        }
    }
}

/// Whether a worker lives, as far as this machine can tell.
fn is_alive(name: &str) -> Option<bool> {
    let (host_name, _) = name.rsplit_once('/')?;
    if host_name != host() {
        return None;
    }
    let path = lock_path(name)?;
    // Without its lock file, it may be another user's or in another container.
    let file = File::open(&path).ok()?;
    match file.try_lock() {
        Ok(()) => {
            let _ = std::fs::remove_file(&path);
            Some(false)
        }
        Err(TryLockError::WouldBlock) => Some(true),
        Err(TryLockError::Error(_)) => None,
    }
}

/// The lock file of a worker of this machine.
fn lock_path(name: &str) -> Option<PathBuf> {
    let (_, id) = name.rsplit_once('/')?;
    // A name from a database may not lead elsewhere.
    let id = uuid::Uuid::parse_str(id).ok()?;
    Some(
        store::data_folder()?
            .join("workers")
            .join(format!("{id}.lock")),
    )
}

/// The name of this machine, by which others know that what lies on its disk is out of their reach.
#[must_use]
pub fn host() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_lock_files_are_looked_at() {
        assert_eq!(lock_path("host/../../etc/passwd"), None);
        assert_eq!(
            is_alive("another machine/6f1c8a4e-0b1a-4c7e-9d6e-2f7b6f0d3a11"),
            None
        );
        assert_eq!(is_alive("nonsense"), None);
    }
}
