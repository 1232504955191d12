//! What one file may go through: other threads, other programs' data, damage.

use std::path::PathBuf;
use std::sync::Barrier;

use super::*;
use std::collections::BTreeSet;

use crate::store::{Enrolment, Filter, Search, Store};
use crate::task::Outcome;

/// A folder for one test and a path in it.
struct Place {
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("history.db");
        Self { folder, path }
    }

    fn open(&self) -> Result<Store, StoreError> {
        self.open_within(Duration::from_secs(10))
    }

    fn open_within(&self, patience: Duration) -> Result<Store, StoreError> {
        let database = Box::new(Sqlite::open(&self.path, patience)?);
        Ok(Store { database })
    }

    /// A plain connection, as another program would have it.
    fn connection(&self) -> Connection {
        Connection::open(&self.path).expect("a connection")
    }

    /// Names and bytes of all files.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = std::fs::read_dir(self.folder.path()).expect("a folder");
        let mut files: Vec<_> = entries
            .map(|entry| entry.expect("an entry").path())
            .map(|path| (path.clone(), std::fs::read(path).expect("a file")))
            .collect();
        files.sort();
        files
    }

    /// The error of opening, which must leave every file as it is.
    fn refused(&self) -> String {
        let before = self.files();
        let error = self.open().expect_err("refused").to_string();
        assert!(error.contains(&self.path.display().to_string()), "{error}");
        assert!(self.files() == before, "files were touched: {error}");
        error
    }
}

fn enrolment(name: &str) -> Enrolment {
    Enrolment {
        name: name.to_owned(),
        model: "m".to_owned(),
        embedding: vec![0.6; 64],
        clips: 1,
        seconds: 2.0,
    }
}

#[test]
fn four_connections_lose_nothing() {
    for _ in 0..10 {
        let place = Place::new();
        let barrier = Barrier::new(4);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (place, barrier) = (&place, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    let store = place.open().expect("a store");
                    for clip in 0..10 {
                        store.add_voice(&enrolment("Shared")).expect("merged");
                        let own = enrolment(&format!("{thread} {clip}"));
                        store.add_voice(&own).expect("added");
                    }
                });
            }
        });
        let voices = place.open().expect("a store").voices().expect("voices");
        assert_eq!(voices.len(), 41);
        let shared = voices.last().expect("voices");
        assert_eq!((shared.clips, shared.seconds), (40, 80.0));
    }
}

#[test]
fn one_store_serves_several_threads() {
    let place = Place::new();
    let store = place.open().expect("a store");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| store.add_voice(&enrolment("Ann")).expect("merged"));
        }
    });
    assert_eq!(store.voices().expect("voices")[0].clips, 4);
}

#[test]
fn the_file_is_set_up_as_promised() {
    let place = Place::new();
    let store = Sqlite::open(&place.path, Duration::from_secs(10)).expect("a store");
    let connection = store.writer();
    let number = |name| -> i64 {
        (connection.pragma_query_value(None, name, |row| row.get(0))).expect("a number")
    };
    let mode: String =
        (connection.pragma_query_value(None, "journal_mode", |row| row.get(0))).expect("a mode");
    assert_eq!(mode, "wal");
    assert_eq!(number("synchronous"), 1);
    assert_eq!(number("foreign_keys"), 1);
    assert_eq!(number("busy_timeout"), 10_000);
    assert_eq!(number("user_version"), 4);
    assert_eq!(number("application_id"), i64::from(file::APPLICATION_ID));
    // The first program may have died with its log unread.
    let header = std::fs::read(&place.path).expect("a file");
    assert_eq!(header[68..72], *b"Scrp");
}

#[cfg(unix)]
#[test]
fn files_and_folders_are_for_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let path = place.folder.path().join("a/b/history.db");
    make_private_folder(&path).expect("folders");
    let database = Box::new(Sqlite::open(&path, Duration::ZERO).expect("a store"));
    let store = Store { database };
    store.add_voice(&enrolment("Ann")).expect("added");
    let mode = |path: &Path| {
        std::fs::metadata(path)
            .expect("a file")
            .permissions()
            .mode()
            & 0o777
    };
    let b = path.parent().expect("a folder");
    assert_eq!((mode(b), mode(&b.with_file_name(""))), (0o700, 0o700));
    for file in ["history.db", "history.db-wal", "history.db-shm"] {
        assert_eq!(mode(&b.join(file)), 0o600, "{file}");
    }
}

