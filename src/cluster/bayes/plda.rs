//! Probabilistic linear discriminant analysis: embeddings brought into a space where, within one
//! speaker, every direction varies by 1, and between speakers each by its own known measure.
//!
//! The recipe and the files are those of pyannote's community-1 pipeline: `xvec_transform.npz`
//! (`mean1`, `lda`, `mean2`) and `plda.npz` (`mu`, `tr`, `psi`). The model was trained by
//! BUT Speech@FIT and is licensed CC-BY-4.0:
//! <https://huggingface.co/pyannote/speaker-diarization-community-1>.

use std::path::{Path, PathBuf};

use super::npy::{self, Array};
use super::rows::dot;

/// Why the files of a PLDA model can't be used.
#[derive(Debug, thiserror::Error)]
pub enum PldaError {
    /// None of the known files is there.
    #[error(
        "there is no xvec_transform.npz with plda.npz, nor plda_lda.npy, in {}: give the folder \
         that holds the speaker model's files", .0.display()
    )]
    Missing(PathBuf),
    /// A file can't be read.
    #[error("can't read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file is not what its name says.
    #[error("{file} is not usable ({reason}): download it again")]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// The arrays don't go together.
    #[error(
        "the speaker model's array {name} has the shape {found:?} in place of {wanted:?}: take all \
         its files from the same download"
    )]
    Shape {
        /// The array.
        name: &'static str,
        /// Its shape.
        found: Vec<usize>,
        /// The shape that fits the other arrays.
        wanted: Vec<usize>,
    },
    /// An array holds an impossible number.
    #[error("the speaker model's array {0} holds numbers that can't be: download its files again")]
    Value(&'static str),
}

/// What brings embeddings into the space in which speakers are told apart.
#[derive(Debug, Clone)]
pub struct Plda {
    /// Mean of the embeddings.
    mean: Vec<f64>,
    /// Linear discriminant analysis: a row for each value of an embedding, a column for each
    /// value that is kept.
    lda: Vec<f64>,
    /// What is taken off each value after that.
    offset: Vec<f64>,
    /// Mean of the speakers.
    centre: Vec<f64>,
    /// A row for each value of a feature, those that tell most first.
    basis: Vec<f64>,
    /// How much each value varies between speakers, where it varies by 1 within one.
    between: Vec<f64>,
}

impl Plda {
    /// Reads a folder: that of pyannote's community-1, its folder `plda`, or one of single arrays
    /// (`plda_mean1.npy` and so on), as some repositories keep them.
    ///
    /// # Errors
    /// When a file is missing, can't be read or is not what it should be.
    pub fn from_folder(folder: &Path) -> Result<Self, PldaError> {
        for folder in [folder.to_owned(), folder.join("plda")] {
            let (transform, plda) = (folder.join("xvec_transform.npz"), folder.join("plda.npz"));
            if transform.exists() || plda.exists() {
                let bytes = (read(&transform)?, read(&plda)?);
                return Self::from_arrays(|name| {
                    let (path, bytes) = match name {
                        "mean1" | "lda" | "mean2" => (&transform, &bytes.0),
                        _ => (&plda, &bytes.1),
                    };
                    npy::member(bytes, name).map_err(|reason| damaged(path, reason))
                });
            }
        }
        if !folder.join("plda_lda.npy").exists() {
            return Err(PldaError::Missing(folder.to_owned()));
        }
        Self::from_arrays(|name| {
            let path = folder.join(format!("plda_{name}.npy"));
            npy::parse(&read(&path)?).map_err(|reason| damaged(&path, reason))
        })
    }

    /// Reads the contents of `xvec_transform.npz` and `plda.npz`.
    ///
    /// # Errors
    /// When one is not what it should be.
    pub fn from_bytes(transform: &[u8], plda: &[u8]) -> Result<Self, PldaError> {
        Self::from_arrays(|name| {
            let (file, bytes) = match name {
                "mean1" | "lda" | "mean2" => ("xvec_transform.npz", transform),
                _ => ("plda.npz", plda),
            };
            npy::member(bytes, name).map_err(|reason| damaged(Path::new(file), reason))
        })
    }

