//! What the backend must do on a real server, each time in a database of its own.
//!
//! `SCRIPTA_TEST_MYSQL_URL` names a database of a user who may make others and users, and kill.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::time::Instant;

use super::*;
use crate::store::database::values;
use crate::store::{Enrolment, Filter, Store};

const PATIENCE: Duration = Duration::from_secs(10);

/// A database that goes when it is dropped.
pub(in crate::store) struct Place {
    server: String,
    name: String,
}

impl Place {
    pub(in crate::store) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("SCRIPTA_TEST_MYSQL_URL").expect("SCRIPTA_TEST_MYSQL_URL");
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("scripta_test_{}_{number}", std::process::id());
        let place = Self { server, name };
        place.admin(&format!("CREATE DATABASE {}", place.name));
        place
    }

    /// The URL of the database, for the same user.
    pub(in crate::store) fn url(&self) -> String {
        let end = self.server.rfind('/').expect("a database");
        format!("{}/{}", &self.server[..end], self.name)
    }

    /// The URL with another user.
    fn url_as(&self, account: &str) -> String {
        let host = self.url();
        let host = host.rsplit('@').next().expect("a host");
        format!("mysql://{account}@{host}")
    }

    fn open(&self) -> Mysql {
        Mysql::open(&self.url(), PATIENCE).expect("a store")
    }

    fn store(&self) -> Store {
        let database = Box::new(self.open());
        Store { database }
    }

    fn refused(&self) -> StoreError {
        Mysql::open(&self.url(), PATIENCE).expect_err("refused")
    }

    /// A connection to the database that no pool knows.
    fn link(&self) -> Link {
        link(&self.url())
    }

    /// Runs statements in the database.
    fn run(&self, statements: &[&str]) {
        let mut link = self.link();
        for sql in statements {
            link.command(sql).expect(sql);
        }
    }

    /// Runs a statement outside of it.
    fn admin(&self, sql: &str) {
        link(&self.server).command(sql).expect(sql);
    }

    fn number(&self, sql: &str) -> i64 {
        let rows = self.link().query(sql, &[]).expect(sql);
        let row = rows.into_iter().next().expect("a row");
        values::row(row).get().expect("a number")
    }

    /// Ends all connections to the database.
    fn kill(&self) -> usize {
        let find = "SELECT id FROM information_schema.processlist WHERE db = ?";
        let mut link = link(&self.server);
        let rows = link.query(find, &values![&self.name]).expect("a list");
        let count = rows.len();
        for row in rows {
            let id: i64 = values::row(row).get().expect("an id");
            link.command(&format!("KILL {id}")).expect("killed");
        }
        count
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.admin(&format!("DROP DATABASE {}", self.name));
    }
}

fn link(url: &str) -> Link {
    let address = Arc::new(Address::parse(url).expect("a URL"));
    Link::connect(&address, PATIENCE).expect("a connection")
}

fn enrolment(name: &str) -> Enrolment {
    Enrolment {
        name: name.to_owned(),
        model: "m".to_owned(),
        embedding: vec![1.0, 0.0],
        clips: 1,
        seconds: 2.0,
    }
}

