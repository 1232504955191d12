//! How the history bears many tasks.
//!
//! `cargo bench --bench history -- fill URL COUNT` writes so many finished tasks of twelve segments
//! to a store; `crowd URL COUNT` does so from four processes at once, and counts what arrived;
//! `ask URL` times the first page of the list and three searches, ten times each, inside this process.
//! `benches/history.sh` does all of it, and times the command line, too.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench stops at surprises and prints what it finds"
)]

use std::time::Instant;

use scripta::store::{Begun, Ended, Filter, NewTask, Search, Store, Worker};
use scripta::task::{Outcome, TaskKind};
use scripta::transcript::{SCHEMA_VERSION, Segment, Transcript};

/// Words to make sentences of; some are common and most are rare, as in speech.
const WORDS: usize = 20_000;
const SEGMENTS: usize = 12;
const WORDS_IN_SEGMENT: usize = 12;

/// A generator of numbers that are random enough (xorshift).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A word; the lower its number, the more common it is.
    fn word(&mut self) -> String {
        let (a, b) = (self.next() % WORDS as u64, self.next() % WORDS as u64);
        format!("word{}", a * b / WORDS as u64)
    }
}

fn outcome(dice: &mut Dice, name: &str) -> Outcome {
    let segments = (0..SEGMENTS).zip(0_u32..).map(|(id, number)| {
        let words: Vec<String> = (0..WORDS_IN_SEGMENT).map(|_| dice.word()).collect();
        Segment {
            id,
            start: f64::from(number) * 5.0,
            end: f64::from(number) * 5.0 + 4.0,
            text: words.join(" "),
            language: "en".to_owned(),
            avg_logprob: -0.2,
            no_speech_prob: 0.0,
            compression_ratio: 1.5,
            tokens: Vec::new(),
            words: Vec::new(),
            speaker: None,
        }
    });
    Outcome::Transcript(Box::new(Transcript {
        schema_version: SCHEMA_VERSION,
        source: name.to_owned(),
        duration: 60.0,
        model: "base".to_owned(),
        task: "transcribe".to_owned(),
        language: Some("en".to_owned()),
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

fn fill(url: &str, count: u64, seed: u64) {
    let store = Store::open(url).expect("a store");
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (seed + 1));
    let worker = Worker {
        name: "bench",
        is_alive: &|_| Some(true),
    };
    for number in 0..count {
        let name = format!("recording {seed}-{number}.wav");
        let new = NewTask {
            kind: Some(TaskKind::Transcription),
            file_name: Some(name.clone()),
            content_hash: format!("{seed}-{number}"),
            ..NewTask::default()
        };
        let Begun::Ours(task) = store.begin(&new, worker, true).expect("begun") else {
            panic!("{name} is known");
        };
        let ended = Ended::Done {
            outcome: &outcome(&mut dice, &name),
            written: &[],
        };
        assert!(store.end(&task.id, "bench", 1.0, &ended).expect("ended"));
    }
}

fn crowd(url: &str, count: u64) {
    let before = Store::open(url).expect("a store").tasks(&Filter::default());
    let before = before.expect("tasks").len();
    let program = std::env::current_exe().expect("this program");
    let begun = Instant::now();
    let start = |seed: u64| {
        let seed = (seed + 100).to_string();
        let mut command = std::process::Command::new(&program);
        command.args(["fill", url, &count.to_string(), &seed]);
        command.spawn().expect("a process")
    };
    let children: Vec<_> = (0..4).map(start).collect();
    for mut child in children {
        assert!(child.wait().expect("an end").success());
    }
    let after = Store::open(url).expect("a store").tasks(&Filter::default());
    let after = after.expect("tasks").len();
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "four processes, {count} tasks each: {} arrived in {seconds:.1} s",
        after - before
    );
    assert_eq!((after - before) as u64, 4 * count);
}

fn ask(url: &str) {
    let store = Store::open(url).expect("a store");
    let page = Filter {
        limit: Some(50),
        ..Filter::default()
    };
    time("first page of the list", || {
        store.tasks(&page).expect("tasks").len()
    });
    for words in ["word0", "word17 word4711", "\"word1 word2\"", "word1999*"] {
        let search = Search {
            words: words.to_owned(),
            filter: Filter {
                limit: Some(20),
                ..Filter::default()
            },
        };
        time(&format!("search {words}"), || {
            store.search(&search).expect("hits").len()
        });
    }
}

fn time(what: &str, mut work: impl FnMut() -> usize) {
    let mut times: Vec<f64> = Vec::new();
    let mut found = 0;
    for _ in 0..10 {
        let begun = Instant::now();
        found = work();
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "{what}: {found} found, median {:.1} ms, worst {:.1} ms",
        times[5], times[9]
    );
}

fn main() {
    // Cargo adds a flag of its own.
    let arguments = std::env::args().skip(1).filter(|text| text != "--bench");
    let arguments: Vec<String> = arguments.collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse().expect("a number");
    match arguments.as_slice() {
        ["fill", url, count, seed] => fill(url, number(count), number(seed)),
        ["fill", url, count] => fill(url, number(count), 0),
        ["crowd", url, count] => crowd(url, number(count)),
        ["ask", url] => ask(url),
        _ => println!("fill URL COUNT, crowd URL COUNT, or ask URL"),
    }
}
