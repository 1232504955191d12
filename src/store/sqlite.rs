//! The store in one SQLite file, which several threads and programs may use at once.
//!
//! Which files are accepted is `sqlite/file.rs`, the tables are `sqlite/migrations.rs`.

mod file;
mod migrations;

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, TransactionBehavior};

use super::StoreError;
use super::database::{Database, Dialect, Row, Session, Value, Work, time_text};
pub(super) use file::{make_private_folder, set_aside};

/// Most connections for reading; whoever comes then waits for one, which takes less long than
/// opening another.
const MOST_READERS: usize = 8;
/// Statements that a connection keeps prepared.
const PREPARED: usize = 64;

/// An open file: one connection writes, others read beside it.
#[derive(Debug)]
pub(super) struct Sqlite {
    path: PathBuf,
    patience: Duration,
    writer: Mutex<Connection>,
    readers: Mutex<Readers>,
    /// Rung when a reader is free, or may be opened.
    free: Condvar,
}

/// The connections for reading.
#[derive(Debug, Default)]
struct Readers {
    idle: Vec<Connection>,
    /// How many are in use.
    used: usize,
}

/// A reader in use; its place is free again when it is dropped.
struct Reader<'a> {
    /// `None` once it can't be used again.
    connection: Option<Connection>,
    sqlite: &'a Sqlite,
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut readers = self.sqlite.readers();
        readers.used -= 1;
        readers.idle.extend(self.connection.take());
        drop(readers);
        self.sqlite.free.notify_one();
    }
}

impl Sqlite {
    /// Opens the file at an absolute path, makes it if there is none, and brings its tables up to date.
    pub(super) fn open(path: &Path, patience: Duration) -> Result<Self, StoreError> {
        file::make_private_file(path)?;
        let mut writer = connect(path, patience)?;
        prepare(&mut writer, path)?;
        Ok(Self {
            path: path.to_owned(),
            patience,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            free: Condvar::new(),
        })
    }

    /// The writing connection; a thread that panicked has left no transaction open.
    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn readers(&self) -> MutexGuard<'_, Readers> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection for reading that nobody else uses.
    fn reader(&self) -> Result<Reader<'_>, StoreError> {
        let readers = self.readers();
        let busy = |readers: &mut Readers| readers.used >= MOST_READERS;
        let waited = self.free.wait_while(readers, busy);
        let mut readers = waited.unwrap_or_else(PoisonError::into_inner);
        readers.used += 1;
        let connection = readers.idle.pop();
        drop(readers);
        let mut reader = Reader {
            connection,
            sqlite: self,
        };
        if reader.connection.is_none() {
            reader.connection = Some(connect(&self.path, self.patience)?);
        }
        Ok(reader)
    }

    /// Runs work in a transaction of the connection.
    fn run(
        &self,
        connection: &mut Connection,
        behaviour: TransactionBehavior,
        work: Work<'_>,
    ) -> Result<(), StoreError> {
        let place = self.path.display().to_string();
        let failed = |error| failure(&place, error);
        let transaction = connection
            .transaction_with_behavior(behaviour)
            .map_err(failed)?;
        work(&mut Open {
            connection: &transaction,
            place: &place,
        })?;
        transaction.commit().map_err(failed)
    }
}

impl Database for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn read(&self, work: Work<'_>) -> Result<(), StoreError> {
        let mut reader = self.reader()?;
        // Taken out, so that one that fails isn't used again.
        let Some(mut connection) = reader.connection.take() else {
            return Err(StoreError::Undone);
        };
        self.run(&mut connection, TransactionBehavior::Deferred, work)?;
        reader.connection = Some(connection);
        Ok(())
    }

    fn write(&self, work: Work<'_>) -> Result<(), StoreError> {
        // Immediate, so that nobody changes anything between reading and writing.
        self.run(&mut self.writer(), TransactionBehavior::Immediate, work)
    }

    fn compact(&self) -> Result<(), StoreError> {
        let writer = self.writer();
        let compacted = writer
            .execute_batch("INSERT INTO passage_words (passage_words) VALUES ('optimize'); VACUUM");
        compacted.map_err(|error| failure(&self.path.display().to_string(), error))
    }
}

