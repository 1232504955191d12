//! Whether a receiver can be told anything: asked when a task is submitted, not when it ends.

use std::time::Duration;

use reqwest::Method;
use url::Url;

use crate::net::{Policy, Target, Wait, without_credentials};

/// Longest address in characters.
pub const MOST_CHARACTERS: usize = 2083;

/// Why a receiver can't be told anything. The sentences are the answers that clients know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// No address of the web.
    #[error(
        "The callback URL must be an http or https address of 1 to {MOST_CHARACTERS} characters."
    )]
    Malformed,
    /// An address that may not be reached, or a host that nobody knows: which, isn't told.
    #[error("The provided callback URL is not allowed.")]
    NotAllowed,
    /// Nobody answers there, or nobody who takes messages.
    #[error("Callback URL is not reachable: {url}")]
    Unreachable {
        /// The address, without user and password.
        url: String,
    },
}

/// Asks whether somebody at an address would take a message, without sending one. Many receivers
/// know only POST: they may answer a HEAD as they like if they answer OPTIONS well.
///
/// `timeout` is for each of the two questions.
///
/// # Errors
/// When the address isn't one, may not be reached, or nobody takes messages there.
pub fn check(url: &str, policy: &Policy, timeout: Duration) -> Result<(), CheckError> {
    if !(1..=MOST_CHARACTERS).contains(&url.chars().count()) {
        return Err(CheckError::Malformed);
    }
    let url = Url::parse(url).map_err(|_| CheckError::Malformed)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(CheckError::Malformed);
    }
    let unreachable = || CheckError::Unreachable {
        url: without_credentials(&url).into(),
    };
    let wait = Wait::default().at_most(timeout);
    let target = policy
        .resolve_within(&url, wait)
        .map_err(|_| unreachable())?
        .map_err(|refused| {
            tracing::debug!("a callback URL is refused: {refused}");
            CheckError::NotAllowed
        })?;
    let head = ask(&target, Method::HEAD, timeout);
    match head.ok_or_else(unreachable)? {
        // Asked without what a message would bring, or by a method that isn't taken.
        ..=399 | 401 | 403 | 405 | 501 => Ok(()),
        _ => match ask(&target, Method::OPTIONS, timeout) {
            Some(..=399 | 405) => Ok(()),
            _ => Err(unreachable()),
        },
    }
}

/// The status of the answer, if there is one.
fn ask(target: &Target, method: Method, timeout: Duration) -> Option<u16> {
    let client = target.client().timeout(timeout).build().ok()?;
    let answer = client.request(method, target.url().clone()).send();
    match answer {
        Ok(answer) => Some(answer.status().as_u16()),
        Err(error) => {
            tracing::debug!("a callback URL doesn't answer: {}", error.without_url());
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::net::testing::{Server, allowing, send};

    const TIMEOUT: Duration = Duration::from_secs(10);

    /// A receiver that answers HEAD and OPTIONS with these statuses.
    fn receiver(head: u16, options: u16) -> Server {
        Server::new(move |seen, stream| {
            let status = match seen.method.as_str() {
                "HEAD" => head,
                "OPTIONS" => options,
                _ => 200,
            };
            send(stream, &format!("{status} Said\r\nLocation: /away"), "")
        })
    }

    fn check_at(url: &str) -> Result<(), CheckError> {
        check(url, &allowing(&["127.0.0.1"]), TIMEOUT)
    }

    #[test]
    fn receivers_that_take_only_posts_are_reachable() {
        for status in [200, 204, 302, 401, 403, 405, 501] {
            let server = receiver(status, 500);
            assert_eq!(check_at(&server.url("/hook")), Ok(()), "{status}");
            let seen = server.seen();
            assert_eq!(seen.len(), 1, "{status}: {seen:?}");
            assert_eq!((&*seen[0].method, &*seen[0].path), ("HEAD", "/hook"));
        }
        for (head, options) in [(404, 204), (400, 405), (500, 200)] {
            assert_eq!(
                check_at(&receiver(head, options).url("/")),
                Ok(()),
                "{head}"
            );
        }
    }

    #[test]
    fn addresses_where_nobody_takes_messages_are_refused() {
        for (head, options) in [(400, 400), (404, 404), (404, 403), (500, 500), (502, 501)] {
            let url = receiver(head, options).url("/hook");
            let error = check_at(&url).expect_err("refused");
            let said = format!("Callback URL is not reachable: {url}");
            assert_eq!(error.to_string(), said);
        }
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let error = check_at(&format!("http://ann:secret@127.0.0.1:{port}/hook"));
        let error = error.expect_err("nobody is there").to_string();
        let said = format!("Callback URL is not reachable: http://127.0.0.1:{port}/hook");
        assert_eq!(error, said);
    }

    #[test]
    fn silence_is_not_waited_for() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/", silent.local_addr().expect("an address"));
        let began = Instant::now();
        let short = Duration::from_millis(200);
        let error = check(&url, &allowing(&["127.0.0.1"]), short);
        assert_eq!(error, Err(CheckError::Unreachable { url }));
        assert!(began.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn what_may_not_be_reached_is_not_asked() {
        let server = receiver(200, 200);
        let url = server.url("/").replace("127.0.0.1", "localhost");
        for url in [&server.url("/"), &url, "http://nobody.invalid/"] {
            let error = check(url, &allowing(&[]), TIMEOUT).expect_err("refused");
            assert_eq!(
                error.to_string(),
                "The provided callback URL is not allowed."
            );
        }
        assert!(server.seen().is_empty());
        assert_eq!(check(&url, &allowing(&["localhost"]), TIMEOUT), Ok(()));
    }

    #[test]
    fn only_addresses_of_the_web_are_taken() {
        for url in [
            "",
            "nonsense",
            "/hook",
            "ftp://host/",
            "http://",
            "file:///etc/passwd",
        ] {
            assert_eq!(check_at(url), Err(CheckError::Malformed), "{url}");
        }
        let long = |length: usize| format!("http://[::1]/{}", "ä".repeat(length - 13));
        let error = check_at(&long(MOST_CHARACTERS + 1));
        assert_eq!(error, Err(CheckError::Malformed));
        let error = check_at(&long(MOST_CHARACTERS));
        assert_eq!(error, Err(CheckError::NotAllowed));
    }
}
