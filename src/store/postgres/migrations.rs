//! The tables, as numbered steps from an empty schema; `scripta_schema` says how many it has had.
//!
//! A step that was released is never changed; a change is a new step at the end. A history of
//! whisperX-FastAPI has its table of tasks already; it is copied beside itself and then taken over.

use super::connection::Connection;
use super::failure::failure;
use super::lock_timeout;
use super::session::Open;
use crate::store::database::{Row, Session as _, Unexpected, Value, values};
use crate::store::pool::Pool;
use crate::store::{StoreError, layout, rows, tasks};

/// Every step, from the first on.
const STEPS: &[&str] = &[
    include_str!("../migrations/postgres/0001_speaker_embeddings.sql"),
    include_str!("../migrations/postgres/0002_tasks.sql"),
    include_str!("../migrations/postgres/0003_history.sql"),
    include_str!("../migrations/postgres/0004_service.sql"),
];
/// The step that a predecessor's table has had already.
const TASKS: usize = 1;
/// The number of the advisory lock that is held meanwhile: `Scripta` in ASCII.
const LOCK: i64 = 0x53_6372_6970_7461;
/// Our tables; whoever has them without a number of steps is somebody else.
const TABLES: [&str; 8] = [
    SCHEMA,
    "tasks",
    "speaker_embeddings",
    "results",
    "checkpoints",
    "passages",
    "watched",
    "deliveries",
];
/// The table with the number of steps.
const SCHEMA: &str = "scripta_schema";
/// What a predecessor's voices are called once ours take their place.
const OLD_VOICES: &str = "speaker_embeddings_before_scripta";
/// What a predecessor's table of tasks is copied to, unless that is there.
const OLD_TASKS: &str = "tasks_before_scripta";
/// Whose tables there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// Scripta's.
    Ours,
    /// Nobody's: none of them is there yet.
    Nobody,
    /// whisperX-FastAPI's.
    Predecessor {
        /// Whether it has voices as well.
        voices: bool,
    },
}

/// Brings a schema that is ours, a predecessor's or empty up to date, wholly or not at all;
/// refuses others. What else is in the database doesn't matter.
pub(super) fn apply(pool: &Pool<Connection>) -> Result<(), StoreError> {
    let place = pool.place();
    let failed = |error| failure(place, &error);
    let mut held = pool.take()?;
    // Looking takes no lock that others would wait for.
    held.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .map_err(failed)?;
    let (_, done) = progress(&mut Open::new(&mut held, place), place)?;
    held.batch("COMMIT").map_err(failed)?;
    if done < STEPS.len() {
        let timeout = lock_timeout(pool.patience());
        // Each statement sees what others have done before it.
        let begin = format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {timeout};
             SELECT pg_advisory_xact_lock({LOCK})"
        );
        held.batch(&begin).map_err(failed)?;
        step(&mut held, place)?;
        held.batch("COMMIT").map_err(failed)?;
    }
    held.give_back();
    Ok(())
}

/// Takes the steps that are missing, inside a transaction.
fn step(connection: &mut Connection, place: &str) -> Result<(), StoreError> {
    let failed = |error| failure(place, &error);
    // Another program may have come first.
    let (owner, done) = progress(&mut Open::new(connection, place), place)?;
    if let Owner::Predecessor { voices } = owner {
        back_up(connection, place)?;
        if voices {
            let rename = format!("ALTER TABLE speaker_embeddings RENAME TO {OLD_VOICES}");
            connection.batch(&rename).map_err(failed)?;
        }
        // Its development versions count attempts in a column of this name, too.
        let attempts = "ALTER TABLE tasks DROP COLUMN IF EXISTS retry_count";
        connection.batch(attempts).map_err(failed)?;
    }
    for (number, step) in STEPS.iter().enumerate().skip(done) {
        match owner {
            Owner::Predecessor { .. } if number == TASKS => {
                let renamed = include_str!("../migrations/postgres/unique_uuids.sql");
                connection.batch(renamed).map_err(failed)?;
            }
            _ => connection.batch(step).map_err(failed)?,
        }
    }
    if matches!(owner, Owner::Predecessor { .. }) {
        tasks::take_over(&mut Open::new(connection, place))?;
    }
    let known = layout::number(STEPS.len());
    let number = if owner == Owner::Ours {
        format!("UPDATE {SCHEMA} SET version = {known}")
    } else {
        format!(
            "CREATE TABLE {SCHEMA} (version INTEGER NOT NULL);
             INSERT INTO {SCHEMA} (version) VALUES ({known})"
        )
    };
    connection.batch(&number).map_err(failed)
}

