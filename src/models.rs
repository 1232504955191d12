//! Which files a model needs and where they lie: in the binary, beside it, or in the data folder.

pub mod aligners;
pub mod diarizers;
pub mod hub;
pub mod published;

use std::path::{Path, PathBuf};

/// Weights, in memory for good or in a file.
#[derive(Debug, Clone)]
pub enum Weights {
    /// Compiled into the binary.
    Static(&'static [u8]),
    /// A file of the user's.
    File(PathBuf),
}

impl Weights {
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

/// Whisper models by the name users give them; files are `ggml-NAME[-QUANTISATION].bin`.
pub const WHISPER_NAMES: &[&str] = &[
    "tiny",
    "tiny.en",
    "base",
    "base.en",
    "small",
    "small.en",
    "medium",
    "medium.en",
    "large",
    "large-v1",
    "large-v2",
    "large-v3",
    "large-v3-turbo",
    "turbo",
    "distil-small.en",
    "distil-medium.en",
    "distil-large-v2",
    "distil-large-v3",
    "distil-large-v3.5",
];

/// Which stored precision of a model is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComputeType {
    /// The bundled file, else the smallest loss that is on disk.
    Auto,
    /// 32-bit floats.
    Float32,
    /// 16-bit floats.
    Float16,
    /// 8-bit integers, else the 5-bit files that whisper.cpp's users have.
    Int8,
}

impl ComputeType {
    /// The accepted spellings.
    pub const NAMES: &[&str] = &["auto", "float32", "float16", "int8"];

    /// File name endings to try, best first.
    fn suffixes(self) -> &'static [&'static str] {
        match self {
            Self::Auto => &["-q8_0", "-q5_0", "", "-q5_1", "-f16", "-f32"],
            Self::Float32 => &["-f32"],
            Self::Float16 => &["", "-f16"],
            Self::Int8 => &["-q8_0", "-q5_0", "-q5_1"],
        }
    }
}

impl std::str::FromStr for ComputeType {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" | "default" => Ok(Self::Auto),
            "float32" => Ok(Self::Float32),
            "float16" => Ok(Self::Float16),
            "int8" => Ok(Self::Int8),
            _ => Err(format!("expected one of: {}", Self::NAMES.join(", "))),
        }
    }
}

/// Why a model could not be found.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Neither a known name nor a file.
    #[error(
        "no model is called `{name}`: give a path to a ggml file or one of: {}",
        WHISPER_NAMES.join(", ")
    )]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// A known name, but no file of it.
    #[error(
        "the model `{name}` is not on this machine: put {} into one of {}",
        files.join(" or "),
        folders.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", ")
    )]
    Missing {
        /// What was asked for.
        name: String,
        /// File names that would do.
        files: Vec<String>,
        /// Folders that were searched.
        folders: Vec<PathBuf>,
    },
    /// A path that leads to no file.
    #[error("the model file {} can't be read", path.display())]
    Unreadable {
        /// The path given.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// A recognition model that was found.
#[derive(Debug, Clone)]
pub struct Located {
    /// Name for the transcript: the catalogue's, or the file's.
    pub name: String,
    /// The file, or what stands for it in the binary.
    pub file: String,
    /// Where the bytes are.
    pub weights: Weights,
}

/// Finds a recognition model by name or path.
///
/// # Errors
/// When the name is unknown, or no file of it is in the binary or in the folders searched.
pub fn whisper(name: &str, compute: ComputeType) -> Result<Located, ModelError> {
    let is_file = Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "bin");
    if is_file || name.contains(['/', '\\']) {
        return at_path(name);
    }
    if !WHISPER_NAMES.contains(&name) {
        return Err(ModelError::Unknown {
            name: name.to_owned(),
        });
    }
    let stem = stem(name);
    let files: Vec<String> = (compute.suffixes().iter())
        .map(|suffix| format!("ggml-{stem}{suffix}.bin"))
        .collect();
    let folders = folders();
    let on_disk = || find_file(&folders, &files);
    let bundled = || files.iter().find_map(|file| in_binary(file));
    let found = if compute == ComputeType::Auto {
        bundled().or_else(on_disk)
    } else {
        on_disk().or_else(bundled)
    };
    let missing = || ModelError::Missing {
        name: name.to_owned(),
        files: files.clone(),
        folders: folders.clone(),
    };
    let (file, weights) = found.ok_or_else(missing)?;
    Ok(Located {
        name: name.to_owned(),
        file,
        weights,
    })
}

/// The name in files' names.
fn stem(name: &str) -> &str {
    match name {
        "large" => "large-v3",
        "turbo" => "large-v3-turbo",
        other => other,
    }
}

/// Finds a bundled file by its name inside `models/`.
///
/// # Errors
/// When the binary was built without it and it is in none of the folders searched.
pub fn bundled(file: &str) -> Result<Weights, ModelError> {
    let folders = folders();
    in_binary(file)
        .or_else(|| find_file(&folders, &[file.to_owned()]))
        .map(|(_, weights)| weights)
        .ok_or_else(|| ModelError::Missing {
            name: file.to_owned(),
            files: vec![file.to_owned()],
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

fn at_path(name: &str) -> Result<Located, ModelError> {
    let path = PathBuf::from(name);
    let readable = std::fs::File::open(&path).and_then(|file| file.metadata());
    match readable {
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => {
            let source = std::io::Error::other("it is not a file");
            return Err(ModelError::Unreadable { path, source });
        }
        Err(source) => return Err(ModelError::Unreadable { path, source }),
    }
    let file = file_name(&path);
    Ok(Located {
        name: file
            .trim_start_matches("ggml-")
            .trim_end_matches(".bin")
            .to_owned(),
        file,
        weights: Weights::File(path),
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let error = whisper("huge", ComputeType::Auto).expect_err("no such model");
        assert!(error.to_string().contains("large-v3-turbo"), "{error}");
    }

    #[test]
    fn a_missing_model_says_which_file_and_where() {
        let error = whisper("medium", ComputeType::Float16).expect_err("not bundled");
        assert!(error.to_string().contains("ggml-medium.bin"), "{error}");
    }

    #[cfg(feature = "bundled-models")]
    #[test]
    fn the_default_model_is_in_the_binary() {
        let model = whisper(DEFAULT_MODEL, ComputeType::Auto).expect("bundled");
        assert!(matches!(model.weights, Weights::Static(bytes) if bytes.len() > 50_000_000));
    }
}
