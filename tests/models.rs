//! Models: the bundled ones are those that models/README.md gives; others are pulled, made, checked
//! and removed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::hub::Hub;
use crate::support::{Sandbox, stderr, stdout};

#[test]
fn every_bundled_file_has_its_checksum() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let text = std::fs::read_to_string(folder.join("README.md")).expect("a list");
    let is_sum =
        |line: &&str| line.len() > 66 && line.as_bytes()[..64].iter().all(u8::is_ascii_hexdigit);
    let sums: Vec<&str> = text.lines().filter(is_sum).collect();
    for entry in scripta::models::BUNDLED {
        assert!(
            sums.iter().any(|line| line.ends_with(entry.file)),
            "{} has no checksum",
            entry.file
        );
        assert!(
            text.contains(&format!("| `{}` |", entry.file)),
            "{} has no licence",
            entry.file
        );
    }
    let list = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(list.path(), sums.join("\n") + "\n").expect("a temporary file");
    let check = Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet"])
        .arg(list.path())
        .current_dir(folder)
        .status();
    assert!(check.expect("sha256sum runs").success());
}

/// The program, with the hub's variables set to these.
fn with_hub(sandbox: &Sandbox, url: &str, arguments: &[&str]) -> Output {
    let mut command = sandbox.scripta(arguments);
    command.env("HF_ENDPOINT", url).env_remove("HF_HUB_OFFLINE");
    command.output().expect("the program runs")
}

fn bundled() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("models/ggml-base-q5_0.bin")
}

fn model_bytes() -> Vec<u8> {
    std::fs::read(bundled()).expect("a file")
}

#[test]
fn a_pulled_model_works_offline_and_is_removed_again() {
    let sandbox = Sandbox::new();
    let hub = Hub::serve(&[("ann/whisper:ggml-model.bin", model_bytes())]);
    let clip = sandbox.clip("clip.wav", 6.0, 4.0);
    let model = "hf:ann/whisper";

    let refused = sandbox.run(&["transcribe", "clip.wav", "--offline", "--model", model]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("scripta models pull"),
        "{}",
        stderr(&refused)
    );

    let pulled = with_hub(&sandbox, &hub.url, &["models", "pull", model]);
    assert!(pulled.status.success(), "{}", stderr(&pulled));
    let path = stdout(&sandbox.run(&["models", "path", model]));
    assert_eq!(std::fs::read(path.trim()).expect("a file"), model_bytes());

    let options = ["-f", "json", "--no-history", "--offline", "-l", "en"];
    let arguments = |model: &'static str| {
        [&["transcribe", "clip.wav", "--model", model], &options[..]].concat()
    };
    let text = |output: Output| -> Value {
        assert!(output.status.success(), "{}", stderr(&output));
        let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        json["text"].clone()
    };
    let by_hub = text(sandbox.run(&arguments(model)));
    assert_eq!(by_hub, text(sandbox.run(&arguments("base"))));
    drop(clip);

    let verified = sandbox.run(&["models", "verify", model]);
    assert!(
        stdout(&verified).starts_with("readable"),
        "{}",
        stdout(&verified)
    );
    let removed = sandbox.run(&["models", "rm", model]);
    assert!(removed.status.success(), "{}", stderr(&removed));
    assert!(!Path::new(path.trim()).exists());
    let again = sandbox.run(&["models", "rm", model]);
    assert_eq!(again.status.code(), Some(1));

    // The flag is the last word, over the variable that the sandbox sets.
    let pull = |flag| {
        let mut command = sandbox.scripta(&["models", "pull", model, flag]);
        command.env("HF_ENDPOINT", &hub.url).output()
    };
    let refused = pull("--offline=true").expect("the program runs");
    assert_eq!(refused.status.code(), Some(1));
    let pulled = pull("--offline=false").expect("the program runs");
    assert!(pulled.status.success(), "{}", stderr(&pulled));
}

