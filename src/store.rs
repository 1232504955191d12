//! What Scripta remembers between runs, behind one trait in domain verbs, opened by URL.
//!
//! Today that is the voices enrolled under names. How a backend keeps them is its file's affair in
//! `store/`; what a voice may be is `store/voice.rs`.

mod error;
mod sqlite;
mod voice;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use error::StoreError;
pub use voice::{Enrolment, Voice};

/// File name of the store inside the data folder.
pub const FILE: &str = "history.db";

/// How long to wait for another program that writes to the same store.
const PATIENCE: Duration = Duration::from_secs(10);

/// A place that remembers. Several may be open on the same data, in any threads and programs.
pub trait Store: fmt::Debug + Send + Sync {
    /// Adds recordings of a voice, and tells what is now known of it.
    ///
    /// A name that the model already has keeps its spelling and id; its embedding becomes the mean
    /// of old and new, weighted by seconds of speech.
    ///
    /// # Errors
    /// When the name or the embedding won't do, or the store fails; nothing is changed then.
    fn add_voice(&self, enrolment: &Enrolment) -> Result<Voice, StoreError>;

    /// Every enrolled voice, by name and then by model.
    ///
    /// # Errors
    /// When the store fails.
    fn voices(&self) -> Result<Vec<Voice>, StoreError>;

    /// Forgets a name, for all models, and tells how many voices that were.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    fn remove_voice(&self, name: &str) -> Result<usize, StoreError>;
}

/// Opens a store, and makes it where there is none.
///
/// What follows `sqlite://` is the file's path as it is written: `sqlite:///absolute/path` or
/// `sqlite://relative/path`. Only the data folder is made if missing.
///
/// # Errors
/// When the URL is of no known kind, or the store can't be used; a sentence says why.
pub fn open(url: &str) -> Result<Box<dyn Store>, StoreError> {
    let (scheme, place) = url.split_once("://").ok_or(StoreError::NoUrl)?;
    match scheme.to_ascii_lowercase().as_str() {
        "sqlite" => {
            let path = sqlite_path(place)?;
            if path.parent() == data_folder().as_deref() {
                sqlite::make_private_folder(&path)?;
            }
            Ok(Box::new(sqlite::Sqlite::open(&path, PATIENCE)?))
        }
        _ => Err(StoreError::Scheme {
            scheme: scheme.to_owned(),
        }),
    }
}

/// The URL of the store in the data folder.
///
/// # Errors
/// When the system names no data folder.
pub fn default_url() -> Result<String, StoreError> {
    let path = data_folder().ok_or(StoreError::NoFolder)?.join(FILE);
    let path = path.to_str().ok_or(StoreError::NoFolder)?;
    Ok(format!("sqlite://{path}"))
}

/// Where the user's data lies, as for the models.
fn data_folder() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "scripta")?;
    Some(folders.data_dir().to_owned())
}

/// The path in an SQLite URL, made absolute.
fn sqlite_path(place: &str) -> Result<PathBuf, StoreError> {
    if place.is_empty() || place.contains('?') {
        return Err(StoreError::NoUrl);
    }
    // `sqlite:///C:/folder` is how drives are written in URLs.
    let drive = place
        .strip_prefix('/')
        .filter(|rest| cfg!(windows) && rest.chars().nth(1) == Some(':'));
    let path = Path::new(drive.unwrap_or(place));
    std::path::absolute(path).map_err(|source| StoreError::Unopenable {
        place: place.to_owned(),
        source: source.into(),
    })
}

#[cfg(test)]
mod tests;
