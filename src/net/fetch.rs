//! Fetching a recording: redirections followed by hand, each judged; the body to a temporary file,
//! with limits.

mod error;
mod follow;
#[cfg(test)]
mod tests;
mod unpack;

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use tempfile::NamedTempFile;
use url::Url;

use super::Policy;
use super::aside::{Body, Ended, Wait};
use super::name::{file_name, suffix};
pub use error::FetchError;
use follow::follow;
use unpack::Coding;

/// How much is fetched, how long that may take, and where it lies.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest download in bytes.
    pub bytes: u64,
    /// Longest time to reach the server.
    pub connect: Duration,
    /// Longest time without a byte.
    pub stall: Option<Duration>,
    /// Longest time for the whole.
    pub total: Option<Duration>,
    /// The folder for temporary files; the system's if `None`.
    pub folder: Option<PathBuf>,
}

impl Default for Limits {
    /// For a user who waits, and knows what he waits for: recordings are large and lines slow.
    fn default() -> Self {
        Self {
            // More than a day of any compressed audio.
            bytes: 8 << 30,
            connect: Duration::from_secs(30),
            stall: None,
            total: None,
            folder: None,
        }
    }
}

/// A recording that was fetched.
#[derive(Debug)]
pub struct Download {
    /// Where it lies; removed when dropped.
    pub file: NamedTempFile,
    /// Its name, without folders and fit for any file system, if it has one.
    pub name: Option<String>,
    /// Its size.
    pub bytes: u64,
}

/// Downloads a recording into a temporary file. User and password in the address are sent to its
/// server, and to no other that this one leads to.
///
/// # Errors
/// When the address or one it leads to may not be reached, the server doesn't give a recording, a
/// limit is passed, the file can't be written, or the caller wants to stop.
pub fn fetch(
    url: &str,
    policy: &Policy,
    limits: &Limits,
    cancel: &AtomicBool,
) -> Result<Download, FetchError> {
    let start = Url::parse(url.trim()).map_err(FetchError::Address)?;
    let mut wait = Wait::cancelled_by(cancel);
    if let Some(total) = limits.total {
        wait = wait.at_most(total);
    }
    let response = follow(&start, policy, limits, wait)?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status });
    }
    unlike_sound(response.headers())?;
    let coding = Coding::of(response.headers())?;
    let too_large = || FetchError::TooLarge {
        limit: limits.bytes,
    };
    if response.content_length() > Some(limits.bytes) {
        return Err(too_large());
    }
    let name = file_name(response.headers(), &[response.url(), &start]);
    // Of some formats, the name's ending alone tells them.
    let suffix = suffix(name.as_deref().unwrap_or_default());
    let mut file = match &limits.folder {
        Some(folder) => NamedTempFile::with_suffix_in(suffix, folder)?,
        None => NamedTempFile::with_suffix(suffix)?,
    };
    crate::interrupt::guard(file.path());
    // The limit is for what comes over the line, and below, for what that unpacks to.
    let body = Body::new(coding.unpack(response.take(limits.bytes.saturating_add(1))));
    let mut bytes = 0;
    loop {
        let chunk = body.next(wait).map_err(|ended| limits.passed(ended))?;
        let chunk = chunk.map_err(|error| limits.broken(error))?;
        if chunk.is_empty() {
            break;
        }
        bytes += chunk.len() as u64;
        if bytes > limits.bytes {
            return Err(too_large());
        }
        file.write_all(&chunk)?;
    }
    file.flush()?;
    Ok(Download { file, name, bytes })
}

/// Refuses what says of itself that it is text for people or programs.
fn unlike_sound(headers: &HeaderMap) -> Result<(), FetchError> {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let kind = String::from_utf8_lossy(kind.unwrap_or_default()).to_ascii_lowercase();
    match kind.split(';').next().unwrap_or_default().trim() {
        "text/html" | "application/xhtml+xml" => Err(FetchError::Page),
        "application/json" | "text/json" => Err(FetchError::Data),
        kind if kind.ends_with("+json") => Err(FetchError::Data),
        _ => Ok(()),
    }
}

impl Limits {
    /// What to say when waiting has ended.
    fn passed(&self, ended: Ended) -> FetchError {
        match ended {
            Ended::Cancelled => FetchError::Cancelled,
            Ended::Late => FetchError::TooLong {
                limit: self.total.unwrap_or(self.connect),
            },
            Ended::Lost => FetchError::Transfer("the transfer ended by itself".into()),
        }
    }

    /// What to say of a body that ends too early.
    fn broken(&self, error: std::io::Error) -> FetchError {
        match error.downcast::<reqwest::Error>() {
            Ok(error) => self.failed(error),
            Err(error) => FetchError::Transfer(error.into()),
        }
    }

    /// What to say of a request that failed.
    fn failed(&self, error: reqwest::Error) -> FetchError {
        let late = error.is_timeout() && !error.is_connect();
        match (self.stall, self.total) {
            (Some(limit), _) if late => FetchError::Stalled { limit },
            (None, Some(limit)) if late => FetchError::TooLong { limit },
            _ => FetchError::Transfer(error.without_url().into()),
        }
    }
}
