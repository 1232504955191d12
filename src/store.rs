//! What Scripta remembers between runs: tasks with their results, and voices enrolled under names.
//!
//! [`Store`] has the verbs, in one file of `store/` each; they are written once, in SQL that
//! SQLite, PostgreSQL and MySQL understand. What a database must be able to do for them is the
//! trait in `store/database.rs`; which one it is, the URL says (`store/place.rs`).

mod checkpoints;
mod database;
mod deliveries;
mod error;
mod layout;
mod listing;
mod mysql;
mod place;
mod pool;
mod postgres;
mod profiles;
mod queue;
mod search;
mod sqlite;
mod tasks;
mod voice;
mod voices;
mod watched;
mod words;

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use database::{Database, Dialect, Row, Session, Unexpected, Value};
pub use deliveries::{Delivery, DeliveryStatus};
pub use error::StoreError;
pub use listing::{Effort, Filter};
use place::Place;
pub use place::redacted;
pub use profiles::Profile;
pub use queue::Waiting;
pub use search::{Hit, Search};
use sha2::Digest as _;
pub use tasks::{Begun, Ended, NewTask, Worker};
pub use voice::{Enrolment, Voice};

/// File name of the store inside the data folder.
pub const FILE: &str = "history.db";

/// The log target under which statements are told.
pub const ECHO: &str = "sql";

/// Bytes of a file that are read at once.
const BLOCK: usize = 1 << 20;

/// How long to wait for another program that writes to the same store.
const PATIENCE: Duration = Duration::from_secs(10);

/// A place that remembers, for any number of threads. Several may be open on the same data.
#[derive(Debug)]
pub struct Store {
    database: Box<dyn Database>,
}

impl Store {
    /// Opens a store, and makes it where there is none.
    ///
    /// URLs are `sqlite://PATH`, `postgresql://…`, `mysql://…` and their usual variants; of the
    /// folders, only the data folder is made if missing.
    ///
    /// # Errors
    /// When the URL is of no known kind, or the store can't be used; a sentence says why.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let database: Box<dyn Database> = match place::parse(url)? {
            Place::Sqlite(path) => {
                if path.parent() == data_folder().as_deref() {
                    sqlite::make_private_folder(&path)?;
                }
                Box::new(sqlite::Sqlite::open(&path, PATIENCE)?)
            }
            Place::Postgres(url) => Box::new(postgres::Postgres::open(&url, PATIENCE)?),
            Place::Mysql(url) => Box::new(mysql::Mysql::open(&url, PATIENCE)?),
        };
        Ok(Self { database })
    }

    /// Gives back the space of what was deleted.
    ///
    /// # Errors
    /// When the database fails or is in use.
    pub fn compact(&self) -> Result<(), StoreError> {
        self.database.compact()
    }

    fn dialect(&self) -> Dialect {
        self.database.dialect()
    }

    /// Runs work that only reads, and gives its result.
    fn read<T>(
        &self,
        mut work: impl FnMut(&mut dyn Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut result = None;
        self.database.read(&mut |session| {
            result = Some(work(session)?);
            Ok(())
        })?;
        result.ok_or(StoreError::Undone)
    }

    /// Runs work in one transaction, and gives its result once that is safe.
    fn write<T>(
        &self,
        mut work: impl FnMut(&mut dyn Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut result = None;
        self.database.write(&mut |session| {
            result = Some(work(session)?);
            Ok(())
        })?;
        result.ok_or(StoreError::Undone)
    }
}

/// The rows of a query, each read by `read`.
fn rows<T>(
    session: &mut dyn Session,
    sql: &str,
    values: &[Value],
    read: impl Fn(&mut Row) -> Result<T, Unexpected>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    for mut row in session.query(sql, values)? {
        found.push(read(&mut row).map_err(|Unexpected| session.damaged())?);
    }
    Ok(found)
}

/// Moves a damaged SQLite file of ours out of the way, and gives its new name; nothing for what
/// isn't ours.
#[must_use]
pub fn set_aside(url: &str) -> Option<PathBuf> {
    match place::parse(url) {
        Ok(Place::Sqlite(path)) => sqlite::set_aside(&path),
        _ => None,
    }
}

/// SHA-256 of bytes, in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&sha2::Sha256::digest(bytes))
}

/// SHA-256 of a file's bytes, in hexadecimal digits; `None` once `cancel` is set.
///
/// # Errors
/// When the file can't be read.
pub fn file_sha256(path: &Path, cancel: &AtomicBool) -> std::io::Result<Option<String>> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = sha2::Sha256::new();
    let mut block = vec![0; BLOCK];
    while !cancel.load(Ordering::Relaxed) {
        match file.read(&mut block)? {
            0 => return Ok(Some(hex(&hash.finalize()))),
            count => hash.update(&block[..count]),
        }
    }
    Ok(None)
}

/// Bytes in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to memory can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The URL of the store in the data folder.
///
/// # Errors
/// When the system names no data folder.
pub fn default_url() -> Result<String, StoreError> {
    let path = data_folder().ok_or(StoreError::NoFolder)?.join(FILE);
    let path = path.to_str().ok_or(StoreError::NoFolder)?;
    Ok(format!("sqlite://{path}"))
}

/// Where the user's data lies, as for the models.
#[must_use]
pub fn data_folder() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "scripta")?;
    Some(folders.data_dir().to_owned())
}

#[cfg(test)]
mod tests;
