//! Products of matrices: weights in 8 bits, activations quantised row by row as they come.
//!
//! Each row of weights (one output) has one scale, each row of activations a scale and a zero
//! point, as in CTranslate2's and ONNX Runtime's dynamic quantisation. The integer products are
//! `rten-gemm`'s, which picks the machine's instructions when the program runs.

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::SimdOp as _;
use rten_tensor::{Matrix, MatrixLayout as _, NdTensorView};
use rten_vecmath::{MinMax, Normalize, NormalizeOptions, Softmax, Sum, SumSquareSub};

use super::Failure;
use super::simd::{Quantise, Rescale};

/// Least scale: rows of zeros have one, too.
const LEAST_SCALE: f32 = 1e-20;
/// The byte that stands for a weight of 0 while weights are quantised.
const MIDDLE: u8 = 128;
/// Added to variances, as in training.
const EPSILON: f32 = 1e-5;

/// The machine's ways to multiply; soon made, and not to be handed from thread to thread.
pub(super) struct Kernels {
    integers: GemmExecutor<u8, i8, i32>,
    floats: GemmExecutor<f32, f32, f32>,
    /// Largest weight. Where sums of two products are kept in 16 bits (AVX2 without VNNI), weights
    /// have seven bits, or the sums would not fit.
    largest: f32,
}

/// A matrix of floats that is ready to be multiplied with.
pub(super) type Packed = PackedBMatrix<f32>;

impl Kernels {
    pub(super) fn new() -> Self {
        let integers = GemmExecutor::<u8, i8, i32>::default();
        let largest = if integers.may_saturate() { 63.0 } else { 127.0 };
        Self {
            integers,
            floats: GemmExecutor::default(),
            largest,
        }
    }

    /// Makes a matrix of `inputs` rows and `outputs` columns ready.
    pub(super) fn pack(&self, matrix: Matrix<'_, f32>) -> Packed {
        self.floats.prepack_b(matrix)
    }

    /// `out = scale · a · b`
    pub(super) fn multiply(
        &self,
        a: Matrix<'_, f32>,
        b: &Packed,
        scale: f32,
        out: &mut [f32],
    ) -> Result<(), Failure> {
        let options = GemmOptions {
            alpha: scale,
            ..GemmOptions::default()
        };
        let (a, b) = (GemmInputA::Unpacked(a), GemmInputB::Packed(b));
        Ok(self.floats.gemm(out, a, b, options)?)
    }

    /// What queries attend to: their products with the keys, as probabilities, times the values. Each key
    /// stands for several, by the logarithms in `counts`. `scores` holds the probabilities afterwards, a
    /// row of `frames` for each query.
    pub(super) fn attend(
        &self,
        queries: Matrix<'_, f32>,
        (keys, values): (&Packed, &Packed),
        counts: &[f32],
        scores: &mut Vec<f32>,
        out: &mut [f32],
    ) -> Result<(), Failure> {
        let (rows, frames) = (queries.rows(), keys.cols());
        scores.resize(rows * frames, 0.0);
        self.multiply(queries, keys, root(queries.cols()), scores)?;
        for row in scores.chunks_exact_mut(frames) {
            add(row, counts);
            Softmax::new_mut(row).dispatch();
        }
        let probabilities = NdTensorView::from_data([rows, frames], &scores[..]);
        self.multiply(probabilities, values, 1.0, out)
    }
}

/// What products of queries and keys of such a width are scaled by.
#[expect(clippy::cast_precision_loss, reason = "a small number")]
pub(super) fn root(width: usize) -> f32 {
    1.0 / (width as f32).sqrt()
}

/// Rows of activations, quantised each by itself: `value = scale · (byte - zero)`.
#[derive(Default)]
pub(super) struct Rows {
    bytes: Vec<u8>,
    scales: Vec<f32>,
    zeros: Vec<u8>,
}

