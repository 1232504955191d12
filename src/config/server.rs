//! Settings of the service.

use std::path::PathBuf;
use std::time::Duration;

use super::{ConfigError, Reader};
use crate::pipeline::decode::names;

/// What clients are told apart by when they are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientKey {
    /// Their address.
    Ip,
    /// Their token, else their address.
    Token,
}

/// How the service is reached, and what it may do.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Address to listen on.
    pub host: String,
    /// Port to listen on; 0 takes a free one.
    pub port: u16,
    /// Names that the service answers to without tokens, besides its own.
    pub allowed_hosts: Vec<String>,
    /// Whether everybody may come in from other machines.
    pub insecure: bool,
    /// Files with the certificate chain and its key.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Whether requests need a token; `None` if there is one.
    pub auth: Option<bool>,
    /// A token that is let in; a secret.
    pub token: Option<String>,
    /// File with names and hashes of further tokens.
    pub tokens: Option<PathBuf>,
    /// Largest recording in bytes; 0 for no limit.
    pub max_upload: u64,
    /// Where recordings lie; `None` for a folder in the data folder.
    pub upload_dir: Option<PathBuf>,
    /// How long recordings of tasks without a result are kept.
    pub upload_retention: Duration,
    /// Extensions of files that are taken, in small letters, without a point.
    pub extensions: Vec<String>,
    /// Whether voices that aren't known are kept.
    pub auto_store_speakers: bool,
    /// Tasks worked on at once on a GPU.
    pub max_gpu_tasks: usize,
    /// Tasks that may wait; 0 for no limit.
    pub max_queued: u64,
    /// How long unused models stay loaded; zero keeps them.
    pub model_idle_timeout: Duration,
    /// How often a task that isn't to blame is tried again.
    pub task_max_retries: i64,
    /// Time before the first of these.
    pub task_retry_backoff: Duration,
    /// Requests a minute and at once, for each client; `None` for no limit.
    pub rate_limit: Option<(u32, u32)>,
    /// What clients are told apart by.
    pub rate_limit_key: ClientKey,
    /// How long receivers of callbacks may take.
    pub callback_timeout: Duration,
    /// How often a callback is tried.
    pub callback_attempts: i64,
    /// What callbacks are signed with; a secret.
    pub webhook_secret: Option<String>,
    /// Longest time that fetching a URL may take.
    pub download_timeout: Duration,
    /// Whether private networks are out of reach.
    pub ssrf_protection: bool,
    /// Schemes of URLs that are fetched.
    pub ssrf_schemes: Vec<String>,
    /// Networks that are out of reach; empty for the usual ones.
    pub ssrf_blocked: Vec<String>,
    /// What is reached all the same.
    pub ssrf_allow: Vec<String>,
}

impl Server {
    pub(super) fn resolve(read: &Reader<'_>) -> Result<Self, ConfigError> {
        let path = |key: &str| read.optional(key, |text| Ok(PathBuf::from(text)));
        let (cert, key) = (path("tls_cert")?, path("tls_key")?);
        read.check(
            "tls_cert",
            cert.is_some() == key.is_some(),
            "a certificate and its key go together: give both or neither",
        )?;
        let mut extensions = extensions(read, "audio_extensions", names::SOUND)?;
        extensions.extend(self::extensions(read, "video_extensions", names::FILM)?);
        extensions.sort();
        extensions.dedup();
        let count = |key: &str| read.whole(key, 1..=1_000_000).map(small);
        Ok(Self {
            host: read.text("host"),
            port: read.with("port", |text| {
                text.parse()
                    .map_err(|_| "expected a number from 0 to 65535".to_owned())
            })?,
            allowed_hosts: read.with("allowed_hosts", words)?,
            insecure: read.switch("insecure")?,
            tls: cert.zip(key),
            auth: match read.text("auth").as_str() {
                "" => None,
                _ => Some(read.switch("auth")?),
            },
            token: read.optional("auth_token", |text| Ok(text.to_owned()))?,
            tokens: path("auth_tokens")?,
            max_upload: megabytes(read.whole("max_upload_size_mb", 0..=10_000_000)?),
            upload_dir: path("upload_dir")?,
            upload_retention: seconds(read, "upload_retention", 0.0..=1.0e9)?,
            extensions,
            auto_store_speakers: read.switch("auto_store_speakers")?,
            max_gpu_tasks: read.whole("max_gpu_tasks", 1..=64)?,
            max_queued: read.whole("max_queued", 0..=100_000_000)? as u64,
            model_idle_timeout: seconds(read, "model_idle_timeout", 0.0..=1.0e9)?,
            task_max_retries: i64::from(small(read.whole("task_max_retries", 0..=10)?)),
            task_retry_backoff: seconds(read, "task_retry_backoff", 0.0..=300.0)?,
            rate_limit: if read.switch("rate_limit")? {
                Some((count("rate_limit_per_minute")?, count("rate_limit_burst")?))
            } else {
                None
            },
            rate_limit_key: match read.text("rate_limit_key").to_lowercase().as_str() {
                "bearer_token" => ClientKey::Token,
                _ => ClientKey::Ip,
            },
            callback_timeout: seconds(read, "callback_timeout", 0.1..=600.0)?,
            callback_attempts: i64::from(small(read.whole("callback_max_retries", 1..=20)?)),
            webhook_secret: read.optional("webhook_secret", |text| Ok(text.to_owned()))?,
            download_timeout: seconds(read, "download_timeout", 1.0..=1.0e6)?,
            ssrf_protection: read.switch("ssrf_protection")?,
            ssrf_schemes: read.with("ssrf_allowed_schemes", words)?,
            ssrf_blocked: read.with("ssrf_blocked_networks", words)?,
            ssrf_allow: read.with("ssrf_allow", words)?,
        })
    }
}

fn extensions(read: &Reader<'_>, key: &str, usual: &[&str]) -> Result<Vec<String>, ConfigError> {
    let given = read.with(key, words)?;
    if given.is_empty() {
        return Ok(usual.iter().map(|&ending| ending.to_owned()).collect());
    }
    let bare = |text: String| text.trim_start_matches('.').to_lowercase();
    Ok(given.into_iter().map(bare).collect())
}

/// A list: words between commas or spaces, or a JSON array of them as whisperX-FastAPI has it.
#[expect(clippy::unnecessary_wraps, reason = "readers of settings may fail")]
fn words(text: &str) -> Result<Vec<String>, String> {
    let marks = |c: char| c == ',' || c.is_whitespace() || "[]\"'{}".contains(c);
    let words = text.split(marks).filter(|word| !word.is_empty());
    Ok(words.map(str::to_owned).collect())
}

fn seconds(
    read: &Reader<'_>,
    key: &str,
    range: std::ops::RangeInclusive<f64>,
) -> Result<Duration, ConfigError> {
    read.number(key, range).map(Duration::from_secs_f64)
}

fn megabytes(count: usize) -> u64 {
    count as u64 * 1_000_000
}

/// A number whose range was checked.
fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
