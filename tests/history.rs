//! What is remembered: answers without work, resuming after a kill, the commands of `tasks`.

#![cfg(unix)]

use std::path::PathBuf;
use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Sandbox, assert_documented, conversation, fields, read, stderr, stdout};

/// The tasks in the history, the newest first.
fn tasks(sandbox: &Sandbox, further: &[&str]) -> Vec<Value> {
    let output = sandbox.run(&[&["tasks", "list", "--json"], further].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn id(task: &Value) -> String {
    task["id"].as_str().expect("an id").to_owned()
}

/// Runs the program and expects success.
fn good(sandbox: &Sandbox, arguments: &[&str]) -> Output {
    let output = sandbox.run(arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        stderr(&output)
    );
    output
}

/// A program that doesn't outlive its test.
struct Started(Option<Child>);

impl Started {
    fn child(&mut self) -> &mut Child {
        self.0.as_mut().expect("a child")
    }

    /// Asks it to end, as Ctrl-C does, and gives what it wrote.
    fn interrupt(self) -> Output {
        let pid = self.0.as_ref().expect("a child").id().to_string();
        let kill = std::process::Command::new("kill")
            .args(["-INT", &pid])
            .status();
        assert!(kill.expect("kill runs").success());
        self.output()
    }

    fn output(mut self) -> Output {
        let child = self.0.take().expect("a child");
        child.wait_with_output().expect("the program ends")
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Starts a transcription that takes a while.
fn start(sandbox: &Sandbox, arguments: &[&str]) -> Started {
    let child = std::process::Command::new(env!("CARGO_BIN_EXE_scripta"))
        .args(arguments)
        .current_dir(sandbox.path("."))
        .env_clear()
        .env("HOME", sandbox.path("."))
        .env("SCRIPTA_THREADS", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    Started(Some(child.expect("the program runs")))
}

/// Waits until something is so.
fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let patience = Instant::now() + Duration::from_mins(3);
    while !is_so() {
        assert!(Instant::now() < patience, "{what}: waited in vain");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn database(sandbox: &Sandbox) -> PathBuf {
    sandbox.path(".local/share/scripta/history.db")
}

fn query(sandbox: &Sandbox, sql: &str) -> String {
    asked(sandbox, sql).expect("an answer")
}

/// The same of a database that may be in the making.
fn asked(sandbox: &Sandbox, sql: &str) -> Result<String, rusqlite::Error> {
    let connection = rusqlite::Connection::open(database(sandbox))?;
    let value = connection.query_row(sql, [], |row| row.get::<_, rusqlite::types::Value>(0));
    Ok(match value? {
        rusqlite::types::Value::Text(text) => text,
        rusqlite::types::Value::Integer(number) => number.to_string(),
        other => format!("{other:?}"),
    })
}

/// How many parts are kept by now.
fn kept_parts(sandbox: &Sandbox) -> usize {
    let counted = asked(sandbox, "SELECT count(*) FROM checkpoints");
    counted.map_or(0, |count| count.parse().unwrap_or(0))
}

#[test]
fn the_same_again_is_answered_at_once() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 12.0, 4.0);
    let first = good(&sandbox, &["transcribe", "a.wav", "-f", "json"]);
    std::fs::copy(sandbox.path("a.wav"), sandbox.path("b.wav")).expect("a copy");
    let again = good(&sandbox, &["transcribe", "a.wav", "-f", "json"]);
    assert!(
        stderr(&again).contains("answered from the history"),
        "{}",
        stderr(&again)
    );
    assert_eq!(again.stdout, first.stdout);
    // The same sound under another name, in another format.
    let copy = good(&sandbox, &["transcribe", "b.wav", "-f", "json"]);
    assert_eq!(stdout(&copy), stdout(&first).replace("a.wav", "b.wav"));
    let subtitles = good(&sandbox, &["transcribe", "a.wav", "-f", "srt"]);
    assert!(stderr(&subtitles).contains("answered from the history"));
    let events = good(&sandbox, &["transcribe", "a.wav", "--progress", "json"]);
    assert!(
        stderr(&events).contains("\"event\":\"recalled\""),
        "{}",
        stderr(&events)
    );
    assert_eq!(tasks(&sandbox, &[]).len(), 1);

    // Other settings, other sound, or the wish to do it again are work.
    for different in [
        &["transcribe", "a.wav", "-l", "en", "-q"][..],
        &["transcribe", "a.wav", "--duration", "3", "-q"],
        &["transcribe", "a.wav", "--fresh", "-q"],
        // Names are spelled as they are given.
        &["transcribe", "a.wav", "--hotwords", "Ada", "-q"],
        &["transcribe", "a.wav", "--hotwords", "ada", "-q"],
    ] {
        good(&sandbox, different);
    }
    assert_eq!(tasks(&sandbox, &[]).len(), 6);
    good(
        &sandbox,
        &["transcribe", "a.wav", "--no-history", "--vad", "none", "-q"],
    );
    assert_eq!(tasks(&sandbox, &[]).len(), 6);
}

#[test]
fn results_that_are_there_already_are_no_failure() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 12.0, 3.0);
    let line = ["transcribe", "a.wav", "-f", "srt", "-o", "out"];
    good(&sandbox, &line);
    // A second run finds its own work, and nothing in its way.
    good(&sandbox, &line);
    std::fs::write(sandbox.path("out/a.srt"), "my own changes").expect("a file");
    let output = sandbox.run(&line);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("exists: add --overwrite"),
        "{}",
        stderr(&output)
    );
    let kept = std::fs::read_to_string(sandbox.path("out/a.srt")).expect("a file");
    assert_eq!(kept, "my own changes");
}

#[test]
fn a_killed_transcription_goes_on_and_gives_the_same() {
    let sandbox = Sandbox::new();
    let samples = read(&conversation());
    sandbox.wav("long.wav", &samples);
    let line = [
        "transcribe",
        "long.wav",
        "--diarize",
        "--beam-size",
        "1",
        "--chunk-size",
        "10",
        "-f",
        "json",
    ];
    let whole = Sandbox::new();
    std::fs::copy(sandbox.path("long.wav"), whole.path("long.wav")).expect("a copy");
    let expected = good(&whole, &line).stdout;

    let mut resumed = 0;
    for parts in [1, 4] {
        let mut child = start(&sandbox, &line);
        wait_for("a part", || {
            database(&sandbox).exists()
                && child.child().try_wait().expect("a child").is_none()
                && kept_parts(&sandbox) > parts
        });
        child.child().kill().expect("killed");
        child.child().wait().expect("dead");
        resumed += 1;
    }
    assert_eq!(resumed, 2);
    // Nobody works on it any more, and everybody can see that.
    let task = tasks(&sandbox, &[]).remove(0);
    assert_eq!(task["status"], "interrupted");
    let output = good(&sandbox, &line);
    assert!(
        stderr(&output).contains("goes on where task"),
        "{}",
        stderr(&output)
    );
    assert!(output.stdout == expected, "another transcript");
    let tasks = tasks(&sandbox, &[]);
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0]["status"], "completed");
    assert_eq!(query(&sandbox, "SELECT count(*) FROM checkpoints"), "0");
    assert_eq!(query(&sandbox, "PRAGMA integrity_check"), "ok");
    let workers = std::fs::read_dir(sandbox.path(".local/share/scripta/workers"));
    assert_eq!(workers.expect("a folder").count(), 0);
}

