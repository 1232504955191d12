//! The tables, as numbered steps from an empty file; `user_version` says how many a file has had.
//!
//! A step that was released is never changed; a change is a new step at the end. A history of
//! whisperX-FastAPI has its table of tasks already; it is copied beside itself and then taken over.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::file::{APPLICATION_ID, Owner, owner};
use super::{Open, failure};
use crate::store::{StoreError, layout, tasks};

/// Every step, from the first on.
const STEPS: &[&str] = &[
    include_str!("../migrations/sqlite/0001_speaker_embeddings.sql"),
    include_str!("../migrations/sqlite/0002_tasks.sql"),
    include_str!("../migrations/sqlite/0003_history.sql"),
    include_str!("../migrations/sqlite/0004_service.sql"),
];
/// The step that a predecessor's file has had already.
const TASKS: usize = 1;

/// Brings a database that is ours, a predecessor's or empty up to date, wholly or not at all;
/// refuses others.
pub(super) fn apply(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let place = &path.display().to_string();
    let failed = |error| failure(place, error);
    // Looking takes no lock that others would wait for.
    let look = connection.transaction().map_err(failed)?;
    let (_, done) = progress(&look, place)?;
    look.commit().map_err(failed)?;
    if done == STEPS.len() {
        return Ok(());
    }
    let transaction =
        (connection.transaction_with_behavior(TransactionBehavior::Immediate)).map_err(failed)?;
    // Another program may have come first.
    let (found, done) = progress(&transaction, place)?;
    if found == Owner::Predecessor {
        // Nobody else writes while we hold the lock, and readers may read.
        back_up(path)?;
        take_over(&transaction, place)?;
    } else {
        for step in &STEPS[done..] {
            transaction.execute_batch(step).map_err(failed)?;
        }
    }
    transaction
        .pragma_update(None, "application_id", APPLICATION_ID)
        .map_err(failed)?;
    transaction
        .pragma_update(None, "user_version", layout::number(STEPS.len()))
        .map_err(failed)?;
    transaction.commit().map_err(failed)
}

/// Makes a predecessor's file ours: all steps but the one that it has had.
fn take_over(transaction: &Connection, place: &str) -> Result<(), StoreError> {
    let run = |sql: &str| {
        let done = transaction.execute_batch(sql);
        done.map_err(|error| failure(place, error))
    };
    let has_voices = transaction
        .table_exists(None, "speaker_embeddings")
        .map_err(|error| failure(place, error))?;
    if has_voices {
        // Its voices are kept, but they are of models that we don't have.
        run("ALTER TABLE speaker_embeddings RENAME TO speaker_embeddings_before_scripta")?;
    }
    // Its development versions count attempts in a column of this name, too.
    let has_attempts = transaction
        .column_exists(None, "tasks", "retry_count")
        .map_err(|error| failure(place, error))?;
    if has_attempts {
        run("ALTER TABLE tasks DROP COLUMN retry_count")?;
    }
    run(include_str!("../migrations/sqlite/unique_uuids.sql"))?;
    for (number, step) in STEPS.iter().enumerate() {
        if number != TASKS {
            run(step)?;
        }
    }
    let mut session = Open {
        connection: transaction,
        place,
    };
    tasks::take_over(&mut session)
}

/// Whose the database is, and how many steps it has had.
fn progress(connection: &Connection, place: &str) -> Result<(Owner, usize), StoreError> {
    let failed = |error| failure(place, error);
    let found = owner(connection).map_err(failed)?;
    match found {
        Owner::Ours => {}
        Owner::Nobody | Owner::Predecessor => return Ok((found, 0)),
        Owner::Foreign => {
            let place = place.to_owned();
            return Err(StoreError::Foreign { place });
        }
    }
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(failed)?;
    Ok((found, layout::done(version, STEPS.len(), place)?))
}

/// Copies a predecessor's file to one beside it, as it is now and with nothing half-written.
fn back_up(path: &Path) -> Result<(), StoreError> {
    let copy = backup_path(path);
    let failed = |error: rusqlite::Error| StoreError::NoBackup {
        place: path.display().to_string(),
        copy: copy.display().to_string(),
        source: error.into(),
    };
    let name = copy.to_string_lossy();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags)
        .and_then(|reader| reader.execute("VACUUM INTO ?1", [&name]))
        .map_err(failed)?;
    tracing::warn!(
        "the history {} of whisperX-FastAPI is taken over; a copy of it is in {name}",
        path.display()
    );
    Ok(())
}

/// A name beside the file that nothing has yet.
fn backup_path(path: &Path) -> PathBuf {
    let mut number = 1;
    loop {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".whisperx-{number}.bak"));
        let copy = PathBuf::from(name);
        if !copy.exists() {
            return copy;
        }
        number += 1;
    }
}
