//! The stages around recognition, each alone, on the example conversation (30 s): `cargo bench --bench
//! stages`. Throughput is in samples of the recording, or in segments for the formats.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a bench stops at surprises, and criterion's macros write functions without docs"
)]

use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use scripta::audio::resample::Resampler;
use scripta::engine::load::DetectorFactory;
use scripta::engine::{EngineError, VadMethod};
use scripta::format::{Format, Options};
use scripta::models;
use scripta::pipeline::chunk::Chunker;
use scripta::pipeline::decode::{AudioReader, Selection};
use scripta::pipeline::detect::{Detection, Hysteresis};
use scripta::transcript::{SCHEMA_VERSION, Transcript};
use serde_json::json;

/// Frames of the voice activity model, in seconds and in samples.
const FRAME_SECONDS: f64 = 0.032;
const FRAME: u64 = 512;

fn conversation() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/conversation.wav")
}

fn samples() -> Vec<f32> {
    let mut reader = AudioReader::open(&conversation(), Selection::default()).expect("a recording");
    let mut samples = Vec::new();
    while reader.next_block(&mut samples).expect("a block") {}
    samples
}

fn decode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    group.throughput(Throughput::Elements(samples().len() as u64));
    group.bench_function("wav", |bencher| bencher.iter(samples));
}

fn resample(criterion: &mut Criterion) {
    let samples = samples();
    let mut group = criterion.benchmark_group("resample");
    group.throughput(Throughput::Elements(samples.len() as u64));
    for rate in [8_000, 44_100, 48_000] {
        group.bench_function(format!("{rate}"), |bencher| {
            bencher.iter(|| {
                let mut resampler = Resampler::new(rate).expect("a rate");
                let mut out = Vec::new();
                for block in samples.chunks(4_096) {
                    resampler.push(block, &mut out).expect("resampled");
                }
                resampler.finish(&mut out).expect("resampled");
                out
            });
        });
    }
}

fn detect(criterion: &mut Criterion) {
    let samples = samples();
    let factory = DetectorFactory::load(VadMethod::Silero, || {
        models::bundled("silero-vad-16k.onnx").map_err(|error| EngineError::Load {
            what: "voice activity",
            reason: error.to_string(),
        })
    });
    let factory = factory.expect("a model");
    let mut group = criterion.benchmark_group("detect");
    group.sample_size(10);
    group.throughput(Throughput::Elements(samples.len() as u64));
    group.bench_function("silero", |bencher| {
        bencher.iter(|| {
            let mut detector = factory.detector().expect("a detector");
            let mut probabilities = Vec::new();
            detector.push(&samples, &mut probabilities).expect("heard");
            detector.finish(&mut probabilities).expect("heard");
            probabilities
        });
    });
}

fn chunk(criterion: &mut Criterion) {
    let samples = samples();
    // Speech for three seconds, a pause for one.
    let frames = samples.len() as u64 / FRAME;
    let probabilities: Vec<f32> = (0..frames)
        .map(|frame| if frame % 125 < 94 { 0.9 } else { 0.05 })
        .collect();
    let mut group = criterion.benchmark_group("chunk");
    group.throughput(Throughput::Elements(samples.len() as u64));
    group.bench_function("30 s", |bencher| {
        bencher.iter(|| {
            let detection = Detection::default();
            let mut hysteresis = Hysteresis::new(&detection, FRAME_SECONDS);
            let mut chunker = Chunker::new(detection.chunk_seconds);
            let mut chunks = Vec::new();
            let blocks = samples.chunks(usize::try_from(FRAME).expect("small"));
            for (block, probability) in blocks.zip(&probabilities) {
                chunker.push(block);
                if let Some((start, end)) = hysteresis.push(*probability) {
                    chunks.extend(chunker.close(start * FRAME, end * FRAME));
                }
                let open = hysteresis.open().map(|frame| frame * FRAME);
                chunks.extend(chunker.advance(chunker.length(), open));
            }
            chunks.extend(chunker.finish());
            chunks
        });
    });
}

/// An hour of talk: 1,200 segments of ten words.
fn transcript() -> Transcript {
    let segment = |id: u32| {
        let (start, text) = (f64::from(id) * 3.0, ["word"; 10].join(" "));
        let word = |at: u32| {
            let start = start + f64::from(at) * 0.25;
            json!({ "word": "word", "start": start, "end": start + 0.2, "score": 0.9, "source": "phoneme" })
        };
        json!({
            "id": id, "start": start, "end": start + 2.5, "text": text,
            "language": "en", "avg_logprob": -0.2, "no_speech_prob": 0.0, "compression_ratio": 1.2,
            "tokens": [], "words": (0..10).map(word).collect::<Vec<_>>(),
        })
    };
    let transcript = json!({
        "schema_version": SCHEMA_VERSION, "source": "talk.wav", "duration": 3600.0, "model": "base",
        "task": "transcribe", "language": "en", "language_probability": null, "text": "",
        "segments": (0..1_200).map(segment).collect::<Vec<_>>(), "speech": [], "warnings": [],
    });
    serde_json::from_value(transcript).expect("a transcript")
}

fn formats(criterion: &mut Criterion) {
    let transcript = transcript();
    let options = Options::default();
    let mut group = criterion.benchmark_group("format");
    group.throughput(Throughput::Elements(transcript.segments.len() as u64));
    for format in Format::ALL.iter().filter(|format| !format.needs_speakers()) {
        group.bench_function(format.to_string(), |bencher| {
            bencher.iter(|| format.render(&transcript, &options));
        });
    }
}

criterion_group!(stages, decode, resample, detect, chunk, formats);
criterion_main!(stages);
