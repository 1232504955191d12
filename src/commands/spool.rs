//! What can be read only once, to a file on disk: the history and the decoder both read it.

use std::io::{Read, Write as _};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use tempfile::NamedTempFile;

use crate::net::{Body, Ended, Wait, aside};
use crate::pipeline::PipelineError;

/// Reads stdin to its end.
///
/// # Errors
/// When it can't be read or stored, or the caller wants to stop.
pub(super) fn stdin(cancel: &AtomicBool) -> anyhow::Result<NamedTempFile> {
    spool(
        || Ok(Box::new(std::io::stdin())),
        "stdin can't be read",
        cancel,
    )
}

/// Reads a pipe, device or socket to its end. A pipe is waited for until another program writes to it.
///
/// # Errors
/// When it can't be read or stored, or the caller wants to stop.
pub(super) fn pipe(path: &Path, cancel: &AtomicBool) -> anyhow::Result<NamedTempFile> {
    let path = path.to_path_buf();
    spool(move || open(&path), "can't be read", cancel)
}

type Opened = std::io::Result<Box<dyn Read + Send>>;

fn spool(
    open: impl FnOnce() -> Opened + Send + 'static,
    unreadable: &'static str,
    cancel: &AtomicBool,
) -> anyhow::Result<NamedTempFile> {
    // On threads of their own: whoever writes may be slow, or never come.
    let wait = Wait::cancelled_by(cancel);
    let source = aside(wait, open).map_err(stopped)?.context(unreadable)?;
    let mut file = NamedTempFile::new().context("there is no room for a temporary file")?;
    crate::interrupt::guard(file.path());
    let body = Body::new(source);
    loop {
        let chunk = body.next(wait).map_err(stopped)?.context(unreadable)?;
        if chunk.is_empty() {
            return Ok(file);
        }
        file.write_all(&chunk)
            .context("the temporary file can't be written")?;
    }
}

fn stopped(ended: Ended) -> anyhow::Error {
    match ended {
        Ended::Lost => anyhow::anyhow!("reading it ended by itself"),
        Ended::Cancelled | Ended::Late => PipelineError::Cancelled.into(),
    }
}

#[cfg(unix)]
fn open(path: &Path) -> Opened {
    use std::os::unix::fs::FileTypeExt as _;
    if std::fs::metadata(path)?.file_type().is_socket() {
        return Ok(Box::new(std::os::unix::net::UnixStream::connect(path)?));
    }
    Ok(Box::new(std::fs::File::open(path)?))
}

#[cfg(not(unix))]
fn open(path: &Path) -> Opened {
    Ok(Box::new(std::fs::File::open(path)?))
}
