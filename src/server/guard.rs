//! What every request passes: an id, a token, a limit, a counter, and headers for browsers.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, State};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::app::App;
use super::audit::{self, CLIENT};
use super::auth;
use super::problem::{Problem, REQUEST_ID};
use crate::config::ClientKey;
use crate::store::sha256;

/// The header with a request's id.
const REQUEST_HEADER: &str = "x-request-id";
/// Longest id that is taken over from a client.
const LONGEST_ID: usize = 128;
/// What a form has besides its file, generously.
const FORM_OVERHEAD: u64 = 2_000_000;
/// Bytes of a refused body that are read, the time for that, and the longest pause in it.
const MOST_DRAINED: usize = 32 << 20;
const FAREWELL: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(300);
/// Clients that are remembered before idle ones are forgotten.
const MANY_CLIENTS: usize = 10_000;

/// Counts clients' requests.
pub(super) struct Limiter {
    limiter: DefaultKeyedRateLimiter<String>,
    key: ClientKey,
}

impl Limiter {
    /// A limiter for so many requests a minute, and so many at once.
    pub(super) fn new(per_minute: u32, burst: u32, key: ClientKey) -> Self {
        let some = |count: u32| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_minute(some(per_minute)).allow_burst(some(burst));
        Self {
            limiter: RateLimiter::keyed(quota),
            key,
        }
    }

    fn check(&self, headers: &HeaderMap, ip: IpAddr) -> Result<(), Problem> {
        let by_token = (self.key == ClientKey::Token)
            .then(|| auth::token(headers))
            .flatten();
        let client = by_token.map_or_else(|| ip.to_string(), |token| sha256(token.as_bytes()));
        if self.limiter.len() > MANY_CLIENTS {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&client).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            let message = "Too many requests: wait a moment and try again.";
            let status = StatusCode::TOO_MANY_REQUESTS;
            let problem = Problem::new(status, "RATE_LIMIT_EXCEEDED", message);
            problem.retry_after(wait.as_secs() + 1)
        })
    }
}

/// Gives a request its id, counts it, and sets the headers that every answer has.
pub(super) async fn identify(
    State(app): State<Arc<App>>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let given = request
        .headers()
        .get(REQUEST_HEADER)
        .and_then(|id| id.to_str().ok());
    let given = given.filter(|id| !id.is_empty() && id.len() <= LONGEST_ID);
    let id = given.map_or_else(|| uuid::Uuid::new_v4().to_string(), str::to_owned);
    let method = known(request.method());
    let path = request.extensions().get::<MatchedPath>();
    // Paths that lead nowhere are one: anybody can make any number of them.
    let path = path.map_or("(none)", MatchedPath::as_str).to_owned();
    let mut response = REQUEST_ID.scope(id.clone(), next.run(request)).await;
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_HEADER, value);
    }
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    let status = response.status().as_u16();
    let seconds = begun.elapsed().as_secs_f64();
    app.metrics.answered(method, &path, status, seconds);
    tracing::debug!("{method} {path} {status} in {seconds:.3} s, request {id}");
    response
}

/// The method, if it is one that means something here: anybody can make any number of others.
fn known(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let found = KNOWN.into_iter().find(|name| *name == method.as_str());
    found.unwrap_or("(other)")
}

/// Lets in who may come in, and not too often nor with too much.
pub(super) async fn admit(
    State(app): State<Arc<App>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request<Body>,
    next: Next,
) -> Response {
    match admitted(&app, client.ip(), &request) {
        Ok(client) => CLIENT.scope(client, next.run(request)).await,
        Err(problem) => {
            drain(request.into_body()).await;
            problem.into_response()
        }
    }
}

