//! The download of one file: what the hub says of it, its bytes in as many attempts as it takes,
//! the proof that they are right, and only then its place in the cache.

use std::path::{Path, PathBuf};

use reqwest::{Method, StatusCode};

use super::address::host;
use super::answer::{Facts, extent, refusal};
use super::cache::Shelf;
use super::partial::Partial;
use super::verify::{Verdict, is_sha256, judge};
use super::wire::{Retry, Trouble, Wire};
use super::{HubError, OnBytes};
use crate::net::{Body, Wait};

/// So many new bytes, and attempts are counted anew.
const ADVANCE: u64 = 1 << 20;

/// What the hub says of a file.
struct Entry {
    commit: String,
    etag: String,
    size: Option<u64>,
}

/// Asks once whether the hub has a file.
pub(super) fn is_there(wire: &Wire<'_>) -> Result<(), HubError> {
    look_up(wire).map(drop).map_err(|trouble| *trouble.error)
}

/// Downloads a file that the shelf doesn't have.
pub(super) fn into_shelf(
    wire: &Wire<'_>,
    shelf: &Shelf,
    sha256: Option<&str>,
    progress: OnBytes<'_>,
) -> Result<PathBuf, HubError> {
    let entry = wire.persist(|| look_up(wire))?;
    if let Some(expected) = sha256
        && is_sha256(&entry.etag)
        && !entry.etag.eq_ignore_ascii_case(expected)
    {
        return Err(other(wire, expected));
    }
    let blob = shelf.blob(&entry.etag);
    let is_here = || -> Result<bool, HubError> {
        let told = sha256.is_none() || is_sha256(&entry.etag);
        Ok(is_whole(&blob, &entry)
            && (told || judge(&blob, "", sha256, wire.cancel)? == Verdict::Good))
    };
    if !is_here()? {
        let waiting = || {
            let name = format!("{}.incomplete", entry.etag);
            if let Ok(there) = std::fs::metadata(blob.with_file_name(name)) {
                progress(there.len(), entry.size);
            }
        };
        let lock = shelf.lock(&entry.etag, wire.cancel, &waiting)?;
        // Whoever held the lock may have brought it.
        if !is_here()? {
            let mut partial = Partial::open(&blob, &lock, &wire.wanted)?;
            let resumed = partial.length() > 0;
            match fill(wire, &entry, &mut partial, sha256, progress) {
                // What was there before may have been the damage.
                Err(HubError::Damaged { .. } | HubError::Size { .. }) if resumed => {
                    partial.restart()?;
                    settle(
                        fill(wire, &entry, &mut partial, sha256, progress),
                        partial,
                        &blob,
                    )?;
                }
                filled => settle(filled, partial, &blob)?,
            }
        }
    }
    if let Some(size) = entry.size {
        progress(size, Some(size));
    }
    let (revision, file) = (&wire.wanted.revision, &wire.wanted.file);
    shelf.publish(&entry.etag, &entry.commit, revision, file)
}

fn other(wire: &Wire<'_>, expected: &str) -> HubError {
    HubError::Other {
        wanted: wire.wanted.clone(),
        host: wire.hub_host(),
        expected: expected.to_owned(),
    }
}

/// Whether a blob is there with all its bytes.
fn is_whole(blob: &Path, entry: &Entry) -> bool {
    std::fs::metadata(blob)
        .is_ok_and(|there| there.is_file() && entry.size.is_none_or(|size| size == there.len()))
}

/// Asks the hub what it has, without the bytes. Storage hosts need not be asked for that.
fn look_up(wire: &Wire<'_>) -> Result<Entry, Trouble> {
    let mut facts = Facts::default();
    let start = wire.address(&wire.wanted.revision);
    let answer = wire.follow(&Method::HEAD, start, 0, |response, next| {
        let status = response.status();
        if status.is_success() || status.is_redirection() {
            facts.add(response);
        }
        next.is_some_and(|next| !wire.is_hub(next)) && facts.suffice()
    })?;
    if !answer.status().is_success() && !answer.status().is_redirection() {
        return Err(refusal(wire, &answer));
    }
    let (commit, etag, size) = facts.tell().ok_or_else(|| wire.no_hub(answer.url()))?;
    Ok(Entry { commit, etag, size })
}

