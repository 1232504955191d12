//! Work on threads of its own, so that a wish to stop is heard while a server or a disk is slow.

use std::io::{self, Read as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use reqwest::blocking::Response;

use super::HubError;

/// How often the caller's wish to stop is looked at.
const GLANCE: Duration = Duration::from_millis(100);
const CHUNK_BYTES: usize = 64 * 1024;
/// Chunks that may wait to be written.
const QUEUE: usize = 16;

/// A body that is read on a thread of its own.
pub(super) struct Body(Receiver<io::Result<Vec<u8>>>);

impl Body {
    /// Begins to read.
    pub(super) fn new(mut response: Response) -> Self {
        let (sender, receiver) = sync_channel(QUEUE);
        thread::spawn(move || {
            loop {
                let mut chunk = vec![0; CHUNK_BYTES];
                let read = response.read(&mut chunk).map(|count| {
                    chunk.truncate(count);
                    chunk
                });
                let last = read.as_ref().map_or(true, Vec::is_empty);
                if sender.send(read).is_err() || last {
                    break;
                }
            }
        });
        Self(receiver)
    }

    /// The next bytes; none at the end.
    pub(super) fn next(&self, cancel: &AtomicBool) -> Result<io::Result<Vec<u8>>, HubError> {
        wait_for(&self.0, cancel).map(|chunk| chunk.unwrap_or_else(|| Ok(Vec::new())))
    }
}

/// Runs something on a thread of its own; when the caller wants to stop, it is left to itself.
pub(super) fn aside<T: Send + 'static>(
    cancel: &AtomicBool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, HubError> {
    check(cancel)?;
    let (sender, receiver) = sync_channel(1);
    thread::spawn(move || sender.send(work()));
    wait_for(&receiver, cancel)?.ok_or(HubError::Cancelled)
}

/// What a thread sends next, `None` when it has ended.
fn wait_for<T>(receiver: &Receiver<T>, cancel: &AtomicBool) -> Result<Option<T>, HubError> {
    loop {
        check(cancel)?;
        match receiver.recv_timeout(GLANCE) {
            Ok(news) => return Ok(Some(news)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Ends the work when the caller wants to stop.
pub(super) fn check(cancel: &AtomicBool) -> Result<(), HubError> {
    if cancel.load(Ordering::Relaxed) {
        return Err(HubError::Cancelled);
    }
    Ok(())
}

/// Sleeps for a moment, unless the caller wants to stop.
pub(super) fn rest(cancel: &AtomicBool) -> Result<(), HubError> {
    check(cancel)?;
    thread::sleep(GLANCE);
    check(cancel)
}

/// Sleeps, unless the caller wants to stop.
pub(super) fn pause(mut wait: Duration, cancel: &AtomicBool) -> Result<(), HubError> {
    while !wait.is_zero() {
        check(cancel)?;
        let step = wait.min(GLANCE);
        thread::sleep(step);
        wait -= step;
    }
    check(cancel)
}