#[test]
fn what_is_no_database_is_left_alone() {
    for bytes in [
        &b"x"[..],
        b"name,age\nAnn,7\n",
        &[0; 5000],
        &[0xff; 10_000],
        b"SQLite format 3\0",
    ] {
        let place = Place::new();
        std::fs::write(&place.path, bytes).expect("a file");
        let error = place.refused();
        assert!(
            error.contains("is no SQLite database") || error.contains("is damaged"),
            "{error}"
        );
    }
}

#[test]
fn damage_is_named_and_left_alone() {
    let place = Place::new();
    let store = place.open().expect("a store");
    for name in 0..100 {
        store
            .add_voice(&enrolment(&name.to_string()))
            .expect("added");
    }
    drop(store);
    let whole = std::fs::read(&place.path).expect("a file");
    // Cut in the middle: the header counts more pages than there are.
    std::fs::write(&place.path, &whole[..whole.len() / 2]).expect("a file");
    let cut = place.open().and_then(|store| store.voices());
    assert!(matches!(cut, Err(StoreError::Damaged { .. })), "{cut:?}");
    assert_eq!(
        std::fs::read(&place.path).expect("a file"),
        whole[..whole.len() / 2]
    );
    // The table of tables overwritten.
    let mut bytes = whole.clone();
    bytes[100..4096].fill(0x5a);
    std::fs::write(&place.path, &bytes).expect("a file");
    assert!(place.refused().contains("is damaged"));
    // Pages of data overwritten.
    let mut bytes = whole;
    bytes[4096..].fill(0x5a);
    std::fs::write(&place.path, &bytes).expect("a file");
    let store = place.open();
    let read = store.and_then(|store| store.voices());
    assert!(matches!(read, Err(StoreError::Damaged { .. })), "{read:?}");
    let added = place
        .open()
        .and_then(|store| store.add_voice(&enrolment("x")));
    assert!(
        matches!(added, Err(StoreError::Damaged { .. })),
        "{added:?}"
    );
    assert_eq!(std::fs::read(&place.path).expect("a file"), bytes);
}

#[test]
fn a_removed_voice_leaves_no_trace() {
    let place = Place::new();
    let store = place.open().expect("a store");
    store
        .add_voice(&enrolment("Rumpelstilzchen"))
        .expect("added");
    store.add_voice(&enrolment("Ann")).expect("added");
    assert_eq!(store.remove_voice("Rumpelstilzchen").expect("removed"), 1);
    drop(store);
    let files = place.files();
    assert_eq!(files.len(), 1, "the log is gone");
    let text = String::from_utf8_lossy(&files[0].1).to_lowercase();
    assert!(text.contains("ann") && !text.contains("rumpel"));
}

#[test]
fn an_unreadable_embedding_is_damage() {
    let place = Place::new();
    let store = place.open().expect("a store");
    store.add_voice(&enrolment("Ann")).expect("added");
    let spoil = "UPDATE speaker_embeddings SET embedding = '[1,'";
    place.connection().execute(spoil, []).expect("spoilt");
    assert!(matches!(store.voices(), Err(StoreError::Damaged { .. })));
}

#[test]
fn a_newer_layout_is_refused() {
    let place = Place::new();
    drop(place.open().expect("a store"));
    let connection = place.connection();
    (connection.pragma_update(None, "user_version", 7)).expect("a version");
    drop(connection);
    let error = place.refused();
    assert!(
        error.contains("its layout is 7, this one knows 4"),
        "{error}"
    );
}

