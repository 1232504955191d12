//! Model files from the Hugging Face hub: found in the cache that all hub clients share, or
//! downloaded into it.
//!
//! The cache is laid out as Python's `huggingface_hub` lays it out, so that neither downloads what
//! the other has. A file is asked of the hub only when it isn't there.

mod address;
mod answer;
mod cache;
mod download;
mod environment;
mod error;
mod names;
mod partial;
#[cfg(test)]
mod tests;
mod threads;
mod tidy;
mod verify;
mod wire;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use environment::Place;
pub use environment::{VARIABLES, heed};
pub use error::{HubError, Wanted};
pub use tidy::{Leftover, is_old};
pub use verify::holds;

use cache::Shelf;

/// Where the hub is and how to reach it.
#[derive(Debug, Clone)]
pub struct Hub {
    endpoint: String,
    token: Option<Token>,
    cache: Option<PathBuf>,
    offline: bool,
    patience: Patience,
}

/// What opens gated and private repositories; it is shown nowhere.
#[derive(Clone)]
struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token")
    }
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// Until a connection stands.
    connect: Duration,
    /// Until the next bytes come.
    stall: Duration,
    /// Before the second attempt; doubled for each one after it.
    retry: Duration,
    /// The longest wait that a server may ask for.
    asked: Duration,
}

impl Patience {
    const USUAL: Self = Self {
        connect: Duration::from_secs(20),
        stall: Duration::from_secs(30),
        retry: Duration::from_secs(1),
        asked: Duration::from_mins(2),
    };
    /// For somebody who waits for an answer.
    const HASTY: Self = Self {
        connect: Duration::from_secs(4),
        stall: Duration::from_secs(8),
        ..Self::USUAL
    };
}

/// Called with the bytes that are there and, where it is known, how many there will be.
pub type OnBytes<'a> = &'a dyn Fn(u64, Option<u64>);

impl Hub {
    /// A hub at `endpoint`, with the cache in the folder `cache`.
    #[must_use]
    pub fn new(endpoint: &str, token: Option<&str>, cache: &Path, offline: bool) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            token: token.map(|token| Token(token.to_owned())),
            cache: Some(cache.to_path_buf()),
            offline,
            patience: Patience::USUAL,
        }
    }

    /// The hub that the variables of hub clients name: `HF_ENDPOINT`, `HF_TOKEN` (or what
    /// `hf auth login` has kept), `HF_HUB_CACHE`, `HF_HOME`, `XDG_CACHE_HOME`, `HF_HUB_OFFLINE`; what
    /// the environment doesn't say of the cache and of being offline, `.env` may ([`heed`]).
    #[must_use]
    pub fn from_env() -> Self {
        let dirs = directories::BaseDirs::new();
        let home = dirs.as_ref().map(directories::BaseDirs::home_dir);
        environment::hub(&Place::environment(home), &Place::dot_env(home))
    }

    /// The same hub with a token, where there is one; else with what it has.
    #[must_use]
    pub fn with_token(mut self, token: Option<&str>) -> Self {
        if let Some(token) = token {
            self.token = Some(Token(token.to_owned()));
        }
        self
    }

    /// The same hub, never asked anything if `offline`, whatever the environment says.
    #[must_use]
    pub fn with_offline(mut self, offline: bool) -> Self {
        self.offline = offline;
        self
    }

    /// Whether the hub is never asked.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.offline
    }

    /// Where the hub is.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Whether there is anything that opens gated repositories.
    #[must_use]
    pub fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// The folder of the cache; `None` where no variable names one and the system has no home folder.
    #[must_use]
    pub fn cache(&self) -> Option<&Path> {
        self.cache.as_deref()
    }

    /// The file, if the cache has it: `revision` is a branch, a tag or a commit.
    #[must_use]
    pub fn cached(&self, repo: &str, revision: &str, file: &str) -> Option<PathBuf> {
        names::check(repo, revision, file).ok()?;
        Shelf::new(self.cache.as_deref()?, repo).find(revision, file)
    }

    /// Whether the hub has a file and can be reached; it is asked once, for no more than a few
    /// seconds.
    ///
    /// # Errors
    /// Those of [`Hub::file`].
    pub fn offers(
        &self,
        repo: &str,
        revision: &str,
        file: &str,
        cancel: &AtomicBool,
    ) -> Result<(), HubError> {
        names::check(repo, revision, file)?;
        let place = Shelf::new(self.cache.as_deref().ok_or(HubError::NoFolder)?, repo);
        let wanted = Wanted {
            repo: repo.to_owned(),
            revision: revision.to_owned(),
            file: file.to_owned(),
        };
        if self.offline {
            let folder = place.repository();
            return Err(HubError::Offline { wanted, folder });
        }
        let hasty = Self {
            patience: Patience::HASTY,
            ..self.clone()
        };
        download::is_there(&wire::Wire::new(&hasty, wanted, cancel)?)
    }

    /// The file, from the cache or else from the hub. What the hub gives is held to the size and
    /// the hash that the hub names, and to `sha256` (in hexadecimal digits) where it is given; a
    /// cached file that doesn't hold to `sha256` is asked for anew.
    ///
    /// A download that ended early goes on where it stopped. Two that want the same file share it.
    ///
    /// # Errors
    /// When the file isn't there and can't be had; [`HubError::Cancelled`] when `cancel` is set.
    pub fn file(
        &self,
        repo: &str,
        revision: &str,
        file: &str,
        sha256: Option<&str>,
        progress: OnBytes<'_>,
        cancel: &AtomicBool,
    ) -> Result<PathBuf, HubError> {
        names::check(repo, revision, file)?;
        let place = Shelf::new(self.cache.as_deref().ok_or(HubError::NoFolder)?, repo);
        if let Some(path) = place.find(revision, file)
            && verify::is_known(&path, sha256, cancel)?
        {
            return Ok(path);
        }
        let wanted = Wanted {
            repo: repo.to_owned(),
            revision: revision.to_owned(),
            file: file.to_owned(),
        };
        if self.offline {
            let folder = place.repository();
            return Err(HubError::Offline { wanted, folder });
        }
        let wire = wire::Wire::new(self, wanted, cancel)?;
        download::into_shelf(&wire, &place, sha256, progress)
    }
}
