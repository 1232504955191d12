//! What one database may go through: many programs, other programs' tables, lost connections.
//!
//! `SCRIPTA_TEST_POSTGRES_URL` names a server and a user who may make databases there; each test
//! has one of its own.

use std::error::Error as _;
use std::sync::{Arc, Barrier, Mutex};
use std::time::Instant;

use jiff::Timestamp;

use super::connection::Connection;
use super::*;
use crate::store::database::{Row, Session, Value, values};
use crate::store::{Filter, Search, Store, rows};

/// A database for one test; it is dropped afterwards.
pub(in crate::store) struct Place {
    name: String,
    url: String,
    runtime: Runtime,
}

impl Place {
    pub(in crate::store) fn new() -> Self {
        let name = format!("scripta_test_{}", uuid::Uuid::new_v4().simple());
        let place = Self {
            url: url_of(&name),
            runtime: Builder::new_multi_thread()
                .enable_all()
                .build()
                .expect("a runtime"),
            name,
        };
        let mut server = place.connection(&server());
        server
            .batch(&format!("CREATE DATABASE {}", place.name))
            .expect("a database");
        place
    }

    /// Its URL, with the password if there is one.
    pub(in crate::store) fn url(&self) -> String {
        self.url.clone()
    }

    fn open(&self) -> Result<Postgres, StoreError> {
        self.open_within(Duration::from_secs(20))
    }

    fn open_within(&self, patience: Duration) -> Result<Postgres, StoreError> {
        Postgres::open(&self.url, patience)
    }

    fn store(&self) -> Store {
        let database = Box::new(self.open().expect("a store"));
        Store { database }
    }

    fn connection(&self, url: &str) -> Connection {
        let address = Address::parse(url).expect("a URL");
        let connection = Connection::open(&address, self.runtime.handle(), Instant::now());
        connection.expect("a connection")
    }

    /// A plain connection, as another program would have it.
    fn other(&self) -> Connection {
        self.connection(&self.url)
    }

    fn run(&self, sql: &str) {
        self.other().batch(sql).expect(sql);
    }

    /// The first column of a query's rows, as text.
    fn texts(&self, sql: &str) -> Vec<String> {
        let found = self.other().query(sql, &[]).expect(sql);
        let text = |mut row: Row| row.get::<String>().expect("text");
        found.into_iter().map(text).collect()
    }

    fn tables(&self) -> Vec<String> {
        let find = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename";
        self.texts(find)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        self.connection(&server()).batch(&drop).expect("dropped");
    }
}

fn server() -> String {
    let url = std::env::var("SCRIPTA_TEST_POSTGRES_URL").expect("SCRIPTA_TEST_POSTGRES_URL");
    format!("postgresql://{}", url.split_once("://").expect("a URL").1)
}

/// The server's URL with another database.
fn url_of(database: &str) -> String {
    let url = server();
    let (place, parameters) = url.split_once('?').unwrap_or((&url, ""));
    let host = place.rfind('@').map_or("postgresql://".len(), |at| at + 1);
    let end = place[host..]
        .find('/')
        .map_or(place.len(), |slash| host + slash);
    format!("{}/{database}?{parameters}", &place[..end])
}

/// An error with all that lies behind it, in both its forms.
fn told(error: &StoreError) -> String {
    let source = error.source().map(ToString::to_string).unwrap_or_default();
    format!("{error}: {source} {error:?}")
}

/// The number that a query gives.
fn number(session: &mut dyn Session, sql: &str) -> Result<i64, StoreError> {
    let found = rows(session, sql, &[], Row::get::<i64>)?;
    Ok(found[0])
}

#[test]
#[cfg_attr(not(test_postgres), ignore = "set SCRIPTA_TEST_POSTGRES_URL")]
fn eight_openings_at_once_succeed() {
    let place = Place::new();
    let start = Barrier::new(8);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                start.wait();
                place.store().tasks(&Filter::default()).expect("tasks");
            });
        }
    });
    assert_eq!(
        place.texts("SELECT CAST(version AS text) FROM scripta_schema"),
        ["4"]
    );
    assert_eq!(
        place.tables(),
        [
            "checkpoints",
            "deliveries",
            "passages",
            "results",
            "scripta_schema",
            "speaker_embeddings",
            "tasks",
            "watched"
        ]
    );
}