/// An error and all that lies behind it.
fn told(error: &StoreError) -> String {
    let mut text = format!("{error:?} {error}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn eight_programs_may_open_an_empty_database_at_once() {
    let place = Place::new();
    let barrier = Barrier::new(8);
    std::thread::scope(|scope| {
        for number in 0..8 {
            let (place, barrier) = (&place, &barrier);
            scope.spawn(move || {
                barrier.wait();
                let store = place.store();
                store.add_voice(&enrolment("Shared")).expect("merged");
                store
                    .add_voice(&enrolment(&number.to_string()))
                    .expect("added");
            });
        }
    });
    let voices = place.store().voices().expect("voices");
    assert_eq!(voices.len(), 9);
    assert_eq!((voices[8].clips, voices[8].seconds), (8, 16.0));
    assert_eq!(place.number("SELECT version FROM scripta_schema"), 4);
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn half_done_steps_are_done_again() {
    let place = Place::new();
    drop(place.open());
    // As if the program had died inside the last step.
    place.run(&[
        "DROP TABLE watched",
        "ALTER TABLE tasks DROP INDEX tasks_content, DROP COLUMN lease_until",
        "UPDATE scripta_schema SET version = 1",
    ]);
    drop(place.open());
    assert_eq!(place.number("SELECT COUNT(*) FROM watched"), 0);
    assert_eq!(place.number("SELECT COUNT(lease_until) FROM tasks"), 0);
    // As if it had died before it had written down that there are none.
    place.run(&["DELETE FROM scripta_schema"]);
    assert!(matches!(place.refused(), StoreError::Foreign { .. }));
    let place = Place::new();
    place.run(&["CREATE TABLE scripta_schema (version BIGINT NOT NULL PRIMARY KEY)"]);
    drop(place.open());
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn newer_and_foreign_databases_are_refused() {
    let place = Place::new();
    drop(place.open());
    place.run(&["UPDATE scripta_schema SET version = 9"]);
    let newer = place.refused();
    assert!(
        matches!(
            newer,
            StoreError::Newer {
                found: 9,
                known: 4,
                ..
            }
        ),
        "{newer}"
    );
    for table in [
        "tasks (id INTEGER PRIMARY KEY, uuid TEXT)",
        "results (a INTEGER)",
    ] {
        let place = Place::new();
        place.run(&[&format!("CREATE TABLE {table}")]);
        assert!(matches!(place.refused(), StoreError::Foreign { .. }));
        let tables = "SELECT COUNT(*) FROM information_schema.tables
            WHERE table_schema = DATABASE()";
        assert_eq!(place.number(tables), 1, "left as it was");
    }
    // Tables of other names do no harm.
    let place = Place::new();
    place.run(&["CREATE TABLE songs (name TEXT)"]);
    drop(place.open());
}

/// A table as whisperX-FastAPI's models would make it, with lengths that MySQL wants.
const PREDECESSOR: &str = "CREATE TABLE tasks (
    id INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY, uuid VARCHAR(36), status VARCHAR(20),
    result JSON, file_name VARCHAR(100), url VARCHAR(100), callback_url VARCHAR(100),
    audio_duration FLOAT, language VARCHAR(10), task_type VARCHAR(50), task_params JSON,
    duration FLOAT, start_time DATETIME, end_time DATETIME, error VARCHAR(1000),
    created_at TIMESTAMP NOT NULL DEFAULT '2024-01-02 03:04:05',
    updated_at DATETIME NOT NULL DEFAULT '2024-01-02 03:04:06')
    DEFAULT CHARACTER SET latin1";

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn a_predecessors_history_is_copied_and_taken_over() {
    let place = Place::new();
    let result = r#"{"segments": [{"start": 1, "end": 2, "text": " To be, or not. "}]}"#;
    place.run(&[
        "CREATE TABLE alembic_version (version_num VARCHAR(32))",
        "CREATE TABLE speaker_embeddings (id INTEGER PRIMARY KEY, uuid VARCHAR(36))",
        PREDECESSOR,
        "ALTER TABLE tasks ADD COLUMN retry_count INTEGER NOT NULL DEFAULT 3",
        &format!(
            "INSERT INTO tasks (uuid, status, result, task_type, file_name, task_params) VALUES
             ('u1', 'completed', '{result}', 'full_process', 'é.wav', '{{\"b\": 1}}'),
             ('u1', 'failed', NULL, 'transcription', NULL, NULL),
             ('u2', 'processing', NULL, 'transcription', NULL, NULL)"
        ),
    ]);
    let store = place.store();
    let tasks = store.tasks(&Filter::default()).expect("tasks");
    let ids: Vec<&str> = tasks.iter().map(|task| &*task.id).collect();
    assert_eq!(ids, ["u2", "u1-2", "u1"]);
    assert_eq!(tasks[0].error_code.as_deref(), Some("interrupted"));
    assert_eq!(tasks[2].file_name.as_deref(), Some("é.wav"));
    assert_eq!(tasks[2].created_at.to_string(), "2024-01-02T03:04:05Z");
    assert_eq!(tasks[2].params, serde_json::json!({"b": 1}));
    let words = |words: &str| crate::store::Search {
        words: words.to_owned(),
        filter: Filter::default(),
    };
    let hits = store.search(&words("to")).expect("hits");
    assert_eq!(
        (hits.len(), hits[0].snippet.as_str()),
        (1, "To be, or not.")
    );
    assert_eq!(
        place.number("SELECT COUNT(*) FROM tasks_before_scripta WHERE uuid = 'u1'"),
        2
    );
    // Once more, it is ours.
    drop(place.open());
    // Half-way: everything but the copy is done again.
    place.run(&["UPDATE scripta_schema SET version = 1"]);
    let store = place.store();
    assert_eq!(store.tasks(&Filter::default()).expect("tasks").len(), 3);
    assert_eq!(store.search(&words("to")).expect("hits").len(), 1);
    store.add_voice(&enrolment("Ann")).expect("added");
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn killed_connections_fail_nothing() {
    let place = Place::new();
    let store = place.store();
    store.voices().expect("voices");
    assert!(place.kill() > 0);
    store.voices().expect("a new connection");
    place.kill();
    store
        .add_voice(&enrolment("Ann"))
        .expect("a new connection");
    // In the middle of work, which is done again.
    let mut times = 0;
    let insert = "INSERT INTO watched (id, path, stamp) VALUES (?, '', '')";
    let work = store.write(|session| {
        times += 1;
        session.execute(insert, &values!["a"])?;
        if times == 1 {
            place.kill();
        }
        session.execute(insert, &values!["b"])
    });
    assert_eq!((work.expect("done"), times), (1, 2));
    assert_eq!(place.number("SELECT COUNT(*) FROM watched"), 2);
    // Several at once.
    let wait = Barrier::new(5);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let once = store.read(|_| {
                    wait.wait();
                    Ok(())
                });
                once.expect("read");
            });
        }
        wait.wait();
    });
    assert!(place.kill() >= 4);
    store.voices().expect("a new connection");
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn deadlocks_are_retried() {
    let place = Place::new();
    let store = place.store();
    store
        .write(|session| {
            for path in 0..50 {
                let insert = "INSERT INTO watched (id, path, stamp) VALUES (?, '', '')";
                session.execute(insert, &values![path.to_string()])?;
            }
            Ok(())
        })
        .expect("rows");
    let mut other = place.link();
    other.command("START TRANSACTION").expect("begun");
    // It has more to lose, so the server gives up ours.
    let many = "UPDATE watched SET stamp = CONCAT(stamp, 'o') WHERE id >= '1'";
    other.command(many).expect("held");
    let (go, wait) = mpsc::channel::<()>();
    let update = "UPDATE watched SET stamp = CONCAT(stamp, 'x') WHERE id = ?";
    std::thread::scope(|scope| {
        scope.spawn(move || {
            wait.recv_timeout(PATIENCE).expect("the other");
            other.execute(update, &values!["0"]).expect("waited");
            other.command("COMMIT").expect("committed");
        });
        let mut times = 0;
        let done = store.write(|session| {
            times += 1;
            session.execute(update, &values!["0"])?;
            if times == 1 {
                go.send(()).expect("the other");
                std::thread::sleep(Duration::from_millis(300));
            }
            // Even where the work doesn't care.
            Ok(session.execute(update, &values!["1"]).unwrap_or(7))
        });
        assert_eq!((done.expect("done"), times), (1, 2));
    });
    let count = "SELECT COUNT(*) FROM watched WHERE (id = '0' AND stamp = 'xx')
        OR (id = '1' AND stamp = 'ox')";
    assert_eq!(place.number(count), 2);
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn failed_work_is_rolled_back() {
    let place = Place::new();
    let store = place.store();
    let failed = store.write(|session| {
        let insert = "INSERT INTO watched (id, path, stamp) VALUES ('a', '', '')";
        session.execute(insert, &[])?;
        session.execute("INSERT INTO nowhere VALUES (1)", &[])
    });
    assert!(
        matches!(failed, Err(StoreError::Failed { .. })),
        "{failed:?}"
    );
    let read_only = store.read(|session| session.execute("DELETE FROM watched", &[]));
    assert!(
        matches!(read_only, Err(StoreError::ReadOnly { .. })),
        "{read_only:?}"
    );
    assert_eq!(place.number("SELECT COUNT(*) FROM watched"), 0);
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn reading_sees_one_state() {
    let place = Place::new();
    let store = place.store();
    let count = "SELECT COUNT(*) FROM speaker_embeddings";
    let (before, after) = store
        .read(|session| {
            let mut count = || {
                session
                    .query(count, &[])?
                    .remove(0)
                    .get::<i64>()
                    .map_err(|_| StoreError::Undone)
            };
            let before = count()?;
            store.add_voice(&enrolment("Ann"))?;
            Ok((before, count()?))
        })
        .expect("counted");
    assert_eq!((before, after), (0, 0));
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn who_waits_too_long_is_told_so() {
    let place = Place::new();
    drop(place.open());
    let database = Mysql::open(&place.url(), Duration::from_millis(300)).expect("a store");
    let store = Store {
        database: Box::new(database),
    };
    // All connections in use.
    let (inside, leave) = (Barrier::new(9), Barrier::new(9));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let held = store.read(|_| {
                    inside.wait();
                    leave.wait();
                    Ok(())
                });
                held.expect("read");
            });
        }
        inside.wait();
        let start = Instant::now();
        let ninth = store.voices();
        assert!(matches!(ninth, Err(StoreError::Busy { .. })), "{ninth:?}");
        assert!(start.elapsed() >= Duration::from_millis(300));
        leave.wait();
    });
    store.voices().expect("free again");
    // A lock of somebody else's.
    let mut other = place.link();
    other.command("START TRANSACTION").expect("begun");
    other
        .command("SELECT version FROM scripta_schema FOR UPDATE")
        .expect("held");
    let added = store.add_voice(&enrolment("Ann"));
    assert!(matches!(added, Err(StoreError::Busy { .. })), "{added:?}");
    assert_eq!(store.voices().expect("readers don't wait"), []);
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn what_is_wrong_is_said_without_the_password() {
    let place = Place::new();
    let refused = |url: &str| Mysql::open(url, PATIENCE).expect_err(url);
    let user = &place.name[8..];
    place.admin(&format!(
        "CREATE USER '{user}'@'%' IDENTIFIED BY 'se@cr/et:%'"
    ));
    let right = place.url_as(&format!("{user}:se%40cr%2Fet%3A%25"));
    let wrong = place.url_as(&format!("{user}:hush%40secret"));
    let error = refused(&wrong);
    assert!(matches!(error, StoreError::Denied { .. }), "{error}");
    let text = told(&error);
    assert!(
        !text.contains("secret") && text.contains("Access denied"),
        "{text}"
    );
    // Known, but not allowed to use the database.
    let text = told(&refused(&right));
    assert!(
        text.starts_with("Denied") && !text.contains("cr/et"),
        "{text}"
    );
    place.admin(&format!("GRANT ALL ON {}.* TO '{user}'@'%'", place.name));
    let opened = Mysql::open(&right, PATIENCE).expect("the right password");
    assert!(!format!("{opened:?}").contains("se@cr"));
    drop(opened);
    place.admin(&format!("DROP USER '{user}'@'%'"));
    let none = place.url().replace(&place.name, "scripta_no_such");
    let text = told(&refused(&none));
    assert!(
        text.starts_with("Denied") && text.contains("scripta_no_such"),
        "{text}"
    );
    let nowhere = "mysql://me:secret@127.0.0.1:1/db";
    let error = refused(nowhere);
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    let text = told(&error);
    assert!(
        !text.contains("secret") && text.contains("mysql://127.0.0.1:1/db"),
        "{text}"
    );
    let text = told(&refused("mysql://me:secret@nowhere.invalid/db"));
    assert!(
        text.starts_with("Unreachable") && !text.contains("secret"),
        "{text}"
    );
}

