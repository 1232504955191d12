//! The tables, as numbered steps from an empty database; `scripta_schema` says which it has had.
//!
//! A step that was released is never changed; a change is a new step at the end. The server keeps
//! what a step has done even when the rest of it fails, so each is written to be done again. A
//! history of whisperX-FastAPI has its table of tasks already, which is copied and then taken over.

use std::time::Duration;

use super::link::Link;
use super::{Open, errors, transact, values};
use crate::store::database::{Row, Session as _, Value, values};
use crate::store::{StoreError, layout, tasks};

/// Every step, from the first on.
const STEPS: &[&str] = &[
    include_str!("../migrations/mysql/0001_speaker_embeddings.sql"),
    include_str!("../migrations/mysql/0002_tasks.sql"),
    include_str!("../migrations/mysql/0003_history.sql"),
    include_str!("../migrations/mysql/0004_service.sql"),
];
/// The step that a predecessor's database has had already, and what is done in its place.
const TASKS: usize = 1;
const TAKE_OVER: &str = include_str!("../migrations/mysql/take_over.sql");
/// The step after which a predecessor's tasks can become our own.
const HISTORY: usize = 2;

/// Said before indexes of words are made: otherwise they leave common English words out.
pub(super) const NO_STOPWORDS: &str = "SET SESSION innodb_ft_enable_stopword = OFF";

/// The table that says which steps were done, in one row.
const SCHEMA: &str = "scripta_schema";
const MAKE_SCHEMA: &str = "CREATE TABLE IF NOT EXISTS scripta_schema (
    version BIGINT NOT NULL PRIMARY KEY) ENGINE = InnoDB";
/// Where a predecessor's tasks are copied to.
const COPY: &str = "tasks_before_scripta";
const MAKE_COPY: &str =
    "CREATE TABLE tasks_before_scripta (PRIMARY KEY (id)) ENGINE = InnoDB AS SELECT * FROM tasks";
/// Our tables besides those.
const TABLES: &[&str] = &[
    "speaker_embeddings",
    "tasks",
    "results",
    "checkpoints",
    "passages",
    "watched",
    "deliveries",
];
/// A lock of the server, not of a database: its name is the same for all who open this one.
const LOCK: &str = "SELECT GET_LOCK(CONCAT('scripta ', SHA1(DATABASE())), ?)";
const UNLOCK: &str = "SELECT RELEASE_LOCK(CONCAT('scripta ', SHA1(DATABASE())))";

/// Brings a database that is ours, a predecessor's or without tables of these names up to date;
/// refuses others. Whoever comes second waits for the first for so long as `patience`.
///
/// # Errors
/// When the database is a newer program's or another one's, or it fails.
pub(super) fn apply(link: &mut Link, patience: Duration) -> Result<(), StoreError> {
    // Looking takes no lock that others would wait for.
    if done(link)? == Some(STEPS.len()) {
        return Ok(());
    }
    let seconds = Value::Integer(i64::try_from(patience.as_secs()).unwrap_or(i64::MAX).max(1));
    if first(link, LOCK, &[seconds])? != Some(Value::Integer(1)) {
        let place = link.place().to_owned();
        return Err(StoreError::Busy { place });
    }
    let applied = apply_alone(link);
    let unlocked = first(link, UNLOCK, &[]);
    applied.and(unlocked.map(drop))
}

/// The same, while nobody else does it.
fn apply_alone(link: &mut Link) -> Result<(), StoreError> {
    let done = if let Some(done) = done(link)? {
        done
    } else {
        claim(link)?;
        0
    };
    let predecessor = exists(link, COPY)?;
    for (number, step) in STEPS.iter().enumerate().skip(done) {
        let step = if predecessor && number == TASKS {
            TAKE_OVER
        } else {
            step
        };
        run(link, step)?;
        record(link, number, predecessor && number == HISTORY)?;
    }
    Ok(())
}

/// How many steps a database of ours has had; `None` for one that isn't ours yet.
fn done(link: &mut Link) -> Result<Option<usize>, StoreError> {
    if !exists(link, SCHEMA)? {
        return Ok(None);
    }
    let version = first(link, "SELECT version FROM scripta_schema", &[])?;
    let Some(Value::Integer(version)) = version else {
        // The program that made the table was stopped before it filled it.
        return Ok(None);
    };
    layout::done(version, STEPS.len(), link.place()).map(Some)
}

