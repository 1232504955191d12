//! Self-attention, with WavLM's gated bias by distance.
//!
//! Sources: Vaswani and others, "Attention Is All You Need" (2017); Chen and others, "WavLM" (2021),
//! section III. One head is worked at a time, which bounds the memory for long audio.

use candle_core::{D, Device, Module, Result, Tensor};
use candle_nn::{Linear, ops};

use super::config::{Config, Family};
use super::error::LoadError;
use super::layers::linear;
use super::weights::Scope;

pub(super) struct Attention {
    query: Linear,
    key: Linear,
    value: Linear,
    output: Linear,
    heads: usize,
    gate: Option<Gate>,
}

/// How strongly a frame heeds distance, by what it holds.
struct Gate {
    linear: Linear,
    /// One factor for each head.
    factors: Vec<f32>,
}

impl Attention {
    pub(super) fn load(scope: &Scope<'_>, config: &Config) -> std::result::Result<Self, LoadError> {
        let size = config.hidden_size;
        let heads = config.num_attention_heads;
        let part = |name| linear(scope, name, size, size);
        let gate = match config.family {
            Family::WavLm => Some(Gate::load(scope, size / heads, heads)?),
            Family::Wav2Vec2 | Family::Hubert => None,
        };
        Ok(Self {
            query: part("q_proj")?,
            key: part("k_proj")?,
            value: part("v_proj")?,
            output: part("out_proj")?,
            heads,
            gate,
        })
    }

    /// Attends from every frame of `[batch, frames, size]` to every frame that `mask`
    /// (`[batch, 1, frames]`, minus infinity for padding) lets through. `distance` holds the bias
    /// of each head, `[frames, frames]`.
    pub(super) fn forward(
        &self,
        input: &Tensor,
        mask: Option<&Tensor>,
        distance: &[Tensor],
    ) -> Result<Tensor> {
        let width = input.dim(2)? / self.heads;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let scale = 1.0 / (width as f64).sqrt();
        let query = (self.query.forward(input)? * scale)?;
        let (key, value) = (self.key.forward(input)?, self.value.forward(input)?);
        let mut outputs = Vec::with_capacity(self.heads);
        for head in 0..self.heads {
            let own = |tensor: &Tensor| tensor.narrow(2, head * width, width)?.contiguous();
            let mut scores = own(&query)?.matmul(&own(&key)?.transpose(1, 2)?)?;
            if let (Some(gate), Some(distance)) = (&self.gate, distance.get(head)) {
                let gated = gate.forward(&own(input)?, head)?.broadcast_mul(distance)?;
                scores = (scores + gated)?;
            }
            if let Some(mask) = mask {
                scores = scores.broadcast_add(mask)?;
            }
            outputs.push(ops::softmax_last_dim(&scores)?.matmul(&own(&value)?)?);
        }
        self.output.forward(&Tensor::cat(&outputs, D::Minus1)?)
    }
}

impl Gate {
    fn load(scope: &Scope<'_>, width: usize, heads: usize) -> std::result::Result<Self, LoadError> {
        let layer = scope.sub("gru_rel_pos_linear");
        // The eight outputs are only ever summed by four, so the weights may be.
        let weight = layer.tensor_as("weight", &[8, width], &[2, 4, width])?;
        let bias = layer.tensor_as("bias", &[8], &[2, 4])?;
        let factors = scope.tensor_as("gru_rel_pos_const", &[1, heads, 1, 1], &[heads])?;
        Ok(Self {
            linear: Linear::new(weight.sum(1)?, Some(bias.sum(1)?)),
            factors: factors.to_vec1()?,
        })
    }

    /// `[batch, frames, 1]` for the part of the input that belongs to a head.
    fn forward(&self, input: &Tensor, head: usize) -> Result<Tensor> {
        let gates = ops::sigmoid(&self.linear.forward(input)?)?;
        let (update, reset) = (gates.narrow(2, 0, 1)?, gates.narrow(2, 1, 1)?);
        let factor = f64::from(self.factors[head]);
        (update * reset.affine(factor, -1.0)?)? + 2.0
    }
}

/// WavLM's bias by distance, which its layers share.
pub(super) struct Distances {
    /// Bias of each bucket for each head.
    heads: Vec<Vec<f32>>,
    farthest: usize,
    device: Device,
}

impl Distances {
    /// Loads the table, which only the first layer's attention has.
    pub(super) fn load(scope: &Scope<'_>, config: &Config) -> std::result::Result<Self, LoadError> {
        let shape = [config.num_buckets, config.num_attention_heads];
        let table = scope.sub("rel_attn_embed").tensor("weight", &shape)?;
        Ok(Self {
            heads: table.t()?.to_vec2()?,
            farthest: config.max_bucket_distance,
            device: table.device().clone(),
        })
    }

    /// The bias of each head, `[frames, frames]`: rows attend, columns are attended to.
    pub(super) fn forward(&self, frames: usize) -> Result<Vec<Tensor>> {
        let head = |buckets: &Vec<f32>| {
            let side = buckets.len() / 2;
            let bucket = |distance| bucket(distance, side, self.farthest);
            // From the farthest before to the farthest behind; rows are windows of it.
            let before = (1..frames).rev().map(|distance| buckets[bucket(distance)]);
            let behind = (1..frames).map(|distance| buckets[side + bucket(distance)]);
            let line: Vec<f32> = before.chain([buckets[0]]).chain(behind).collect();
            let rows = (0..frames)
                .rev()
                .flat_map(|from| &line[from..from + frames]);
            let rows: Vec<f32> = rows.copied().collect();
            Tensor::from_vec(rows, (frames, frames), &self.device)
        };
        self.heads.iter().map(head).collect()
    }
}

/// The bucket of a distance among `count` of one side: one each for short distances, then by the
/// logarithm up to `farthest`. In f32 as the models were trained, for it decides at the borders.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "distances and buckets are small and not negative"
)]
fn bucket(distance: usize, count: usize, farthest: usize) -> usize {
    let exact = count / 2;
    if distance < exact {
        return distance;
    }
    let log = (distance as f32 / exact as f32).ln();
    let log = log / (farthest as f64 / exact as f64).ln() as f32 * (count - exact) as f32;
    ((exact as f32 + log) as usize).min(count - 1)
}
