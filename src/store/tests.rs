//! One story for every backend: voices, and tasks from their beginning to their end.

mod service;

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::task::{Outcome, Task, TaskKind, TaskStatus};
use crate::transcript::{SCHEMA_VERSION, Segment, Transcript};

fn enrolment(name: &str, model: &str, embedding: &[f32], seconds: f64) -> Enrolment {
    Enrolment {
        name: name.to_owned(),
        model: model.to_owned(),
        embedding: embedding.to_owned(),
        clips: 1,
        seconds,
    }
}

/// What every backend must do; `again` opens the same store once more.
fn story_of_voices(again: &dyn Fn() -> Store) {
    let store = again();
    assert_eq!(store.voices().expect("voices"), []);
    assert_eq!(store.remove_voice("Nobody").expect("nothing"), 0);

    let ann = (store.add_voice(&enrolment(" Ann Lee ", "campplus", &[3.0, 4.0], 20.0)))
        .expect("a new voice");
    assert_eq!(
        (ann.name.as_str(), ann.clips, ann.seconds),
        ("Ann Lee", 1, 20.0)
    );
    assert_eq!(ann.embedding, [0.6, 0.8]);
    assert!(uuid::Uuid::parse_str(&ann.id).is_ok_and(|id| id.get_version_num() == 4));
    assert!(ann.created_at.parse::<jiff::Timestamp>().is_ok() && ann.created_at.ends_with('Z'));
    let emile = store
        .add_voice(&enrolment("Émile", "campplus", &[1.0, 0.0], 5.0))
        .expect("a second voice");
    let other = store
        .add_voice(&enrolment("ANN LEE", "other", &[0.0, 0.0, 2.0], 1.0))
        .expect("the same name for another model");

    // More recordings of a known name: old id, old spelling, weighted mean.
    let more = store
        .add_voice(&enrolment("ÉMILE", "campplus", &[0.0, 1.0], 15.0))
        .expect("a known voice");
    assert_eq!(
        (&more.id, &more.name, &more.created_at),
        (&emile.id, &emile.name, &emile.created_at)
    );
    assert_eq!((more.clips, more.seconds), (2, 20.0));
    assert!((more.embedding[1] / more.embedding[0] - 3.0).abs() < 1e-5);

    // What is refused changes nothing.
    let refused = [
        enrolment("", "campplus", &[1.0, 0.0], 1.0),
        enrolment("a\u{7}b", "campplus", &[1.0, 0.0], 1.0),
        enrolment("Bo", "campplus", &[0.0, 0.0], 1.0),
        enrolment("Bo", "campplus", &[1.0, 0.0], 0.0),
        enrolment("Émile", "campplus", &[1.0, 0.0, 0.0], 1.0),
    ];
    for enrolment in &refused {
        assert!(store.add_voice(enrolment).is_err(), "{enrolment:?}");
    }

    // Everything is there again, in order, bit for bit.
    let all = [ann, other, more];
    assert_eq!(store.voices().expect("voices"), all);
    drop(store);
    let store = again();
    assert_eq!(store.voices().expect("voices"), all);

    assert_eq!(store.remove_voice(" ann LEE").expect("removed"), 2);
    assert_eq!(store.remove_voice("Ann Lee").expect("nothing"), 0);
    assert_eq!(again().voices().expect("voices"), all[2..]);
}

/// A worker whose fellows are as the test says.
fn worker<'a>(name: &'a str, is_alive: &'a dyn Fn(&str) -> Option<bool>) -> Worker<'a> {
    Worker { name, is_alive }
}

fn asked(file: &str, content: &str) -> NewTask {
    NewTask {
        kind: Some(TaskKind::FullProcess),
        file_name: Some(file.to_owned()),
        source: Some(format!("/recordings/{file}")),
        url: None,
        language: Some("de".to_owned()),
        model: Some("base".to_owned()),
        params: json!({ "arguments": ["transcribe", file] }),
        content_hash: content.to_owned(),
        settings_hash: "s1".to_owned(),
        ..NewTask::default()
    }
}

