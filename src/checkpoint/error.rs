//! Why a file of a checkpoint can't be used: one sentence each, with the file and what mends it.

use std::path::{Path, PathBuf};

/// Why a file of a checkpoint can't be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// A file that every checkpoint has is not there.
    #[error(
        "there is no {file} in {}: give the folder of a checkpoint, which holds config.json, \
         vocab.json and model.safetensors or pytorch_model.bin", folder.display()
    )]
    Missing {
        /// The checkpoint's folder.
        folder: PathBuf,
        /// What is missing.
        file: String,
    },
    /// A file is there but can't be read.
    #[error("can't read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file is not JSON.
    #[error("{} is not valid JSON ({reason}): download it again", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// Where and what is wrong.
        reason: String,
    },
    /// A JSON file has a value of the wrong kind, or one that names something unknown.
    #[error(
        "{} holds something that is not supported ({reason}): use another checkpoint",
        path.display()
    )]
    Value {
        /// The file.
        path: PathBuf,
        /// Where and what is wrong.
        reason: String,
    },
    /// The model uses an option that is not implemented, or one that makes no sense.
    #[error("{} asks for {option} {value}, which is not supported: use another checkpoint", path.display())]
    Unsupported {
        /// The configuration or weights.
        path: PathBuf,
        /// The option's name.
        option: &'static str,
        /// Its value.
        value: String,
    },
    /// The weights are cut short or not what their name says.
    #[error("{} is damaged or cut short ({reason}): download it again", path.display())]
    Damaged {
        /// The weights.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The pickle calls something other than the makers of tensors.
    #[error(
        "{} is not plain weights: it would run {call}, so nothing of it was used; take \
         model.safetensors instead", path.display()
    )]
    Code {
        /// The weights.
        path: PathBuf,
        /// The Python name it asks for.
        call: String,
    },
    /// The weights were saved in PyTorch's format from before 1.6.
    #[error(
        "{} was saved by PyTorch before 1.6: take model.safetensors instead, or save it again \
         with a newer PyTorch", path.display()
    )]
    Legacy {
        /// The weights.
        path: PathBuf,
    },
}

impl CheckpointError {
    pub(crate) fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            reason: reason.into(),
        }
    }

    pub(crate) fn unsupported(path: &Path, option: &'static str, value: impl Into<String>) -> Self {
        Self::Unsupported {
            path: path.to_owned(),
            option,
            value: value.into(),
        }
    }

    pub(crate) fn read(path: &Path, source: std::io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }
}
