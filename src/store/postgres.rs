//! The store in a PostgreSQL database, which several threads and programs may use at once.
//!
//! What a URL says is `postgres/address.rs`, a connection is `postgres/connection.rs`, the tables
//! are `postgres/migrations.rs`. The client is asynchronous; one thread of its own moves
//! the bytes, and callers wait for it.

mod address;
mod connection;
mod failure;
mod migrations;
mod session;
mod stream;
mod tls;
mod value;

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};

use super::StoreError;
use super::database::{Database, Dialect, Work};
use super::pool::Pool;
use address::Address;
use connection::Connection;
use failure::{Remedy, failure, remedy};
use session::Open;

/// How often work is tried that others were in the way of, or whose connection was gone.
const TRIES: u32 = 10;
/// The pause after the first try; it doubles with each, up to a limit.
const PAUSE: Duration = Duration::from_millis(8);
/// How often the pause doubles.
const DOUBLINGS: u32 = 6;
/// How readers and writers begin. Serialisable transactions act as if one came after the other.
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const WRITE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";
/// The tables whose deleted rows are cleared away.
const COMPACT: &str = "VACUUM (ANALYZE) \
    tasks, results, checkpoints, passages, watched, speaker_embeddings";

/// An open database.
pub(super) struct Postgres {
    pool: Pool<Connection>,
    /// Moves the connections' bytes; there until this goes.
    runtime: Option<Runtime>,
}

impl Postgres {
    /// Connects to the database of a URL that begins with `postgresql://`, and brings its tables
    /// up to date. Others are waited for as long as `patience`.
    ///
    /// # Errors
    /// When the URL means nothing, the server can't be reached or refuses, or the tables are
    /// another program's or a newer Scripta's.
    pub(super) fn open(url: &str, patience: Duration) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("scripta-postgres")
            .enable_all()
            .build();
        let runtime = runtime.map_err(|source| StoreError::Failed {
            place: address.place.clone(),
            source: source.into(),
        })?;
        let (place, handle) = (address.place.clone(), runtime.handle().clone());
        let pool = Pool::new(place, patience, move |deadline| {
            Connection::open(&address, &handle, deadline)
        });
        let store = Self {
            pool,
            runtime: Some(runtime),
        };
        migrations::apply(&store.pool)?;
        Ok(store)
    }

    /// Runs work in a transaction that `begin` begins, again where that may help.
    fn run(&self, begin: &str, work: Work<'_>) -> Result<(), StoreError> {
        let since = Instant::now();
        let mut tried = 1;
        loop {
            let (error, remedy) = match self.attempt(begin, work) {
                Ok(()) => return Ok(()),
                Err(failed) => failed,
            };
            // Conflicts pass: where many write, somebody has always been quicker a few times in a row.
            let is_conflict = remedy == Remedy::Again && since.elapsed() < self.pool.patience();
            if remedy == Remedy::None || (tried >= TRIES && !is_conflict) {
                return Err(error);
            }
            if remedy == Remedy::Reconnect {
                self.pool.forget_idle();
            }
            std::thread::sleep(pause(tried));
            tried += 1;
        }
    }

    /// Runs work once, wholly or not at all.
    fn attempt(&self, begin: &str, work: Work<'_>) -> Result<(), (StoreError, Remedy)> {
        let place = self.pool.place();
        let mut held = self.pool.take().map_err(|error| (error, Remedy::None))?;
        let begin = format!("{begin}; {}", lock_timeout(self.pool.patience()));
        if let Err(error) = held.batch(&begin) {
            let remedy = if held.is_closed() {
                Remedy::Reconnect
            } else {
                remedy(&error)
            };
            return Err((failure(place, &error), remedy));
        }
        let mut open = Open::new(&mut held, place);
        let worked = work(&mut open);
        let failed = open.failed();
        // After a failed statement the server would take a COMMIT for a ROLLBACK, silently.
        let outcome = match (worked, failed) {
            (Ok(()), None) => match held.batch("COMMIT") {
                Ok(()) => {
                    held.give_back();
                    return Ok(());
                }
                // Whether a lost COMMIT took effect, nobody knows: it isn't tried again.
                Err(error) => {
                    let again = remedy(&error) == Remedy::Again;
                    let remedy = if again { Remedy::Again } else { Remedy::None };
                    (failure(place, &error), remedy)
                }
            },
            (Ok(()), Some(remedy)) => (StoreError::Undone, remedy),
            (Err(error), failed) => (error, failed.unwrap_or(Remedy::None)),
        };
        if outcome.1 != Remedy::Reconnect && held.batch("ROLLBACK").is_ok() {
            held.give_back();
        }
        Err(outcome)
    }
}

impl Database for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn read(&self, work: Work<'_>) -> Result<(), StoreError> {
        self.run(READ, work)
    }

    fn write(&self, work: Work<'_>) -> Result<(), StoreError> {
        self.run(WRITE, work)
    }

    fn compact(&self) -> Result<(), StoreError> {
        let mut held = self.pool.take()?;
        let compacted = held.batch(COMPACT);
        compacted.map_err(|error| failure(self.pool.place(), &error))?;
        held.give_back();
        Ok(())
    }
}

impl fmt::Debug for Postgres {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.pool.place();
        f.debug_struct("Postgres")
            .field("place", &place)
            .finish_non_exhaustive()
    }
}

impl Drop for Postgres {
    /// Doesn't wait, so that it may happen on a thread of another runtime.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The statement that limits how long the rest of a transaction waits for others' locks.
fn lock_timeout(patience: Duration) -> String {
    // 0 would be for ever.
    format!(
        "SET LOCAL lock_timeout = {}",
        patience.as_millis().clamp(1, 1 << 30)
    )
}

/// How long to wait after some tries: never the same for two who met.
fn pause(tried: u32) -> Duration {
    let longest = PAUSE * (1 << tried.saturating_sub(1).min(DOUBLINGS));
    let chance = RandomState::new().hash_one(tried) % 1000;
    longest / 2 + longest.mul_f64(f64::from(u32::try_from(chance).unwrap_or(0)) / 1000.0)
}

#[cfg(test)]
pub(super) mod tests;
