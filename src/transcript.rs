//! The nouns every stage shares: spans of time, words, segments and the transcript.
//!
//! Plain data. All times are seconds from the start of the recording, as `f64`.

use serde::{Deserialize, Serialize};

/// Version of the JSON form of [`Transcript`]; raised when a field changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// A stretch of time, `start <= end`, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Where the span begins, in seconds.
    pub start: f64,
    /// Where the span ends, in seconds.
    pub end: f64,
}

impl Span {
    /// A span from `start` to `end`, both in seconds; a reversed pair becomes an empty span.
    #[must_use]
    pub fn new(start: f64, end: f64) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// Length in seconds.
    #[must_use]
    pub fn duration(&self) -> f64 {
        self.end - self.start
    }

    /// Length in seconds of what both spans cover.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> f64 {
        (self.end.min(other.end) - self.start.max(other.start)).max(0.0)
    }
}

/// Where a word's times come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WordSource {
    /// The bundled phoneme recogniser, by forced alignment.
    Phoneme,
    /// A wav2vec2 model of the language, by forced alignment.
    Wav2vec2,
    /// The recogniser's attention to the audio.
    Attention,
    /// Neighbouring words and the segment: nothing heard says more.
    Interpolated,
}

impl std::fmt::Display for WordSource {
    /// As in the JSON form.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Phoneme => "phoneme",
            Self::Wav2vec2 => "wav2vec2",
            Self::Attention => "attention",
            Self::Interpolated => "interpolated",
        })
    }
}

/// A written character and when it was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CharTime {
    /// The character as written.
    pub char: String,
    /// Start in seconds.
    pub start: f64,
    /// End in seconds.
    pub end: f64,
    /// Mean probability of the character's frames, 0 to 1.
    pub score: f64,
}

/// One written word and when it was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// The word as written, punctuation attached, without surrounding spaces.
    pub word: String,
    /// Start in seconds.
    pub start: f64,
    /// End in seconds.
    pub end: f64,
    /// How sure the source of the times is, 0 to 1.
    pub score: f64,
    /// What the times were taken from.
    pub source: WordSource,
    /// The word's characters, where they were asked for and the source has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chars: Vec<CharTime>,
    /// Who says the word, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// Whether somebody else speaks at the same time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub overlapped: bool,
    /// Whether a space stands before this word; false in languages written without spaces.
    #[serde(skip)]
    pub spaced: bool,
    /// Token ids of the word in the recogniser's vocabulary.
    #[serde(skip)]
    pub tokens: Vec<i32>,
    /// Sum of the natural-log probabilities of those tokens.
    #[serde(skip)]
    pub logprob: f64,
}

impl Word {
    /// The word's time span.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }

    /// A word of a text, of which nothing is known yet but how it is written.
    #[must_use]
    pub fn untimed(written: crate::language::Written<'_>) -> Self {
        Self {
            word: written.text.to_owned(),
            start: 0.0,
            end: 0.0,
            score: 0.0,
            source: WordSource::Interpolated,
            chars: Vec::new(),
            speaker: None,
            overlapped: false,
            spaced: written.spaced,
            tokens: Vec::new(),
            logprob: 0.0,
        }
    }
}

/// A phrase or sentence as the recogniser cut it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Position in the transcript, from 0.
    pub id: usize,
    /// Start in seconds.
    pub start: f64,
    /// End in seconds.
    pub end: f64,
    /// The text, without surrounding spaces.
    pub text: String,
    /// ISO 639-1 code of the language the segment was recognised in.
    pub language: String,
    /// Mean natural-log probability of the segment's text tokens, at most 0.
    pub avg_logprob: f64,
    /// The model's probability, 0 to 1, that the window holds no speech.
    pub no_speech_prob: f64,
    /// Bytes of UTF-8 text over bytes after zlib; a loop scores above 2.4.
    pub compression_ratio: f64,
    /// Token ids of the text, in the model's vocabulary.
    pub tokens: Vec<i32>,
    /// The words of the text with their times.
    pub words: Vec<Word>,
    /// Who speaks, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
}

impl Segment {
    /// The segment's time span.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// A stretch in which somebody speaks, short pauses included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// Start in seconds.
    pub start: f64,
    /// End in seconds.
    pub end: f64,
    /// The speaker's label.
    pub speaker: String,
}

impl Turn {
    /// The turn's time span.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// One of those who speak in a recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Speaker {
    /// What turns, segments and words call the speaker: `SPEAKER_00` and so on, or a name.
    pub label: String,
    /// Seconds of speech, overlapped speech included.
    pub seconds: f64,
    /// Cosine similarity to the enrolled voice that the name is taken from, -1 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// What the voice sounds like: a vector of length 1, where it was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub embedding: Vec<f32>,
}

/// The label of the speaker who is heard first, second and so on, as pyannote's users know it.
#[must_use]
pub fn speaker_label(index: usize) -> String {
    format!("SPEAKER_{index:02}")
}

/// Whether a name is one that speakers without a name are called by; nobody else may have it.
#[must_use]
pub fn is_speaker_label(name: &str) -> bool {
    let number = name.trim().strip_prefix("SPEAKER_");
    number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Who speaks when.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Diarization {
    /// Name of the models that told the voices apart.
    pub model: String,
    /// The speakers in the order in which they are first heard.
    pub speakers: Vec<Speaker>,
    /// What each speaker says, in order of time; turns of different speakers may overlap.
    pub turns: Vec<Turn>,
    /// The same with one speaker at a time: where several speak, the one heard best.
    pub exclusive: Vec<Turn>,
    /// Where several speak at once.
    pub overlaps: Vec<Span>,
}

/// Something about a recording that its user should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What there is to know, in a sentence.
    pub text: String,
    /// Whether sound or words of the recording may be missing from the result.
    pub lost: bool,
}