#[test]
fn ctrl_c_and_resume_and_cancel() {
    let sandbox = Sandbox::new();
    sandbox.wav("long.wav", &read(&conversation()).repeat(4));
    let child = start(
        &sandbox,
        &[
            "transcribe",
            "long.wav",
            "--beam-size",
            "1",
            "-f",
            "srt",
            "-o",
            "out",
        ],
    );
    wait_for("a part", || {
        database(&sandbox).exists()
            && asked(
                &sandbox,
                "SELECT count(*) FROM checkpoints WHERE part LIKE 'chunk%'",
            )
            .is_ok_and(|count| count != "0")
    });
    let output = child.interrupt();
    assert_eq!(output.status.code(), Some(130));
    let task = tasks(&sandbox, &["--status", "interrupted"]).remove(0);
    let id = id(&task);

    // From another folder, by the beginning of its id; then another program cancels it.
    std::fs::create_dir(sandbox.path("elsewhere")).expect("a folder");
    let child = start(&sandbox, &["tasks", "resume", &id[..6]]);
    wait_for("work", || tasks(&sandbox, &[])[0]["status"] == "processing");
    good(&sandbox, &["tasks", "cancel", &id]);
    let output = child.output();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("somebody cancelled the task"),
        "{}",
        stderr(&output)
    );
    assert_eq!(tasks(&sandbox, &[])[0]["status"], "cancelled");
    let output = sandbox.run(&["tasks", "cancel", &id]);
    assert_eq!(output.status.code(), Some(1));

    good(&sandbox, &["tasks", "resume", &id]);
    assert!(sandbox.path("out/long.srt").exists());
    assert_eq!(tasks(&sandbox, &[])[0]["status"], "completed");
    std::fs::write(sandbox.path("long.wav"), "changed").expect("a file");
    good(&sandbox, &["tasks", "resume", &id]);
    let output = sandbox.run(&["tasks", "retry", &id]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let task = tasks(&sandbox, &[]).remove(0);
    assert_eq!(
        (&task["status"], &task["retry_count"]),
        (&"failed".into(), &1.into())
    );
    assert_eq!(task["error_code"], "undecodable");
}

