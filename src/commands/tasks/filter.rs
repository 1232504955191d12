//! Arguments to the tasks they mean.

use clap::ArgMatches;
use jiff::{Timestamp, ZonedDateTime, civil};

use super::UsageError;
use crate::language;
use crate::store::Filter;

/// The tasks that the arguments mean.
///
/// # Errors
/// When one of them can't be read.
pub(super) fn filter(matches: &ArgMatches) -> Result<Filter, UsageError> {
    let text = |key: &str| matches.get_one::<String>(key);
    let when = |key: &str| {
        let when = text(key).map(|text| moment(text, &ZonedDateTime::now()));
        when.transpose()
            .map_err(|reason| UsageError(format!("--{key}: {reason}")))
    };
    let language = text("language").map(|name| {
        let unknown = || UsageError(format!("--language: `{name}` is no language"));
        language::find(name).map(str::to_owned).ok_or_else(unknown)
    });
    let status = matches.get_many::<String>("status").into_iter().flatten();
    Ok(Filter {
        status: status
            .map(|name| name.parse().map_err(UsageError))
            .collect::<Result<_, _>>()?,
        kind: text("kind")
            .map(|name| name.parse().map_err(UsageError))
            .transpose()?,
        language: language.transpose()?,
        file: file(matches)?,
        since: when("since")?,
        until: when("until")?,
        limit: matches.get_one::<u32>("limit").copied().filter(|n| *n > 0),
        ..Filter::default()
    })
}

/// Part of a name: nothing would be part of every name, and that is hardly what is meant by it.
fn file(matches: &ArgMatches) -> Result<Option<String>, UsageError> {
    let name = matches.get_one::<String>("file").cloned();
    if name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        let text = "--file is empty: give a part of the recording's name, or leave it out";
        return Err(UsageError(text.to_owned()));
    }
    Ok(name)
}

/// The moment before which something is older than the age that an argument gives.
///
/// # Errors
/// When it is no age.
pub(super) fn age(matches: &ArgMatches, key: &str) -> Result<Option<Timestamp>, UsageError> {
    let Some(text) = matches.get_one::<String>(key) else {
        return Ok(None);
    };
    let moment = ago(text, &ZonedDateTime::now()).ok_or_else(|| {
        let flag = key.replace('_', "-");
        UsageError(format!(
            "--{flag}: `{text}` is no age: give 12h, 7d, 3mo or the like"
        ))
    });
    moment.map(Some)
}

/// A moment from a date, a date and time, or an age.
fn moment(text: &str, now: &ZonedDateTime) -> Result<Timestamp, String> {
    let zoned = || text.parse::<Timestamp>().ok();
    let local = || {
        let time: civil::DateTime = text.parse().ok()?;
        Some(
            time.to_zoned_datetime(now.time_zone().clone())
                .ok()?
                .timestamp(),
        )
    };
    let found = zoned().or_else(local).or_else(|| ago(text, now));
    found.ok_or_else(|| {
        format!("`{text}` is no time: give 2026-11-24, 2026-11-24T16:00 or an age such as 7d")
    })
}

/// The moment that lies an age such as `7d` before now.
fn ago(text: &str, now: &ZonedDateTime) -> Option<Timestamp> {
    let span: jiff::Span = text.parse().ok()?;
    if !span.is_positive() {
        return None;
    }
    Some(now.checked_sub(span).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_ages_are_read() {
        let now: ZonedDateTime = "2026-11-24T12:00[UTC]".parse().expect("a time");
        let read = |text: &str| moment(text, &now).map(|time| time.to_string());
        assert_eq!(read("2026-11-01").as_deref(), Ok("2026-11-01T00:00:00Z"));
        assert_eq!(
            read("2026-11-01T08:30").as_deref(),
            Ok("2026-11-01T08:30:00Z")
        );
        assert_eq!(
            read("2026-11-01 08:30:05").as_deref(),
            Ok("2026-11-01T08:30:05Z")
        );
        assert_eq!(read("7d").as_deref(), Ok("2026-11-17T12:00:00Z"));
        assert_eq!(read("2h").as_deref(), Ok("2026-11-24T10:00:00Z"));
        assert_eq!(read("1mo").as_deref(), Ok("2026-10-24T12:00:00Z"));
        for wrong in ["yesterday", "-7d", "0d", "2026-13-01", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
