//! The endpoints of whisperX-FastAPI that begin tasks: the whole job, and three of its services.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{FromRequest as _, Multipart, RawQuery, Request, State};
use axum::http::header;
use utoipa::ToSchema;

use super::app::App;
use super::intake::{Begun, Multi, Names, begin, job, read, recording};
use super::params::{
    AlignmentParams, AsrOptions, DeviceParams, DiarizationParams, SpeakerSwitch, TaskParams,
    VadOptions, WaitParams, WhisperModelParams,
};
use super::part::Part;
use super::perform::{RECORDING, TRANSCRIPT};
use super::problem::{ErrorBody, Problem};
use super::query::Query;
use super::submit::{self, Job};
use super::upload;
use super::uploads::Folder;
use crate::import;
use crate::store::sha256;
use crate::task::TaskKind;

/// Largest form with a URL.
const LARGEST_URL_FORM: usize = 64 << 10;

/// The form of a request with a recording.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form")]
pub(super) struct RecordingForm {
    /// The recording.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// The form of a request with a URL.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form")]
pub(super) struct UrlForm {
    /// Where the recording is.
    url: String,
}

/// The form of a request with a transcript and its recording.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form")]
pub(super) struct AlignForm {
    /// The transcript as JSON: a result of this service, wrapped or not, or one of WhisperX's kind.
    #[schema(value_type = String, format = Binary)]
    transcript: Vec<u8>,
    /// The recording.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

const WHOLE_JOB: &Names = &[
    WhisperModelParams::NAMES,
    AlignmentParams::NAMES,
    AsrOptions::NAMES,
    VadOptions::NAMES,
    DiarizationParams::NAMES,
    SpeakerSwitch::NAMES,
];
const TRANSCRIBING: &Names = &[
    WhisperModelParams::NAMES,
    AsrOptions::NAMES,
    VadOptions::NAMES,
    AlignmentParams::NAMES,
];
const ALIGNING: &Names = &[AlignmentParams::NAMES, DeviceParams::NAMES];
const DIARIZING: &Names = &[DiarizationParams::NAMES, DeviceParams::NAMES];

static TRANSCRIPT_PART: Part = Part {
    field: TRANSCRIPT,
    code: "INVALID_TRANSCRIPT_JSON",
    what: "transcript",
};

/// Transcribes, aligns and diarizes a recording that is sent.
#[utoipa::path(
    post, path = "/speech-to-text", tag = "Speech-2-Text",
    operation_id = "speech_to_text_speech_to_text_post",
    params(WhisperModelParams, AlignmentParams, DiarizationParams, SpeakerSwitch, AsrOptions, VadOptions, TaskParams),
    request_body(content = RecordingForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "The task is queued", body = Begun),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn speech_to_text(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    body: Multi,
) -> Result<Json<Begun>, Problem> {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let job = whole_job(&app, &query).await;
    let form = read(&app, body, &[RECORDING]).await?;
    let (job, wait) = job?;
    let source = recording(&app, &form).await?;
    begin(&app, job, source, form.folder, wait).await
}

/// The same for a recording that is fetched.
#[utoipa::path(
    post, path = "/speech-to-text-url", tag = "Speech-2-Text",
    operation_id = "speech_to_text_url_speech_to_text_url_post",
    params(WhisperModelParams, AlignmentParams, DiarizationParams, SpeakerSwitch, AsrOptions, VadOptions, TaskParams),
    request_body(content((UrlForm = "application/x-www-form-urlencoded"), (UrlForm = "multipart/form-data"))),
    responses((status = 200, description = "The task is queued", body = Begun),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn speech_to_text_url(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<Begun>, Problem> {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let (fields, folder) = url_form(&app, request).await?;
    let (job, wait) = whole_job(&app, &query).await?;
    let url = fields.get("url").ok_or_else(|| {
        Problem::invalid(
            "url",
            "The form has no field `url` with the address of a recording.",
        )
    })?;
    let source = submit::fetched(&app, url, &folder).await?;
    begin(&app, job, source, folder, wait).await
}

/// The fields of a form of either kind: `curl -F` sends the one, `curl -d` the other.
async fn url_form(app: &Arc<App>, request: Request) -> Result<(Query, Folder), Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.to_ascii_lowercase().starts_with("multipart/form-data") {
        let body = Multipart::from_request(request, app).await;
        let form = read(app, body, &[]).await?;
        return Ok((form.fields, form.folder));
    }
    let too_much = "The form is larger than 64 KB.";
    let body = upload::whole(request.into_body(), LARGEST_URL_FORM, too_much).await?;
    let fields = Query::parse(&String::from_utf8_lossy(&body));
    Ok((fields, app.uploads.folder()?))
}

/// Transcribes a recording.
#[utoipa::path(
    post, path = "/service/transcribe", tag = "Speech-2-Text services",
    operation_id = "1__Transcribe_service_transcribe_post",
    params(WhisperModelParams, AsrOptions, VadOptions, AlignmentParams, WaitParams),
    request_body(content = RecordingForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "The task is queued", body = Begun),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn transcribe(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    body: Multi,
) -> Result<Json<Begun>, Problem> {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let job = job(&app, TaskKind::Transcription, &query, TRANSCRIBING, &[]).await;
    let form = read(&app, body, &[RECORDING]).await?;
    let (job, wait) = job?;
    let source = recording(&app, &form).await?;
    begin(&app, job, source, form.folder, wait).await
}

/// Finds when the words of a transcript are said.
#[utoipa::path(
    post, path = "/service/align", tag = "Speech-2-Text services",
    operation_id = "2__Align_Transcript_service_align_post",
    params(DeviceParams, AlignmentParams, WaitParams),
    request_body(content = AlignForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "The task is queued", body = Begun),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn align(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    body: Multi,
) -> Result<Json<Begun>, Problem> {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let job = job(&app, TaskKind::Alignment, &query, ALIGNING, &[]).await;
    let form = read(&app, body, &[TRANSCRIPT, RECORDING]).await?;
    let (mut job, wait) = job?;
    let language = TRANSCRIPT_PART.read(&app, &form, language_of).await?;
    if let Some(language) = language {
        job.asked
            .given
            .entry("language".to_owned())
            .or_insert(language.clone());
        job.asked.settings.language = crate::language::find(&language);
    }
    let mut source = recording(&app, &form).await?;
    source.hash = sha256(format!("{} {}", source.hash, form.file(TRANSCRIPT)?.hash).as_bytes());
    begin(&app, job, source, form.folder, wait).await
}

/// The language of a transcript that can be used, where it says so.
fn language_of(part: &Part, text: &str) -> Result<Option<String>, Problem> {
    let script = import::read("transcript.json", text.as_bytes(), None);
    script.map(|script| script.language).map_err(|error| {
        let message = super::problem::sentence(&error.to_string());
        Problem::invalid(part.field, message).coded(part.code)
    })
}

/// Finds who speaks when.
#[utoipa::path(
    post, path = "/service/diarize", tag = "Speech-2-Text services",
    operation_id = "3__Diarize_service_diarize_post",
    params(DeviceParams, DiarizationParams, WaitParams),
    request_body(content = RecordingForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "The task is queued", body = Begun),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn diarize(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    body: Multi,
) -> Result<Json<Begun>, Problem> {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let job = job(
        &app,
        TaskKind::Diarization,
        &query,
        DIARIZING,
        &[("diarize", "true")],
    )
    .await;
    let form = read(&app, body, &[RECORDING]).await?;
    let (job, wait) = job?;
    let source = recording(&app, &form).await?;
    begin(&app, job, source, form.folder, wait).await
}

async fn whole_job(app: &Arc<App>, query: &Query) -> Result<(Job, Option<Duration>), Problem> {
    let callback = submit::check_callback(app, query.get("callback_url")).await?;
    let usual = [("diarize", "true")];
    let (mut job, wait) = job(app, TaskKind::FullProcess, query, WHOLE_JOB, &usual).await?;
    job.callback = callback;
    Ok((job, wait))
}
