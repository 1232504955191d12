//! What a service needs of every backend: a queue, callbacks that are kept, and voices by id.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::store::database::values;

const HOST: &str = "one";

fn queued(file: &str, priority: i64) -> NewTask {
    NewTask {
        audio_duration: Some(10.0),
        callback_url: Some("https://example.org/told".to_owned()),
        host: Some(HOST.to_owned()),
        priority,
        ..asked(file, file)
    }
}

fn put(store: &Store, file: &str, priority: i64) -> Task {
    let task = store.enqueue(&queued(file, priority), 0).expect("queued");
    task.expect("room")
}

fn claimed(store: &Store, name: &str) -> Task {
    let worker = worker(name, &|_| Some(true));
    let task = store.claim(HOST, worker).expect("claimed");
    task.expect("a task")
}

/// Removes what the story before has left.
fn clear(store: &Store) {
    let all = store.tasks(&Filter::default()).expect("tasks");
    let ids: Vec<String> = all.into_iter().map(|task| task.id).collect();
    store.delete(&ids).expect("deleted");
}

pub(super) fn story_of_the_queue(again: &dyn Fn() -> Store) {
    let store = again();
    clear(&store);
    let first = put(&store, "a.wav", 0);
    let second = put(&store, "b.wav", 0);
    let urgent = put(&store, "c.wav", 1);
    assert_eq!(first.status, TaskStatus::Queued);
    let full = store.enqueue(&queued("d.wav", 0), 3).expect("asked");
    assert_eq!(full, None, "three wait already");
    let before = store.waiting(HOST, Some(&second.id)).expect("counted");
    assert_eq!((before.tasks, before.audio), (2, 20.0));
    let elsewhere = store.claim("two", worker("w", &|_| None)).expect("asked");
    assert_eq!(elsewhere, None, "the recordings are on another machine");

    // Urgent ones first, then those that came first; several programs never take the same.
    let others = again();
    assert_eq!(claimed(&others, "w1").id, urgent.id);
    let running = claimed(&store, "w2");
    assert_eq!(
        (&running.id, running.status),
        (&first.id, TaskStatus::Processing)
    );
    assert_eq!(running.worker.as_deref(), Some("w2"));

    // Whatever ends the work of a living program, the task waits again with what was done.
    let part = [("chunk/0".to_owned(), b"done".to_vec())];
    assert!(store.keep(&first.id, "w2", &part).expect("kept"));
    assert!(
        store
            .end(&first.id, "w2", 1.0, &Ended::Interrupted)
            .expect("ended")
    );
    let back = store.task(&first.id).expect("there");
    assert_eq!(
        (back.status, back.retry_count, back.error),
        (TaskStatus::Queued, 0, None)
    );
    assert_eq!(store.kept(&first.id).expect("kept").len(), 1);

    // The same if the program dies; if it always dies, the task is given up.
    for crashes in 1..=21 {
        assert_eq!(claimed(&store, "w3").id, first.id);
        let dead = worker("w4", &|name| Some(name != "w3"));
        assert_eq!(store.sweep(dead).expect("swept"), 1);
        let task = store.task(&first.id).expect("there");
        assert_eq!(task.retry_count, crashes.min(20));
        let expected = if crashes > 20 {
            TaskStatus::Failed
        } else {
            TaskStatus::Queued
        };
        assert_eq!(task.status, expected, "{crashes}");
    }
    let task = store.task(&first.id).expect("there");
    assert_eq!(task.error_code.as_deref(), Some("crashed"));
    assert_eq!(store.deliveries(&first.id).expect("told").len(), 1);

    // What is needed: unfinished tasks, and for a while those that could be tried again.
    let hour = SignedDuration::from_hours(1);
    let now = Timestamp::now();
    let needed = |since| store.needed_sources(HOST, since).expect("sources").len();
    assert_eq!((needed(now - hour), needed(now + hour)), (3, 2));
    assert!(store.enqueue_again(&first.id).expect("again"));
    assert!(
        !store.enqueue_again(&first.id).expect("again"),
        "it waits already"
    );
    assert_eq!(needed(now + hour), 3);

    // Pages and counts.
    let page = Filter {
        limit: Some(2),
        oldest_first: true,
        ..Filter::default()
    };
    let ids: Vec<String> = store
        .tasks(&page)
        .expect("page")
        .into_iter()
        .map(|t| t.id)
        .collect();
    assert_eq!(ids, [first.id.clone(), second.id.clone()]);
    assert_eq!(store.count(&page).expect("count"), 3);
    let named = Filter {
        words: Some("B.w".to_owned()),
        ..Filter::default()
    };
    assert_eq!(store.count(&named).expect("count"), 1);
    assert!(matches!(
        store.task_by_id(&first.id[..8]),
        Err(StoreError::NoTask { .. })
    ));
}

