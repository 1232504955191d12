//! Wav2vec2 models for word times: the usual one for each language, and where checkpoints lie.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde_json::Value;

use super::hub::{Hub, HubError, OnBytes};
use super::repository;

/// The usual model of each language (ISO 639-1 code) by its id on the Hugging Face hub: those that
/// WhisperX takes, with the published equals of its five torchaudio bundles (en, fr, de, es, it).
const USUAL: &[(&str, &str)] = &[
    ("en", "facebook/wav2vec2-base-960h"),
    ("fr", "facebook/wav2vec2-base-10k-voxpopuli-ft-fr"),
    ("de", "facebook/wav2vec2-base-10k-voxpopuli-ft-de"),
    ("es", "facebook/wav2vec2-base-10k-voxpopuli-ft-es"),
    ("it", "facebook/wav2vec2-base-10k-voxpopuli-ft-it"),
    ("ja", "jonatasgrosman/wav2vec2-large-xlsr-53-japanese"),
    ("zh", "jonatasgrosman/wav2vec2-large-xlsr-53-chinese-zh-cn"),
    ("nl", "jonatasgrosman/wav2vec2-large-xlsr-53-dutch"),
    ("uk", "Yehor/wav2vec2-xls-r-300m-uk-with-small-lm"),
    ("pt", "jonatasgrosman/wav2vec2-large-xlsr-53-portuguese"),
    ("ar", "jonatasgrosman/wav2vec2-large-xlsr-53-arabic"),
    ("cs", "comodoro/wav2vec2-xls-r-300m-cs-250"),
    ("ru", "jonatasgrosman/wav2vec2-large-xlsr-53-russian"),
    ("pl", "jonatasgrosman/wav2vec2-large-xlsr-53-polish"),
    ("hu", "jonatasgrosman/wav2vec2-large-xlsr-53-hungarian"),
    ("fi", "jonatasgrosman/wav2vec2-large-xlsr-53-finnish"),
    ("fa", "jonatasgrosman/wav2vec2-large-xlsr-53-persian"),
    ("el", "jonatasgrosman/wav2vec2-large-xlsr-53-greek"),
    ("tr", "mpoyraz/wav2vec2-xls-r-300m-cv7-turkish"),
    ("da", "saattrupdan/wav2vec2-xls-r-300m-ftspeech"),
    ("he", "imvladikon/wav2vec2-xls-r-300m-hebrew"),
    ("vi", "nguyenvulebinh/wav2vec2-base-vi-vlsp2020"),
    ("ko", "kresnik/wav2vec2-large-xlsr-korean"),
    ("ur", "kingabzpro/wav2vec2-large-xls-r-300m-Urdu"),
    ("te", "anuragshas/wav2vec2-large-xlsr-53-telugu"),
    ("hi", "theainerd/Wav2Vec2-large-xlsr-hindi"),
    ("ca", "softcatala/wav2vec2-large-xlsr-catala"),
    ("ml", "gvs/wav2vec2-large-xlsr-malayalam"),
    ("no", "NbAiLab/nb-wav2vec2-1b-bokmaal-v2"),
    ("nn", "NbAiLab/nb-wav2vec2-1b-nynorsk"),
    ("sk", "comodoro/wav2vec2-xls-r-300m-sk-cv8"),
    ("sl", "anton-l/wav2vec2-large-xlsr-53-slovenian"),
    ("hr", "classla/wav2vec2-xls-r-parlaspeech-hr"),
    ("ro", "gigant/romanian-wav2vec2"),
    ("eu", "stefan-it/wav2vec2-large-xlsr-53-basque"),
    ("gl", "ifrz/wav2vec2-large-xlsr-galician"),
    ("ka", "xsway/wav2vec2-large-xlsr-georgian"),
    ("lv", "jimregan/wav2vec2-large-xlsr-latvian-cv"),
    ("tl", "Khalsuu/filipino-wav2vec2-l-xls-r-300m-official"),
    ("sv", "KBLab/wav2vec2-large-voxrex-swedish"),
    ("id", "cahya/wav2vec2-large-xlsr-indonesian"),
];

/// Licences of some of them, by what their names begin with. Source: the pages of these models on the
/// hub, and torchaudio's documentation of its VoxPopuli bundles (CC BY-NC 4.0: not for trade).
const LICENCES: &[(&str, &str)] = &[
    ("facebook/wav2vec2-base-960h", "Apache-2.0"),
    ("facebook/wav2vec2-base-10k-voxpopuli-ft-", "CC-BY-NC-4.0"),
    ("jonatasgrosman/wav2vec2-large-xlsr-53-dutch", "Apache-2.0"),
];

