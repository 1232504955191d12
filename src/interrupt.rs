//! Ctrl-C and termination: first a request to stop, then, if that takes too long, the end.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Milliseconds that the work may take to stop by itself; with these the program ends within a
/// second, unless somebody asks for more.
static PATIENCE: AtomicU64 = AtomicU64::new(800);
/// Exit code of an interrupted program: 128 plus SIGINT.
const INTERRUPTED: i32 = 130;

/// Whether the user has been told.
static TOLD: AtomicBool = AtomicBool::new(false);

/// Temporary files to remove when the program is ended by force.
static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Sets `cancel` on the first signal; ends the process on the second, or when patience is over.
pub fn listen(cancel: &'static AtomicBool) {
    let handler = move || {
        if cancel.swap(true, Ordering::SeqCst) {
            end();
        }
        std::thread::spawn(|| {
            std::thread::sleep(Duration::from_millis(PATIENCE.load(Ordering::Relaxed)));
            end();
        });
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        tracing::debug!("signals can't be handled: {error}");
    }
}

/// Allows the work so much time to stop.
pub fn allow(patience: Duration) {
    let milliseconds = u64::try_from(patience.as_millis()).unwrap_or(u64::MAX);
    PATIENCE.store(milliseconds, Ordering::Relaxed);
}

/// Notes that the user has been told of the interruption.
pub fn told() {
    TOLD.store(true, Ordering::Relaxed);
}

/// Names a temporary file to remove if the program is ended by force.
pub fn guard(path: &Path) {
    let mut paths = TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner);
    // A service may run for years: those that are gone already need nobody to remove them.
    paths.retain(|path| path.exists());
    paths.push(path.to_path_buf());
}

fn end() -> ! {
    let paths = TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner);
    for path in paths.iter() {
        // Most are gone already.
        let _ = std::fs::remove_file(path);
    }
    if !TOLD.load(Ordering::Relaxed) {
        // Printers may be held by work that hangs; without stderr there is nobody to tell.
        let _ = std::io::stderr().write_all(b"error: interrupted\n");
    }
    #[expect(clippy::exit, reason = "the work did not stop in time")]
    std::process::exit(INTERRUPTED)
}
