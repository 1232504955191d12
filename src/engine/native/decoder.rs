//! Tokens so far to the logits of the next: a stack of layers that attend to the tokens before
//! and to what the encoder heard.

use rayon::prelude::*;
use rten_simd::{SimdOp as _, SimdUnaryOp as _};
use rten_tensor::NdTensorView;
use rten_vecmath::{Gelu, Softmax};

use super::encoder::Encoded;
use super::linear::{Kernels, Linear, Norm, Packed, Scratch, add, root};
use super::simd::{Mix, Scores};
use super::{Failure, weights};
use crate::ggml::{Model, Stored};

struct Layer {
    norm: Norm,
    /// Queries, keys and values, side by side.
    inputs: Linear,
    output: Linear,
    cross_norm: Norm,
    cross_query: Linear,
    /// Keys and values of what was heard, side by side.
    cross_inputs: Linear,
    cross_output: Linear,
    last_norm: Norm,
    up: Linear,
    down: Linear,
}

/// The second half of the network.
pub(super) struct Decoder {
    embedding: Stored,
    positions: Vec<f32>,
    layers: Vec<Layer>,
    norm: Norm,
    logits: Linear,
    width: usize,
    heads: usize,
    context: usize,
}

/// What the encoder heard, as the decoder's layers attend to it.
pub(super) struct CrossCache {
    /// Keys, in bytes, and values of each head of each layer: they are read again for every token, so
    /// their size is their price.
    layers: Vec<Vec<(Linear, Packed)>>,
    frames: usize,
}

/// Keys and values of tokens, in the order in which the tokens came: a row for each.
#[derive(Default)]
pub(super) struct Cache {
    layers: Vec<(Vec<f32>, Vec<f32>)>,
    tokens: usize,
}

/// A token whose successor is wanted.
pub(super) struct Row<'a> {
    pub(super) token: u32,
    /// Places in the cache of the tokens before it, in order.
    pub(super) past: &'a [u32],
}

/// Attention of chosen heads to what was heard: a row of frames for each head, token by token.
pub(super) struct Watch<'a> {
    /// Layers and heads.
    pub(super) heads: &'a [(usize, usize)],
    /// Probabilities, by head.
    pub(super) seen: Vec<Vec<f32>>,
}

impl<'a> Row<'a> {
    /// Tokens that follow one another, and get these places.
    pub(super) fn sequence(tokens: &[u32], places: &'a [u32]) -> Vec<Self> {
        let row = |(index, token): (usize, &u32)| Self {
            token: *token,
            past: &places[..index],
        };
        tokens.iter().enumerate().map(row).collect()
    }
}

impl Cache {
    /// Place of the next token.
    pub(super) fn next(&self) -> u32 {
        u32::try_from(self.tokens).unwrap_or(u32::MAX)
    }
}

impl Decoder {
    /// Reads the decoder of a model; `None` if a part of it is missing or has another shape.
    pub(super) fn read(model: &Model, kernels: &Kernels) -> Option<Self> {
        let header = &model.header;
        let width = header.text_width;
        let head_width = width.checked_div(header.text_heads)?;
        (head_width * header.text_heads == width).then_some(())?;
        let name = "decoder.token_embedding.weight";
        let embedding = model.stored(name, header.vocabulary, width)?;
        let layers = (0..header.text_layers).into_par_iter().map(|index| {
            let name = |part: &str| format!("decoder.blocks.{index}.{part}");
            let linear = |part: &str, inputs: usize, outputs: usize| {
                weights::linear(model, kernels, &name(part), inputs, outputs)
            };
            let cross = weights::keys_and_values(model, kernels, &name("cross_attn"), width);
            Some(Layer {
                norm: weights::norm(model, &name("attn_ln"), width)?,
                inputs: weights::attention(model, kernels, &name("attn"), width)?,
                output: linear("attn.out", width, width)?,
                cross_norm: weights::norm(model, &name("cross_attn_ln"), width)?,
                cross_query: linear("cross_attn.query", width, width)?,
                cross_inputs: cross?,
                cross_output: linear("cross_attn.out", width, width)?,
                last_norm: weights::norm(model, &name("mlp_ln"), width)?,
                up: linear("mlp.0", width, 4 * width)?,
                down: linear("mlp.2", 4 * width, width)?,
            })
        });
        Some(Self {
            layers: layers.collect::<Option<_>>()?,
            positions: model.floats("decoder.positional_embedding", header.text_context * width)?,
            norm: weights::norm(model, "decoder.ln", width)?,
            logits: Linear::new(kernels, embedding.rows(), vec![0.0; header.vocabulary]),
            embedding,
            width,
            heads: header.text_heads,
            context: header.text_context,
        })
    }

