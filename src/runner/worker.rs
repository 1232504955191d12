//! Who works on tasks: a name that nobody else has, and a lock that tells others whether it lives.
//!
//! The system gives the lock back when a program ends, however it ends. Between machines there is
//! no such lock; there a task's lease tells.
//!
//! A worker may take the same task twice, once it was cancelled and asked for anew while a thread
//! was still at it. So each time has a name of its own, a [`Claim`].

use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::store;

/// The workers of this program, and what they have claimed and not let go of.
static OURS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// A worker of this program.
pub struct Worker {
    /// `HOST/UUID`
    name: String,
    claims: AtomicU64,
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
        ours().insert(name.clone());
        Self {
            name,
            claims: AtomicU64::new(0),
            lock,
        }
    }

    /// A name under which to take one task, once.
    #[must_use]
    pub fn claim(self: &Arc<Self>) -> Claim {
        let number = self.claims.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}/{number}", self.name);
        ours().insert(name.clone());
        Claim {
            name,
            _worker: Arc::clone(self),
        }
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
        ours().remove(&self.name);
        if let Some((file, path)) = self.lock.take() {
            // What stays behind is cleared by whoever finds it free.
            let _ = std::fs::remove_file(path);
            drop(file);
        }
    }
}

/// A worker's name for one task that it works on. The task is nobody's once this is dropped.
pub struct Claim {
    /// `HOST/UUID/NUMBER`
    name: String,
    /// Its lock is held as long as it has claims.
    _worker: Arc<Worker>,
}

impl Claim {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The claim as the store needs it.
    #[must_use]
    pub fn as_worker(&self) -> store::Worker<'_> {
        store::Worker {
            name: &self.name,
            is_alive: &is_alive,
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        ours().remove(&self.name);
    }
}

fn ours() -> MutexGuard<'static, BTreeSet<String>> {
    OURS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether somebody works under a worker's name or a claim's, as far as this machine can tell.
fn is_alive(name: &str) -> Option<bool> {
    let worker = worker_of(name);
    let ours = ours();
    if ours.contains(worker) {
        return Some(ours.contains(name));
    }
    drop(ours);
    let (host_name, _) = worker.rsplit_once('/')?;
    if host_name != host() {
        return None;
    }
    let path = lock_path(worker)?;
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

/// The name of the worker that has claimed something.
fn worker_of(claim: &str) -> &str {
    match claim.rsplit_once('/') {
        Some((worker, number)) if number.parse::<u64>().is_ok() => worker,
        _ => claim,
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

    #[test]
    fn each_claim_lives_by_itself() {
        let worker = Arc::new(Worker::new());
        let (first, second) = (worker.claim(), worker.claim());
        assert_eq!(worker_of(first.name()), worker.name);
        assert_eq!(worker_of(&worker.name), worker.name);
        let name = first.name().to_owned();
        assert_eq!(is_alive(&name), Some(true));
        drop(first);
        assert_eq!(is_alive(&name), Some(false));
        assert_eq!(is_alive(second.name()), Some(true));
        drop(worker);
        assert_eq!(is_alive(second.name()), Some(true));
        let name = second.name().to_owned();
        drop(second);
        // With the last claim the lock file has gone, so nothing can be told by it.
        assert_eq!(is_alive(&name), None);
    }
}