#[test]
fn another_file_under_a_known_name_is_refused_and_not_kept() {
    let sandbox = Sandbox::new();
    let file = "ggerganov/whisper.cpp:ggml-tiny-q8_0.bin";
    let hub = Hub::serve(&[(file, b"not the model".to_vec())]);
    let output = with_hub(&sandbox, &hub.url, &["models", "pull", "tiny"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    assert!(
        text.contains("another file") && text.contains("c2085835d3f5"),
        "{text}"
    );
    let path = sandbox.run(&["models", "path", "tiny"]);
    assert_eq!(path.status.code(), Some(2));
    // Transcribing asks for it by itself, and says the same.
    sandbox.clip("clip.wav", 6.0, 1.0);
    let output = with_hub(
        &sandbox,
        &hub.url,
        &["transcribe", "clip.wav", "--model", "tiny"],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("another file"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn damaged_models_are_refused_in_one_sentence() {
    let sandbox = Sandbox::new();
    sandbox.clip("clip.wav", 6.0, 1.0);
    let whole = model_bytes();
    let magic = &whole[..4];
    let noise: Vec<u8> = (0..100_000u32)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let mut unknown_kind = whole.clone();
    unknown_kind[44..48].copy_from_slice(&4u32.to_le_bytes());
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("magic", magic.to_vec()),
        ("header", whole[..400].to_vec()),
        // Here whisper.cpp finds no tensors, and would hear nothing.
        ("words", whole[..100_000].to_vec()),
        ("half", whole[..whole.len() / 2].to_vec()),
        ("last", whole[..whole.len() - 1].to_vec()),
        ("noise", [magic, &noise].concat()),
        ("kind", unknown_kind),
    ] {
        let file = format!("{name}.bin");
        std::fs::write(sandbox.path(&file), bytes).expect("a file");
        let model = format!("./{file}");
        for engine in ["auto", "whisper.cpp"] {
            let line = [
                "transcribe",
                "clip.wav",
                "--model",
                &model,
                "--engine",
                engine,
            ];
            let output = sandbox.run(&line);
            let text = stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{name}: {text}");
            assert!(
                text.lines().count() == 1 && output.stdout.is_empty(),
                "{text}"
            );
        }
    }
    // A service doesn't begin with one.
    let output = sandbox.run(&["serve", "--port", "0", "--model", "./half.bin"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn what_is_missing_on_the_hub_and_what_is_no_name_is_said() {
    let sandbox = Sandbox::new();
    let hub = Hub::serve(&[("ann/whisper:notes.md", b"# Notes\n".repeat(100))]);
    for (name, code, part) in [
        ("hf:ann/whisper:no.bin", 1, "no.bin"),
        ("hf:ann/whisper:notes.md", 1, "models convert"),
        ("tiny-q4_0", 1, "q8_0, q5_1, f16"),
        ("huge", 1, "large-v3-turbo"),
        ("align-xx", 2, "xx"),
        ("hf:ann", 2, "hf:OWNER/REPO:FILE"),
        ("align-de", 1, "config.json"),
    ] {
        let output = with_hub(&sandbox, &hub.url, &["models", "pull", name]);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{name}: {text}");
        let errors = text.lines().filter(|line| line.starts_with("error"));
        assert!(text.contains(part) && errors.count() == 1, "{name}: {text}");
    }
    let offline = sandbox.run(&["models", "pull", "tiny", "--offline"]);
    assert_eq!(offline.status.code(), Some(1));
    assert!(stderr(&offline).contains("offline"), "{}", stderr(&offline));
}

#[test]
fn repositories_of_other_models_are_refused_with_what_to_take() {
    let sandbox = Sandbox::new();
    sandbox.clip("clip.wav", 6.0, 1.0);
    let model = "openai/whisper-small";
    let hub = Hub::serve(&[
        (
            "openai/whisper-small:config.json",
            br#"{"model_type": "whisper"}"#.to_vec(),
        ),
        ("openai/whisper-small:vocab.json", b"{}".to_vec()),
        ("openai/whisper-small:model.safetensors", vec![0; 1000]),
    ]);
    let pulled = with_hub(&sandbox, &hub.url, &["models", "pull", model]);
    let text = stderr(&pulled);
    assert_eq!(pulled.status.code(), Some(1), "{text}");
    assert!(
        text.contains("no wav2vec2 model") && text.contains("take `small`"),
        "{text}"
    );
    let cache = sandbox.path(".cache/huggingface/hub/models--openai--whisper-small");
    let files = walkdir::WalkDir::new(cache.join("snapshots")).into_iter();
    let names = files.flatten().filter(|entry| !entry.file_type().is_dir());
    let names: Vec<String> = names
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["config.json"]);
    let path = sandbox.run(&["models", "path", model]);
    assert_eq!(path.status.code(), Some(2), "{}", stdout(&path));

    for (model, part) in [
        (model, "take `small`"),
        ("Systran/faster-whisper-large-v3", "take `large-v3`"),
        ("nyrahealth/faster_CrisperWhisper", "models convert"),
    ] {
        let output = sandbox.run(&["transcribe", "clip.wav", "--model", model]);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(
            text.contains(part) && text.contains("hf:OWNER/REPO:FILE"),
            "{text}"
        );
    }
}

#[test]
fn a_service_of_an_unknown_model_does_not_start() {
    let sandbox = Sandbox::new();
    for model in ["nope", "openai/whisper-small"] {
        let output = sandbox.run(&["serve", "--port", "0", "--model", model]);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(model), "{text}");
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn what_dot_env_says_of_the_hub_counts() {
    let sandbox = Sandbox::new();
    let hub = Hub::serve(&[("ann/whisper:ggml-model.bin", model_bytes())]);
    // Where a token would be sent isn't for a file to say that may be anybody's.
    let lines = "HF_ENDPOINT=http://127.0.0.1:9\nHF_HOME=kept\nHF_HUB_OFFLINE=1\n";
    std::fs::write(sandbox.path(".env"), lines).expect("a file");
    let model = "hf:ann/whisper";
    let run = |arguments: &[&str], offline: &str| {
        let mut command = sandbox.scripta(arguments);
        let output = command
            .env("HF_HUB_OFFLINE", offline)
            .env("HF_ENDPOINT", &hub.url)
            .output();
        output.expect("the program runs")
    };
    // Empty is not set.
    let refused = run(&["models", "pull", model], "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("offline"), "{}", stderr(&refused));
    let pulled = run(&["models", "pull", model], "0");
    assert!(pulled.status.success(), "{}", stderr(&pulled));
    let path = stdout(&run(&["models", "path", model], ""));
    assert!(path.starts_with("kept"), "{path}");
    assert!(sandbox.path(path.trim()).is_file(), "{path}");
}

#[test]
fn the_list_tells_what_is_here() {
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["models", "list", "--json"]);
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    let row = |name: &str| rows.iter().find(|row| row["name"] == name).expect("a row");
    assert_eq!(row("base")["here"][0]["place"], "inside the program");
    assert_eq!(row("small.en")["languages"], "English");
    assert_eq!(
        row("small")["published"][0]["sha256"]
            .as_str()
            .map(str::len),
        Some(64)
    );
    assert_eq!(row("align-de")["purpose"], "word times");
    assert_eq!(row("align-de")["licence"], "CC-BY-NC-4.0");
    assert_eq!(row("community-1")["licence"], "CC-BY-4.0");

    let folder = sandbox.path(".local/share/scripta/models");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("ggml-own.bin"), model_bytes()).expect("a file");
    std::fs::write(folder.join("ggml-small-q8_0.bin"), b"cut").expect("a file");
    // One file of a set is not the set.
    let repository = ".cache/huggingface/hub/models--hbredin--wespeaker-voxceleb-resnet34-LM";
    let (repository, commit) = (sandbox.path(repository), "0".repeat(40));
    let snapshot = repository.join("snapshots").join(&commit);
    std::fs::create_dir_all(repository.join("refs")).expect("a folder");
    std::fs::create_dir_all(&snapshot).expect("a folder");
    std::fs::write(repository.join("refs/main"), commit).expect("a file");
    std::fs::write(snapshot.join("speaker-embedding.onnx"), b"numbers").expect("a file");
    let table = stdout(&sandbox.run(&["models", "list", "--here"]));
    let own = table.lines().find(|line| line.trim().starts_with("own"));
    assert!(own.is_some_and(|own| own.ends_with("q5_0")), "{table}");
    assert!(!table.contains("align-de"), "{table}");
    assert!(!table.contains("community-1"), "{table}");

    // Files of the user's own are read; one that is damaged is told.
    let output = sandbox.run(&["models", "verify"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    assert!(text.contains("readable\tggml-own.bin"), "{text}");
    assert!(text.contains("damaged\tggml-small-q8_0.bin"), "{text}");
    // A name that isn't here stops no other.
    let output = sandbox.run(&["models", "verify", "medium", "own"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).starts_with("readable"),
        "{}",
        stdout(&output)
    );
    // A model of the folder has a name.
    sandbox.clip("clip.wav", 6.0, 1.0);
    let output = sandbox.run(&["transcribe", "clip.wav", "--model", "own", "-l", "en"]);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn a_model_is_quantised_and_used_by_its_name() {
    let sandbox = Sandbox::new();
    let source = bundled().display().to_string();
    let made = sandbox.run(&[
        "models",
        "quantize",
        &source,
        "--to",
        "q8_0",
        "-o",
        "base8.bin",
    ]);
    assert!(made.status.success(), "{}", stderr(&made));
    // 8 bits and a scale for each 32 numbers; the exact size of the published file.
    let size = |path: &Path| path.metadata().expect("a file").len();
    assert_eq!(size(&sandbox.path("base8.bin")), 81_768_585);
    let again = sandbox.run(&[
        "models",
        "quantize",
        &source,
        "--to",
        "q8_0",
        "-o",
        "base8.bin",
    ]);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("--overwrite"), "{}", stderr(&again));
    sandbox.clip("clip.wav", 6.0, 3.0);
    let json = sandbox.json("clip.wav", &["--model", "base8.bin", "-l", "en"]);
    assert!(!json["text"].as_str().unwrap_or("").is_empty());

    let bad = sandbox.run(&["models", "quantize", "base", "--to", "q4_0"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(
        stderr(&bad).contains("inside the program"),
        "{}",
        stderr(&bad)
    );
    let bad = sandbox.run(&["models", "convert", ".", "--name", "mine"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(stderr(&bad).contains("CTranslate2"), "{}", stderr(&bad));
    for (arguments, part) in [
        (["--name", "../evil"], "letters"),
        (["--name", ""], "letters"),
        (["-o", "-"], "stdout"),
        (["-o", "."], "ordinary file"),
    ] {
        let bad = sandbox.run(&[&["models", "convert", "."], &arguments[..]].concat());
        assert_eq!(bad.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&bad).contains(part), "{}", stderr(&bad));
    }
}

#[test]
fn prune_removes_only_what_nobody_uses() {
    let sandbox = Sandbox::new();
    let blobs = sandbox.path(".cache/huggingface/hub/models--ggerganov--whisper.cpp/blobs");
    std::fs::create_dir_all(&blobs).expect("a folder");
    std::fs::write(blobs.join("abc.incomplete"), "half").expect("a file");
    std::fs::write(
        blobs.join("new"),
        "just downloaded, and not yet in its place",
    )
    .expect("a file");
    let dry = sandbox.run(&["models", "prune", "--dry-run"]);
    assert!(stdout(&dry).contains("abc.incomplete"), "{}", stdout(&dry));
    assert!(blobs.join("abc.incomplete").exists());
    let done = sandbox.run(&["models", "prune"]);
    assert!(done.status.success() && !blobs.join("abc.incomplete").exists());
    assert!(blobs.join("new").exists());
    assert!(stdout(&sandbox.run(&["models", "prune"])).is_empty());
}

#[test]
fn the_doctor_says_what_is_good_and_what_is_not() {
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["doctor", "--offline", "--json"]);
    let talk = stderr(&output);
    let findings: Vec<Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    let state = |what: &str| {
        let finding = findings.iter().find(|finding| finding["what"] == what);
        finding.expect("a finding")["state"].clone()
    };
    for what in ["scripta", "cpu", "memory", "model", "data", "database"] {
        assert_eq!(state(what), "ok", "{what}: {findings:?} {talk}");
    }
    assert!(output.status.success());
    let output = sandbox.run(&["doctor", "--offline", "--model", "medium"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    assert!(
        text.contains("BAD   model") && text.contains("models pull medium"),
        "{text}"
    );
    let output = sandbox.run(&["doctor", "--offline", "--device", "cuda"]);
    assert!(
        stdout(&output).contains("--features cuda"),
        "{}",
        stdout(&output)
    );
    let output = sandbox.run(&["doctor", "--offline", "--device", "cpu"]);
    let text = stdout(&output);
    assert!(
        text.contains("ok    gpu      none used: the device is set to cpu"),
        "{text}"
    );
}

#[test]
fn a_device_that_is_not_there_is_refused_as_a_flag_and_told_elsewhere() {
    let sandbox = Sandbox::new();
    sandbox.clip("clip.wav", 6.0, 1.0);
    let arguments = ["transcribe", "clip.wav", "-l", "en", "--no-history"];
    let flag = sandbox.run(&[&arguments[..], &["--device", "cuda:1"]].concat());
    assert_eq!(flag.status.code(), Some(2));
    assert!(
        stderr(&flag).contains("--features cuda"),
        "{}",
        stderr(&flag)
    );
    let mut command = sandbox.scripta(&arguments);
    let output = command
        .env("DEVICE", "cuda")
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("computing on the CPU"),
        "{}",
        stderr(&output)
    );
}
