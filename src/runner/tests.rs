use super::*;

#[test]
fn a_result_is_wanted_until_somebody_cancels_the_task() {
    static CANCEL: AtomicBool = AtomicBool::new(false);
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("tasks.db").display());
    let tell: Arc<Tell> = Arc::new(|error| panic!("{error}"));
    let history = History::new(Store::open(&url).expect("a store"), tell).expect("a history");
    let new = NewTask {
        content_hash: "recording".to_owned(),
        settings_hash: "settings".to_owned(),
        ..NewTask::default()
    };
    let asked = Asked {
        new: &new,
        fresh: false,
        task: None,
    };
    let Ok(Beginning::Todo(running)) = history.begin(&asked, &CANCEL) else {
        panic!("nothing to do");
    };
    assert!(running.is_wanted() && !running.was_cancelled());
    let id = running.task().expect("a task").id.clone();

    // By another program, right before the result would be handed out.
    let other = Store::open(&url).expect("the same store");
    assert!(other.cancel(&id).expect("cancelled"));
    assert!(!running.is_wanted() && running.was_cancelled());
}

/// A history with one task in its queue, which is taken, and a way to the same store by SQL.
fn at_work(
    cancel: &'static AtomicBool,
) -> (tempfile::TempDir, History, rusqlite::Connection, Running) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tasks.db");
    let store = Store::open(&format!("sqlite://{}", path.display())).expect("a store");
    let new = NewTask {
        host: Some("here".to_owned()),
        ..NewTask::default()
    };
    store.enqueue(&new, 0).expect("queued");
    let history = History::new(store, Arc::new(|_| {})).expect("a history");
    let running = history
        .next("here", cancel)
        .expect("asked")
        .expect("a task");
    let database = rusqlite::Connection::open(path).expect("the same store");
    (folder, history, database, running)
}

const AWAY: &str = "CREATE TRIGGER away BEFORE UPDATE ON tasks
    WHEN NEW.status IN ('completed', 'failed') BEGIN SELECT RAISE(ABORT, 'away'); END";

fn outcome() -> Outcome {
    Outcome::from_json(r#"[{"start": 0.0, "end": 1.0, "speaker": "SPEAKER_00"}]"#).expect("turns")
}

#[test]
fn a_result_waits_for_a_store_that_is_away() {
    static CANCEL: AtomicBool = AtomicBool::new(false);
    let (_folder, history, database, running) = at_work(&CANCEL);
    let id = running.task().expect("a task").id.clone();
    database.execute_batch(AWAY).expect("away");
    let back = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(400));
        database.execute_batch("DROP TRIGGER away").expect("back");
    });
    assert_eq!(running.done(&outcome(), &[]), Settled::Recorded);
    back.join().expect("back");
    let store = history.store().expect("a store");
    assert!(store.result(&id).expect("asked").is_some());
}

#[test]
fn a_task_whose_end_no_store_took_is_begun_again() {
    static CANCEL: AtomicBool = AtomicBool::new(true);
    let (_folder, history, database, running) = at_work(&CANCEL);
    database.execute_batch(AWAY).expect("away");
    assert_eq!(history.sweep().expect("swept"), 0);
    // The program is about to end, so it doesn't wait.
    assert_eq!(running.done(&outcome(), &[]), Settled::Lost);
    // Nobody claims it any more.
    assert_eq!(history.sweep().expect("swept"), 1);
    assert!(history.next("here", &CANCEL).expect("asked").is_some());
}

#[test]
fn a_task_that_is_begun_again_is_no_more_of_who_had_it() {
    static CANCEL: AtomicBool = AtomicBool::new(false);
    let (_folder, history, _database, first) = at_work(&CANCEL);
    let id = first.task().expect("a task").id.clone();
    let store = history.store().expect("a store");
    assert!(store.cancel(&id).expect("cancelled"));
    assert!(store.enqueue_again(&id).expect("queued"));
    let second = history
        .next("here", &CANCEL)
        .expect("asked")
        .expect("a task");
    assert_eq!(second.task().expect("a task").id, id);
    assert!(!first.is_wanted() && second.is_wanted());
    assert_eq!(first.interrupted(), Settled::Unwanted);
    assert_eq!(second.done(&outcome(), &[]), Settled::Recorded);
}