fn outcome(language: &str, lines: &[(&str, &str)]) -> Outcome {
    let segments = lines
        .iter()
        .zip(0_u32..)
        .map(|((speaker, text), id)| Segment {
            id: id as usize,
            start: f64::from(id) + 0.1,
            end: f64::from(id) + 1.0 / 3.0,
            text: (*text).to_owned(),
            language: language.to_owned(),
            avg_logprob: -0.1,
            no_speech_prob: 0.0,
            compression_ratio: 1.0,
            tokens: Vec::new(),
            words: Vec::new(),
            speaker: Some((*speaker).to_owned()),
        });
    Outcome::Transcript(Box::new(Transcript {
        schema_version: SCHEMA_VERSION,
        source: "a.wav".to_owned(),
        duration: 61.5,
        model: "base".to_owned(),
        task: "transcribe".to_owned(),
        language: Some(language.to_owned()),
        language_probability: None,
        text: String::new(),
        segments: segments.collect(),
        speech: Vec::new(),
        diarization: None,
        warnings: Vec::new(),
        incomplete: false,
        confidence: None,
        unplaced: Vec::new(),
    }))
}

fn ours(begun: Begun) -> Task {
    match begun {
        Begun::Ours(task) => task,
        Begun::Known(task) => panic!("{} is known", task.id),
    }
}

fn done(store: &Store, new: &NewTask, worker: Worker<'_>, outcome: &Outcome) -> Task {
    let task = ours(store.begin(new, worker, false).expect("begun"));
    let written = [("srt".to_owned(), b"1\n\xff".to_vec())];
    let ended = Ended::Done {
        outcome,
        written: &written,
    };
    assert!(
        store
            .end(&task.id, worker.name, 2.5, &ended)
            .expect("ended")
    );
    store.task(&task.id).expect("the task")
}