/// Reads a body that is refused, as far as that is soon done: clients that send all before they
/// read would miss the answer.
async fn drain(body: Body) {
    let mut chunks = body.into_data_stream();
    let mut left = MOST_DRAINED;
    let rest = async {
        // One that says no more waits for the answer.
        while let Ok(Some(Ok(chunk))) = tokio::time::timeout(PAUSE, chunks.next()).await {
            left = left.saturating_sub(chunk.len());
            if left == 0 {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(FAREWELL, rest).await;
}

/// Who sends a request that is let in: the name of a token, else an address.
fn admitted(app: &App, ip: IpAddr, request: &Request<Body>) -> Result<String, Problem> {
    let path = request.uri().path();
    let headers = request.headers();
    let name = app.tokens.name_of(headers);
    if !is_open(path) {
        if app.tokens.needed() && name.is_none() {
            audit::refused(path, ip);
            let message = "Send a valid token: Authorization: Bearer TOKEN.";
            let status = StatusCode::UNAUTHORIZED;
            return Err(Problem::new(status, "AUTHENTICATION_FAILED", message));
        }
        if let Some(limiter) = &app.limiter {
            limiter.check(headers, ip)?;
        }
    }
    if !app.names.allow(headers) {
        let message = "This service doesn't answer to the name in the request's Host header: use \
                       localhost or an address, or list the name in SCRIPTA_ALLOWED_HOSTS.";
        let status = StatusCode::FORBIDDEN;
        return Err(Problem::new(status, "UNKNOWN_HOST", message));
    }
    if app.tokens.needed() || is_same_origin(headers) || is_visit(request) {
        let most = app.settings.server.max_upload;
        let length = headers.get(header::CONTENT_LENGTH);
        let length = length.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if most > 0 && length.is_some_and(|length| length > most.saturating_add(FORM_OVERHEAD)) {
            let megabytes = most / 1_000_000;
            let message = format!("The request is larger than {megabytes} MB, which is the most.");
            return Err(super::upload::too_large(&message));
        }
        return Ok(name.map_or_else(|| ip.to_string(), str::to_owned));
    }
    let message = "Requests that another web site's pages make are refused.";
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "CROSS_SITE_REQUEST",
        message,
    ))
}

/// Paths that need no token: whether the service lives, and pages without data.
fn is_open(path: &str) -> bool {
    let is_page = path == "/ui" || (path.starts_with("/ui/") && path != "/ui/options");
    // The docs show the description, which is the same for everybody.
    let is_docs = matches!(path, "/" | "/docs" | "/redoc" | "/openapi.json");
    path.starts_with("/health") || is_page || is_docs || path.starts_with("/docs/")
}

/// Whether somebody follows a link to a page of ours, wherever the link stands: that shows the page
/// and does nothing.
fn is_visit(request: &Request<Body>) -> bool {
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    let is_page = matches!(request.uri().path(), "/" | "/ui" | "/docs" | "/redoc");
    let mode = request.headers().get("sec-fetch-mode");
    reads && is_page && mode.is_some_and(|mode| mode == "navigate")
}

/// Whether a request comes from a page of ours or from no page at all. Without tokens, nothing
/// else keeps a web site that a user visits from acting on a service on his machine.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, from)| from == host),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    header::HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn pages_of_others_are_told_from_ours() {
        assert!(is_same_origin(&headers(&[])));
        let ours = [
            ("host", "127.0.0.1:8000"),
            ("origin", "http://127.0.0.1:8000"),
        ];
        assert!(is_same_origin(&headers(&ours)));
        let other = [
            ("host", "127.0.0.1:8000"),
            ("origin", "https://example.org"),
        ];
        assert!(!is_same_origin(&headers(&other)));
        assert!(!is_same_origin(&headers(&[(
            "sec-fetch-site",
            "cross-site"
        )])));
    }

    #[test]
    fn health_and_pages_are_open() {
        for path in [
            "/health/ready",
            "/ui",
            "/ui/app.js",
            "/docs",
            "/openapi.json",
            "/",
        ] {
            assert!(is_open(path), "{path}");
        }
        for path in ["/ui/options", "/task/all", "/metrics", "/uix", "/docsx"] {
            assert!(!is_open(path), "{path}");
        }
    }
}
