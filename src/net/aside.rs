//! Work on threads of its own, so that a wish to stop and the end of patience are heard while a
//! server or a disk is slow.

use std::io::{self, ErrorKind, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// How often the caller's wish to stop is looked at.
const GLANCE: Duration = Duration::from_millis(100);
const CHUNK_BYTES: usize = 64 * 1024;
/// Chunks that may wait to be written.
const QUEUE: usize = 16;

/// What ends waiting.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wait<'a> {
    /// Set when the caller wants to stop.
    pub(crate) cancel: Option<&'a AtomicBool>,
    /// When patience is over.
    pub(crate) deadline: Option<Instant>,
}

/// Why there is nothing to wait for any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The caller wants to stop.
    Cancelled,
    /// Patience is over.
    Late,
    /// The thread has ended without a result.
    Lost,
}

impl<'a> Wait<'a> {
    /// Waits until the caller wants to stop.
    pub(crate) fn cancelled_by(cancel: &'a AtomicBool) -> Self {
        Self {
            cancel: Some(cancel),
            deadline: None,
        }
    }

    /// Waits no longer than for a time from now.
    pub(crate) fn at_most(self, time: Duration) -> Self {
        // A time beyond all clocks is no limit.
        let other = Instant::now().checked_add(time);
        let deadline = self.deadline.into_iter().chain(other).min();
        Self { deadline, ..self }
    }

    /// The time that is left, `None` when it has no end.
    pub(crate) fn left(&self) -> Option<Duration> {
        let now = Instant::now();
        let left = |deadline: Instant| deadline.saturating_duration_since(now);
        self.deadline.map(left)
    }

    fn check(&self) -> Result<(), Ended> {
        if self
            .cancel
            .is_some_and(|cancel| cancel.load(Ordering::Relaxed))
        {
            return Err(Ended::Cancelled);
        }
        match self.left() {
            Some(Duration::ZERO) => Err(Ended::Late),
            _ => Ok(()),
        }
    }

    /// What a thread sends next, `None` when it has ended.
    fn on<T>(&self, receiver: &Receiver<T>) -> Result<Option<T>, Ended> {
        loop {
            self.check()?;
            let glance = self.left().map_or(GLANCE, |left| left.min(GLANCE));
            match receiver.recv_timeout(glance) {
                Ok(news) => return Ok(Some(news)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

/// Runs something on a thread of its own; when waiting ends before it does, it is left to itself.
pub(crate) fn aside<T: Send + 'static>(
    wait: Wait<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Ended> {
    wait.check()?;
    let (sender, receiver) = sync_channel(1);
    thread::spawn(move || sender.send(work()));
    wait.on(&receiver)?.ok_or(Ended::Lost)
}

/// A body that is read on a thread of its own.
pub(crate) struct Body(Receiver<io::Result<Vec<u8>>>);

impl Body {
    /// Begins to read.
    pub(crate) fn new(mut source: impl Read + Send + 'static) -> Self {
        let (sender, receiver) = sync_channel(QUEUE);
        thread::spawn(move || {
            loop {
                let mut chunk = vec![0; CHUNK_BYTES];
                let read = source.read(&mut chunk).map(|count| {
                    chunk.truncate(count);
                    chunk
                });
                if matches!(&read, Err(error) if error.kind() == ErrorKind::Interrupted) {
                    continue;
                }
                let last = read.as_ref().map_or(true, Vec::is_empty);
                if sender.send(read).is_err() || last {
                    break;
                }
            }
        });
        Self(receiver)
    }

    /// The next bytes; none at the end.
    pub(crate) fn next(&self, wait: Wait<'_>) -> Result<io::Result<Vec<u8>>, Ended> {
        let chunk = wait.on(&self.0)?;
        Ok(chunk.unwrap_or_else(|| Ok(Vec::new())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_ends_when_it_should() {
        let slow = || thread::sleep(Duration::from_secs(20));
        let short = Wait::default().at_most(Duration::from_millis(20));
        assert_eq!(aside(short, slow), Err(Ended::Late));
        let shorter = short.at_most(Duration::MAX);
        assert_eq!(aside(shorter, || 1), Err(Ended::Late));
        let cancel = AtomicBool::new(true);
        assert_eq!(
            aside(Wait::cancelled_by(&cancel), slow),
            Err(Ended::Cancelled)
        );
        cancel.store(false, Ordering::Relaxed);
        let long = Wait::cancelled_by(&cancel).at_most(Duration::MAX);
        assert_eq!(long.left(), None);
        assert_eq!(aside(long, || 1), Ok(1));
    }
}
