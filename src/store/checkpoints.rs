//! What an unfinished task has done, part by part. What a part is, the pipeline knows.

use super::database::values;
use super::{Store, StoreError, rows};

impl Store {
    /// Keeps parts of a task that is this worker's, and tells whether it is. A part that is there
    /// already is replaced.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn keep(
        &self,
        id: &str,
        worker: &str,
        parts: &[(String, Vec<u8>)],
    ) -> Result<bool, StoreError> {
        self.write(|session| {
            let find = "SELECT id FROM tasks WHERE uuid = ? AND worker = ?";
            if session.query(find, &values![id, worker])?.is_empty() {
                return Ok(false);
            }
            for (part, content) in parts {
                let clear = "DELETE FROM checkpoints WHERE task_uuid = ? AND part = ?";
                session.execute(clear, &values![id, part])?;
                let keep = "INSERT INTO checkpoints (task_uuid, part, content) VALUES (?, ?, ?)";
                session.execute(keep, &values![id, part, content.clone()])?;
            }
            Ok(true)
        })
    }

    /// The parts of a task that were kept.
    ///
    /// # Errors
    /// When the store fails.
    pub fn kept(&self, id: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let find = "SELECT part, content FROM checkpoints WHERE task_uuid = ?";
        self.read(|session| {
            rows(session, find, &values![id], |row| {
                Ok((row.get()?, row.get()?))
            })
        })
    }
}