impl Rows {
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.scales.clear();
        self.zeros.clear();
    }

    pub(super) fn push(&mut self, row: &[f32]) {
        let (low, high) = MinMax::new(row).dispatch();
        let (low, high) = (low.min(0.0), high.max(0.0));
        let scale = ((high - low) / 255.0).max(LEAST_SCALE);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to 255"
        )]
        let zero = (-low / scale).round() as u8;
        quantise(row, 1.0 / scale, zero, &mut self.bytes);
        self.scales.push(scale);
        self.zeros.push(zero);
    }
}

/// Appends a row in bytes.
fn quantise(values: &[f32], inverse: f32, zero: u8, bytes: &mut Vec<u8>) {
    let before = bytes.len();
    bytes.resize(before + values.len(), 0);
    let out = &mut bytes[before..];
    Quantise {
        values,
        inverse,
        zero,
        out,
    }
    .dispatch();
}

/// Memory that one product after the other uses.
#[derive(Default)]
pub(super) struct Scratch {
    pub(super) rows: Rows,
    sums: Vec<i32>,
    /// What the last product gave.
    pub(super) out: Vec<f32>,
    normal: Vec<f32>,
}

/// Weights and biases.
pub(super) struct Linear {
    packed: PackedBMatrix<i8>,
    inputs: usize,
    outputs: usize,
    scales: Vec<f32>,
    /// Sum of each output's weights: what a zero point of 1 takes from its product.
    sums: Vec<i32>,
    bias: Vec<f32>,
}

impl Linear {
    /// From a row of weights for each output.
    pub(super) fn new(
        kernels: &Kernels,
        rows: impl Iterator<Item = impl AsRef<[f32]>>,
        bias: Vec<f32>,
    ) -> Self {
        let outputs = bias.len();
        let mut shifted: Vec<u8> = Vec::new();
        let mut scales = Vec::with_capacity(outputs);
        for row in rows {
            let row = row.as_ref();
            let (low, high) = MinMax::new(row).dispatch();
            let scale = (high.max(-low) / kernels.largest).max(LEAST_SCALE);
            shifted.reserve_exact(row.len() * (outputs - scales.len()));
            quantise(row, 1.0 / scale, MIDDLE, &mut shifted);
            scales.push(scale);
        }
        let bytes: Vec<i8> = (shifted.into_iter())
            .map(|byte| byte.wrapping_sub(MIDDLE).cast_signed())
            .collect();
        let inputs = bytes.len() / outputs.max(1);
        let sums = (bytes.chunks_exact(inputs.max(1)))
            .map(|row| row.iter().map(|byte| i32::from(*byte)).sum())
            .collect();
        let matrix = NdTensorView::from_data([outputs, inputs], &bytes[..]);
        Self {
            packed: kernels.integers.prepack_b(matrix.transposed()),
            inputs,
            outputs,
            scales,
            sums,
            bias,
        }
    }

    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }

    /// Puts the products of the scratch's rows into its `out`.
    ///
    /// Zero points are taken off here: in `rten-gemm` 0.27, those of rows beyond the first 64 are
    /// taken from the wrong rows.
    pub(super) fn apply(&self, kernels: &Kernels, scratch: &mut Scratch) -> Result<(), Failure> {
        let Scratch {
            rows, sums, out, ..
        } = scratch;
        let count = rows.scales.len();
        sums.resize(count * self.outputs, 0);
        let a = NdTensorView::from_data([count, self.inputs], &rows.bytes[..]);
        let (a, b) = (GemmInputA::Unpacked(a), GemmInputB::Packed(&self.packed));
        kernels.integers.gemm(sums, a, b, GemmOptions::default())?;
        out.resize(sums.len(), 0.0);
        let rows = rows.scales.iter().zip(&rows.zeros);
        let all = sums
            .chunks_exact(self.outputs)
            .zip(out.chunks_exact_mut(self.outputs));
        for ((products, out), (scale, zero)) in all.zip(rows) {
            Rescale {
                products,
                zero: *zero,
                scale: *scale,
                sums: &self.sums,
                own: &self.scales,
                bias: &self.bias,
                out,
            }
            .dispatch();
        }
        Ok(())
    }

    /// The same for rows of floats.
    pub(super) fn of<'s>(
        &self,
        kernels: &Kernels,
        rows: &[f32],
        scratch: &'s mut Scratch,
    ) -> Result<&'s mut Vec<f32>, Failure> {
        scratch.rows.clear();
        for row in rows.chunks_exact(self.inputs) {
            scratch.rows.push(row);
        }
        self.apply(kernels, scratch)?;
        Ok(&mut scratch.out)
    }
}

