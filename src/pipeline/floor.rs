//! How recordings that are worked on at once share the cores: those that have had little go first.
//!
//! A multilevel feedback queue (Corbató, Merwin-Daggett and Daley, 1962): a run sinks one level
//! each time its work doubles, so a short one never waits for the rest of a long one. Within a
//! level, whoever came first is served first.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::crew;
use super::gate::Gate;

/// Work on the first level, in milliseconds of one core.
const FIRST_LEVEL: u64 = 4_000;
/// How soon a wish to stop is seen.
const PATIENCE: Duration = Duration::from_millis(100);

/// The cores, and who waits for one.
pub struct Floor {
    state: Mutex<State>,
    changed: Condvar,
    arrivals: AtomicU64,
    seats: AtomicUsize,
}

struct State {
    free: usize,
    /// Level and arrival of each worker that waits.
    waiting: Vec<(u32, u64)>,
}

impl Floor {
    /// A floor over so many cores: it has room for as many pieces of work at once as a run that
    /// is alone would do.
    #[must_use]
    pub fn new(cores: usize) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(State {
                free: crew::workers(cores),
                waiting: Vec::new(),
            }),
            changed: Condvar::new(),
            arrivals: AtomicU64::new(0),
            seats: AtomicUsize::new(0),
        })
    }

    /// A seat for a run that begins now.
    #[must_use]
    pub fn seat(self: &Arc<Self>) -> Seat {
        self.seats.fetch_add(1, Ordering::Relaxed);
        Seat {
            floor: Arc::clone(self),
            arrival: self.arrivals.fetch_add(1, Ordering::Relaxed),
            worked: AtomicU64::new(0),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked has changed nothing by halves.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One run's claim to the cores.
pub struct Seat {
    floor: Arc<Floor>,
    arrival: u64,
    /// Milliseconds of work so far.
    worked: AtomicU64,
}

impl Seat {
    fn level(&self) -> u32 {
        let worked = self.worked.load(Ordering::Relaxed) / FIRST_LEVEL;
        (worked + 1).ilog2()
    }
}

impl Gate for Seat {
    fn enter(&self, stop: &AtomicBool) -> bool {
        let own = (self.level(), self.arrival);
        let mut state = self.floor.state();
        state.waiting.push(own);
        loop {
            let is_next = state.waiting.iter().min() == Some(&own);
            let stops = stop.load(Ordering::Relaxed);
            if stops || (is_next && state.free > 0) {
                if let Some(at) = state.waiting.iter().position(|other| *other == own) {
                    state.waiting.swap_remove(at);
                }
                state.free -= usize::from(!stops);
                drop(state);
                // Whoever is next now may find another core free.
                self.floor.changed.notify_all();
                return !stops;
            }
            let waited = self.floor.changed.wait_timeout(state, PATIENCE);
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn leave(&self, worked: Duration) {
        let worked = u64::try_from(worked.as_millis()).unwrap_or(u64::MAX);
        self.worked.fetch_add(worked, Ordering::Relaxed);
        self.floor.state().free += 1;
        self.floor.changed.notify_all();
    }

    fn is_alone(&self) -> bool {
        self.floor.seats.load(Ordering::Relaxed) == 1
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.floor.seats.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static GO_ON: AtomicBool = AtomicBool::new(false);

    #[test]
    fn who_has_had_less_goes_first() {
        let floor = Floor::new(1);
        let (long, short) = (floor.seat(), floor.seat());
        assert!(long.enter(&GO_ON));
        let order = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            long.leave(Duration::from_mins(1));
            let holder = floor.seat();
            assert!(holder.enter(&GO_ON));
            for (name, seat) in [("long", &long), ("short", &short)] {
                let order = &order;
                scope.spawn(move || {
                    assert!(seat.enter(&GO_ON));
                    order.lock().expect("a lock").push(name);
                    seat.leave(Duration::ZERO);
                });
            }
            while floor.state().waiting.len() < 2 {
                std::thread::yield_now();
            }
            holder.leave(Duration::ZERO);
        });
        assert_eq!(*order.lock().expect("a lock"), ["short", "long"]);
    }

    #[test]
    fn who_is_alone_knows_it() {
        let floor = Floor::new(2);
        let first = floor.seat();
        assert!(first.is_alone());
        let second = floor.seat();
        assert!(!first.is_alone() && !second.is_alone());
        drop(second);
        assert!(first.is_alone());
    }

    #[test]
    fn who_is_to_stop_takes_no_place() {
        let floor = Floor::new(1);
        let seat = floor.seat();
        assert!(!seat.enter(&AtomicBool::new(true)));
        assert_eq!(floor.state().free, 1);
        assert!(floor.state().waiting.is_empty());
    }
}
