//! Small random checkpoints against what Hugging Face's models make of them; damaged ones.

use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

use super::*;

mod damage;
mod spelling;

/// Largest difference in log-probability that rounding may make.
const TOLERANCE: f32 = 1e-3;

fn golden(name: &str) -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/golden/wav2vec2/"
    ))
    .join(name)
}

fn floats(path: PathBuf) -> Vec<f32> {
    let bytes = fs::read(path).unwrap();
    let chunks = bytes.chunks_exact(4);
    chunks
        .map(|chunk| f32::from_le_bytes(chunk.try_into().unwrap()))
        .collect()
}

fn recordings() -> [Vec<f32>; 2] {
    let mut first = floats(golden("input.bin"));
    let lengths = fs::read(golden("input.json")).unwrap();
    let lengths: [usize; 2] = serde_json::from_slice(&lengths).unwrap();
    let second = first.split_off(lengths[0]);
    assert_eq!(second.len(), lengths[1]);
    [first, second]
}

#[derive(Deserialize)]
struct Block {
    frames: usize,
    classes: usize,
}

/// The expected emissions: of both recordings alone, then of both as one padded batch.
fn expected(name: &str) -> Vec<Emissions> {
    let blocks = fs::read(golden(name).join("expected.json")).unwrap();
    let blocks: Vec<Block> = serde_json::from_slice(&blocks).unwrap();
    let mut values = floats(golden(name).join("expected.bin"));
    let emissions = |Block { frames, classes }| {
        let rest = values.split_off(frames * classes);
        Emissions {
            frames,
            classes,
            values: std::mem::replace(&mut values, rest),
        }
    };
    blocks.into_iter().map(emissions).collect()
}

fn largest_difference(one: &Emissions, other: &Emissions) -> f32 {
    assert_eq!((one.frames, one.classes), (other.frames, other.classes));
    let pairs = one.values.iter().zip(&other.values);
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

/// Runs a checkpoint alone, in a batch and padded; the largest differences of each.
fn check(name: &str) -> Wav2Vec2 {
    let model = Wav2Vec2::load(&golden(name)).unwrap();
    let recordings = recordings();
    let batch: Vec<&[f32]> = recordings.iter().map(Vec::as_slice).collect();
    let expected = expected(name);
    let mut alone: f32 = 0.0;
    for (recording, expected) in batch.iter().zip(&expected) {
        let emissions = model.log_probs(&[recording]).unwrap();
        alone = alone.max(largest_difference(&emissions[0], expected));
    }
    let together = model.log_probs(&batch).unwrap();
    let pairs = together.iter().zip(&expected);
    let together = pairs.map(|(one, other)| largest_difference(one, other));
    let together = together.fold(0.0, f32::max);
    let padded = model.padded(&batch).unwrap();
    let pairs = padded.iter().zip(&expected[2..]);
    let padded = pairs.map(|(one, other)| largest_difference(one, other));
    let padded = padded.fold(0.0, f32::max);
    assert!(
        alone.max(together).max(padded) < TOLERANCE,
        "{name}: alone {alone:.1e}, in a batch {together:.1e}, padded {padded:.1e}"
    );
    model
}

#[test]
fn group_norm_and_pickled_weights() {
    let model = check("group");
    assert_eq!(model.frame_samples(), 20);
    assert_eq!(model.vocabulary().blank, 0);
    assert_eq!(model.vocabulary().delimiter, Some(4));
}

#[test]
fn layer_norm_and_sharded_weights() {
    let model = check("stable");
    assert_eq!(model.vocabulary().blank, 13);
    assert_eq!(model.vocabulary().unknown, Some(12));
}

#[test]
fn convolutional_adapter() {
    assert_eq!(check("adapter").frame_samples(), 80);
}

#[test]
fn language_adapters() {
    check("mms");
}

#[test]
fn hubert() {
    check("hubert");
    check("hubert-batch-norm");
}

#[test]
fn wavlm() {
    check("wavlm");
    check("wavlm-stable");
}

#[test]
fn short_and_empty_recordings_make_one_frame() {
    for name in ["group", "stable", "adapter"] {
        let model = Wav2Vec2::load(&golden(name)).unwrap();
        let emissions = model.log_probs(&[&[], &[0.1; 5]]).unwrap();
        for item in &emissions {
            assert_eq!(item.frames, 1);
            assert!(item.values.iter().all(|value| value.is_finite()));
        }
        assert!(model.log_probs(&[]).unwrap().is_empty());
    }
}

#[test]
fn long_recordings_are_made_in_pieces() {
    // More than a chunk of frames in length, so that its joints lie within.
    let model = Wav2Vec2::load(&golden("stable")).unwrap();
    let samples: Vec<f32> = (0..9_000_u16)
        .map(|at| (f32::from(at) * 0.1).sin())
        .collect();
    let samples = Tensor::from_vec(samples, (1, 9_000), &Device::Cpu).unwrap();
    let whole = model.extractor.forward(&samples).unwrap();
    let start = 200;
    let part = samples.narrow(1, start * 20, 9_000 - start * 20).unwrap();
    let part = model.extractor.forward(&part).unwrap();
    let frames = part.dim(1).unwrap();
    let same = whole.narrow(1, start, frames).unwrap();
    assert_eq!(whole.dim(1).unwrap(), start + frames);
    let difference = (part - same).unwrap().abs().unwrap();
    let largest = difference.flatten_all().unwrap().max(0).unwrap();
    assert!(largest.to_scalar::<f32>().unwrap() < 1e-5);
}

#[test]
fn threads_share_a_model() {
    let model = Wav2Vec2::load(&golden("stable")).unwrap();
    let recordings = recordings();
    let expected = expected("stable");
    std::thread::scope(|scope| {
        for at in 0..8 {
            let (model, recording, expected) = (&model, &recordings[at % 2], &expected[at % 2]);
            scope.spawn(move || {
                let emissions = model.log_probs(&[recording]).unwrap();
                assert!(largest_difference(&emissions[0], expected) < TOLERANCE);
            });
        }
    });
}
