//! Bodies: files of multipart ones go straight to disk, fields are kept, and nothing grows without
//! bounds or is waited for without end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::http::StatusCode;
use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;

use super::problem::Problem;
use super::query::Query;
use super::uploads::{Folder, Uploads};
use crate::pipeline::decode::names;
use crate::store;

/// Time in which something of a body must arrive.
const PATIENCE: Duration = Duration::from_secs(30);
/// Largest value of a field that is no file, and of all of them.
const LARGEST_FIELD: usize = 64 << 10;
const LARGEST_FIELDS: usize = 1 << 20;
/// Largest file that is read over.
const LARGEST_SKIPPED: usize = 64 << 20;
/// Bytes of a refused file that are read, and the time for that.
const MOST_DRAINED: usize = 32 << 20;
const FAREWELL: Duration = Duration::from_secs(1);
/// Most parts of one body.
const MOST_PARTS: usize = 200;
/// Longest file name, in characters.
const LONGEST_NAME: usize = 255;

/// A file that was sent.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    /// The part's name.
    pub(super) field: String,
    /// The file's own name, without folders.
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    /// SHA-256 of the bytes.
    pub(super) hash: String,
}

/// A body that was read to its end.
pub(super) struct Form {
    pub(super) folder: Folder,
    pub(super) files: Vec<Sent>,
    pub(super) fields: Query,
}

impl Form {
    /// Reads a body; `files` are the names of the parts that are files, which go into a new folder
    /// in `uploads`. A file may have at most `most` bytes, or any number for 0.
    pub(super) async fn read(
        mut body: Multipart,
        files: &[&str],
        uploads: &Arc<Uploads>,
        most: u64,
    ) -> Result<Self, Problem> {
        let mut form = Self {
            folder: uploads.folder()?,
            files: Vec::new(),
            fields: Query::default(),
        };
        let (mut pairs, mut size) = (Vec::new(), 0);
        for _ in 0..MOST_PARTS {
            let Some(field) = timely(body.next_field()).await? else {
                form.fields = Query::from_pairs(pairs);
                return Ok(form);
            };
            let name = field.name().unwrap_or_default().to_owned();
            if files.contains(&name.as_str()) && field.file_name().is_some() {
                let sent = form.store(field, name, most).await?;
                form.files.push(sent);
            } else if field.file_name().is_some() {
                // A file that nobody asked for; what is missing is told at the end.
                skip(field).await?;
            } else {
                let value = text(field).await?;
                size += name.len() + value.len();
                if size > LARGEST_FIELDS {
                    return Err(too_large("The form has too much in its fields."));
                }
                pairs.push((name, value));
            }
        }
        Err(Problem::invalid("body", "The form has too many parts."))
    }

    async fn store(&self, mut field: Field<'_>, part: String, most: u64) -> Result<Sent, Problem> {
        let name = file_name(field.file_name().unwrap_or_default())?;
        if self.files.iter().any(|sent| sent.field == part) {
            let message = format!("The form has more than one file in its part `{part}`.");
            return Err(Problem::invalid(&part, message).coded("INVALID_FORM"));
        }
        let path = place(self.folder.path(), &part, &name);
        let failed = |error: std::io::Error| unwritable(&error);
        let mut file = tokio::fs::File::create(&path).await.map_err(failed)?;
        let (mut bytes, mut hash) = (0, Sha256::new());
        while let Some(chunk) = timely(field.chunk()).await? {
            bytes += chunk.len() as u64;
            if most > 0 && bytes > most {
                drain(field).await;
                return Err(too_large(&format!(
                    "The file is larger than {} MB, which is the most that is taken here.",
                    most / 1_000_000
                )));
            }
            hash.update(&chunk);
            file.write_all(&chunk).await.map_err(failed)?;
        }
        file.flush().await.map_err(failed)?;
        Ok(Sent {
            field: part,
            name,
            path,
            bytes,
            hash: store::hex(&hash.finalize()),
        })
    }

    /// The file of a part, which must be there.
    pub(super) fn file(&self, field: &str) -> Result<&Sent, Problem> {
        let sent = self.files.iter().find(|sent| sent.field == field);
        sent.ok_or_else(|| {
            let message = format!("The form has no file in its part `{field}`.");
            Problem::invalid(field, message).coded("MISSING_FILE")
        })
    }
}

/// Where a part of a form with a file of the client's name lies in its folder. That name stays in the
/// database; on disk there are only ours, with the ending of a recording's, since of some formats that
/// alone tells them.
pub(super) fn place(folder: &Path, part: &str, name: &str) -> PathBuf {
    let path = folder.join(part);
    match names::ending(Path::new(name)) {
        Some(ending) => path.with_extension(ending),
        None => path,
    }
}