    /// pyannote solves for the directions v with B v = λ W v and vᵀ W v = 1, where the files give
    /// W = (Tᵀ T)⁻¹ within a speaker and B = (Tᵀ Ψ⁻¹ T)⁻¹ between speakers, that is
    /// W = T⁻¹ T⁻ᵀ and B = T⁻¹ Ψ T⁻ᵀ. With v = Tᵀ u both sides become T⁻¹ Ψ u = λ T⁻¹ u, so the
    /// solutions are the rows of T themselves and λ their Ψ: all that is left to do is to put them
    /// into order. A solver may turn a row's sign, which nothing that is made of them tells.
    fn from_arrays(
        array: impl Fn(&'static str) -> Result<Array, PldaError>,
    ) -> Result<Self, PldaError> {
        let lda = array("lda")?;
        let &[inputs, outputs] = &lda.shape[..] else {
            return Err(shape("lda", lda, vec![256, 128]));
        };
        if inputs == 0 || outputs == 0 {
            return Err(shape("lda", lda, vec![256, 128]));
        }
        let fitting = |name: &'static str, wanted: &[usize]| {
            let array = array(name)?;
            if array.shape != wanted {
                return Err(shape(name, array, wanted.to_vec()));
            }
            finite(name, array)
        };
        let rows = fitting("tr", &[outputs, outputs])?;
        let spreads = fitting("psi", &[outputs])?;
        if spreads.iter().any(|&spread| spread <= 0.0) {
            return Err(PldaError::Value("psi"));
        }
        let mut order: Vec<usize> = (0..outputs).collect();
        order.sort_by(|&one, &other| spreads[other].total_cmp(&spreads[one]));
        let row = |&index: &usize| rows[index * outputs..(index + 1) * outputs].iter().copied();
        Ok(Self {
            mean: fitting("mean1", &[inputs])?,
            lda: finite("lda", lda)?,
            offset: fitting("mean2", &[outputs])?,
            centre: fitting("mu", &[outputs])?,
            basis: order.iter().flat_map(row).collect(),
            between: order.iter().map(|&index| spreads[index]).collect(),
        })
    }

    /// Values an embedding has: 256 for WeSpeaker's ResNet34.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.mean.len()
    }

    /// How much each value of a feature varies between speakers, where it varies by 1 within one;
    /// falling. pyannote's `phi`.
    #[must_use]
    pub fn between(&self) -> &[f64] {
        &self.between
    }

    /// Brings an embedding of [`Plda::inputs`] values, of any length, into the space of
    /// [`Plda::between`]. All values are double precision, as in the original.
    #[must_use]
    pub fn transform(&self, embedding: &[f32]) -> Vec<f64> {
        let outputs = self.between.len();
        let centred = embedding.iter().zip(&self.mean);
        let mut input: Vec<f64> = centred
            .map(|(&value, mean)| f64::from(value) - mean)
            .collect();
        scale(&mut input);
        let mut reduced = vec![0.0; outputs];
        for (value, row) in input.iter().zip(self.lda.chunks_exact(outputs)) {
            for (sum, weight) in reduced.iter_mut().zip(row) {
                *sum += value * weight;
            }
        }
        subtract(&mut reduced, &self.offset);
        scale(&mut reduced);
        subtract(&mut reduced, &self.centre);
        let rows = self.basis.chunks_exact(outputs);
        rows.map(|row| dot(row, &reduced)).collect()
    }
}

/// Scales to the length √n, so that values are about 1; leaves zeros.
fn scale(values: &mut [f64]) {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred values")]
    let count = values.len() as f64;
    let squares = dot(values, values);
    if squares > 0.0 {
        let factor = (count / squares).sqrt();
        for value in values {
            *value *= factor;
        }
    }
}

fn subtract(values: &mut [f64], others: &[f64]) {
    for (value, other) in values.iter_mut().zip(others) {
        *value -= other;
    }
}

fn finite(name: &'static str, array: Array) -> Result<Vec<f64>, PldaError> {
    if array.values.iter().all(|value| value.is_finite()) {
        Ok(array.values)
    } else {
        Err(PldaError::Value(name))
    }
}

fn shape(name: &'static str, array: Array, wanted: Vec<usize>) -> PldaError {
    PldaError::Shape {
        name,
        found: array.shape,
        wanted,
    }
}

fn read(path: &Path) -> Result<Vec<u8>, PldaError> {
    std::fs::read(path).map_err(|source| PldaError::Read {
        path: path.to_owned(),
        source,
    })
}

fn damaged(path: &Path, reason: String) -> PldaError {
    PldaError::Damaged {
        file: path.display().to_string(),
        reason,
    }
}
