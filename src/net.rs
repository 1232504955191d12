//! Fetching recordings by http(s): to a temporary file, with limits.

use std::io::{Read as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tempfile::NamedTempFile;

/// Largest download: 8 GiB, more than a day of any compressed audio.
const MOST_BYTES: u64 = 8 << 30;
/// Time to reach the server.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
const BUFFER_BYTES: usize = 64 * 1024;

/// Why an address gave no recording.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The server could not be reached, or the transfer broke.
    #[error("can't be downloaded")]
    Transfer(#[source] reqwest::Error),
    /// The server answered with an error.
    #[error("can't be downloaded: the server answered {status}")]
    Status {
        /// The HTTP status.
        status: reqwest::StatusCode,
    },
    /// The body is a web page.
    #[error("the address leads to a web page, not to a recording")]
    Page,
    /// More bytes than any recording has.
    #[error("the download is larger than {} GiB", MOST_BYTES >> 30)]
    TooLarge,
    /// The temporary file could not be written.
    #[error("the download can't be stored")]
    Store(#[from] std::io::Error),
    /// The caller asked to stop.
    #[error("interrupted")]
    Cancelled,
}

/// Downloads a recording into a temporary file, which is removed when dropped.
///
/// # Errors
/// When the server can't be reached or doesn't give a recording, or the file can't be written.
pub fn fetch(url: &str, cancel: &AtomicBool) -> Result<NamedTempFile, FetchError> {
    let client = reqwest::blocking::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        // No limit on the whole: recordings are large and lines slow.
        .timeout(None)
        .user_agent(concat!("scripta/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(FetchError::Transfer)?;
    let mut response = client
        .get(url)
        .send()
        .map_err(|error| FetchError::Transfer(error.without_url()))?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status { status });
    }
    let kind = response.headers().get(reqwest::header::CONTENT_TYPE);
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        return Err(FetchError::Page);
    }
    let mut file = NamedTempFile::new()?;
    crate::interrupt::guard(file.path());
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut total = 0;
    loop {
        if cancel.load(Ordering::Relaxed) {
            return Err(FetchError::Cancelled);
        }
        let count = response.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        total += count as u64;
        if total > MOST_BYTES {
            return Err(FetchError::TooLarge);
        }
        file.write_all(&buffer[..count])?;
    }
    file.flush()?;
    Ok(file)
}
