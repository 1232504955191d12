//! Containers, codecs, rates and layouts: all the same speech, all understood.

use std::process::Command;

use crate::support::{Sandbox, read, stderr, words};

/// Makes a file of the sandbox with ffmpeg from a clip of speech.
fn convert(sandbox: &Sandbox, arguments: &[&str], name: &str) {
    sandbox.clip("source.wav", 12.0, 5.0);
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "error", "-y", "-i"])
        .arg(sandbox.path("source.wav"))
        .args(arguments)
        .arg(sandbox.path(name))
        .output()
        .expect("ffmpeg runs");
    assert!(output.status.success(), "{name}: {}", stderr(&output));
}

fn assert_heard(sandbox: &Sandbox, name: &str) {
    let transcript = sandbox.json(name, &["-l", "en"]);
    let text = transcript["text"].as_str().expect("text");
    assert!(words(text).contains(&"jersey".to_owned()), "{name}: {text}");
}

#[cfg_attr(not(has_ffmpeg), ignore = "needs ffmpeg on PATH to make the files")]
#[test]
fn native_formats_are_heard_without_ffmpeg() {
    let sandbox = Sandbox::new();
    let cases: &[(&[&str], &str)] = &[
        (&["-c:a", "pcm_u8"], "u8.wav"),
        (&["-c:a", "pcm_s24le", "-ar", "96000"], "s24.wav"),
        (&["-c:a", "pcm_f64le"], "f64.wav"),
        (&["-c:a", "pcm_mulaw", "-ar", "8000"], "mulaw.wav"),
        (&["-c:a", "adpcm_ima_wav"], "adpcm.wav"),
        (&["-ar", "44100", "-ac", "2"], "stereo.mp3"),
        (&["-ar", "11025"], "low.flac"),
        (&["-c:a", "libvorbis"], "vorbis.ogg"),
        (&["-c:a", "libopus"], "opus.opus"),
        (&["-c:a", "libopus"], "opus.webm"),
        (&["-c:a", "aac"], "aac.m4a"),
        (&["-c:a", "aac"], "raw.aac"),
        (&["-c:a", "alac"], "alac.m4a"),
        (&["-c:a", "flac"], "flac.mkv"),
        (&[], "big.aiff"),
        (&[], "apple.caf"),
        (&["-ac", "6", "-ar", "48000"], "surround.wav"),
    ];
    for (arguments, name) in cases {
        convert(&sandbox, arguments, name);
        let output = sandbox
            .scripta(&["transcribe", name, "-l", "en"])
            .env("PATH", "/nowhere")
            .output()
            .expect("the program runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            words(&text).contains(&"jersey".to_owned()),
            "{name}: {text}{}",
            stderr(&output)
        );
    }
}

#[cfg_attr(not(has_ffmpeg), ignore = "needs ffmpeg on PATH")]
#[test]
fn other_formats_go_through_ffmpeg_or_say_what_they_need() {
    let sandbox = Sandbox::new();
    let cases: &[(&[&str], &str, &str)] = &[
        (&[], "sound.wma", "Windows Media"),
        (&["-ar", "48000"], "sound.ac3", "AC-3"),
        (&["-ar", "44100"], "sound.flv", "Flash"),
        (&[], "sound.avi", "AVI"),
        (&[], "sound.wv", "WavPack"),
        (&[], "sound.au", "AU"),
        (&["-c:a", "mp2"], "sound.ts", "transport stream"),
        (&["-c:a", "ac3", "-ar", "48000"], "sound.mkv", "AC-3"),
    ];
    for (arguments, name, codec) in cases {
        convert(&sandbox, arguments, name);
        assert_heard(&sandbox, name);
        let known = sandbox.run(&["transcribe", name, "--no-history"]);
        assert!(!stderr(&known).contains("warning"), "{}", stderr(&known));
        let output = sandbox
            .scripta(&["transcribe", name])
            .env("PATH", "/nowhere")
            .output();
        let output = output.expect("the program runs");
        assert_eq!(output.status.code(), Some(1), "{name}");
        let talk = stderr(&output);
        assert!(
            talk.contains(codec) && talk.contains("install"),
            "{name}: {talk}"
        );
    }
}

