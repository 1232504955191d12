//! The tables, as numbered steps from an empty file; `user_version` says how many a file has had.
//!
//! A step that was released is never changed; a change is a new step at the end. A predecessor's
//! file would begin with a step of its own, chosen where [`progress`] refuses it today.

use rusqlite::{Connection, TransactionBehavior};

use super::failure;
use super::file::{APPLICATION_ID, Owner, owner};
use crate::store::StoreError;

/// Every step, from the first on.
const STEPS: &[&str] = &[include_str!("migrations/0001_speaker_embeddings.sql")];

/// Brings a database that is ours or empty up to date, wholly or not at all; refuses others.
pub(super) fn apply(connection: &mut Connection, place: &str) -> Result<(), StoreError> {
    let failed = |error| failure(place, error);
    // Looking takes no lock that others would wait for.
    let look = connection.transaction().map_err(failed)?;
    let done = progress(&look, place)?;
    look.commit().map_err(failed)?;
    if done == STEPS.len() {
        return Ok(());
    }
    let transaction =
        (connection.transaction_with_behavior(TransactionBehavior::Immediate)).map_err(failed)?;
    // Another program may have come first.
    let done = progress(&transaction, place)?;
    for step in &STEPS[done..] {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction
        .pragma_update(None, "application_id", APPLICATION_ID)
        .map_err(failed)?;
    transaction
        .pragma_update(None, "user_version", known())
        .map_err(failed)?;
    transaction.commit().map_err(failed)
}

/// How many steps the database has had.
fn progress(connection: &Connection, place: &str) -> Result<usize, StoreError> {
    let failed = |error| failure(place, error);
    match owner(connection).map_err(failed)? {
        Owner::Ours => {}
        Owner::Nobody => return Ok(0),
        Owner::Predecessor => {
            let place = place.to_owned();
            return Err(StoreError::Predecessor { place });
        }
        Owner::Foreign => {
            let place = place.to_owned();
            return Err(StoreError::Foreign { place });
        }
    }
    let found: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(failed)?;
    usize::try_from(found)
        .ok()
        .filter(|done| *done <= STEPS.len())
        .ok_or_else(|| StoreError::Newer {
            place: place.to_owned(),
            found,
            known: known(),
        })
}

/// The last layout that this program knows.
fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}
