//! Speech to letter probabilities: wav2vec2, HuBERT and WavLM models with a CTC head, read from the
//! folders that Hugging Face publishes.
//!
//! Sources: Baevski and others, "wav2vec 2.0" (2020); Hsu and others, "HuBERT" (2021); Chen and
//! others, "WavLM" (2021); Hugging Face's documentation of their configurations.

use std::borrow::Cow;
use std::path::Path;

use candle_core::{D, Device, Module, Result, Tensor};
use candle_nn::{Linear, ops};

use super::ctc::Emissions;
use adapter::Adapter;
use config::{Config, Preprocessor};
use encoder::Encoder;
use features::FeatureExtractor;
use weights::Weights;

mod adapter;
pub(super) mod aligner;
mod attention;
mod config;
mod encoder;
mod error;
mod features;
mod gelu;
mod layers;
mod positions;
#[cfg(test)]
mod tests;
mod vocabulary;
mod weights;

use error::LoadError;
use vocabulary::Vocabulary;

/// What Wav2Vec2FeatureExtractor adds to the variance of the samples.
const VARIANCE_EPS: f64 = 1e-7;

/// A loaded acoustic model.
pub(crate) struct Wav2Vec2 {
    vocabulary: Vocabulary,
    preprocessor: Preprocessor,
    extractor: FeatureExtractor,
    encoder: Encoder,
    adapter: Option<Adapter>,
    head: Linear,
    classes: usize,
    frame_samples: usize,
    device: Device,
}

impl Wav2Vec2 {
    /// Loads a checkpoint from its folder: config.json, vocab.json and the weights, and what the
    /// preprocessor and tokenizer files say where they are there.
    ///
    /// # Errors
    /// When a file is missing, damaged, would run code, or is not of a supported CTC model.
    pub(crate) fn load(folder: &Path) -> std::result::Result<Self, LoadError> {
        let config = Config::read(folder)?;
        let preprocessor = Preprocessor::read(folder, &config)?;
        let device = device()?;
        let weights = Weights::open(folder, &device)?;
        let weights = weights.root();
        // Published configurations disagree with their heads now and then; the head decides.
        let classes = weights.shape("lm_head.weight").and_then(<[usize]>::first);
        let classes = classes.copied().unwrap_or(0);
        let head = layers::linear(&weights, "lm_head", config.output_size(), classes)?;
        let vocabulary = Vocabulary::read(folder, &config, classes)?;
        let model = weights.sub(config.family.prefix());
        let extractor = FeatureExtractor::load(&model.sub("feature_extractor"), &config)?;
        let encoder = Encoder::load(&model, &config)?;
        let adapter = if config.add_adapter {
            Some(Adapter::load(&model.sub("adapter"), &config)?)
        } else {
            None
        };
        Ok(Self {
            vocabulary,
            preprocessor,
            extractor,
            encoder,
            adapter,
            head,
            classes,
            frame_samples: config.stride().unwrap_or(1),
            device,
        })
    }

    /// What the model's outputs stand for.
    #[must_use]
    pub(crate) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Samples from the beginning of one frame to that of the next; 320 (20 ms) in most models.
    #[must_use]
    pub(crate) fn frame_samples(&self) -> usize {
        self.frame_samples
    }

    /// Emissions of recordings of mono 16 kHz samples, each at most some 30 s. An item comes out
    /// as it would alone, up to rounding: a batch is only faster.
    ///
    /// # Errors
    /// When the device fails, such as for want of memory.
    pub(crate) fn log_probs(&self, batch: &[&[f32]]) -> Result<Vec<Emissions>> {
        let same = batch.windows(2).all(|pair| pair[0].len() == pair[1].len());
        // Models that take no mask hear padding as silence, which changes what they make of the
        // rest, so items of several lengths are run one by one.
        if self.preprocessor.mask || same {
            return self.padded(batch);
        }
        let alone = batch.iter().map(|item| self.padded(&[item]));
        Ok(alone.collect::<Result<Vec<_>>>()?.concat())
    }

    /// Emissions of recordings that are padded with zeros to one length, as Hugging Face's models
    /// run them; with a mask where the model takes one.
    fn padded(&self, batch: &[&[f32]]) -> Result<Vec<Emissions>> {
        let lengths = batch.iter().map(|item| item.len());
        let lengths = lengths.map(|length| length.max(self.extractor.receptive()));
        let lengths: Vec<usize> = lengths.collect();
        let Some(&longest) = lengths.iter().max() else {
            return Ok(Vec::new());
        };
        let mut samples = Vec::with_capacity(batch.len() * longest);
        for (row, item) in (1..).zip(batch) {
            samples.extend_from_slice(&self.normalised(item));
            samples.resize(row * longest, 0.0);
        }
        let samples = Tensor::from_vec(samples, (batch.len(), longest), &self.device)?;
        let frames = lengths.iter().map(|&length| self.extractor.frames(length));
        let mut frames: Vec<usize> = frames.collect();
        let mask = self.preprocessor.mask && lengths.iter().any(|&length| length < longest);
        let mask = mask.then(|| frames.clone());

        let features = self.extractor.forward(&samples)?;
        let mut hidden = self.encoder.forward(&features, mask.as_deref())?;
        if let Some(adapter) = &self.adapter {
            hidden = adapter.forward(&hidden, mask.as_deref())?;
            frames = frames.iter().map(|&count| adapter.frames(count)).collect();
        }
        let logits = self.head.forward(&hidden)?;
        let log_probs = ops::log_softmax(&logits, D::Minus1)?.to_device(&Device::Cpu)?;
        let item = |(index, frames)| {
            let own = log_probs.get(index)?.narrow(0, 0, frames)?;
            Ok(Emissions {
                frames,
                classes: self.classes,
                values: own.flatten_all()?.to_vec1()?,
            })
        };
        frames.into_iter().enumerate().map(item).collect()
    }

    /// The samples with zero mean and unit variance, if the model wants them so.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "there are far fewer than 2^52 samples, and the results are samples again"
    )]
    fn normalised<'a>(&self, samples: &'a [f32]) -> Cow<'a, [f32]> {
        if !self.preprocessor.normalise || samples.is_empty() {
            return Cow::Borrowed(samples);
        }
        let mean_of = |value: &dyn Fn(f64) -> f64| {
            let total: f64 = samples.iter().map(|&sample| value(sample.into())).sum();
            total / samples.len() as f64
        };
        let mean = mean_of(&|sample| sample);
        let variance = mean_of(&|sample| (sample - mean).powi(2));
        let scale = 1.0 / (variance + VARIANCE_EPS).sqrt();
        let normalised = |&sample: &f32| ((f64::from(sample) - mean) * scale) as f32;
        Cow::Owned(samples.iter().map(normalised).collect())
    }
}

/// Where models run: the first GPU in a build for one, else the CPU.
#[cfg_attr(
    not(any(feature = "cuda", feature = "metal")),
    expect(clippy::unnecessary_wraps, reason = "opening a GPU may fail")
)]
fn device() -> Result<Device> {
    #[cfg(feature = "cuda")]
    return Device::new_cuda(0);
    #[cfg(all(feature = "metal", not(feature = "cuda")))]
    return Device::new_metal(0);
    #[cfg(not(any(feature = "cuda", feature = "metal")))]
    Ok(Device::Cpu)
}
