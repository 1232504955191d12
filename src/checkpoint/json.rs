//! The JSON files of a checkpoint.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::CheckpointError;

/// The text of a file; `None` when there is no such file.
pub(crate) fn read_text(path: &Path) -> Result<Option<String>, CheckpointError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CheckpointError::read(path, error)),
    }
}

/// A JSON file as `T`; `None` when there is no such file.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, CheckpointError> {
    read_text(path)?.map(|text| parse(path, &text)).transpose()
}

/// JSON text, read from `path`, as `T`.
pub(crate) fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, CheckpointError> {
    serde_json::from_str(text).map_err(|error| {
        let (path, reason) = (path.to_owned(), error.to_string());
        if error.is_data() {
            CheckpointError::Value { path, reason }
        } else {
            CheckpointError::Json { path, reason }
        }
    })
}