/// A transaction that is under way.
struct Open<'a> {
    connection: &'a Connection,
    place: &'a str,
}

impl Session for Open<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        tracing::debug!(target: super::ECHO, "{sql}");
        let run = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.execute(rusqlite::params_from_iter(values))
        };
        let rows = run().map_err(|error| failure(self.place, error))?;
        Ok(rows as u64)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        tracing::debug!(target: super::ECHO, "{sql}");
        let run = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let columns = statement.column_count();
            let read = |row: &rusqlite::Row<'_>| {
                let values = (0..columns).map(|column| row.get_ref(column).map(Value::from));
                Ok(Row::new(values.collect::<Result<_, _>>()?))
            };
            let rows = statement.query_map(rusqlite::params_from_iter(values), read)?;
            rows.collect::<Result<_, _>>()
        };
        run().map_err(|error| failure(self.place, error))
    }

    fn damaged(&self) -> StoreError {
        StoreError::Damaged {
            place: self.place.to_owned(),
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Integer(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Self::Real(number) => ToSqlOutput::Borrowed(ValueRef::Real(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Time(time) => ToSqlOutput::Owned(time_text(*time).into()),
        })
    }
}

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(text) => Self::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Self::Bytes(bytes.to_owned()),
        }
    }
}

/// A connection to a file that exists, as every use of it needs it.
fn connect(path: &Path, patience: Duration) -> Result<Connection, StoreError> {
    let failed = |error| failure(&path.display().to_string(), error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(patience).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection
        .pragma_update(None, "foreign_keys", true)
        .map_err(failed)?;
    lower_all_letters(&connection).map_err(failed)?;
    Ok(connection)
}

/// SQLite's own `LOWER` knows only ASCII, the servers' knows all letters.
fn lower_all_letters(connection: &Connection) -> Result<(), rusqlite::Error> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("lower", 1, flags, |context| {
        let text: Option<String> = context.get(0)?;
        Ok(text.map(|text| text.to_lowercase()))
    })
}

/// Makes sure that the file is ours, then sets how it is used.
fn prepare(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let place = &path.display().to_string();
    let failed = |error| failure(place, error);
    // Until the file is known to be ours, closing must not write somebody's log into it.
    let keep_log = |connection: &Connection, keep: bool| {
        let keeping = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        connection.set_db_config(keeping, keep).map_err(failed)
    };
    keep_log(connection, file::has_log(path))?;
    migrations::apply(connection, path)?;
    keep_log(connection, false)?;
    // After the tables, so that a new file says whose it is even without its log. While others hold
    // the file, its mode can't be changed; the next to open it will.
    match connection.pragma_update(None, "journal_mode", "WAL") {
        Err(error) if is_busy(&error) => {}
        other => other.map_err(failed)?,
    }
    // With a log, this loses nothing when a program dies; the last moments when the power does.
    connection
        .pragma_update(None, "synchronous", "NORMAL")
        .map_err(failed)?;
    // A voice is nobody's business once it is removed: its bytes are overwritten.
    connection
        .pragma_update(None, "secure_delete", true)
        .map_err(failed)
}

/// Whether somebody else holds the file.
fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

/// What SQLite's word for it means to a user.
fn failure(place: &str, error: rusqlite::Error) -> StoreError {
    let place = place.to_owned();
    let code = error.sqlite_error().map(|error| error.extended_code);
    if code == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) {
        // There is no room even for the file that its users share.
        return StoreError::Full { place };
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { place },
        Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { place },
        Some(ErrorCode::DiskFull) => StoreError::Full { place },
        Some(ErrorCode::NotADatabase) => StoreError::NotADatabase { place },
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { place },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => StoreError::Unopenable {
            place,
            source: error.into(),
        },
        _ => StoreError::Failed {
            place,
            source: error.into(),
        },
    }
}

#[cfg(test)]
mod tests;
