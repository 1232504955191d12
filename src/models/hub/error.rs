//! Why the hub gave no file, in sentences that name the file, the place and the mend.
//!
//! Neither tokens nor the signed addresses of storage hosts stand in them: hosts are named, and
//! addresses only where a person should open them.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// `OWNER/NAME`.
    pub repo: String,
    /// A branch, a tag or a commit.
    pub revision: String,
    /// The file's path in the repository.
    pub file: String,
}

impl fmt::Display for Wanted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} of {}", self.file, self.repo)?;
        if self.revision != "main" {
            write!(formatter, " at {}", self.revision)?;
        }
        Ok(())
    }
}

/// Why a file could not be had.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// Not `OWNER/NAME`.
    #[error("`{name}` can't be the name of a repository on the hub: give OWNER/NAME")]
    RepositoryName {
        /// What was given.
        name: String,
    },
    /// Not a branch, a tag or a commit.
    #[error("`{name}` can't be a revision on the hub: give a branch, a tag or a commit")]
    RevisionName {
        /// What was given.
        name: String,
    },
    /// Not a path inside a repository.
    #[error(
        "`{name}` can't be a file on the hub: give its path in the repository, such as config.json"
    )]
    FileName {
        /// What was given.
        name: String,
    },
    /// The endpoint is no address.
    #[error(
        "HF_ENDPOINT is no address of a hub: give one like https://huggingface.co, or unset it"
    )]
    Endpoint,
    /// The token can't be sent.
    #[error(
        "the token in HF_TOKEN, or of `hf auth login`, has characters that no token has: set it anew"
    )]
    Token,
    /// Neither a variable nor the system names a folder.
    #[error("there is no folder for files of the hub on this system: name one with HF_HOME")]
    NoFolder,
    /// Not in the cache, and no connection is allowed.
    #[error(
        "{wanted} is not on this machine, and --offline or HF_HUB_OFFLINE forbids to download it: \
         drop that for one run, or copy {} from a machine that has the file",
        folder.display()
    )]
    Offline {
        /// The file.
        wanted: Wanted,
        /// The repository's folder in the cache.
        folder: PathBuf,
    },
    /// Gated, and there is no token.
    #[error(
        "{wanted} is only for those who have accepted its terms: accept them on {page} and set \
         HF_TOKEN to a token from {tokens}"
    )]
    Gated {
        /// The file.
        wanted: Wanted,
        /// Where the terms are.
        page: String,
        /// Where tokens are made.
        tokens: String,
    },
    /// The token's account may not read it.
    #[error(
        "{wanted} may not be read with the token that is set: accept the terms on {page} with the \
         account of the token in HF_TOKEN and see that the token may read gated repositories"
    )]
    Refused {
        /// The file.
        wanted: Wanted,
        /// Where the terms are.
        page: String,
    },
    /// The hub doesn't know the token.
    #[error(
        "{host} doesn't accept the token that is set: set HF_TOKEN to a token from {tokens}, or \
         unset it if {wanted} is public"
    )]
    BadToken {
        /// The file.
        wanted: Wanted,
        /// The hub.
        host: String,
        /// Where tokens are made.
        tokens: String,
    },
    /// No such repository, or it is private.
    #[error(
        "there is no repository {} on {host}, or it is private: check the name, or set HF_TOKEN to \
         a token that may read it",
        wanted.repo
    )]
    NoRepository {
        /// The file.
        wanted: Wanted,
        /// The hub.
        host: String,
    },
    /// The repository has no such branch, tag or commit.
    #[error("the repository {} on {host} has no revision `{}`: check it on {page}", wanted.repo, wanted.revision)]
    NoRevision {
        /// The file.
        wanted: Wanted,
        /// The hub.
        host: String,
        /// The repository's page.
        page: String,
    },
    /// The repository has no such file.
    #[error(
        "the repository {} on {host} has no file `{}` at `{}`: its files are listed on {page}",
        wanted.repo, wanted.file, wanted.revision
    )]
    NoFile {
        /// The file.
        wanted: Wanted,
        /// The hub.
        host: String,
        /// Where the repository's files are listed.
        page: String,
    },
    /// Too many requests.
    #[error(
        "{host} asks to wait before {wanted} is downloaded{}: try again later, or set HF_TOKEN, \
         which raises the limit",
        wait.map(|wait| format!(" ({} s)", wait.as_secs())).unwrap_or_default()
    )]
    Limited {
        /// The file.
        wanted: Wanted,
        /// Who asks.
        host: String,
        /// For how long.
        wait: Option<Duration>,
    },
    /// Another answer that is no file.
    #[error("{wanted} can't be downloaded: {host} answered {status}; try again later")]
    Status {
        /// The file.
        wanted: Wanted,
        /// Who answered.
        host: String,
        /// The HTTP status.
        status: reqwest::StatusCode,
    },
    /// An answer without what a hub says of its files.
    #[error(
        "{host} doesn't answer as a hub when asked for {wanted}: check HF_ENDPOINT, HTTPS_PROXY \
         and whether this network wants you to log in"
    )]
    NoHub {
        /// The file.
        wanted: Wanted,
        /// Who answered.
        host: String,
    },
    /// A way from https to http, which anybody could listen to or change.
    #[error("{wanted} is not downloaded: {from} leads to {to} without encryption")]
    Downgrade {
        /// The file.
        wanted: Wanted,
        /// Who leads there.
        from: String,
        /// Where.
        to: String,
    },
    /// One redirection after another.
    #[error("{wanted} can't be downloaded: {host} only leads from one address to the next")]
    Loop {
        /// The file.
        wanted: Wanted,
        /// The last host.
        host: String,
    },
    /// No connection, or none that lasts.
    #[error(
        "{wanted} can't be downloaded from {host}: check the connection, HTTPS_PROXY and \
         HF_ENDPOINT; the next run goes on where this one stopped"
    )]
    Transfer {
        /// The file.
        wanted: Wanted,
        /// Who was asked.
        host: String,
        /// What happened.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Not as many bytes as the hub says.
    #[error(
        "{wanted} came from {host} with {got} bytes instead of {expected}: try again, or another \
         HF_ENDPOINT or network"
    )]
    Size {
        /// The file.
        wanted: Wanted,
        /// Who sent it.
        host: String,
        /// What the hub says.
        expected: u64,
        /// What came or was announced.
        got: u64,
    },
    /// Not the bytes that the hub says.
    #[error(
        "{wanted} came damaged or changed (its hash is not the hub's) and was removed: try again, \
         or another HF_ENDPOINT or network"
    )]
    Damaged {
        /// The file.
        wanted: Wanted,
    },
    /// The hub has another file than the caller knows.
    #[error("{wanted} is another file on {host} than the one expected (SHA-256 {expected})")]
    Other {
        /// The file.
        wanted: Wanted,
        /// The hub.
        host: String,
        /// The hash that was expected.
        expected: String,
    },
    /// No space.
    #[error(
        "there is no space left for {wanted} in {}: free some, or name another folder with HF_HOME",
        folder.display()
    )]
    Full {
        /// The file.
        wanted: Wanted,
        /// The folder of the downloads.
        folder: PathBuf,
    },
    /// The cache can't be written or read.
    #[error(
        "{} can't be used: allow reading and writing it, or name another folder with HF_HOME",
        path.display()
    )]
    Store {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The caller asked to stop.
    #[error("interrupted")]
    Cancelled,
}
