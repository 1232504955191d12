//! A few connections to a server that threads share: each has one at a time, and waits for it if
//! need be.

use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::StoreError;

/// Most connections that one program has.
pub(super) const MOST: usize = 8;

/// A connection as the pool sees it.
pub(super) trait Pooled {
    /// Whether it may be lent again.
    fn is_usable(&self) -> bool;
}

/// Makes a connection, in time for somebody who waits until then.
type Connect<C> = dyn Fn(Instant) -> Result<C, StoreError> + Send + Sync;

/// The connections of one program.
pub(super) struct Pool<C> {
    place: String,
    patience: Duration,
    connect: Box<Connect<C>>,
    state: Mutex<State<C>>,
    freed: Condvar,
}

/// How the connections stand.
struct State<C> {
    /// Those that nobody uses, the last used at the end.
    idle: Vec<C>,
    /// How many there are, those in use among them.
    open: usize,
}

impl<C: Pooled> Pool<C> {
    /// An empty pool; connections are made when they are needed. `place` is what errors call the
    /// server; who wants one of many connections waits for so long as `patience`.
    pub(super) fn new(
        place: String,
        patience: Duration,
        connect: impl Fn(Instant) -> Result<C, StoreError> + Send + Sync + 'static,
    ) -> Self {
        let state = State {
            idle: Vec::new(),
            open: 0,
        };
        Self {
            place,
            patience,
            connect: Box::new(connect),
            state: Mutex::new(state),
            freed: Condvar::new(),
        }
    }

    /// The server and database, fit to be shown.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// How long to wait for others.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// A connection for the caller alone.
    ///
    /// # Errors
    /// When all are in use for too long, or the server can't be reached or refuses.
    pub(super) fn take(&self) -> Result<Held<'_, C>, StoreError> {
        let deadline = Instant::now() + self.patience;
        let mut state = self.state();
        loop {
            while let Some(connection) = state.idle.pop() {
                if connection.is_usable() {
                    let slot = Slot(self);
                    return Ok(Held { slot, connection });
                }
                state.open -= 1;
            }
            if state.open < MOST {
                break;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let place = self.place.clone();
                return Err(StoreError::Busy { place });
            }
            let waited = self.freed.wait_timeout(state, left);
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        state.open += 1;
        drop(state);
        // From here on the place in the pool is given back, whatever happens.
        let slot = Slot(self);
        let connection = (self.connect)(deadline)?;
        Ok(Held { slot, connection })
    }

    /// Forgets the connections that nobody uses, for the server has ended one.
    pub(super) fn forget_idle(&self) {
        let idle = {
            let mut state = self.state();
            state.open -= state.idle.len();
            std::mem::take(&mut state.idle)
        };
        self.freed.notify_all();
        // Closing may take a moment in which others needn't wait.
        drop(idle);
    }
}

impl<C> Pool<C> {
    fn state(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the pool that is taken; it is free again when this goes.
struct Slot<'a, C>(&'a Pool<C>);

impl<C> Drop for Slot<'_, C> {
    fn drop(&mut self) {
        self.0.state().open -= 1;
        self.0.freed.notify_one();
    }
}

/// A connection in use. Unless it is given back, it is closed, which also ends its transaction.
pub(super) struct Held<'a, C> {
    slot: Slot<'a, C>,
    connection: C,
}

impl<C: Pooled> Held<'_, C> {
    /// Lets others have it; no transaction may be open.
    pub(super) fn give_back(self) {
        if self.connection.is_usable() {
            let mut state = self.slot.0.state();
            state.idle.push(self.connection);
            // `Slot::drop` subtracts one, and the connection is still open.
            state.open += 1;
        }
    }
}

impl<C> Deref for Held<'_, C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.connection
    }
}

impl<C> DerefMut for Held<'_, C> {
    fn deref_mut(&mut self) -> &mut C {
        &mut self.connection
    }
}
