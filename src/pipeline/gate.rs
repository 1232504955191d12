//! How runs that go on at the same time share the cores.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Lets the workers of a run through, one piece of work at a time.
pub trait Gate: Sync {
    /// Waits until it is the caller's turn to work, and gives whether it is: not if `stop` is set.
    fn enter(&self, stop: &AtomicBool) -> bool;

    /// Ends a turn that took so long.
    fn leave(&self, worked: Duration);

    /// Whether no other run wants the cores: only then may one piece of work take all of them.
    fn is_alone(&self) -> bool;
}

/// A gate for runs that have the machine to themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Open;

impl Gate for Open {
    fn enter(&self, _: &AtomicBool) -> bool {
        true
    }

    fn leave(&self, _: Duration) {}

    fn is_alone(&self) -> bool {
        true
    }
}

/// A turn, which ends when it is dropped.
pub(super) struct Turn<'a> {
    gate: &'a dyn Gate,
    begun: Instant,
}

impl<'a> Turn<'a> {
    /// Waits for a turn; nothing is given to a run that is to stop.
    pub(super) fn take(gate: &'a dyn Gate, stop: &AtomicBool) -> Option<Self> {
        gate.enter(stop).then(|| Self {
            gate,
            begun: Instant::now(),
        })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.gate.leave(self.begun.elapsed());
    }
}
