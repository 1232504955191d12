//! Sets of models that tell voices apart, besides the bundled one: the files of a folder, or those
//! of the hub.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::hub::{Hub, HubError, OnBytes};

/// A WeSpeaker embedding network with the PLDA model it is used with, and a segmentation network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// Its name, kept with enrolled voices.
    pub name: String,
    /// The segmentation network, where the folder brings one.
    pub segmentation: Option<PathBuf>,
    /// The embedding network.
    pub embedding: PathBuf,
    /// Folder of the PLDA model's files.
    pub plda: PathBuf,
}

/// Why there is no such set.
#[derive(Debug, thiserror::Error)]
pub enum DiarizerError {
    /// Neither a name nor a folder.
    #[error(
        "there are no models `{name}` that tell voices apart: give campplus, community-1, or a \
         folder with an embedding network (ONNX) and PLDA files (docs/diarize.md)"
    )]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// The hub didn't give them.
    #[error(transparent)]
    Hub(Box<HubError>),
    /// A folder without a network.
    #[error(
        "{} holds no embedding network: put {} there (docs/diarize.md)",
        folder.display(),
        EMBEDDINGS[0]
    )]
    NoEmbedding {
        /// The folder.
        folder: PathBuf,
    },
    /// A folder without PLDA files.
    #[error(
        "{} holds no PLDA model: put xvec_transform.npz and plda.npz of \
         pyannote/speaker-diarization-community-1 there (docs/diarize.md)",
        folder.display()
    )]
    NoPlda {
        /// The folder.
        folder: PathBuf,
    },
}

impl From<HubError> for DiarizerError {
    fn from(error: HubError) -> Self {
        Self::Hub(Box::new(error))
    }
}

/// Names under which WeSpeaker's ResNet34-LM is published as ONNX, the most usual first.
const EMBEDDINGS: &[&str] = &[
    "speaker-embedding.onnx",
    "embedding.onnx",
    "wespeaker-voxceleb-resnet34-LM.onnx",
    "voxceleb_resnet34_LM.onnx",
];
const SEGMENTATIONS: &[&str] = &["segmentation-3.0.onnx", "segmentation.onnx"];
/// A file that each layout of PLDA files has.
const PLDAS: &[&str] = &["plda.npz", "plda/plda.npz", "plda_lda.npy"];

/// Name of the set that is downloaded.
pub const COMMUNITY: &str = "community-1";

/// All repositories that it comes from.
pub const REPOSITORIES: &[&str] = &[EMBEDDING.0, PLDA.0, OPEN_PLDA.0];

/// Where the hub keeps that set: the embedding network as ONNX, the PLDA model by its makers (for
/// those who have accepted their terms), and the same arrays where anybody may have them.
pub const EMBEDDING: (&str, &str) = (
    "hbredin/wespeaker-voxceleb-resnet34-LM",
    "speaker-embedding.onnx",
);
const PLDA: (&str, &[&str]) = (
    "pyannote/speaker-diarization-community-1",
    &["plda/xvec_transform.npz", "plda/plda.npz"],
);
const OPEN_PLDA: (&str, &[&str]) = (
    "avencera/speakrs-models",
    &[
        "plda_mean1.npy",
        "plda_mean2.npy",
        "plda_lda.npy",
        "plda_mu.npy",
        "plda_tr.npy",
        "plda_psi.npy",
    ],
);

/// The set of a name: [`COMMUNITY`], from the hub, or a folder.
///
/// # Errors
/// When there is no such set, or the hub doesn't give it.
pub fn named(
    name: &str,
    hub: &Hub,
    progress: OnBytes<'_>,
    cancel: &AtomicBool,
) -> Result<Set, DiarizerError> {
    if name != COMMUNITY {
        return in_folder(Path::new(name));
    }
    let file = |repo: &str, file: &str| hub.file(repo, "main", file, None, progress, cancel);
    let (repo, files) = if hub.has_token() { PLDA } else { OPEN_PLDA };
    let mut plda = PathBuf::new();
    for name in files {
        plda = file(repo, name)?;
    }
    // All lie in one folder.
    plda.pop();
    Ok(Set {
        name: COMMUNITY.to_owned(),
        segmentation: None,
        embedding: file(EMBEDDING.0, EMBEDDING.1)?,
        plda,
    })
}

/// The set in a folder.
///
/// # Errors
/// When the folder isn't there, or lacks a file.
pub fn in_folder(folder: &Path) -> Result<Set, DiarizerError> {
    let name = folder.display().to_string();
    if !folder.is_dir() {
        return Err(DiarizerError::Unknown { name });
    }
    let first = |names: &[&str]| {
        let paths = names.iter().map(|name| folder.join(name));
        paths.into_iter().find(|path| path.is_file())
    };
    let owned = || folder.to_owned();
    if first(PLDAS).is_none() {
        return Err(DiarizerError::NoPlda { folder: owned() });
    }
    let stem = folder.file_name().unwrap_or(folder.as_os_str());
    Ok(Set {
        name: stem.to_string_lossy().into_owned(),
        segmentation: first(SEGMENTATIONS),
        embedding: first(EMBEDDINGS)
            .ok_or_else(|| DiarizerError::NoEmbedding { folder: owned() })?,
        plda: owned(),
    })
}
