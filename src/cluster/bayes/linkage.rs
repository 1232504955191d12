//! Joining the two nearest clusters again and again, where a cluster lies at the mean of its
//! members (centroid linkage).
//!
//! Only the centroids are held, and for each cluster the nearest one after it, so the memory is
//! that of the embeddings and not of their distances; the bookkeeping is that of Müllner 2011,
//! "Modern hierarchical, agglomerative clustering algorithms" (its generic algorithm).

use rayon::prelude::*;

use super::rows::{Rows, by_appearance, distance_within};

/// Rows compared with all others at once, so that those are fetched less often.
const TILE: usize = 16;

/// The nearest of the clusters after one.
#[derive(Debug, Clone, Copy)]
struct Nearest {
    /// Square of the distance; infinite where none is within reach.
    distance: f64,
    /// `None` where that was joined to another: then the next one is at least as far as it was.
    cluster: Option<usize>,
}

const NONE: Nearest = Nearest {
    distance: f64::INFINITY,
    cluster: None,
};

/// Joins clusters while two are no further apart than `reach`, and then while there are more than
/// `most`; returns each row's cluster, numbered by first appearance.
///
/// A joined cluster can be nearer to a third than its parts were. Cutting the whole tree at
/// `reach` parts all joins that have a longer one in or below them; once the shortest is longer,
/// that is every further one, so stopping there gives the same clusters.
pub(super) fn join(rows: Rows, reach: f64, most: usize) -> Vec<usize> {
    let mut tree = Tree::new(rows, reach * reach);
    tree.join(1);
    while tree.live.len() > most.max(1) {
        tree.reach_further();
        tree.join(most);
    }
    tree.labels()
}

struct Tree {
    /// Each live cluster's mean, in the row of its last member.
    centroids: Rows,
    sizes: Vec<f64>,
    nearest: Vec<Nearest>,
    /// Rows that stand for a cluster, rising.
    live: Vec<usize>,
    /// The later row that each row's cluster was joined to; itself while it is live.
    joined: Vec<usize>,
    /// Square of the distance within which clusters are joined.
    reach: f64,
}

impl Tree {
    fn new(rows: Rows, reach: f64) -> Self {
        let count = rows.len();
        let mut tree = Self {
            centroids: rows,
            sizes: vec![1.0; count],
            nearest: vec![NONE; count],
            live: (0..count).collect(),
            joined: (0..count).collect(),
            reach,
        };
        tree.search_all();
        tree
    }

    /// Finds the nearest cluster after each live one.
    fn search_all(&mut self) {
        let tiles = self.live.par_chunks(TILE).enumerate();
        let tile = |(tile, clusters): (usize, &[usize])| {
            let mut nearest = vec![NONE; clusters.len()];
            for &other in &self.live[tile * TILE..] {
                let before = clusters.iter().zip(&mut nearest);
                for (&cluster, nearest) in before.take_while(|(cluster, _)| **cluster < other) {
                    self.compare(cluster, other, nearest);
                }
            }
            nearest
        };
        let nearest: Vec<Vec<Nearest>> = tiles.map(tile).collect();
        for (&cluster, nearest) in self.live.iter().zip(nearest.into_iter().flatten()) {
            self.nearest[cluster] = nearest;
        }
    }

    /// Sets what is nearest to a cluster to another one if that is within reach and nearer.
    fn compare(&self, cluster: usize, other: usize, nearest: &mut Nearest) {
        let limit = nearest.distance.min(self.reach);
        let (one, two) = (self.centroids.row(cluster), self.centroids.row(other));
        if let Some(distance) = distance_within(one, two, limit) {
            *nearest = Nearest {
                distance,
                cluster: Some(other),
            };
        }
    }

    /// Joins clusters within reach, the nearest two first, while there are more than `most`.
    fn join(&mut self, most: usize) {
        while self.live.len() > most
            && let Some(cluster) = self.next()
        {
            match self.nearest[cluster].cluster {
                Some(other) => self.merge(cluster, other),
                None => self.nearest[cluster] = self.search(cluster),
            }
        }
    }

    /// The cluster to which another is nearest; `None` when none is within reach of another.
    fn next(&self) -> Option<usize> {
        let distance = |cluster: usize| self.nearest[cluster].distance;
        let all = self.live.iter().copied();
        let next = all.min_by(|&one, &other| distance(one).total_cmp(&distance(other)))?;
        distance(next).is_finite().then_some(next)
    }

