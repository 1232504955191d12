//! A spectrogram to what the decoder attends to: two convolutions and a stack of layers.

use rayon::prelude::*;
use rten_simd::SimdUnaryOp as _;
use rten_tensor::NdTensorView;
use rten_vecmath::Gelu;

use super::linear::{Kernels, Linear, Norm, Packed, Scratch, add};
use super::{Failure, weights};
use crate::engine::Run;
use crate::ggml::Model;

/// Rows that are worked on together: what they need stays in a core's cache.
const BLOCK: usize = 120;
/// Frames that a convolution sees at once.
const TAPS: usize = 3;
/// Silence behind the sound that is computed step by step, in steps of 20 ms.
const MARGIN: usize = 25;
/// Steps of the silence behind that which one stands for.
const STRIDE: usize = 8;

/// What a window sounds like to the decoder.
pub(super) struct Encoded {
    /// Rows of the model's width.
    pub(super) rows: Vec<f32>,
    /// Logarithm of how many steps of 20 ms each row stands for.
    pub(super) counts: Vec<f32>,
}

/// The steps of a window that are computed, and the logarithm of how many each stands for: those with
/// sound and some behind them one by one, the silence behind these thinned out. Neighbours in silence
/// are so much alike that attention to one of them, as strong as to all it stands for, gives nearly the
/// same (Bolya et al., Token Merging, 2023, who call it proportional attention).
fn kept(context: usize, heard: usize) -> Vec<(usize, f32)> {
    let close = (heard + MARGIN).min(context);
    let single = (0..close).map(|step| (step, 0.0));
    let thinned = (close..context).step_by(STRIDE).map(|first| {
        let count = STRIDE.min(context - first);
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let logarithm = (count as f32).ln();
        (first + count / 2, logarithm)
    });
    single.chain(thinned).collect()
}

struct Layer {
    norm: Norm,
    /// Queries, keys and values, side by side.
    inputs: Linear,
    output: Linear,
    second_norm: Norm,
    up: Linear,
    down: Linear,
}

/// The first half of the network.
pub(super) struct Encoder {
    first: Packed,
    first_bias: Vec<f32>,
    second: Linear,
    positions: Vec<f32>,
    layers: Vec<Layer>,
    norm: Norm,
    bands: usize,
    width: usize,
    heads: usize,
    context: usize,
}

impl Encoder {
    /// Reads the encoder of a model; `None` if a part of it is missing or has another shape.
    pub(super) fn read(model: &Model, kernels: &Kernels) -> Option<Self> {
        let header = &model.header;
        let (width, bands) = (header.audio_width, header.mels);
        (width % header.audio_heads == 0).then_some(())?;
        let first = model.floats("encoder.conv1.weight", width * bands * TAPS)?;
        let first = by_frame(&first, bands);
        let first = NdTensorView::from_data([width, bands * TAPS], &first[..]);
        let second = model.floats("encoder.conv2.weight", width * width * TAPS)?;
        let second = by_frame(&second, width);
        let second = second.chunks_exact(width * TAPS);
        let second_bias = model.floats("encoder.conv2.bias", width)?;
        let layers = (0..header.audio_layers).into_par_iter().map(|index| {
            let name = |part: &str| format!("encoder.blocks.{index}.{part}");
            Some(Layer {
                norm: weights::norm(model, &name("attn_ln"), width)?,
                inputs: weights::attention(model, kernels, &name("attn"), width)?,
                output: weights::linear(model, kernels, &name("attn.out"), width, width)?,
                second_norm: weights::norm(model, &name("mlp_ln"), width)?,
                up: weights::linear(model, kernels, &name("mlp.0"), width, 4 * width)?,
                down: weights::linear(model, kernels, &name("mlp.2"), 4 * width, width)?,
            })
        });
        Some(Self {
            layers: layers.collect::<Option<_>>()?,
            first: kernels.pack(first.transposed()),
            first_bias: model.floats("encoder.conv1.bias", width)?,
            second: Linear::new(kernels, second, second_bias),
            positions: model
                .floats("encoder.positional_embedding", header.audio_context * width)?,
            norm: weights::norm(model, "encoder.ln_post", width)?,
            bands,
            width,
            heads: header.audio_heads,
            context: header.audio_context,
        })
    }

