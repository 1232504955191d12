//! A few connections, lent to one thread each and taken back when they are still good.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::address::Address;
use super::link::Link;
use crate::store::StoreError;

/// Most connections that are open at once.
const MOST: usize = 8;

/// Connections to one database.
pub(super) struct Pool {
    address: Arc<Address>,
    patience: Duration,
    state: Mutex<State>,
    freed: Condvar,
}

/// What is open.
struct State {
    /// Connections that nobody uses, the last used at the end.
    idle: Vec<Link>,
    /// How many there are, the lent ones too.
    open: usize,
}

/// A connection that is lent. Unless it is kept, it is closed in the end.
pub(super) struct Lease<'a> {
    pool: &'a Pool,
    link: Link,
    good: bool,
}

impl Pool {
    /// A pool without connections. Who wants one of many waits for so long as `patience`.
    pub(super) fn new(address: Address, patience: Duration) -> Self {
        let state = State {
            idle: Vec::new(),
            open: 0,
        };
        Self {
            address: Arc::new(address),
            patience,
            state: Mutex::new(state),
            freed: Condvar::new(),
        }
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lends a connection, a new one if need be.
    ///
    /// # Errors
    /// When all are in use for too long, or the server can't be reached or refuses.
    pub(super) fn take(&self) -> Result<Lease<'_>, StoreError> {
        let link = match self.idle()? {
            Some(link) => link,
            None => Link::connect(&self.address, self.patience).inspect_err(|_| self.freed())?,
        };
        Ok(Lease {
            pool: self,
            link,
            good: false,
        })
    }

    /// A connection that nobody uses, or the right to open one.
    fn idle(&self) -> Result<Option<Link>, StoreError> {
        let until = Instant::now() + self.patience;
        let mut state = self.state();
        loop {
            if let Some(link) = state.idle.pop() {
                return Ok(Some(link));
            }
            if state.open < MOST {
                state.open += 1;
                return Ok(None);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let place = self.address.place.clone();
                return Err(StoreError::Busy { place });
            }
            let waited = self.freed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// One connection less is open.
    fn freed(&self) {
        self.state().open -= 1;
        self.freed.notify_one();
    }

    /// Closes all connections that nobody uses.
    pub(super) fn forget(&self) {
        let idle = {
            let mut state = self.state();
            state.open -= state.idle.len();
            std::mem::take(&mut state.idle)
        };
        for _ in &idle {
            self.freed.notify_one();
        }
    }
}

impl Lease<'_> {
    pub(super) fn link(&mut self) -> &mut Link {
        &mut self.link
    }

    /// Gives it back for others to use, with no transaction open.
    pub(super) fn keep(&mut self) {
        self.good = !self.link.is_lost();
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if !self.good {
            self.pool.freed();
            return;
        }
        let closed = self.link.take();
        self.pool.state().idle.push(closed);
        self.pool.freed.notify_one();
    }
}
