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

/// The variables that count in a `.env` file too: none that says where a token goes or comes from, for
/// the file lies where the program is called, and may be anybody's. `HF_TOKEN` in it is a setting.
pub const VARIABLES: [&str; 5] = [
    "HF_HOME",
    "HF_HUB_CACHE",
    "HF_HUB_OFFLINE",
    "HUGGINGFACE_HUB_CACHE",
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

/// Where variables are read.
pub(super) struct Place<'a> {
    /// Gives a variable.
    read: &'a dyn Fn(&str) -> Option<OsString>,
    /// The user's folder.
    home: Option<&'a Path>,
}

impl<'a> Place<'a> {
    /// The environment.
    pub(super) fn environment(home: Option<&'a Path>) -> Self {
        Self {
            read: &|name| std::env::var_os(name),
            home,
        }
    }

    /// The `.env` file.
    pub(super) fn dot_env(home: Option<&'a Path>) -> Self {
        Self {
            read: &|name| DOT_ENV.get()?.get(name).map(OsString::from),
            home,
        }
    }

    /// A variable; empty is how shells and compose files say "not set".
    fn given(&self, name: &str) -> Option<OsString> {
        (self.read)(name).filter(|value| !value.is_empty())
    }

    fn text(&self, name: &str) -> Option<String> {
        self.given(name)?.into_string().ok()
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        Some(from_home(&self.given(name)?, self.home))
    }

    fn token(&self, name: &str) -> Option<Token> {
        token(&self.text(name)?)
    }

    fn cache(&self) -> Option<PathBuf> {
        let named = self.path("HF_HUB_CACHE");
        let named = named.or_else(|| self.path("HUGGINGFACE_HUB_CACHE"));
        named.or_else(|| Some(self.path("HF_HOME")?.join("hub")))
    }

    fn offline(&self) -> Option<bool> {
        let said = self.text("HF_HUB_OFFLINE");
        let said = said.or_else(|| self.text("TRANSFORMERS_OFFLINE"))?;
        Some(YES.contains(&said.to_ascii_lowercase().as_str()))
    }
}

/// The hub that the variables name: what the environment says of a matter by any of its names comes
/// before what `.env` says of it.
pub(super) fn hub(environment: &Place<'_>, dot_env: &Place<'_>) -> Hub {
    let caches = || {
        let folder = environment.path("XDG_CACHE_HOME");
        folder.or_else(|| Some(environment.home?.join(".cache")))
    };
    let usual = || Some(caches()?.join("huggingface"));
    let kept = || {
        let folder = || {
            let folder = environment.path("HF_HOME");
            folder.or_else(|| dot_env.path("HF_HOME")).or_else(usual)
        };
        let file = environment.path("HF_TOKEN_PATH");
        let file = file.or_else(|| Some(folder()?.join("token")))?;
        token(&std::fs::read_to_string(file).ok()?)
    };
    let endpoint = environment.text("HF_ENDPOINT");
    Hub {
        endpoint: endpoint.unwrap_or_else(|| ENDPOINT.to_owned()),
        token: (environment.token("HF_TOKEN"))
            .or_else(|| environment.token("HUGGING_FACE_HUB_TOKEN"))
            .or_else(kept),
        cache: (environment.cache())
            .or_else(|| dot_env.cache())
            .or_else(|| Some(usual()?.join("hub"))),
        offline: (environment.offline())
            .or_else(|| dot_env.offline())
            .unwrap_or(false),
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
        with_both(variables, &[], Some(home))
    }

    fn with_both(
        environment: &[(&str, &str)],
        dot_env: &[(&str, &str)],
        home: Option<&Path>,
    ) -> Hub {
        let find = |variables: &[(&str, &str)], name: &str| {
            let found = variables.iter().find(|variable| variable.0 == name)?;
            Some(OsString::from(found.1))
        };
        let environment = Place {
            read: &|name| find(environment, name),
            home,
        };
        let dot_env = Place {
            read: &|name| find(dot_env, name),
            home,
        };
        hub(&environment, &dot_env)
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
        assert_eq!(with_both(&[], &[], None).cache(), None);
    }

    #[test]
    fn the_environment_comes_first_whatever_its_names() {
        let home = Some(Path::new("/home/ann"));
        let theirs = [("HF_HUB_CACHE", "/x"), ("HF_HUB_OFFLINE", "0")];
        let hub = with_both(&[], &theirs, home);
        assert_eq!(hub.cache(), Some(Path::new("/x")));
        let ours = [("HF_HOME", "/data"), ("TRANSFORMERS_OFFLINE", "1")];
        let hub = with_both(&ours, &theirs, home);
        assert_eq!(hub.cache(), Some(Path::new("/data/hub")));
        assert!(hub.is_offline());
        // It says neither where a token goes nor where one is.
        let theirs = [
            ("HF_ENDPOINT", "http://else.example"),
            ("HF_TOKEN_PATH", "/etc/hostname"),
        ];
        let hub = with_both(&[], &theirs, home);
        assert_eq!((hub.endpoint(), secret(&hub)), (ENDPOINT, None));
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