    /// Most tokens of a decode.
    pub(super) fn context(&self) -> usize {
        self.context
    }

    /// Makes what the encoder heard ready to be attended to.
    pub(super) fn hear(&self, kernels: &Kernels, encoded: &Encoded) -> Result<CrossCache, Failure> {
        let (width, head_width) = (self.width, self.width / self.heads);
        let frames = encoded.counts.len();
        // Products are scaled after this is added to them.
        let counts = encoded.counts.iter().map(|count| count / root(head_width));
        let counts: Vec<f32> = counts.collect();
        let layers = self.layers.par_iter().map(|layer| {
            let mut scratch = Scratch::default();
            let both = layer
                .cross_inputs
                .of(kernels, &encoded.rows, &mut scratch)?;
            let matrix = NdTensorView::from_data([frames, 2 * width], &both[..]);
            let head = |head: usize| {
                let columns = |part: usize| {
                    let from = part * width + head * head_width;
                    from..from + head_width
                };
                let keys = both.chunks_exact(2 * width).map(|row| &row[columns(0)]);
                let keys = Linear::new(kernels, keys, counts.clone());
                (keys, kernels.pack(matrix.slice((.., columns(1)))))
            };
            Ok((0..self.heads).map(head).collect())
        });
        Ok(CrossCache {
            layers: layers.collect::<Result<_, Failure>>()?,
            frames,
        })
    }

