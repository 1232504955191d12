//! Loops over vectors that `rten-vecmath` has none for, or none that is fast; the machine's
//! instructions are picked when the program runs.
//!
//! Loops are written out: in closures and iterators that the compiler doesn't inline, each instruction
//! becomes a call (in `rten-vecmath` 0.27, so do those of `SumExpSub` and `Quantize`).

#![expect(
    clippy::inline_always,
    reason = "only inside the dispatcher are the instructions known"
)]

use rten_simd::ops::{BitOps as _, FloatOps as _, NarrowSaturate as _, NumOps as _, ToFloat as _};
use rten_simd::{Isa, SimdOp, SimdUnaryOp as _};
use rten_vecmath::Exp;

/// Products of one query with keys that lie scattered among others, times a scale.
pub(super) struct Scores<'a> {
    pub(super) query: &'a [f32],
    pub(super) keys: &'a [f32],
    /// Where each key begins.
    pub(super) places: &'a [usize],
    pub(super) scale: f32,
    /// One for each key.
    pub(super) out: &'a mut [f32],
}

impl SimdOp for Scores<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let width = ops.len();
        for (out, place) in self.out.iter_mut().zip(self.places) {
            let key = &self.keys[*place..*place + self.query.len()];
            let (queries, keys) = (self.query.chunks_exact(width), key.chunks_exact(width));
            let rest = queries.remainder().iter().zip(keys.remainder());
            let rest: f32 = rest.map(|(a, b)| a * b).sum();
            let mut sum = ops.zero();
            for (query, key) in queries.zip(keys) {
                sum = ops.mul_add(ops.load(query), ops.load(key), sum);
            }
            *out = (ops.sum(sum) + rest) * self.scale;
        }
    }
}

/// The sum of values that lie scattered among others, each with its weight.
pub(super) struct Mix<'a> {
    pub(super) weights: &'a [f32],
    pub(super) values: &'a [f32],
    /// Where each value begins.
    pub(super) places: &'a [usize],
    pub(super) out: &'a mut [f32],
}

impl SimdOp for Mix<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let width = ops.len();
        let whole = self.out.len() / width * width;
        for (index, out) in self.out.chunks_exact_mut(width).enumerate() {
            let mut sum = ops.zero();
            for (weight, place) in self.weights.iter().zip(self.places) {
                let value = &self.values[*place + index * width..][..width];
                sum = ops.mul_add(ops.splat(*weight), ops.load(value), sum);
            }
            ops.store(sum, out);
        }
        for (index, out) in self.out.iter_mut().enumerate().skip(whole) {
            let values = self.places.iter().map(|place| self.values[place + index]);
            *out = values
                .zip(self.weights)
                .map(|(value, weight)| value * weight)
                .sum();
        }
    }
}

/// Products of bytes to the floats that they stand for: `(product - zero · sum) · scale · own + bias`
/// with a sum, a scale and a bias for each column.
pub(super) struct Rescale<'a> {
    pub(super) products: &'a [i32],
    pub(super) zero: u8,
    pub(super) scale: f32,
    pub(super) sums: &'a [i32],
    pub(super) own: &'a [f32],
    pub(super) bias: &'a [f32],
    pub(super) out: &'a mut [f32],
}

impl SimdOp for Rescale<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (floats, integers) = (isa.f32(), isa.i32());
        let width = floats.len();
        let zero = i32::from(self.zero);
        let (zeros, scales) = (integers.splat(zero), floats.splat(self.scale));
        let mut at = 0;
        while at + width <= self.out.len() {
            let product = integers.load(&self.products[at..]);
            let sum = integers.mul(zeros, integers.load(&self.sums[at..]));
            let value = integers.to_float(integers.sub(product, sum));
            let scale = floats.mul(scales, floats.load(&self.own[at..]));
            let value = floats.mul_add(value, scale, floats.load(&self.bias[at..]));
            floats.store(value, &mut self.out[at..]);
            at += width;
        }
        for at in at..self.out.len() {
            #[expect(clippy::cast_precision_loss, reason = "sums of products of 15 bits")]
            let value = (self.products[at] - zero * self.sums[at]) as f32;
            self.out[at] = value * (self.scale * self.own[at]) + self.bias[at];
        }
    }
}

/// The sum of `exp(value - offset)`.
pub(super) struct SumExp<'a> {
    pub(super) values: &'a [f32],
    pub(super) offset: f32,
}

impl SimdOp for SumExp<'_> {
    type Output = f32;

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) -> f32 {
        let ops = isa.f32();
        let offset = ops.splat(self.offset);
        let parts = self.values.chunks_exact(ops.len());
        let mut rest = 0.0;
        for value in parts.remainder() {
            rest += (value - self.offset).exp();
        }
        let mut sum = ops.zero();
        for part in parts {
            sum = ops.add(sum, Exp::apply(isa, ops.sub(ops.load(part), offset)));
        }
        ops.sum(sum) + rest
    }
}

