//! Requests: who is asked with which token, which redirections are followed, when to ask again.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use reqwest::blocking::{Client, Request, Response};
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderValue, LOCATION, RANGE, USER_AGENT};
use reqwest::{Method, Url};

use super::address::{host, is_this_machine, leaves_encryption, plain, with_parts};
use super::error::Wanted;
use super::threads::{aside, pause};
use super::{Hub, HubError, Patience};

const MOST_REDIRECTIONS: usize = 10;
const MOST_ATTEMPTS: u32 = 5;

/// A failed attempt.
pub(super) struct Trouble {
    /// What to say if it was the last.
    pub(super) error: Box<HubError>,
    /// Whether it was.
    pub(super) retry: Retry,
}

/// Whether to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    /// It would be the same again.
    Never,
    /// After a while, which the server may have named.
    After(Option<Duration>),
    /// After a while; so much was done that attempts are counted anew.
    Anew,
}

impl Trouble {
    /// Trouble that may pass.
    pub(super) fn again(error: HubError, wait: Option<Duration>) -> Self {
        Self {
            error: Box::new(error),
            retry: Retry::After(wait),
        }
    }
}

impl From<HubError> for Trouble {
    fn from(error: HubError) -> Self {
        Self {
            error: Box::new(error),
            retry: Retry::Never,
        }
    }
}

/// One file's way to the hub.
pub(super) struct Wire<'a> {
    /// What is asked for.
    pub(super) wanted: Wanted,
    /// Set when the caller wants to stop.
    pub(super) cancel: &'a AtomicBool,
    client: Client,
    endpoint: Url,
    token: Option<HeaderValue>,
    patience: Patience,
}

impl<'a> Wire<'a> {
    /// Makes ready to ask; nothing is sent.
    pub(super) fn new(hub: &Hub, wanted: Wanted, cancel: &'a AtomicBool) -> Result<Self, HubError> {
        let endpoint = Url::parse(&hub.endpoint).map_err(|_| HubError::Endpoint)?;
        let known = matches!(endpoint.scheme(), "http" | "https") && endpoint.has_host();
        if !known || endpoint.query().is_some() {
            return Err(HubError::Endpoint);
        }
        let token = hub.token.as_ref().map(|token| {
            let value = HeaderValue::from_str(&format!("Bearer {}", token.0));
            value.map_err(|_| HubError::Token)
        });
        let mut builder = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(hub.patience.connect)
            // For each single wait: the answer, and every piece of the body.
            .timeout(hub.patience.stall);
        if is_this_machine(&endpoint) {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| HubError::Transfer {
            wanted: wanted.clone(),
            host: host(&endpoint),
            source: error.into(),
        })?;
        Ok(Self {
            wanted,
            cancel,
            client,
            endpoint,
            token: token.transpose()?,
            patience: hub.patience,
        })
    }

    /// The address of the wanted file at a revision.
    pub(super) fn address(&self, revision: &str) -> Url {
        let file = self.wanted.file.split('/');
        self.below(["resolve", revision].into_iter().chain(file))
    }

    /// The address of the repository's page, or of one below it, for a person to open.
    pub(super) fn page(&self, parts: &[&str]) -> String {
        plain(self.below(parts.iter().copied()))
    }

    /// Where tokens are made.
    pub(super) fn tokens(&self) -> String {
        plain(with_parts(&self.endpoint, ["settings", "tokens"]))
    }

