//! Everything that can go wrong with a request, in one shape: a code, a sentence, a field.
//!
//! The body also has `detail`, as clients of whisperX-FastAPI read it.

use axum::Json;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::config::{ConfigError, UsageError};
use crate::models::ModelError;
use crate::store::StoreError;

tokio::task_local! {
    /// Id of the request that is being answered.
    pub(super) static REQUEST_ID: String;
}

/// What went wrong.
#[derive(Debug, Clone)]
pub(super) struct Problem(Box<Fault>);

#[derive(Debug, Clone)]
struct Fault {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// The parameter or part that is wrong, and what it held.
    field: Option<(String, Option<String>)>,
    /// The task or speaker that was asked for.
    identifier: Option<String>,
    retry_after: Option<u64>,
}

/// The body of an answer that says what went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErrorBody {
    /// What went wrong.
    error: ErrorObject,
    /// The same as whisperX-FastAPI tells it: a sentence, or a list of what is wrong with the request.
    #[schema(schema_with = detail_schema)]
    detail: serde_json::Value,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ErrorObject {
    /// One sentence that says what is wrong and what mends it.
    message: String,
    /// For programs.
    code: &'static str,
    /// `invalid_request_error` or `server_error`, as OpenAI has it.
    r#type: &'static str,
    /// The parameter that is wrong.
    field: Option<String>,
    /// The same, as OpenAI has it.
    param: Option<String>,
    /// Id of the request, as in the header x-request-id.
    correlation_id: String,
    /// The task or speaker that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<String>,
}

fn detail_schema() -> utoipa::openapi::Schema {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Type};
    OneOfBuilder::new()
        .item(ObjectBuilder::new().schema_type(Type::String))
        .item(ArrayBuilder::new().items(ObjectBuilder::new().schema_type(Type::Object)))
        .build()
        .into()
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Fault {
            status,
            code,
            message: message.into(),
            field: None,
            identifier: None,
            retry_after: None,
        }))
    }

    /// Something in the request that can't be used.
    pub(super) fn invalid(field: &str, message: impl Into<String>) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self::new(status, "VALIDATION_ERROR", message).about(field)
    }

    pub(super) fn no_task(id: &str) -> Self {
        let message = "The requested task could not be found. Please check the task ID.";
        let problem = Self::new(StatusCode::NOT_FOUND, "TASK_NOT_FOUND", message);
        problem.identified(id)
    }

    /// A fault of ours: told in the log, not to the client.
    pub(super) fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!("request {}: {error}", request_id());
        let message = "An unexpected error occurred; the service's log has it under this id.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", message)
    }

    pub(super) fn coded(mut self, code: &'static str) -> Self {
        self.0.code = code;
        self
    }

    pub(super) fn about(mut self, field: &str) -> Self {
        self.0.field = Some((field.to_owned(), None));
        self
    }

    pub(super) fn holding(mut self, value: &str) -> Self {
        if let Some((_, held)) = &mut self.0.field {
            *held = Some(value.chars().take(200).collect());
        }
        self
    }

    pub(super) fn identified(mut self, id: &str) -> Self {
        self.0.identifier = Some(id.chars().take(100).collect());
        self
    }

    pub(super) fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds.max(1));
        self
    }

    pub(super) fn code(&self) -> &'static str {
        self.0.code
    }

    pub(super) fn message(&self) -> &str {
        &self.0.message
    }

    /// The parameter that is wrong.
    pub(super) fn field(&self) -> Option<&str> {
        self.0.field.as_ref().map(|(field, _)| field.as_str())
    }

    /// The same under the name that the client knows it by.
    pub(super) fn about_instead(mut self, name: &str) -> Self {
        if let Some((field, _)) = &mut self.0.field {
            if let Some(rest) = self.0.message.strip_prefix(field.as_str()) {
                self.0.message = format!("{name}{rest}");
            }
            name.clone_into(field);
        }
        self
    }

    fn detail(&self) -> serde_json::Value {
        match (&self.0.field, self.0.status) {
            // The reference system says in a sentence that an address isn't allowed.
            _ if self.0.code == "SSRF_BLOCKED" => self.0.message.clone().into(),
            (Some((field, held)), StatusCode::UNPROCESSABLE_ENTITY) => serde_json::json!([{
                "type": self.0.code.to_lowercase(),
                "loc": ["request", field],
                "msg": self.0.message,
                "input": held,
            }]),
            _ => serde_json::Value::String(self.0.message.clone()),
        }
    }
}

