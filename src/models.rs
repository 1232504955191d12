//! Which files a model needs and where they lie: in the binary, beside it, or in the data folder.

pub mod aligners;
pub mod diarizers;
pub mod fetch;
pub mod hub;
pub mod known;
pub mod published;
mod recognition;
pub mod repository;

use std::path::{Path, PathBuf};

pub use recognition::{
    ComputeType, HubFile, Located, ModelError, Wanted, cached, ggml_files, local_name, own,
    published_file, serving, whisper,
};

/// Weights, in memory for good or in a file.
#[derive(Debug, Clone)]
pub enum Weights {
    /// Compiled into the binary.
    Static(&'static [u8]),
    /// A file of the user's.
    File(PathBuf),
}

impl Weights {
    /// The file's name in small letters; empty for weights in memory.
    #[must_use]
    pub fn file_name(&self) -> String {
        match self {
            Self::Static(_) => String::new(),
            Self::File(path) => file_name(path).to_lowercase(),
        }
    }

    /// What tells these weights from others of the same name: for files, when they were written.
    #[must_use]
    pub fn stamp(&self) -> String {
        match self {
            Self::Static(bytes) => format!("bundled, {} bytes", bytes.len()),
            Self::File(path) => stamp(path),
        }
    }
}

/// Length and time of last change of a file, or of each file in a folder; empty for what isn't there.
#[must_use]
pub fn stamp(path: &Path) -> String {
    let Ok(metadata) = path.metadata() else {
        return String::new();
    };
    if metadata.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        files.sort();
        let files = files.iter().filter(|file| file.is_file());
        let stamps = files.map(|file| format!("{}: {}", file_name(file), stamp(file)));
        return stamps.collect::<Vec<_>>().join("; ");
    }
    let changed = metadata.modified().ok();
    let changed = changed.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let nanoseconds = changed.map_or(0, |since| since.as_nanos());
    format!("{} bytes, changed {nanoseconds}", metadata.len())
}

/// A model that ships with Scripta.
#[derive(Debug)]
pub struct Bundled {
    /// File name inside `models/`.
    pub file: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    bytes: Option<&'static [u8]>,
}

macro_rules! bundled {
    ($($file:literal: $purpose:literal,)*) => {
        /// Every file of `models/`, with its bytes where the feature `bundled-models` is on.
        pub const BUNDLED: &[Bundled] = &[$(Bundled {
            file: $file,
            purpose: $purpose,
            #[cfg(feature = "bundled-models")]
            bytes: Some(include_bytes!(concat!("../models/", $file))),
            #[cfg(not(feature = "bundled-models"))]
            bytes: None,
        }),*];
    };
}

bundled! {
    "ggml-base-q5_0.bin": "recognition (Whisper base, q5_0)",
    "silero-vad-16k.onnx": "voice activity",
    "segmentation-3.0.onnx": "voice activity and speaker segmentation",
    "campplus-zh-en.onnx": "speaker embedding",
    "phoneme-en/acoustic.onnx": "word alignment: phoneme recogniser",
    "phoneme-en/g2p-encoder.onnx": "word alignment: letters to phonemes, encoder",
    "phoneme-en/g2p-decoder-step.onnx": "word alignment: letters to phonemes, decoder",
    "phoneme-en/vocabulary.json": "word alignment: vocabulary",
}

/// The Whisper model inside the binary, by name.
pub const DEFAULT_MODEL: &str = "base";

/// The bundled models that tell voices apart, by name.
pub const DEFAULT_DIARIZER: &str = "campplus";

/// Finds a bundled file by its name inside `models/`.
///
/// # Errors
/// When the binary was built without it and it is in none of the folders searched.
pub fn bundled(file: &str) -> Result<Weights, ModelError> {
    let folders = folders();
    in_binary(file)
        .or_else(|| find_file(&folders, &[file.to_owned()]))
        .map(|(_, weights)| weights)
        .ok_or_else(|| ModelError::NotBundled {
            file: file.to_owned(),
            folders,
        })
}

/// Where model files are looked for outside the binary: beside it, then in the data folder.
#[must_use]
pub fn folders() -> Vec<PathBuf> {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.join("models")));
    let data = directories::ProjectDirs::from("", "", "scripta")
        .map(|dirs| dirs.data_dir().join("models"));
    beside.into_iter().chain(data).collect()
}

fn find_file(folders: &[PathBuf], files: &[String]) -> Option<(String, Weights)> {
    let mut paths = folders
        .iter()
        .flat_map(|folder| files.iter().map(move |file| folder.join(file)));
    let path = paths.find(|path| path.is_file())?;
    Some((file_name(&path), Weights::File(path)))
}

fn in_binary(file: &str) -> Option<(String, Weights)> {
    let entry = BUNDLED.iter().find(|entry| entry.file == file)?;
    Some((file.to_owned(), Weights::Static(entry.bytes?)))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
