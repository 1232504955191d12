//! Voices by name: stored, listed, changed, forgotten, and looked up by what they sound like.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::app::App;
use super::problem::{ErrorBody, Id, Problem, sentence};
use super::query::Query;
use super::upload;
use crate::store::{Profile, StoreError};

/// Voices on a page, unless asked otherwise.
const USUAL_PAGE: u32 = 100;
/// Largest body of JSON, in bytes.
const LARGEST_JSON: usize = 2 << 20;
/// Longest embedding that is taken.
const LONGEST: usize = 8192;
/// Voices compared with at once.
const BATCH: u32 = 1000;

/// A voice to store.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SpeakerCreate {
    /// The speaker's name.
    speaker_label: String,
    /// The voice as a vector, of the service's own model unless `model` names another.
    embedding: Vec<f64>,
    /// Whatever else there is to say.
    description: Option<String>,
    /// The task that the voice was heard in.
    task_uuid: Option<String>,
    /// Id of the model that the embedding is of.
    model: Option<String>,
}

/// What is to change of a voice; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SpeakerUpdate {
    speaker_label: Option<String>,
    embedding: Option<Vec<f64>>,
    description: Option<String>,
    task_uuid: Option<String>,
}

/// What to look for.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SpeakerSearch {
    /// The voice as a vector.
    embedding: Vec<f64>,
    /// How many at most, 1 to 100; 5 unless said otherwise.
    limit: Option<u32>,
    /// Cosine similarity from which on voices count as alike, 0 to 1; 0.7 unless said otherwise.
    threshold: Option<f64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpeakerResponse {
    uuid: String,
    task_uuid: Option<String>,
    speaker_label: String,
    description: Option<String>,
    embedding: Vec<f32>,
    model: String,
    created_at: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpeakerCreated {
    uuid: String,
    message: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpeakersDeleted {
    message: &'static str,
    deleted: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpeakerList {
    speakers: Vec<SpeakerResponse>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpeakerMatch {
    speaker: SpeakerResponse,
    /// Cosine similarity, -1 to 1.
    similarity: f64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpeakerMatches {
    results: Vec<SpeakerMatch>,
}

impl From<Profile> for SpeakerResponse {
    fn from(profile: Profile) -> Self {
        Self {
            uuid: profile.id,
            task_uuid: profile.task_id,
            speaker_label: profile.label,
            description: profile.description,
            embedding: profile.embedding,
            model: profile.model,
            created_at: profile.created_at,
        }
    }
}

/// Stores a voice.
#[utoipa::path(
    post, path = "/speakers", tag = "Speakers", operation_id = "create_speaker_speakers_post",
    request_body = SpeakerCreate,
    responses((status = 201, description = "The voice is stored", body = SpeakerCreated),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Whole(new): Whole<SpeakerCreate>,
) -> Result<Response, Problem> {
    let model = new
        .model
        .unwrap_or_else(|| app.settings.speakers.model.clone());
    let profile = Profile {
        id: String::new(),
        task_id: new.task_uuid,
        label: new.speaker_label,
        description: new.description,
        model,
        embedding: vector(&new.embedding)?,
        seconds: 0.0,
        created_at: String::new(),
    };
    let uuid = stored(&app, move |store| store.add_profile(&profile)).await?;
    let created = SpeakerCreated {
        uuid,
        message: "Speaker created",
    };
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

/// The voices that are stored.
#[utoipa::path(
    get, path = "/speakers", tag = "Speakers", operation_id = "list_speakers_speakers_get",
    params(("task_id" = Option<String>, Query, description = "Only those heard in this task"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "How many at most; 100 unless said otherwise"),
        ("offset" = Option<u32>, Query, description = "How many to leave out first")),
    responses((status = 200, description = "The voices", body = SpeakerList),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Json<SpeakerList>, Problem> {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let task = query.get("task_id").map(str::to_owned);
    let limit = query.whole("limit", 1..=1000)?.unwrap_or(USUAL_PAGE);
    let offset = query.whole("offset", 0..=u32::MAX)?.unwrap_or(0);
    let found = app
        .ask(move |store| store.profiles(task.as_deref(), limit, offset))
        .await?;
    Ok(Json(SpeakerList {
        speakers: found.into_iter().map(Into::into).collect(),
    }))
}

/// Forgets the voices that were heard in a task.
#[utoipa::path(
    delete, path = "/speakers", tag = "Speakers", operation_id = "delete_speakers_speakers_delete",
    params(("task_id" = String, Query, description = "The task")),
    responses((status = 200, description = "They are forgotten", body = SpeakersDeleted),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn clear(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Json<SpeakersDeleted>, Problem> {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let task = query.get("task_id").map(str::to_owned);
    let task =
        task.ok_or_else(|| Problem::invalid("task_id", "task_id: say which task is meant."))?;
    let deleted = app
        .ask(move |store| store.remove_profiles_of(&task))
        .await?;
    Ok(Json(SpeakersDeleted {
        message: "Speakers deleted",
        deleted,
    }))
}

/// One voice.
#[utoipa::path(
    get, path = "/speakers/{uuid}", tag = "Speakers",
    operation_id = "get_speaker_speakers__uuid__get",
    params(("uuid" = String, Path, description = "Id of the voice")),
    responses((status = 200, description = "The voice", body = SpeakerResponse),
        (status = "4XX", description = "There is no such voice", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Id(id): Id,
) -> Result<Json<SpeakerResponse>, Problem> {
    let wanted = id.clone();
    let found = app.ask(move |store| store.profile(&wanted)).await?;
    found
        .map(|profile| Json(profile.into()))
        .ok_or_else(|| nobody(&id))
}

/// Changes what is said of a voice.
#[utoipa::path(
    put, path = "/speakers/{uuid}", tag = "Speakers",
    operation_id = "update_speaker_speakers__uuid__put",
    params(("uuid" = String, Path, description = "Id of the voice")),
    request_body = SpeakerUpdate,
    responses((status = 200, description = "The voice as it is now", body = SpeakerResponse),
        (status = "4XX", description = "There is no such voice, or the request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn update(
    State(app): State<Arc<App>>,
    Id(id): Id,
    Whole(change): Whole<SpeakerUpdate>,
) -> Result<Json<SpeakerResponse>, Problem> {
    let embedding = change.embedding.as_deref().map(vector).transpose()?;
    let wanted = id.clone();
    let changed = stored(&app, move |store| {
        store.change_profile(&wanted, |profile| {
            if let Some(label) = &change.speaker_label {
                profile.label.clone_from(label);
            }
            if let Some(embedding) = &embedding {
                profile.embedding.clone_from(embedding);
            }
            if change.description.is_some() {
                profile.description.clone_from(&change.description);
            }
            if change.task_uuid.is_some() {
                profile.task_id.clone_from(&change.task_uuid);
            }
        })
    })
    .await?;
    changed
        .map(|profile| Json(profile.into()))
        .ok_or_else(|| nobody(&id))
}

/// Forgets a voice.
#[utoipa::path(
    delete, path = "/speakers/{uuid}", tag = "Speakers",
    operation_id = "delete_speaker_speakers__uuid__delete",
    params(("uuid" = String, Path, description = "Id of the voice")),
    responses((status = 200, description = "It is forgotten", body = SpeakerCreated),
        (status = "4XX", description = "There is no such voice", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    Id(id): Id,
) -> Result<Json<SpeakerCreated>, Problem> {
    let wanted = id.clone();
    if app.ask(move |store| store.remove_profile(&wanted)).await? {
        return Ok(Json(SpeakerCreated {
            uuid: id,
            message: "Speaker deleted",
        }));
    }
    Err(nobody(&id))
}

/// The voices that sound most like one.
#[utoipa::path(
    post, path = "/speakers/search", tag = "Speakers",
    operation_id = "search_speakers_speakers_search_post",
    request_body = SpeakerSearch,
    responses((status = 200, description = "The voices, the most alike first", body = SpeakerMatches),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn search(
    State(app): State<Arc<App>>,
    Whole(search): Whole<SpeakerSearch>,
) -> Result<Json<SpeakerMatches>, Problem> {
    let results = alike(&app, &search).await?;
    Ok(Json(SpeakerMatches { results }))
}

/// The voice that sounds most like one.
#[utoipa::path(
    post, path = "/speakers/identify", tag = "Speakers",
    operation_id = "identify_speaker_speakers_identify_post",
    request_body = SpeakerSearch,
    responses((status = 200, description = "The voice", body = SpeakerMatch),
        (status = "4XX", description = "No voice sounds like it, or the request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn identify(
    State(app): State<Arc<App>>,
    Whole(search): Whole<SpeakerSearch>,
) -> Result<Json<SpeakerMatch>, Problem> {
    let found = alike(&app, &search).await?;
    found.into_iter().next().map(Json).ok_or_else(|| {
        let message = "No stored voice sounds like this one.";
        Problem::new(StatusCode::NOT_FOUND, "SPEAKER_NOT_FOUND", message)
    })
}

async fn alike(app: &Arc<App>, search: &SpeakerSearch) -> Result<Vec<SpeakerMatch>, Problem> {
    let limit = search.limit.unwrap_or(5);
    let threshold = search.threshold.unwrap_or(0.7);
    if !(1..=100).contains(&limit) {
        return Err(Problem::invalid(
            "limit",
            "limit: expected a whole number from 1 to 100.",
        ));
    }
    if !(0.0..=1.0).contains(&threshold) {
        return Err(Problem::invalid(
            "threshold",
            "threshold: expected a number from 0 to 1.",
        ));
    }
    let wanted = vector(&search.embedding)?;
    let mut found = app
        .ask(move |store| {
            let mut found: Vec<SpeakerMatch> = Vec::new();
            let mut offset = 0;
            loop {
                let page = store.profiles(None, BATCH, offset)?;
                offset += BATCH;
                let is_last = page.len() < BATCH as usize;
                let matches = page.into_iter().filter_map(|profile| {
                    let similarity = cosine(&wanted, &profile.embedding)?;
                    (similarity >= threshold).then(|| SpeakerMatch {
                        speaker: profile.into(),
                        similarity,
                    })
                });
                found.extend(matches);
                if is_last {
                    return Ok(found);
                }
            }
        })
        .await?;
    found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
    found.truncate(limit as usize);
    Ok(found)
}

/// Cosine similarity; nothing for vectors of different models.
fn cosine(a: &[f32], b: &[f32]) -> Option<f64> {
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        a.iter()
            .zip(b)
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum()
    };
    let lengths = (dot(a, a) * dot(b, b)).sqrt();
    (a.len() == b.len() && lengths > 0.0).then(|| dot(a, b) / lengths)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "embeddings are of single precision"
)]
fn vector(values: &[f64]) -> Result<Vec<f32>, Problem> {
    let good = !values.is_empty()
        && values.len() <= LONGEST
        && values
            .iter()
            .all(|value| value.is_finite() && value.abs() < 1e30);
    let message = "embedding: expected a list of 1 to 8192 numbers.";
    good.then(|| values.iter().map(|value| *value as f32).collect())
        .ok_or_else(|| Problem::invalid("embedding", message))
}

/// A body of JSON, once all of it is there.
pub(super) struct Whole<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Whole<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (head, body) = request.into_parts();
        let bytes = upload::whole(body, LARGEST_JSON, "The JSON is too large.").await?;
        let request = Request::from_parts(head, bytes.into());
        let read = Json::<T>::from_request(request, state).await;
        let wrong = |error: JsonRejection| Problem::invalid("body", sentence(&error.body_text()));
        read.map(|Json(body)| Self(body)).map_err(wrong)
    }
}

/// Asks the store for something that a client's words may be unfit for.
async fn stored<T: Send + 'static>(
    app: &Arc<App>,
    question: impl FnOnce(&crate::store::Store) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Problem> {
    let shared = Arc::clone(app);
    app.blocking(move || {
        question(&shared.store).map_err(|error| match error {
            StoreError::Name { .. } => {
                Problem::invalid("speaker_label", sentence(&error.to_string()))
            }
            StoreError::Embedding { .. } => {
                Problem::invalid("embedding", sentence(&error.to_string()))
            }
            other => Problem::from(other),
        })
    })
    .await
}

fn nobody(id: &str) -> Problem {
    let message = "There is no voice with this id.";
    Problem::new(StatusCode::NOT_FOUND, "SPEAKER_NOT_FOUND", message).identified(id)
}
