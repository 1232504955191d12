//! Recognition models: what a user's word for one means, and where its file lies.

use std::fs;
use std::path::{Path, PathBuf};

use super::hub::Hub;
use super::known::{known, names};
use super::published::{PUBLISHED, Published};
use super::{Weights, file_name, find_file, folders, in_binary, repository};
use crate::ggml::Kind;

/// Which stored precision of a model is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComputeType {
    /// The bundled file, else what serves most people.
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

    /// The kinds of files that will do, best first.
    #[must_use]
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Auto => &[
                Kind::Q8_0,
                Kind::Q5_1,
                Kind::Q5_0,
                Kind::F16,
                Kind::F32,
                Kind::Q4_1,
                Kind::Q4_0,
            ],
            Self::Float32 => &[Kind::F32],
            Self::Float16 => &[Kind::F16],
            Self::Int8 => &[Kind::Q8_0, Kind::Q5_1, Kind::Q5_0],
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

/// A file of the hub, as users write it: `hf:OWNER/REPO[@REVISION][:FILE]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubFile {
    /// `OWNER/REPO`.
    pub repo: String,
    /// A branch, a tag or a commit.
    pub revision: String,
    /// The file.
    pub file: String,
}

/// What a user's word for a model means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A file.
    Path(PathBuf),
    /// A file of the hub.
    Hub(HubFile),
    /// A name, and the kind of file where it ends in one.
    Named(String, Option<Kind>),
}

/// The file of repositories that hold one model.
const USUAL_FILE: &str = "ggml-model.bin";

impl Wanted {
    /// What a word means.
    ///
    /// # Errors
    /// When it begins with `hf:` and names no file of the hub.
    pub fn of(text: &str) -> Result<Self, ModelError> {
        if let Some(place) = text.strip_prefix("hf:") {
            let (repo, file) = place.split_once(':').unwrap_or((place, USUAL_FILE));
            let (repo, revision) = repo.split_once('@').unwrap_or((repo, "main"));
            let is_repo = repo.split('/').filter(|part| !part.is_empty()).count() == 2;
            if !is_repo || file.is_empty() || revision.is_empty() {
                let text = text.to_owned();
                return Err(ModelError::Address { text });
            }
            return Ok(Self::Hub(HubFile {
                repo: repo.to_owned(),
                revision: revision.to_owned(),
                file: file.to_owned(),
            }));
        }
        let extension = Path::new(text).extension();
        if extension.is_some_and(|extension| extension == "bin") || text.contains(['/', '\\']) {
            return Ok(Self::Path(PathBuf::from(text)));
        }
        let named = |name: &str| known(name).map_or(name, |known| known.name).to_owned();
        let (start, end) = text.rsplit_once('-').unwrap_or((text, ""));
        Ok(match Kind::named(end) {
            Some(kind) => Self::Named(named(start), Some(kind)),
            None => Self::Named(named(text), None),
        })
    }
}

/// Why a model could not be found.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Neither a known name nor a file.
    #[error(
        "no model is called `{name}`: give a path to a ggml file, hf:OWNER/REPO:FILE, or one of: {}",
        names().collect::<Vec<_>>().join(", ")
    )]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// A known name, but no file of it.
    #[error(
        "the model `{name}` is not on this machine: get it with `scripta models pull {name}`, or put {} \
         into one of {}",
        files.join(" or "),
        shown(folders)
    )]
    Missing {
        /// What was asked for.
        name: String,
        /// File names that would do.
        files: Vec<String>,
        /// Folders that were searched.
        folders: Vec<PathBuf>,
    },
    /// A file that is inside the program in other builds.
    #[error(
        "this build of scripta holds no models: put {file} from the models folder of its sources into \
         one of {}",
        shown(folders)
    )]
    NotBundled {
        /// The file.
        file: String,
        /// Folders that were searched.
        folders: Vec<PathBuf>,
    },
    /// A known name that nobody publishes in the precision that is wanted.
    #[error(
        "the model {name} is not published as {kind}: there are {}; `scripta models quantize` makes \
         others",
        there.join(", ")
    )]
    NotPublished {
        /// The model.
        name: String,
        /// The precision.
        kind: String,
        /// The precisions that are published.
        there: Vec<&'static str>,
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
    /// A repository of the hub, where a file is wanted.
    #[error(
        "`{name}` is no file here and looks like a repository of the hub: {}",
        repository::advice(name)
    )]
    Repository {
        /// What was given.
        name: String,
    },
    /// A place on the hub that is none.
    #[error(
        "`{text}` names no file of the hub: write hf:OWNER/REPO:FILE, such as \
             hf:ggerganov/whisper.cpp:ggml-small.bin"
    )]
    Address {
        /// What was given.
        text: String,
    },
}