/// A part of the path that names something.
pub(super) struct Id(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let found = Path::<String>::from_request_parts(parts, state).await;
        // What isn't text names nothing.
        let missing = |_| Problem::new(StatusCode::NOT_FOUND, "NOT_FOUND", "Not Found");
        found.map(|Path(id)| Self(id)).map_err(missing)
    }
}

/// Id of the request that is being answered; empty outside of one.
pub(super) fn request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let field = self.0.field.as_ref().map(|(field, _)| field.clone());
        let body = ErrorBody {
            detail: self.detail(),
            error: ErrorObject {
                message: self.0.message,
                code: self.0.code,
                r#type: if self.0.status.is_server_error() {
                    "server_error"
                } else {
                    "invalid_request_error"
                },
                param: field.clone(),
                field,
                correlation_id: request_id(),
                identifier: self.0.identifier,
            },
        };
        let mut response = (self.0.status, Json(body)).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.0.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.0.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoTask { id } => Self::no_task(&id),
            StoreError::Ambiguous { id } => {
                let message = "Several tasks have ids that begin so; give more of it.";
                Self::new(StatusCode::NOT_FOUND, "TASK_NOT_FOUND", message).identified(&id)
            }
            error => {
                tracing::error!("request {}: {error}", request_id());
                let message = "The database can't be used at the moment; try again later.";
                let status = StatusCode::SERVICE_UNAVAILABLE;
                Self::new(status, "DATABASE_OPERATION_ERROR", message).retry_after(5)
            }
        }
    }
}

impl From<ConfigError> for Problem {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::Value {
                name,
                value,
                reason,
                ..
            } => {
                let field = name.trim_start_matches("--").replace('-', "_");
                let message = format!("{field}: `{}` can't be used: {reason}.", shortened(&value));
                Self::invalid(&field, message).holding(&value)
            }
            other => Self::internal(&other),
        }
    }
}

/// What was asked for can't be loaded or doesn't go together.
pub(super) fn of_loading(error: &anyhow::Error) -> Problem {
    if let Some(error) = error.downcast_ref::<ModelError>() {
        return no_model(error);
    }
    if let Some(error) = error.downcast_ref::<UsageError>() {
        return Problem::invalid("model", sentence(&error.to_string()));
    }
    Problem::internal(error)
}

/// A model that isn't here, and which ones are.
pub(super) fn no_model(error: &ModelError) -> Problem {
    let message = match error {
        ModelError::Missing { name, .. } => format!(
            "The model `{name}` is not on this server; there are: {}.",
            super::options::local_models().join(", ")
        ),
        // Paths of the server are none of a client's business.
        ModelError::Unreadable { .. } => "The model can't be read.".to_owned(),
        ModelError::NotBundled { .. } => "This server has no models.".to_owned(),
        other => sentence(&other.to_string()),
    };
    Problem::invalid("model", message).coded("UNSUPPORTED_MODEL")
}

/// A text as a sentence.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    let text = first.unwrap_or_default() + chars.as_str();
    if text.ends_with(['.', '!', '?', '>']) {
        text
    } else {
        text + "."
    }
}

fn shortened(value: &str) -> String {
    let short: String = value
        .chars()
        .take(60)
        .flat_map(char::escape_debug)
        .collect();
    if value.chars().count() > 60 {
        short + "…"
    } else {
        short
    }
}
