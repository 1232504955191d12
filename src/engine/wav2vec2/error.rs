//! Why a model can't be used: one sentence each, with the file and what mends it.

use std::path::{Path, PathBuf};

use crate::checkpoint::CheckpointError;

/// Why a checkpoint folder could not be loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    /// A file of the checkpoint can't be used.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint is of another kind of model.
    #[error(
        "{} describes {found}: give a wav2vec2, HuBERT or WavLM checkpoint fine-tuned for speech \
         recognition (its architecture ends in ForCTC)", path.display()
    )]
    NotCtc {
        /// The configuration.
        path: PathBuf,
        /// What it describes.
        found: String,
    },
    /// The vocabulary does not tell what the model's outputs mean.
    #[error("{} is no vocabulary for this model: {reason}", path.display())]
    Vocabulary {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what mends it.
        reason: String,
    },
    /// A token's id lies beyond the model's outputs.
    #[error(
        "{} gives a token the id {id}, but the model has {outputs} outputs: take the vocabulary \
         and the weights from the same checkpoint", path.display()
    )]
    VocabularyTooLarge {
        /// The vocabulary.
        path: PathBuf,
        /// The largest id.
        id: usize,
        /// Outputs of the model's head.
        outputs: usize,
    },
    /// The weights lack a tensor.
    #[error(
        "{} has no tensor {name}: take the weights and config.json from the same checkpoint, one \
         fine-tuned for speech recognition", path.display()
    )]
    NoTensor {
        /// The weights.
        path: PathBuf,
        /// The tensor's name.
        name: String,
    },
    /// A tensor is not of the shape that config.json implies.
    #[error(
        "in {}, {name} has the shape {stored:?} where config.json asks for {expected:?}: take \
         both from the same checkpoint", path.display()
    )]
    Shape {
        /// The weights.
        path: PathBuf,
        /// The tensor's name.
        name: String,
        /// Its shape.
        stored: Vec<usize>,
        /// The shape that config.json implies.
        expected: Vec<usize>,
    },
    /// The runtime could not hold the model, or there is no such device.
    #[error("the model can't be placed on this device ({0}): use a smaller model, or the CPU")]
    Device(#[from] candle_core::Error),
}

impl LoadError {
    pub(super) fn unsupported(path: &Path, option: &'static str, value: impl Into<String>) -> Self {
        CheckpointError::unsupported(path, option, value).into()
    }
}
