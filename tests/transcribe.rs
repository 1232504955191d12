//! The main job on real speech, and where its results go.

use std::io::{Read as _, Write as _};

use crate::support::{Sandbox, conversation, read, stderr, stdout, word_error_rate, words};

#[test]
fn a_conversation_becomes_text_with_times() {
    let sandbox = Sandbox::new();
    let file = conversation();
    let transcript = sandbox.json(&file.display().to_string(), &[]);
    let reference = include_str!("../examples/conversation.txt");
    let text = transcript["text"].as_str().expect("text");
    let rate = word_error_rate(reference, text);
    assert!(rate < 0.3, "WER {rate:.3}: {text}");
    assert_eq!(transcript["schema_version"], 1);
    assert_eq!(transcript["language"], "en");
    assert_eq!(transcript["duration"], 30.0);
    let mut last = 6.0;
    for segment in transcript["segments"].as_array().expect("segments") {
        let (start, end) = (segment["start"].as_f64(), segment["end"].as_f64());
        let (start, end) = (start.expect("start"), end.expect("end"));
        assert!(
            last <= start + 0.01 && start < end && end <= 30.0,
            "{start} to {end}"
        );
        last = end;
        assert!(segment["avg_logprob"].as_f64().expect("a number") < 0.0);
        assert!(!segment["tokens"].as_array().expect("tokens").is_empty());
        let said: Vec<String> = (segment["words"].as_array().expect("words").iter())
            .flat_map(|word| words(word["word"].as_str().expect("a word")))
            .collect();
        assert_eq!(said, words(segment["text"].as_str().expect("text")));
    }
}

#[test]
fn every_format_is_written_beside_the_others() {
    let sandbox = Sandbox::new();
    sandbox.clip("talk.wav", 12.0, 8.0);
    let output = sandbox.run(&["transcribe", "talk.wav", "-f", "all", "-o", "out"]);
    assert!(output.status.success(), "{}", stderr(&output));
    for format in [
        "txt", "srt", "vtt", "tsv", "csv", "json", "lrc", "ass", "md",
    ] {
        let text = std::fs::read_to_string(sandbox.path(&format!("out/talk.{format}")));
        let text = text.unwrap_or_else(|_| panic!("no {format}"));
        assert!(
            words(&text).contains(&"chicago".to_owned()),
            "{format}: {text}"
        );
    }
}

#[test]
fn names_never_collide_and_folders_keep_their_shape() {
    let sandbox = Sandbox::new();
    std::fs::create_dir_all(sandbox.path("in/sub")).expect("a folder");
    for name in ["in/a.wav", "in/sub/a.wav"] {
        sandbox.clip(name, 12.0, 3.0);
    }
    std::fs::copy(sandbox.path("in/a.wav"), sandbox.path("in/a.wave")).expect("a copy");
    std::fs::write(sandbox.path("in/notes.txt"), "not audio").expect("a file");
    let output = sandbox.run(&["transcribe", "in", "-o", "out"]);
    assert!(output.status.success(), "{}", stderr(&output));
    for name in ["out/a.wav.txt", "out/a.wave.txt", "out/sub/a.txt"] {
        assert!(sandbox.path(name).is_file(), "no {name}");
    }
    assert!(!sandbox.path("out/notes.txt").exists());
}