/// What every backend must do with tasks; `again` opens the same store once more.
#[expect(clippy::too_many_lines, reason = "a story is told in order")]
fn story_of_tasks(again: &dyn Fn() -> Store) {
    let store = again();
    let alive = |_: &str| Some(true);
    let dead = |_: &str| Some(false);
    let unknown = |_: &str| None;
    let me = worker("here/1", &alive);

    // Begun: nobody else gets it, whether he can tell that its worker lives or not.
    let new = asked("Bericht_1.wav", "c1");
    let task = ours(store.begin(&new, me, false).expect("begun"));
    assert_eq!(store.task(&task.id).expect("the task"), task);
    assert_eq!(task.status, TaskStatus::Processing);
    let other = ours(
        store
            .begin(&new, worker("here/2", &alive), false)
            .expect("begun"),
    );
    let third = ours(
        store
            .begin(&new, worker("there/3", &unknown), false)
            .expect("begun"),
    );
    assert_eq!(BTreeSet::from([&task.id, &other.id, &third.id]).len(), 3);
    assert!(!store.has_begun(&new, me).expect("an answer"));

    // Kept alive by its worker alone; parts are replaced, and kept bit for bit.
    assert!(
        store
            .renew(&task.id, "here/1", 0.5, "transcribe")
            .expect("renewed")
    );
    assert!(
        !store
            .renew(&task.id, "here/9", 0.5, "transcribe")
            .expect("not his")
    );
    assert_eq!(store.task(&task.id).expect("the task").progress, 0.5);
    let part = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
    let parts = [part("chunk/0", &[0, 255]), part("chunk/480000", &[])];
    assert!(store.keep(&task.id, "here/1", &parts).expect("kept"));
    assert!(
        store
            .keep(&task.id, "here/1", &[part("chunk/0", &[7])])
            .expect("kept")
    );
    assert!(!store.keep(&task.id, "here/9", &parts).expect("not his"));
    let mut kept = again().kept(&task.id).expect("parts");
    kept.sort();
    assert_eq!(kept, [part("chunk/0", &[7]), part("chunk/480000", &[])]);

    // Its worker dies: who asks for the same goes on with it, and the dead one is shut out.
    let heir = worker("here/4", &dead);
    assert!(store.has_begun(&new, heir).expect("an answer"));
    let resumed = ours(store.begin(&new, heir, false).expect("begun"));
    assert!([&task.id, &other.id, &third.id].contains(&&resumed.id));
    assert_eq!(
        store.sweep(heir).expect("swept"),
        3,
        "its own counts as dead here, too"
    );
    assert_eq!(store.sweep(heir).expect("swept"), 0);
    let result = outcome(
        "de",
        &[("Ada", "Der Jahresbericht, ja."), ("Bob", "Élan vital!")],
    );
    let ended = Ended::Done {
        outcome: &result,
        written: &[],
    };
    assert!(
        !store
            .end(&task.id, "here/1", 1.0, &ended)
            .expect("not his any more")
    );
    let swept = store.task(&task.id).expect("the task");
    assert_eq!(swept.status, TaskStatus::Interrupted);
    assert_eq!(swept.error_code.as_deref(), Some("interrupted"));
    assert_eq!(store.delete(&[other.id, third.id]).expect("deleted"), 2);

    // Resumed and done: the result is known from now on, unless somebody insists.
    let task = done(&store, &new, me, &result);
    assert_eq!(task.id, swept.id);
    assert_eq!((task.status, task.progress), (TaskStatus::Completed, 1.0));
    assert_eq!(
        (task.audio_duration, task.duration),
        (Some(61.5), Some(2.5))
    );
    assert_eq!(
        (&task.error, &task.worker, &task.stage),
        (&None, &None, &None)
    );
    assert!(task.start_time <= task.end_time && task.created_at < task.updated_at);
    assert_eq!(store.kept(&task.id).expect("no parts"), []);
    let Begun::Known(known) = store.begin(&new, me, false).expect("an answer") else {
        panic!("forgotten");
    };
    assert_eq!(known, task);
    let json = again()
        .result(&task.id)
        .expect("an answer")
        .expect("a result");
    assert_eq!(Outcome::from_json(&json), Some(result));
    let written = store.written(&task.id, "srt").expect("an answer");
    assert_eq!(written.as_deref(), Some(&b"1\n\xff"[..]));
    assert_eq!(store.written(&task.id, "vtt").expect("an answer"), None);
    let fresh = ours(store.begin(&new, me, true).expect("begun"));
    let failed = Ended::Failed {
        code: "undecodable",
        error: "it's \"broken\" \\ 💥",
    };
    assert!(store.end(&fresh.id, me.name, 0.5, &failed).expect("ended"));
    let fresh = store.task(&fresh.id).expect("the task");
    assert_eq!(fresh.error.as_deref(), Some("it's \"broken\" \\ 💥"));

    // By the beginning of its id.
    assert_eq!(
        store.task(&task.id[..13].to_uppercase()).expect("found"),
        task
    );
    for wrong in ["", "zzz", "%", "' OR 1=1", "~"] {
        let error = store.task(wrong).expect_err("nothing").to_string();
        assert!(error.contains("there is no task"), "{error}");
    }

    // Again from the beginning, unless somebody works on it or it has changed.
    let again_new = asked("Bericht_1.wav", "c2");
    let changed = store.take_again(&fresh.id, &again_new, me, false);
    assert!(
        matches!(changed, Err(StoreError::TaskChanged { .. })),
        "{changed:?}"
    );
    assert_eq!(
        store.task(&fresh.id).expect("the task").status,
        TaskStatus::Failed
    );
    let retried = store
        .take_again(&fresh.id, &again_new, me, true)
        .expect("taken");
    assert_eq!(retried.id, fresh.id);
    let busy = store.take_again(&fresh.id, &again_new, worker("here/5", &alive), true);
    assert!(matches!(busy, Err(StoreError::TaskBusy { .. })), "{busy:?}");
    assert_eq!(store.task(&fresh.id).expect("the task").retry_count, 1);

    // Cancelled: its worker finds out.
    assert!(store.cancel(&fresh.id).expect("cancelled"));
    assert!(!store.cancel(&fresh.id).expect("an answer"));
    assert!(
        !store
            .renew(&fresh.id, me.name, 0.1, "align")
            .expect("an answer")
    );

    listed(&store, &task, &fresh, me);
    searched(&store, &task, me);

    // Forgotten with all that belongs to it.
    assert_eq!(
        store
            .delete(std::slice::from_ref(&task.id))
            .expect("deleted"),
        1
    );
    assert_eq!(store.result(&task.id).expect("an answer"), None);
    assert_eq!(store.written(&task.id, "srt").expect("an answer"), None);
    let search = Search {
        words: "jahresbericht".to_owned(),
        ..Search::default()
    };
    assert_eq!(store.search(&search).expect("hits"), []);
    store.drop_checkpoints().expect("cleared");
    store.compact().expect("compacted");

    // Files of watched folders.
    assert_eq!(store.taken("/in/ü.wav", "s1").expect("an answer"), None);
    store.set_taken("/in/ü.wav", "s1", "1").expect("remembered");
    store.set_taken("/in/ü.wav", "s1", "2").expect("remembered");
    assert_eq!(
        again()
            .taken("/in/ü.wav", "s1")
            .expect("an answer")
            .as_deref(),
        Some("2")
    );
    assert_eq!(store.taken("/in/ü.wav", "s2").expect("an answer"), None);
    let long = format!("/in/{}", "x".repeat(4000));
    store.set_taken(&long, "s1", "1").expect("remembered");
    assert_eq!(
        store.taken(&long, "s1").expect("an answer").as_deref(),
        Some("1")
    );
}

