//! The store in one SQLite file, which several threads and programs may use at once.
//!
//! Which files are accepted is `sqlite/file.rs`, the tables are `sqlite/migrations.rs`.

mod file;
mod migrations;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, Row, Transaction};
use rusqlite::{TransactionBehavior, params};

use super::voice::key;
use super::{Enrolment, Store, StoreError, Voice};
pub(super) use file::make_private_folder;

/// The columns of a voice, in the order that [`voice`] reads them.
const COLUMNS: &str = "uuid, speaker_label, model, embedding, clips, seconds, created_at";

/// An open file; a second thread waits for the first.
#[derive(Debug)]
pub(super) struct Sqlite {
    /// SQLite's handle.
    connection: Mutex<Connection>,
    /// The path, for errors.
    place: String,
}

impl Sqlite {
    /// Opens the file at an absolute path, makes it if there is none, and brings its tables up to date.
    pub(super) fn open(path: &Path, patience: Duration) -> Result<Self, StoreError> {
        let place = path.display().to_string();
        file::make_private_file(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection =
            Connection::open_with_flags(path, flags).map_err(|error| failure(&place, error))?;
        prepare(&mut connection, path, patience)?;
        Ok(Self {
            connection: Mutex::new(connection),
            place,
        })
    }

    /// The connection; a thread that panicked has left no transaction open.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        (self.connection.lock()).unwrap_or_else(PoisonError::into_inner)
    }

    /// Says which store failed.
    fn failure(&self, error: rusqlite::Error) -> StoreError {
        failure(&self.place, error)
    }
}

impl Store for Sqlite {
    fn add_voice(&self, enrolment: &Enrolment) -> Result<Voice, StoreError> {
        let enrolment = enrolment.checked()?;
        let mut connection = self.connection();
        // Immediate, so that nobody changes the voice between reading and writing.
        let transaction = (connection.transaction_with_behavior(TransactionBehavior::Immediate))
            .map_err(|error| self.failure(error))?;
        let known = find(&transaction, &enrolment).map_err(|error| self.failure(error))?;
        let voice = match known {
            Some(mut voice) => {
                voice.merge(&enrolment)?;
                update(&transaction, &voice).map(|()| voice)
            }
            None => insert(&transaction, enrolment),
        };
        let voice = voice.map_err(|error| self.failure(error))?;
        transaction.commit().map_err(|error| self.failure(error))?;
        Ok(voice)
    }

    fn voices(&self) -> Result<Vec<Voice>, StoreError> {
        let all = format!(
            "SELECT {COLUMNS} FROM speaker_embeddings WHERE name_key IS NOT NULL
             ORDER BY name_key, model"
        );
        let connection = self.connection();
        let read = || {
            connection
                .prepare(&all)?
                .query_map([], voice)?
                .collect::<Result<Vec<_>, _>>()
        };
        read().map_err(|error| self.failure(error))
    }

    fn remove_voice(&self, name: &str) -> Result<usize, StoreError> {
        let remove = "DELETE FROM speaker_embeddings WHERE name_key = ?1";
        let removed = self.connection().execute(remove, [key(name)]);
        removed.map_err(|error| self.failure(error))
    }
}

/// Makes sure that the file is ours, then sets how it is used.
fn prepare(connection: &mut Connection, path: &Path, patience: Duration) -> Result<(), StoreError> {
    let place = &path.display().to_string();
    let failed = |error| failure(place, error);
    connection.busy_timeout(patience).map_err(failed)?;
    // Until the file is known to be ours, closing must not write somebody's log into it.
    let keep_log = |connection: &Connection, keep: bool| {
        let keeping = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        connection.set_db_config(keeping, keep).map_err(failed)
    };
    keep_log(connection, file::has_log(path))?;
    migrations::apply(connection, place)?;
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
        .map_err(failed)?;
    connection
        .pragma_update(None, "foreign_keys", true)
        .map_err(failed)
}

/// The voice of the same name and model.
fn find(
    transaction: &Transaction<'_>,
    enrolment: &Enrolment,
) -> Result<Option<Voice>, rusqlite::Error> {
    let one =
        format!("SELECT {COLUMNS} FROM speaker_embeddings WHERE model = ?1 AND name_key = ?2");
    let wanted = params![enrolment.model, key(&enrolment.name)];
    transaction.query_row(&one, wanted, voice).optional()
}

/// Writes down a name that is new.
fn insert(transaction: &Transaction<'_>, enrolment: Enrolment) -> Result<Voice, rusqlite::Error> {
    let voice = Voice {
        id: uuid::Uuid::new_v4().to_string(),
        name: enrolment.name,
        model: enrolment.model,
        embedding: enrolment.embedding,
        clips: enrolment.clips,
        seconds: enrolment.seconds,
        created_at: jiff::Timestamp::now().strftime("%FT%TZ").to_string(),
    };
    let insert = format!(
        "INSERT INTO speaker_embeddings ({COLUMNS}, name_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    );
    let Voice {
        id,
        name,
        model,
        seconds,
        created_at,
        ..
    } = &voice;
    let (embedding, clips) = (embedding(&voice), clips(&voice));
    let values = params![
        id,
        name,
        model,
        embedding,
        clips,
        seconds,
        created_at,
        key(name)
    ];
    transaction.execute(&insert, values)?;
    Ok(voice)
}

/// Writes down what merging has changed.
fn update(transaction: &Transaction<'_>, voice: &Voice) -> Result<(), rusqlite::Error> {
    let update =
        "UPDATE speaker_embeddings SET embedding = ?2, clips = ?3, seconds = ?4 WHERE uuid = ?1";
    let values = params![voice.id, embedding(voice), clips(voice), voice.seconds];
    transaction.execute(update, values)?;
    Ok(())
}

/// Reads a voice from [`COLUMNS`].
fn voice(row: &Row<'_>) -> Result<Voice, rusqlite::Error> {
    let embedding: String = row.get(3)?;
    let clips: i64 = row.get(4)?;
    Ok(Voice {
        id: row.get(0)?,
        name: row.get(1)?,
        model: row.get(2)?,
        embedding: serde_json::from_str(&embedding).map_err(|error| {
            let text = rusqlite::types::Type::Text;
            rusqlite::Error::FromSqlConversionFailure(3, text, Box::new(error))
        })?,
        clips: usize::try_from(clips).unwrap_or(0),
        seconds: row.get(5)?,
        created_at: row.get(6)?,
    })
}

/// The embedding as a JSON array.
fn embedding(voice: &Voice) -> String {
    serde_json::json!(voice.embedding).to_string()
}

/// The number of clips as the database counts.
fn clips(voice: &Voice) -> i64 {
    i64::try_from(voice.clips).unwrap_or(i64::MAX)
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
        _ if matches!(error, rusqlite::Error::FromSqlConversionFailure(..)) => {
            StoreError::Damaged { place }
        }
        _ => StoreError::Failed {
            place,
            source: error.into(),
        },
    }
}

#[cfg(test)]
mod tests;
