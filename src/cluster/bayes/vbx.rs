//! Variational Bayes clustering of embeddings: each embedding belongs to each speaker with some
//! probability, speakers and probabilities are found in turns, and speakers that explain nothing
//! lose their weight.
//!
//! After Landini et al. 2022, "Bayesian HMM clustering of x-vector sequences (VBx)", without its
//! hidden Markov chain, as pyannote's community-1 pipeline uses it; the numbers in brackets are
//! the paper's equations.

use rayon::prelude::*;

use super::rows::{Rows, dot};

/// Scale of what the embeddings say: neighbouring windows share most of their audio.
const EVIDENCE: f64 = 0.07;
/// Weight of the prior: more leads to fewer speakers.
const PRIOR: f64 = 0.8;
/// Most turns.
const TURNS: usize = 20;
/// Least gain of the objective that is worth another turn.
const GAIN: f64 = 1e-4;
/// How surely an embedding belongs to its first cluster at the start: as e^7 to 1.
const SMOOTHING: f64 = 7.0;
/// Added to weights before their logarithm.
const FLOOR: f64 = 1e-8;
/// Least weight of a speaker.
const LEAST: f64 = 1e-7;
/// Embeddings that one thread takes at a time.
const BLOCK: usize = 512;

/// The speakers, and what belongs to whom.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mixture {
    /// A row for each embedding: the probability of each speaker.
    pub(super) shares: Rows,
    /// Each speaker's share of all embeddings.
    pub(super) weights: Vec<f64>,
}

impl Mixture {
    /// The speakers that have not lost their weight.
    pub(super) fn speakers(&self) -> Vec<usize> {
        let speakers = 0..self.weights.len();
        speakers
            .filter(|&index| self.weights[index] > LEAST)
            .collect()
    }
}

/// Finds the speakers of embeddings.
///
/// `features` holds a row for each embedding, of which the values vary by 1 within a speaker and
/// by `between` between them; `labels` gives each a first cluster, numbered from 0.
pub(super) fn mixture(features: &Rows, between: &[f64], labels: &[usize]) -> Mixture {
    let roots: Vec<f64> = between.iter().map(|spread| spread.sqrt()).collect();
    let scaled = |row: &[f64]| -> Vec<f64> { row.iter().zip(&roots).map(|(x, v)| x * v).collect() };
    let observed = Observed {
        scaled: Rows {
            width: features.width,
            values: features.iter().flat_map(scaled).collect(),
        },
        constants: features.iter().map(constant).collect(),
        between,
    };
    let speakers = labels.iter().max().map_or(0, |most| most + 1);
    let mut shares = first_shares(labels, speakers);
    #[expect(clippy::cast_precision_loss, reason = "a few thousand speakers")]
    let mut weights = vec![1.0 / speakers as f64; speakers];
    let mut before = f64::NEG_INFINITY;
    for _ in 0..TURNS {
        let model = Model::new(&observed, &shares);
        let likelihood = model.share(&observed, &weights, &mut shares);
        weights.fill(0.0);
        shares.iter().for_each(|row| add(&mut weights, row));
        let total: f64 = weights.iter().sum();
        for weight in &mut weights {
            *weight /= total;
        }
        let objective = likelihood - model.divergence;
        if objective - before < GAIN {
            break;
        }
        before = objective;
    }
    Mixture { shares, weights }
}

/// The embeddings, as the updates need them.
struct Observed<'a> {
    /// Features times the square root of their spread (18).
    scaled: Rows,
    /// Part of each embedding's likelihood that no speaker changes, in (23).
    constants: Vec<f64>,
    between: &'a [f64],
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred values")]
fn constant(row: &[f64]) -> f64 {
    let normal = row.len() as f64 * std::f64::consts::TAU.ln();
    -0.5 * (dot(row, row) + normal)
}

/// Each embedding with most of its share in its first cluster.
fn first_shares(labels: &[usize], speakers: usize) -> Rows {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand speakers")]
    let others = (-SMOOTHING).exp() * (speakers as f64 - 1.0);
    let most = 1.0 / (1.0 + others);
    let mut shares = Rows {
        width: speakers.max(1),
        values: vec![most * (-SMOOTHING).exp(); labels.len() * speakers],
    };
    for (index, &label) in labels.iter().enumerate() {
        shares.row_mut(index)[label] = most;
    }
    shares
}

