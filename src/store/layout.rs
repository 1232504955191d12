//! What the layouts of all databases have in common: how far one is, and how whisperX-FastAPI's
//! table of tasks is known.

use super::StoreError;

/// The columns of whisperX-FastAPI's table `tasks`; a table that has them all is that.
pub(super) const PREDECESSOR: [&str; 17] = [
    "id",
    "uuid",
    "status",
    "result",
    "file_name",
    "url",
    "callback_url",
    "audio_duration",
    "language",
    "task_type",
    "task_params",
    "duration",
    "start_time",
    "end_time",
    "error",
    "created_at",
    "updated_at",
];

/// Whether a table with these columns is whisperX-FastAPI's.
pub(super) fn is_predecessor(columns: &[String]) -> bool {
    let has = |wanted: &&str| columns.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    PREDECESSOR.iter().all(has)
}

/// How many of so many steps a database has had, by the number that stands in it.
///
/// # Errors
/// When it has had more than this program knows.
pub(super) fn done(found: i64, steps: usize, place: &str) -> Result<usize, StoreError> {
    let done = usize::try_from(found).ok().filter(|done| *done <= steps);
    done.ok_or_else(|| StoreError::Newer {
        place: place.to_owned(),
        found,
        known: number(steps),
    })
}

/// A number of steps as databases count.
pub(super) fn number(steps: usize) -> i64 {
    i64::try_from(steps).unwrap_or(i64::MAX)
}
