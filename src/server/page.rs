//! The page at `/ui` and the API's description at `/docs`: files inside the binary.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::problem::{Id, Problem};

/// What a page of ours may do: nothing that comes from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

macro_rules! files {
    ($($name:literal: $kind:literal,)*) => {
        &[$(($name, $kind, include_bytes!(concat!("page/", $name)))),*]
    };
}

/// Every file of the page, by name, media type and bytes.
const FILES: &[(&str, &str, &[u8])] = files! {
    "api.js": "text/javascript; charset=utf-8",
    "app.js": "text/javascript; charset=utf-8",
    "confirm.js": "text/javascript; charset=utf-8",
    "dom.js": "text/javascript; charset=utf-8",
    "downloads.js": "text/javascript; charset=utf-8",
    "events.js": "text/javascript; charset=utf-8",
    "history.js": "text/javascript; charset=utf-8",
    "index.html": "text/html; charset=utf-8",
    "options.js": "text/javascript; charset=utf-8",
    "player.js": "text/javascript; charset=utf-8",
    "reading.js": "text/javascript; charset=utf-8",
    "recordings.js": "text/javascript; charset=utf-8",
    "signin.js": "text/javascript; charset=utf-8",
    "start.js": "text/javascript; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
    "task.js": "text/javascript; charset=utf-8",
    "taskactions.js": "text/javascript; charset=utf-8",
    "taskprogress.js": "text/javascript; charset=utf-8",
    "texts.js": "text/javascript; charset=utf-8",
    "transcript.js": "text/javascript; charset=utf-8",
    "uploads.js": "text/javascript; charset=utf-8",
};

pub(super) async fn root() -> Redirect {
    // 307, as FastAPI answers.
    Redirect::temporary("/docs")
}

pub(super) async fn index() -> Response {
    file("index.html")
}

pub(super) async fn part(Id(name): Id) -> Response {
    file(&name)
}

fn file(name: &str) -> Response {
    let Some((_, kind, bytes)) = FILES.iter().find(|(known, _, _)| *known == name) else {
        return missing().into_response();
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    // The next version of the program has another page.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// The description of the API, to be read and tried out.
pub(super) async fn docs() -> Response {
    docs_file("index.html")
}

pub(super) async fn docs_part(Id(name): Id) -> Response {
    docs_file(&name)
}

fn docs_file(name: &str) -> Response {
    let config = utoipa_swagger_ui::Config::from("/openapi.json");
    let found = utoipa_swagger_ui::serve(name, std::sync::Arc::new(config));
    let Ok(Some(file)) = found else {
        return missing().into_response();
    };
    let bytes = if name == "index.html" {
        // The page stands at /docs, its parts below.
        let text = String::from_utf8_lossy(&file.bytes);
        let base = "<head><base href=\"/docs/\">";
        text.replacen("<head>", base, 1).into_bytes()
    } else {
        file.bytes.into_owned()
    };
    ([(header::CONTENT_TYPE, file.content_type)], bytes).into_response()
}

/// The answer where there is nothing.
pub(super) async fn not_found() -> Problem {
    missing()
}

fn missing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "NOT_FOUND", "Not Found")
}

/// The answer to a method that a path doesn't have.
pub(super) async fn not_allowed() -> Problem {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    Problem::new(status, "METHOD_NOT_ALLOWED", "Method Not Allowed")
}
