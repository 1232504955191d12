//! Average linkage over cosine distances, without a matrix of distances.
//!
//! For vectors of length 1 the mean cosine between the members of two clusters is the dot product
//! of the clusters' mean vectors. So each cluster is kept as one vector, and four hours of audio
//! need megabytes where a matrix would need hundreds. The order of merges is found by following
//! chains of nearest neighbours (F. Murtagh, "A survey of recent advances in hierarchical
//! clustering algorithms", 1983), which gives the same tree as merging the nearest pair each time.

use super::{SpeakerCount, dot, unit};

/// A cluster with fewer members than a tenth of all, or than this, is no speaker of its own.
/// At 2.5 s from window to window it stands for one who is heard for a few seconds.
const SMALL_CLUSTER: usize = 5;
const SMALL_SHARE: f64 = 0.1;
/// Clusters nearer than this share of the threshold are of one voice for certain.
const ONE_VOICE: f64 = 0.8;
/// When a number of speakers is asked for, smaller clusters count.
const SMALL_SHARE_WHEN_ASKED: f64 = 0.03;

/// Speakers of embeddings of length 1, as vectors of length 1.
pub(super) fn speakers(
    embeddings: &[&[f32]],
    threshold: f64,
    count: SpeakerCount,
) -> Vec<Vec<f32>> {
    let tree = Tree::build(embeddings);
    let merges = tree.merges_below(threshold);
    let small = smallest(embeddings.len(), SMALL_SHARE);
    let found = tree.count_of(small)[merges].max(usize::from(!embeddings.is_empty()));
    let wanted = count.nearest(found);
    let (merges, small) = if wanted == found {
        (merges, small)
    } else {
        let small = smallest(embeddings.len(), SMALL_SHARE_WHEN_ASKED);
        let counts = tree.count_of(small);
        let distance = |at: &usize| (counts[*at].abs_diff(wanted), at.abs_diff(merges));
        // One voice isn't made into two, however many are asked for.
        let certain = tree.merges_below(threshold * ONE_VOICE);
        let best = (certain..counts.len()).min_by_key(distance);
        let best = best.unwrap_or(merges);
        (best, small)
    };
    let mut clusters = tree.cut(merges);
    clusters.sort_by_key(|members| std::cmp::Reverse(members.len()));
    let large = clusters.iter().filter(|members| members.len() >= small);
    let kept = large
        .count()
        .clamp(1, count.most.unwrap_or(usize::MAX).max(1));
    clusters.truncate(kept);
    let centre = |members: Vec<usize>| {
        let mut sum = vec![0.0; embeddings[members[0]].len()];
        for member in members {
            for (total, value) in sum.iter_mut().zip(embeddings[member]) {
                *total += value;
            }
        }
        unit(&sum)
    };
    clusters.into_iter().filter_map(centre).collect()
}

/// Members from which on a cluster of so many embeddings is a speaker.
fn smallest(embeddings: usize, share: f64) -> usize {
    let share = crate::transcript::ratio(embeddings, 1) * share;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    let members = share.round() as usize;
    members.clamp(1, SMALL_CLUSTER)
}

/// The merges of a set of vectors, nearest first.
struct Tree {
    leaves: usize,
    merges: Vec<Merge>,
}

/// Two leaves whose clusters are joined, and how far these are apart.
#[derive(Debug, Clone, Copy)]
struct Merge {
    left: usize,
    right: usize,
    distance: f64,
}

/// A cluster on the way: the sum of its members, how many they are, and one of them.
struct Cluster {
    sum: Vec<f32>,
    size: f32,
    leaf: usize,
}

impl Cluster {
    fn distance(&self, other: &Self) -> f32 {
        1.0 - dot(&self.sum, &other.sum) / (self.size * other.size)
    }
}

impl Tree {
    fn build(vectors: &[&[f32]]) -> Self {
        let cluster = |(leaf, vector): (usize, &&[f32])| Cluster {
            sum: vector.to_vec(),
            size: 1.0,
            leaf,
        };
        let mut clusters: Vec<Cluster> = vectors.iter().enumerate().map(cluster).collect();
        let mut merges = Vec::new();
        // Indices into `clusters`, each the nearest neighbour of the one before.
        let mut chain: Vec<usize> = Vec::new();
        while clusters.len() > 1 {
            let last = *chain.last().unwrap_or(&0);
            if chain.is_empty() {
                chain.push(last);
            }
            let before = chain.len().checked_sub(2).map(|at| chain[at]);
            let (nearest, distance) = nearest(&clusters, last, before);
            if before != Some(nearest) {
                chain.push(nearest);
                continue;
            }
            chain.truncate(chain.len() - 2);
            merges.push(Merge {
                left: clusters[last].leaf,
                right: clusters[nearest].leaf,
                distance: f64::from(distance),
            });
            join(&mut clusters, &mut chain, last, nearest);
        }
        merges.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        Self {
            leaves: vectors.len(),
            merges,
        }
    }

    /// How many merges are of clusters at most `threshold` apart.
    fn merges_below(&self, threshold: f64) -> usize {
        self.merges
            .partition_point(|merge| merge.distance <= threshold)
    }

