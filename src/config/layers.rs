//! The places a setting may come from, and which of them wins.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::{ConfigError, SETTINGS, Setting};
use crate::models::hub;
use crate::store::redacted;

/// Where a value was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// On the command line.
    Flag,
    /// In the environment.
    Env(&'static str),
    /// In a `.env` file.
    DotEnv(&'static str),
    /// In the config file.
    File(PathBuf),
    /// Nowhere.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("from the command line"),
            Self::Env(name) => write!(f, "from the environment variable {name}"),
            Self::DotEnv(name) => write!(f, "from {name} in .env"),
            Self::File(path) => write!(f, "from {}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A setting's value as text, and where it came from.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// Name of the setting.
    pub key: &'static str,
    /// The value as text.
    pub value: String,
    /// Where it was found.
    pub origin: Origin,
    /// Whether the value may be shown.
    pub secret: bool,
}

impl Resolved {
    pub(super) fn missing() -> Self {
        Self {
            key: "",
            value: String::new(),
            origin: Origin::Default,
            secret: false,
        }
    }

    pub(super) fn refuse(&self, reason: String) -> ConfigError {
        let name = match &self.origin {
            Origin::Flag => format!("--{}", self.key.replace('_', "-")),
            Origin::Env(name) | Origin::DotEnv(name) => (*name).to_owned(),
            Origin::File(_) | Origin::Default => self.key.to_owned(),
        };
        ConfigError::Value {
            name,
            value: self.shown(),
            origin: self.origin.clone(),
            reason,
        }
    }

    /// What may be shown of the value.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.key {
            _ if self.value.is_empty() => String::new(),
            _ if self.secret => "(hidden)".to_owned(),
            // User and password stand in it.
            "db" => redacted(&self.value),
            _ => self.value.clone(),
        }
    }

    /// A line of a config file, with the origin as its comment.
    #[must_use]
    pub fn as_toml(&self) -> String {
        let shown = self.shown();
        let mark = if shown == self.value { "" } else { "# " };
        let value = toml::Value::String(shown);
        format!("{mark}{} = {value}  # {}", self.key, self.origin)
    }
}

/// All places, read and ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    flags: BTreeMap<String, String>,
    env: BTreeMap<String, String>,
    dot_env: BTreeMap<String, String>,
    file: BTreeMap<String, String>,
    file_path: PathBuf,
}

impl Layers {
    /// Flags alone, over the defaults.
    #[must_use]
    pub fn from_flags(flags: BTreeMap<String, String>) -> Self {
        Self {
            flags,
            ..Self::default()
        }
    }

    /// The text of a config file alone, over the defaults.
    ///
    /// # Errors
    /// When the text is not a config file; the message names `path`.
    pub fn from_file(path: &Path, text: &str) -> Result<Self, ConfigError> {
        Ok(Self {
            file: parse_file(path, text)?,
            file_path: path.to_path_buf(),
            ..Self::default()
        })
    }

    /// Reads the environment, `.env` in the working folder, and the config file: the one given,
    /// which must exist, else the user's, which may not. What `.env` says of the hub counts from then
    /// on wherever a hub is asked.
    ///
    /// # Errors
    /// When a file can't be read or understood.
    pub fn read(
        flags: BTreeMap<String, String>,
        config: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        let env = read_environment()?;
        let file_path = config.map(Path::to_path_buf).or_else(default_path);
        let file_path = file_path.unwrap_or_default();
        let text = match std::fs::read_to_string(&file_path) {
            Ok(text) => text,
            Err(_) if config.is_none() => String::new(),
            Err(source) => {
                let path = file_path.display().to_string();
                return Err(ConfigError::Read { path, source });
            }
        };
        let dot_env = read_dot_env(Path::new(".env"))?;
        hub::heed(&dot_env);
        Ok(Self {
            flags,
            env,
            dot_env,
            file: parse_file(&file_path, &text)?,
            file_path,
        })
    }

    /// The same places, with `flags` over all of them.
    #[must_use]
    pub fn with(&self, flags: BTreeMap<String, String>) -> Self {
        let mut layers = self.clone();
        layers.flags.extend(flags);
        layers
    }

    /// The value that wins, and its origin.
    #[must_use]
    pub fn get(&self, setting: &Setting) -> Resolved {
        let found = |map: &BTreeMap<String, String>, key: &str, origin: Origin| {
            map.get(key).map(|value| (value.clone(), origin))
        };
        let (value, origin) = found(&self.flags, setting.key, Origin::Flag)
            .or_else(|| found(&self.env, setting.env, Origin::Env(setting.env)))
            .or_else(|| found(&self.dot_env, setting.env, Origin::DotEnv(setting.env)))
            .or_else(|| {
                found(
                    &self.file,
                    setting.key,
                    Origin::File(self.file_path.clone()),
                )
            })
            .unwrap_or_else(|| (setting.default.to_owned(), Origin::Default));
        Resolved {
            key: setting.key,
            value,
            origin,
            secret: setting.secret,
        }
    }
}

