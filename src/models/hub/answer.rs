//! What the hub's answers say: of a file, and of why there is none.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::blocking::Response;
use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, RETRY_AFTER};
use sha2::{Digest as _, Sha256};

use super::HubError;
use super::address::host;
use super::cache::is_commit;
use super::wire::{Trouble, Wire};

const COMMIT: &str = "x-repo-commit";
const LINKED_ETAG: &str = "x-linked-etag";
const LINKED_SIZE: &str = "x-linked-size";
const ERROR_CODE: &str = "x-error-code";
const ERROR_MESSAGE: &str = "x-error-message";
/// What the hub says of a token that it doesn't know.
const UNKNOWN_TOKEN: &str = "invalid credentials";
/// Longer etags don't become file names.
const LONGEST_ETAG: usize = 128;

/// What is known of a file before it is downloaded, gathered along a chain of redirections.
#[derive(Debug, Default)]
pub(super) struct Facts {
    commit: Option<String>,
    linked_etag: Option<String>,
    etag: Option<String>,
    linked_size: Option<u64>,
    size: Option<u64>,
}

impl Facts {
    /// Adds what one answer says; what later ones say counts.
    pub(super) fn add(&mut self, response: &Response) {
        let headers = response.headers();
        let say = |name: &str| text(headers, name).map(str::to_owned);
        let commit = say(COMMIT).filter(|commit| is_commit(commit));
        self.commit = commit.or(self.commit.take());
        self.linked_etag = say(LINKED_ETAG).or(self.linked_etag.take());
        self.linked_size = number(headers, LINKED_SIZE).or(self.linked_size);
        self.etag = say(ETAG.as_str()).or(self.etag.take());
        if !response.status().is_redirection() {
            self.size = number(headers, CONTENT_LENGTH.as_str());
        }
    }

    /// Whether nothing more need be asked of a storage host.
    pub(super) fn suffice(&self) -> bool {
        self.commit.is_some() && (self.linked_etag.is_some() || self.etag.is_some())
    }

    /// The commit, a name for the content, and its size where it is known.
    pub(super) fn tell(self) -> Option<(String, String, Option<u64>)> {
        let etag = file_name(&self.linked_etag.or(self.etag)?);
        Some((self.commit?, etag, self.linked_size.or(self.size)))
    }
}

/// An etag without its marks, or something as unique where it can't be a file's name.
fn file_name(etag: &str) -> String {
    let bare = etag.trim().trim_start_matches("W/").trim_matches('"');
    let known = |c: char| c.is_ascii_alphanumeric() || "-_.+=".contains(c);
    if (1..=LONGEST_ETAG).contains(&bare.len()) && bare.chars().all(known) && !bare.starts_with('.')
    {
        return bare.to_owned();
    }
    format!("etag-{:x}", Sha256::digest(etag))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    text(headers, name)?.trim().parse().ok()
}

/// The bytes that a GET's answer announces, before those that were there: the first one's number
/// and how long the whole file is.
pub(super) fn extent(response: &Response) -> Option<(u64, Option<u64>)> {
    let headers = response.headers();
    if response.status() != StatusCode::PARTIAL_CONTENT {
        return Some((0, number(headers, CONTENT_LENGTH.as_str())));
    }
    let range = text(headers, CONTENT_RANGE.as_str())?.strip_prefix("bytes ")?;
    let (span, whole) = range.split_once('/')?;
    let (first, _) = span.split_once('-')?;
    Some((first.trim().parse().ok()?, whole.trim().parse().ok()))
}

/// Why an answer is no file, and whether to ask again.
pub(super) fn refusal(wire: &Wire<'_>, response: &Response) -> Trouble {
    let (status, headers) = (response.status(), response.headers());
    let (wanted, host) = (wire.wanted.clone(), host(response.url()));
    let wait = text(headers, RETRY_AFTER.as_str()).and_then(seconds);
    if status == StatusCode::TOO_MANY_REQUESTS {
        let error = HubError::Limited { wanted, host, wait };
        return Trouble::again(error, wait);
    }
    // A mirror may lead to the hub itself, which says what is wrong.
    let is_hub = wire.is_hub(response.url()) || headers.contains_key(ERROR_CODE);
    // A storage host's address is signed for a while only: the hub gives another one.
    if status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::RANGE_NOT_SATISFIABLE
        )
        || (status.is_client_error() && !is_hub)
    {
        let error = HubError::Status {
            wanted,
            host,
            status,
        };
        return Trouble::again(error, wait);
    }
    let message = text(headers, ERROR_MESSAGE).unwrap_or_default();
    let bad_token = message.to_ascii_lowercase().contains(UNKNOWN_TOKEN);
    let page = wire.page(&[]);
    let tokens = wire.tokens();
    let error = match (text(headers, ERROR_CODE).unwrap_or_default(), status) {
        (_, StatusCode::UNAUTHORIZED) if bad_token && wire.has_token() => HubError::BadToken {
            wanted,
            host,
            tokens,
        },
        ("GatedRepo", _) | ("", StatusCode::FORBIDDEN) if wire.has_token() => {
            HubError::Refused { wanted, page }
        }
        ("GatedRepo", _) | ("", StatusCode::FORBIDDEN) => HubError::Gated {
            wanted,
            page,
            tokens,
        },
        ("RevisionNotFound", _) => HubError::NoRevision { wanted, host, page },
        ("", StatusCode::UNAUTHORIZED) if wire.has_token() => HubError::BadToken {
            wanted,
            host,
            tokens,
        },
        ("RepoNotFound", _) | (_, StatusCode::UNAUTHORIZED) => {
            HubError::NoRepository { wanted, host }
        }
        ("EntryNotFound", _) | (_, StatusCode::NOT_FOUND) => {
            let page = wire.page(&["tree", &wanted.revision]);
            HubError::NoFile { wanted, host, page }
        }
        _ => HubError::Status {
            wanted,
            host,
            status,
        },
    };
    error.into()
}

/// What `Retry-After` says: seconds, or the time until a date.
fn seconds(text: &str) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text.trim()).ok()?;
    let left = date
        .timestamp()
        .duration_since(jiff::Timestamp::now())
        .as_secs();
    Some(Duration::from_secs(left.try_into().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn etags_become_file_names() {
        assert_eq!(file_name("\"abc-1\""), "abc-1");
        assert_eq!(file_name("W/\"abc\""), "abc");
        for odd in ["\"a/b\"", "\"..\"", "\"\"", "\"a\\b\"", &"a".repeat(200)] {
            let name = file_name(odd);
            assert!(
                name.starts_with("etag-") && name.len() == 69,
                "{odd}: {name}"
            );
        }
    }

    #[test]
    fn waits_are_seconds_or_dates() {
        assert_eq!(seconds("7"), Some(Duration::from_secs(7)));
        assert_eq!(seconds("soon"), None);
        let past = seconds("Wed, 21 Oct 2015 07:28:00 GMT");
        assert_eq!(past, Some(Duration::ZERO));
        let later = jiff::Timestamp::now() + Duration::from_mins(1);
        let text = jiff::fmt::rfc2822::DateTimePrinter::new();
        let text = text.timestamp_to_rfc9110_string(&later).expect("a date");
        let left = seconds(&text).expect("a wait").as_secs();
        assert!((58..=60).contains(&left), "{text}: {left}");
    }
}
