//! The variables and files by which hub clients are set up, read as Python's client reads them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::{Hub, Patience, Token};

/// The hub itself.
const ENDPOINT: &str = "https://huggingface.co";
/// What switches a variable on.
const YES: [&str; 4] = ["1", "on", "yes", "true"];

/// The variables that count in a `.env` file too.
pub const VARIABLES: [&str; 9] = [
    "HF_ENDPOINT",
    "HF_HOME",
    "HF_HUB_CACHE",
    "HF_HUB_OFFLINE",
    "HF_TOKEN",
    "HF_TOKEN_PATH",
    "HUGGINGFACE_HUB_CACHE",
    "HUGGING_FACE_HUB_TOKEN",
    "TRANSFORMERS_OFFLINE",
];

/// What `.env` says. It is kept beside the environment, for whoever reads that: models are looked for
/// in places that know no settings.
static DOT_ENV: OnceLock<BTreeMap<String, String>> = OnceLock::new();

/// Lets the variables of a `.env` file count where the environment has none. They are set once, at the
/// start, as the environment is.
pub fn heed(dot_env: &BTreeMap<String, String>) {
    DOT_ENV.get_or_init(|| dot_env.clone());
}

/// A variable of the environment, else of `.env`. Empty is how shells and compose files say "not set".
pub(super) fn variable(name: &str) -> Option<OsString> {
    let given = std::env::var_os(name).filter(|value| !value.is_empty());
    given.or_else(|| DOT_ENV.get()?.get(name).map(OsString::from))
}

/// The hub that the variables name; `read` gives a variable, `home` is the user's folder.
pub(super) fn hub(read: &dyn Fn(&str) -> Option<OsString>, home: Option<&Path>) -> Hub {
    let given = |name: &str| read(name).filter(|value| !value.is_empty());
    let text = |name: &str| given(name)?.into_string().ok();
    let path = |name: &str| given(name).map(|value| from_home(&value, home));
    let is_on = |value: String| YES.contains(&value.to_ascii_lowercase().as_str());

    let hugging_face = path("HF_HOME").or_else(|| {
        let caches = path("XDG_CACHE_HOME").or_else(|| Some(home?.join(".cache")));
        Some(caches?.join("huggingface"))
    });
    let inside = |name: &str| hugging_face.as_ref().map(|folder| folder.join(name));
    let kept = || {
        let file = path("HF_TOKEN_PATH").or_else(|| inside("token"))?;
        token(&std::fs::read_to_string(file).ok()?)
    };
    let named = |name| token(&text(name)?);
    Hub {
        endpoint: text("HF_ENDPOINT").unwrap_or_else(|| ENDPOINT.to_owned()),
        token: named("HF_TOKEN")
            .or_else(|| named("HUGGING_FACE_HUB_TOKEN"))
            .or_else(kept),
        cache: path("HF_HUB_CACHE")
            .or_else(|| path("HUGGINGFACE_HUB_CACHE"))
            .or_else(|| inside("hub")),
        offline: text("HF_HUB_OFFLINE")
            .or_else(|| text("TRANSFORMERS_OFFLINE"))
            .is_some_and(is_on),
        patience: Patience::USUAL,
    }
}

/// A path that may begin with `~`.
fn from_home(value: &OsString, home: Option<&Path>) -> PathBuf {
    let path = PathBuf::from(value);
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path,
    }
}

/// Tokens are often copied with the end of their line.
fn token(text: &str) -> Option<Token> {
    let text = text.trim();
    (!text.is_empty()).then(|| Token(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)], home: &Path) -> Hub {
        let read = |name: &str| {
            let found = variables.iter().find(|variable| variable.0 == name)?;
            Some(OsString::from(found.1))
        };
        hub(&read, Some(home))
    }

    fn cache(variables: &[(&str, &str)]) -> PathBuf {
        let hub = with(variables, Path::new("/home/ann"));
        hub.cache.expect("a folder")
    }

    fn secret(hub: &Hub) -> Option<&str> {
        hub.token.as_ref().map(|token| token.0.as_str())
    }

    #[test]
    fn the_cache_is_where_python_has_it() {
        let expected = [
            (&[][..], "/home/ann/.cache/huggingface/hub"),
            (&[("HF_HOME", "")], "/home/ann/.cache/huggingface/hub"),
            (&[("XDG_CACHE_HOME", "/c")], "/c/huggingface/hub"),
            (&[("XDG_CACHE_HOME", "/c"), ("HF_HOME", "/h")], "/h/hub"),
            (&[("HF_HOME", "~/h")], "/home/ann/h/hub"),
            (&[("HF_HOME", "/h"), ("HF_HUB_CACHE", "/k")], "/k"),
            (&[("HUGGINGFACE_HUB_CACHE", "/old")], "/old"),
        ];
        for (variables, folder) in expected {
            assert_eq!(cache(variables), Path::new(folder), "{variables:?}");
        }
        assert_eq!(hub(&|_| None, None).cache(), None);
    }

    #[test]
    fn the_token_comes_from_a_variable_or_from_the_login() {
        let home = tempfile::tempdir().expect("a folder");
        assert_eq!(secret(&with(&[], home.path())), None);
        let folder = home.path().join(".cache/huggingface");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("token"), "hf_kept\n").expect("a file");
        assert_eq!(secret(&with(&[], home.path())), Some("hf_kept"));
        let old = ("HUGGING_FACE_HUB_TOKEN", "hf_old");
        assert_eq!(secret(&with(&[old], home.path())), Some("hf_old"));
        let both = [old, ("HF_TOKEN", " hf_new ")];
        assert_eq!(secret(&with(&both, home.path())), Some("hf_new"));
        let elsewhere = home.path().join("elsewhere");
        std::fs::write(&elsewhere, "hf_elsewhere").expect("a file");
        let place = [("HF_TOKEN_PATH", elsewhere.to_str().expect("a path"))];
        assert_eq!(secret(&with(&place, home.path())), Some("hf_elsewhere"));
    }

    #[test]
    fn mirror_and_offline_are_variables() {
        let home = Path::new("/home/ann");
        let hub = with(&[], home);
        assert_eq!((hub.endpoint.as_str(), hub.offline), (ENDPOINT, false));
        let hub = with(&[("HF_ENDPOINT", "https://mirror.example")], home);
        assert_eq!(hub.endpoint, "https://mirror.example");
        for (value, expected) in [("1", true), ("True", true), ("0", false), ("", false)] {
            assert_eq!(with(&[("HF_HUB_OFFLINE", value)], home).offline, expected);
        }
        assert!(with(&[("TRANSFORMERS_OFFLINE", "yes")], home).offline);
    }
}
