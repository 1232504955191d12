//! Waiting for what is slow, and hearing a wish to stop meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::HubError;
use crate::net::{self, Ended, Wait};

/// How often the caller's wish to stop is looked at.
const GLANCE: Duration = Duration::from_millis(100);

impl From<Ended> for HubError {
    fn from(_: Ended) -> Self {
        // Nothing else ends these waits: they have no deadline.
        Self::Cancelled
    }
}

/// Runs something on a thread of its own; when the caller wants to stop, it is left to itself.
pub(super) fn aside<T: Send + 'static>(
    cancel: &AtomicBool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, HubError> {
    Ok(net::aside(Wait::cancelled_by(cancel), work)?)
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
