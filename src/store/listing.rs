//! Which tasks are meant, lists of them, and sums over them.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::database::{Row, Value, values};
use super::tasks::{COLUMNS, task};
use super::{Store, StoreError, rows, search};
use crate::task::{Task, TaskKind, TaskStatus};

/// The condition that a task's recording is named so.
const NAMED: &str = "LOWER(CONCAT(COALESCE(t.file_name, ''), ' ', COALESCE(t.source, ''), ' ', \
    COALESCE(t.url, ''))) LIKE ? ESCAPE '!'";

/// Which tasks are meant; what isn't set doesn't matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// How they stand: in one of these ways.
    pub status: Vec<TaskStatus>,
    /// What they do.
    pub kind: Option<TaskKind>,
    /// Language code.
    pub language: Option<String>,
    /// Part of the recording's name or path; small and capital letters are the same.
    pub file: Option<String>,
    /// Asked for at this time or later.
    pub since: Option<Timestamp>,
    /// Asked for before this time.
    pub until: Option<Timestamp>,
    /// In the recording's name or path, or said in it.
    pub words: Option<String>,
    /// The oldest first, instead of the newest.
    pub oldest_first: bool,
    /// How many at most.
    pub limit: Option<u32>,
    /// How many of them to leave out first.
    pub offset: u32,
}

impl Filter {
    /// The conditions on the table of tasks `t`, each behind AND, and their values.
    pub(super) fn conditions(&self) -> (String, Vec<Value>) {
        let mut sql = String::new();
        let mut values: Vec<Value> = Vec::new();
        let mut add = |condition: &str, value: Value| {
            sql.push_str(" AND ");
            sql.push_str(condition);
            values.push(value);
        };
        if let Some(kind) = self.kind {
            add("t.task_type = ?", kind.name().into());
        }
        if let Some(language) = &self.language {
            add("t.language = ?", language.into());
        }
        if let Some(since) = self.since {
            add("t.created_at >= ?", since.into());
        }
        if let Some(until) = self.until {
            add("t.created_at < ?", until.into());
        }
        if let Some(file) = &self.file {
            add(NAMED, containing(file).into());
        }
        if !self.status.is_empty() {
            let marks = vec!["?"; self.status.len()].join(", ");
            let _ = write!(sql, " AND t.status IN ({marks})");
            values.extend(self.status.iter().map(|status| Value::from(status.name())));
        }
        (sql, values)
    }

    /// The end of a statement that gives one page.
    pub(super) fn page(&self) -> String {
        match (self.limit, self.offset) {
            (None, 0) => String::new(),
            (limit, 0) => format!(" LIMIT {}", limit.unwrap_or(u32::MAX)),
            (limit, offset) => format!(" LIMIT {} OFFSET {offset}", limit.unwrap_or(u32::MAX)),
        }
    }
}

/// A pattern for what contains a text.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern + "%"
}

/// Effort over the tasks that one model did on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Effort {
    /// When a task was asked for.
    pub created_at: Timestamp,
    /// Name of the model.
    pub model: Option<String>,
    /// What was done.
    pub kind: TaskKind,
    /// Length of the recording in seconds.
    pub audio_duration: f64,
    /// Seconds of work.
    pub duration: f64,
}

impl Store {
    /// Tasks, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn tasks(&self, filter: &Filter) -> Result<Vec<Task>, StoreError> {
        self.listed(COLUMNS, filter)
    }

    fn listed(&self, columns: &str, filter: &Filter) -> Result<Vec<Task>, StoreError> {
        let (conditions, values) = self.conditions(filter);
        let order = if filter.oldest_first { "" } else { " DESC" };
        let find = format!(
            "SELECT {columns} FROM tasks t WHERE 1 = 1{conditions}
             ORDER BY created_at{order}, id{order}{}",
            filter.page()
        );
        self.read(|session| rows(session, &find, &values, task))
    }

    /// The same without what was asked for, which takes as long to read as all the rest.
    ///
    /// # Errors
    /// When the store fails.
    pub fn summaries(&self, filter: &Filter) -> Result<Vec<Task>, StoreError> {
        // In the place of what was asked for, so that the columns stay in their order.
        self.listed(&COLUMNS.replace("task_params", "NULL"), filter)
    }

    /// How many tasks there are, on all pages.
    ///
    /// # Errors
    /// When the store fails.
    pub fn count(&self, filter: &Filter) -> Result<u64, StoreError> {
        let (conditions, values) = self.conditions(filter);
        let count = format!("SELECT COUNT(*) FROM tasks t WHERE 1 = 1{conditions}");
        let found = self.read(|session| rows(session, &count, &values, Row::get::<i64>))?;
        Ok(found
            .first()
            .map_or(0, |count| u64::try_from(*count).unwrap_or(0)))
    }

    /// The conditions of a filter, with what only this database can look up.
    fn conditions(&self, filter: &Filter) -> (String, Vec<Value>) {
        let (mut sql, mut values) = filter.conditions();
        if let Some(words) = &filter.words {
            values.push(containing(words).into());
            match search::said(words, self.dialect()) {
                Some((said, words)) => {
                    let _ = write!(sql, " AND ({NAMED} OR {said})");
                    values.push(words);
                }
                None => {
                    let _ = write!(sql, " AND {NAMED}");
                }
            }
        }
        (sql, values)
    }

    /// What completed tasks took, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub fn efforts(&self, filter: &Filter) -> Result<Vec<Effort>, StoreError> {
        let (conditions, values) = filter.conditions();
        let find = format!(
            "SELECT created_at, model, task_type, audio_duration, duration FROM tasks t
             WHERE status = 'completed' AND audio_duration IS NOT NULL{conditions}
             ORDER BY created_at DESC, id DESC{}",
            filter.page()
        );
        self.read(|session| {
            rows(session, &find, &values, |row| {
                Ok(Effort {
                    created_at: row.get()?,
                    model: row.get()?,
                    kind: row
                        .get::<String>()?
                        .parse()
                        .map_err(|_| super::Unexpected)?,
                    audio_duration: row.get()?,
                    duration: row.get::<Option<f64>>()?.unwrap_or(0.0),
                })
            })
        })
    }

    /// Removes what tasks that are over have left in checkpoints, unless they can go on from them,
    /// and tells of how many tasks that was.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn drop_checkpoints(&self) -> Result<usize, StoreError> {
        let ended = "SELECT DISTINCT task_uuid FROM checkpoints WHERE task_uuid IN
            (SELECT uuid FROM tasks WHERE status IN ('completed', 'failed'))";
        self.write(|session| {
            let tasks = rows(session, ended, &[], Row::get::<String>)?;
            for task in &tasks {
                let clear = "DELETE FROM checkpoints WHERE task_uuid = ?";
                session.execute(clear, &values![task])?;
            }
            Ok(tasks.len())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_hold_no_wildcards_of_the_users() {
        assert_eq!(containing("50%_Off!"), "%50!%!_off!!%");
    }
}