pub(super) fn story_of_callbacks(again: &dyn Fn() -> Store) {
    let store = again();
    clear(&store);
    let task = put(&store, "a.wav", 0);
    assert_eq!(store.deliveries(&task.id).expect("none"), []);
    assert!(!store.redeliver(&task.id).expect("none"));
    claimed(&store, "w1");
    let outcome = outcome("de", &[("SPEAKER_00", "Guten Morgen")]);
    let done = Ended::Done {
        outcome: &outcome,
        written: &[],
    };
    assert!(store.end(&task.id, "w1", 1.0, &done).expect("ended"));
    let said = Filter {
        words: Some("guten mor".to_owned()),
        ..Filter::default()
    };
    assert_eq!(store.count(&said).expect("count"), 1);

    // Taken by one, it is held from the others for as long as that one asks.
    let later = Timestamp::now() + SignedDuration::from_hours(1);
    let taken = store.take_delivery(later).expect("taken").expect("one");
    assert_eq!((taken.attempts, taken.status), (0, DeliveryStatus::Waiting));
    assert_eq!(again().take_delivery(later).expect("asked"), None);
    let now = Timestamp::now();
    let again_soon = DeliveryStatus::Waiting;
    (store.attempted(
        &taken.id,
        again_soon,
        Some(500),
        Some("it answered 500"),
        now,
    ))
    .expect("noted");
    let second = again().take_delivery(later).expect("taken").expect("one");
    assert_eq!(
        (second.id.clone(), second.attempts, second.answer),
        (taken.id.clone(), 1, Some(500))
    );
    (store.attempted(&taken.id, DeliveryStatus::Delivered, Some(204), None, now)).expect("noted");
    assert_eq!(store.take_delivery(later).expect("asked"), None);
    let told = store.deliveries(&task.id).expect("told");
    assert_eq!(
        (told[0].status, told[0].attempts),
        (DeliveryStatus::Delivered, 2)
    );

    assert!(store.redeliver(&task.id).expect("again"));
    // A task that begins once more has another end to tell of.
    assert!(store.enqueue_again(&task.id).expect("again"));
    assert_eq!(store.take_delivery(later).expect("asked"), None);
    let given_up = &store.deliveries(&task.id).expect("told")[0];
    assert_eq!(given_up.status, DeliveryStatus::Failed);
    let late = store.attempted(&taken.id, DeliveryStatus::Waiting, None, None, now);
    late.expect("nothing to note");
    assert_eq!(store.take_delivery(later).expect("asked"), None);
    assert!(store.redeliver(&task.id).expect("again"));
    assert_eq!(
        store.take_delivery(later).expect("taken").map(|d| d.id),
        Some(taken.id)
    );
    store
        .delete(std::slice::from_ref(&task.id))
        .expect("deleted");
    assert_eq!(store.deliveries(&task.id).expect("gone"), []);
}

pub(super) fn story_of_profiles(again: &dyn Fn() -> Store) {
    let store = again();
    let profile = |label: &str, embedding: &[f32]| Profile {
        id: String::new(),
        task_id: Some("t1".to_owned()),
        label: label.to_owned(),
        description: None,
        model: "profiles".to_owned(),
        embedding: embedding.to_owned(),
        seconds: 7.5,
        created_at: String::new(),
    };
    let ann = store
        .add_profile(&profile(" Ann ", &[3.0, 4.0]))
        .expect("stored");
    let twin = store
        .add_profile(&profile("ann", &[1.0, 0.0]))
        .expect("stored");
    assert!(matches!(
        store.add_profile(&profile("Ann", &[0.0])),
        Err(StoreError::Embedding { .. })
    ));
    // The first of a name is a voice that jobs know.
    let known = |store: &Store| {
        let voices = store.voices().expect("voices").into_iter();
        let ours = voices.filter(|voice| voice.model == "profiles");
        ours.map(|voice| voice.id).collect::<Vec<_>>()
    };
    assert_eq!(known(&store), std::slice::from_ref(&ann));
    let found = again().profiles(Some("t1"), 10, 0).expect("found");
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].label.as_str(), &found[0].embedding[..]),
        ("Ann", &[0.6, 0.8][..])
    );
    let seconds = store.voices().expect("voices").into_iter();
    let seconds = seconds.filter(|voice| voice.model == "profiles");
    assert_eq!(
        seconds.map(|voice| voice.seconds).collect::<Vec<_>>(),
        [7.5]
    );
    assert_eq!(store.profiles(Some("t1"), 1, 1).expect("found")[0].id, twin);

    let changed = store.change_profile(&twin, |profile| {
        profile.label = " Bob".to_owned();
        profile.description = Some("the other one".to_owned());
    });
    let changed = changed.expect("changed");
    assert_eq!(changed.as_ref().map(|profile| &*profile.label), Some("Bob"));
    assert_eq!(store.profile(&twin).expect("asked"), changed);
    let nobody = store.change_profile("nobody", |_| {}).expect("asked");
    assert_eq!(nobody, None);
    assert_eq!(known(&store).len(), 2);
    assert!(store.remove_profile(&ann).expect("removed"));
    assert!(!store.remove_profile(&ann).expect("gone"));
    assert_eq!(store.remove_profiles_of("t1").expect("removed"), 1);
    assert_eq!(store.profile(&twin).expect("asked"), None);
}

/// Statements of the queue must find their rows by an index: it is asked all the time.
#[test]
fn the_queue_is_found_by_its_index() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("a.db").display());
    let store = Store::open(&url).expect("a store");
    let plan = "EXPLAIN QUERY PLAN SELECT uuid FROM tasks WHERE status = 'queued' AND host = ?
        ORDER BY priority DESC, id LIMIT 1";
    let plan = store
        .read(|session| {
            rows(session, plan, &values![HOST], |row| {
                for _ in 0..3 {
                    row.value()?;
                }
                row.get::<String>()
            })
        })
        .expect("a plan");
    assert!(plan[0].contains("tasks_queue"), "{plan:?}");
}
