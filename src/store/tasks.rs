//! The life of a task: begun or found done, kept alive, ended; and how it is read again.

use std::cell::RefCell;
use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::database::{Column as _, Row, Session, Unexpected, Value, values};
use super::{Store, StoreError, deliveries, queue, rows, search};
use crate::task::{Outcome, Task, TaskKind, TaskStatus};

/// How long a worker counts as alive after its last sign of life.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// Longest part of a bad id that errors repeat.
const LONGEST_SHOWN: usize = 40;
/// Error code and text of what was interrupted.
const INTERRUPTED: (&str, &str) = (
    "interrupted",
    "the program ended before the task did; scripta tasks resume goes on with it",
);

/// The columns of a task, in the order that [`task`] reads them.
pub(super) const COLUMNS: &str = "uuid, status, task_type, file_name, source, url, callback_url, \
    audio_duration, language, model, task_params, duration, start_time, end_time, error, \
    error_code, created_at, updated_at, priority, progress, stage, retry_count, content_hash, \
    settings_hash, worker, lease_until, host";

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct NewTask {
    /// What it does; transcription unless it says otherwise.
    pub kind: Option<TaskKind>,
    /// Name of the recording, without folders.
    pub file_name: Option<String>,
    /// Absolute path of the recording, where it is a file.
    pub source: Option<String>,
    /// Where the recording is fetched from.
    pub url: Option<String>,
    /// Language asked for.
    pub language: Option<String>,
    /// Name of the model.
    pub model: Option<String>,
    /// What was asked for, to ask for it again.
    pub params: serde_json::Value,
    /// SHA-256 of the recording's bytes.
    pub content_hash: String,
    /// SHA-256 of everything else that decides the result.
    pub settings_hash: String,
    /// Who is told when it ends.
    pub callback_url: Option<String>,
    /// Length of the recording in seconds, where that is known.
    pub audio_duration: Option<f64>,
    /// Tasks of a higher priority are taken first.
    pub priority: i64,
    /// The machine that has the recording, for tasks of a service.
    pub host: Option<String>,
}

/// Who works on tasks, and how to tell whether others still do.
#[derive(Clone, Copy)]
pub struct Worker<'a> {
    /// A name that no other worker ever has.
    pub name: &'a str,
    /// Whether another worker lives: `None` where only its lease can tell.
    pub is_alive: &'a dyn Fn(&str) -> Option<bool>,
}

/// What becomes of a task that is asked for.
#[derive(Debug)]
pub enum Begun {
    /// The same was done before.
    Known(Task),
    /// It is to be done; what was done before an interruption is in its checkpoints.
    Ours(Task),
}

/// How work on a task ended.
#[derive(Debug)]
pub enum Ended<'a> {
    /// With a result, and the same as it was written in some formats.
    Done {
        /// The result.
        outcome: &'a Outcome,
        /// Formats by their names, and the bytes.
        written: &'a [(String, Vec<u8>)],
    },
    /// With an error, and a code for programs.
    Failed {
        /// One word.
        code: &'a str,
        /// A sentence.
        error: &'a str,
    },
    /// Before its end; it can go on from its checkpoints.
    Interrupted,
}

