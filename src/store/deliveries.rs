//! What is to be told to those who wait for tasks to end, kept until it was told or given up.

use jiff::Timestamp;
use serde::Serialize;

use super::database::{Row, Session, Unexpected, values};
use super::tasks::now;
use super::{Store, StoreError, rows};

const COLUMNS: &str = "id, task_uuid, url, status, attempts, answer, error, next_at, created_at";

/// Why a delivery was given up when its task began once more.
const WITHDRAWN: &str = "the task was begun again before anybody took the message";

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryStatus {
    /// It is tried, again if need be.
    Waiting,
    /// The receiver has taken it.
    Delivered,
    /// All attempts were in vain.
    Failed,
}

impl DeliveryStatus {
    /// The name in the database and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

/// One message to one receiver.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Delivery {
    /// What receivers tell repeated messages by.
    pub id: String,
    /// The task that has ended.
    pub task_id: String,
    /// Who is told.
    pub url: String,
    /// How it stands.
    pub status: DeliveryStatus,
    /// How often it was tried.
    pub attempts: i64,
    /// HTTP status of the last answer.
    pub answer: Option<i64>,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// When it is tried next, or was settled.
    pub next_at: Timestamp,
    /// When the task ended.
    pub created_at: Timestamp,
}

impl Store {
    /// Takes a delivery whose time has come, and keeps others from it until `until`.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn take_delivery(&self, until: Timestamp) -> Result<Option<Delivery>, StoreError> {
        let find = format!(
            "SELECT {COLUMNS} FROM deliveries WHERE status = 'waiting' AND next_at <= ?
             ORDER BY next_at LIMIT 1"
        );
        let hold = "UPDATE deliveries SET next_at = ? WHERE id = ? AND status = 'waiting'
            AND next_at = ?";
        let due = |session: &mut dyn Session| rows(session, &find, &values![now()], delivery);
        while let Some(found) = self.read(|session| due(session))?.pop() {
            let taken = self.write(|session| {
                session.execute(hold, &values![until, &found.id, found.next_at])
            })?;
            if taken > 0 {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Writes down how an attempt went: settled, or tried again at a later time.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn attempted(
        &self,
        id: &str,
        status: DeliveryStatus,
        answer: Option<u16>,
        error: Option<&str>,
        next_at: Timestamp,
    ) -> Result<(), StoreError> {
        // One that was withdrawn meanwhile stays so.
        let attempted = "UPDATE deliveries SET status = ?, attempts = attempts + 1, answer = ?,
            error = ?, next_at = ? WHERE id = ? AND status = 'waiting'";
        let answer = answer.map(u32::from);
        let values = values![status.name(), answer, error, next_at, id];
        self.write(|session| session.execute(attempted, &values).map(drop))
    }

    /// The deliveries of a task, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn deliveries(&self, task_id: &str) -> Result<Vec<Delivery>, StoreError> {
        let find =
            format!("SELECT {COLUMNS} FROM deliveries WHERE task_uuid = ? ORDER BY created_at, id");
        self.read(|session| rows(session, &find, &values![task_id], delivery))
    }

    /// Has the last message about a task delivered once more, from the first attempt on; tells
    /// whether there is one.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn redeliver(&self, task_id: &str) -> Result<bool, StoreError> {
        let again = "UPDATE deliveries SET status = 'waiting', attempts = 0, answer = NULL,
            error = NULL, next_at = ? WHERE id = ?";
        let find = "SELECT id FROM deliveries WHERE task_uuid = ? ORDER BY created_at DESC, id";
        self.write(|session| {
            let found = rows(session, find, &values![task_id], Row::get::<String>)?;
            match found.first() {
                Some(id) => Ok(session.execute(again, &values![now(), id])? > 0),
                None => Ok(false),
            }
        })
    }
}

/// Has whoever waits for a task told that it has ended.
pub(super) fn plan(
    session: &mut dyn Session,
    task_id: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let find = "SELECT callback_url FROM tasks WHERE uuid = ? AND callback_url IS NOT NULL
        AND host IS NOT NULL";
    let url = rows(session, find, &values![task_id], Row::get::<String>)?;
    let plan = "INSERT INTO deliveries (id, task_uuid, url, status, next_at, created_at)
        VALUES (?, ?, ?, 'waiting', ?, ?)";
    for url in url {
        let id = format!("msg_{}", uuid::Uuid::new_v4().simple());
        session.execute(plan, &values![id, task_id, url, now, now])?;
    }
    Ok(())
}

/// Gives up what nobody has been told yet of a task that begins once more: its next end is told.
pub(super) fn withdraw(session: &mut dyn Session, task_id: &str) -> Result<(), StoreError> {
    let withdraw = "UPDATE deliveries SET status = 'failed', error = ?, next_at = ?
        WHERE task_uuid = ? AND status = 'waiting'";
    let values = values![WITHDRAWN, now(), task_id];
    session.execute(withdraw, &values).map(drop)
}

fn delivery(row: &mut Row) -> Result<Delivery, Unexpected> {
    Ok(Delivery {
        id: row.get()?,
        task_id: row.get()?,
        url: row.get()?,
        status: match row.get::<String>()?.as_str() {
            "waiting" => DeliveryStatus::Waiting,
            "delivered" => DeliveryStatus::Delivered,
            "failed" => DeliveryStatus::Failed,
            _ => return Err(Unexpected),
        },
        attempts: row.get()?,
        answer: row.get()?,
        error: row.get()?,
        next_at: row.get()?,
        created_at: row.get()?,
    })
}