#[cfg_attr(not(has_ffmpeg), ignore = "needs ffmpeg on PATH to make the files")]
#[test]
fn content_decides_and_the_track_with_speech_is_found() {
    let sandbox = Sandbox::new();
    convert(&sandbox, &["-f", "flac"], "flac.wav");
    assert_heard(&sandbox, "flac.wav");
    let silence = [
        "-f",
        "lavfi",
        "-i",
        "anullsrc=r=16000:cl=mono:d=5",
        "-map",
        "1",
        "-map",
        "0",
        "-c:a",
        "flac",
    ];
    convert(&sandbox, &silence, "two.mkv");
    let transcript = sandbox.json("two.mkv", &[]);
    assert!(transcript["text"].to_string().contains("Jersey"));
    assert!(
        transcript["warnings"]
            .to_string()
            .contains("track 2 was taken"),
        "{transcript}"
    );
    assert_eq!(sandbox.json("two.mkv", &["--track", "1"])["text"], "");
    let third = sandbox.run(&["transcribe", "two.mkv", "--track", "3"]);
    assert!(
        stderr(&third).contains("there is no audio track 3: the file has 2"),
        "{}",
        stderr(&third)
    );
}

#[cfg_attr(not(has_ffmpeg), ignore = "needs ffmpeg on PATH to make the file")]
#[test]
fn a_film_without_sound_says_so() {
    let sandbox = Sandbox::new();
    let film = ["-f", "lavfi", "-i", "color=d=1:s=16x16", "-map", "1:v"];
    convert(&sandbox, &film, "mute.mp4");
    let output = sandbox.run(&["transcribe", "mute.mp4"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("no audio track"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn what_cannot_carry_speech_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.wav_of("low.wav", 1_000, 1, &[0.1; 4_000]);
    let output = sandbox.run(&["transcribe", "low.wav"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("a sample rate of 1000 Hz"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn times_survive_a_change_of_rate_and_leading_silence() {
    let sandbox = Sandbox::new();
    let speech = &read(&crate::support::conversation())[12 * 16_000..17 * 16_000];
    let late = [vec![0.0; 40 * 16_000], speech.to_vec()].concat();
    sandbox.wav("late.wav", &late);
    let transcript = sandbox.json("late.wav", &[]);
    let first = &transcript["segments"][0];
    let start = first["start"].as_f64().expect("start");
    assert!((40.0..41.5).contains(&start), "{first}");
}

#[cfg_attr(not(has_ffmpeg), ignore = "needs ffmpeg on PATH to make the files")]
#[test]
fn sound_that_is_missing_in_a_container_is_silence() {
    let sandbox = Sandbox::new();
    let duration = |name: &str| {
        let found = sandbox.json(name, &["-l", "en"]);
        found["duration"].as_f64().expect("a duration")
    };
    // Nothing is sent from the second to the fourth second, as by callers who don't speak.
    let hole = ["-af", "aselect='not(between(t,2,4))'", "-c:a", "flac"];
    convert(&sandbox, &hole, "hole.mkv");
    let found = duration("hole.mkv");
    assert!((4.8..5.2).contains(&found), "{found}");
    // The sound begins three seconds after the pictures.
    let source = sandbox.path("source.wav");
    for (name, codec) in [("late.mkv", "flac"), ("late.mp4", "aac")] {
        let output = Command::new("ffmpeg")
            .args(["-nostdin", "-loglevel", "error", "-y"])
            .args(["-f", "lavfi", "-i", "color=size=64x64:rate=10:duration=8"])
            .args(["-itsoffset", "3", "-i"])
            .arg(&source)
            .args(["-c:v", "mpeg4", "-c:a", codec])
            .arg(sandbox.path(name))
            .output()
            .expect("ffmpeg runs");
        assert!(output.status.success(), "{name}: {}", stderr(&output));
        let found = duration(name);
        assert!((7.8..8.2).contains(&found), "{name}: {found}");
    }
}

#[cfg_attr(not(has_ffmpeg), ignore = "needs ffmpeg on PATH to make the files")]
#[test]
fn what_ffmpeg_says_of_a_damaged_file_is_told() {
    let sandbox = Sandbox::new();
    convert(&sandbox, &["-c:a", "wmav2"], "whole.wma");
    let whole = std::fs::read(sandbox.path("whole.wma")).expect("a file");
    std::fs::write(sandbox.path("half.wma"), &whole[..whole.len() / 2]).expect("a file");
    let warnings = |name: &str| sandbox.json(name, &["-l", "en"])["warnings"].to_string();
    assert_eq!(warnings("whole.wma"), "[]");
    let said = warnings("half.wma");
    assert!(said.contains("ffmpeg stumbled over the file"), "{said}");
    let output = sandbox.run(&["transcribe", "whole.wma", "--track", "5"]);
    let said = stderr(&output);
    assert!(
        said.contains("there is no audio track 5: the file has 1"),
        "{said}"
    );
}