/// Brings all bytes and holds them to what is known of them.
fn fill(
    wire: &Wire<'_>,
    entry: &Entry,
    partial: &mut Partial<'_>,
    sha256: Option<&str>,
    progress: OnBytes<'_>,
) -> Result<(), HubError> {
    let mut best = partial.length();
    wire.persist(|| {
        receive(wire, entry, partial, progress).map_err(|mut trouble| {
            if partial.length() >= best + ADVANCE && trouble.retry != Retry::Never {
                best = partial.length();
                trouble.retry = Retry::Anew;
            }
            trouble
        })
    })?;
    partial.settle()?;
    match judge(partial.path(), &entry.etag, sha256, wire.cancel)? {
        Verdict::Good => Ok(()),
        Verdict::Other => Err(other(wire, sha256.unwrap_or_default())),
        Verdict::Damaged => Err(HubError::Damaged {
            wanted: wire.wanted.clone(),
        }),
    }
}

/// Bytes that are right become the blob, wrong ones are removed, those of a broken transfer stay
/// for the next run.
fn settle(filled: Result<(), HubError>, partial: Partial<'_>, blob: &Path) -> Result<(), HubError> {
    match filled {
        Ok(()) => partial.become_blob(blob),
        Err(error) => {
            if let HubError::Damaged { .. } | HubError::Other { .. } | HubError::Size { .. } = error
            {
                partial.discard();
            }
            Err(error)
        }
    }
}

/// One attempt: asks for the bytes that are missing and writes those that come.
fn receive(
    wire: &Wire<'_>,
    entry: &Entry,
    partial: &mut Partial<'_>,
    progress: OnBytes<'_>,
) -> Result<(), Trouble> {
    if entry.size.is_some_and(|size| partial.length() > size) {
        partial.restart()?;
    }
    if entry.size == Some(partial.length()) {
        return Ok(());
    }
    let start = wire.address(&entry.commit);
    let response = wire.follow(&Method::GET, start, partial.length(), |_, _| false)?;
    let status = response.status();
    if status == StatusCode::RANGE_NOT_SATISFIABLE {
        partial.restart()?;
    }
    if !matches!(status, StatusCode::OK | StatusCode::PARTIAL_CONTENT) {
        return Err(refusal(wire, &response));
    }
    if status == StatusCode::OK {
        // The whole file, whatever was asked for.
        partial.restart()?;
    }
    let url = response.url().clone();
    let wrong = |expected: u64, got: u64| HubError::Size {
        wanted: wire.wanted.clone(),
        host: host(&url),
        expected,
        got,
    };
    let Some((first, whole)) = extent(&response).filter(|extent| extent.0 == partial.length())
    else {
        partial.restart()?;
        return Err(wire.broken(&url, "the server sent another part than was asked for"));
    };
    if let (Some(expected), Some(got)) = (entry.size, whole)
        && expected != got
    {
        return Err(wrong(expected, got).into());
    }
    let size = entry.size.or(whole);
    progress(first, size);
    let body = Body::new(response);
    loop {
        let chunk = body.next(Wait::cancelled_by(wire.cancel));
        let chunk = (chunk.map_err(HubError::from)?).map_err(|error| wire.broken(&url, error))?;
        if chunk.is_empty() {
            break;
        }
        partial.write(&chunk)?;
        if let Some(size) = size.filter(|&size| partial.length() > size) {
            return Err(wrong(size, partial.length()).into());
        }
        progress(partial.length(), size);
    }
    match size {
        Some(size) if partial.length() < size => {
            Err(Trouble::again(wrong(size, partial.length()), None))
        }
        _ => Ok(()),
    }
}