#[test]
fn tasks_are_listed_shown_searched_exported_and_deleted() {
    let sandbox = Sandbox::new();
    sandbox.clip("hello.wav", 6.5, 8.0);
    sandbox.wav("silence.wav", &vec![0.0; 16_000]);
    std::fs::write(sandbox.path("broken.wav"), "nothing").expect("a file");
    let line = [
        "transcribe",
        "hello.wav",
        "silence.wav",
        "broken.wav",
        "-f",
        "srt",
        "-o",
        "out",
    ];
    assert_eq!(sandbox.run(&line).status.code(), Some(1));

    let all = tasks(&sandbox, &[]);
    assert_documented(&fields(&[&all[0]]));
    insta::assert_snapshot!("task_fields", fields(&[&all[0]]).join("\n"));
    let names: Vec<&Value> = all.iter().map(|task| &task["file_name"]).collect();
    assert_eq!(names, ["broken.wav", "silence.wav", "hello.wav"]);
    assert_eq!(tasks(&sandbox, &["--status", "failed,cancelled"]).len(), 1);
    assert_eq!(
        tasks(&sandbox, &["--file", "HELLO", "--kind", "transcribe"]).len(),
        1
    );
    assert_eq!(tasks(&sandbox, &["--since", "1h", "--limit", "2"]).len(), 2);
    assert_eq!(tasks(&sandbox, &["--until", "2020-01-01"]).len(), 0);
    let csv = stdout(&good(&sandbox, &["tasks", "list", "--csv"]));
    assert_eq!(csv.lines().count(), 4);
    let table = stdout(&good(&sandbox, &["tasks", "list"]));
    assert!(
        table.starts_with("ID") && table.contains("hello.wav"),
        "{table}"
    );

    // As it was written, and in any other format.
    let hello = id(&all[2]);
    let written = std::fs::read(sandbox.path("out/hello.srt")).expect("a file");
    assert_eq!(
        good(&sandbox, &["tasks", "show", &hello[..8], "-f", "srt"]).stdout,
        written
    );
    let vtt = stdout(&good(&sandbox, &["tasks", "show", &hello, "-f", "vtt"]));
    assert!(vtt.starts_with("WEBVTT"), "{vtt}");
    let shown = stdout(&good(&sandbox, &["tasks", "show", &hello]));
    assert!(
        shown.contains("scripta transcribe") && shown.contains("Hello"),
        "{shown}"
    );
    let broken = sandbox.run(&["tasks", "show", &id(&all[0]), "-f", "txt"]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(
        stderr(&broken).contains("has no result, it is failed"),
        "{}",
        stderr(&broken)
    );

    let hits = stdout(&good(&sandbox, &["tasks", "search", "HELLO", "--json"]));
    let hits: Vec<Value> = serde_json::from_str(&hits).expect("JSON");
    assert!(!hits.is_empty());
    assert_documented(&fields(&[&hits[0]]));
    insta::assert_snapshot!("hit_fields", fields(&[&hits[0]]).join("\n"));
    let line = stdout(&good(&sandbox, &["tasks", "search", "hello"]));
    assert!(
        line.contains("hello.wav") && line.contains("Hello"),
        "{line}"
    );

    let stats = stdout(&good(&sandbox, &["tasks", "stats", "--json"]));
    let stats: Value = serde_json::from_str(&stats).expect("JSON");
    assert_eq!(stats["total"]["tasks"], 2);
    assert_eq!(stats["models"]["base"]["audio_seconds"], 9.0);
    good(
        &sandbox,
        &["tasks", "export", "-f", "srt,json", "-o", "all", "-q"],
    );
    let exported = format!("all/hello-{}.srt", &hello[..8]);
    assert_eq!(
        std::fs::read(sandbox.path(&exported)).expect("a file"),
        written
    );
    corrections_are_kept(&sandbox, &exported, &written);
    let lines = stdout(&good(&sandbox, &["tasks", "export"]));
    assert_eq!(lines.lines().count(), 3);
    let line: Value =
        serde_json::from_str(lines.lines().next_back().expect("a line")).expect("JSON");
    assert_eq!(line["result"]["source"], "hello.wav");

    let dry = good(
        &sandbox,
        &["tasks", "delete", "--status", "failed", "--dry-run"],
    );
    assert!(stdout(&dry).contains("broken.wav") && stderr(&dry).contains("1 task would"));
    assert_eq!(sandbox.run(&["tasks", "delete"]).status.code(), Some(2));
    good(&sandbox, &["tasks", "delete", "--status", "failed"]);
    good(&sandbox, &["tasks", "delete", &hello]);
    assert_eq!(tasks(&sandbox, &[]).len(), 1);
    good(&sandbox, &["tasks", "delete", "--older-than", "1d"]);
    assert_eq!(tasks(&sandbox, &[]).len(), 1);
    good(&sandbox, &["tasks", "prune"]);
    assert_eq!(stdout(&good(&sandbox, &["tasks", "search", "hello"])), "");
}

/// What was corrected in an exported file isn't lost when it is exported again.
fn corrections_are_kept(sandbox: &Sandbox, exported: &str, written: &[u8]) {
    let export = ["tasks", "export", "-f", "srt,json", "-o", "all", "-q"];
    good(sandbox, &export);
    std::fs::write(sandbox.path(exported), "corrected").expect("a file");
    let kept = sandbox.run(&export);
    assert_eq!(kept.status.code(), Some(1));
    assert!(stderr(&kept).contains("add --overwrite"), "{kept:?}");
    let there = || std::fs::read(sandbox.path(exported)).expect("a file");
    assert_eq!(there(), b"corrected");
    good(sandbox, &[&export[..], &["--overwrite"]].concat());
    assert_eq!(there(), written);
}

#[test]
fn bad_requests_are_told_in_one_sentence() {
    let sandbox = Sandbox::new();
    for (arguments, expected) in [
        (
            &["tasks", "show", "nothing"][..],
            "there is no task `nothing`",
        ),
        (&["tasks", "list", "--since", "yesterday"], "is no time"),
        (&["tasks", "list", "--status", "done"], "possible values"),
        (&["tasks", "delete", "--older-than", "soon"], "is no age"),
        (&["tasks", "search", "…"], "no word"),
        (
            &["tasks", "list", "--db", "mongodb://me:secret@x/y"],
            "`mongodb`",
        ),
        (
            &["tasks", "list", "--db", "postgresql://me:secret@x:99999/y"],
            "from 1 to 65535",
        ),
        (&["tasks", "export", "-f", "srt"], "-o DIR"),
        (&["tasks", "delete", "--file", " "], "--file is empty"),
        (
            &[
                "tasks",
                "list",
                "--db",
                "postgresql://me:secret@127.0.0.1:1/x",
            ],
            "127.0.0.1:1/x",
        ),
        (
            &["tasks", "list", "--db", "mysql://me:secret@127.0.0.1:1/x"],
            "127.0.0.1:1/x",
        ),
        (
            &["transcribe", "--watch", "nowhere", "-o", "out"],
            "--watch takes folders",
        ),
    ] {
        let output = sandbox.run(arguments);
        let talk = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {talk}");
        assert!(
            talk.contains(expected) && !talk.contains("secret"),
            "{arguments:?}: {talk}"
        );
    }
}

#[test]
fn a_history_that_fails_costs_no_transcript() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 12.0, 3.0);
    std::fs::write(sandbox.path("notes.txt"), "my notes").expect("a file");
    let lost = ["sqlite://notes.txt", "mysql://x:secret@127.0.0.1:1/x"];
    for url in lost {
        let output = good(&sandbox, &["transcribe", "a.wav", "--db", url]);
        assert!(
            stderr(&output).contains("nothing is remembered"),
            "{}",
            stderr(&output)
        );
        assert!(!stderr(&output).contains("secret"), "{}", stderr(&output));
        assert!(!output.stdout.is_empty());
    }
    let notes = std::fs::read_to_string(sandbox.path("notes.txt")).expect("a file");
    assert_eq!(notes, "my notes");

    // Somebody holds it for long: the work doesn't wait, and the result comes first.
    good(&sandbox, &["tasks", "list"]);
    let other = rusqlite::Connection::open(database(&sandbox)).expect("a database");
    other.execute_batch("BEGIN IMMEDIATE").expect("held");
    let output = good(&sandbox, &["transcribe", "a.wav"]);
    assert!(
        stderr(&output).contains("in use by another program"),
        "{}",
        stderr(&output)
    );
    assert!(!output.stdout.is_empty());
}

