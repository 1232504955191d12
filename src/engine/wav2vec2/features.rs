//! The convolutional feature extractor: samples to frames, 20 ms apart in most models.
//!
//! Source: Baevski and others, "wav2vec 2.0" (2020), section 2. Frames are made a few seconds at a
//! time: the first layers of 30 s of audio at once would take a gigabyte.

use candle_core::{Module, Result, Tensor};

use super::config::{Config, ExtractorNorm};
use super::error::LoadError;
use super::layers::{Activation, Conv, DEFAULT_EPS, LayerNorm, conv_bias};
use super::weights::Scope;

/// Frames made at a time.
const CHUNK: usize = 128;

pub(super) struct FeatureExtractor {
    layers: Vec<ConvLayer>,
    /// Weight and bias of the first layer's norm over time, `[1, channels, 1]` each.
    group_norm: Option<(Tensor, Tensor)>,
    activation: Activation,
    receptive: usize,
    stride: usize,
}

struct ConvLayer {
    conv: Conv,
    norm: Option<LayerNorm>,
}

impl FeatureExtractor {
    pub(super) fn load(scope: &Scope<'_>, config: &Config) -> std::result::Result<Self, LoadError> {
        let mut layers = Vec::new();
        let mut from = 1;
        // Samples that one frame hears, and from one frame to the next.
        let (mut receptive, mut stride) = (1, 1);
        let sizes = config.conv_dim.iter().zip(&config.conv_kernel);
        for (index, ((&to, &kernel), &step)) in sizes.zip(&config.conv_stride).enumerate() {
            let layer = scope.sub(format_args!("conv_layers.{index}"));
            let conv = layer.sub("conv");
            let bias = config.conv_bias.then(|| conv_bias(&conv, to)).transpose()?;
            let norm = match config.feat_extract_norm {
                ExtractorNorm::Layer => {
                    Some(LayerNorm::load(&layer, "layer_norm", to, DEFAULT_EPS)?)
                }
                ExtractorNorm::Group => None,
            };
            let conv = Conv {
                weight: conv.tensor("weight", &[to, from, kernel])?,
                bias,
                stride: step,
                padding: 0,
                groups: 1,
            };
            layers.push(ConvLayer { conv, norm });
            receptive += (kernel - 1) * stride;
            stride *= step;
            from = to;
        }
        let group_norm = match config.feat_extract_norm {
            ExtractorNorm::Layer => None,
            ExtractorNorm::Group => {
                let norm = scope.sub("conv_layers.0.layer_norm");
                let (shape, view) = ([config.conv_dim[0]], [1, config.conv_dim[0], 1]);
                Some((
                    norm.tensor_as("weight", &shape, &view)?,
                    norm.tensor_as("bias", &shape, &view)?,
                ))
            }
        };
        Ok(Self {
            layers,
            group_norm,
            activation: config.feat_extract_activation,
            receptive,
            stride,
        })
    }

    /// Fewest samples that make a frame.
    pub(super) fn receptive(&self) -> usize {
        self.receptive
    }

    /// Frames made of so many samples.
    pub(super) fn frames(&self, samples: usize) -> usize {
        match samples.checked_sub(self.receptive) {
            Some(more) => more / self.stride + 1,
            None => 0,
        }
    }

    /// Features of samples `[batch, samples]`, of which there are enough for a frame, as
    /// `[batch, frames, channels]`.
    pub(super) fn forward(&self, samples: &Tensor) -> Result<Tensor> {
        let frames = self.frames(samples.dim(1)?);
        let group_norm = match &self.group_norm {
            Some((weight, bias)) => Some(self.over_time(samples, weight, bias)?),
            None => None,
        };
        let mut parts = Vec::new();
        for start in (0..frames).step_by(CHUNK) {
            let count = CHUNK.min(frames - start);
            let length = (count - 1) * self.stride + self.receptive;
            let mut hidden = samples
                .narrow(1, start * self.stride, length)?
                .unsqueeze(1)?;
            for (index, layer) in self.layers.iter().enumerate() {
                hidden = layer.conv.forward(&hidden)?;
                if let (0, Some((scale, shift))) = (index, &group_norm) {
                    hidden = hidden.broadcast_mul(scale)?.broadcast_add(shift)?;
                }
                hidden = match &layer.norm {
                    Some(norm) => {
                        let normed = norm.forward(&hidden.transpose(1, 2)?)?;
                        self.activation.forward(&normed)?.transpose(1, 2)?
                    }
                    None => self.activation.forward(&hidden)?,
                };
            }
            parts.push(hidden.transpose(1, 2)?.contiguous()?);
        }
        Tensor::cat(&parts, 1)
    }

    /// What the norm over time multiplies each channel of the first layer by and then adds to it,
    /// `[batch, channels, 1]` each: the layer is run once for its mean and variance alone.
    fn over_time(
        &self,
        samples: &Tensor,
        weight: &Tensor,
        bias: &Tensor,
    ) -> Result<(Tensor, Tensor)> {
        let conv = &self.layers[0].conv;
        let kernel = conv.weight.dim(2)?;
        let frames = (samples.dim(1)? - kernel) / conv.stride + 1;
        let chunk = CHUNK * self.stride / conv.stride;
        // Count, mean and sum of squared distances from it, of each piece.
        let mut pieces = Vec::new();
        for start in (0..frames).step_by(chunk) {
            let count = chunk.min(frames - start);
            let length = (count - 1) * conv.stride + kernel;
            let part = samples.narrow(1, start * conv.stride, length)?;
            let part = conv.forward(&part.unsqueeze(1)?)?;
            let mean = part.mean_keepdim(2)?;
            let spread = part.broadcast_sub(&mean)?.sqr()?.sum_keepdim(2)?;
            #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
            pieces.push((count as f64, mean, spread));
        }
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let frames = frames as f64;
        let mut mean = bias.zeros_like()?;
        for (count, own, _) in &pieces {
            mean = mean.broadcast_add(&(own * (count / frames))?)?;
        }
        let mut variance = mean.zeros_like()?;
        for (count, own, spread) in pieces {
            let distance = ((own - &mean)?.sqr()? * count)?;
            variance = ((distance + spread)? / frames + variance)?;
        }
        let scale = weight.broadcast_div(&(variance + DEFAULT_EPS)?.sqrt()?)?;
        let shift = bias.broadcast_sub(&(mean * &scale)?)?;
        Ok((scale, shift))
    }
}
