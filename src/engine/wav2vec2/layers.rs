//! The layers that several parts share: linear, layer norm, convolution and activation.

use candle_core::{Result, Tensor};
use candle_nn::{Module, ops};
use serde::Deserialize;

use super::error::LoadError;
use super::gelu::gelu;
use super::weights::Scope;

/// Epsilon of PyTorch's norms where the model's configuration does not give one.
pub(super) const DEFAULT_EPS: f64 = 1e-5;

/// An elementwise function, by the names config.json uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Activation {
    /// With the exact error function.
    #[serde(rename = "gelu", alias = "gelu_python")]
    Gelu,
    /// With the tanh approximation.
    #[serde(
        rename = "gelu_new",
        alias = "gelu_fast",
        alias = "gelu_accurate",
        alias = "gelu_pytorch_tanh",
        alias = "gelu_python_tanh"
    )]
    GeluTanh,
    /// x times the sigmoid of 1.702 x.
    #[serde(rename = "quick_gelu")]
    QuickGelu,
    #[serde(rename = "relu")]
    Relu,
    #[serde(rename = "silu", alias = "swish")]
    Silu,
    #[serde(rename = "tanh")]
    Tanh,
}

impl Activation {
    /// The function of every element; the shape stays.
    pub(super) fn forward(self, input: &Tensor) -> Result<Tensor> {
        match self {
            Self::Gelu => gelu(input),
            Self::GeluTanh => input.gelu(),
            Self::QuickGelu => input * ops::sigmoid(&(input * 1.702)?)?,
            Self::Relu => input.relu(),
            Self::Silu => input.silu(),
            Self::Tanh => input.tanh(),
        }
    }
}

/// A linear layer named `name` of the given widths, with bias.
pub(super) fn linear(
    scope: &Scope<'_>,
    name: &str,
    from: usize,
    to: usize,
) -> std::result::Result<candle_nn::Linear, LoadError> {
    let scope = scope.sub(name);
    let weight = scope.tensor("weight", &[to, from])?;
    let bias = scope.tensor("bias", &[to])?;
    Ok(candle_nn::Linear::new(weight, Some(bias)))
}

/// Layer norm over the last dimension.
pub(super) struct LayerNorm {
    weight: Tensor,
    bias: Tensor,
    eps: f32,
}

impl LayerNorm {
    pub(super) fn load(
        scope: &Scope<'_>,
        name: &str,
        size: usize,
        eps: f64,
    ) -> std::result::Result<Self, LoadError> {
        let scope = scope.sub(name);
        #[expect(clippy::cast_possible_truncation, reason = "around 1e-5")]
        let eps = eps as f32;
        Ok(Self {
            weight: scope.tensor("weight", &[size])?,
            bias: scope.tensor("bias", &[size])?,
            eps,
        })
    }

    /// Normalises the last dimension, whose length is the layer's size.
    pub(super) fn forward(&self, input: &Tensor) -> Result<Tensor> {
        ops::layer_norm(&input.contiguous()?, &self.weight, &self.bias, self.eps)
    }
}

/// A one-dimensional convolution over `[batch, channels, time]`.
pub(super) struct Conv {
    pub(super) weight: Tensor,
    /// `[1, channels, 1]`, to be added to the output.
    pub(super) bias: Option<Tensor>,
    pub(super) stride: usize,
    pub(super) padding: usize,
    pub(super) groups: usize,
}

impl Module for Conv {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let output = input.conv1d(&self.weight, self.padding, self.stride, 1, self.groups)?;
        match &self.bias {
            Some(bias) => output.broadcast_add(bias),
            None => Ok(output),
        }
    }
}

/// The bias of a convolution, ready to be added.
pub(super) fn conv_bias(
    scope: &Scope<'_>,
    channels: usize,
) -> std::result::Result<Tensor, LoadError> {
    scope.tensor_as("bias", &[channels], &[1, channels, 1])
}