#[test]
fn other_programs_databases_are_refused() {
    let foreign = [
        ("CREATE TABLE songs (name TEXT)", "another program"),
        (
            "PRAGMA application_id = 5; CREATE TABLE songs (name TEXT)",
            "another program",
        ),
        (
            "PRAGMA application_id = 5; PRAGMA user_version = 1",
            "another program",
        ),
        ("CREATE VIEW one AS SELECT 1", "another program"),
        (
            "PRAGMA journal_mode = WAL; CREATE TABLE songs (name TEXT)",
            "another program",
        ),
        (
            "CREATE TABLE tasks (id INTEGER PRIMARY KEY, uuid VARCHAR)",
            "another program",
        ),
    ];
    for (tables, whose) in foreign {
        let place = Place::new();
        place.connection().execute_batch(tables).expect("tables");
        let error = place.refused();
        assert!(error.contains(whose), "{tables}: {error}");
    }
}

#[test]
fn a_foreign_log_is_not_tidied_up() {
    let place = Place::new();
    let other = place.connection();
    (other.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE songs (name TEXT)"))
        .expect("tables");
    // As if the other program had died: its log is left behind.
    (other.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)).expect("set");
    drop(other);
    let log = |place: &Place| std::fs::read(place.path.with_extension("db-wal")).expect("a log");
    let before = (std::fs::read(&place.path).expect("a file"), log(&place));
    assert!(matches!(place.open(), Err(StoreError::Foreign { .. })));
    assert_eq!(
        (std::fs::read(&place.path).expect("a file"), log(&place)),
        before
    );
}

#[test]
fn empty_files_and_databases_are_taken() {
    let place = Place::new();
    std::fs::write(&place.path, "").expect("a file");
    assert!(place.open().is_ok());
    let place = Place::new();
    let empty = "CREATE TABLE songs (name TEXT); DROP TABLE songs; PRAGMA user_version = 9";
    place
        .connection()
        .execute_batch(empty)
        .expect("an empty database");
    assert!(place.open().and_then(|store| store.voices()).is_ok());
}

#[test]
fn a_held_store_is_busy() {
    let place = Place::new();
    let store = place
        .open_within(Duration::from_millis(50))
        .expect("a store");
    let other = place.connection();
    other.execute_batch("BEGIN IMMEDIATE").expect("held");
    let added = store.add_voice(&enrolment("Ann"));
    assert!(matches!(added, Err(StoreError::Busy { .. })), "{added:?}");
    assert_eq!(store.voices().expect("readers don't wait"), []);
    other.execute_batch("COMMIT").expect("released");
    assert!(store.add_voice(&enrolment("Ann")).is_ok());
}

#[test]
fn a_new_store_that_others_hold_is_busy() {
    let place = Place::new();
    let other = place.connection();
    other.execute_batch("BEGIN EXCLUSIVE").expect("held");
    let opened = place.open_within(Duration::from_millis(50));
    assert!(matches!(opened, Err(StoreError::Busy { .. })), "{opened:?}");
}

#[test]
fn a_missing_folder_is_not_made() {
    let place = Place::new();
    let path = place.folder.path().join("nowhere/history.db");
    let error = Sqlite::open(&path, Duration::ZERO).expect_err("no folder");
    assert!(matches!(error, StoreError::MissingFolder { .. }), "{error}");
    assert!(place.files().is_empty());
}

#[test]
fn a_folder_is_no_store() {
    let place = Place::new();
    let error = Sqlite::open(place.folder.path(), Duration::ZERO).expect_err("a folder");
    assert!(matches!(error, StoreError::Unopenable { .. }), "{error}");
}

/// Even root makes no files there.
#[cfg(target_os = "linux")]
#[test]
fn an_unwritable_folder_is_named() {
    let error = Sqlite::open(Path::new("/proc/history.db"), Duration::ZERO).expect_err("proc");
    assert!(matches!(error, StoreError::Unopenable { .. }), "{error}");
    assert!(error.to_string().contains("/proc/history.db"));
}