#[test]
fn results_that_exist_are_kept_unless_told_otherwise() {
    let sandbox = Sandbox::new();
    sandbox.clip("a.wav", 12.0, 3.0);
    std::fs::create_dir(sandbox.path("out")).expect("a folder");
    let result = sandbox.path("out/a.txt");
    std::fs::write(&result, "mine").expect("a file");
    let kept = || std::fs::read_to_string(&result).expect("a file") == "mine";
    let refused = sandbox.run(&["transcribe", "a.wav", "-o", "out"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("--overwrite") && kept());
    let skipped = sandbox.run(&["transcribe", "a.wav", "-o", "out", "--skip-existing"]);
    assert!(skipped.status.success() && kept());
    let replaced = sandbox.run(&["transcribe", "a.wav", "-o", "out", "--overwrite"]);
    assert!(replaced.status.success() && !kept());
    let left = std::fs::read_dir(sandbox.path("out"))
        .expect("a folder")
        .count();
    assert_eq!(left, 1, "temporary files were left behind");
}

#[test]
fn a_bad_file_stops_no_other_and_is_listed_at_the_end() {
    let sandbox = Sandbox::new();
    sandbox.clip("good.wav", 12.0, 3.0);
    std::fs::write(sandbox.path("bad.wav"), "").expect("a file");
    let output = sandbox.run(&["transcribe", "bad.wav", "good.wav", "-o", "out"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(sandbox.path("out/good.txt").is_file());
    assert!(!sandbox.path("out/bad.txt").exists());
    let talk = stderr(&output);
    assert!(talk.contains("error: bad.wav: the file is empty"), "{talk}");
    assert!(
        talk.trim_end().ends_with("  bad.wav: the file is empty"),
        "{talk}"
    );
}

#[test]
fn stdin_lists_and_globs_are_inputs() {
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("clip 1.wav", 12.0, 3.0);
    let bytes = std::fs::read(&clip).expect("a file");
    let piped = sandbox
        .scripta(&["transcribe", "-"])
        .write_stdin(bytes)
        .output();
    let piped = piped.expect("the program runs");
    assert!(stdout(&piped).contains("Jersey"), "{}", stderr(&piped));
    std::fs::write(sandbox.path("list.txt"), "\u{feff}clip 1.wav\r\n\n").expect("a file");
    let listed = sandbox.run(&["transcribe", "@list.txt"]);
    assert_eq!(stdout(&listed), stdout(&piped));
    let globbed = sandbox.run(&["transcribe", "clip*.wav"]);
    assert_eq!(stdout(&globbed), stdout(&piped));
}

#[cfg(unix)]
#[test]
fn any_file_name_works() {
    use std::os::unix::ffi::OsStringExt as _;
    let sandbox = Sandbox::new();
    let clip = sandbox.clip("clip.wav", 12.0, 3.0);
    let raw = std::ffi::OsString::from_vec(b"a \xff'\"b.wav".to_vec());
    let names = ["-dash.wav".into(), "with space & ünïcode ♫.wav".into(), raw];
    for name in &names {
        std::fs::copy(&clip, sandbox.path(".").join(name)).expect("a copy");
    }
    let mut command = sandbox.scripta(&["transcribe", "-o", "out", "--"]);
    let output = command.args(&names).output().expect("the program runs");
    assert!(output.status.success(), "{}", stderr(&output));
    for name in &names {
        let result = sandbox.path("out").join(name).with_extension("txt");
        assert!(result.is_file(), "no {}", result.display());
    }
}

#[test]
fn addresses_are_downloaded() {
    let sandbox = Sandbox::new();
    let clip = std::fs::read(sandbox.clip("clip.wav", 12.0, 3.0)).expect("a file");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = std::thread::spawn(move || {
        for _ in 0..3 {
            let (mut stream, _) = listener.accept().expect("a client");
            let mut request = [0; 4096];
            let count = stream.read(&mut request).expect("a request");
            let request = String::from_utf8_lossy(&request[..count]).into_owned();
            let (status, kind, body) = match request.split(' ').nth(1) {
                Some("/talk.wav") => ("200 OK", "audio/wav", clip.as_slice()),
                Some("/page") => ("200 OK", "text/html; charset=utf-8", b"<html>".as_slice()),
                _ => ("404 Not Found", "text/plain", b"no".as_slice()),
            };
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).expect("a head");
            stream.write_all(body).expect("a body");
        }
    });
    let at = |path: &str| format!("http://{address}{path}");
    let good = sandbox.run(&["transcribe", &at("/talk.wav"), "-o", "out"]);
    assert!(good.status.success(), "{}", stderr(&good));
    assert!(sandbox.path("out/talk.txt").is_file());
    let page = sandbox.run(&["transcribe", &at("/page")]);
    assert_eq!(page.status.code(), Some(1));
    assert!(stderr(&page).contains("web page"), "{}", stderr(&page));
    let missing = sandbox.run(&["transcribe", &at("/none")]);
    assert!(stderr(&missing).contains("404"), "{}", stderr(&missing));
    server.join().expect("the server ends");
}

#[test]
fn a_part_of_a_recording_keeps_the_recordings_times() {
    let sandbox = Sandbox::new();
    let file = conversation().display().to_string();
    let part = sandbox.json(&file, &["--start", "0:12", "--duration", "8"]);
    let text = part["text"].as_str().expect("text");
    assert!(
        text.contains("Chicago") && !text.contains("Hello"),
        "{text}"
    );
    for segment in part["segments"].as_array().expect("segments") {
        let (start, end) = (segment["start"].as_f64(), segment["end"].as_f64());
        assert!(start.expect("start") >= 12.0 && end.expect("end") <= 20.0);
    }
    let beyond = sandbox.run(&["transcribe", &file, "--start", "90"]);
    assert_eq!(beyond.status.code(), Some(1));
    assert!(
        stderr(&beyond).contains("beyond the recording's end"),
        "{}",
        stderr(&beyond)
    );
}

#[test]
fn long_recordings_are_cut_and_joined_without_loss() {
    let sandbox = Sandbox::new();
    let once = read(&conversation());
    let twice = [once.clone(), once].concat();
    sandbox.wav("twice.wav", &twice);
    let transcript = sandbox.json("twice.wav", &["--threads", "2"]);
    let text = transcript["text"].as_str().expect("text");
    assert!(text.matches("Sheila").count() >= 2, "{text}");
    let late = (transcript["segments"].as_array().expect("segments").iter())
        .filter(|segment| segment["start"].as_f64().expect("start") > 36.0)
        .count();
    assert!(late > 0);
}

#[test]
fn a_report_tells_what_is_uncertain() {
    let sandbox = Sandbox::new();
    sandbox.clip("clip.wav", 6.0, 4.0);
    let arguments = [
        "transcribe",
        "clip.wav",
        "-l",
        "en",
        "--no-history",
        "-f",
        "txt",
    ];
    let usual = sandbox.run(&[&arguments[..], &["--report"]].concat());
    assert!(usual.status.success(), "{}", stderr(&usual));
    // Half of this is more than any segment has.
    let strict = [
        "--report",
        "--logprob-threshold",
        "-0.001",
        "--temperature-increment",
        "0",
    ];
    let doubts = sandbox.run(&[&arguments[..], &strict[..]].concat());
    assert!(doubts.status.success(), "{}", stderr(&doubts));
    let text = stderr(&doubts);
    assert!(
        text.contains("clip.wav: from") && text.contains("uncertain"),
        "{text}"
    );
    assert_eq!(stdout(&usual), stdout(&doubts));
    let events = sandbox.run(&[&arguments[..], &strict[..], &["--progress", "json"]].concat());
    assert!(
        stderr(&events).contains(r#""event":"report""#),
        "{}",
        stderr(&events)
    );
    let without = sandbox.run(&[&arguments[..], &strict[1..]].concat());
    assert_eq!(stderr(&without), "");
}
