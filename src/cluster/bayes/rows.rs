//! Rows of numbers, and the sums over two of them.

/// Terms summed side by side, so that sums compile to vector instructions.
const LANES: usize = 8;

/// Terms after which a sum that is too large already is given up.
const STRETCH: usize = 64;

/// A matrix held row by row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    /// Values a row, at least 1.
    pub(super) width: usize,
    /// All rows, one after another.
    pub(super) values: Vec<f64>,
}

impl Rows {
    /// The embeddings, each scaled to the length 1; all have `width` values and none is zero.
    pub(super) fn directions(embeddings: &[&[f32]], width: usize) -> Self {
        let mut values = Vec::with_capacity(embeddings.len() * width);
        for embedding in embeddings {
            let length = length(embedding);
            values.extend(embedding.iter().map(|&value| f64::from(value) / length));
        }
        Self { width, values }
    }

    pub(super) fn len(&self) -> usize {
        self.values.len() / self.width
    }

    pub(super) fn row(&self, index: usize) -> &[f64] {
        &self.values[index * self.width..(index + 1) * self.width]
    }

    pub(super) fn row_mut(&mut self, index: usize) -> &mut [f64] {
        &mut self.values[index * self.width..(index + 1) * self.width]
    }

    pub(super) fn iter(&self) -> std::slice::ChunksExact<'_, f64> {
        self.values.chunks_exact(self.width)
    }
}

/// Euclidean length of an embedding.
pub(super) fn length(embedding: &[f32]) -> f64 {
    let squares = embedding.iter().map(|&value| f64::from(value).powi(2));
    squares.sum::<f64>().sqrt()
}

/// Scalar product of two rows.
pub(super) fn dot(one: &[f64], other: &[f64]) -> f64 {
    sum(one, other, |one, other| one * other)
}

/// Square of the Euclidean distance of two rows.
pub(super) fn distance(one: &[f64], other: &[f64]) -> f64 {
    sum(one, other, |one, other| (one - other) * (one - other))
}

/// Square of the Euclidean distance of two rows, where it is at most `limit`.
pub(super) fn distance_within(one: &[f64], other: &[f64], limit: f64) -> Option<f64> {
    let mut sum = 0.0;
    for (one, other) in one.chunks(STRETCH).zip(other.chunks(STRETCH)) {
        sum += distance(one, other);
        if sum > limit {
            return None;
        }
    }
    (sum <= limit).then_some(sum)
}

#[inline]
fn sum(one: &[f64], other: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    let (ones, rest) = one.as_chunks::<LANES>();
    let (others, other_rest) = other.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (one, other) in ones.iter().zip(others) {
        for lane in 0..LANES {
            sums[lane] += term(one[lane], other[lane]);
        }
    }
    let rest = rest.iter().zip(other_rest);
    rest.fold(sums.iter().sum(), |sum, (&one, &other)| {
        sum + term(one, other)
    })
}

/// The labels renumbered from 0 in the order in which they first appear.
pub(super) fn by_appearance(labels: &[usize]) -> Vec<usize> {
    let most = labels.iter().max().map_or(0, |most| most + 1);
    let mut numbers = vec![None; most];
    let mut next = 0;
    let mut number = |&label: &usize| {
        *numbers[label].get_or_insert_with(|| {
            next += 1;
            next - 1
        })
    };
    labels.iter().map(&mut number).collect()
}