    /// Finds the nearest cluster after this one.
    fn search(&self, cluster: usize) -> Nearest {
        let mut nearest = NONE;
        let later = self.live.partition_point(|&live| live <= cluster);
        for &other in &self.live[later..] {
            self.compare(cluster, other, &mut nearest);
        }
        nearest
    }

    /// Joins a cluster to a later one.
    fn merge(&mut self, cluster: usize, other: usize) {
        let (size, other_size) = (self.sizes[cluster], self.sizes[other]);
        let total = size + other_size;
        let width = self.centroids.width;
        let (before, after) = self.centroids.values.split_at_mut(other * width);
        let from = &before[cluster * width..][..width];
        for (to, from) in after.iter_mut().zip(from) {
            *to = (*to * other_size + from * size) / total;
        }
        self.sizes[other] = total;
        self.joined[cluster] = other;
        self.live.retain(|&live| live != cluster);
        let earlier = self.live.partition_point(|&live| live < other);
        for &live in &self.live[..earlier] {
            let mut nearest = self.nearest[live];
            if nearest.cluster == Some(cluster) || nearest.cluster == Some(other) {
                nearest.cluster = None;
            }
            self.compare(live, other, &mut nearest);
            self.nearest[live] = nearest;
        }
        self.nearest[other] = self.search(other);
    }

    fn reach_further(&mut self) {
        self.reach = (self.reach * 2.0).max(f64::MIN_POSITIVE);
        self.search_all();
    }

    fn labels(mut self) -> Vec<usize> {
        for index in (0..self.joined.len()).rev() {
            self.joined[index] = self.joined[self.joined[index]];
        }
        by_appearance(&self.joined)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::rows::distance;
    use super::*;

    /// The same by comparing all pairs before each join, to the end, and cutting the tree.
    #[expect(clippy::cast_precision_loss, reason = "a few rows")]
    fn plain(rows: &Rows, reach: f64) -> Vec<usize> {
        let mut clusters: Vec<(Vec<usize>, f64)> =
            (0..rows.len()).map(|row| (vec![row], 0.0)).collect();
        let mean = |members: &[usize]| -> Vec<f64> {
            let column = |column| {
                members
                    .iter()
                    .map(|&row| rows.row(row)[column])
                    .sum::<f64>()
            };
            (0..rows.width)
                .map(|index| column(index) / members.len() as f64)
                .collect()
        };
        let mut labels: Vec<usize> = (0..rows.len()).collect();
        while clusters.len() > 1 {
            let pairs =
                (0..clusters.len()).flat_map(|other| (0..other).map(move |one| (one, other)));
            let apart = |&(one, other): &(usize, usize)| {
                distance(&mean(&clusters[one].0), &mean(&clusters[other].0))
            };
            let (one, other) = pairs.min_by(|a, b| apart(a).total_cmp(&apart(b))).unwrap();
            let length = apart(&(one, other));
            let (members, below) = clusters.swap_remove(other);
            let cluster = &mut clusters[one];
            cluster.0.extend(members);
            cluster.1 = cluster.1.max(below).max(length);
            if cluster.1 <= reach * reach {
                cluster.0.iter().for_each(|&row| labels[row] = cluster.0[0]);
            }
        }
        by_appearance(&labels)
    }

    proptest! {
        #[test]
        fn clusters_are_those_of_comparing_all_pairs(
            values in proptest::collection::vec(-1.0..1.0, 3..90),
            reach in 0.1..1.5,
        ) {
            let width = 3;
            let mut values: Vec<f64> = values;
            values.truncate(values.len() / width * width);
            let rows = Rows { width, values };
            prop_assert_eq!(plain(&rows, reach), join(rows, reach, usize::MAX));
        }
    }

    #[test]
    fn too_many_clusters_are_joined_beyond_reach() {
        let values = [0.0, 1.0, 5.0, 6.0, 20.0].to_vec();
        let rows = Rows { width: 1, values };
        assert_eq!(join(rows.clone(), 0.1, 5), [0, 1, 2, 3, 4]);
        assert_eq!(join(rows.clone(), 0.1, 3), [0, 0, 1, 1, 2]);
        assert_eq!(join(rows, 0.1, 1), [0, 0, 0, 0, 0]);
    }

    #[test]
    fn nothing_and_one_row_need_no_join() {
        let none = Rows {
            width: 2,
            values: Vec::new(),
        };
        assert!(join(none, 1.0, 1).is_empty());
        let one = Rows {
            width: 2,
            values: vec![1.0, 0.0],
        };
        assert_eq!(join(one, 1.0, 1), [0]);
    }
}