impl Store {
    /// Begins a task for `worker`, unless the same was done before and `fresh` doesn't insist.
    /// A task whose worker has died goes on instead of beginning anew.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn begin(
        &self,
        new: &NewTask,
        worker: Worker<'_>,
        fresh: bool,
    ) -> Result<Begun, StoreError> {
        self.write(|session| {
            let now = now();
            if !fresh {
                for task in same(session, new)? {
                    if task.status == TaskStatus::Completed {
                        return Ok(Begun::Known(task));
                    }
                    if is_free(&task, worker, now) && take(session, &task, worker, now)? {
                        return Ok(Begun::Ours(task));
                    }
                }
            }
            let task = made(new, Some(worker), now);
            insert(session, &task)?;
            Ok(Begun::Ours(task))
        })
    }

    /// Whether [`Store::begin`] would find the task done, or go on with it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn has_begun(&self, new: &NewTask, worker: Worker<'_>) -> Result<bool, StoreError> {
        let now = now();
        let begun =
            |task: &Task| task.status == TaskStatus::Completed || is_free(task, worker, now);
        self.read(|session| Ok(same(session, new)?.iter().any(begun)))
    }

    /// Takes an ended or abandoned task to work on it once more, as `new` describes it now.
    ///
    /// With `anew`, its checkpoints are forgotten and it counts as begun again; without, it must
    /// still be about the same recording and settings.
    ///
    /// # Errors
    /// When somebody works on it, it has changed, there is none, or the store fails; nothing is
    /// changed then.
    pub fn take_again(
        &self,
        id: &str,
        new: &NewTask,
        worker: Worker<'_>,
        anew: bool,
    ) -> Result<Task, StoreError> {
        self.write(|session| {
            let task = one(session, id)?;
            let now = now();
            let is_free = task.status.is_over() || is_free(&task, worker, now);
            let id = || task.id.clone();
            if !is_free || !take(session, &task, worker, now)? {
                return Err(StoreError::TaskBusy { id: id() });
            }
            deliveries::withdraw(session, &task.id)?;
            let hashes = [&task.content_hash, &task.settings_hash];
            let same = hashes
                == [
                    &Some(new.content_hash.clone()),
                    &Some(new.settings_hash.clone()),
                ];
            if !same && !anew {
                return Err(StoreError::TaskChanged { id: id() });
            }
            if anew {
                let clear = "DELETE FROM checkpoints WHERE task_uuid = ?";
                session.execute(clear, &values![id()])?;
                let begun = "UPDATE tasks SET retry_count = retry_count + 1, progress = 0,
                    content_hash = ?, settings_hash = ? WHERE uuid = ?";
                let values = values![&new.content_hash, &new.settings_hash, id()];
                session.execute(begun, &values)?;
            }
            Ok(task)
        })
    }

    /// Gives a sign of life, and tells whether the task is still this worker's.
    ///
    /// # Errors
    /// When the store fails.
    pub fn renew(
        &self,
        id: &str,
        worker: &str,
        progress: f64,
        stage: &str,
    ) -> Result<bool, StoreError> {
        let renew = "UPDATE tasks SET lease_until = ?, progress = ?, stage = ?, updated_at = ?
            WHERE uuid = ? AND worker = ? AND status = ?";
        let now = now();
        let processing = TaskStatus::Processing.name();
        let values = values![now + LEASE, progress, stage, now, id, worker, processing];
        let renewed = self.write(|session| session.execute(renew, &values))?;
        Ok(renewed > 0)
    }

    /// Writes down how work on a task ended, and tells whether the task was still this worker's.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn end(
        &self,
        id: &str,
        worker: &str,
        seconds: f64,
        ended: &Ended<'_>,
    ) -> Result<bool, StoreError> {
        self.write(|session| {
            let now = now();
            let (status, code, error) = match ended {
                Ended::Done { .. } => (TaskStatus::Completed, None, None),
                Ended::Failed { code, error } => (TaskStatus::Failed, Some(*code), Some(*error)),
                Ended::Interrupted => (
                    TaskStatus::Interrupted,
                    Some(INTERRUPTED.0),
                    Some(INTERRUPTED.1),
                ),
            };
            let end = "UPDATE tasks SET status = ?, error_code = ?, error = ?, duration = ?,
                end_time = ?, updated_at = ?, stage = NULL, worker = NULL, lease_until = NULL
                WHERE uuid = ? AND worker = ? AND status = ?";
            let processing = TaskStatus::Processing.name();
            let values = values![
                status.name(),
                code,
                error,
                seconds,
                now,
                now,
                id,
                worker,
                processing
            ];
            if session.execute(end, &values)? == 0 {
                return Ok(false);
            }
            match ended {
                Ended::Done { outcome, written } => keep_result(session, id, outcome, written)?,
                Ended::Failed { .. } => {}
                Ended::Interrupted => queue::put_back(session, &[id.to_owned()], false, now)?,
            }
            if status != TaskStatus::Interrupted {
                deliveries::plan(session, id, now)?;
            }
            Ok(true)
        })
    }

    /// The task with an id, or the beginning of one.
    ///
    /// # Errors
    /// When none or several have it, or the store fails.
    pub fn task(&self, id: &str) -> Result<Task, StoreError> {
        self.read(|session| one(session, id))
    }

    /// The task with exactly this id.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub fn task_by_id(&self, id: &str) -> Result<Task, StoreError> {
        let task = self.task(id)?;
        if task.id == id {
            return Ok(task);
        }
        let id = id.chars().take(LONGEST_SHOWN).collect();
        Err(StoreError::NoTask { id })
    }

    /// The result of a task as JSON, as its program wrote it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn result(&self, id: &str) -> Result<Option<String>, StoreError> {
        let find = "SELECT result FROM tasks WHERE uuid = ?";
        let found = self.read(|session| {
            rows(session, find, &values![id], |row| {
                row.get::<Option<String>>()
            })
        })?;
        Ok(found.into_iter().next().flatten())
    }

    /// The result of a task as it was written in a format.
    ///
    /// # Errors
    /// When the store fails.
    pub fn written(&self, id: &str, format: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let find = "SELECT content FROM results WHERE task_uuid = ? AND format = ?";
        self.read(|session| {
            let found = rows(session, find, &values![id, format], Row::get);
            Ok(found?.pop())
        })
    }

    /// Stops a task that is queued or being worked on, and tells whether it was.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub fn cancel(&self, id: &str) -> Result<bool, StoreError> {
        let cancel = "UPDATE tasks SET status = ?, error_code = 'cancelled',
            error = 'somebody cancelled the task', stage = NULL, worker = NULL,
            lease_until = NULL, end_time = ?, updated_at = ?
            WHERE uuid = ? AND status IN ('queued', 'processing', 'interrupted')";
        self.write(|session| {
            let task = one(session, id)?;
            let now = now();
            let values = values![TaskStatus::Cancelled.name(), now, now, &task.id];
            let cancelled = session.execute(cancel, &values)? > 0;
            if cancelled {
                deliveries::plan(session, &task.id, now)?;
            }
            Ok(cancelled)
        })
    }

    /// Forgets tasks with all that belongs to them, and tells how many there were. Those that
    /// somebody works on are stopped by it.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn delete(&self, ids: &[String]) -> Result<u64, StoreError> {
        self.write(|session| {
            let mut deleted = 0;
            for id in ids {
                deleted += session.execute("DELETE FROM tasks WHERE uuid = ?", &values![id])?;
            }
            Ok(deleted)
        })
    }

    /// Marks the tasks whose workers have died as interrupted, puts those of a service back into
    /// its queue, and tells how many there were.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sweep(&self, worker: Worker<'_>) -> Result<u64, StoreError> {
        let find = format!("SELECT {COLUMNS} FROM tasks WHERE status = ?");
        let processing = values![TaskStatus::Processing.name()];
        let running = self.read(|session| rows(session, &find, &processing, task))?;
        let now = now();
        // Whoever finds a worker dead clears its traces, so each is asked about once.
        let asked: RefCell<HashMap<String, Option<bool>>> = RefCell::default();
        let is_alive = |name: &str| {
            let mut asked = asked.borrow_mut();
            let answer = asked.entry(name.to_owned());
            *answer.or_insert_with(|| (worker.is_alive)(name))
        };
        let once = Worker {
            is_alive: &is_alive,
            ..worker
        };
        let lost: Vec<Task> = (running.into_iter())
            .filter(|task| is_free(task, once, now))
            .collect();
        if lost.is_empty() {
            return Ok(0);
        }
        // It ended when it was last heard of. MySQL assigns from left to right.
        let mark = "UPDATE tasks SET status = ?, error_code = ?, error = ?, end_time = updated_at,
            updated_at = ?, stage = NULL, worker = NULL, lease_until = NULL
            WHERE uuid = ? AND status = 'processing' AND COALESCE(worker, '') = ?";
        self.write(|session| {
            let mut marked = 0;
            let mut ids = Vec::new();
            for task in &lost {
                let values = values![
                    TaskStatus::Interrupted.name(),
                    INTERRUPTED.0,
                    INTERRUPTED.1,
                    now,
                    &task.id,
                    task.worker.clone().unwrap_or_default()
                ];
                marked += session.execute(mark, &values)?;
                ids.push(task.id.clone());
            }
            queue::put_back(session, &ids, true, now)?;
            Ok(marked)
        })
    }
}

