//! A download that is not whole yet: a file `ETAG.incomplete` beside the blob that it will be.
//!
//! It outlives a broken or interrupted run, so that the next one goes on where it stopped.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::HubError;
use super::cache::{Lock, make_folder, store};
use super::error::Wanted;

/// The bytes that have come so far.
pub(super) struct Partial<'a> {
    wanted: &'a Wanted,
    path: PathBuf,
    file: File,
    length: u64,
    keep: bool,
    moved: bool,
}

impl<'a> Partial<'a> {
    /// Opens what an earlier run left, or begins. Without a real lock somebody else may write the
    /// same file, so that it gets a name of its own and is removed in the end.
    pub(super) fn open(blob: &Path, lock: &Lock, wanted: &'a Wanted) -> Result<Self, HubError> {
        let keep = lock.is_real();
        let mark = if keep {
            String::new()
        } else {
            format!(".{}", uuid::Uuid::new_v4().simple())
        };
        let mut name = blob.as_os_str().to_owned();
        name.push(format!("{mark}.incomplete"));
        let path = PathBuf::from(name);
        make_folder(blob.parent().unwrap_or(Path::new(".")))?;
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        let opened = options.open(&path).and_then(|mut file| {
            let length = file.seek(SeekFrom::End(0))?;
            Ok((file, length))
        });
        let (file, length) = opened.map_err(|source| no_space_or(&path, wanted, source))?;
        Ok(Self {
            wanted,
            path,
            file,
            length,
            keep,
            moved: false,
        })
    }

    /// How many bytes are there.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Where they are.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds bytes. When the disk is full, nothing is left behind.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), HubError> {
        let written = self.file.write_all(bytes);
        written.map_err(|source| self.failed(source))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Forgets all bytes.
    pub(super) fn restart(&mut self) -> Result<(), HubError> {
        if self.length == 0 {
            return Ok(());
        }
        let cut = self.file.set_len(0).and_then(|()| self.file.rewind());
        cut.map_err(|source| self.failed(source))?;
        self.length = 0;
        Ok(())
    }

    /// Waits until the bytes are on the disk.
    pub(super) fn settle(&mut self) -> Result<(), HubError> {
        let settled = self.file.sync_all();
        settled.map_err(|source| self.failed(source))
    }

    /// Leaves no file behind.
    pub(super) fn discard(mut self) {
        self.keep = false;
    }

    /// Makes the bytes the blob.
    pub(super) fn become_blob(mut self, blob: &Path) -> Result<(), HubError> {
        fs::rename(&self.path, blob).map_err(|source| store(blob, source))?;
        self.moved = true;
        Ok(())
    }

    fn failed(&mut self, source: io::Error) -> HubError {
        let error = no_space_or(&self.path, self.wanted, source);
        self.keep &= !matches!(error, HubError::Full { .. });
        error
    }
}

impl Drop for Partial<'_> {
    fn drop(&mut self) {
        // An empty file is nothing to go on with.
        if (!self.keep || self.length == 0)
            && !self.moved
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::debug!("{} can't be removed: {error}", self.path.display());
        }
    }
}

fn no_space_or(path: &Path, wanted: &Wanted, source: io::Error) -> HubError {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => HubError::Full {
            wanted: wanted.clone(),
            folder: path.parent().unwrap_or(path).to_path_buf(),
        },
        _ => store(path, source),
    }
}
