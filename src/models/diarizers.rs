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

/// What its makers, WeSpeaker's and pyannote's, let it be used under (CC-BY-4.0, by the card of
/// pyannote/speaker-diarization-community-1).
pub const LICENCE: &str = "CC-BY-4.0";

/// All repositories that it comes from.
pub const REPOSITORIES: &[&str] = &[EMBEDDING.0, PLDA.0, OPEN_PLDA.0];

/// A repository with a PLDA model, and the model's files.
type Plda = (&'static str, &'static [&'static str]);

/// Where the hub keeps that set: the embedding network as ONNX, the PLDA model by its makers (for
/// those who have accepted their terms), and the same arrays where anybody may have them.
pub const EMBEDDING: (&str, &str) = (
    "hbredin/wespeaker-voxceleb-resnet34-LM",
    "speaker-embedding.onnx",
);
const PLDA: Plda = (
    "pyannote/speaker-diarization-community-1",
    &["plda/xvec_transform.npz", "plda/plda.npz"],
);
const OPEN_PLDA: Plda = (
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
    // What is here serves, with or without a token.
    let usual = if hub.has_token() { PLDA } else { OPEN_PLDA };
    let (repo, files) = here(hub).unwrap_or(usual);
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

/// The embedding network of [`COMMUNITY`], if all of the set is on this machine.
#[must_use]
pub fn cached(hub: &Hub) -> Option<PathBuf> {
    here(hub)?;
    hub.cached(EMBEDDING.0, "main", EMBEDDING.1)
}

/// The PLDA model of which the cache has all files.
fn here(hub: &Hub) -> Option<Plda> {
    let has = |repo: &str, file: &str| hub.cached(repo, "main", file).is_some();
    let mut models = [PLDA, OPEN_PLDA].into_iter();
    models.find(|(repo, files)| files.iter().all(|file| has(repo, file)))
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

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    /// Puts files of a repository into the cache.
    fn keep(cache: &Path, repo: &str, files: &[&str]) {
        let folder = cache.join(format!("models--{}", repo.replace('/', "--")));
        std::fs::create_dir_all(folder.join("refs")).expect("a folder");
        std::fs::write(folder.join("refs/main"), COMMIT).expect("a file");
        for file in files {
            let path = folder.join("snapshots").join(COMMIT).join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, "numbers").expect("a file");
        }
    }

    #[test]
    fn the_set_that_is_here_serves_with_and_without_a_token() {
        let cache = tempfile::tempdir().expect("a folder");
        let never = AtomicBool::new(false);
        let get = |token: Option<&str>| {
            let hub = Hub::new("https://hub.example", token, cache.path(), true);
            let set = named(COMMUNITY, &hub, &|_, _| {}, &never).map_err(|error| error.to_string());
            (set, cached(&hub))
        };
        let (refused, here) = get(Some("hf_a"));
        assert!(refused.is_err_and(|error| error.contains(PLDA.0)));
        assert_eq!(here, None);

        keep(cache.path(), OPEN_PLDA.0, OPEN_PLDA.1);
        let (refused, here) = get(Some("hf_a"));
        assert!(refused.is_err_and(|error| error.contains(EMBEDDING.0)));
        assert_eq!(here, None);

        keep(cache.path(), EMBEDDING.0, &[EMBEDDING.1]);
        let (without, here) = get(None);
        let (with, _) = get(Some("hf_a"));
        let set = without.expect("all of it");
        assert_eq!(with.as_ref(), Ok(&set));
        assert_eq!(here, Some(set.embedding));
        assert!(set.plda.join("plda_lda.npy").is_file());

        // Half of another one changes nothing.
        keep(cache.path(), PLDA.0, &PLDA.1[..1]);
        assert_eq!(get(Some("hf_a")).0, with);
        keep(cache.path(), PLDA.0, PLDA.1);
        let set = get(None).0.expect("all of it");
        assert!(set.plda.ends_with("plda") && set.plda.join("plda.npz").is_file());
    }
}
