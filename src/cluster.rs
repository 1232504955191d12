//! Voice embeddings to speakers: how many there are, and what each sounds like.
//!
//! Pure: vectors in, vectors out. Where a voice is heard is the pipeline's business.

mod average;
mod bayes;

pub use bayes::{Plda, PldaError};

/// How embeddings become speakers. The thresholds belong to the embedding network.
#[derive(Debug, Clone)]
pub enum Clustering {
    /// Agglomerative, by the mean cosine distance between the members of two clusters.
    Average {
        /// Clusters further apart than this are different speakers.
        threshold: f64,
    },
    /// Probabilistic discriminant analysis and variational Bayes, as pyannote's community-1 does.
    Bayes(Box<Plda>),
}

/// How many speakers there may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SpeakerCount {
    /// At least so many.
    pub least: Option<usize>,
    /// At most so many; 0 is as good as 1.
    pub most: Option<usize>,
}

impl SpeakerCount {
    /// The number nearest to `found` that is allowed.
    fn nearest(self, found: usize) -> usize {
        let found = self.least.map_or(found, |least| found.max(least));
        self.most.map_or(found, |most| found.min(most.max(1)))
    }
}

impl Clustering {
    /// What each speaker sounds like, as vectors of length 1, for embeddings that were heard well.
    ///
    /// There are fewer speakers than `count` asks for when no more can be told apart.
    #[must_use]
    pub fn speakers(&self, embeddings: &[&[f32]], count: SpeakerCount) -> Vec<Vec<f32>> {
        match self {
            Self::Average { threshold } => {
                let units: Vec<Vec<f32>> = embeddings.iter().filter_map(|e| unit(e)).collect();
                let units: Vec<&[f32]> = units.iter().map(Vec::as_slice).collect();
                average::speakers(&units, *threshold, count)
            }
            Self::Bayes(plda) => bayes::speakers(embeddings, plda, count),
        }
    }
}

/// The vector at length 1; `None` where it has no length, or holds what is no number.
#[must_use]
pub fn unit(vector: &[f32]) -> Option<Vec<f32>> {
    let length = dot(vector, vector).sqrt();
    (length.is_finite() && length > 1.0e-6)
        .then(|| vector.iter().map(|value| value / length).collect())
}

/// Cosine of the angle between two vectors; 0 where one has no direction.
#[must_use]
pub fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let cosine = dot(a, b) / (dot(a, a) * dot(b, b)).sqrt();
    if cosine.is_finite() { cosine } else { 0.0 }
}

/// Dot product; for vectors of length 1 the cosine of the angle between them.
#[must_use]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    // Eight sums side by side, which the compiler keeps in one register.
    let mut sums = [0.0f32; 8];
    let (heads, tails) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = heads
        .remainder()
        .iter()
        .zip(tails.remainder())
        .map(|(x, y)| x * y)
        .sum();
    for (x, y) in heads.zip(tails) {
        for (sum, (x, y)) in sums.iter_mut().zip(x.iter().zip(y)) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `members` vectors around each of `centres` axes, a little apart from one another.
    fn voices(centres: &[usize]) -> Vec<Vec<f32>> {
        let mut all = Vec::new();
        for (axis, members) in centres.iter().enumerate() {
            for member in 0..*members {
                let mut vector = vec![0.0; 16];
                vector[axis] = 1.0;
                vector[8 + member % 8] = 0.3;
                all.extend(unit(&vector));
            }
        }
        all
    }

    fn speakers(centres: &[usize], count: SpeakerCount) -> usize {
        let voices = voices(centres);
        let voices: Vec<&[f32]> = voices.iter().map(Vec::as_slice).collect();
        let method = Clustering::Average { threshold: 0.4 };
        method.speakers(&voices, count).len()
    }

    fn count(least: usize, most: usize) -> SpeakerCount {
        SpeakerCount {
            least: Some(least),
            most: Some(most),
        }
    }

    #[test]
    fn speakers_are_counted() {
        assert_eq!(speakers(&[], SpeakerCount::default()), 0);
        assert_eq!(speakers(&[1], SpeakerCount::default()), 1);
        assert_eq!(speakers(&[9, 8, 7], SpeakerCount::default()), 3);
        // One embedding in thirty is an accident.
        assert_eq!(speakers(&[15, 14, 1], SpeakerCount::default()), 2);
    }

    #[test]
    fn a_number_that_is_asked_for_is_kept() {
        assert_eq!(speakers(&[9, 8, 7], count(2, 2)), 2);
        assert_eq!(speakers(&[15, 14, 1], count(3, 3)), 3);
        assert_eq!(speakers(&[9, 8], count(1, 5)), 2);
        // One voice stays one.
        assert_eq!(speakers(&[9], count(4, 4)), 1);
        assert_eq!(speakers(&[2, 1], count(4, 4)), 2);
        assert_eq!(speakers(&[0], count(2, 2)), 0);
    }

    #[test]
    fn vectors_without_length_have_no_direction() {
        assert_eq!(unit(&[0.0, 0.0]), None);
        assert_eq!(unit(&[f32::NAN]), None);
        assert_eq!(unit(&[3.0, 4.0]), Some(vec![0.6, 0.8]));
        assert!((cosine(&[1.0, 0.0], &[2.0, 2.0]) - 0.5f32.sqrt()).abs() < 1e-6);
        assert_eq!(cosine(&[1.0], &[0.0]), 0.0);
        assert!((dot(&[1.0; 11], &[2.0; 11]) - 22.0).abs() < 1e-6);
    }
}
