//! What history remembers: a task, what it was asked for, how it stands and what came of it.
//!
//! Plain data; the names of kinds and states are those of whisperX-FastAPI, and two more states.

mod foreign;

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::transcript::{Diarized, Transcript};

/// What a task does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskKind {
    /// Speech to text.
    #[serde(rename = "transcription")]
    Transcription,
    /// A text to its times.
    #[serde(rename = "transcription_alignment")]
    Alignment,
    /// Who speaks when.
    #[serde(rename = "diarization")]
    Diarization,
    /// A transcript and turns to who said what.
    #[serde(rename = "combine_transcript&diarization")]
    Combination,
    /// Speech to text, and who said it.
    #[serde(rename = "full_process")]
    FullProcess,
}

impl TaskKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Transcription,
        Self::Alignment,
        Self::Diarization,
        Self::Combination,
        Self::FullProcess,
    ];

    /// The name in the database and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Transcription => "transcription",
            Self::Alignment => "transcription_alignment",
            Self::Diarization => "diarization",
            Self::Combination => "combine_transcript&diarization",
            Self::FullProcess => "full_process",
        }
    }

    /// The short name for people, which is also the command's where there is one.
    #[must_use]
    pub fn short_name(self) -> &'static str {
        match self {
            Self::Transcription => "transcribe",
            Self::Alignment => "align",
            Self::Diarization => "diarize",
            Self::Combination => "combine",
            Self::FullProcess => "full",
        }
    }
}

impl FromStr for TaskKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut kinds = Self::ALL.iter();
        let kind = kinds.find(|kind| kind.name() == text || kind.short_name() == text);
        kind.copied().ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|kind| kind.short_name()).collect();
            format!("expected one of: {}", names.join(", "))
        })
    }
}

impl fmt::Display for TaskKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.short_name())
    }
}

/// How a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskStatus {
    /// Nobody works on it yet.
    Queued,
    /// Somebody works on it.
    Processing,
    /// Its result is there.
    Completed,
    /// It can't be done; its error says why.
    Failed,
    /// Somebody didn't want it any more.
    Cancelled,
    /// The program ended first; what was done is kept, and it can go on.
    Interrupted,
}

impl TaskStatus {
    /// Every state.
    pub const ALL: &[Self] = &[
        Self::Queued,
        Self::Processing,
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
        Self::Interrupted,
    ];

    /// The name in the database, the API and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }

    /// Whether nothing more happens unless somebody asks for it.
    #[must_use]
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Queued | Self::Processing)
    }
}

impl FromStr for TaskStatus {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().find(|status| status.name() == text);
        found.copied().ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|status| status.name()).collect();
            format!("expected one of: {}", names.join(", "))
        })
    }
}

impl fmt::Display for TaskStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A task, without its result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Task {
    /// UUID, version 4, as text; tasks of other programs may have other ids.
    pub id: String,
    /// How it stands.
    pub status: TaskStatus,
    /// What it does.
    pub kind: TaskKind,
    /// Name of the recording, without folders.
    pub file_name: Option<String>,
    /// Absolute path of the recording, where it is a file.
    pub source: Option<String>,
    /// Where the recording was fetched from.
    pub url: Option<String>,
    /// Who is told when the task ends.
    pub callback_url: Option<String>,
    /// Length of the recording in seconds.
    pub audio_duration: Option<f64>,
    /// ISO 639-1 code: asked for, or once known, detected.
    pub language: Option<String>,
    /// Name of the model.
    pub model: Option<String>,
    /// What was asked for, as its door understands it.
    pub params: Value,
    /// Seconds of work, those before an interruption left out.
    pub duration: Option<f64>,
    /// When work began, the last time.
    pub start_time: Option<Timestamp>,
    /// When work ended.
    pub end_time: Option<Timestamp>,
    /// Why it failed.
    pub error: Option<String>,
    /// The same for programs.
    pub error_code: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Tasks of a higher priority are taken first.
    pub priority: i64,
    /// How much is done, 0 to 1.
    pub progress: f64,
    /// What is being done.
    pub stage: Option<String>,
    /// How often it was begun again.
    pub retry_count: i64,
    /// SHA-256 of the recording's bytes, in hexadecimal digits.
    pub content_hash: Option<String>,
    /// SHA-256 of everything else that decides the result.
    pub settings_hash: Option<String>,
    /// Who works on it.
    pub worker: Option<String>,
    /// Until when the worker counts as alive.
    pub lease_until: Option<Timestamp>,
    /// The machine that has the recording, for tasks of a service.
    pub host: Option<String>,
}

/// What a task gave.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Outcome {
    /// Words.
    Transcript(Box<Transcript>),
    /// Speaker turns alone.
    Turns(Box<Diarized>),
}

impl Outcome {
    /// Reads what was written as JSON, by this program or by whisperX-FastAPI; `None` for else.
    #[must_use]
    pub fn from_json(json: &str) -> Option<Self> {
        if let Ok(mut transcript) = serde_json::from_str::<Transcript>(json) {
            transcript.restore_spaces();
            return Some(Self::Transcript(Box::new(transcript)));
        }
        let turns = serde_json::from_str::<Diarized>(json).ok();
        turns.map_or_else(
            || foreign::read(json),
            |turns| Some(Self::Turns(Box::new(turns))),
        )
    }

    /// Length of the recording in seconds.
    #[must_use]
    pub fn audio_duration(&self) -> f64 {
        match self {
            Self::Transcript(transcript) => transcript.duration,
            Self::Turns(diarized) => diarized.duration,
        }
    }

    /// The language of the words.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        match self {
            Self::Transcript(transcript) => transcript.language.as_deref(),
            Self::Turns(_) => None,
        }
    }

    /// What went wrong without stopping the job, in sentences.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        match self {
            Self::Transcript(transcript) => &transcript.warnings,
            Self::Turns(diarized) => &diarized.warnings,
        }
    }

    /// Whether something of the recording may be missing.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        match self {
            Self::Transcript(transcript) => transcript.incomplete,
            Self::Turns(diarized) => diarized.incomplete,
        }
    }

    /// Names the recording as the user does now.
    pub fn set_source(&mut self, name: &str) {
        let source = match self {
            Self::Transcript(transcript) => &mut transcript.source,
            Self::Turns(diarized) => &mut diarized.source,
        };
        name.clone_into(source);
    }
}