fn shown(folders: &[PathBuf]) -> String {
    let folders = folders.iter().map(|folder| folder.display().to_string());
    folders.collect::<Vec<_>>().join(", ")
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

/// Finds a recognition model on this machine: in the binary, the model folders, the hub's cache.
///
/// # Errors
/// When the name is unknown, or no file of it is here.
pub fn whisper(name: &str, compute: ComputeType) -> Result<Located, ModelError> {
    match Wanted::of(name)? {
        Wanted::Path(path) => at_path(path),
        Wanted::Hub(place) => {
            let HubFile {
                repo,
                revision,
                file,
            } = &place;
            let path = Hub::from_env().cached(repo, revision, file);
            let path = path.ok_or_else(|| missing(name, vec![file.clone()]))?;
            Ok(located(name, path))
        }
        Wanted::Named(model, kind) => {
            let kinds = kind.as_ref().map_or(compute.kinds(), std::slice::from_ref);
            let bundled_first = kind.is_none() && compute == ComputeType::Auto;
            let files = kinds.iter().map(|kind| local_name(&model, *kind));
            let files: Vec<String> = files.collect();
            let bundled = || files.iter().find_map(|file| in_binary(file));
            let found = if bundled_first { bundled() } else { None };
            if let Some((file, weights)) = found.or_else(|| on_disk(&model, kinds)).or_else(bundled)
            {
                let name = name.to_owned();
                return Ok(Located {
                    name,
                    file,
                    weights,
                });
            }
            if known(&model).is_none() {
                let name = name.to_owned();
                return Err(ModelError::Unknown { name });
            }
            Err(missing(name, files))
        }
    }
}

/// The same, and where that precision isn't here, in any that is.
///
/// # Errors
/// As [`whisper`].
pub fn serving(name: &str, compute: ComputeType) -> Result<Located, ModelError> {
    whisper(name, compute).or_else(|error| whisper(name, ComputeType::Auto).map_err(|_| error))
}

fn missing(name: &str, files: Vec<String>) -> ModelError {
    ModelError::Missing {
        name: name.to_owned(),
        files,
        folders: folders(),
    }
}

/// The name of a model's file in the model folders.
#[must_use]
pub fn local_name(model: &str, kind: Kind) -> String {
    match kind {
        Kind::F16 => format!("ggml-{model}.bin"),
        kind => format!("ggml-{model}-{}.bin", kind.name()),
    }
}

/// The ggml files of a model folder.
#[must_use]
pub fn ggml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_ggml = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("ggml-") && name.ends_with(".bin") && path.is_file()
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_ggml).collect();
    files.sort();
    files
}

/// Names and files of the models in the model folders that are the user's own: no known model's.
#[must_use]
pub fn own() -> Vec<(String, PathBuf)> {
    let of_known = |file: &str| {
        let mut all = Kind::ALL
            .iter()
            .flat_map(|kind| names().map(|name| local_name(name, *kind)));
        all.any(|name| name == file)
    };
    let files = folders().into_iter().flat_map(|folder| ggml_files(&folder));
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    for path in files {
        let file = file_name(&path);
        let name = file.strip_prefix("ggml-");
        if let Some(name) = name.and_then(|name| name.strip_suffix(".bin"))
            && !of_known(&file)
            && found.iter().all(|(other, _)| other != name)
        {
            found.push((name.to_owned(), path));
        }
    }
    found
}

/// The first kind of a model that a model folder or the hub's cache has.
fn on_disk(model: &str, kinds: &[Kind]) -> Option<(String, Weights)> {
    let (folders, hub) = (folders(), Hub::from_env());
    kinds.iter().find_map(|kind| {
        let mut files = vec![local_name(model, *kind)];
        if *kind == Kind::F16 {
            files.push(format!("ggml-{model}-f16.bin"));
        }
        find_file(&folders, &files).or_else(|| {
            let path = cached(published_file(model, &[*kind])?, &hub)?;
            Some((file_name(&path), Weights::File(path)))
        })
    })
}

/// The published file of a model that will do best.
#[must_use]
pub fn published_file(model: &str, kinds: &[Kind]) -> Option<&'static Published> {
    let of_model = |kind: &Kind| {
        let mut files = PUBLISHED.iter();
        files.find(|file| file.model == model && file.kind == *kind)
    };
    kinds.iter().find_map(of_model)
}

/// A published file in the hub's cache, of the commit that is known here or of the newest.
#[must_use]
pub fn cached(file: &Published, hub: &Hub) -> Option<PathBuf> {
    let of = |revision: &str| hub.cached(file.repository.id, revision, file.file);
    of(file.repository.revision).or_else(|| of("main"))
}

pub(super) fn located(name: &str, path: PathBuf) -> Located {
    Located {
        name: name.to_owned(),
        file: file_name(&path),
        weights: Weights::File(path),
    }
}

