//! One attempt to deliver a message.

use std::error::Error;
use std::io::ErrorKind;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use url::Url;

use super::Secrets;
use crate::net::{Policy, Refused, Wait};

/// Why a message wasn't taken: short, to be remembered with the task, and without addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// The receiver's address can't be read, or the message's id can't be sent.
    #[error("the receiver's address or the message's id can't be used")]
    Unsendable,
    /// The receiver may not be reached, or nobody knows its host.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Another answer than one that says it was taken. Redirections aren't followed.
    #[error("the receiver answered {0}")]
    Status(u16),
    /// No answer in time.
    #[error("no answer within {} s", .0.as_secs_f64())]
    TooSlow(Duration),
    /// Nobody listens.
    #[error("the connection was refused")]
    ConnectionRefused,
    /// There is no way to the receiver, or none that is safe.
    #[error("the receiver can't be reached")]
    Unreachable,
    /// The connection ended without an answer.
    #[error("the connection broke")]
    Broken,
}

/// Sends a message and gives the status of the answer, which is between 200 and 299.
///
/// `id` tells messages apart: attempts to deliver the same one have the same id. `body` is JSON.
/// `timeout` is for the whole attempt. The receiver's address is judged anew, for its name may lead
/// elsewhere than when it was checked.
///
/// # Errors
/// When the receiver doesn't say that it took the message.
pub fn deliver(
    url: &str,
    policy: &Policy,
    id: &str,
    body: &[u8],
    secrets: &Secrets,
    timeout: Duration,
    now: Timestamp,
) -> Result<u16, DeliveryError> {
    let late = || DeliveryError::TooSlow(timeout);
    let url = Url::parse(url).map_err(|_| DeliveryError::Unsendable)?;
    let headers = headers(id, now.as_second(), body, secrets).ok_or(DeliveryError::Unsendable)?;
    let wait = Wait::default().at_most(timeout);
    let target = policy.resolve_within(&url, wait).map_err(|_| late())??;
    let left = wait.left().unwrap_or(timeout);
    let client = target.client().timeout(left).build();
    let client = client.map_err(|_| DeliveryError::Unreachable)?;
    let request = client.post(url).headers(headers).body(body.to_vec());
    let answer = request.send().map_err(|error| failure(&error, timeout))?;
    if answer.status().is_success() {
        Ok(answer.status().as_u16())
    } else {
        Err(DeliveryError::Status(answer.status().as_u16()))
    }
}

/// The headers of Standard Webhooks.
fn headers(id: &str, timestamp: i64, body: &[u8], secrets: &Secrets) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("webhook-id", HeaderValue::from_str(id).ok()?);
    headers.insert("webhook-timestamp", timestamp.into());
    if !secrets.is_empty() {
        let signature = secrets.sign(id, timestamp, body);
        let signature = HeaderValue::from_str(&signature).ok()?;
        headers.insert("webhook-signature", signature);
    }
    Some(headers)
}

fn failure(error: &reqwest::Error, timeout: Duration) -> DeliveryError {
    let mut cause: Option<&dyn Error> = Some(error);
    let mut refused = false;
    while let Some(this) = cause {
        let io = this.downcast_ref::<std::io::Error>();
        refused |= io.is_some_and(|io| io.kind() == ErrorKind::ConnectionRefused);
        cause = this.source();
    }
    if error.is_timeout() {
        DeliveryError::TooSlow(timeout)
    } else if refused {
        DeliveryError::ConnectionRefused
    } else if error.is_connect() {
        DeliveryError::Unreachable
    } else {
        DeliveryError::Broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::testing::{Server, allowing};

    const BODY: &[u8] = br#"{"status":"completed"}"#;
    const TIMEOUT: Duration = Duration::from_secs(10);

    fn send_to(url: &str, timeout: Duration) -> Result<u16, DeliveryError> {
        let now = Timestamp::from_second(1_614_265_330).expect("a time");
        let secrets = Secrets::parse("old new").expect("secrets");
        let policy = allowing(&["127.0.0.1"]);
        deliver(url, &policy, "msg_1", BODY, &secrets, timeout, now)
    }

    #[test]
    fn messages_are_json_and_signed() {
        let server = Server::text("202 Accepted", "{\"ok\":true}");
        let url = server.url("/hook?task=1").replace("//", "//ann:secret@");
        assert_eq!(send_to(&url, TIMEOUT), Ok(202));
        let seen = server.seen();
        let [seen] = &seen[..] else {
            panic!("{seen:?}");
        };
        assert_eq!((&*seen.method, &*seen.path), ("POST", "/hook?task=1"));
        assert_eq!(seen.body.as_bytes(), BODY);
        let secrets = Secrets::parse("old new").expect("secrets");
        let signature = secrets.sign("msg_1", 1_614_265_330, BODY);
        let agent = concat!("scripta/", env!("CARGO_PKG_VERSION"));
        for (name, value) in [
            ("content-type", "application/json"),
            ("user-agent", agent),
            ("webhook-id", "msg_1"),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", &signature),
            ("authorization", "Basic YW5uOnNlY3JldA=="),
        ] {
            assert_eq!(seen.header(name), Some(value), "{name}");
        }
    }

    #[test]
    fn without_secrets_messages_are_unsigned() {
        let server = Server::text("200 OK", "");
        let (policy, now) = (allowing(&["127.0.0.1"]), Timestamp::UNIX_EPOCH);
        let none = Secrets::default();
        let sent = deliver(&server.url("/"), &policy, "m", BODY, &none, TIMEOUT, now);
        assert_eq!(sent, Ok(200));
        let seen = server.seen();
        assert_eq!(seen[0].header("webhook-signature"), None);
        assert_eq!(seen[0].header("webhook-timestamp"), Some("0"));
    }

    #[test]
    fn only_a_yes_is_a_success() {
        for (head, status) in [
            ("302 Found\r\nLocation: /away", 302),
            ("404 Not Found", 404),
            ("500 Said", 500),
        ] {
            let server = Server::text(head, "");
            let error = send_to(&server.url("/"), TIMEOUT).expect_err(head);
            assert_eq!(error.to_string(), format!("the receiver answered {status}"));
            assert_eq!(server.seen().len(), 1);
        }
    }

    #[test]
    fn failures_are_told_without_addresses() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/", free.local_addr().expect("an address"));
        let short = Duration::from_millis(200);
        let error = send_to(&url, short).expect_err("nobody answers");
        assert_eq!(error.to_string(), "no answer within 0.2 s");
        drop(free);
        let error = send_to(&url, TIMEOUT).expect_err("nobody listens");
        assert_eq!(error.to_string(), "the connection was refused");
        let rude = Server::new(|_, _| Ok(()));
        let error = send_to(&rude.url("/"), TIMEOUT).expect_err("it hangs up");
        assert_eq!(error.to_string(), "the connection broke");
        let plain = Server::text("200 OK", "");
        let secure = plain.url("/").replace("http:", "https:");
        let error = send_to(&secure, TIMEOUT).expect_err("it doesn't encrypt");
        assert_eq!(error.to_string(), "the receiver can't be reached");
        let error = send_to("http://10.0.0.1/", TIMEOUT).expect_err("refused");
        assert_eq!(error, DeliveryError::Refused(Refused::Blocked));
        let named = send_to("nonsense", TIMEOUT).expect_err("no address");
        assert_eq!(named, DeliveryError::Unsendable);
    }
}