/// The speakers' distributions.
struct Model {
    /// A row for each speaker: the mean (16).
    means: Rows,
    /// What each speaker's uncertainty takes off its likelihoods, in (23).
    penalties: Vec<f64>,
    /// How far the speakers are from the prior, in (25).
    divergence: f64,
}

impl Model {
    fn new(observed: &Observed, shares: &Rows) -> Self {
        let (counts, mut means) = gather(&observed.scaled, shares);
        let mut penalties = Vec::with_capacity(counts.len());
        let mut gain = 0.0;
        for (count, mean) in counts
            .iter()
            .zip(means.values.chunks_exact_mut(means.width))
        {
            let mut penalty = 0.0;
            for (mean, spread) in mean.iter_mut().zip(observed.between) {
                let variance = 1.0 / (1.0 + EVIDENCE / PRIOR * count * spread); // (17)
                *mean *= EVIDENCE / PRIOR * variance; // (16)
                penalty += (variance + *mean * *mean) * spread;
                gain += variance.ln() - variance - *mean * *mean + 1.0;
            }
            penalties.push(0.5 * penalty);
        }
        Self {
            means,
            penalties,
            divergence: -0.5 * PRIOR * gain,
        }
    }

    /// Shares each embedding out among the speakers (23); returns the likelihood of all.
    fn share(&self, observed: &Observed, weights: &[f64], shares: &mut Rows) -> f64 {
        let weights: Vec<f64> = weights.iter().map(|weight| (weight + FLOOR).ln()).collect();
        let width = shares.width;
        let blocks = shares.values.par_chunks_mut(BLOCK * width);
        let one = |(block, shares): (usize, &mut [f64])| -> f64 {
            let mut total = 0.0;
            for (index, shares) in shares.chunks_exact_mut(width).enumerate() {
                let index = block * BLOCK + index;
                let row = observed.scaled.row(index);
                let speakers = self.means.iter().zip(&self.penalties).zip(&weights);
                for (share, ((mean, penalty), weight)) in shares.iter_mut().zip(speakers) {
                    let fit = dot(row, mean) - penalty + observed.constants[index];
                    *share = EVIDENCE * fit + weight;
                }
                total += exponentials(shares);
            }
            total
        };
        // Summed in order, so that the result does not depend on the threads.
        let totals: Vec<f64> = blocks.enumerate().map(one).collect();
        totals.iter().sum()
    }
}

/// Turns logarithms into shares of 1; returns the logarithm of their sum.
fn exponentials(values: &mut [f64]) -> f64 {
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = values.iter().map(|value| (value - most).exp()).sum();
    let total = most + sum.ln();
    for value in values {
        *value = (*value - total).exp();
    }
    total
}

/// Each speaker's number of embeddings and their sum, weighted by the shares.
fn gather(rows: &Rows, shares: &Rows) -> (Vec<f64>, Rows) {
    let (width, speakers) = (rows.width, shares.width);
    let zeros = || (vec![0.0; speakers], vec![0.0; speakers * width]);
    let one = |(rows, shares): (&[f64], &[f64])| {
        let (mut counts, mut sums) = zeros();
        for (row, shares) in rows.chunks_exact(width).zip(shares.chunks_exact(speakers)) {
            add(&mut counts, shares);
            for (sum, share) in sums.chunks_exact_mut(width).zip(shares) {
                let terms = sum.iter_mut().zip(row);
                terms.for_each(|(sum, value)| *sum += share * value);
            }
        }
        (counts, sums)
    };
    let rows = rows.values.par_chunks(BLOCK * width);
    let shares = shares.values.par_chunks(BLOCK * speakers);
    let parts: Vec<(Vec<f64>, Vec<f64>)> = rows.zip(shares).map(one).collect();
    let (mut counts, mut values) = zeros();
    for part in parts {
        add(&mut counts, &part.0);
        add(&mut values, &part.1);
    }
    (counts, Rows { width, values })
}

fn add(sums: &mut [f64], terms: &[f64]) {
    sums.iter_mut()
        .zip(terms)
        .for_each(|(sum, term)| *sum += term);
}
