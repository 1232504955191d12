//! A folder of its own for each test, the program in it, and sound made to measure.

pub mod browser;
pub mod hub;
pub mod server;

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// 30 s of a telephone conversation in English.
pub fn conversation() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/conversation.wav")
}

/// An empty folder, in which the program runs without the user's settings.
pub struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program, in this folder, with an environment of its own.
    pub fn scripta(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scripta"));
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("NO_PROXY", "*")
            // No test depends on what the network has.
            .env("HF_HUB_OFFLINE", "1")
            .timeout(std::time::Duration::from_mins(5))
            .args(arguments);
        if matches!(
            arguments.first(),
            Some(&"transcribe" | &"align" | &"diarize" | &"speakers")
        ) {
            // Tests run side by side: one thread each, or they wait for one another.
            command.env("SCRIPTA_THREADS", "1");
        }
        command
    }

    /// Runs the program and gives what it wrote.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.scripta(arguments).output().expect("the program runs")
    }

    /// Transcribes a file of this folder, or one with a whole path, to JSON on stdout.
    pub fn json(&self, file: &str, options: &[&str]) -> Value {
        let arguments = [&["transcribe", file, "-f", "json"], options].concat();
        let output = self.run(&arguments);
        let talk = stderr(&output);
        assert!(output.status.success(), "{arguments:?}: {talk}");
        serde_json::from_slice(&output.stdout).expect("JSON on stdout")
    }

    /// The first seconds of the conversation, as a file of this folder.
    pub fn clip(&self, name: &str, start: f64, seconds: f64) -> PathBuf {
        let all = read(&conversation());
        let (from, count) = ((start * 16e3) as usize, (seconds * 16e3) as usize);
        self.wav(name, &all[from..from + count])
    }

    /// A mono 16 kHz WAV file of this folder.
    pub fn wav(&self, name: &str, samples: &[f32]) -> PathBuf {
        self.wav_of(name, 16_000, 1, samples)
    }

    /// A WAV file of this folder, 16 bits, of interleaved samples.
    pub fn wav_of(&self, name: &str, rate: u32, channels: u16, samples: &[f32]) -> PathBuf {
        let path = self.path(name);
        let spec = hound::WavSpec {
            channels,
            sample_rate: rate,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&path, spec).expect("a WAV file");
        for sample in samples {
            let sample = (sample.clamp(-1.0, 1.0) * 32_767.0) as i16;
            writer.write_sample(sample).expect("a sample");
        }
        writer.finalize().expect("a WAV file");
        path
    }
}

/// Samples of a 16-bit mono WAV file.
pub fn read(path: &Path) -> Vec<f32> {
    let mut reader = hound::WavReader::open(path).expect("a WAV file");
    let samples = reader.samples::<i16>();
    samples
        .map(|sample| f32::from(sample.expect("a sample")) / 32_768.0)
        .collect()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Lower-case words without marks.
pub fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split_whitespace()
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).collect())
        .filter(|word: &String| !word.is_empty())
        .collect()
}

/// Word error rate: edits over reference words.
pub fn word_error_rate(reference: &str, heard: &str) -> f64 {
    let (reference, heard) = (words(reference), words(heard));
    let mut row: Vec<usize> = (0..=heard.len()).collect();
    for (i, expected) in reference.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, word) in heard.iter().enumerate() {
            let substituted = corner + usize::from(expected != word);
            corner = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(corner + 1);
        }
    }
    row[heard.len()] as f64 / reference.len().max(1) as f64
}

/// Pseudo-random numbers in -1 to 1: the same ones on every run.
pub fn noise(count: usize) -> Vec<f32> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u32 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// The fields that any of some documents have, in order of their names.
pub fn fields(documents: &[&Value]) -> Vec<String> {
    let mut found = std::collections::BTreeSet::new();
    for document in documents {
        walk(document, "", &mut found);
    }
    found.into_iter().collect()
}

/// Paths of all fields, such as `segments[].words[].start`.
fn walk(value: &Value, path: &str, found: &mut std::collections::BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = format!("{path}{key}");
                found.insert(path.clone());
                walk(value, &format!("{path}."), found);
            }
        }
        Value::Array(items) => {
            let path = format!("{}[].", path.trim_end_matches('.'));
            for item in items {
                walk(item, &path, found);
            }
        }
        _ => {}
    }
}

/// Holds fields to be named in docs/json.md.
pub fn assert_documented(fields: &[String]) {
    let docs = include_str!("../../docs/json.md");
    for path in fields {
        let key = path.rsplit('.').next().expect("a key");
        let named = docs.contains(&format!("`{key}`")) || docs.contains(&format!("\"{key}\""));
        assert!(named, "{path} is not in docs/json.md");
    }
}
