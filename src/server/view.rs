//! Tasks and results as clients of whisperX-FastAPI read them, and what is added to that.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::live::{Hub, Live};
use super::rendered::Rendered;
use crate::language;
use crate::store::{Delivery, Waiting};
use crate::task::{Outcome, Task, TaskStatus};
use crate::transcript::{Diarized, Segment, Transcript, Turn, Word};

/// That something was done, and to which task.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Response {
    /// Id of the task.
    pub(super) identifier: String,
    /// What was done.
    pub(super) message: String,
}

/// A task and its result.
#[derive(Debug, Serialize, ToSchema)]
#[expect(
    clippy::struct_field_names,
    reason = "clients know both by these names"
)]
pub(super) struct Result {
    /// queued, processing, completed, failed, cancelled or interrupted.
    status: &'static str,
    /// What came of it.
    #[schema(schema_with = result_schema)]
    pub(super) result: Option<Rendered>,
    metadata: Metadata,
    /// Why there is no result.
    error: Option<String>,
    /// The same for programs.
    error_code: Option<String>,
    /// Id of the task.
    identifier: String,
    /// How much is done, 0 to 1.
    progress: f64,
    /// What is being done.
    stage: Option<String>,
    /// How many tasks are taken before this one and itself; null once it has begun.
    queue_position: Option<u64>,
    /// Seconds to the end, as far as can be told.
    estimate_seconds: Option<f64>,
    /// Who was told of the end, and how that went.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Object>)]
    pub(super) callbacks: Vec<Delivery>,
}

/// What comes of a task, by its kind. Results that another program has written have its own fields.
fn result_schema() -> utoipa::openapi::Schema {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, SchemaType, Type};
    let of = |kind: Type| ObjectBuilder::new().schema_type(kind);
    let list = || ArrayBuilder::new().items(of(Type::Object));
    let language = of(Type::String).schema_type(SchemaType::from_iter([Type::String, Type::Null]));
    let transcript = of(Type::Object)
        .description(Some("Who said what: a transcript."))
        .property("segments", list())
        .property("word_segments", list())
        .property("language", language)
        .property("text", of(Type::String))
        .property("warnings", ArrayBuilder::new().items(of(Type::String)))
        .property("incomplete", of(Type::Boolean));
    let turn = of(Type::Object)
        .property("label", of(Type::String))
        .property("speaker", of(Type::String))
        .property("start", of(Type::Number))
        .property("end", of(Type::Number));
    let turns = ArrayBuilder::new()
        .description(Some("Who speaks when: a diarization."))
        .items(turn);
    OneOfBuilder::new()
        .description(Some("What came of it; null as long as there is nothing."))
        .item(transcript)
        .item(turns)
        .item(of(Type::Null))
        .build()
        .into()
}

#[derive(Debug, Serialize, ToSchema)]
struct Metadata {
    task_type: &'static str,
    #[schema(value_type = Option<Object>)]
    task_params: Option<Value>,
    language: Option<String>,
    file_name: Option<String>,
    url: Option<String>,
    callback_url: Option<String>,
    /// Seconds of work.
    duration: Option<f64>,
    /// Seconds of audio.
    audio_duration: Option<f64>,
    start_time: Option<String>,
    end_time: Option<String>,
    created_at: String,
    updated_at: String,
    model: Option<String>,
    retry_count: i64,
}

/// A task in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TaskSummaryResponse {
    identifier: String,
    status: &'static str,
    task_type: &'static str,
    file_name: Option<String>,
    url: Option<String>,
    audio_duration: Option<f64>,
    language: Option<String>,
    error: Option<String>,
    duration: Option<f64>,
    start_time: Option<String>,
    end_time: Option<String>,
    created_at: String,
    model: Option<String>,
    progress: f64,
    stage: Option<String>,
}

/// A page of tasks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TaskListResponse {
    pub(super) tasks: Vec<TaskSummaryResponse>,
    /// How many there are on all pages.
    pub(super) total: u64,
}

/// How a task stands besides what the store says.
#[derive(Default)]
pub(super) struct Standing<'a> {
    pub(super) live: Option<&'a Live>,
    /// What waits before it, if it waits.
    pub(super) before: Option<Waiting>,
    /// Seconds of audio that are done in a second.
    pub(super) speed: f64,
}

impl Result {
    pub(super) fn new(task: Task, result: Option<Rendered>, standing: &Standing<'_>) -> Self {
        let live = standing.live.map(Live::state);
        let progress = match task.status {
            TaskStatus::Completed => 1.0,
            _ => live.map_or(task.progress, |(progress, _)| progress),
        };
        let is_running = task.status == TaskStatus::Processing;
        let stage = live.and_then(|(_, stage)| stage).map(str::to_owned);
        let stage = stage.or(task.stage.clone()).filter(|_| is_running);
        let waits = standing
            .before
            .filter(|_| task.status == TaskStatus::Queued);
        Self {
            status: task.status.name(),
            result,
            error: task.error.clone(),
            error_code: task.error_code.clone(),
            identifier: task.id.clone(),
            progress,
            stage: stage.or_else(|| is_running.then(|| "transcribe".to_owned())),
            queue_position: waits.map(|before| before.tasks + 1),
            estimate_seconds: estimate(&task, progress, waits, standing.speed),
            callbacks: Vec::new(),
            metadata: Metadata {
                task_type: task.kind.name(),
                task_params: Some(task.params).filter(|params| !params.is_null()),
                language: task.language,
                file_name: task.file_name,
                url: task.url,
                callback_url: task.callback_url,
                duration: task.duration,
                audio_duration: task.audio_duration,
                start_time: task.start_time.map(time),
                end_time: task.end_time.map(time),
                created_at: time(task.created_at),
                updated_at: time(task.updated_at),
                model: task.model,
                retry_count: task.retry_count,
            },
        }
    }
}

