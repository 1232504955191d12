//! The queue of a service: tasks that wait for a worker on the machine that has their recordings.

use jiff::Timestamp;

use super::database::{Row, Session, values};
use super::tasks::{COLUMNS, insert, made, now, take, task};
use super::{NewTask, Store, StoreError, Worker, deliveries, rows};
use crate::task::Task;

/// How often a task may take its program with it before it counts as failed.
const MOST_CRASHES: i64 = 20;
/// How a task that isn't in the queue becomes one that is.
const BACK: &str = "status = 'queued', error = NULL, error_code = NULL, end_time = NULL,
    start_time = NULL, worker = NULL, lease_until = NULL, stage = NULL";

/// What waits in a queue.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Waiting {
    /// How many tasks.
    pub tasks: u64,
    /// Seconds of audio in them, as far as that is known.
    pub audio: f64,
}

impl Store {
    /// Puts a task into the queue, unless `most` wait there already.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn enqueue(&self, new: &NewTask, most: u64) -> Result<Option<Task>, StoreError> {
        self.write(|session| {
            if most > 0 && waiting(session, new.host.as_deref(), None)?.tasks >= most {
                return Ok(None);
            }
            let task = made(new, None, now());
            insert(session, &task)?;
            Ok(Some(task))
        })
    }

    /// Takes the task whose turn it is, if one waits.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn claim(&self, host: &str, worker: Worker<'_>) -> Result<Option<Task>, StoreError> {
        let find = format!(
            "SELECT {COLUMNS} FROM tasks WHERE status = 'queued' AND host = ?
             ORDER BY priority DESC, id LIMIT 1"
        );
        // Looking first: most of the time nothing waits, and writing keeps others from it.
        let next = || self.read(|session| Ok(rows(session, &find, &values![host], task)?.pop()));
        while let Some(task) = next()? {
            let taken = self.write(|session| take(session, &task, worker, now()))?;
            if taken {
                return self.task(&task.id).map(Some);
            }
        }
        Ok(None)
    }

    /// Puts a task that is over back into the queue. One that was completed is done once more from
    /// its beginning, any other goes on from its checkpoints. Tells whether it was over.
    ///
    /// # Errors
    /// When there is none, or the store fails; nothing is changed then.
    pub fn enqueue_again(&self, id: &str) -> Result<bool, StoreError> {
        let again = format!(
            "UPDATE tasks SET {BACK}, retry_count = retry_count + 1, progress = 0, updated_at = ?
             WHERE uuid = ? AND status IN ('completed', 'failed', 'cancelled', 'interrupted')"
        );
        self.write(|session| {
            let was_over = session.execute(&again, &values![now(), id])? > 0;
            if was_over {
                deliveries::withdraw(session, id)?;
            }
            Ok(was_over)
        })
    }

    /// What waits on a machine; with a task, what is to be taken before it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn waiting(&self, host: &str, before: Option<&str>) -> Result<Waiting, StoreError> {
        self.read(|session| waiting(session, Some(host), before))
    }

    /// The recordings of a machine that unfinished tasks still need, and those of tasks that ended
    /// without a result after `since`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn needed_sources(&self, host: &str, since: Timestamp) -> Result<Vec<String>, StoreError> {
        let find = "SELECT source FROM tasks WHERE host = ? AND source IS NOT NULL
            AND (status IN ('queued', 'processing', 'interrupted')
                OR (status IN ('failed', 'cancelled') AND updated_at > ?))";
        self.read(|session| rows(session, find, &values![host, since], Row::get))
    }
}

/// Puts interrupted tasks of a service back into its queue. One that was there each time when the
/// program crashed is given up.
pub(super) fn put_back(
    session: &mut dyn Session,
    ids: &[String],
    crashed: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let back = format!(
        "UPDATE tasks SET {BACK}, retry_count = retry_count + ?, updated_at = ?
         WHERE uuid = ? AND status = 'interrupted' AND host IS NOT NULL AND retry_count < ?"
    );
    let give_up = "UPDATE tasks SET status = 'failed', error_code = 'crashed', updated_at = ?,
        end_time = ?, error = 'the service ended each time it worked on this task'
        WHERE uuid = ? AND status = 'interrupted' AND host IS NOT NULL";
    for id in ids {
        if session.execute(&back, &values![u32::from(crashed), now, id, MOST_CRASHES])? == 0
            && session.execute(give_up, &values![now, now, id])? > 0
        {
            deliveries::plan(session, id, now)?;
        }
    }
    Ok(())
}

fn waiting(
    session: &mut dyn Session,
    host: Option<&str>,
    before: Option<&str>,
) -> Result<Waiting, StoreError> {
    let mut find = "SELECT COUNT(*), SUM(t.audio_duration) FROM tasks t
        WHERE t.status = 'queued' AND t.host = ?"
        .to_owned();
    let mut wanted = Vec::from(values![host]);
    if let Some(id) = before {
        let position = "SELECT priority, id FROM tasks WHERE uuid = ?";
        let own = rows(session, position, &values![id], |row| {
            Ok((row.get::<i64>()?, row.get::<i64>()?))
        })?;
        let Some((priority, id)) = own.into_iter().next() else {
            return Ok(Waiting::default());
        };
        find.push_str(" AND (t.priority > ? OR (t.priority = ? AND t.id < ?))");
        wanted.extend(values![priority, priority, id]);
    }
    let found = rows(session, &find, &wanted, |row| {
        let tasks = u64::try_from(row.get::<i64>()?).unwrap_or(0);
        let audio = row.get::<Option<f64>>()?.unwrap_or(0.0);
        Ok(Waiting { tasks, audio })
    })?;
    Ok(found.into_iter().next().unwrap_or_default())
}
