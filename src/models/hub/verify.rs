//! Whether a file holds what its etag or its known hash says.
//!
//! The hub's etags are the SHA-256 of large files and git's SHA-1 of small ones; mirrors have
//! others, which say nothing of the content.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::HubError;
use super::cache::{is_hex, store};
use super::threads::check;

const BUFFER_BYTES: usize = 1 << 20;

/// What the bytes of a file are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// What they should be, as far as anybody knows.
    Good,
    /// Not what the hub has.
    Damaged,
    /// What the hub has, and not what the caller knows.
    Other,
}

/// Whether an etag is a SHA-256.
pub(super) fn is_sha256(etag: &str) -> bool {
    etag.len() == 64 && is_hex(etag)
}

fn is_git_hash(etag: &str) -> bool {
    etag.len() == 40 && is_hex(etag)
}

/// Whether a cached file is the one that the caller knows. Where it is a link to a blob that is
/// named by its hash, the name is believed.
pub(super) fn is_known(
    path: &Path,
    sha256: Option<&str>,
    cancel: &AtomicBool,
) -> Result<bool, HubError> {
    let Some(expected) = sha256 else {
        return Ok(true);
    };
    let blob = path.canonicalize().ok();
    let name = blob.as_deref().and_then(Path::file_name);
    match name.and_then(|name| name.to_str()) {
        Some(name) if is_sha256(name) => Ok(name.eq_ignore_ascii_case(expected)),
        _ => Ok(judge(path, "", sha256, cancel)? == Verdict::Good),
    }
}

/// Whether a file has a SHA-256.
///
/// # Errors
/// When it can't be read, or `cancel` is set.
pub fn holds(path: &Path, sha256: &str, cancel: &AtomicBool) -> Result<bool, HubError> {
    Ok(judge(path, "", Some(sha256), cancel)? == Verdict::Good)
}

/// Reads a file and holds it to both hashes, as far as they are known.
pub(super) fn judge(
    path: &Path,
    etag: &str,
    sha256: Option<&str>,
    cancel: &AtomicBool,
) -> Result<Verdict, HubError> {
    let failed = |source| store(path, source);
    let mut file = File::open(path).map_err(failed)?;
    let mut sha = (sha256.is_some() || is_sha256(etag)).then(Sha256::new);
    let mut git = is_git_hash(etag).then(Sha1::new);
    if let Some(git) = &mut git {
        let bytes = file.metadata().map_err(failed)?.len();
        git.update(format!("blob {bytes}\0"));
    }
    let mut buffer = vec![0; BUFFER_BYTES];
    while sha.is_some() || git.is_some() {
        check(cancel)?;
        let count = file.read(&mut buffer).map_err(failed)?;
        if count == 0 {
            break;
        }
        if let Some(sha) = &mut sha {
            sha.update(&buffer[..count]);
        }
        if let Some(git) = &mut git {
            git.update(&buffer[..count]);
        }
    }
    let sha = sha.map(|sha| format!("{:x}", sha.finalize()));
    let git = git.map(|git| format!("{:x}", git.finalize()));
    let is = |hash: &Option<String>, text: &str| {
        (hash.as_ref()).is_some_and(|hash| hash.eq_ignore_ascii_case(text))
    };
    let expected = sha256.is_none_or(|expected| is(&sha, expected));
    Ok(match (is_sha256(etag), is_git_hash(etag)) {
        (true, _) if !is(&sha, etag) => Verdict::Damaged,
        (_, true) if !is(&git, etag) => Verdict::Damaged,
        (false, false) if !expected => Verdict::Damaged,
        _ if !expected => Verdict::Other,
        _ => Verdict::Good,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "hello\n" by `sha256sum` and by `git hash-object`.
    const SHA256: &str = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    const GIT: &str = "ce013625030ba8dba906f756967f9e9ca394464a";

    #[test]
    fn etags_that_are_hashes_are_held_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("f");
        let judged = |etag: &str, sha256: Option<&str>| {
            judge(&path, etag, sha256, &AtomicBool::new(false)).expect("readable")
        };
        let zeros = "0".repeat(64);
        std::fs::write(&path, "hello\n").expect("a file");
        for etag in [SHA256, GIT, &SHA256.to_uppercase(), "W-unknown", ""] {
            assert_eq!(judged(etag, None), Verdict::Good, "{etag}");
            assert_eq!(judged(etag, Some(SHA256)), Verdict::Good, "{etag}");
        }
        assert_eq!(judged(SHA256, Some(&zeros)), Verdict::Other);
        assert_eq!(judged(GIT, Some(&zeros)), Verdict::Other);
        assert_eq!(judged("unknown", Some(&zeros)), Verdict::Damaged);
        std::fs::write(&path, "hellO\n").expect("a file");
        assert_eq!(judged(SHA256, None), Verdict::Damaged);
        assert_eq!(judged(GIT, None), Verdict::Damaged);
        assert_eq!(judged("unknown", None), Verdict::Good);
    }

    #[test]
    fn a_link_to_a_blob_tells_its_hash_a_copy_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let never = AtomicBool::new(false);
        let known = |path: &Path, hash: &str| is_known(path, Some(hash), &never).expect("readable");
        let blob = folder.path().join(SHA256);
        std::fs::write(&blob, "not read").expect("a file");
        assert!(known(&blob, SHA256) && !known(&blob, &"0".repeat(64)));
        let copy = folder.path().join("copy");
        std::fs::write(&copy, "hello\n").expect("a file");
        assert!(known(&copy, SHA256));
        std::fs::write(&copy, "hellO\n").expect("a file");
        assert!(!known(&copy, SHA256));
    }
}
