//! A transaction that is under way on one connection.

use tokio_postgres::Error;

use super::connection::Connection;
use super::failure::{Remedy, failure, remedy};
use crate::store::StoreError;
use crate::store::database::{Dialect, Row, Session, Value};

/// A transaction, and what became of its statements.
pub(super) struct Open<'a> {
    connection: &'a mut Connection,
    place: &'a str,
    failed: Option<Remedy>,
}

impl<'a> Open<'a> {
    /// A transaction that has begun on the connection.
    pub(super) fn new(connection: &'a mut Connection, place: &'a str) -> Self {
        Self {
            connection,
            place,
            failed: None,
        }
    }

    /// What may be done about the first statement that failed, if one did. The server takes no
    /// more statements after it.
    pub(super) fn failed(&self) -> Option<Remedy> {
        self.failed
    }

    fn failure(&mut self, error: &Error) -> StoreError {
        let remedy = if self.connection.is_closed() {
            Remedy::Reconnect
        } else {
            remedy(error)
        };
        self.failed.get_or_insert(remedy);
        failure(self.place, error)
    }
}

impl Session for Open<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let matched = self.connection.execute(sql, values);
        matched.map_err(|error| self.failure(&error))
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let found = self.connection.query(sql, values);
        found.map_err(|error| self.failure(&error))
    }

    fn damaged(&self) -> StoreError {
        StoreError::Damaged {
            place: self.place.to_owned(),
        }
    }
}