    /// For each number of merges from none, how many clusters have at least `small` members.
    fn count_of(&self, small: usize) -> Vec<usize> {
        let mut sets = Sets::new(self.leaves);
        let mut large = if small <= 1 { self.leaves } else { 0 };
        let mut counts = vec![large];
        for merge in &self.merges {
            let (left, right) = sets.join(merge.left, merge.right);
            large += usize::from(left + right >= small);
            large -= usize::from(left >= small) + usize::from(right >= small);
            counts.push(large);
        }
        counts
    }

    /// The members of each cluster after so many merges.
    fn cut(&self, merges: usize) -> Vec<Vec<usize>> {
        let mut sets = Sets::new(self.leaves);
        for merge in &self.merges[..merges] {
            sets.join(merge.left, merge.right);
        }
        let mut clusters = vec![Vec::new(); self.leaves];
        for leaf in 0..self.leaves {
            clusters[sets.root(leaf)].push(leaf);
        }
        clusters.retain(|members| !members.is_empty());
        clusters
    }
}

/// The cluster nearest to `of`. Of several, `favourite` is taken, or chains would go in circles.
fn nearest(clusters: &[Cluster], of: usize, favourite: Option<usize>) -> (usize, f32) {
    let mut best = (usize::MAX, f32::INFINITY);
    if let Some(index) = favourite {
        best = (index, clusters[of].distance(&clusters[index]));
    }
    for (index, cluster) in clusters.iter().enumerate() {
        if index != of {
            let distance = clusters[of].distance(cluster);
            if distance < best.1 {
                best = (index, distance);
            }
        }
    }
    best
}

/// Joins two clusters into one place; the last cluster moves to the other place.
fn join(clusters: &mut Vec<Cluster>, chain: &mut [usize], a: usize, b: usize) {
    let (kept, freed) = (a.min(b), a.max(b));
    let moved = clusters.len() - 1;
    let gone = clusters.swap_remove(freed);
    for (total, value) in clusters[kept].sum.iter_mut().zip(&gone.sum) {
        *total += value;
    }
    clusters[kept].size += gone.size;
    for link in chain {
        if *link == moved {
            *link = freed;
        }
    }
}

/// Disjoint sets of leaves.
struct Sets {
    parents: Vec<usize>,
    sizes: Vec<usize>,
}

impl Sets {
    fn new(leaves: usize) -> Self {
        Self {
            parents: (0..leaves).collect(),
            sizes: vec![1; leaves],
        }
    }

    fn root(&mut self, mut leaf: usize) -> usize {
        while self.parents[leaf] != leaf {
            self.parents[leaf] = self.parents[self.parents[leaf]];
            leaf = self.parents[leaf];
        }
        leaf
    }

    /// Joins two sets; gives the sizes they had.
    fn join(&mut self, a: usize, b: usize) -> (usize, usize) {
        let (a, b) = (self.root(a), self.root(b));
        let sizes = (self.sizes[a], self.sizes[b]);
        self.parents[b] = a;
        self.sizes[a] += self.sizes[b];
        sizes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Merges the nearest pair of clusters until one is left, by the definition.
    fn distances(vectors: &[Vec<f32>]) -> Vec<f64> {
        let mut clusters: Vec<Vec<usize>> = (0..vectors.len()).map(|leaf| vec![leaf]).collect();
        let mut distances = Vec::new();
        while clusters.len() > 1 {
            let mut best = (0, 0, f64::INFINITY);
            for (a, left) in clusters.iter().enumerate() {
                for (b, right) in clusters.iter().enumerate().skip(a + 1) {
                    let pairs = left.iter().flat_map(|x| right.iter().map(move |y| (x, y)));
                    let total: f64 = pairs
                        .map(|(x, y)| 1.0 - f64::from(dot(&vectors[*x], &vectors[*y])))
                        .sum();
                    let mean = total / (left.len() * right.len()) as f64;
                    if mean < best.2 {
                        best = (a, b, mean);
                    }
                }
            }
            let right = clusters.remove(best.1);
            clusters[best.0].extend(right);
            distances.push(best.2);
        }
        distances
    }

    proptest! {
        #[test]
        fn merges_are_those_of_the_definition(
            raw in proptest::collection::vec(proptest::collection::vec(-1.0f32..1.0, 5), 0..24)
        ) {
            let vectors: Vec<Vec<f32>> = raw.iter().filter_map(|vector| unit(vector)).collect();
            let views: Vec<&[f32]> = vectors.iter().map(Vec::as_slice).collect();
            let tree = Tree::build(&views);
            let expected = distances(&vectors);
            prop_assert_eq!(tree.merges.len(), expected.len());
            for (merge, expected) in tree.merges.iter().zip(&expected) {
                prop_assert!((merge.distance - expected).abs() < 1e-4);
            }
            for merges in 0..=tree.merges.len() {
                let clusters = tree.cut(merges);
                prop_assert_eq!(clusters.len(), vectors.len() - merges);
                for small in 1..4 {
                    let large = clusters.iter().filter(|members| members.len() >= small).count();
                    prop_assert_eq!(tree.count_of(small)[merges], large);
                }
            }
        }
    }

    #[test]
    fn equal_vectors_end() {
        let vectors = vec![[1.0f32, 0.0].as_slice(); 40];
        let tree = Tree::build(&vectors);
        assert_eq!(tree.cut(tree.merges_below(0.1)).len(), 1);
    }
}