#[test]
#[cfg_attr(not(test_postgres), ignore = "set SCRIPTA_TEST_POSTGRES_URL")]
fn newer_and_foreign_tables_are_refused() {
    let place = Place::new();
    drop(place.open().expect("a store"));
    place.run("UPDATE scripta_schema SET version = 7");
    let error = place.open().expect_err("newer").to_string();
    assert!(
        error.contains("its layout is 7, this one knows 4"),
        "{error}"
    );
    place.run("DELETE FROM scripta_schema");
    assert!(matches!(place.open(), Err(StoreError::Damaged { .. })));

    for tables in [
        "CREATE TABLE tasks (id INTEGER PRIMARY KEY, uuid VARCHAR)",
        "CREATE VIEW tasks AS SELECT 1 AS id",
        "CREATE TABLE passages (id INTEGER)",
    ] {
        let place = Place::new();
        place.run(tables);
        let before = place.tables();
        let error = place.open().expect_err("foreign");
        assert!(matches!(error, StoreError::Foreign { .. }), "{error}");
        assert_eq!(place.tables(), before);
    }
    // Other programs' tables are none of our business.
    let place = Place::new();
    place.run("CREATE TABLE songs (name TEXT)");
    assert!(place.open().is_ok());
}

/// The table of whisperX-FastAPI as SQLAlchemy makes it here.
const PREDECESSOR: &str = "
    CREATE TABLE tasks (
        id SERIAL NOT NULL PRIMARY KEY, uuid VARCHAR NOT NULL, status VARCHAR NOT NULL,
        result JSON, file_name VARCHAR, url VARCHAR, callback_url VARCHAR, audio_duration FLOAT,
        language VARCHAR, task_type VARCHAR NOT NULL, task_params JSON, duration FLOAT,
        start_time TIMESTAMP WITH TIME ZONE, end_time TIMESTAMP WITH TIME ZONE, error VARCHAR,
        created_at TIMESTAMP WITH TIME ZONE NOT NULL, updated_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
        retry_count INTEGER DEFAULT 3 NOT NULL
    );
    CREATE TABLE speaker_embeddings (id SERIAL PRIMARY KEY, uuid VARCHAR);
    INSERT INTO tasks (uuid, status, task_type, result, created_at, updated_at)
    SELECT uuid, status, 'full_process', CAST(result AS json), '2026-01-02 04:04:05.678901+01',
        '2026-01-02 03:04:05.678901'
    FROM (VALUES
        ('a', 'completed', '{\"segments\": [{\"start\": 1, \"end\": 2, \"text\": \" A test.\"}]}'),
        ('a', 'processing', NULL), ('b', 'queued', 'null')) t (uuid, status, result)";

#[test]
#[cfg_attr(not(test_postgres), ignore = "set SCRIPTA_TEST_POSTGRES_URL")]
fn a_predecessor_is_copied_and_taken_over() {
    let place = Place::new();
    place.run(PREDECESSOR);
    place.run("CREATE TABLE tasks_before_scripta (id INTEGER)");
    let store = place.store();
    let tasks = store.tasks(&Filter::default()).expect("tasks");
    let states: Vec<_> = tasks
        .iter()
        .map(|task| (task.id.as_str(), task.status.name()))
        .collect();
    assert_eq!(
        states,
        [
            ("b", "interrupted"),
            ("a-2", "interrupted"),
            ("a", "completed")
        ]
    );
    let moment: Timestamp = "2026-01-02T03:04:05.678901Z".parse().expect("a time");
    assert_eq!(tasks[2].created_at, moment);
    assert_eq!(tasks[2].updated_at, moment);
    let search = Search {
        words: "test".to_owned(),
        ..Search::default()
    };
    assert_eq!(store.search(&search).expect("hits").len(), 1);
    let copy = "SELECT concat(uuid, status) FROM tasks_before_scripta_2 ORDER BY id";
    assert_eq!(place.texts(copy), ["acompleted", "aprocessing", "bqueued"]);
    assert_eq!(store.efforts(&Filter::default()).expect("sums"), []);
    drop(store);
    assert_eq!(
        place.store().tasks(&Filter::default()).expect("tasks"),
        tasks
    );
    assert!(
        !place
            .tables()
            .contains(&"tasks_before_scripta_3".to_owned())
    );
}