/// This moment as databases keep it, to the microsecond.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

/// Makes a predecessor's tasks our own: what was under way isn't any more, and what was said can
/// be searched.
pub(super) fn take_over(session: &mut dyn Session) -> Result<(), StoreError> {
    let lost = "UPDATE tasks SET status = 'interrupted', error_code = 'interrupted',
        error = COALESCE(error, 'the program ended before the task did')
        WHERE status IN ('processing', 'queued')";
    session.execute(lost, &[])?;
    let find = "SELECT uuid, result FROM tasks WHERE result IS NOT NULL ORDER BY id";
    let results = rows(session, find, &[], |row| {
        Ok((row.get::<String>()?, row.get::<String>()?))
    })?;
    for (id, result) in results {
        search::keep_passages(session, &id, &search::passages_in(&result))?;
    }
    Ok(())
}

/// The tasks that would give the same result: those that did first, then the newest.
fn same(session: &mut dyn Session, new: &NewTask) -> Result<Vec<Task>, StoreError> {
    let find = format!(
        "SELECT {COLUMNS} FROM tasks
         WHERE content_hash = ? AND settings_hash = ? AND task_type = ? AND status <> 'failed'
         ORDER BY CASE status WHEN 'completed' THEN 0 ELSE 1 END, id DESC"
    );
    let kind = new.kind.unwrap_or(TaskKind::Transcription).name();
    let wanted = values![&new.content_hash, &new.settings_hash, kind];
    rows(session, &find, &wanted, task)
}

