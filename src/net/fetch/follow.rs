//! From an address to an answer that leads nowhere else: each step is judged anew.

use reqwest::blocking::Response;
use reqwest::header::{ACCEPT_ENCODING, LOCATION};
use url::Url;

use super::{FetchError, Limits};
use crate::net::aside::{Ended, Wait, aside};
use crate::net::{Policy, Refused, without_credentials};

const MOST_REDIRECTIONS: usize = 10;

/// Asks, and follows redirections.
pub(super) fn follow(
    start: &Url,
    policy: &Policy,
    limits: &Limits,
    wait: Wait<'_>,
) -> Result<Response, FetchError> {
    let mut url = start.clone();
    for _ in 0..=MOST_REDIRECTIONS {
        let response = ask(&url, policy, limits, wait)?;
        match next(&url, &response)? {
            Some(to) => url = to,
            None => return Ok(response),
        }
    }
    Err(FetchError::Loop)
}

fn ask(
    url: &Url,
    policy: &Policy,
    limits: &Limits,
    wait: Wait<'_>,
) -> Result<Response, FetchError> {
    let target = policy
        .resolve_within(url, wait.at_most(limits.connect))
        .map_err(|ended| match ended {
            // The server of names is as slow as if it weren't there.
            Ended::Late if wait.left().is_none_or(|left| !left.is_zero()) => {
                FetchError::Refused(Refused::Unresolved)
            }
            ended => limits.passed(ended),
        })?
        .map_err(FetchError::Refused)?;
    let failed = |error| limits.failed(error);
    let client = (target.client())
        .connect_timeout(limits.connect)
        // For each single wait: the answer, and every piece of the body. A thread that nobody
        // listens to any more ends with it, too.
        .timeout(limits.stall.or(limits.total))
        .build()
        .map_err(failed)?;
    let request = client.get(target.url().clone());
    // Recordings are packed already; without this, a server may pack them as it likes.
    let request = request.header(ACCEPT_ENCODING, "identity");
    let answer = aside(wait, move || request.send());
    answer
        .map_err(|ended| limits.passed(ended))?
        .map_err(failed)
}

/// Where an answer leads, if it leads elsewhere. The credentials of `from` stay with its server;
/// others are not taken from servers.
fn next(from: &Url, response: &Response) -> Result<Option<Url>, FetchError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = response.headers().get(LOCATION) else {
        return Ok(None);
    };
    let location = String::from_utf8_lossy(location.as_bytes());
    let to = from.join(&location).map_err(FetchError::Address)?;
    let mut to = without_credentials(&to);
    if to.origin() == from.origin() {
        // These were taken from an address of the same kind.
        let _ = to.set_username(from.username());
        let _ = to.set_password(from.password());
    }
    Ok(Some(to))
}