    /// Frames of a spectrogram that the encoder hears at once.
    pub(super) fn frames(&self) -> usize {
        2 * self.context
    }

    /// From a spectrogram of [`Self::frames`] rows, of which the first `heard` may hold sound, to rows of
    /// the model's width.
    pub(super) fn run(
        &self,
        kernels: &Kernels,
        spectrogram: &[f32],
        heard: usize,
        run: Run<'_>,
    ) -> Result<Encoded, Failure> {
        let width = self.width;
        let (steps, counts): (Vec<usize>, Vec<f32>) =
            kept(self.context, heard.div_ceil(2)).into_iter().unzip();
        let mut state = self.convolve(kernels, spectrogram, &steps)?;
        let mut inputs = vec![0.0; state.len() * 3];
        let mut mixed = vec![0.0; state.len()];
        for layer in &self.layers {
            run.check()?;
            inputs
                .par_chunks_mut(BLOCK * 3 * width)
                .zip(state.par_chunks(BLOCK * width))
                .try_for_each_init(Scratch::default, |scratch, (inputs, state)| {
                    layer.norm.quantise(state, scratch);
                    layer.inputs.apply(kernels, scratch)?;
                    inputs.copy_from_slice(&scratch.out);
                    Ok::<_, Failure>(())
                })?;
            self.attend(kernels, &inputs, &counts, &mut mixed)?;
            state
                .par_chunks_mut(BLOCK * width)
                .zip(mixed.par_chunks(BLOCK * width))
                .try_for_each_init(Scratch::default, |scratch, (state, mixed)| {
                    add(state, layer.output.of(kernels, mixed, scratch)?);
                    layer.second_norm.quantise(state, scratch);
                    layer.up.apply(kernels, scratch)?;
                    let mut hidden = std::mem::take(&mut scratch.out);
                    Gelu {}.map_mut(&mut hidden);
                    add(state, layer.down.of(kernels, &hidden, scratch)?);
                    Ok::<_, Failure>(())
                })?;
        }
        state
            .par_chunks_mut(width)
            .for_each(|row| self.norm.apply(row));
        Ok(Encoded {
            rows: state,
            counts,
        })
    }

    /// Both convolutions, for some steps in order; the second takes every other frame.
    fn convolve(
        &self,
        kernels: &Kernels,
        spectrogram: &[f32],
        steps: &[usize],
    ) -> Result<Vec<f32>, Failure> {
        let (width, bands) = (self.width, self.bands);
        let frames = frames_under(steps);
        let spectrogram = padded(spectrogram, bands);
        // Before the first frame is a row of zeros.
        let mut first = vec![0.0; (1 + frames.len()) * width];
        first[width..]
            .par_chunks_mut(BLOCK * width)
            .zip(frames.par_chunks(BLOCK))
            .try_for_each(|(out, frames)| {
                let patches: Vec<f32> = (frames.iter())
                    .flat_map(|frame| &spectrogram[frame * bands..(frame + TAPS) * bands])
                    .copied()
                    .collect();
                let rows = [frames.len(), TAPS * bands];
                let patches = NdTensorView::from_data(rows, &patches[..]);
                kernels.multiply(patches, &self.first, 1.0, out)?;
                for row in out.chunks_exact_mut(width) {
                    add(row, &self.first_bias);
                }
                Gelu {}.map_mut(out);
                Ok::<_, Failure>(())
            })?;
        let mut state = vec![0.0; steps.len() * width];
        state
            .par_chunks_mut(BLOCK * width)
            .zip(steps.par_chunks(BLOCK))
            .try_for_each_init(Scratch::default, |scratch, (state, steps)| {
                scratch.rows.clear();
                for step in steps {
                    let from = width * row_before(*step, &frames);
                    scratch.rows.push(&first[from..from + TAPS * width]);
                }
                self.second.apply(kernels, scratch)?;
                Gelu {}.map_mut(&mut scratch.out);
                state.copy_from_slice(&scratch.out);
                for (row, step) in state.chunks_exact_mut(width).zip(steps) {
                    add(row, &self.positions[step * width..]);
                }
                Ok::<_, Failure>(())
            })?;
        Ok(state)
    }