/// Whether nobody works on an unfinished task.
fn is_free(task: &Task, worker: Worker<'_>, now: Timestamp) -> bool {
    match task.status {
        TaskStatus::Interrupted | TaskStatus::Cancelled => true,
        TaskStatus::Processing => match &task.worker {
            Some(other) => {
                let lives = (worker.is_alive)(other);
                !lives.unwrap_or_else(|| task.lease_until.is_some_and(|until| until > now))
            }
            None => true,
        },
        TaskStatus::Queued | TaskStatus::Completed | TaskStatus::Failed => false,
    }
}

/// Gives a task to a worker, if nobody else was quicker.
pub(super) fn take(
    session: &mut dyn Session,
    task: &Task,
    worker: Worker<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let take = "UPDATE tasks SET status = ?, worker = ?, lease_until = ?, start_time = ?,
        end_time = NULL, error = NULL, error_code = NULL, updated_at = ?
        WHERE uuid = ? AND status = ? AND COALESCE(worker, '') = ?";
    let values = values![
        TaskStatus::Processing.name(),
        worker.name,
        now + LEASE,
        now,
        now,
        &task.id,
        task.status.name(),
        task.worker.clone().unwrap_or_default()
    ];
    Ok(session.execute(take, &values)? > 0)
}

/// A new task: being worked on, or waiting for somebody who does.
pub(super) fn made(new: &NewTask, worker: Option<Worker<'_>>, now: Timestamp) -> Task {
    let status = match worker {
        Some(_) => TaskStatus::Processing,
        None => TaskStatus::Queued,
    };
    Task {
        id: uuid::Uuid::new_v4().to_string(),
        status,
        kind: new.kind.unwrap_or(TaskKind::Transcription),
        file_name: new.file_name.clone(),
        source: new.source.clone(),
        url: new.url.clone(),
        callback_url: new.callback_url.clone(),
        audio_duration: new.audio_duration,
        language: new.language.clone(),
        model: new.model.clone(),
        params: new.params.clone(),
        duration: None,
        start_time: worker.map(|_| now),
        end_time: None,
        error: None,
        error_code: None,
        created_at: now,
        updated_at: now,
        priority: new.priority,
        progress: 0.0,
        stage: None,
        retry_count: 0,
        content_hash: Some(new.content_hash.clone()),
        settings_hash: Some(new.settings_hash.clone()),
        worker: worker.map(|worker| worker.name.to_owned()),
        lease_until: worker.map(|_| now + LEASE),
        host: new.host.clone(),
    }
}

pub(super) fn insert(session: &mut dyn Session, task: &Task) -> Result<(), StoreError> {
    let marks = vec!["?"; COLUMNS.split(',').count()].join(", ");
    let insert = format!("INSERT INTO tasks ({COLUMNS}) VALUES ({marks})");
    session.execute(&insert, &columns(task)).map(drop)
}