/// Floats to bytes: `value · inverse + zero`, rounded to the nearest and kept in range.
pub(super) struct Quantise<'a> {
    pub(super) values: &'a [f32],
    pub(super) inverse: f32,
    pub(super) zero: u8,
    pub(super) out: &'a mut [u8],
}

impl SimdOp for Quantise<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (floats, integers, bytes) = (isa.f32(), isa.i32(), isa.u8());
        let width = floats.len();
        let inverse = floats.splat(self.inverse);
        let zero = integers.splat(i32::from(self.zero));
        // Four vectors of floats make one of bytes.
        let parts = self.values.chunks_exact(4 * width);
        let rest = parts.remainder();
        for (part, out) in parts.zip(self.out.chunks_exact_mut(4 * width)) {
            let mut four = [zero; 4];
            for (at, sum) in four.iter_mut().enumerate() {
                let value = floats.mul(floats.load(&part[at * width..]), inverse);
                *sum = integers.add(floats.to_int_round(value), zero);
            }
            let low = integers.narrow_saturate(four[0], four[1]);
            let high = integers.narrow_saturate(four[2], four[3]);
            bytes.store(isa.i16().narrow_saturate(low, high), out);
        }
        let whole = self.values.len() - rest.len();
        for (value, out) in rest.iter().zip(&mut self.out[whole..]) {
            let value = (value * self.inverse).round_ties_even() + f32::from(self.zero);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "kept in range by the cast"
            )]
            let byte = value as u8;
            *out = byte;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_plain_loops() {
        let mut random = fastrand::Rng::with_seed(7);
        let mut numbers = |count: usize| -> Vec<f32> { (0..count).map(|_| random.f32()).collect() };
        // A length that is no multiple of any vector's.
        let (query, keys, weights) = (numbers(69), numbers(690), numbers(4));
        let places = [0, 69, 207, 621];
        let mut scores = [0.0; 4];
        Scores {
            query: &query,
            keys: &keys,
            places: &places,
            scale: 0.5,
            out: &mut scores,
        }
        .dispatch();
        let mut mixed = vec![0.0; 69];
        Mix {
            weights: &weights,
            values: &keys,
            places: &places,
            out: &mut mixed,
        }
        .dispatch();
        for (score, place) in scores.iter().zip(places) {
            let key = &keys[place..place + 69];
            let plain: f32 = query.iter().zip(key).map(|(a, b)| a * b).sum();
            assert!((score - plain * 0.5).abs() < 1e-4);
        }
        for (index, mixed) in mixed.iter().enumerate() {
            let plain = weights
                .iter()
                .zip(places)
                .map(|(w, at)| w * keys[at + index]);
            assert!((mixed - plain.sum::<f32>()).abs() < 1e-5);
        }
    }

    #[test]
    fn exponentials_are_summed() {
        let mut random = fastrand::Rng::with_seed(3);
        let mut values: Vec<f32> = (0..301).map(|_| random.f32() * 20.0 - 20.0).collect();
        // Tokens that may not be written.
        values[7] = f32::NEG_INFINITY;
        values[300] = f32::NEG_INFINITY;
        let offset = -0.5;
        let sum = SumExp {
            values: &values,
            offset,
        }
        .dispatch();
        let exact: f64 = values.iter().map(|x| f64::from(x - offset).exp()).sum();
        assert!((f64::from(sum) / exact - 1.0).abs() < 1e-5, "{sum} {exact}");
    }

    #[test]
    fn floats_become_bytes() {
        let mut random = fastrand::Rng::with_seed(5);
        let values: Vec<f32> = (0..333).map(|_| random.f32() * 6.0 - 3.0).collect();
        let mut out = vec![0; values.len()];
        Quantise {
            values: &values,
            inverse: 60.0,
            zero: 100,
            out: &mut out,
        }
        .dispatch();
        for (value, byte) in values.iter().zip(out) {
            let exact = ((value * 60.0).round_ties_even() + 100.0).clamp(0.0, 255.0);
            assert_eq!(f32::from(byte), exact, "{value}");
        }
    }

    #[test]
    fn products_become_floats() {
        let count = 37;
        let (products, sums) = (vec![1_000; count], vec![3; count]);
        let (own, bias) = (vec![0.5; count], vec![1.0; count]);
        let mut out = vec![0.0; count];
        Rescale {
            products: &products,
            zero: 200,
            scale: 0.1,
            sums: &sums,
            own: &own,
            bias: &bias,
            out: &mut out,
        }
        .dispatch();
        assert!(
            out.iter().all(|value| (value - 21.0).abs() < 1e-4),
            "{out:?}"
        );
    }
}
