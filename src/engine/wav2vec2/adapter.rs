//! The convolutions some models have behind the encoder, which make their frames fewer.
//!
//! Source: Hugging Face's documentation of `add_adapter` in Wav2Vec2Config.

use candle_core::{Module, Result, Tensor};
use candle_nn::{Linear, ops};

use super::config::Config;
use super::encoder::keep;
use super::error::LoadError;
use super::layers::{Conv, DEFAULT_EPS, LayerNorm, conv_bias, linear};
use super::weights::Scope;

pub(super) struct Adapter {
    projection: Option<(Linear, LayerNorm)>,
    layers: Vec<Conv>,
}

impl Adapter {
    pub(super) fn load(scope: &Scope<'_>, config: &Config) -> std::result::Result<Self, LoadError> {
        let (from, to) = (config.hidden_size, config.output_size());
        let projection = if from == to {
            None
        } else {
            let norm = LayerNorm::load(scope, "proj_layer_norm", to, DEFAULT_EPS)?;
            Some((linear(scope, "proj", from, to)?, norm))
        };
        let layer = |index| {
            let conv = scope.sub(format_args!("layers.{index}.conv"));
            Ok(Conv {
                weight: conv.tensor("weight", &[2 * to, to, config.adapter_kernel_size])?,
                bias: Some(conv_bias(&conv, 2 * to)?),
                stride: config.adapter_stride,
                padding: 1,
                groups: 1,
            })
        };
        Ok(Self {
            projection,
            layers: (0..config.num_adapter_layers)
                .map(layer)
                .collect::<std::result::Result<_, LoadError>>()?,
        })
    }

    /// Frames made of so many.
    pub(super) fn frames(&self, frames: usize) -> usize {
        self.layers
            .iter()
            .fold(frames, |frames, layer| frames.div_ceil(layer.stride))
    }

    /// `[batch, frames, size]` to fewer frames of the output's size. `lengths` are the frames of
    /// each item, where the rest is padding; it is silenced, so that an item comes out as it would
    /// alone.
    pub(super) fn forward(&self, input: &Tensor, lengths: Option<&[usize]>) -> Result<Tensor> {
        let mut hidden = input.clone();
        if let Some((projection, norm)) = &self.projection {
            hidden = norm.forward(&projection.forward(&hidden)?)?;
        }
        hidden = hidden.transpose(1, 2)?;
        let mut lengths = lengths.map(<[usize]>::to_vec);
        for layer in &self.layers {
            if let Some(lengths) = &mut lengths {
                let keep = keep(lengths, hidden.dim(2)?, hidden.device())?;
                hidden = hidden.broadcast_mul(&keep.transpose(1, 2)?)?;
                for length in lengths {
                    *length = length.div_ceil(layer.stride);
                }
            }
            let both = layer.forward(&hidden)?;
            let halves = both.chunk(2, 1)?;
            hidden = (&halves[0] * ops::sigmoid(&halves[1])?)?;
        }
        hidden.transpose(1, 2)?.contiguous()
    }
}