/// A host that takes connections and says nothing.
#[test]
fn silence_is_not_waited_for() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = silent.local_addr().expect("a port").port();
    let start = Instant::now();
    let url = format!("mysql://127.0.0.1:{port}/db?connect_timeout=1");
    let error = Mysql::open(&url, PATIENCE).expect_err("silence");
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn matched_rows_are_counted() {
    let place = Place::new();
    let store = place.store();
    store.set_taken("a", "s", "1").expect("set");
    let same = "UPDATE watched SET stamp = '1' WHERE path = ?";
    let count = |path: &str| store.write(|session| session.execute(same, &values![path]));
    assert_eq!(count("a").expect("matched"), 1);
    assert_eq!(count("b").expect("none"), 0);
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn values_come_back_as_they_went() {
    let place = Place::new();
    place.run(&["CREATE TABLE kinds (id BIGINT, small SMALLINT, whole BIGINT, big BIGINT UNSIGNED,
        real32 FLOAT, real64 DOUBLE, sum DECIMAL(20, 3), text LONGTEXT, short VARCHAR(50), json JSON,
        bytes LONGBLOB, time DATETIME(6), stamp TIMESTAMP(6) NULL, flag BOOLEAN)
        DEFAULT CHARACTER SET utf8mb4"]);
    let store = place.store();
    let time: jiff::Timestamp = "2026-11-24T16:07:27.123456Z".parse().expect("a time");
    let sent = values![
        1_i64,
        -3_i64,
        i64::MIN,
        i64::MAX,
        0.5,
        0.1,
        2.125,
        "é🎧'\\\n",
        "x",
        "{\"a\": 1}",
        (0..=255).collect::<Vec<u8>>(),
        time,
        time,
        1_i64
    ];
    let nothing = vec![Value::Null; 14];
    let marks = vec!["?"; 14].join(", ");
    let insert = format!("INSERT INTO kinds VALUES ({marks})");
    let select = "SELECT * FROM kinds ORDER BY id DESC";
    let row = |row: &mut Row| (0..14).map(|_| row.value()).collect::<Result<Vec<_>, _>>();
    let found = store.write(|session| {
        session.execute(&insert, &sent)?;
        session.execute(&insert, &nothing)?;
        crate::store::rows(session, select, &[], row)
    });
    assert_eq!(found.expect("rows"), [sent.to_vec(), nothing]);
    let sums = "SELECT SUM(small), SUM(real64), COUNT(*), AVG(small) FROM kinds WHERE small = ?";
    let sums = store.read(|session| {
        crate::store::rows(session, sums, &values![-3_i64], |row| {
            Ok((
                row.get::<f64>()?,
                row.get::<f64>()?,
                row.get::<i64>()?,
                row.get::<f64>()?,
            ))
        })
    });
    assert_eq!(sums.expect("sums"), [(-3.0, 0.1, 1, -3.0)]);
    let by_time = "SELECT id FROM kinds WHERE time = ? AND stamp >= ? AND bytes IS NOT NULL";
    let by_time = store.read(|session| session.query(by_time, &values![time, time]));
    assert_eq!(by_time.expect("rows").len(), 1);
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn threads_of_a_runtime_may_use_it() {
    let place = Place::new();
    let store = Arc::new(place.store());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let shared = Arc::clone(&store);
        let added = tokio::task::spawn_blocking(move || shared.add_voice(&enrolment("Ann")));
        added.await.expect("no panic").expect("added");
        // Dropped by a thread that must not wait.
        drop(store);
    });
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn space_is_given_back() {
    let place = Place::new();
    let store = place.store();
    store.set_taken("a", "s", "1").expect("set");
    store.compact().expect("compacted");
    assert_eq!(store.taken("a", "s").expect("read").as_deref(), Some("1"));
}