    /// Takes tokens, which get the next places in the cache, and gives the logits of those that are
    /// `wanted`, a row of the vocabulary's length for each. Each token sees those in its `past` and
    /// itself.
    pub(super) fn step(
        &self,
        kernels: &Kernels,
        rows: &[Row<'_>],
        heard: &CrossCache,
        cache: &mut Cache,
        wanted: impl Fn(usize) -> bool,
    ) -> Result<Vec<f32>, Failure> {
        let states = self.states(kernels, rows, heard, cache, wanted, None)?;
        self.logits(kernels, &states)
    }

    /// Logits of states, a row of the vocabulary's length for each.
    pub(super) fn logits(&self, kernels: &Kernels, states: &[f32]) -> Result<Vec<f32>, Failure> {
        let mut scratch = Scratch::default();
        self.norm.quantise(states, &mut scratch);
        self.logits.apply(kernels, &mut scratch)?;
        Ok(scratch.out)
    }

    /// The same as [`Self::step`] up to the last layer: states of the model's width.
    pub(super) fn states(
        &self,
        kernels: &Kernels,
        rows: &[Row<'_>],
        heard: &CrossCache,
        cache: &mut Cache,
        wanted: impl Fn(usize) -> bool,
        mut watch: Option<&mut Watch<'_>>,
    ) -> Result<Vec<f32>, Failure> {
        let width = self.width;
        let mut state = Vec::with_capacity(rows.len() * width);
        for row in rows {
            let embedding = self.embedding.row(usize::try_from(row.token).unwrap_or(0));
            state.extend(embedding);
            let at = state.len() - width;
            add(&mut state[at..], &self.positions[row.past.len() * width..]);
        }
        cache
            .layers
            .resize_with(self.layers.len(), Default::default);
        let mut scratch = Scratch::default();
        let mut mixed = vec![0.0; rows.len() * width];
        for (index, layer) in self.layers.iter().enumerate() {
            layer.norm.quantise(&state, &mut scratch);
            layer.inputs.apply(kernels, &mut scratch)?;
            let first = cache.tokens;
            self.look_back(
                &scratch.out,
                rows,
                first,
                &mut cache.layers[index],
                &mut mixed,
            );
            add(&mut state, layer.output.of(kernels, &mixed, &mut scratch)?);
            layer.cross_norm.quantise(&state, &mut scratch);
            layer.cross_query.apply(kernels, &mut scratch)?;
            let heads = &heard.layers[index];
            self.look_at(kernels, &scratch.out, heads, &mut mixed, |head, scores| {
                if let Some(watch) = watch.as_deref_mut()
                    && let Some(at) = watch.heads.iter().position(|seen| *seen == (index, head))
                {
                    scores.clone_into(&mut watch.seen[at]);
                }
            })?;
            add(
                &mut state,
                layer.cross_output.of(kernels, &mixed, &mut scratch)?,
            );
            layer.last_norm.quantise(&state, &mut scratch);
            layer.up.apply(kernels, &mut scratch)?;
            let mut hidden = std::mem::take(&mut scratch.out);
            Gelu {}.map_mut(&mut hidden);
            add(&mut state, layer.down.of(kernels, &hidden, &mut scratch)?);
        }
        cache.tokens += rows.len();
        let wanted = (state.chunks_exact(width).enumerate()).filter(|(index, _)| wanted(*index));
        Ok(wanted.flat_map(|(_, row)| row.iter().copied()).collect())
    }

    /// Length of a state.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Length of a row of logits.
    pub(super) fn vocabulary(&self) -> usize {
        self.logits.outputs()
    }

    /// Attention to the tokens before.
    fn look_back(
        &self,
        inputs: &[f32],
        rows: &[Row<'_>],
        first: usize,
        (keys, values): &mut (Vec<f32>, Vec<f32>),
        mixed: &mut [f32],
    ) {
        let (width, head_width) = (self.width, self.width / self.heads);
        for row in inputs.chunks_exact(3 * width) {
            keys.extend_from_slice(&row[width..2 * width]);
            values.extend_from_slice(&row[2 * width..]);
        }
        let scale = root(head_width);
        let (mut places, mut scores) = (Vec::new(), Vec::new());
        let own = inputs
            .chunks_exact(3 * width)
            .zip(mixed.chunks_exact_mut(width));
        for (index, ((inputs, mixed), row)) in own.zip(rows).enumerate() {
            let past = row
                .past
                .iter()
                .filter_map(|place| usize::try_from(*place).ok());
            let seen: Vec<usize> = past.chain([first + index]).map(|at| at * width).collect();
            let heads = inputs[..width].chunks_exact(head_width);
            for (head, (query, out)) in heads.zip(mixed.chunks_exact_mut(head_width)).enumerate() {
                places.clear();
                places.extend(seen.iter().map(|at| at + head * head_width));
                scores.resize(places.len(), 0.0);
                Scores {
                    query,
                    keys,
                    places: &places,
                    scale,
                    out: &mut scores,
                }
                .dispatch();
                Softmax::new_mut(&mut scores).dispatch();
                Mix {
                    weights: &scores,
                    values,
                    places: &places,
                    out,
                }
                .dispatch();
            }
        }
    }

    /// Attention to what was heard; `seen` is told each head's probabilities.
    fn look_at(
        &self,
        kernels: &Kernels,
        queries: &[f32],
        heads: &[(Linear, Packed)],
        mixed: &mut [f32],
        mut seen: impl FnMut(usize, &[f32]),
    ) -> Result<(), Failure> {
        let (width, head_width) = (self.width, self.width / self.heads);
        let rows = queries.len() / width;
        let scale = root(head_width);
        let of_head = |(head, (keys, values)): (usize, &(Linear, Packed))| {
            let (mut scratch, mut out) = (Scratch::default(), vec![0.0; rows * head_width]);
            for row in queries.chunks_exact(width) {
                scratch
                    .rows
                    .push(&row[head * head_width..(head + 1) * head_width]);
            }
            keys.apply(kernels, &mut scratch)?;
            let mut scores = std::mem::take(&mut scratch.out);
            for row in scores.chunks_exact_mut(keys.outputs()) {
                for score in row.iter_mut() {
                    *score *= scale;
                }
                Softmax::new_mut(row).dispatch();
            }
            let weights = NdTensorView::from_data([rows, keys.outputs()], &scores[..]);
            kernels.multiply(weights, values, 1.0, &mut out)?;
            Ok((scores, out))
        };
        let heads = heads.par_iter().enumerate().map(of_head);
        let heads: Vec<(Vec<f32>, Vec<f32>)> = heads.collect::<Result<_, Failure>>()?;
        for (head, (scores, out)) in heads.iter().enumerate() {
            seen(head, scores);
            for (mixed, out) in mixed
                .chunks_exact_mut(width)
                .zip(out.chunks_exact(head_width))
            {
                mixed[head * head_width..(head + 1) * head_width].copy_from_slice(out);
            }
        }
        Ok(())
    }
}

impl CrossCache {
    /// Frames that were heard, of 20 ms each.
    pub(super) fn frames(&self) -> usize {
        self.frames
    }
}
