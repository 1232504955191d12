//! A given number of clusters around their means (k-means), from seeds spread out by k-means++
//! (Arthur and Vassilvitskii 2007), each the best of a few candidates.

use rayon::prelude::*;

use super::rows::{Rows, by_appearance, distance};

/// Times it is begun anew; the tightest clusters are taken.
const STARTS: usize = 3;
/// Seed of the draws, so that the same recording always gives the same speakers.
const SEED: u64 = 42;
/// Most turns of a start.
const TURNS: usize = 300;
/// Fewest rows worth another thread.
const WORTH_A_THREAD: usize = 256;

/// Parts the rows into `clusters` clusters, or into as many as there are different rows; returns
/// each row's cluster, numbered by first appearance.
pub(super) fn part(rows: &Rows, clusters: usize) -> Vec<usize> {
    let mut random = Random(SEED);
    let starts = (0..STARTS).map(|_| settle(rows, seeds(rows, clusters, &mut random)));
    let best = starts.min_by(|(_, one), (_, other)| one.total_cmp(other));
    best.map_or_else(Vec::new, |(labels, _)| by_appearance(&labels))
}

/// Moves the centres to the means of the rows nearest to them until no row changes over; returns
/// each row's centre, and the sum of the squared distances.
fn settle(rows: &Rows, mut centres: Rows) -> (Vec<usize>, f64) {
    let mut nearest = assign(rows, &centres);
    for _ in 0..TURNS {
        recentre(rows, &nearest, &mut centres);
        let next = assign(rows, &centres);
        let same = next
            .iter()
            .zip(&nearest)
            .all(|(one, other)| one.0 == other.0);
        nearest = next;
        if same {
            break;
        }
    }
    let spread = nearest.iter().map(|(_, distance)| distance).sum();
    (
        nearest.into_iter().map(|(centre, _)| centre).collect(),
        spread,
    )
}

/// Each row's nearest centre and its squared distance.
fn assign(rows: &Rows, centres: &Rows) -> Vec<(usize, f64)> {
    let one = |row: &[f64]| {
        let all = centres
            .iter()
            .map(|centre| distance(row, centre))
            .enumerate();
        all.fold((0, f64::INFINITY), |best, next| {
            if next.1 < best.1 { next } else { best }
        })
    };
    let rows = rows.values.par_chunks_exact(rows.width);
    rows.with_min_len(WORTH_A_THREAD).map(one).collect()
}

fn recentre(rows: &Rows, nearest: &[(usize, f64)], centres: &mut Rows) {
    let mut sizes = vec![0.0; centres.len()];
    centres.values.fill(0.0);
    for (row, &(centre, _)) in rows.iter().zip(nearest) {
        sizes[centre] += 1.0;
        let sums = centres.row_mut(centre).iter_mut().zip(row);
        sums.for_each(|(sum, value)| *sum += value);
    }
    let mut far: Vec<usize> = Vec::new();
    for (centre, &size) in sizes.iter().enumerate() {
        if size > 0.0 {
            centres
                .row_mut(centre)
                .iter_mut()
                .for_each(|sum| *sum /= size);
            continue;
        }
        // A centre that no row is nearest to begins again at the row furthest from its own.
        let others = (0..rows.len()).filter(|row| !far.contains(row));
        let furthest = others.max_by(|&one, &other| nearest[one].1.total_cmp(&nearest[other].1));
        if let Some(row) = furthest {
            centres.row_mut(centre).copy_from_slice(rows.row(row));
            far.push(row);
        }
    }
}

/// Rows to begin at: each drawn with the square of its distance to those before.
fn seeds(rows: &Rows, clusters: usize, random: &mut Random) -> Rows {
    let mut centres = Rows {
        width: rows.width,
        values: Vec::with_capacity(clusters * rows.width),
    };
    let mut distances = vec![1.0; rows.len()];
    let draws = 2 + clusters.max(1).ilog2();
    for index in 0..clusters.min(rows.len()) {
        let draws = if index == 0 { 1 } else { draws };
        let Some(cumulated) = cumulate(&distances) else {
            break;
        };
        let candidate = |row: usize| {
            let from = rows.row(row);
            let nearer = |(to, &before): (&[f64], &f64)| {
                let now = distance(from, to);
                if index == 0 { now } else { now.min(before) }
            };
            let distances: Vec<f64> = rows.iter().zip(&distances).map(nearer).collect();
            (row, distances.iter().sum::<f64>(), distances)
        };
        let candidates = (0..draws).map(|_| candidate(random.index(&cumulated)));
        let best = candidates.min_by(|one, other| one.1.total_cmp(&other.1));
        if let Some((row, _, closest)) = best {
            centres.values.extend_from_slice(rows.row(row));
            distances = closest;
        }
    }
    centres
}

/// The running sums; `None` when all are zero.
fn cumulate(weights: &[f64]) -> Option<Vec<f64>> {
    let mut sum = 0.0;
    let running = weights.iter().map(|weight| {
        sum += weight;
        sum
    });
    let running: Vec<f64> = running.collect();
    (sum > 0.0).then_some(running)
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ bits >> 31
    }

    /// An index drawn by weights, of which the running sums are given.
    fn index(&mut self, cumulated: &[f64]) -> usize {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let sum = cumulated.last().copied().unwrap_or(0.0) * share;
        cumulated
            .partition_point(|&running| running <= sum)
            .min(cumulated.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_rows_come_together() {
        let values = vec![0.0, 10.0, 0.1, 10.1, 0.2, 20.0];
        let rows = Rows { width: 1, values };
        assert_eq!(part(&rows, 3), [0, 1, 0, 1, 0, 2]);
        assert_eq!(part(&rows, 1), [0; 6]);
    }

    #[test]
    fn there_are_no_more_clusters_than_different_rows() {
        let same = Rows {
            width: 2,
            values: vec![0.5; 10],
        };
        assert_eq!(part(&same, 3), [0; 5]);
        let two = Rows {
            width: 1,
            values: vec![1.0, 2.0, 1.0],
        };
        assert_eq!(part(&two, 3), [0, 1, 0]);
        assert_eq!(part(&two, 9), [0, 1, 0]);
    }
}