    /// Every head of a layer, by itself.
    fn attend(
        &self,
        kernels: &Kernels,
        inputs: &[f32],
        counts: &[f32],
        mixed: &mut [f32],
    ) -> Result<(), Failure> {
        let (width, context) = (self.width, counts.len());
        let head_width = width / self.heads;
        let inputs = NdTensorView::from_data([context, 3 * width], inputs);
        let heads: Vec<Vec<f32>> = (0..self.heads)
            .into_par_iter()
            .map(|head| {
                let columns = |part: usize| {
                    let from = part * width + head * head_width;
                    from..from + head_width
                };
                let keys = kernels.pack(inputs.slice((.., columns(1))).transposed());
                let values = kernels.pack(inputs.slice((.., columns(2))));
                let mut out = vec![0.0; context * head_width];
                let mut scores = Vec::new();
                for (block, out) in out.chunks_mut(BLOCK * head_width).enumerate() {
                    let rows = block * BLOCK..block * BLOCK + out.len() / head_width;
                    let queries = inputs.slice((rows, columns(0)));
                    kernels.attend(queries, (&keys, &values), counts, &mut scores, out)?;
                }
                Ok(out)
            })
            .collect::<Result<_, Failure>>()?;
        mixed
            .par_chunks_mut(width)
            .enumerate()
            .for_each(|(index, row)| {
                for (to, head) in row.chunks_exact_mut(head_width).zip(&heads) {
                    to.copy_from_slice(&head[index * head_width..(index + 1) * head_width]);
                }
            });
        Ok(())
    }
}

/// The frames of the first convolution that the second one sees at some steps, in order: two frames a
/// step, and one before.
fn frames_under(steps: &[usize]) -> Vec<usize> {
    let seen = |step: &usize| (2 * step).saturating_sub(1)..=2 * step + 1;
    let mut frames: Vec<usize> = steps.iter().flat_map(seen).collect();
    frames.dedup();
    frames
}

/// The row of a step's first frame, among `frames` with a row of zeros before them.
fn row_before(step: usize, frames: &[usize]) -> usize {
    match (2 * step).checked_sub(1) {
        Some(first) => 1 + frames.partition_point(|frame| *frame < first),
        None => 0,
    }
}

/// Rows with a row of zeros before and behind them.
fn padded(rows: &[f32], width: usize) -> Vec<f32> {
    let zeros = vec![0.0; width];
    [&zeros, rows, &zeros].concat()
}

/// Weights of a convolution, from channels of frames to frames of channels.
fn by_frame(weights: &[f32], channels: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(weights.len());
    for output in weights.chunks_exact(channels * TAPS) {
        for frame in 0..TAPS {
            out.extend(output.iter().skip(frame).step_by(TAPS));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(context: usize, heard: usize) -> Vec<usize> {
        kept(context, heard)
            .into_iter()
            .map(|(step, _)| step)
            .collect()
    }

    #[test]
    fn sound_is_computed_step_by_step() {
        assert_eq!(steps(1_500, 1_500), (0..1_500).collect::<Vec<_>>());
        assert_eq!(steps(1_500, 1_490), (0..1_500).collect::<Vec<_>>());
        let short = steps(1_500, 100);
        assert_eq!(short[..125], (0..125).collect::<Vec<_>>());
        assert!(short.len() < 300, "{}", short.len());
    }

    #[test]
    fn steps_see_three_frames_in_a_row() {
        let steps = [0, 1, 2, 7, 15];
        let frames = frames_under(&steps);
        assert_eq!(frames, [0, 1, 2, 3, 4, 5, 13, 14, 15, 29, 30, 31]);
        let rows = steps.map(|step| row_before(step, &frames));
        assert_eq!(rows, [0, 2, 4, 7, 10]);
    }

    #[test]
    fn every_step_is_stood_for_once() {
        for heard in [0, 1, 77, 1_000, 1_471] {
            let kept = kept(1_500, heard);
            let all: f32 = kept.iter().map(|(_, count)| count.exp()).sum();
            assert!((all - 1_500.0).abs() < 0.1, "{heard}: {all}");
            assert!(kept.windows(2).all(|pair| pair[0].0 < pair[1].0));
            assert!(kept.iter().all(|(step, _)| *step < 1_500));
        }
    }
}