/// Layer normalisation.
pub(super) struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Norm {
    pub(super) fn new(weight: Vec<f32>, bias: Vec<f32>) -> Self {
        Self { weight, bias }
    }

    /// Normalises one row in place.
    pub(super) fn apply(&self, row: &mut [f32]) {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let count = row.len() as f32;
        let mean = Sum::new(row).dispatch() / count;
        let variance = SumSquareSub::new(row, mean).dispatch() / count;
        let options = NormalizeOptions {
            pre_scale_bias: mean,
            scale: 1.0 / (variance + EPSILON).sqrt(),
            element_scale: Some(&self.weight),
            bias: 0.0,
            element_bias: Some(&self.bias),
        };
        Normalize::new_mut(row, options).dispatch();
    }

    /// Quantises rows, normalised, into a scratch.
    pub(super) fn quantise(&self, rows: &[f32], scratch: &mut Scratch) {
        scratch.rows.clear();
        for row in rows.chunks_exact(self.weight.len()) {
            scratch.normal.clear();
            scratch.normal.extend_from_slice(row);
            self.apply(&mut scratch.normal);
            scratch.rows.push(&scratch.normal);
        }
    }
}

/// Adds one list to another.
pub(super) fn add(to: &mut [f32], from: &[f32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: usize, seed: u64) -> Vec<f32> {
        let mut random = fastrand::Rng::with_seed(seed);
        (0..count).map(|_| random.f32() * 2.0 - 0.7).collect()
    }

    #[test]
    fn products_are_those_of_floats_but_for_rounding() {
        let kernels = Kernels::new();
        // More rows than a block has, each with a zero point of its own, and odd sizes.
        for (rows, inputs, outputs) in [(150, 512, 96), (1, 64, 7), (67, 2_048, 33)] {
            let mut input = numbers(rows * inputs, 1);
            for (index, row) in input.chunks_exact_mut(inputs).enumerate() {
                let shift = f32::from(u8::try_from(index % 7).expect("small")) - 3.0;
                for value in row {
                    *value += shift;
                }
            }
            let weights = numbers(outputs * inputs, 2);
            let bias = numbers(outputs, 3);
            let rows_of_weights = weights.chunks_exact(inputs);
            let linear = Linear::new(&kernels, rows_of_weights, bias.clone());
            let mut scratch = Scratch::default();
            let out = linear.of(&kernels, &input, &mut scratch).expect("shapes");
            assert_eq!(out.len(), rows * outputs);
            for (row, out) in input.chunks_exact(inputs).zip(out.chunks_exact(outputs)) {
                let length: f32 = row.iter().map(|value| value * value).sum::<f32>().sqrt();
                for ((weights, bias), out) in
                    weights.chunks_exact(inputs).zip(&bias).zip(out.iter())
                {
                    let exact: f32 = row.iter().zip(weights).map(|(a, b)| a * b).sum();
                    let error = (exact + bias - out).abs();
                    assert!(error < 0.05 * length, "{error} of {length}");
                }
            }
        }
    }

    #[test]
    fn rows_are_normalised() {
        let norm = Norm::new(vec![2.0; 4], vec![1.0; 4]);
        let mut row = [1.0, 2.0, 3.0, 4.0];
        norm.apply(&mut row);
        let mean: f32 = row.iter().sum::<f32>() / 4.0;
        assert!((mean - 1.0).abs() < 1e-5);
        assert!((row[3] - row[0] - 2.0 * 3.0 / 1.25f32.sqrt()).abs() < 1e-3);
    }
}