#[test]
#[cfg_attr(not(test_postgres), ignore = "set SCRIPTA_TEST_POSTGRES_URL")]
fn killed_connections_fail_nobody() {
    let place = Place::new();
    let store = place.open().expect("a store");
    let kill = format!(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
         WHERE datname = '{}' AND pid <> pg_backend_pid()",
        place.name
    );
    for round in 0..3 {
        // Several idle ones, then none alive.
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| store.read(&mut |session| number(session, "SELECT 1").map(drop)));
            }
        });
        place.run(&kill);
        let written = store.write(&mut |session| {
            let add = "INSERT INTO watched (id, path, stamp) VALUES (?, ?, ?)";
            session
                .execute(add, &values![format!("/{round}"), "s", "1"])
                .map(drop)
        });
        written.expect("written");
    }
    // In the middle of its work.
    let mut tries = 0;
    let read = store.read(&mut |session| {
        tries += 1;
        assert!(number(session, "SELECT count(*) FROM watched")? == 3);
        if tries == 1 {
            place.run(&kill);
        }
        number(session, "SELECT count(*) FROM watched").map(drop)
    });
    read.expect("read again");
    assert_eq!(tries, 2);
}

#[test]
#[cfg_attr(not(test_postgres), ignore = "set SCRIPTA_TEST_POSTGRES_URL")]
fn deadlocks_and_conflicts_are_tried_again() {
    let place = Place::new();
    let store = place.open().expect("a store");
    place.run("INSERT INTO watched VALUES ('a', 's', '0'), ('b', 's', '0')");
    let (met, tries) = (Barrier::new(2), Mutex::new(0));
    std::thread::scope(|scope| {
        for paths in [["a", "b"], ["b", "a"]] {
            let (store, met, tries) = (&store, &met, &tries);
            scope.spawn(move || {
                let mut first = true;
                let written = store.write(&mut |session| {
                    *tries.lock().expect("a number") += 1;
                    for path in paths {
                        let add =
                            "UPDATE watched SET stamp = CAST(CAST(stamp AS integer) + 1 AS varchar)
                            WHERE id = ?";
                        session.execute(add, &values![path])?;
                        if std::mem::take(&mut first) {
                            met.wait();
                        }
                    }
                    Ok(())
                });
                written.expect("written in the end");
            });
        }
    });
    assert!(*tries.lock().expect("a number") > 2);
    assert_eq!(place.texts("SELECT stamp FROM watched"), ["2", "2"]);
}

#[test]
#[cfg_attr(not(test_postgres), ignore = "set SCRIPTA_TEST_POSTGRES_URL")]
fn many_threads_add_up() {
    let place = Place::new();
    let store = place.open().expect("a store");
    place.run("INSERT INTO watched VALUES ('a', 's', '0')");
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                let written = store.write(&mut |session| {
                    let find = "SELECT CAST(stamp AS integer) FROM watched WHERE id = 'a'";
                    let next = number(session, find)? + 1;
                    let set = "UPDATE watched SET stamp = ? WHERE id = 'a'";
                    session.execute(set, &values![next.to_string()]).map(drop)
                });
                written.expect("written");
            });
        }
    });
    assert_eq!(place.texts("SELECT stamp FROM watched"), ["12"]);
}