#[test]
fn a_damaged_history_is_set_aside() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 12.0, 3.0);
    good(&sandbox, &["tasks", "list"]);
    let mut bytes = std::fs::read(database(&sandbox)).expect("a file");
    bytes[100..4096].fill(0x5a);
    std::fs::write(database(&sandbox), &bytes).expect("a file");
    let output = sandbox.run(&["tasks", "list"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("is damaged"),
        "{}",
        stderr(&output)
    );
    let output = good(&sandbox, &["transcribe", "a.wav"]);
    assert!(
        stderr(&output).contains("set aside as"),
        "{}",
        stderr(&output)
    );
    let aside = sandbox.path(".local/share/scripta/history.db.damaged-1");
    assert_eq!(std::fs::read(aside).expect("a file"), bytes);
    assert_eq!(tasks(&sandbox, &[]).len(), 1);
}

#[test]
fn statements_are_told_on_request() {
    let sandbox = Sandbox::new();
    let told = stderr(&good(&sandbox, &["tasks", "list", "--db-echo"]));
    assert!(
        told.contains("SELECT") && told.contains("FROM tasks"),
        "{told}"
    );
    let quiet = stderr(&good(&sandbox, &["tasks", "list"]));
    assert!(!quiet.contains("SELECT"), "{quiet}");
}

