//! The transformer that turns features into what is said there.
//!
//! Sources: Baevski and others, "wav2vec 2.0" (2020), section 2; Hugging Face's documentation of
//! `do_stable_layer_norm` (norms before the blocks, as in the large models) and `adapter_attn_dim`
//! (Pratap and others, "Scaling Speech Technology to 1,000+ Languages", 2023, section 5).

use candle_core::{Device, Module, Result, Tensor};
use candle_nn::Linear;

use super::attention::{Attention, Distances};
use super::config::{Config, Family};
use super::error::LoadError;
use super::layers::{Activation, DEFAULT_EPS, LayerNorm, linear};
use super::positions::Positions;
use super::weights::Scope;

pub(super) struct Encoder {
    projection_norm: Option<LayerNorm>,
    projection: Linear,
    positions: Positions,
    norm: LayerNorm,
    layers: Vec<Layer>,
    distances: Option<Distances>,
    norm_first: bool,
}

struct Layer {
    attention: Attention,
    norm: LayerNorm,
    widen: Linear,
    activation: Activation,
    narrow: Linear,
    final_norm: LayerNorm,
    adapter: Option<LanguageAdapter>,
}

/// A small network behind a layer that fits it to one language.
struct LanguageAdapter {
    norm: LayerNorm,
    narrow: Linear,
    widen: Linear,
}

impl Encoder {
    pub(super) fn load(scope: &Scope<'_>, config: &Config) -> std::result::Result<Self, LoadError> {
        let (size, eps) = (config.hidden_size, config.layer_norm_eps);
        let features = config.conv_dim.last().copied().unwrap_or_default();
        let projection = scope.sub("feature_projection");
        let projection_norm = if config.feat_proj_layer_norm {
            Some(LayerNorm::load(&projection, "layer_norm", features, eps)?)
        } else {
            None
        };
        let encoder = scope.sub("encoder");
        let layers = (0..config.num_hidden_layers)
            .map(|index| Layer::load(&encoder.sub(format_args!("layers.{index}")), config))
            .collect::<std::result::Result<_, LoadError>>()?;
        let distances = match config.family {
            Family::WavLm if config.num_hidden_layers > 0 => {
                Some(Distances::load(&encoder.sub("layers.0.attention"), config)?)
            }
            _ => None,
        };
        Ok(Self {
            projection_norm,
            projection: linear(&projection, "projection", features, size)?,
            positions: Positions::load(&encoder.sub("pos_conv_embed"), config)?,
            norm: LayerNorm::load(&encoder, "layer_norm", size, eps)?,
            layers,
            distances,
            norm_first: config.do_stable_layer_norm,
        })
    }

    /// Encodes features `[batch, frames, channels]` as `[batch, frames, size]`. Frames beyond an
    /// item's length in `lengths` are padding that nothing attends to.
    pub(super) fn forward(&self, features: &Tensor, lengths: Option<&[usize]>) -> Result<Tensor> {
        let mut hidden = match &self.projection_norm {
            Some(norm) => self.projection.forward(&norm.forward(features)?)?,
            None => self.projection.forward(features)?,
        };
        let frames = hidden.dim(1)?;
        let mut mask = None;
        if let Some(lengths) = lengths {
            hidden = hidden.broadcast_mul(&keep(lengths, frames, hidden.device())?)?;
            let row = padding(lengths, frames, 0.0, f32::NEG_INFINITY);
            mask = Some(Tensor::from_vec(
                row,
                (lengths.len(), 1, frames),
                hidden.device(),
            )?);
        }
        hidden = (self.positions.forward(&hidden)? + hidden)?;
        if !self.norm_first {
            hidden = self.norm.forward(&hidden)?;
        }
        let distances = match &self.distances {
            Some(distances) => distances.forward(frames)?,
            None => Vec::new(),
        };
        for layer in &self.layers {
            hidden = layer.forward(&hidden, self.norm_first, mask.as_ref(), &distances)?;
        }
        if self.norm_first {
            hidden = self.norm.forward(&hidden)?;
        }
        Ok(hidden)
    }
}

/// 1 for the frames of each item and 0 for its padding, `[batch, frames, 1]`.
pub(super) fn keep(lengths: &[usize], frames: usize, device: &Device) -> Result<Tensor> {
    let keep = padding(lengths, frames, 1.0, 0.0);
    Tensor::from_vec(keep, (lengths.len(), frames, 1), device)
}

fn padding(lengths: &[usize], frames: usize, own: f32, padded: f32) -> Vec<f32> {
    let row = |&length: &usize| (0..frames).map(move |at| if at < length { own } else { padded });
    lengths.iter().flat_map(row).collect()
}

impl Layer {
    fn load(scope: &Scope<'_>, config: &Config) -> std::result::Result<Self, LoadError> {
        let (size, eps) = (config.hidden_size, config.layer_norm_eps);
        let wide = config.intermediate_size;
        let feed_forward = scope.sub("feed_forward");
        // Models that norm behind the blocks have no adapters, whatever the configuration says.
        let adapter = match config.adapter_attn_dim {
            Some(width) if config.do_stable_layer_norm => {
                let scope = scope.sub("adapter_layer");
                Some(LanguageAdapter {
                    norm: LayerNorm::load(&scope, "norm", size, DEFAULT_EPS)?,
                    narrow: linear(&scope, "linear_1", size, width)?,
                    widen: linear(&scope, "linear_2", width, size)?,
                })
            }
            _ => None,
        };
        Ok(Self {
            attention: Attention::load(&scope.sub("attention"), config)?,
            norm: LayerNorm::load(scope, "layer_norm", size, eps)?,
            widen: linear(&feed_forward, "intermediate_dense", size, wide)?,
            activation: config.hidden_act,
            narrow: linear(&feed_forward, "output_dense", wide, size)?,
            final_norm: LayerNorm::load(scope, "final_layer_norm", size, eps)?,
            adapter,
        })
    }

    fn forward(
        &self,
        input: &Tensor,
        norm_first: bool,
        mask: Option<&Tensor>,
        distances: &[Tensor],
    ) -> Result<Tensor> {
        let attend = |hidden: &Tensor| self.attention.forward(hidden, mask, distances);
        if !norm_first {
            let hidden = self.norm.forward(&(attend(input)? + input)?)?;
            return self
                .final_norm
                .forward(&(self.feed_forward(&hidden)? + hidden)?);
        }
        let hidden = (attend(&self.norm.forward(input)?)? + input)?;
        let hidden = (self.feed_forward(&self.final_norm.forward(&hidden)?)? + hidden)?;
        match &self.adapter {
            Some(adapter) => adapter.forward(&hidden)? + hidden,
            None => Ok(hidden),
        }
    }

    fn feed_forward(&self, input: &Tensor) -> Result<Tensor> {
        let wide = self.activation.forward(&self.widen.forward(input)?)?;
        self.narrow.forward(&wide)
    }
}

impl LanguageAdapter {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let narrow = self.narrow.forward(&self.norm.forward(input)?)?;
        self.widen.forward(&narrow.relu()?)
    }
}
