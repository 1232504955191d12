//! Broken files end in one clear sentence; what can be saved of them is saved.

use crate::support::{Sandbox, conversation, read, stderr, words};

/// A WAV header for 16-bit samples with any claims, before any bytes.
fn wav_bytes(channels: u16, rate: u32, claimed: u32, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"RIFF".to_vec();
    bytes.extend(claimed.wrapping_add(36).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend(rate.wrapping_mul(u32::from(channels) * 2).to_le_bytes());
    bytes.extend((channels.wrapping_mul(2)).to_le_bytes());
    bytes.extend(b"\x10\0data");
    bytes.extend(claimed.to_le_bytes());
    bytes.extend(data);
    bytes
}

fn speech_bytes(seconds: usize) -> Vec<u8> {
    let samples = read(&conversation());
    let part = &samples[12 * 16_000..(12 + seconds) * 16_000];
    part.iter()
        .flat_map(|s| ((s * 32_767.0) as i16).to_le_bytes())
        .collect()
}

fn assert_refused(name: &str, bytes: &[u8], expected: &str) {
    let sandbox = Sandbox::new();
    std::fs::write(sandbox.path(name), bytes).expect("a file");
    let output = sandbox.run(&["transcribe", name, "-o", "out"]);
    let talk = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{name}: {talk}");
    assert!(talk.starts_with(&format!("error: {name}: ")), "{talk}");
    assert!(talk.contains(expected), "{talk}");
    assert_eq!(talk.lines().count(), 1, "{talk}");
    let results = std::fs::read_dir(sandbox.path("out"))
        .expect("a folder")
        .count();
    assert_eq!(results, 0, "{name} left results");
}

#[test]
fn what_is_no_recording_is_refused() {
    assert_refused("empty.wav", b"", "the file is empty");
    assert_refused(
        "text.wav",
        b"this is plain text, not audio at all",
        "not an audio or video",
    );
    assert_refused("json.m4a", b"{\"a\":1}", "not an audio or video");
    assert_refused("picture.mp3", b"\x89PNG\r\n\x1a\n0000", "no audio track");
    assert_refused("header.wav", &wav_bytes(1, 16_000, 100, &[])[..30], "");
}

#[test]
fn impossible_headers_are_refused() {
    let speech = speech_bytes(2);
    assert_refused("channels.wav", &wav_bytes(0, 16_000, 64_000, &speech), "");
    assert_refused("crowd.wav", &wav_bytes(60_000, 16_000, 64_000, &speech), "");
    assert_refused("rate.wav", &wav_bytes(1, 0, 64_000, &speech), "");
}

#[test]
fn a_folder_without_recordings_says_so() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path("folder.wav")).expect("a folder");
    let output = sandbox.run(&["transcribe", "folder.wav"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("holds no audio or video files"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn too_short_for_a_word_is_an_empty_transcript() {
    let sandbox = Sandbox::new();
    for (name, samples) in [("none.wav", 0), ("tick.wav", 16), ("blip.wav", 800)] {
        sandbox.wav(name, &vec![0.1; samples]);
        assert_eq!(sandbox.json(name, &[])["text"], "", "{name}");
    }
}

#[test]
fn a_streamed_header_is_read_to_the_end() {
    let sandbox = Sandbox::new();
    for claimed in [u32::MAX, u32::MAX - 36, 0x7fff_ffff] {
        let bytes = wav_bytes(1, 16_000, claimed, &speech_bytes(5));
        std::fs::write(sandbox.path("streamed.wav"), bytes).expect("a file");
        let transcript = sandbox.json("streamed.wav", &[]);
        let text = transcript["text"].as_str().expect("text");
        assert!(text.contains("New Jersey"), "{claimed:#x}: {text}");
    }
    // As ffmpeg writes into a pipe: the whole file has no length, either.
    let mut bytes = wav_bytes(1, 16_000, u32::MAX, &speech_bytes(5));
    bytes[4..8].fill(0xff);
    std::fs::write(sandbox.path("piped.wav"), bytes).expect("a file");
    let transcript = sandbox.json("piped.wav", &[]);
    assert_eq!(transcript["warnings"], serde_json::json!([]));
}

#[test]
fn a_cut_file_gives_what_is_left_and_a_warning() {
    let sandbox = Sandbox::new();
    let whole = wav_bytes(1, 16_000, 20 * 32_000, &speech_bytes(6));
    std::fs::write(sandbox.path("cut.wav"), whole).expect("a file");
    let transcript = sandbox.json("cut.wav", &[]);
    assert!(
        transcript["text"]
            .as_str()
            .expect("text")
            .contains("Jersey")
    );
    let warnings = transcript["warnings"].as_array().expect("warnings");
    assert!(
        warnings
            .iter()
            .any(|w| w.as_str().is_some_and(|w| w.contains("cut short"))),
        "{warnings:?}"
    );
}

#[test]
fn samples_that_are_no_numbers_are_silence() {
    let sandbox = Sandbox::new();
    let speech = read(&conversation());
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let write = |name: &str, change: &dyn Fn(usize, f32) -> f32| {
        let mut writer = hound::WavWriter::create(sandbox.path(name), spec).expect("a file");
        for (i, sample) in speech[12 * 16_000..18 * 16_000].iter().enumerate() {
            writer.write_sample(change(i, *sample)).expect("a sample");
        }
        writer.finalize().expect("a file");
    };
    write("some.wav", &|i, s| match i % 977 {
        0 => f32::NAN,
        1 => f32::INFINITY,
        _ => s,
    });
    write("loud.wav", &|_, s| s * 50.0);
    write("all.wav", &|_, _| f32::NAN);
    for name in ["some.wav", "loud.wav"] {
        let text = sandbox.json(name, &[])["text"].to_string();
        assert!(text.contains("Jersey"), "{name}: {text}");
    }
    let all = sandbox.json("all.wav", &[]);
    assert_eq!(all["text"], "");
    assert!(all["warnings"].to_string().contains("not numbers"), "{all}");
}

#[test]
fn opposite_channels_do_not_cancel() {
    let sandbox = Sandbox::new();
    let speech = &read(&conversation())[12 * 16_000..18 * 16_000];
    let stereo: Vec<f32> = speech.iter().flat_map(|s| [*s, -*s]).collect();
    sandbox.wav_of("antiphase.wav", 16_000, 2, &stereo);
    let transcript = sandbox.json("antiphase.wav", &[]);
    assert!(words(transcript["text"].as_str().expect("text")).contains(&"jersey".to_owned()));
    assert!(
        transcript["warnings"]
            .to_string()
            .contains("opposite phase")
    );
}
