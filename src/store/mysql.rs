//! The store in a database of a MySQL or MariaDB server, which many programs may use at once.
//!
//! What the URL says is `mysql/address.rs`, connections are `mysql/link.rs`,
//! values are `mysql/values.rs`, what errors mean `mysql/errors.rs`, the tables `mysql/migrations.rs`.

mod address;
mod errors;
mod link;
mod migrations;
mod tls;
mod values;

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use super::StoreError;
use super::database::{Database, Dialect, Row, Session, Value, Work};
use super::pool::Pool;
use address::Address;
use link::Link;

/// How often work is done before a deadlock is told to the user.
const MOST_ATTEMPTS: u32 = 8;
/// The longest pause before work is done again, in milliseconds, for each attempt before it.
const LONGEST_PAUSE: u64 = 40;
/// The tables that are given their space back.
const TABLES: &str = "speaker_embeddings, tasks, results, checkpoints, passages, watched";

/// How transactions begin that only read: on one state of the data.
const READING: &[&str] = &["START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"];
/// How transactions begin that write. The lock keeps others from writing between our reading and
/// our writing, and so from deadlocks, as SQLite does; it also comes before the first look at data.
const WRITING: &[&str] = &[
    "START TRANSACTION",
    "SELECT version FROM scripta_schema FOR UPDATE",
];

/// An open database.
pub(super) struct Mysql {
    pool: Pool<Link>,
}

impl fmt::Debug for Mysql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (f.debug_struct("Mysql").field("place", &self.pool.place())).finish_non_exhaustive()
    }
}

impl Mysql {
    /// Opens the database of a URL that begins with `mysql://`, and brings its tables up to date.
    ///
    /// # Errors
    /// When the URL won't do, the server can't be reached or refuses, or the database is another
    /// program's.
    pub(super) fn open(url: &str, patience: Duration) -> Result<Self, StoreError> {
        let address = Arc::new(Address::parse(url)?);
        let place = address.place.clone();
        let pool = Pool::new(place, patience, move |_| Link::connect(&address, patience));
        let mut held = pool.take()?;
        migrations::apply(&mut held, patience)?;
        held.give_back();
        Ok(Self { pool })
    }

    /// Runs work in a transaction, again where the server gave it up.
    fn run(&self, begin: &[&str], work: Work<'_>) -> Result<(), StoreError> {
        let mut attempt = 1;
        loop {
            let mut held = self.pool.take()?;
            match transact(&mut held, begin, work) {
                Ok(()) => {
                    held.give_back();
                    return Ok(());
                }
                Err(Failure { again, error }) => {
                    if held.is_lost() {
                        // What waits in the pool was most likely lost with it.
                        self.pool.forget_idle();
                    }
                    held.give_back();
                    if !again || attempt == MOST_ATTEMPTS {
                        return Err(error);
                    }
                }
            }
            pause(attempt);
            attempt += 1;
        }
    }
}

impl Database for Mysql {
    fn dialect(&self) -> Dialect {
        Dialect::Mysql
    }

    fn read(&self, work: Work<'_>) -> Result<(), StoreError> {
        self.run(READING, work)
    }

    fn write(&self, work: Work<'_>) -> Result<(), StoreError> {
        self.run(WRITING, work)
    }

    fn compact(&self) -> Result<(), StoreError> {
        let mut held = self.pool.take()?;
        let link: &mut Link = &mut held;
        // The index of words is made anew.
        link.command(migrations::NO_STOPWORDS)
            .map_err(|error| link.failure(error))?;
        let optimize = format!("OPTIMIZE TABLE {TABLES}");
        let told = link
            .query(&optimize, &[])
            .map_err(|error| link.failure(error))?;
        let wrong = told.iter().find_map(values::told_error);
        let place = link.place().to_owned();
        held.give_back();
        wrong.map_or(Ok(()), |wrong| Err(errors::told(place, wrong)))
    }
}

/// Why a transaction failed, and whether doing it again may help.
struct Failure {
    error: StoreError,
    again: bool,
}

/// Does work once, wholly or not at all.
fn transact(link: &mut Link, begin: &[&str], work: Work<'_>) -> Result<(), Failure> {
    for sql in begin {
        link.command(sql).map_err(|error| Failure {
            again: errors::is_passing(&error),
            error: link.failure(error),
        })?;
    }
    let mut open = Open { link, again: false };
    let done = work(&mut open);
    let again = open.again;
    match done {
        // Whoever gave up the transaction, work that went on over it has done nothing.
        Ok(()) if again => Err(StoreError::Undone),
        other => other,
    }
    .map_err(|error| {
        link.roll_back();
        Failure { error, again }
    })?;
    link.command("COMMIT").map_err(|error| {
        // When the answer is lost, nobody knows what was done.
        let again = errors::is_deadlock(&error);
        let error = link.failure(error);
        link.roll_back();
        Failure { error, again }
    })
}

/// Waits a moment that differs from program to program.
fn pause(attempt: u32) {
    let random = RandomState::new().hash_one(attempt);
    let longest = LONGEST_PAUSE * u64::from(attempt);
    std::thread::sleep(Duration::from_millis(1 + random % longest));
}

/// A transaction that is under way.
struct Open<'a> {
    link: &'a mut Link,
    /// Whether the server gave up the transaction, so that doing it again may help.
    again: bool,
}

impl Open<'_> {
    fn failed(&mut self, error: mysql_async::Error) -> StoreError {
        self.again |= errors::is_passing(&error);
        self.link.failure(error)
    }
}

impl Session for Open<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Mysql
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let done = self.link.execute(sql, values);
        done.map_err(|error| self.failed(error))
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let found = self
            .link
            .query(sql, values)
            .map_err(|error| self.failed(error))?;
        Ok(found.into_iter().map(values::row).collect())
    }

    fn damaged(&self) -> StoreError {
        StoreError::Damaged {
            place: self.link.place().to_owned(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