#[test]
#[cfg_attr(not(test_postgres), ignore = "set SCRIPTA_TEST_POSTGRES_URL")]
fn failed_work_changes_nothing_and_waiting_ends() {
    let place = Place::new();
    let store = place
        .open_within(Duration::from_millis(200))
        .expect("a store");
    let add = "INSERT INTO watched (id, path, stamp) VALUES ('a', 's', '1')";
    let refused = store.write(&mut |session| {
        session.execute(add, &[])?;
        Err(StoreError::NoWords)
    });
    assert!(matches!(refused, Err(StoreError::NoWords)));
    // A statement's error that the work swallows: the server has given the transaction up.
    let swallowed = store.write(&mut |session| {
        session.execute(add, &[])?;
        let _ = session.execute("SELECT nonsense", &[]);
        Ok(())
    });
    assert!(
        matches!(swallowed, Err(StoreError::Undone)),
        "{swallowed:?}"
    );
    let reading = store.read(&mut |session| session.execute(add, &[]).map(drop));
    assert!(
        matches!(reading, Err(StoreError::ReadOnly { .. })),
        "{reading:?}"
    );
    assert_eq!(place.texts("SELECT id FROM watched"), Vec::<String>::new());

    let mut other = place.other();
    other.batch("BEGIN; LOCK TABLE watched").expect("held");
    let waited = store.write(&mut |session| session.execute(add, &[]).map(drop));
    assert!(matches!(waited, Err(StoreError::Busy { .. })), "{waited:?}");
    other.batch("COMMIT").expect("released");

    // Every connection in use.
    let (store, all) = (Arc::new(store), Barrier::new(crate::store::pool::MOST + 1));
    std::thread::scope(|scope| {
        for _ in 0..crate::store::pool::MOST {
            scope.spawn(|| {
                let held = store.pool.take().expect("a connection");
                all.wait();
                all.wait();
                held.give_back();
            });
        }
        all.wait();
        let late = store.read(&mut |_| Ok(()));
        assert!(matches!(late, Err(StoreError::Busy { .. })), "{late:?}");
        all.wait();
    });
    store.read(&mut |_| Ok(())).expect("free again");
}

#[test]
#[cfg_attr(not(test_postgres), ignore = "set SCRIPTA_TEST_POSTGRES_URL")]
fn values_come_back_as_they_went() {
    let place = Place::new();
    let store = place.open().expect("a store");
    place.run(
        "CREATE TABLE things (i2 SMALLINT, i4 INTEGER, i8 BIGINT, f4 REAL, f8 DOUBLE PRECISION,
            n NUMERIC, t TEXT, v VARCHAR, j JSON, jb JSONB, b BYTEA, z TIMESTAMPTZ, p TIMESTAMP)",
    );
    let moment: Timestamp = "1969-12-31T23:59:59.000001Z".parse().expect("a time");
    let whole = |number| Value::Integer(number);
    let text = |text: &str| Value::Text(text.to_owned());
    let filled = vec![
        whole(-7),
        whole(1 << 30),
        whole(i64::MIN),
        Value::Real(0.5),
        Value::Real(0.1 + 0.2),
        Value::Real(-12.25),
        text("it's ? \\ \"é💥\""),
        text(""),
        text("{\"a\":  [1, null]}"),
        text("{\"a\": [1]}"),
        Value::Bytes((0..=255).collect()),
        Value::Time(moment),
        Value::Time(moment),
    ];
    let empty = vec![Value::Null; filled.len()];
    let wide = {
        let mut wide = filled.clone();
        wide[3] = Value::Real(f64::INFINITY);
        wide[4] = Value::Real(1e300);
        wide[5] = whole(120_000_000_000);
        wide
    };
    let sets = [filled, empty, wide];
    let marks = vec!["?"; sets[0].len()].join(", ");
    let mut back = Vec::new();
    store
        .write(&mut |session| {
            for values in &sets {
                session.execute(&format!("INSERT INTO things VALUES ({marks})"), values)?;
            }
            let nul = "INSERT INTO things (t) VALUES (?)";
            session.execute(nul, &[text("a\0b")]).map(drop)
        })
        .expect("written");
    store
        .read(&mut |session| {
            back = rows(
                session,
                "SELECT * FROM things WHERE t IS DISTINCT FROM 'a\u{fffd}b'",
                &[],
                |row| (0..13).map(|_| row.value()).collect::<Result<Vec<_>, _>>(),
            )?;
            assert_eq!(number(session, "SELECT sum(i4) FROM things")?, 2 << 30);
            assert_eq!(
                number(session, "SELECT count(*) FROM things WHERE t LIKE 'a_b'")?,
                1
            );
            let sum = rows(session, "SELECT sum(n) FROM things", &[], Row::get::<f64>)?;
            assert_eq!(sum, [119_999_999_987.75]);
            Ok(())
        })
        .expect("read");
    assert_eq!(back, sets);
}