fn read_environment() -> Result<BTreeMap<String, String>, ConfigError> {
    let mut found = BTreeMap::new();
    for setting in SETTINGS {
        let Some(value) = std::env::var_os(setting.env) else {
            continue;
        };
        // A token that can't be read must not count as none.
        let value = value
            .into_string()
            .map_err(|_| ConfigError::NotUtf8(setting.env))?;
        // An empty variable is how shells and compose files say "not set".
        if !value.is_empty() {
            found.insert(setting.env.to_owned(), value);
        }
    }
    Ok(found)
}

/// Where the user's config file lies.
#[must_use]
fn default_path() -> Option<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "scripta")?;
    Some(dirs.config_dir().join("config.toml"))
}

fn read_dot_env(path: &Path) -> Result<BTreeMap<String, String>, ConfigError> {
    if !path.is_file() {
        return Ok(BTreeMap::new());
    }
    let parse = |error: dotenvy::Error| ConfigError::Parse {
        path: path.display().to_string(),
        reason: error.to_string(),
    };
    let mut found = BTreeMap::new();
    for pair in dotenvy::from_path_iter(path).map_err(parse)? {
        let (name, value) = pair.map_err(parse)?;
        let is_setting = SETTINGS.iter().any(|setting| setting.env == name);
        // Others' variables may stand there too.
        if !value.is_empty() && (is_setting || hub::VARIABLES.contains(&name.as_str())) {
            found.insert(name, value);
        }
    }
    Ok(found)
}

fn parse_file(path: &Path, text: &str) -> Result<BTreeMap<String, String>, ConfigError> {
    let wrong = |reason: String| ConfigError::Parse {
        path: path.display().to_string(),
        reason,
    };
    let table: toml::Table = text
        .parse()
        .map_err(|e: toml::de::Error| wrong(e.to_string()))?;
    let mut values = BTreeMap::new();
    for (key, value) in table {
        let key = key.replace('-', "_");
        if !SETTINGS.iter().any(|setting| setting.key == key) {
            let keys: Vec<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
            let known = keys.join(", ");
            return Err(wrong(format!(
                "there is no setting `{key}`; there are: {known}"
            )));
        }
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Array(items) => {
                let texts = items.iter().map(|item| match item {
                    toml::Value::String(text) => text.clone(),
                    other => other.to_string(),
                });
                texts.collect::<Vec<_>>().join(",")
            }
            other => other.to_string(),
        };
        values.insert(key, text);
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(key: &str, value: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(key.to_owned(), value.to_owned())])
    }

    #[test]
    fn each_layer_gives_way_to_the_one_above() {
        let setting = &SETTINGS[0];
        let mut layers = Layers {
            flags: map("model", "flag"),
            env: map("WHISPER_MODEL", "env"),
            dot_env: map("WHISPER_MODEL", "dot"),
            file: map("model", "file"),
            file_path: PathBuf::from("x.toml"),
        };
        assert_eq!(layers.get(setting).value, "flag");
        layers.flags.clear();
        assert_eq!(layers.get(setting).origin, Origin::Env("WHISPER_MODEL"));
        layers.env.clear();
        assert_eq!(layers.get(setting).origin, Origin::DotEnv("WHISPER_MODEL"));
        layers.dot_env.clear();
        assert_eq!(layers.get(setting).value, "file");
        layers.file.clear();
        assert_eq!(layers.get(setting).origin, Origin::Default);
    }

    #[test]
    fn dot_env_has_settings_and_what_concerns_the_hub() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(".env");
        let lines = [
            "WHISPER_MODEL=tiny",
            "HF_HUB_OFFLINE=1",
            "HF_HOME=",
            "export HF_HUB_CACHE='/m o'",
            "PATH=/bin",
        ];
        std::fs::write(&path, lines.join("\n")).expect("a file");
        let found = read_dot_env(&path).expect("understood");
        let expected = [
            ("HF_HUB_CACHE", "/m o"),
            ("HF_HUB_OFFLINE", "1"),
            ("WHISPER_MODEL", "tiny"),
        ];
        let found = found
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        assert!(found.eq(expected));
    }

    #[test]
    fn config_files_take_every_kind_of_value() {
        let text = "beam-size = 3\nhighlight_words = true\nformat = [\"srt\", \"json\"]\n";
        let values = parse_file(Path::new("x.toml"), text).expect("valid");
        assert_eq!(values["beam_size"], "3");
        assert_eq!(values["highlight_words"], "true");
        assert_eq!(values["format"], "srt,json");
        let error = parse_file(Path::new("x.toml"), "modle = 1").expect_err("unknown key");
        assert!(error.to_string().contains("`modle`"));
    }
}
