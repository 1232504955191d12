//! Telling the speakers of a recording apart, as pyannote's community-1 pipeline does: first
//! clusters by distance, then variational Bayes, and k-means where that finds fewer or more
//! speakers than are wanted.

mod kmeans;
mod linkage;
mod npy;
mod plda;
mod rows;
mod vbx;

use rayon::prelude::*;

use super::SpeakerCount;
pub use plda::{Plda, PldaError};
use rows::{Rows, length};

/// How far apart, as directions, two first clusters may be to be joined: 0 for the same direction,
/// 2 for opposite ones.
const REACH: f64 = 0.6;
/// Most first clusters, so that four hours of noise need no more than 250 MB and a minute: far more
/// than there are speakers.
const MOST_FIRST: usize = 2_000;

/// What each speaker sounds like, as vectors of length 1.
pub(super) fn speakers(embeddings: &[&[f32]], plda: &Plda, count: SpeakerCount) -> Vec<Vec<f32>> {
    let (centroids, _) = cluster(embeddings, plda, count);
    let narrow = |centroid: &Vec<f64>| {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "embeddings are single precision"
        )]
        let values: Vec<f32> = centroid.iter().map(|value| *value as f32).collect();
        super::unit(&values)
    };
    centroids.iter().filter_map(narrow).collect()
}

/// The speakers' mean embeddings, and whether their number was forced.
///
/// `embeddings` are those of clean speech, of [`Plda::inputs`] values and any length; those that
/// are zero or not finite say nothing. There may be fewer speakers than `count` asks for where
/// there are not as many different embeddings. Needs some 60 MB for 8,000 embeddings and 100
/// first clusters.
fn cluster(embeddings: &[&[f32]], plda: &Plda, count: SpeakerCount) -> (Vec<Vec<f64>>, bool) {
    let says_something = |embedding: &&[f32]| {
        let length = length(embedding);
        length > 0.0 && length.is_finite() && embedding.len() == plda.inputs()
    };
    let all = embeddings.iter().copied();
    let used: Vec<&[f32]> = all.filter(says_something).collect();
    match used.len() {
        0 | 1 => {
            let wide = |one: &&[f32]| one.iter().map(|&value| value.into()).collect();
            (used.iter().map(wide).collect(), false)
        }
        _ => several(&used, plda, count),
    }
}

/// The centroids of two embeddings or more, and whether their number was forced.
fn several(used: &[&[f32]], plda: &Plda, count: SpeakerCount) -> (Vec<Vec<f64>>, bool) {
    let directions = Rows::directions(used, plda.inputs());
    let first = linkage::join(directions.clone(), REACH, MOST_FIRST);
    let mixture = vbx::mixture(&features(used, plda), plda.between(), &first);
    let speakers = mixture.speakers();
    let wanted = count.nearest(speakers.len()).min(used.len());
    if wanted == speakers.len() {
        let share = |row: usize, speaker: usize| mixture.shares.row(row)[speakers[speaker]];
        return (centroids(used, speakers.len(), share), false);
    }
    let labels = kmeans::part(&directions, wanted);
    let found = labels.iter().max().map_or(0, |most| most + 1);
    let share = |row: usize, speaker: usize| f64::from(u8::from(labels[row] == speaker));
    (centroids(used, found, share), true)
}

fn features(used: &[&[f32]], plda: &Plda) -> Rows {
    let rows: Vec<Vec<f64>> = used
        .par_iter()
        .map(|embedding| plda.transform(embedding))
        .collect();
    Rows {
        width: plda.between().len(),
        values: rows.concat(),
    }
}

/// Means of the embeddings, weighted by each one's share in each speaker.
fn centroids(
    used: &[&[f32]],
    speakers: usize,
    share: impl Fn(usize, usize) -> f64 + Sync,
) -> Vec<Vec<f64>> {
    let one = |speaker: usize| -> Vec<f64> {
        let mut sums = vec![0.0; used[0].len()];
        let mut total = 0.0;
        for (row, embedding) in used.iter().enumerate() {
            let share = share(row, speaker);
            total += share;
            let terms = sums.iter_mut().zip(*embedding);
            terms.for_each(|(sum, &value)| *sum += share * f64::from(value));
        }
        for sum in &mut sums {
            *sum /= total;
        }
        sums
    };
    (0..speakers).into_par_iter().map(one).collect()
}

#[cfg(test)]
mod tests;
