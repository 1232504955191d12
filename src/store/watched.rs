//! Which files of watched folders were taken, so that each is taken once.

use super::database::{Row, values};
use super::{Store, StoreError, rows};

impl Store {
    /// The stamp with which a file was last taken with these settings.
    ///
    /// # Errors
    /// When the store fails.
    pub fn taken(&self, path: &str, settings_hash: &str) -> Result<Option<String>, StoreError> {
        let find = "SELECT stamp FROM watched WHERE id = ?";
        self.read(|session| {
            let found = rows(session, find, &values![id(path, settings_hash)], Row::get);
            Ok(found?.pop())
        })
    }

    /// Remembers that a file was taken; its stamp tells when it becomes another one.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub fn set_taken(
        &self,
        path: &str,
        settings_hash: &str,
        stamp: &str,
    ) -> Result<(), StoreError> {
        let id = id(path, settings_hash);
        self.write(|session| {
            session.execute("DELETE FROM watched WHERE id = ?", &values![&id])?;
            let keep = "INSERT INTO watched (id, path, stamp) VALUES (?, ?, ?)";
            session.execute(keep, &values![&id, path, stamp]).map(drop)
        })
    }
}

/// Paths are longer than the keys of some databases.
fn id(path: &str, settings_hash: &str) -> String {
    super::sha256(format!("{settings_hash} {path}").as_bytes())
}
