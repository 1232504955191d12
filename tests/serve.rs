//! `scripta serve`: the real program, asked over HTTP.

#![cfg(unix)]

mod admission;
mod bad;
mod callbacks;
mod crash;
mod deliveries;
mod description;
mod flow;
mod health;
mod names;
mod openai;
mod page;
mod raw;
mod receiver;
mod speakers;
mod tasks;
mod urls;

use std::io::Cursor;

use serde_json::Value;

use crate::support::{conversation, read};

/// A mono 16 kHz WAV file.
fn wav(samples: &[f32]) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).expect("a WAV file");
    for sample in samples {
        let sample = (sample.clamp(-1.0, 1.0) * 32_767.0) as i16;
        writer.write_sample(sample).expect("a sample");
    }
    writer.finalize().expect("a WAV file");
    bytes.into_inner()
}

/// Some seconds of the conversation.
fn speech(start: f64, seconds: f64) -> Vec<u8> {
    let all = read(&conversation());
    let (from, count) = ((start * 16e3) as usize, (seconds * 16e3) as usize);
    wav(&all[from..from + count])
}

/// A recording that keeps the service busy for a while: with [`SMALL_CHUNKS`], its parts soon wait
/// for one another.
fn long_speech() -> Vec<u8> {
    wav(&read(&conversation()).repeat(4))
}

/// Parameters for many parts.
const SMALL_CHUNKS: &str = "language=en&diarize=false&chunk_size=3";

/// A recording of nothing, which is done in a moment.
fn silence() -> Vec<u8> {
    wav(&vec![0.0; 8_000])
}

/// A recording that can be opened and can't be decoded.
fn broken() -> Vec<u8> {
    let mut bytes = b"fLaC\x80\x00\x00\x22\x10\x00\x10\x00".to_vec();
    bytes.extend([0; 6]);
    // 16 kHz, one channel, 16 bits, 64,000 samples.
    bytes.extend([0x03, 0xe8, 0x00, 0xf0, 0x00, 0x00, 0xfa, 0x00]);
    bytes.extend([0; 16]);
    bytes.extend([0xa5; 4_000]);
    bytes
}

/// An aligned transcript of a few words, as WhisperX writes it.
fn aligned(text: &str) -> Vec<u8> {
    let words: Vec<Value> = text
        .split(' ')
        .enumerate()
        .map(|(index, word)| {
            let start = index as f64;
            serde_json::json!({ "word": word, "start": start, "end": start + 0.9, "score": 0.5 })
        })
        .collect();
    let end = words.len() as f64;
    let segment = serde_json::json!({ "start": 0.0, "end": end, "text": text, "words": words });
    let all = serde_json::json!({ "segments": [segment], "word_segments": words });
    all.to_string().into_bytes()
}

/// A diarization: one speaker for the first two seconds, another one after.
fn turns() -> Vec<u8> {
    let turns = serde_json::json!([
        { "label": "A", "speaker": "SPEAKER_00", "start": 0.0, "end": 2.0 },
        { "label": "B", "speaker": "SPEAKER_01", "start": 2.0, "end": 60.0 },
    ]);
    turns.to_string().into_bytes()
}

/// A list of a document.
fn list(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("no list: {value}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}