/// The result where old clients look for it, as written, and its passages; checkpoints are done with.
fn keep_result(
    session: &mut dyn Session,
    id: &str,
    outcome: &Outcome,
    written: &[(String, Vec<u8>)],
) -> Result<(), StoreError> {
    let json = serde_json::to_string(outcome).map_err(|_| session.damaged())?;
    let keep = "UPDATE tasks SET result = ?, audio_duration = ?, language = COALESCE(?, language),
        progress = 1 WHERE uuid = ?";
    let language = outcome.language();
    session.execute(keep, &values![json, outcome.audio_duration(), language, id])?;
    for table in ["checkpoints", "results"] {
        let clear = format!("DELETE FROM {table} WHERE task_uuid = ?");
        session.execute(&clear, &values![id])?;
    }
    for (format, bytes) in written {
        let keep = "INSERT INTO results (task_uuid, format, content) VALUES (?, ?, ?)";
        session.execute(keep, &values![id, format, bytes.clone()])?;
    }
    search::keep_passages(session, id, &search::passages_of(outcome))
}

/// The task with an id, or the beginning of one.
fn one(session: &mut dyn Session, id: &str) -> Result<Task, StoreError> {
    let shown = || {
        id.chars()
            .take(LONGEST_SHOWN)
            .flat_map(char::escape_debug)
            .collect()
    };
    // Ids of other programs may hold more than digits, but nothing above `~`.
    let known = |c: char| c.is_ascii_graphic() && c != '~';
    if id.is_empty() || !id.chars().all(known) {
        return Err(StoreError::NoTask { id: shown() });
    }
    let find = format!("SELECT {COLUMNS} FROM tasks WHERE uuid >= ? AND uuid < ? LIMIT 2");
    let (first, past) = (id.to_lowercase(), format!("{}~", id.to_lowercase()));
    let mut found = rows(session, &find, &values![&first, &past], task)?;
    match found.len() {
        0 => Err(StoreError::NoTask { id: shown() }),
        1 => found.pop().ok_or(StoreError::Undone),
        _ if found[0].id == first => Ok(found.swap_remove(0)),
        _ => Err(StoreError::Ambiguous { id: shown() }),
    }
}

/// Reads a task from [`COLUMNS`].
pub(super) fn task(row: &mut Row) -> Result<Task, Unexpected> {
    let name = |row: &mut Row| row.get::<String>();
    Ok(Task {
        id: row.get()?,
        status: name(row)?.parse().map_err(|_| Unexpected)?,
        kind: name(row)?.parse().map_err(|_| Unexpected)?,
        file_name: row.get()?,
        source: row.get()?,
        url: row.get()?,
        callback_url: row.get()?,
        audio_duration: row.get()?,
        language: row.get()?,
        model: row.get()?,
        params: match Option::<String>::from_value(row.value()?)? {
            Some(text) => serde_json::from_str(&text).map_err(|_| Unexpected)?,
            None => serde_json::Value::Null,
        },
        duration: row.get()?,
        start_time: row.get()?,
        end_time: row.get()?,
        error: row.get()?,
        error_code: row.get()?,
        created_at: row.get()?,
        updated_at: row.get()?,
        priority: row.get()?,
        progress: row.get()?,
        stage: row.get()?,
        retry_count: row.get()?,
        content_hash: row.get()?,
        settings_hash: row.get()?,
        worker: row.get()?,
        lease_until: row.get()?,
        host: row.get()?,
    })
}

/// The values of [`COLUMNS`].
fn columns(task: &Task) -> Vec<Value> {
    values![
        &task.id,
        task.status.name(),
        task.kind.name(),
        task.file_name.as_deref(),
        task.source.as_deref(),
        task.url.as_deref(),
        task.callback_url.as_deref(),
        task.audio_duration,
        task.language.as_deref(),
        task.model.as_deref(),
        task.params.to_string(),
        task.duration,
        task.start_time,
        task.end_time,
        task.error.as_deref(),
        task.error_code.as_deref(),
        task.created_at,
        task.updated_at,
        task.priority,
        task.progress,
        task.stage.as_deref(),
        task.retry_count,
        task.content_hash.as_deref(),
        task.settings_hash.as_deref(),
        task.worker.as_deref(),
        task.lease_until,
        task.host.as_deref()
    ]
    .into()
}