#[test]
fn watched_folders_are_taken_once_each_across_restarts() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path("in")).expect("a folder");
    sandbox.clip("in/a.wav", 12.0, 3.0);
    let line = ["transcribe", "--watch", "in", "-o", "out", "-f", "txt"];
    let child = start(&sandbox, &line);
    wait_for("the first", || sandbox.path("out/a.txt").exists());
    // Still being written: not taken before it is whole.
    let whole = std::fs::read(sandbox.clip("b.wav", 12.0, 4.0)).expect("a file");
    for end in [whole.len() / 3, whole.len() / 2, whole.len()] {
        std::fs::write(sandbox.path("in/b.wav"), &whole[..end]).expect("a file");
        std::thread::sleep(Duration::from_millis(900));
    }
    std::fs::write(sandbox.path("in/broken.wav"), &whole[..30]).expect("a file");
    wait_for("the second", || sandbox.path("out/b.txt").exists());
    wait_for("the broken one", || {
        tasks(&sandbox, &["--status", "failed"]).len() == 1
    });
    assert_eq!(child.interrupt().status.code(), Some(130));
    let before = tasks(&sandbox, &[]).len();
    assert_eq!(before, 3);

    // After a restart only what is new or has changed.
    let child = start(&sandbox, &[&line[..], &["--strict"]].concat());
    sandbox.clip("in/broken.wav", 13.0, 3.0);
    std::fs::write(sandbox.path("in/cut.wav"), &whole[..whole.len() / 2]).expect("a file");
    wait_for("the mended one", || sandbox.path("out/broken.txt").exists());
    wait_for("the cut one", || sandbox.path("out/cut.txt").exists());
    std::thread::sleep(Duration::from_secs(1));
    let output = child.interrupt();
    assert_eq!(
        tasks(&sandbox, &[]).len(),
        before + 2,
        "{}",
        stderr(&output)
    );
    let told = stderr(&output);
    assert!(
        told.contains("in/cut.wav: something may be missing") && told.contains("1 done, 1 failed"),
        "{told}"
    );
}
