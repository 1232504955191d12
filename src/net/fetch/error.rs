//! What goes wrong in fetching; no sentence tells addresses that names led to, nor passwords.

use std::error::Error;
use std::time::Duration;

use crate::net::Refused;

/// Why an address gave no recording.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address can't be read.
    #[error("can't be downloaded: the address can't be read")]
    Address(#[source] url::ParseError),
    /// The address, or one it leads to, may not be reached; or nobody knows its host.
    #[error("can't be downloaded: {0}")]
    Refused(Refused),
    /// The server could not be reached, or the transfer broke.
    #[error("can't be downloaded")]
    Transfer(#[source] Box<dyn Error + Send + Sync>),
    /// One redirection after the other.
    #[error("can't be downloaded: the server only leads from one address to the next")]
    Loop,
    /// The server answered with an error.
    #[error("can't be downloaded: the server answered {status}")]
    Status {
        /// The HTTP status.
        status: reqwest::StatusCode,
    },
    /// The body is a web page.
    #[error("the address leads to a web page, not to a recording")]
    Page,
    /// The body is data for programs.
    #[error("the address leads to JSON data, not to a recording")]
    Data,
    /// The body is packed in a way that nobody asked for.
    #[error(
        "can't be downloaded: the server sends it packed ({coding}), which wasn't asked for and \
         can't be unpacked here; download it with another program and give the file"
    )]
    Packed {
        /// The content coding.
        coding: String,
    },
    /// More bytes than allowed.
    #[error("the download is larger than {}", size(*.limit))]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// Nothing came for too long.
    #[error("can't be downloaded: nothing came for {} s", .limit.as_secs_f64())]
    Stalled {
        /// The limit for each wait.
        limit: Duration,
    },
    /// The whole took too long.
    #[error("can't be downloaded within {} s", .limit.as_secs_f64())]
    TooLong {
        /// The limit for the whole.
        limit: Duration,
    },
    /// The temporary file could not be written.
    #[error("the download can't be stored")]
    Store(#[from] std::io::Error),
    /// The caller asked to stop.
    #[error("interrupted")]
    Cancelled,
}

/// A size in the largest unit in which it is a whole number.
fn size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let whole = |&(bits, _): &(u32, _)| bytes > 0 && bytes.trailing_zeros() >= bits;
    match units.into_iter().find(whole) {
        Some((bits, unit)) => format!("{} {unit}", bytes >> bits),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_whole_units() {
        let told = |limit| FetchError::TooLarge { limit }.to_string();
        assert_eq!(told(8 << 30), "the download is larger than 8 GiB");
        assert_eq!(told(1536 << 20), "the download is larger than 1536 MiB");
        assert_eq!(told(1000), "the download is larger than 1000 bytes");
        assert_eq!(told(0), "the download is larger than 0 bytes");
    }
}
