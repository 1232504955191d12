//! The endpoint that says who says what, from a transcript and a diarization.

use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use utoipa::ToSchema;

use super::app::App;
use super::intake::{self, Begun, Multi};
use super::params::WaitParams;
use super::part::Part;
use super::perform::{ALIGNED, TURNS};
use super::problem::{ErrorBody, Problem};
use super::query::Query;
use super::submit::Source;
use crate::store::sha256;
use crate::task::{Outcome, TaskKind};
use crate::transcript::{Diarized, Transcript};

/// Most speakers of one recording: every word is weighed against all who speak meanwhile.
const MOST_SPEAKERS: usize = 100;
/// Latest time in a recording, in seconds: some four months.
const LATEST: f64 = 1.0e7;

/// The form of a request with a transcript and who speaks when.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form")]
pub(super) struct CombineForm {
    /// The aligned transcript as JSON.
    #[schema(value_type = String, format = Binary)]
    aligned_transcript: Vec<u8>,
    /// The diarization as JSON.
    #[schema(value_type = String, format = Binary)]
    diarization_result: Vec<u8>,
}

static WORDS_PART: Part = Part {
    field: ALIGNED,
    code: "INVALID_TRANSCRIPT_JSON",
    what: "aligned transcript",
};
static TURNS_PART: Part = Part {
    field: TURNS,
    code: "INVALID_DIARIZATION_JSON",
    what: "diarization result",
};

/// Says who says what, from a transcript and a diarization.
#[utoipa::path(
    post, path = "/service/combine", tag = "Speech-2-Text services",
    operation_id = "4__Combine_Transcript_and_Diarization_result_service_combine_post",
    params(WaitParams),
    request_body(content = CombineForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "The task is queued", body = Begun),
        (status = "4XX", description = "The request can't be used", body = ErrorBody),
        (status = "5XX", description = "The service can't do it now", body = ErrorBody)),
)]
pub(super) async fn combine(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    body: Multi,
) -> Result<Json<Begun>, Problem> {
    let query = Query::parse(query.as_deref().unwrap_or_default());
    let job = intake::job(&app, TaskKind::Combination, &query, &[], &[]).await;
    let form = intake::read(&app, body, &[ALIGNED, TURNS]).await?;
    let (job, wait) = job?;
    let words = WORDS_PART.read(&app, &form, words_hash).await?;
    let turns = TURNS_PART.read(&app, &form, turns_hash).await?;
    let source = Source {
        name: None,
        url: None,
        path: form.file(ALIGNED)?.path.clone(),
        hash: sha256(format!("{words} {turns}").as_bytes()),
        duration: None,
    };
    intake::begin(&app, job, source, form.folder, wait).await
}

/// The hash of a transcript that can be used.
fn words_hash(part: &Part, text: &str) -> Result<String, Problem> {
    match Outcome::from_json(text) {
        Some(Outcome::Transcript(transcript)) => part.check(words_fault(&transcript))?,
        _ => return Err(part.invalid()),
    }
    Ok(sha256(text.as_bytes()))
}

/// The hash of a diarization that can be used.
fn turns_hash(part: &Part, text: &str) -> Result<String, Problem> {
    match Outcome::from_json(text) {
        Some(Outcome::Turns(diarized)) => part.check(turns_fault(&diarized))?,
        _ => return Err(part.invalid()),
    }
    Ok(sha256(text.as_bytes()))
}

fn words_fault(transcript: &Transcript) -> Option<String> {
    let segments = transcript.segments.iter();
    let times = segments.flat_map(|segment| {
        let words = segment.words.iter().map(|word| (word.start, word.end));
        words.chain([(segment.start, segment.end)])
    });
    impossible(times)
}

fn turns_fault(diarized: &Diarized) -> Option<String> {
    let turns = &diarized.diarization.turns;
    if let Some(turn) = turns.iter().find(|turn| turn.end < turn.start) {
        return Some(format!(
            "a turn that begins at {} s ends at {} s",
            turn.start, turn.end
        ));
    }
    let mut speakers: Vec<&str> = turns.iter().map(|turn| turn.speaker.as_str()).collect();
    speakers.sort_unstable();
    speakers.dedup();
    if speakers.len() > MOST_SPEAKERS {
        let count = speakers.len();
        return Some(format!(
            "it has {count} speakers, and {MOST_SPEAKERS} are the most"
        ));
    }
    impossible(turns.iter().map(|turn| (turn.start, turn.end)))
}

/// What is wrong with times that no recording can have.
fn impossible(mut times: impl Iterator<Item = (f64, f64)>) -> Option<String> {
    let good = |time: f64| (0.0..=LATEST).contains(&time);
    let (start, end) = times.find(|(start, end)| !good(*start) || !good(*end))?;
    Some(format!(
        "no recording has something from {start} s to {end} s"
    ))
}
