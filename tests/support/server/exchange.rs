//! What is sent to a service, and what comes back.

use reqwest::blocking::RequestBuilder;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// What separates the parts of forms.
const BOUNDARY: &str = "7MA4YWxkTrZu0gW";

/// What came back.
pub struct Answer {
    pub status: u16,
    headers: HeaderMap,
    pub bytes: Vec<u8>,
}

/// Sends a request.
pub fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().expect("an answer");
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        bytes: response.bytes().expect("a body").to_vec(),
    }
}

impl Answer {
    /// A header's value; empty if it isn't there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("text"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// The body of a success.
    pub fn good(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        self.json()
    }

    /// The id of a task that was queued.
    pub fn queued(&self) -> String {
        let body = self.good();
        assert_eq!(body["message"], "Task queued");
        assert_eq!(body.as_object().expect("an object").len(), 2, "{body}");
        let id = body["identifier"].as_str().expect("an id");
        assert_eq!(id.len(), 36, "{id}");
        id.to_owned()
    }

    /// Holds an error to its status, its code and the shape that all have; gives it.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let text = self.text();
        assert_eq!(self.status, status, "{text}");
        assert_eq!(self.header("content-type"), "application/json", "{text}");
        let body = self.json();
        let error = body["error"].clone();
        assert_eq!(error["code"], code, "{text}");
        let message = error["message"].as_str().expect("a message");
        assert!(!message.is_empty() && !message.contains('\n'), "{message}");
        for inner in ["/tmp", ".local", "src/", "panicked", "error sending"] {
            assert!(!message.contains(inner), "{message}");
        }
        let kind = match status {
            500.. => "server_error",
            _ => "invalid_request_error",
        };
        assert_eq!(error["type"], kind, "{text}");
        assert_eq!(error["field"], error["param"], "{text}");
        assert_eq!(error["correlation_id"], self.header("x-request-id"));
        let detail = &body["detail"];
        let said = detail.get(0).map_or(detail, |first| &first["msg"]);
        assert_eq!(said, message, "{text}");
        error
    }
}

/// A multipart form.
pub struct Form(Vec<u8>);

impl Form {
    pub fn new() -> Self {
        Self(Vec::new())
    }

    pub fn field(mut self, name: &str, value: &str) -> Self {
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        self.0.extend(part.as_bytes());
        self
    }

    pub fn file(mut self, name: &str, file: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; \
             filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        self.0.extend(head.as_bytes());
        self.0.extend(bytes);
        self.0.extend(b"\r\n");
        self
    }

    /// Makes it the body of a request.
    pub fn of(self, request: RequestBuilder) -> RequestBuilder {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let mut body = self.0;
        body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
        request.header("content-type", kind).body(body)
    }
}
