//! Why a model can't be converted.

use std::io;
use std::path::{Path, PathBuf};

use crate::checkpoint::CheckpointError;
use crate::ggml::Fault;

/// Why a model can't be converted.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// It has no form that is known.
    #[error(
        "{} is no Whisper model that can be converted: give a CTranslate2 folder (model.bin, \
         config.json and a vocabulary), a Hugging Face checkpoint (config.json and \
         model.safetensors or pytorch_model.bin) or an OpenAI file (.pt)",
        path.display()
    )]
    Unknown {
        /// What was given.
        path: PathBuf,
    },
    /// It is a model of another kind, or one stored in an unknown way.
    #[error("{} is not supported: {reason}", path.display())]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// What is.
        reason: String,
    },
    /// Its weights are cut short or contradict themselves.
    #[error("{} is damaged or cut short ({reason}): download it again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// It lacks a tensor of Whisper's, or has it in another shape.
    #[error("{} has no tensor {name} of the shape {shape:?}: is it a Whisper model?", path.display())]
    Tensor {
        /// The file or folder.
        path: PathBuf,
        /// Its name there.
        name: String,
        /// The shape that it should have.
        shape: Vec<usize>,
    },
    /// Nothing says what its tokens stand for.
    #[error(
        "there is no vocabulary beside {}: give --tokenizer with a vocab.json, tokenizer.json, \
         vocabulary.txt, .tiktoken file or ggml file of the same family (English or multilingual)",
        path.display()
    )]
    NoVocabulary {
        /// The model.
        path: PathBuf,
    },
    /// A vocabulary that isn't this model's.
    #[error("{} is no vocabulary for this model: {reason}", path.display())]
    Vocabulary {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A checkpoint can't be used.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A ggml file can't be used.
    #[error("{} can't be used: {source}", path.display())]
    Ggml {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Fault,
    },
    /// A file can't be read.
    #[error("can't read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The new file can't be written.
    #[error("can't write the model: {0}")]
    Write(#[from] io::Error),
}

impl ConvertError {
    pub(super) fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        let (path, reason) = (path.to_owned(), reason.into());
        Self::Damaged { path, reason }
    }

    pub(super) fn unsupported(path: &Path, reason: impl Into<String>) -> Self {
        let (path, reason) = (path.to_owned(), reason.into());
        Self::Unsupported { path, reason }
    }

    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Read { path, source }
    }
}