    fn below<'p>(&self, parts: impl IntoIterator<Item = &'p str>) -> Url {
        let repo = with_parts(&self.endpoint, self.wanted.repo.split('/'));
        with_parts(&repo, parts)
    }

    /// Whether a token is set.
    pub(super) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Whether an address is the hub's own: only there the token is sent.
    pub(super) fn is_hub(&self, url: &Url) -> bool {
        url.origin() == self.endpoint.origin()
    }

    /// The hub's host.
    pub(super) fn hub_host(&self) -> String {
        host(&self.endpoint)
    }

    /// One request, one answer.
    pub(super) fn ask(&self, method: Method, url: &Url, from: u64) -> Result<Response, Trouble> {
        let mut request = Request::new(method, url.clone());
        let headers = request.headers_mut();
        let agent = concat!("scripta/", env!("CARGO_PKG_VERSION"));
        headers.insert(USER_AGENT, HeaderValue::from_static(agent));
        // Sizes and ranges are those of the file, not of a packed form of it.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if from > 0 {
            let range = HeaderValue::from_str(&format!("bytes={from}-"));
            headers.extend(range.ok().map(|range| (RANGE, range)));
        }
        if let Some(token) = self.token.as_ref().filter(|_| self.is_hub(url)) {
            let mut token = token.clone();
            token.set_sensitive(true);
            headers.insert(AUTHORIZATION, token);
        }
        let client = self.client.clone();
        let answer = aside(self.cancel, move || client.execute(request))?;
        answer.map_err(|error| self.broken(url, error.without_url()))
    }

    /// Where an answer leads, if it leads elsewhere.
    pub(super) fn next(&self, response: &Response) -> Result<Option<Url>, HubError> {
        let target = response.headers().get(LOCATION);
        let target = target.filter(|_| response.status().is_redirection());
        let Some(target) = target.and_then(|target| target.to_str().ok()) else {
            return Ok(None);
        };
        let from = response.url();
        let to = from.join(target).ok().filter(Url::has_host);
        let to = to.ok_or_else(|| self.no_hub(from))?;
        if leaves_encryption(from, &to) {
            return Err(HubError::Downgrade {
                wanted: self.wanted.clone(),
                from: host(from),
                to: host(&to),
            });
        }
        Ok(Some(to))
    }

    /// Asks, and follows redirections until `enough` says so of an answer or one leads nowhere.
    pub(super) fn follow(
        &self,
        method: &Method,
        start: Url,
        from: u64,
        mut enough: impl FnMut(&Response, Option<&Url>) -> bool,
    ) -> Result<Response, Trouble> {
        let mut url = start;
        for _ in 0..MOST_REDIRECTIONS {
            let response = self.ask(method.clone(), &url, from)?;
            let next = self.next(&response)?;
            if enough(&response, next.as_ref()) {
                return Ok(response);
            }
            match next {
                Some(next) => url = next,
                None => return Ok(response),
            }
        }
        let (wanted, host) = (self.wanted.clone(), host(&url));
        Err(HubError::Loop { wanted, host }.into())
    }

    /// Tries until it succeeds or makes no sense any more.
    pub(super) fn persist<T>(
        &self,
        mut attempt: impl FnMut() -> Result<T, Trouble>,
    ) -> Result<T, HubError> {
        let mut failures = 0;
        loop {
            let trouble = match attempt() {
                Ok(done) => return Ok(done),
                Err(trouble) => trouble,
            };
            let asked = match trouble.retry {
                Retry::Never => return Err(*trouble.error),
                Retry::After(asked) => asked,
                Retry::Anew => {
                    failures = 0;
                    None
                }
            };
            failures += 1;
            let wait = asked.unwrap_or(self.patience.retry * (1 << (failures - 1)));
            if failures >= MOST_ATTEMPTS || wait > self.patience.asked {
                return Err(*trouble.error);
            }
            tracing::debug!("{}; again in {wait:?}", trouble.error);
            pause(wait, self.cancel)?;
        }
    }

    /// A transfer that failed; it may be better next time.
    pub(super) fn broken(
        &self,
        url: &Url,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Trouble {
        let error = HubError::Transfer {
            wanted: self.wanted.clone(),
            host: host(url),
            source: source.into(),
        };
        Trouble::again(error, None)
    }

    /// Who answers so is no hub.
    pub(super) fn no_hub(&self, url: &Url) -> HubError {
        let (wanted, host) = (self.wanted.clone(), host(url));
        HubError::NoHub { wanted, host }
    }
}