#[test]
fn the_tables_are_those_of_the_snapshot() {
    let place = Place::new();
    drop(place.open().expect("a store"));
    let connection = place.connection();
    let mut statement = connection
        .prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name")
        .expect("a statement");
    let rows = statement.query_map([], |row| row.get::<_, String>(0));
    let schema: Vec<String> = rows.expect("rows").map(|row| row.expect("text")).collect();
    insta::assert_snapshot!("schema", schema.join(";\n"));
}

/// A file as whisperX-FastAPI's SQLAlchemy makes it, with tasks in every state.
fn predecessor(place: &Place) {
    let connection = place.connection();
    connection
        .execute_batch(include_str!("testdata/records.sql"))
        .expect("tables");
}

#[test]
fn a_predecessor_is_copied_and_taken_over() {
    let place = Place::new();
    predecessor(&place);
    let store = place.open().expect("taken over");
    let tasks = store.tasks(&Filter::default()).expect("tasks");
    assert_eq!(tasks.len(), 6);
    let ids: BTreeSet<&str> = tasks.iter().map(|task| task.id.as_str()).collect();
    assert_eq!(ids.len(), 6, "ids are unique now");
    let states: Vec<&str> = tasks.iter().map(|task| task.status.name()).collect();
    let expected = [
        "completed",
        "completed",
        "failed",
        "interrupted",
        "interrupted",
        "completed",
    ];
    assert_eq!(states, expected);
    let whole = store.task("11111111").expect("a task");
    assert_eq!(whole.created_at.to_string(), "2026-01-02T03:04:05.678901Z");
    assert_eq!(whole.params["model"], "tiny");
    let json = store
        .result(&whole.id)
        .expect("an answer")
        .expect("a result");
    assert!(matches!(
        Outcome::from_json(&json),
        Some(Outcome::Transcript(_))
    ));
    let search = Search {
        words: "\"this is\" test".to_owned(),
        ..Search::default()
    };
    let hits = store.search(&search).expect("hits");
    assert_eq!(hits[0].speaker.as_deref(), Some("SPEAKER_00"));

    // The copy is what was there; opening again copies nothing more.
    let copy = place.folder.path().join("history.db.whisperx-1.bak");
    let copied = Connection::open(&copy).expect("a copy");
    let count: i64 = copied
        .query_row(
            "SELECT count(*) FROM tasks WHERE status = 'processing'",
            [],
            |row| row.get(0),
        )
        .expect("tasks");
    assert_eq!(count, 1);
    drop(store);
    assert_eq!(
        place
            .open()
            .expect("a store")
            .tasks(&Filter::default())
            .expect("tasks"),
        tasks
    );
    assert!(
        !place
            .folder
            .path()
            .join("history.db.whisperx-2.bak")
            .exists()
    );
}

#[test]
fn a_predecessor_of_the_development_branch_is_taken_over() {
    let place = Place::new();
    predecessor(&place);
    let attempts = "ALTER TABLE tasks ADD COLUMN retry_count INTEGER NOT NULL DEFAULT 3";
    place.connection().execute(attempts, []).expect("a column");
    let store = place.open().expect("taken over");
    let tasks = store.tasks(&Filter::default()).expect("tasks");
    assert!(tasks.len() == 6 && tasks.iter().all(|task| task.retry_count == 0));
}

#[test]
fn the_predecessor_itself_can_still_use_the_file() {
    let place = Place::new();
    predecessor(&place);
    drop(place.open().expect("taken over"));
    let insert = "INSERT INTO tasks (uuid, status, task_type, created_at, updated_at)
        VALUES ('x', 'processing', 'full_process', '2026-01-02 03:04:05.000000',
            '2026-01-02 03:04:05.000000')";
    place.connection().execute(insert, []).expect("inserted");
    assert_eq!(
        place
            .open()
            .expect("a store")
            .task("x")
            .expect("a task")
            .priority,
        0
    );
}

#[test]
fn eight_programs_take_a_predecessor_over_at_once() {
    let place = Place::new();
    predecessor(&place);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| place.open().expect("a store"));
        }
    });
    let store = place.open().expect("a store");
    assert_eq!(store.tasks(&Filter::default()).expect("tasks").len(), 6);
}
