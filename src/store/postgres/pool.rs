//! A few connections that threads share: each has one at a time, and waits for it if need be.

use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use super::address::Address;
use super::connection::Connection;
use crate::store::StoreError;

/// Most connections that one program has.
pub(super) const MOST: usize = 8;

/// The connections of one program.
pub(super) struct Pool {
    address: Address,
    patience: Duration,
    runtime: Handle,
    state: Mutex<State>,
    freed: Condvar,
}

/// How the connections stand.
#[derive(Default)]
struct State {
    /// Those that nobody uses.
    idle: Vec<Connection>,
    /// How many there are, those in use among them.
    open: usize,
}

impl Pool {
    /// An empty pool; connections are made when they are needed.
    pub(super) fn new(address: Address, patience: Duration, runtime: Handle) -> Self {
        Self {
            address,
            patience,
            runtime,
            state: Mutex::default(),
            freed: Condvar::new(),
        }
    }

    /// The URL as it may be shown.
    pub(super) fn place(&self) -> &str {
        &self.address.place
    }

    /// How long to wait for others.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// A connection for the caller alone.
    ///
    /// # Errors
    /// When all are in use for too long, or the server can't be reached or refuses.
    pub(super) fn take(&self) -> Result<Held<'_>, StoreError> {
        let deadline = Instant::now() + self.patience;
        let mut state = self.state();
        loop {
            while let Some(connection) = state.idle.pop() {
                if connection.is_fresh() {
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
                let place = self.place().to_owned();
                return Err(StoreError::Busy { place });
            }
            let waited = self.freed.wait_timeout(state, left);
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        state.open += 1;
        drop(state);
        // From here on the place in the pool is given back, whatever happens.
        let slot = Slot(self);
        let connection = Connection::open(&self.address, &self.runtime, deadline)?;
        Ok(Held { slot, connection })
    }

    /// Forgets the connections that nobody uses, for the server has ended one.
    pub(super) fn forget_idle(&self) {
        let mut state = self.state();
        state.open -= state.idle.len();
        state.idle.clear();
        self.freed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the pool that is taken; it is free again when this goes.
struct Slot<'a>(&'a Pool);

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.state().open -= 1;
        self.0.freed.notify_one();
    }
}

/// A connection in use. Unless it is given back, it is closed, which also ends its transaction.
pub(super) struct Held<'a> {
    slot: Slot<'a>,
    connection: Connection,
}

impl Held<'_> {
    /// Lets others have it; no transaction may be open.
    pub(super) fn give_back(self) {
        if !self.connection.is_closed() {
            let mut state = self.slot.0.state();
            state.idle.push(self.connection);
            // The connection counts on, and the place it had is counted out.
            state.open += 1;
        }
    }
}

impl Deref for Held<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Held<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}