/// Makes a database ours, after a copy of what a predecessor has in it.
fn claim(link: &mut Link) -> Result<(), StoreError> {
    let mut found = Vec::new();
    for table in TABLES {
        if exists(link, table)? {
            found.push(*table);
        }
    }
    match found[..] {
        [] => {}
        ["tasks"] | ["speaker_embeddings", "tasks"] if is_predecessor(link)? => {
            if found.len() > 1 {
                // Its voices are kept, but they are of models that we don't have.
                command(
                    link,
                    "RENAME TABLE speaker_embeddings TO speaker_embeddings_before_scripta",
                )?;
            }
            back_up(link)?;
            // Its development versions count attempts in a column of this name, too.
            if columns(link)?.iter().any(|name| name == "retry_count") {
                command(link, "ALTER TABLE tasks DROP COLUMN retry_count")?;
            }
        }
        _ => {
            let place = link.place().to_owned();
            return Err(StoreError::Foreign { place });
        }
    }
    command(link, MAKE_SCHEMA)?;
    command(
        link,
        "INSERT IGNORE INTO scripta_schema (version) VALUES (0)",
    )
}

/// Whether the table of tasks has the columns of whisperX-FastAPI's.
fn is_predecessor(link: &mut Link) -> Result<bool, StoreError> {
    Ok(layout::is_predecessor(&columns(link)?))
}

/// The columns of the table of tasks.
fn columns(link: &mut Link) -> Result<Vec<String>, StoreError> {
    let find = "SELECT column_name FROM information_schema.columns
        WHERE table_schema = DATABASE() AND table_name = 'tasks'";
    let rows = link.query(find, &[]).map_err(|error| link.failure(error))?;
    let mut names = Vec::new();
    for row in rows {
        names.extend(values::row(row).get::<String>());
    }
    Ok(names)
}

/// Copies a predecessor's tasks as they are.
fn back_up(link: &mut Link) -> Result<(), StoreError> {
    if exists(link, COPY)? {
        return Ok(());
    }
    let place = link.place().to_owned();
    link.command(MAKE_COPY)
        .map_err(|error| StoreError::NoBackup {
            place: place.clone(),
            copy: COPY.to_owned(),
            source: error.into(),
        })?;
    tracing::warn!(
        "the history {place} of whisperX-FastAPI is taken over; a copy of it is in the table {COPY}"
    );
    Ok(())
}

/// Runs the statements of a step, passing over what was there already.
fn run(link: &mut Link, step: &str) -> Result<(), StoreError> {
    command(link, NO_STOPWORDS)?;
    for statement in statements(step) {
        match link.command(&statement) {
            Err(error) if errors::is_there_already(&error) => {}
            other => other.map_err(|error| link.failure(error))?,
        }
    }
    Ok(())
}

/// Writes down that a step was done; with the last of a predecessor's, its tasks become our own.
fn record(link: &mut Link, number: usize, take_over: bool) -> Result<(), StoreError> {
    let version = layout::number(number + 1);
    let recorded = transact(link, &["START TRANSACTION"], &mut |session| {
        if take_over {
            tasks::take_over(session)?;
        }
        let record = "UPDATE scripta_schema SET version = ?";
        session.execute(record, &values![version]).map(drop)
    });
    recorded.map_err(|failure| failure.error)
}

/// The statements of a file, without comments.
fn statements(step: &str) -> Vec<String> {
    let code = step
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default().trim_end());
    let code = code
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    let statements = code.split(';').map(str::trim);
    statements
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether the database has a table.
fn exists(link: &mut Link, table: &str) -> Result<bool, StoreError> {
    let count = "SELECT COUNT(*) FROM information_schema.tables
        WHERE table_schema = DATABASE() AND table_name = ?";
    let count = first(link, count, &values![table])?;
    Ok(count.is_some_and(|count| count != Value::Integer(0)))
}

/// The first column of the first row.
fn first(link: &mut Link, sql: &str, values: &[Value]) -> Result<Option<Value>, StoreError> {
    let mut open = Open { link, again: false };
    let row: Option<Row> = open.query(sql, values)?.into_iter().next();
    Ok(row.and_then(|mut row| row.value().ok()))
}

fn command(link: &mut Link, sql: &str) -> Result<(), StoreError> {
    link.command(sql).map_err(|error| link.failure(error))
}