impl TaskSummaryResponse {
    /// Takes over what a task that runs here has told since the store last heard of it.
    pub(super) fn follow(&mut self, hub: &Hub) {
        if let Some(live) = hub.get(&self.identifier) {
            let (progress, stage) = live.state();
            self.progress = progress;
            self.stage = Some(stage.unwrap_or("transcribe").to_owned());
        }
    }
}

impl From<Task> for TaskSummaryResponse {
    fn from(task: Task) -> Self {
        Self {
            identifier: task.id,
            status: task.status.name(),
            task_type: task.kind.name(),
            file_name: task.file_name,
            url: task.url,
            audio_duration: task.audio_duration,
            language: task.language,
            error: task.error,
            duration: task.duration,
            start_time: task.start_time.map(time),
            end_time: task.end_time.map(time),
            created_at: time(task.created_at),
            model: task.model,
            progress: task.progress,
            stage: task.stage,
        }
    }
}

/// Seconds until a task that isn't over is done, by what waits before it and how fast work goes.
fn estimate(task: &Task, progress: f64, waits: Option<Waiting>, speed: f64) -> Option<f64> {
    if task.status.is_over() || speed <= 0.0 {
        return None;
    }
    let own = task.audio_duration? * (1.0 - progress);
    let before = waits.map_or(0.0, |waiting| waiting.audio);
    Some((own + before) / speed)
}

/// A moment as Python reads it.
pub(super) fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%6f+00:00").to_string()
}

/// A result as JSON in the store, as clients read it.
pub(super) fn result(json: &str) -> Value {
    let foreign = || serde_json::from_str(json).unwrap_or(Value::Null);
    // What another program wrote is shown as it wrote it.
    if !json.contains("\"schema_version\"") {
        return foreign();
    }
    match Outcome::from_json(json) {
        Some(Outcome::Transcript(transcript)) => self::transcript(&transcript),
        Some(Outcome::Turns(diarized)) => turns(&diarized),
        None => foreign(),
    }
}

fn transcript(transcript: &Transcript) -> Value {
    let segments: Vec<Value> = transcript.segments.iter().map(segment).collect();
    let all = transcript
        .segments
        .iter()
        .flat_map(|segment| &segment.words);
    let words: Vec<Value> = all.map(word).collect();
    let mut shown = json!({
        "segments": segments,
        "word_segments": words,
        "language": transcript.language,
        "text": transcript.text,
        "language_probability": transcript.language_probability,
        "warnings": transcript.warnings,
        "incomplete": transcript.incomplete,
    });
    if let (Some(diarization), Value::Object(fields)) = (&transcript.diarization, &mut shown) {
        fields.insert("speakers".to_owned(), json!(diarization.speakers));
        let heard = diarization
            .speakers
            .iter()
            .filter(|speaker| !speaker.embedding.is_empty());
        let embeddings: Map<String, Value> = heard
            .map(|speaker| (speaker.label.clone(), json!(speaker.embedding)))
            .collect();
        if !embeddings.is_empty() {
            fields.insert("speaker_embeddings".to_owned(), Value::Object(embeddings));
        }
    }
    shown
}

/// A segment as WhisperX has it: a space before text that is written with spaces.
pub(super) fn segment(segment: &Segment) -> Value {
    let space = if language::is_spaced(&segment.language) {
        " "
    } else {
        ""
    };
    let words: Vec<Value> = segment.words.iter().map(word).collect();
    let mut shown = json!({
        "start": segment.start,
        "end": segment.end,
        "text": format!("{space}{}", segment.text),
        "words": words,
        "avg_logprob": segment.avg_logprob,
        "language": segment.language,
    });
    if let Value::Object(fields) = &mut shown {
        if let Some(speaker) = &segment.speaker {
            fields.insert("speaker".to_owned(), json!(speaker));
        }
        let chars: Vec<Value> = (segment.words.iter())
            .flat_map(|word| &word.chars)
            .map(|char| json!(char))
            .collect();
        if !chars.is_empty() {
            fields.insert("chars".to_owned(), Value::Array(chars));
        }
    }
    shown
}

fn word(word: &Word) -> Value {
    let mut shown = json!({
        "word": word.word,
        "start": word.start,
        "end": word.end,
        "score": word.score,
    });
    if let (Some(speaker), Value::Object(fields)) = (&word.speaker, &mut shown) {
        fields.insert("speaker".to_owned(), json!(speaker));
    }
    shown
}

/// Turns as WhisperX's diarization has them: a label for each, A to Z and on.
fn turns(diarized: &Diarized) -> Value {
    let turn = |(index, turn): (usize, &Turn)| {
        json!({
            "label": track(index),
            "speaker": turn.speaker,
            "start": turn.start,
            "end": turn.end,
        })
    };
    let turns = diarized.diarization.turns.iter().enumerate();
    Value::Array(turns.map(turn).collect())
}

/// A, B … Z, AA, AB …: the names that pyannote gives tracks.
fn track(mut index: usize) -> String {
    let mut name = String::new();
    loop {
        let digit = u8::try_from(index % 26).unwrap_or(0);
        name.insert(0, char::from(b'A' + digit));
        if index < 26 {
            return name;
        }
        index = index / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracks_are_named_as_columns_are() {
        let names: Vec<String> = [0, 25, 26, 27, 701, 702].into_iter().map(track).collect();
        assert_eq!(names, ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
    }

    #[test]
    fn what_others_wrote_is_shown_as_it_is() {
        let old = r#"{"segments": [{"text": " a", "start": 0.5, "odd": 1}]}"#;
        assert_eq!(result(old)["segments"][0]["odd"], 1);
        assert_eq!(result("nonsense"), Value::Null);
    }
}