/// Waits for the next of a body, but not for ever.
async fn timely<T>(next: impl Future<Output = Result<T, MultipartError>>) -> Result<T, Problem> {
    match tokio::time::timeout(PATIENCE, next).await {
        Ok(Ok(next)) => Ok(next),
        Ok(Err(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(too_large("The request is too large."))
        }
        Ok(Err(error)) => {
            tracing::debug!("a body broke off: {}", error.body_text());
            let message = "The body isn't a complete multipart/form-data form.";
            Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "INVALID_FORM",
                message,
            ))
        }
        Err(_) => Err(too_slow()),
    }
}

/// A body that is no form with files; `too_much` is said of one with more than `most` bytes.
pub(super) async fn whole(body: Body, most: usize, too_much: &str) -> Result<Bytes, Problem> {
    let (mut chunks, mut whole) = (body.into_data_stream(), Vec::<u8>::new());
    loop {
        let next = tokio::time::timeout(PATIENCE, chunks.next()).await;
        let Some(chunk) = next.map_err(|_| too_slow())? else {
            return Ok(Bytes::from(whole));
        };
        let chunk = chunk.map_err(|error| {
            tracing::debug!("a body broke off: {error}");
            Problem::invalid("body", "The body broke off before its end.")
        })?;
        if whole.len() + chunk.len() > most {
            return Err(too_large(too_much));
        }
        whole.extend_from_slice(&chunk);
    }
}

fn too_slow() -> Problem {
    let message = "The body came too slowly: nothing arrived for 30 seconds.";
    let status = StatusCode::REQUEST_TIMEOUT;
    Problem::new(status, "REQUEST_TIMEOUT", message)
}

/// Reads over a part.
async fn skip(mut field: Field<'_>) -> Result<(), Problem> {
    let mut bytes = 0;
    while let Some(chunk) = timely(field.chunk()).await? {
        bytes += chunk.len();
        if bytes > LARGEST_SKIPPED {
            let message = "The form has a large file in a part that isn't known here.";
            return Err(Problem::invalid("body", message).coded("INVALID_FORM"));
        }
    }
    Ok(())
}

/// Reads what is left of a part, as far as that is soon done: clients that send all before they read
/// would miss the answer.
async fn drain(mut field: Field<'_>) {
    let mut left = MOST_DRAINED;
    let rest = async {
        while let Ok(Some(chunk)) = field.chunk().await {
            left = left.saturating_sub(chunk.len());
            if left == 0 {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(FAREWELL, rest).await;
}

async fn text(mut field: Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = timely(field.chunk()).await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LARGEST_FIELD {
            return Err(too_large("A field of the form is larger than 64 KB."));
        }
    }
    String::from_utf8(bytes).map_err(|_| Problem::invalid("body", "A field isn't UTF-8 text."))
}

/// A file's name as a client gave it, without the folders that some clients put before it.
pub(super) fn file_name(given: &str) -> Result<String, Problem> {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let message = if name.is_empty() || name.chars().all(|c| c == '.') {
        "The file has no name: give one with its extension."
    } else if name.chars().any(char::is_control) {
        "The file's name holds control characters: give another one."
    } else if name.chars().count() > LONGEST_NAME {
        "The file's name is longer than 255 characters: give a shorter one."
    } else {
        return Ok(name.to_owned());
    };
    Err(Problem::invalid("file", message).coded("INVALID_FILE_NAME"))
}

pub(super) fn too_large(message: &str) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "REQUEST_TOO_LARGE", message)
}

/// The disk doesn't take any more.
pub(super) fn unwritable(error: &std::io::Error) -> Problem {
    tracing::error!("uploads can't be stored: {error}");
    let message = "The recording can't be stored at the moment; try again later.";
    let status = StatusCode::SERVICE_UNAVAILABLE;
    Problem::new(status, "STORAGE_ERROR", message).retry_after(30)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_lose_their_folders() {
        for (given, name) in [
            ("a.mp3", "a.mp3"),
            ("C:\\x\\a b.wav", "a b.wav"),
            ("../../é.ogg", "é.ogg"),
        ] {
            assert_eq!(file_name(given).ok().as_deref(), Some(name), "{given}");
        }
        for bad in ["", "..", "a/", "a\r\nx: y.mp3", &"x".repeat(300)] {
            assert!(file_name(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_name_leads_anywhere(given in ".*") {
            if let Ok(name) = file_name(&given) {
                prop_assert!(!name.contains(['/', '\\', '\0']) && name != "..");
            }
        }
    }
}