#[test]
#[cfg_attr(not(test_postgres), ignore = "set SCRIPTA_TEST_POSTGRES_URL")]
fn matched_rows_are_counted() {
    let place = Place::new();
    place.run("CREATE TABLE things (i INTEGER); INSERT INTO things VALUES (1), (1), (2)");
    let store = place.open().expect("a store");
    store
        .write(&mut |session| {
            let same = "UPDATE things SET i = 1 WHERE i = ?";
            assert_eq!(session.execute(same, &values![1_i64])?, 2);
            assert_eq!(session.execute(same, &values![9_i64])?, 0);
            assert_eq!(
                session.execute("DELETE FROM things WHERE i < ?", &values![9_i64])?,
                3
            );
            Ok(())
        })
        .expect("written");
}

#[test]
#[cfg_attr(not(test_postgres), ignore = "set SCRIPTA_TEST_POSTGRES_URL")]
fn wrong_places_are_told_and_passwords_are_not() {
    let place = Place::new();
    let url = place.url.replace('?', "?password=s3cret&");
    let store = Postgres::open(&url, PAUSE);
    // A server that wants another password refuses this one.
    match store {
        Ok(store) => assert!(!format!("{store:?}").contains("s3cret")),
        Err(error) => {
            assert!(matches!(error, StoreError::Denied { .. }), "{error:?}");
            let told = told(&error);
            assert!(told.contains("password authentication failed"), "{told}");
            assert!(!told.contains("s3cret"), "{told}");
        }
    }
    let refused = |url: &str| -> (StoreError, String) {
        let error = Postgres::open(url, PAUSE).expect_err(url);
        let told = told(&error);
        assert!(!told.contains("s3cret"), "{told}");
        (error, told)
    };
    let (error, told) = refused(&url_of("no_such_database"));
    assert!(matches!(error, StoreError::Denied { .. }), "{told}");
    assert!(
        told.contains("\"no_such_database\" does not exist"),
        "{told}"
    );
    for url in [
        "postgresql://me:s3cret@127.0.0.1:1/d",
        "postgresql://me:s3cret@no-such-host.invalid/d",
        "postgresql://me:s3cret@192.0.2.1/d?connect_timeout=1",
        "postgresql://me:s3cret@/d?host=/nowhere",
    ] {
        let (error, told) = refused(url);
        assert!(matches!(error, StoreError::Unreachable { .. }), "{told}");
    }

    // A user without rights.
    let role = format!("role_{}", place.name);
    place.run(&format!(
        "CREATE ROLE {role} NOLOGIN; REVOKE ALL ON SCHEMA public FROM PUBLIC"
    ));
    let url = format!("{}&options=-c%20role%3D{role}", place.url);
    let (error, told) = refused(&url);
    place.run(&format!("DROP ROLE {role}"));
    assert!(matches!(error, StoreError::Denied { .. }), "{told}");
}

#[test]
#[cfg_attr(not(test_postgres), ignore = "set SCRIPTA_TEST_POSTGRES_URL")]
fn threads_of_other_runtimes_may_use_and_drop_it() {
    let place = Place::new();
    let store = Arc::new(place.open().expect("a store"));
    let used = Arc::clone(&store);
    place.runtime.block_on(async move {
        let reading = tokio::task::spawn_blocking(move || used.read(&mut |_| Ok(())));
        reading.await.expect("no panic").expect("read");
        drop(store);
    });
}