/// Every filter of lists and sums.
fn listed(store: &Store, completed: &Task, cancelled: &Task, me: Worker<'_>) {
    let mut new = asked("100%.mp3", "c3");
    new.kind = Some(TaskKind::Transcription);
    new.language = None;
    let english = done(store, &new, me, &outcome("en", &[]));
    assert_eq!(english.language.as_deref(), Some("en"));
    let ids = |filter: &Filter| -> Vec<String> {
        let tasks = store.tasks(filter).expect("tasks");
        tasks.into_iter().map(|task| task.id).collect()
    };
    let all = [&english.id, &cancelled.id, &completed.id];
    let filter = Filter::default;
    assert_eq!(ids(&filter()).iter().collect::<Vec<_>>(), all);
    let few = Filter {
        limit: Some(1),
        offset: 1,
        ..filter()
    };
    assert_eq!(ids(&few), [all[1].as_str()]);
    let narrow = [
        Filter {
            status: vec![TaskStatus::Cancelled, TaskStatus::Queued],
            ..filter()
        },
        Filter {
            kind: Some(TaskKind::Transcription),
            ..filter()
        },
        Filter {
            language: Some("en".to_owned()),
            ..filter()
        },
        Filter {
            file: Some("100%.M".to_owned()),
            ..filter()
        },
        Filter {
            since: Some(english.created_at),
            ..filter()
        },
    ];
    for (index, narrow) in narrow.iter().enumerate() {
        let expected = if index == 0 {
            &cancelled.id
        } else {
            &english.id
        };
        assert_eq!(ids(narrow), [expected.as_str()], "{narrow:?}");
    }
    // Capital letters of any alphabet.
    let umlaut = NewTask {
        ..asked("Übung ÉTÉ.wav", "umlaut")
    };
    let umlaut = store.enqueue(&umlaut, 0).expect("queued").expect("room");
    for name in ["übung", "ÜBUNG été"] {
        let named = Filter {
            file: Some(name.to_owned()),
            ..filter()
        };
        assert_eq!(ids(&named), [umlaut.id.as_str()], "{name}");
    }
    store
        .delete(std::slice::from_ref(&umlaut.id))
        .expect("deleted");
    let before = Filter {
        until: Some(english.created_at),
        file: Some("bericht_1".to_owned()),
        ..filter()
    };
    assert_eq!(
        ids(&before),
        [&cancelled.id, &completed.id].map(String::as_str)
    );
    let sums = store.efforts(&filter()).expect("sums");
    assert_eq!(sums.len(), 2);
    assert_eq!((sums[0].audio_duration, sums[0].duration), (61.5, 2.5));
    store.delete(&[english.id]).expect("deleted");
}