/// Why an alignment model could not be found.
#[derive(Debug, thiserror::Error)]
pub enum AlignerError {
    /// Neither a folder nor the id of a model on this machine.
    #[error(
        "the wav2vec2 model `{name}` is not on this machine: give the folder of a checkpoint \
         (config.json, vocab.json and the weights), get it with `scripta models pull {name}`, or put \
         it at one of {}",
        shown(places)
    )]
    Missing {
        /// What was asked for.
        name: String,
        /// Where it was looked for.
        places: Vec<PathBuf>,
    },
    /// The hub didn't give it.
    #[error(transparent)]
    Hub(Box<HubError>),
    /// A repository with a model of another kind.
    #[error(
        "{name} is no wav2vec2 model, which would give word times: its config.json names {found}; \
         to recognise with a model, {}",
        repository::advice(name)
    )]
    Other {
        /// The repository.
        name: String,
        /// What its configuration says that it is.
        found: String,
    },
    /// A path to nothing.
    #[error("there is no folder {name}: give that of a wav2vec2 model, or an id of the hub")]
    NoFolder {
        /// What was given.
        name: String,
    },
    /// A language that no usual model is for.
    #[error("no wav2vec2 model is usual for `{language}`: name one with --align-model")]
    Unknown {
        /// ISO 639-1 code.
        language: String,
    },
}

fn shown(places: &[PathBuf]) -> String {
    let texts: Vec<String> = places
        .iter()
        .map(|place| place.display().to_string())
        .collect();
    texts.join(", ")
}

/// Languages and the hub ids of their usual models.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    USUAL.iter().copied()
}

/// The hub ids of all usual models.
pub fn ids() -> impl Iterator<Item = &'static str> {
    USUAL.iter().map(|entry| entry.1)
}

/// The hub id of a language's usual model.
#[must_use]
pub fn usual(language: &str) -> Option<&'static str> {
    let entry = USUAL.iter().find(|entry| entry.0 == language)?;
    Some(entry.1)
}

/// The licence of a usual model, where it is known without asking the hub.
#[must_use]
pub fn licence(id: &str) -> Option<&'static str> {
    let entry = LICENCES.iter().find(|entry| id.starts_with(entry.0))?;
    Some(entry.1)
}

/// The folder of a language's usual model, if it is on this machine.
///
/// # Errors
/// When it isn't, or there is none.
pub fn of_language(language: &str) -> Result<PathBuf, AlignerError> {
    match usual(language) {
        Some(id) => of_id(id),
        None => Err(AlignerError::Unknown {
            language: language.to_owned(),
        }),
    }
}

/// The folders of the usual models that are on this machine.
pub fn present() -> impl Iterator<Item = PathBuf> {
    USUAL.iter().filter_map(|entry| of_id(entry.1).ok())
}

/// The folder that a user names: a path, or the hub id of a model on this machine.
///
/// # Errors
/// When it is neither.
pub fn named(name: &str) -> Result<PathBuf, AlignerError> {
    let path = PathBuf::from(name);
    if path.is_dir() {
        return Ok(path);
    }
    let is_path = path.is_absolute() || name.starts_with('.') || name.matches('/').count() > 1;
    if is_path {
        let name = name.to_owned();
        return Err(AlignerError::NoFolder { name });
    }
    of_id(name)
}

/// Downloads the checkpoint of a hub id, as far as it isn't here, and gives its folder.
///
/// # Errors
/// When the hub doesn't give it, or it is a model of another kind: its weights are not fetched then.
pub fn downloaded(
    id: &str,
    hub: &Hub,
    progress: OnBytes<'_>,
    cancel: &AtomicBool,
) -> Result<PathBuf, AlignerError> {
    let file = |name: &str| hub.file(id, "main", name, None, progress, cancel);
    let hub_error = |error: HubError| AlignerError::Hub(Box::new(error));
    let path = file("config.json").map_err(hub_error)?;
    let config = std::fs::read(&path);
    let config = config.map_err(|source| hub_error(HubError::Store { path, source }))?;
    if let Some(found) = other_kind(&config) {
        let name = id.to_owned();
        return Err(AlignerError::Other { name, found });
    }
    file("vocab.json").map_err(hub_error)?;
    for name in ["preprocessor_config.json", "tokenizer_config.json"] {
        // Not every checkpoint has them.
        match file(name) {
            Ok(_) | Err(HubError::NoFile { .. }) => {}
            Err(error) => return Err(hub_error(error)),
        }
    }
    let weights = match file("model.safetensors") {
        Err(HubError::NoFile { .. }) => file("pytorch_model.bin"),
        given => given,
    };
    let mut folder = weights.map_err(hub_error)?;
    folder.pop();
    Ok(folder)
}

