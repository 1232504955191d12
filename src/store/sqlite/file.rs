//! The file itself: made for its owner's eyes alone, and whose it is.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use crate::store::{StoreError, layout};

/// What SQLite's header calls a file of Scripta's: `Scrp`.
pub(super) const APPLICATION_ID: i32 = 0x5363_7270;

/// Whose a database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// Scripta's.
    Ours,
    /// Nobody's: it has no tables yet.
    Nobody,
    /// whisperX-FastAPI's, with a table of tasks that can be taken over.
    Predecessor,
    /// Somebody else's.
    Foreign,
}

/// Makes the folder of the file and the folders above it, for the owner alone.
pub(in crate::store) fn make_private_folder(path: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = path
        .parent()
        .map_or(Ok(()), |folder| builder.create(folder));
    made.map_err(|source| unopenable(path, source))
}

/// Makes an empty file for the owner alone; one that exists stays as it is.
///
/// SQLite gives the files it puts beside it the same rights.
pub(super) fn make_private_file(path: &Path) -> Result<(), StoreError> {
    // Closing a file drops the locks that this program has on it (POSIX), those of other threads'
    // connections too, so nobody may get past here while a new file is still to be closed.
    static MAKING: Mutex<()> = Mutex::new(());
    let _making = MAKING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        // SQLite takes a file of one byte for an empty one.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match path.metadata() {
            Ok(metadata) if metadata.is_file() && metadata.len() == 1 => {
                Err(StoreError::NotADatabase {
                    place: path.display().to_string(),
                })
            }
            Ok(metadata) if metadata.is_dir() => {
                Err(unopenable(path, io::ErrorKind::IsADirectory.into()))
            }
            _ => Ok(()),
        },
        Err(_) if path.parent().is_some_and(|folder| !folder.exists()) => {
            Err(StoreError::MissingFolder {
                place: path.display().to_string(),
            })
        }
        Err(source) => Err(unopenable(path, source)),
    }
}

/// Whether a program left a log beside the file that isn't in the file yet.
pub(super) fn has_log(path: &Path) -> bool {
    // SQLite puts it beside what a link leads to.
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut log = real.into_os_string();
    log.push("-wal");
    Path::new(&log).exists()
}

/// Moves a damaged file of ours and its log to another name beside it, and gives that; nothing for
/// a file that isn't ours or can't be moved.
pub(in crate::store) fn set_aside(path: &Path) -> Option<PathBuf> {
    let mut header = [0; 72];
    io::Read::read_exact(&mut std::fs::File::open(path).ok()?, &mut header).ok()?;
    if header[68..] != APPLICATION_ID.to_be_bytes() {
        return None;
    }
    let with = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let mut names = (1..).map(|number| format!(".damaged-{number}"));
    let aside = names.find(|name| !with(name).exists())?;
    std::fs::rename(path, with(&aside)).ok()?;
    for log in ["-wal", "-shm"] {
        // Only one that is there can be moved.
        let _ = std::fs::rename(with(log), with(&format!("{aside}{log}")));
    }
    Some(with(&aside))
}

/// Reads whose the database is; call it in a transaction, for it asks more than once.
pub(super) fn owner(connection: &Connection) -> Result<Owner, rusqlite::Error> {
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let columns = || -> Result<Vec<String>, rusqlite::Error> {
        let mut find = connection.prepare("SELECT name FROM pragma_table_info('tasks')")?;
        find.query_map([], |row| row.get(0))?.collect()
    };
    Ok(match (id, count(tables)?) {
        (APPLICATION_ID, _) => Owner::Ours,
        (0, 0) => Owner::Nobody,
        (0, _) if layout::is_predecessor(&columns()?) => Owner::Predecessor,
        _ => Owner::Foreign,
    })
}

/// The error for what the system refuses.
fn unopenable(path: &Path, source: io::Error) -> StoreError {
    StoreError::Unopenable {
        place: path.display().to_string(),
        source: source.into(),
    }
}