/// Words, words in a row, beginnings, accents, short words, letters without spaces.
fn searched(store: &Store, task: &Task, me: Worker<'_>) {
    let lines = [
        ("A", "To be, or not to be?"),
        ("B", "我们今天去北京。"),
        ("A", "I don't know."),
    ];
    let new = NewTask {
        content_hash: "c4".to_owned(),
        ..asked("second.wav", "c4")
    };
    let second = done(store, &new, me, &outcome("en", &lines));
    let hits = |words: &str| -> Vec<String> {
        let search = Search {
            words: words.to_owned(),
            filter: Filter::default(),
        };
        let hits = store.search(&search).expect("hits");
        hits.into_iter().map(|hit| hit.snippet).collect()
    };
    assert_eq!(hits("ELAN"), ["Élan vital!"]);
    assert_eq!(hits("jahres*"), ["Der Jahresbericht, ja."]);
    assert_eq!(hits("jahres"), Vec::<String>::new());
    assert_eq!(hits("\"or not\" be"), [lines[0].1]);
    assert_eq!(hits("\"not or\""), Vec::<String>::new());
    assert_eq!(hits("i"), [lines[2].1]);
    assert_eq!(hits("dont"), [lines[2].1]);
    assert_eq!(hits("北京"), [lines[1].1]);
    assert_eq!(hits("be ja"), Vec::<String>::new());
    let search = Search {
        words: "der ja".to_owned(),
        filter: Filter {
            language: Some("de".to_owned()),
            limit: Some(5),
            ..Filter::default()
        },
    };
    let hit = store.search(&search).expect("hits").pop().expect("a hit");
    assert_eq!(hit.task, task.id);
    assert_eq!((hit.start, hit.end), (0.1, 1.0 / 3.0));
    assert_eq!(hit.speaker.as_deref(), Some("Ada"));
    assert_eq!(hit.matches, [(0, 3), (19, 21)]);
    let nothing = Search {
        words: "…!".to_owned(),
        ..Search::default()
    };
    assert!(matches!(store.search(&nothing), Err(StoreError::NoWords)));
    store.delete(&[second.id]).expect("deleted");
}

fn stories(again: &dyn Fn() -> Store) {
    story_of_voices(again);
    story_of_tasks(again);
    service::story_of_the_queue(again);
    service::story_of_callbacks(again);
    service::story_of_profiles(again);
}

#[test]
fn sqlite_remembers() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("a b%20ü.db").display());
    stories(&|| Store::open(&url).expect("a store"));
}

#[test]
#[cfg_attr(not(test_postgres), ignore = "set SCRIPTA_TEST_POSTGRES_URL")]
fn postgres_remembers() {
    let place = postgres::tests::Place::new();
    stories(&|| Store::open(&place.url()).expect("a store"));
}

#[test]
#[cfg_attr(not(test_mysql), ignore = "set SCRIPTA_TEST_MYSQL_URL")]
fn mysql_remembers() {
    let place = mysql::tests::Place::new();
    stories(&|| Store::open(&place.url()).expect("a store"));
}