/// What a configuration says of a model that can't time words, by the rule of the engine that would
/// read it.
fn other_kind(config: &[u8]) -> Option<String> {
    let config: Value = serde_json::from_slice(config).unwrap_or_default();
    match config["model_type"].as_str() {
        Some("wav2vec2" | "hubert" | "wavlm") => {}
        Some(other) => return Some(format!("the type {other}")),
        None => return Some("no type of model".to_owned()),
    }
    let names = config["architectures"].as_array()?;
    let names: Vec<&str> = names.iter().filter_map(Value::as_str).collect();
    let is_other = !names.is_empty() && !names.iter().any(|name| name.ends_with("ForCTC"));
    is_other.then(|| names.join(", "))
}

/// Looks for `OWNER/NAME` in the model folders, then in the cache that Python's hub client fills.
fn of_id(id: &str) -> Result<PathBuf, AlignerError> {
    let own: Vec<PathBuf> = super::folders()
        .iter()
        .map(|folder| folder.join(id))
        .collect();
    let hub = Hub::from_env();
    let named = format!("models--{}", id.replace('/', "--"));
    let cached = hub.cache().map(|cache| cache.join(named));
    let found = own.iter().find(|folder| is_checkpoint(folder)).cloned();
    let found = found.or_else(|| cached.as_deref().and_then(snapshot));
    found.ok_or_else(|| AlignerError::Missing {
        name: id.to_owned(),
        places: own.into_iter().chain(cached).collect(),
    })
}

/// Whether a folder has a model, and not just what an interrupted or refused download has begun with.
fn is_checkpoint(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).is_file();
    let weights = ["model.safetensors", "pytorch_model.bin"];
    let has_weights = |name: &&str| has(name) || has(&format!("{name}.index.json"));
    has("config.json") && weights.iter().any(has_weights)
}

/// The revision of a cached model that `main` stands for, else any that is there.
fn snapshot(cached: &Path) -> Option<PathBuf> {
    let snapshots = cached.join("snapshots");
    let main = std::fs::read_to_string(cached.join("refs/main")).ok();
    let main = main.map(|revision| snapshots.join(revision.trim()));
    main.filter(|folder| is_checkpoint(folder)).or_else(|| {
        let entries = std::fs::read_dir(&snapshots).ok()?;
        let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        folders.sort();
        folders.into_iter().find(|folder| is_checkpoint(folder))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_one_languages_have_a_usual_model() {
        assert_eq!(USUAL.len(), 41);
        for (index, (code, id)) in USUAL.iter().enumerate() {
            assert!(crate::language::find(code).is_some(), "{code}");
            assert!(id.split('/').count() == 2, "{id}");
            assert!(USUAL[index + 1..].iter().all(|other| other.0 != *code));
        }
    }

    #[test]
    fn licences_are_those_of_usual_models() {
        for (start, _) in LICENCES {
            assert!(ids().any(|id| id.starts_with(start)), "{start}");
        }
        let of = |language: &str| licence(usual(language)?);
        assert_eq!(of("de"), Some("CC-BY-NC-4.0"));
        assert_eq!(of("cs"), None);
    }

    #[test]
    fn a_cached_snapshot_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(snapshot(folder.path()), None);
        let revision = folder.path().join("snapshots/abc");
        std::fs::create_dir_all(&revision).expect("a folder");
        std::fs::write(revision.join("config.json"), "{}").expect("a file");
        assert_eq!(snapshot(folder.path()), None, "without weights");
        std::fs::write(revision.join("model.safetensors"), "").expect("a file");
        assert_eq!(snapshot(folder.path()), Some(revision.clone()));
        std::fs::create_dir_all(folder.path().join("refs")).expect("a folder");
        std::fs::write(folder.path().join("refs/main"), "abc\n").expect("a file");
        assert_eq!(snapshot(folder.path()), Some(revision));
    }

    #[test]
    fn only_models_for_ctc_are_taken() {
        let kind = |config: &str| other_kind(config.as_bytes());
        let ctc = r#"{"model_type": "wav2vec2", "architectures": ["Wav2Vec2ForCTC"]}"#;
        assert_eq!(kind(ctc), None);
        assert_eq!(kind(r#"{"model_type": "hubert"}"#), None);
        let pretraining =
            r#"{"model_type": "wav2vec2", "architectures": ["Wav2Vec2ForPreTraining"]}"#;
        for (config, part) in [
            (r#"{"model_type": "whisper"}"#, "whisper"),
            (pretraining, "Wav2Vec2ForPreTraining"),
            // As in the packages of CTranslate2.
            (r#"{"lang_ids": []}"#, "no type"),
            ("<html>", "no type"),
        ] {
            let found = kind(config).expect("another kind");
            assert!(found.contains(part), "{found}");
        }
    }

    #[test]
    fn what_is_not_there_says_where_it_was_looked_for() {
        let error = named("nobody/nothing").expect_err("no such model");
        assert!(error.to_string().contains("nobody/nothing"), "{error}");
        let error = of_language("tt").expect_err("no usual model");
        assert!(error.to_string().contains("--align-model"), "{error}");
    }
}