impl Warning {
    /// Sound or words of the recording may be missing from the result.
    pub fn lost(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            lost: true,
        }
    }

    /// Nothing is lost.
    pub fn remark(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            lost: false,
        }
    }

    /// The sentences of some warnings, and whether any of them tells a loss.
    #[must_use]
    pub fn told(warnings: Vec<Self>) -> (Vec<String>, bool) {
        let lost = warnings.iter().any(|warning| warning.lost);
        let texts = warnings.into_iter().map(|warning| warning.text);
        (texts.collect(), lost)
    }
}

/// Who speaks when in one recording, without the words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diarized {
    /// Version of this layout: [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Name of the recording as the user gave it.
    pub source: String,
    /// Length of the recording in seconds, as decoded.
    pub duration: f64,
    /// Who speaks when.
    #[serde(flatten)]
    pub diarization: Diarization,
    /// What went wrong without stopping the job, in sentences.
    pub warnings: Vec<String>,
    /// Whether one of the warnings says that something may be missing from the result.
    #[serde(default)]
    pub incomplete: bool,
}

/// Everything that one recording gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// Version of this layout: [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Name of the recording as the user gave it.
    pub source: String,
    /// Length of the recording in seconds, as decoded.
    pub duration: f64,
    /// Name of the recognition model.
    pub model: String,
    /// `transcribe` or `translate`.
    pub task: String,
    /// ISO 639-1 code of the recording's main language; `None` when there was no speech to judge.
    pub language: Option<String>,
    /// Probability of a detected language, 0 to 1; `None` when the language was given.
    pub language_probability: Option<f64>,
    /// The whole text.
    pub text: String,
    /// The phrases in order of time.
    pub segments: Vec<Segment>,
    /// Where voice activity was found.
    pub speech: Vec<Span>,
    /// Who speaks when, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diarization: Option<Diarization>,
    /// What went wrong without stopping the job, in sentences.
    pub warnings: Vec<String>,
    /// Whether one of the warnings says that something may be missing from the result.
    #[serde(default)]
    pub incomplete: bool,
    /// How well a given text fits the recording, 0 to 1; only where a text was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// What of a given text is not in the recording.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unplaced: Vec<Passage>,
}

impl Transcript {
    /// Finds out again where spaces stand between words, which the JSON form says in the text alone.
    pub fn restore_spaces(&mut self) {
        for segment in &mut self.segments {
            let mut rest = segment.text.as_str();
            for word in &mut segment.words {
                let trimmed = rest.trim_start();
                word.spaced = trimmed.len() < rest.len() || rest.len() == segment.text.len();
                rest = trimmed.strip_prefix(word.word.as_str()).unwrap_or(trimmed);
            }
        }
    }
}

/// Words of a given text that the recording doesn't have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// The line of the text's file in which the words begin, from 1.
    pub line: usize,
    /// The words.
    pub text: String,
}

/// The text of words in a row.
#[must_use]
pub fn written(words: &[Word]) -> String {
    let mut text = String::new();
    for word in words {
        if word.spaced && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word.word);
    }
    text
}

/// Joins segment texts into running text, with or without spaces as the language asks.
#[must_use]
pub fn join_text(segments: &[Segment]) -> String {
    let mut text = String::new();
    for segment in segments {
        if !text.is_empty() && crate::language::is_spaced(&segment.language) {
            text.push(' ');
        }
        text.push_str(&segment.text);
    }
    text
}

/// Bytes of text over bytes after zlib, as OpenAI's reference measures loops; 0 for no text.
#[must_use]
pub fn compression_ratio(text: &str) -> f64 {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    match encoder
        .write_all(text.as_bytes())
        .and_then(|()| encoder.finish())
    {
        Ok(packed) if !text.is_empty() => ratio(text.len(), packed.len()),
        _ => 0.0,
    }
}

/// A time or score in thousandths, which no engine is finer than.
pub(crate) fn thousandths(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// One count over another.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
pub(crate) fn ratio(a: usize, b: usize) -> f64 {
    a as f64 / b as f64
}

/// Mean of some values; 0 of none.
pub(crate) fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len().max(1);
    values.sum::<f64>() / ratio(count, 1)
}

/// Mean natural-log probability of all tokens of some segments; 0 of none.
pub(crate) fn mean_logprob(segments: &[Segment]) -> f64 {
    let tokens: usize = segments.iter().map(|segment| segment.tokens.len()).sum();
    let sum: f64 = (segments.iter())
        .map(|segment| segment.avg_logprob * ratio(segment.tokens.len(), 1))
        .sum();
    sum / ratio(tokens.max(1), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_is_never_negative() {
        assert_eq!(Span::new(0.0, 1.0).overlap(&Span::new(2.0, 3.0)), 0.0);
        assert_eq!(Span::new(0.0, 2.5).overlap(&Span::new(2.0, 3.0)), 0.5);
        assert_eq!(Span::new(3.0, 1.0).duration(), 0.0);
    }

    #[test]
    fn loops_compress_better_than_speech() {
        assert!(compression_ratio(&"so it goes, ".repeat(30)) > 2.4);
        assert!(compression_ratio("and so my fellow americans ask not what your country") < 2.4);
        assert_eq!(compression_ratio(""), 0.0);
    }
}
