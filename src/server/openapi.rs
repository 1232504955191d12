//! The API's description, beyond what stands with each endpoint.

use serde_json::{Value, json};
use utoipa::OpenApi;

use super::{params, view};

/// What the description says of the whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Scripta",
        description = "Recordings to words, with who said them and when. The endpoints of \
            whisperX-FastAPI, those of OpenAI's audio API, and more.",
    ),
    components(schemas(
        view::Result,
        params::ComputeType,
        params::Device,
        params::InterpolateMethod,
        params::TaskEnum,
    )),
    tags(
        (name = "Speech-2-Text", description = "The whole job in one task"),
        (name = "Speech-2-Text services", description = "Its parts"),
        (name = "Tasks Management", description = "What became of tasks"),
        (name = "OpenAI", description = "OpenAI's audio API"),
        (name = "Speakers", description = "Voices by name"),
        (name = "Health", description = "Whether the service is well"),
    ),
)]
pub(super) struct Description;

/// Endpoints that call back.
const CALLING_BACK: &[&str] = &["/speech-to-text", "/speech-to-text-url"];

/// The description as it is given out: with tokens and callbacks, which the macros don't know.
pub(super) fn finished(description: utoipa::openapi::OpenApi) -> Value {
    let mut all = serde_json::to_value(description).unwrap_or_default();
    let callback = json!({
        "task_completion_callback": {
            "{$request.query.callback_url}": {
                "post": {
                    "summary": "The task has ended",
                    "description": "Sent until it is answered with a status from 200 to 299, or all attempts are \
                        used up. Signed as Standard Webhooks has it, if the service has a secret: headers \
                        webhook-id, webhook-timestamp and webhook-signature.",
                    "operationId": "task_completion_callback",
                    "requestBody": {
                        "required": true,
                        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Result" } } },
                    },
                    "responses": {
                        "200": {
                            "description": "Taken",
                            "content": { "application/json": {
                                "schema": { "$ref": "#/components/schemas/TaskEventReceived" },
                            } },
                        },
                    },
                },
            },
        },
    });
    for path in CALLING_BACK {
        all["paths"][path]["post"]["callbacks"] = callback.clone();
    }
    all["components"]["schemas"]["TaskEventReceived"] = json!({
        "type": "object",
        "required": ["ok"],
        "properties": { "ok": { "type": "boolean" } },
    });
    all["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer" },
    });
    // Whether a token is needed, the service decides.
    all["security"] = json!([{}, { "token": [] }]);
    all
}

/// The description without a service.
#[must_use]
pub fn description() -> Value {
    let (_, description) = super::routes::api().split_for_parts();
    finished(description)
}
