//! Positions from what stands around: a wide grouped convolution over time.
//!
//! Source: Baevski and others, "wav2vec 2.0" (2020), section 2. Checkpoints hold its weight split
//! into length and direction (Salimans and Kingma, "Weight Normalization", 2016).

use candle_core::{Module, Result, Tensor};

use super::config::Config;
use super::error::LoadError;
use super::layers::{Activation, Conv, DEFAULT_EPS, conv_bias};
use super::weights::Scope;

pub(super) struct Positions {
    /// What HuBERT's batch norm multiplies by and adds, `[1, size, 1]` each.
    batch_norm: Option<(Tensor, Tensor)>,
    conv: Conv,
    activation: Activation,
}

impl Positions {
    pub(super) fn load(scope: &Scope<'_>, config: &Config) -> std::result::Result<Self, LoadError> {
        let (size, kernel) = (config.hidden_size, config.num_conv_pos_embeddings);
        let groups = config.num_conv_pos_embedding_groups;
        let conv = scope.sub("conv");
        let shape = [size, size / groups, kernel];
        let weight = if conv.shape("weight").is_some() {
            conv.tensor("weight", &shape)?
        } else if conv.shape("weight_g").is_some() {
            joined(&conv, "weight_g", "weight_v", &shape)?
        } else {
            let parts = conv.sub("parametrizations.weight");
            joined(&parts, "original0", "original1", &shape)?
        };
        let batch_norm = if config.conv_pos_batch_norm {
            Some(batch_norm(&scope.sub("batch_norm"), size)?)
        } else {
            None
        };
        Ok(Self {
            batch_norm,
            conv: Conv {
                weight,
                bias: Some(conv_bias(&conv, size)?),
                stride: 1,
                padding: kernel / 2,
                groups,
            },
            activation: config.feat_extract_activation,
        })
    }

    /// What to add to `[batch, frames, size]`.
    pub(super) fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let frames = input.dim(1)?;
        let mut hidden = input.transpose(1, 2)?.contiguous()?;
        if let Some((scale, shift)) = &self.batch_norm {
            hidden = hidden.broadcast_mul(scale)?.broadcast_add(shift)?;
        }
        // An even kernel makes one frame too many, at the end.
        let hidden = self.conv.forward(&hidden)?.narrow(2, 0, frames)?;
        self.activation
            .forward(&hidden.transpose(1, 2)?.contiguous()?)
    }
}

/// The weight of a length for each place of the kernel and directions.
fn joined(
    scope: &Scope<'_>,
    length: &str,
    direction: &str,
    shape: &[usize; 3],
) -> std::result::Result<Tensor, LoadError> {
    let length = scope.tensor(length, &[1, 1, shape[2]])?;
    let direction = scope.tensor(direction, shape)?;
    let norm = direction.sqr()?.sum_keepdim((0, 1))?.sqrt()?;
    Ok(direction.broadcast_mul(&(length / norm)?)?)
}

fn batch_norm(scope: &Scope<'_>, size: usize) -> std::result::Result<(Tensor, Tensor), LoadError> {
    let tensor = |name| scope.tensor_as(name, &[size], &[1, size, 1]);
    let deviation = (tensor("running_var")? + DEFAULT_EPS)?.sqrt()?;
    let scale = (tensor("weight")? / deviation)?;
    let shift = (tensor("bias")? - (tensor("running_mean")? * &scale)?)?;
    Ok((scale, shift))
}
