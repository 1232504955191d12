//! Values as PostgreSQL's wire protocol has them.
//!
//! They go in as text, which the server reads as whatever type stands there, and come out in the
//! binary form of their type.

use std::error::Error;

use bytes::BytesMut;
use jiff::Timestamp;

use tokio_postgres::types::{Format, FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

use crate::store::database::Value;

type Wrong = Box<dyn Error + Sync + Send>;

/// PostgreSQL counts microseconds from the year 2000; this is that moment.
const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;
/// Signs of a NUMERIC, and what isn't a number.
const NEGATIVE: u16 = 0x4000;
const SPECIAL: [(u16, f64); 3] = [
    (0xC000, f64::NAN),
    (0xD000, f64::INFINITY),
    (0xF000, f64::NEG_INFINITY),
];

impl ToSql for Value {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Wrong> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Integer(number) => out.extend_from_slice(number.to_string().as_bytes()),
            Self::Real(number) => out.extend_from_slice(format!("{number:e}").as_bytes()),
            // PostgreSQL has no text with NUL in it; better a mark in a transcript than none.
            Self::Text(text) if text.contains('\0') => {
                out.extend_from_slice(text.replace('\0', "\u{fffd}").as_bytes());
            }
            Self::Text(text) => out.extend_from_slice(text.as_bytes()),
            Self::Bytes(bytes) => out.extend_from_slice(bytes),
            Self::Time(time) => {
                let text = time.strftime("%F %T.%6f+00").to_string();
                out.extend_from_slice(text.as_bytes());
            }
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    /// Bytes are themselves only in the binary form.
    fn encode_format(&self, kind: &Type) -> Format {
        match self {
            Self::Bytes(_) | Self::Text(_) if *kind == Type::BYTEA => Format::Binary,
            _ => Format::Text,
        }
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Wrong> {
        Ok(match *kind {
            Type::BOOL => Self::Integer(bool::from_sql(kind, raw)?.into()),
            Type::INT2 => Self::Integer(i16::from_sql(kind, raw)?.into()),
            Type::INT4 => Self::Integer(i32::from_sql(kind, raw)?.into()),
            Type::INT8 => Self::Integer(i64::from_sql(kind, raw)?),
            Type::FLOAT4 => Self::Real(f32::from_sql(kind, raw)?.into()),
            Type::FLOAT8 => Self::Real(f64::from_sql(kind, raw)?),
            Type::NUMERIC => numeric(raw).ok_or("a NUMERIC that can't be read")?,
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::UNKNOWN => {
                Self::Text(String::from_sql(&Type::TEXT, raw)?)
            }
            Type::JSONB => jsonb(raw)?,
            Type::BYTEA => Self::Bytes(raw.to_owned()),
            Type::TIMESTAMPTZ | Type::TIMESTAMP => time(raw)?,
            Type::UUID => Self::Text(uuid::Uuid::from_slice(raw)?.to_string()),
            _ if matches!(kind.kind(), Kind::Enum(_)) => {
                Self::Text(String::from_sql(&Type::TEXT, raw)?)
            }
            _ => return Err(format!("columns of type {kind} are not known").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Wrong> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// JSONB: a version, and the text.
fn jsonb(raw: &[u8]) -> Result<Value, Wrong> {
    match raw.split_first() {
        Some((1, text)) => Ok(Value::Text(String::from_sql(&Type::TEXT, text)?)),
        _ => Err("a JSONB of another version".into()),
    }
}

/// A moment; columns without a time zone are UTC.
fn time(raw: &[u8]) -> Result<Value, Wrong> {
    let since = i64::from_sql(&Type::INT8, raw)?;
    let microseconds = since.saturating_add(EPOCH_MICROSECONDS);
    Ok(Value::Time(Timestamp::from_microsecond(microseconds)?))
}

/// NUMERIC, as sums are: four numbers of 16 bits, and digits to the base 10 000. Whole numbers
/// without decimal places stay whole.
fn numeric(raw: &[u8]) -> Option<Value> {
    let (units, rest) = raw.as_chunks::<2>();
    let mut units = units.iter().copied();
    let [count, weight] = [units.next()?, units.next()?].map(i16::from_be_bytes);
    let [sign, places] = [units.next()?, units.next()?].map(u16::from_be_bytes);
    if let Some((_, value)) = SPECIAL.iter().find(|(special, _)| *special == sign) {
        return Some(Value::Real(*value));
    }
    let mut text = String::from(if sign == NEGATIVE { "-0" } else { "0" });
    let digits: Vec<String> = units
        .map(|digit| format!("{:04}", u16::from_be_bytes(digit)))
        .collect();
    if digits.len() != usize::try_from(count).ok()? || !rest.is_empty() {
        return None;
    }
    text.extend(digits);
    let exponent = 4 * (i32::from(weight) - i32::from(count) + 1);
    if places == 0
        && let Some(whole) = whole(&text, exponent)
    {
        return Some(Value::Integer(whole));
    }
    format!("{text}e{exponent}").parse().ok().map(Value::Real)
}

/// Digits and zeros behind them, if that fits.
fn whole(digits: &str, zeros: i32) -> Option<i64> {
    let factor = 10_i64.checked_pow(zeros.try_into().ok()?)?;
    digits.parse::<i64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(units: &[u16]) -> Option<Value> {
        let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        numeric(&bytes)
    }

    #[test]
    fn numerics_are_read() {
        assert_eq!(read(&[0, 0, 0, 0]), Some(Value::Integer(0)));
        // 120000000, -12.5, 0.0001, 1e20
        assert_eq!(
            read(&[2, 2, 0, 0, 1, 2000]),
            Some(Value::Integer(120_000_000))
        );
        assert_eq!(read(&[1, 1, 0, 0, 3]), Some(Value::Integer(30_000)));
        assert_eq!(read(&[2, 0, 0x4000, 1, 12, 5000]), Some(Value::Real(-12.5)));
        assert_eq!(read(&[1, 0xFFFF, 0, 4, 1]), Some(Value::Real(0.0001)));
        assert_eq!(read(&[1, 5, 0, 0, 1]), Some(Value::Real(1e20)));
        assert_eq!(read(&[0, 0, 0xD000, 0]), Some(Value::Real(f64::INFINITY)));
        assert_eq!(read(&[2, 0, 0, 0, 1]), None);
        assert_eq!(read(&[1, 0]), None);
    }
}
