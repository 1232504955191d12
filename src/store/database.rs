//! What a database must be able to do for the store, and the values that go in and out.
//!
//! The store's own SQL is written once, with `?` for values, and kept to what all three databases
//! understand; the few places where they differ ask for the [`Dialect`].

use std::fmt;

use jiff::Timestamp;

use super::StoreError;

/// Which SQL a database speaks, where that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
}

/// A value of a column or a parameter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// SQL's NULL.
    Null,
    /// A whole number of any width.
    Integer(i64),
    /// A double.
    Real(f64),
    /// Text or JSON.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A moment, to the microsecond. SQLite has it as text, `2026-11-24 16:07:27.123456`, in UTC.
    Time(Timestamp),
}

/// What is done inside one transaction. It may be run again when the database had to roll back,
/// so it must not change anything else before its last statement has succeeded.
pub(super) type Work<'a> = &'a mut dyn FnMut(&mut dyn Session) -> Result<(), StoreError>;

/// A database with the store's tables, open for any number of threads.
pub(super) trait Database: fmt::Debug + Send + Sync {
    /// The SQL it speaks.
    fn dialect(&self) -> Dialect;

    /// Runs statements that only read, all on the same state of the data.
    ///
    /// # Errors
    /// Those of the work, or when the database fails.
    fn read(&self, work: Work<'_>) -> Result<(), StoreError>;

    /// Runs statements in one transaction: all take effect, for good, or none.
    ///
    /// # Errors
    /// Those of the work, or when the database fails; nothing is changed then.
    fn write(&self, work: Work<'_>) -> Result<(), StoreError>;

    /// Gives back the space of what was deleted.
    ///
    /// # Errors
    /// When the database fails or is in use.
    fn compact(&self) -> Result<(), StoreError>;
}

/// A transaction that is under way. Statements have `?` where values go.
pub(super) trait Session {
    /// The SQL it speaks.
    fn dialect(&self) -> Dialect;

    /// Runs a statement and gives the number of rows that it matched.
    ///
    /// # Errors
    /// When the database fails.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError>;

    /// Runs a query.
    ///
    /// # Errors
    /// When the database fails.
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError>;

    /// The error for data that isn't what the store writes.
    fn damaged(&self) -> StoreError;
}

/// A row of a query, read from left to right.
#[derive(Debug)]
pub(super) struct Row(std::vec::IntoIter<Value>);

/// A column that doesn't hold what it should.
#[derive(Debug)]
pub(super) struct Unexpected;

impl Row {
    pub(super) fn new(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }

    /// The next column as whatever it is.
    pub(super) fn value(&mut self) -> Result<Value, Unexpected> {
        self.0.next().ok_or(Unexpected)
    }

    /// The next column as `T`.
    pub(super) fn get<T: Column>(&mut self) -> Result<T, Unexpected> {
        T::from_value(self.value()?)
    }
}

/// What a column can be read as.
pub(super) trait Column: Sized {
    /// Reads a value, or finds that it is something else.
    fn from_value(value: Value) -> Result<Self, Unexpected>;
}

impl<T: Column> Column for Option<T> {
    fn from_value(value: Value) -> Result<Self, Unexpected> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

impl Column for i64 {
    fn from_value(value: Value) -> Result<Self, Unexpected> {
        match value {
            Value::Integer(number) => Ok(number),
            _ => Err(Unexpected),
        }
    }
}

impl Column for f64 {
    fn from_value(value: Value) -> Result<Self, Unexpected> {
        match value {
            Value::Real(number) => Ok(number),
            #[expect(clippy::cast_precision_loss, reason = "seconds and counts")]
            Value::Integer(number) => Ok(number as f64),
            _ => Err(Unexpected),
        }
    }
}

impl Column for String {
    fn from_value(value: Value) -> Result<Self, Unexpected> {
        match value {
            Value::Text(text) => Ok(text),
            Value::Bytes(bytes) => Self::from_utf8(bytes).map_err(|_| Unexpected),
            _ => Err(Unexpected),
        }
    }
}

impl Column for Vec<u8> {
    fn from_value(value: Value) -> Result<Self, Unexpected> {
        match value {
            Value::Bytes(bytes) => Ok(bytes),
            Value::Text(text) => Ok(text.into_bytes()),
            _ => Err(Unexpected),
        }
    }
}

impl Column for Timestamp {
    fn from_value(value: Value) -> Result<Self, Unexpected> {
        match value {
            Value::Time(time) => Ok(time),
            Value::Text(text) => parse_time(&text).ok_or(Unexpected),
            _ => Err(Unexpected),
        }
    }
}

/// A moment as SQLite has it, which is also what SQLAlchemy writes there.
pub(super) fn time_text(time: Timestamp) -> String {
    time.strftime("%F %T.%6f").to_string()
}

/// A moment from text with or without fraction, `T` and zone; without a zone it is UTC.
fn parse_time(text: &str) -> Option<Timestamp> {
    let zoned = || text.parse::<Timestamp>().ok();
    let plain = || {
        let time: jiff::civil::DateTime = text.parse().ok()?;
        jiff::tz::TimeZone::UTC.to_timestamp(time).ok()
    };
    zoned().or_else(plain)
}

macro_rules! value_from {
    ($($type:ty => $convert:expr),* $(,)?) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Self {
                ($convert)(value)
            }
        })*
    };
}

value_from! {
    i64 => Self::Integer,
    u32 => |number| Self::Integer(i64::from(number)),
    f64 => Self::Real,
    String => Self::Text,
    &str => |text: &str| Self::Text(text.to_owned()),
    &String => |text: &String| Self::Text(text.clone()),
    Vec<u8> => Self::Bytes,
    Timestamp => Self::Time,
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A list of parameters.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        [$($crate::store::database::Value::from($value)),*]
    };
}
pub(super) use values;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_python_and_we_write_them() {
        let moment: Timestamp = "2026-11-24T16:07:27.12Z".parse().expect("a time");
        assert_eq!(time_text(moment), "2026-11-24 16:07:27.120000");
        for text in [
            "2026-11-24 16:07:27.120000",
            "2026-11-24T16:07:27.12",
            "2026-11-24T17:07:27.12+01:00",
        ] {
            assert_eq!(parse_time(text), Some(moment), "{text}");
        }
        assert_eq!(parse_time("yesterday"), None);
    }
}
