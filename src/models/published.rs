//! Recognition models that the hub has, by the names that users give them.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::hub::{Hub, HubError, OnBytes};
use super::{ComputeType, Located, ModelError, Weights, stem};

/// Where whisper.cpp's own conversions are.
const WHISPER_CPP: &str = "ggerganov/whisper.cpp";
/// Names there, and the quantisations of each besides 16-bit floats.
const QUANTISED: &[(&str, &[&str])] = &[
    ("tiny", &["-q8_0", "-q5_1"]),
    ("tiny.en", &["-q8_0", "-q5_1"]),
    ("base", &["-q8_0", "-q5_1"]),
    ("base.en", &["-q8_0", "-q5_1"]),
    ("small", &["-q8_0", "-q5_1"]),
    ("small.en", &["-q8_0", "-q5_1"]),
    ("medium", &["-q8_0", "-q5_0"]),
    ("medium.en", &["-q8_0", "-q5_0"]),
    ("large-v1", &[]),
    ("large-v2", &["-q8_0", "-q5_0"]),
    ("large-v3", &["-q5_0"]),
    ("large-v3-turbo", &["-q8_0", "-q5_0"]),
];
/// Models whose makers publish them as ggml themselves: name, repository and file.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "distil-large-v3",
        "distil-whisper/distil-large-v3-ggml",
        "ggml-distil-large-v3.bin",
    ),
    (
        "distil-large-v3.5",
        "distil-whisper/distil-large-v3.5-ggml",
        "ggml-model.bin",
    ),
];
const REVISION: &str = "main";

/// Repository and file of a model, in the precision that is wanted or the one that serves for it.
fn place(name: &str, compute: ComputeType) -> Option<(&'static str, String)> {
    let stem = stem(name);
    let elsewhere = ELSEWHERE.iter().find(|(known, _, _)| *known == stem);
    if let Some((_, repo, file)) = elsewhere {
        return Some((repo, (*file).to_owned()));
    }
    let (_, quantised) = QUANTISED.iter().find(|(known, _)| *known == stem)?;
    let suffix = match compute {
        ComputeType::Float16 | ComputeType::Float32 => "",
        ComputeType::Auto | ComputeType::Int8 => quantised.first().copied().unwrap_or(""),
    };
    Some((WHISPER_CPP, format!("ggml-{stem}{suffix}.bin")))
}

/// A model that was downloaded before.
#[must_use]
pub fn cached(name: &str, compute: ComputeType, hub: &Hub) -> Option<Located> {
    let (repo, file) = place(name, compute)?;
    let path = hub.cached(repo, REVISION, &file)?;
    Some(located(name, file, path))
}

/// Whether the hub has a model and can be reached; it is asked for no more than a few seconds.
///
/// # Errors
/// When it hasn't, or can't.
pub fn offered(
    name: &str,
    compute: ComputeType,
    hub: &Hub,
    cancel: &AtomicBool,
) -> Result<(), HubError> {
    let (repo, file) = place(name, compute).ok_or(HubError::NoFolder)?;
    hub.offers(repo, REVISION, &file, cancel)
}

/// Downloads a model, unless it was before.
///
/// # Errors
/// When nobody publishes it, or the hub doesn't give it.
pub fn downloaded(
    name: &str,
    compute: ComputeType,
    hub: &Hub,
    progress: OnBytes<'_>,
    cancel: &AtomicBool,
) -> Result<Located, FetchModelError> {
    let unknown = || ModelError::Unknown {
        name: name.to_owned(),
    };
    let (repo, file) = place(name, compute).ok_or_else(unknown)?;
    let path = hub.file(repo, REVISION, &file, None, progress, cancel)?;
    Ok(located(name, file, path))
}

/// Why a model wasn't downloaded.
#[derive(Debug, thiserror::Error)]
pub enum FetchModelError {
    /// Nobody publishes it.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The hub doesn't give it.
    #[error(transparent)]
    Hub(Box<HubError>),
}

impl From<HubError> for FetchModelError {
    fn from(error: HubError) -> Self {
        Self::Hub(Box::new(error))
    }
}

fn located(name: &str, file: String, path: PathBuf) -> Located {
    Located {
        name: name.to_owned(),
        file,
        weights: Weights::File(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::WHISPER_NAMES;

    #[test]
    fn most_names_are_published() {
        let missing: Vec<&str> = (WHISPER_NAMES.iter().copied())
            .filter(|name| place(name, ComputeType::Auto).is_none())
            .collect();
        // Their makers have them in other forms only.
        let known = ["distil-small.en", "distil-medium.en", "distil-large-v2"];
        assert_eq!(missing, known);
    }

    #[test]
    fn precision_decides_the_file() {
        let file = |name, compute| place(name, compute).map(|(_, file)| file);
        let tiny = file("tiny", ComputeType::Int8);
        assert_eq!(tiny.as_deref(), Some("ggml-tiny-q8_0.bin"));
        let large = file("large", ComputeType::Auto);
        assert_eq!(large.as_deref(), Some("ggml-large-v3-q5_0.bin"));
        let exact = file("turbo", ComputeType::Float16);
        assert_eq!(exact.as_deref(), Some("ggml-large-v3-turbo.bin"));
    }
}
