//! Recognition models from the hub.

use std::sync::atomic::AtomicBool;

use super::hub::{Hub, HubError, OnBytes};
use super::known::known;
use super::published::{PUBLISHED, Published};
use super::recognition::{HubFile, Wanted, located, published_file, unreadable};
use super::{ComputeType, Located, ModelError};
use crate::ggml::Kind;

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

/// A file of the hub that serves for a model.
enum Place {
    /// One that is known, with its hash.
    Published(&'static Published),
    /// Any other.
    Other(HubFile),
}

impl Place {
    /// The file for a model in the precision that is wanted, or the one that serves for it.
    fn of(name: &str, compute: ComputeType) -> Result<Self, ModelError> {
        let (model, kind) = match Wanted::of(name)? {
            Wanted::Hub(place) => return Ok(Self::Other(place)),
            Wanted::Path(path) => {
                return Err(unreadable(path, std::io::ErrorKind::NotFound.into()));
            }
            Wanted::Named(model, kind) => (model, kind),
        };
        if known(&model).is_none() {
            let name = name.to_owned();
            return Err(ModelError::Unknown { name });
        }
        let kinds = match (&kind, compute) {
            (Some(kind), _) => std::slice::from_ref(kind),
            // What was trained in 16 bits has no more to give.
            (None, ComputeType::Float32) => &[Kind::F32, Kind::F16],
            // Distilled models are published in no less than 16 bits.
            (None, ComputeType::Int8) => ComputeType::Auto.kinds(),
            (None, compute) => compute.kinds(),
        };
        let file = published_file(&model, kinds);
        file.map(Self::Published).ok_or_else(|| {
            let of_model = PUBLISHED.iter().filter(|file| file.model == model);
            ModelError::NotPublished {
                kind: kinds
                    .iter()
                    .map(|kind| kind.name())
                    .collect::<Vec<_>>()
                    .join(" or "),
                there: of_model.map(|file| file.kind.name()).collect(),
                name: model,
            }
        })
    }

    /// Repository, revision and file.
    fn parts(&self) -> (&str, &str, &str) {
        match self {
            Self::Published(file) => (file.repository.id, file.repository.revision, file.file),
            Self::Other(place) => (&place.repo, &place.revision, &place.file),
        }
    }
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
) -> Result<(), FetchModelError> {
    let place = Place::of(name, compute)?;
    let (repo, revision, file) = place.parts();
    Ok(hub.offers(repo, revision, file, cancel)?)
}

/// Downloads a model, unless it was before. Files that are known are held to their hash.
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
    let place = Place::of(name, compute)?;
    let (repo, revision, file) = place.parts();
    let sha256 = match &place {
        Place::Published(file) => Some(file.sha256),
        Place::Other(_) => None,
    };
    let path = hub.file(repo, revision, file, sha256, progress, cancel)?;
    Ok(located(name, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, compute: ComputeType) -> Result<String, String> {
        let place = Place::of(name, compute).map_err(|error| error.to_string())?;
        Ok(place.parts().2.to_owned())
    }

    #[test]
    fn every_model_can_be_had_in_every_precision() {
        for name in crate::models::known::names() {
            for compute in ComputeType::NAMES {
                let compute = compute.parse().expect("a precision");
                assert!(file(name, compute).is_ok(), "{name} {compute:?}");
            }
        }
    }

    #[test]
    fn what_is_not_published_says_what_is() {
        let error = file("tiny-q4_0", ComputeType::Auto).expect_err("not published");
        assert!(
            error.contains("q8_0, q5_1, f16") && error.contains("quantize"),
            "{error}"
        );
        assert_eq!(
            file("tiny", ComputeType::Float32).as_deref(),
            Ok("ggml-tiny.bin")
        );
        let distilled = file("distil-small.en", ComputeType::Int8);
        assert_eq!(distilled.as_deref(), Ok("ggml-distil-small.en.bin"));
        assert!(file("huge", ComputeType::Auto).is_err());
        assert!(file("a/b.bin", ComputeType::Auto).is_err());
        assert_eq!(file("hf:a/b:c", ComputeType::Auto).as_deref(), Ok("c"));
    }
}