/// Whose the tables are, and how many steps they have had.
fn progress(session: &mut Open<'_>, place: &str) -> Result<(Owner, usize), StoreError> {
    let found = tables(session)?;
    let has = |table: &str| found.iter().any(|name| name == table);
    if has(SCHEMA) {
        return Ok((Owner::Ours, steps(session, place)?));
    }
    if has("tasks") && is_predecessor(session)? {
        let voices = has("speaker_embeddings");
        return Ok((Owner::Predecessor { voices }, 0));
    }
    if found.is_empty() {
        return Ok((Owner::Nobody, 0));
    }
    let place = place.to_owned();
    Err(StoreError::Foreign { place })
}

/// Which of our tables' names are taken in the schema where ours are or will be.
fn tables(session: &mut Open<'_>) -> Result<Vec<String>, StoreError> {
    let marks = vec!["?"; TABLES.len()].join(", ");
    let find = format!(
        "SELECT c.relname FROM pg_catalog.pg_class c
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = current_schema() AND c.relname IN ({marks})"
    );
    rows(session, &find, &TABLES.map(Value::from), text)
}

/// Whether the table of tasks is what whisperX-FastAPI makes.
fn is_predecessor(session: &mut Open<'_>) -> Result<bool, StoreError> {
    let find = "SELECT a.attname FROM pg_catalog.pg_attribute a
         JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = current_schema() AND c.relname = 'tasks' AND c.relkind = 'r'
         AND a.attnum > 0 AND NOT a.attisdropped";
    let found = rows(session, find, &[], text)?;
    Ok(layout::is_predecessor(&found))
}

/// The number of steps that our tables have had.
fn steps(session: &mut Open<'_>, place: &str) -> Result<usize, StoreError> {
    let find = format!("SELECT version FROM {SCHEMA}");
    let [version] = rows(session, &find, &[], Row::get::<i64>)?[..] else {
        return Err(session.damaged());
    };
    layout::done(version, STEPS.len(), place)
}

/// Copies a predecessor's tasks to a table beside them, as they are now.
fn back_up(connection: &mut Connection, place: &str) -> Result<(), StoreError> {
    let copy = backup_name(&mut Open::new(connection, place))?;
    let copied = connection.batch(&format!("CREATE TABLE {copy} AS TABLE tasks"));
    copied.map_err(|error| StoreError::NoBackup {
        place: place.to_owned(),
        copy: copy.clone(),
        source: failure(place, &error).into(),
    })?;
    tracing::warn!(
        "the history {place} of whisperX-FastAPI is taken over; a copy of it is in the table {copy}"
    );
    Ok(())
}

/// A name that no table has yet.
fn backup_name(session: &mut Open<'_>) -> Result<String, StoreError> {
    let mut number = 1;
    loop {
        let name = match number {
            1 => OLD_TASKS.to_owned(),
            more => format!("{OLD_TASKS}_{more}"),
        };
        let find = "SELECT 1 FROM pg_catalog.pg_class c
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = current_schema() AND c.relname = ?";
        if session.query(find, &values![&name])?.is_empty() {
            return Ok(name);
        }
        number += 1;
    }
}

fn text(row: &mut Row) -> Result<String, Unexpected> {
    row.get()
}
