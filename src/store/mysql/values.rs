//! Values as the store has them to values as MySQL has them, and back.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use mysql_async::consts::ColumnType;
use mysql_async::{Column, Row as MysqlRow, Value as MysqlValue};

use crate::store::database::{Row, Value};

/// The number of the character set of columns that hold bytes.
const BINARY: u16 = 63;
/// Columns of the answers to OPTIMIZE TABLE: how bad it is, and what is said.
const TOLD: (usize, usize) = (2, 3);

/// A parameter.
pub(super) fn parameter(value: &Value) -> MysqlValue {
    match value {
        Value::Null => MysqlValue::NULL,
        Value::Integer(number) => MysqlValue::Int(*number),
        Value::Real(number) => MysqlValue::Double(*number),
        Value::Text(text) => MysqlValue::Bytes(text.clone().into_bytes()),
        Value::Bytes(bytes) => MysqlValue::Bytes(bytes.clone()),
        Value::Time(time) => moment(*time),
    }
}

/// A moment in UTC, cut to the microsecond.
fn moment(time: Timestamp) -> MysqlValue {
    let time = Offset::UTC.to_datetime(time);
    let small = |number: i8| u8::try_from(number).unwrap_or(0);
    MysqlValue::Date(
        u16::try_from(time.year()).unwrap_or(0),
        small(time.month()),
        small(time.day()),
        small(time.hour()),
        small(time.minute()),
        small(time.second()),
        u32::try_from(time.subsec_nanosecond() / 1000).unwrap_or(0),
    )
}

/// A row of a result.
pub(super) fn row(row: MysqlRow) -> Row {
    let columns = row.columns();
    let values = row.unwrap_raw().into_iter().zip(columns.iter());
    let read = |(found, column): (Option<MysqlValue>, &Column)| {
        found.map_or(Value::Null, |found| value(found, column))
    };
    Row::new(values.map(read).collect())
}

/// What a column holds.
fn value(found: MysqlValue, column: &Column) -> Value {
    match found {
        MysqlValue::NULL => Value::Null,
        MysqlValue::Int(number) => Value::Integer(number),
        MysqlValue::UInt(number) => Value::Integer(i64::try_from(number).unwrap_or(i64::MAX)),
        MysqlValue::Float(number) => Value::Real(number.into()),
        MysqlValue::Double(number) => Value::Real(number),
        MysqlValue::Bytes(bytes) => bytes_or_text(bytes, column),
        MysqlValue::Date(..) => time(&found).map_or(Value::Null, Value::Time),
        MysqlValue::Time(..) => Value::Text(found.as_sql(true).trim_matches('\'').to_owned()),
    }
}

/// Text, bytes, or a decimal number in digits.
fn bytes_or_text(bytes: Vec<u8>, column: &Column) -> Value {
    let kind = column.column_type();
    let is_json = kind == ColumnType::MYSQL_TYPE_JSON;
    let is_decimal = matches!(
        kind,
        ColumnType::MYSQL_TYPE_NEWDECIMAL | ColumnType::MYSQL_TYPE_DECIMAL
    );
    if column.character_set() == BINARY && !is_json && !is_decimal {
        return Value::Bytes(bytes);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Value::Bytes(error.into_bytes()),
    };
    if !is_decimal {
        return Value::Text(text);
    }
    let whole = text.parse().map(Value::Integer).ok();
    whole
        .or_else(|| text.parse().map(Value::Real).ok())
        .unwrap_or(Value::Text(text))
}

/// A moment of a column in UTC; `None` for zeros, which MySQL may hold for want of one.
fn time(found: &MysqlValue) -> Option<Timestamp> {
    let MysqlValue::Date(year, month, day, hour, minute, second, micros) = *found else {
        return None;
    };
    let small = |number: u8| i8::try_from(number).ok();
    let time = DateTime::new(
        i16::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        i32::try_from(micros).ok()?.checked_mul(1000)?,
    );
    TimeZone::UTC.to_timestamp(time.ok()?).ok()
}

/// What a row of the answer to OPTIMIZE TABLE says is wrong, if it does.
pub(super) fn told_error(row: &MysqlRow) -> Option<String> {
    let kind: String = row.get_opt(TOLD.0)?.ok()?;
    let text: String = row.get_opt(TOLD.1)?.ok()?;
    kind.eq_ignore_ascii_case("error").then_some(text)
}
