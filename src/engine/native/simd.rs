//! Loops over vectors that `rten-vecmath` has none for; the machine's instructions are picked when
//! the program runs.

use rten_simd::ops::{BitOps as _, NumOps as _, ToFloat as _};
use rten_simd::{Isa, SimdOp};

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

    #[expect(
        clippy::inline_always,
        reason = "only inside the dispatcher are the instructions known"
    )]
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

    #[expect(
        clippy::inline_always,
        reason = "only inside the dispatcher are the instructions known"
    )]
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

    #[expect(
        clippy::inline_always,
        reason = "only inside the dispatcher are the instructions known"
    )]
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