fn at_path(path: PathBuf) -> Result<Located, ModelError> {
    // Looked at before it is opened: opening a pipe waits for somebody to write into it.
    let readable = fs::metadata(&path).and_then(|metadata| {
        if metadata.is_file() {
            fs::File::open(&path)
        } else if metadata.is_dir() {
            Err(std::io::Error::other(
                "it is a folder; `scripta models convert` makes a ggml file of the checkpoint in one",
            ))
        } else {
            Err(std::io::Error::other("it is not a file"))
        }
    });
    if let Err(source) = readable {
        return Err(unreadable(path, source));
    }
    let file = file_name(&path);
    let name = file.trim_start_matches("ggml-").trim_end_matches(".bin");
    Ok(located(name, path))
}

/// Why a path leads to no model.
pub(super) fn unreadable(path: PathBuf, source: std::io::Error) -> ModelError {
    let is_missing = source.kind() == std::io::ErrorKind::NotFound;
    let name = path.to_str().filter(|_| is_missing);
    let name = name.filter(|name| repository::is_repository(name));
    match name.map(str::to_owned) {
        Some(name) => ModelError::Repository { name },
        None => ModelError::Unreadable { path, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, kind: Option<Kind>) -> Wanted {
        Wanted::Named(name.to_owned(), kind)
    }

    #[test]
    fn words_for_models_are_understood() {
        let of = |text: &str| Wanted::of(text).expect("understood");
        assert_eq!(of("small"), named("small", None));
        assert_eq!(of("turbo"), named("large-v3-turbo", None));
        assert_eq!(of("large-v3-turbo"), named("large-v3-turbo", None));
        assert_eq!(of("turbo-q5_0"), named("large-v3-turbo", Some(Kind::Q5_0)));
        assert_eq!(of("tiny.en-f16"), named("tiny.en", Some(Kind::F16)));
        assert_eq!(of("./small"), Wanted::Path("./small".into()));
        assert_eq!(of("ggml-small.bin"), Wanted::Path("ggml-small.bin".into()));
        let place = |repo: &str, revision: &str, file: &str| {
            Wanted::Hub(HubFile {
                repo: repo.to_owned(),
                revision: revision.to_owned(),
                file: file.to_owned(),
            })
        };
        assert_eq!(of("hf:a/b:c.bin"), place("a/b", "main", "c.bin"));
        assert_eq!(of("hf:a/b@v1"), place("a/b", "v1", USUAL_FILE));
        for wrong in ["hf:", "hf:a", "hf:a/b/c", "hf:a/:x", "hf:a/b:", "hf:a/b@:x"] {
            assert!(Wanted::of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let error = whisper("huge", ComputeType::Auto).expect_err("no such model");
        assert!(error.to_string().contains("large-v3-turbo"), "{error}");
    }

    #[test]
    fn a_repository_is_told_from_a_file_that_is_not_there() {
        let said = |word: &str| {
            let error = whisper(word, ComputeType::Auto).expect_err("no file");
            error.to_string()
        };
        let text = said("Systran/faster-whisper-small");
        assert!(text.contains("take `small`"), "{text}");
        let text = said("nyrahealth/faster_CrisperWhisper");
        assert!(
            text.contains("hf:OWNER/REPO:FILE") && text.contains("models convert"),
            "{text}"
        );
        assert!(!text.contains("take"), "{text}");
        for path in ["./nothing/here", "nothing/here.bin", "src/models"] {
            assert!(said(path).contains("can't be read"), "{path}");
        }
    }

    #[test]
    fn a_missing_model_says_how_to_get_it_and_where_it_would_lie() {
        let error = whisper("medium", ComputeType::Float16).expect_err("not bundled");
        let text = error.to_string();
        assert!(text.contains("ggml-medium.bin"), "{text}");
        assert!(text.contains("scripta models pull medium"), "{text}");
    }

    #[test]
    fn precision_decides_the_file() {
        let file =
            |model, compute: ComputeType| published_file(model, compute.kinds()).map(|f| f.file);
        assert_eq!(file("tiny", ComputeType::Int8), Some("ggml-tiny-q8_0.bin"));
        assert_eq!(
            file("large-v3", ComputeType::Auto),
            Some("ggml-large-v3-q5_0.bin")
        );
        assert_eq!(
            file("large-v3-turbo", ComputeType::Float16),
            Some("ggml-large-v3-turbo.bin")
        );
        assert_eq!(file("tiny", ComputeType::Float32), None);
    }

    #[cfg(feature = "bundled-models")]
    #[test]
    fn the_default_model_is_in_the_binary() {
        let model = whisper(super::super::DEFAULT_MODEL, ComputeType::Auto).expect("bundled");
        assert!(matches!(model.weights, Weights::Static(bytes) if bytes.len() > 50_000_000));
    }
}
