//! JSON transcripts of several makers: this program, WhisperX, OpenAI, whisper.cpp, task results.
//!
//! Only what is needed is kept while reading, so that word lists and token ids take no memory.

mod loose;

use std::borrow::Cow;

use loose::{Any, List, Object, Scalar, Shape};
use serde::{Deserialize, Deserializer};

use super::{Draft, Fault, Line, clock, tidy};

/// States of a task that has its result.
const FINISHED: &[&str] = &[
    "completed",
    "complete",
    "success",
    "succeeded",
    "done",
    "finished",
    "ok",
];
/// Longest reason that is quoted from a failed task, in characters.
const LONGEST_REASON: usize = 200;

/// Any of the objects that may hold a transcript.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Document {
    segments: List<Piece>,
    /// whisper.cpp's name for its segments.
    transcription: List<Piece>,
    text: Scalar,
    language: Scalar,
    /// A task's state.
    status: Scalar,
    /// A task's result; whisper.cpp names the language in it.
    result: Object<Box<Document>>,
    metadata: Object<Metadata>,
    error: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Metadata {
    language: Scalar,
}

/// A segment: an object, or no more than its text.
#[derive(Debug, Default)]
struct Piece(Fields);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    text: Scalar,
    start: Scalar,
    end: Scalar,
    speaker: Scalar,
    /// Milliseconds.
    offsets: Object<Bounds>,
    /// Times of day.
    timestamps: Object<Bounds>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Bounds {
    from: Scalar,
    to: Scalar,
}

impl<'de> Deserialize<'de> for Piece {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Any(text, fields) = deserializer.deserialize_any(Shape::<Fields>::new(true, false))?;
        Ok(Self(fields.unwrap_or_else(|| Fields {
            text,
            ..Fields::default()
        })))
    }
}

pub(super) fn parse(text: &str) -> Result<Draft, Fault> {
    let text = with_null_for_nan(text.trim());
    let document = if text.starts_with('[') {
        let segments = serde_json::from_str(&text).map_err(|error| fault(&error))?;
        Document {
            segments,
            ..Document::default()
        }
    } else {
        serde_json::from_str(&text).map_err(|error| fault(&error))?
    };
    draft(document)
}

fn fault(error: &serde_json::Error) -> Fault {
    let mut reason = error.to_string();
    if reason.starts_with(loose::TOO_LONG) {
        return Fault::TooLong;
    }
    if reason.starts_with("trailing characters") {
        let line = error.line();
        reason = format!("something follows its end in line {line}; give one transcript a file");
    }
    Fault::Malformed(reason)
}

/// Python writes numbers that aren't any as `NaN` and `Infinity`, which no other reader takes.
fn with_null_for_nan(text: &str) -> Cow<'_, str> {
    const WORDS: [&str; 3] = ["NaN", "-Infinity", "Infinity"];
    if !WORDS.iter().any(|word| text.contains(word)) {
        return Cow::Borrowed(text);
    }
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    let mut quoted = false;
    while let Some(at) = rest.find(['"', '\\', 'N', 'I', '-']) {
        mended.push_str(&rest[..at]);
        rest = &rest[at..];
        let word = WORDS.iter().find(|word| rest.starts_with(**word));
        let taken = match (word, quoted) {
            (Some(word), false) => {
                mended.push_str("null");
                word.len()
            }
            _ if quoted && rest.starts_with('\\') => {
                // The backslash and what it escapes, as far as it is there.
                let length = rest.chars().take(2).map(char::len_utf8).sum();
                mended.push_str(&rest[..length]);
                length
            }
            _ => {
                quoted ^= rest.starts_with('"');
                mended.push_str(&rest[..1]);
                1
            }
        };
        rest = &rest[taken..];
    }
    mended.push_str(rest);
    Cow::Owned(mended)
}

fn draft(mut document: Document) -> Result<Draft, Fault> {
    let own = document.segments.0.is_some() || document.transcription.0.is_some();
    let result = document.result.0.take().map(|result| *result);
    // Only a task's record has a state in place of segments.
    if let Some(status) = document.status.text().filter(|_| !own)
        && !FINISHED.contains(&status.trim().to_lowercase().as_str())
    {
        return Err(Fault::Unfinished(state(status, &document.error)));
    }
    let mut draft = Draft::default();
    let languages = [
        Some(&document.language),
        result.as_ref().map(|result| &result.language),
        document
            .metadata
            .0
            .as_ref()
            .map(|metadata| &metadata.language),
    ];
    if let Some(name) = languages.into_iter().flatten().find_map(Scalar::text) {
        draft.set_language(name);
    }
    let result = result.unwrap_or_default();
    let lists = [
        document.segments,
        document.transcription,
        result.segments,
        result.transcription,
    ];
    let segments = lists.into_iter().find_map(|list| list.0);
    let text = document.text.text().or_else(|| result.text.text());
    match (segments, text) {
        (Some(segments), text) if !segments.is_empty() || text.is_none() => {
            for (number, piece) in (1..).zip(segments) {
                draft.push(line(&piece.0, number));
            }
        }
        (_, Some(text)) => draft.push(Line {
            text: tidy(text),
            number: 1,
            ..Line::default()
        }),
        _ => {
            let reason = "it has no list `segments` or `transcription` and no `text`";
            return Err(Fault::Malformed(reason.to_owned()));
        }
    }
    Ok(draft)
}

/// What a task without a result is called.
fn state(status: &str, error: &Scalar) -> String {
    let brief = |text: &str| tidy(text).chars().take(LONGEST_REASON).collect::<String>();
    let reason = error.text().map(brief).filter(|reason| !reason.is_empty());
    match (status.trim().to_lowercase().as_str(), reason) {
        ("failed" | "failure" | "error", Some(reason)) => format!("that failed ({reason})"),
        ("failed" | "failure" | "error", None) => "that failed".to_owned(),
        (_, Some(reason)) => format!("whose status is `{}` ({reason})", brief(status)),
        (_, None) => format!("whose status is `{}`", brief(status)),
    }
}

fn line(fields: &Fields, number: usize) -> Line {
    let (start, end) = match (&fields.offsets.0, &fields.timestamps.0) {
        (Some(Bounds { from, to }), _) => {
            let seconds = |offset: &Scalar| offset.number().map(|offset| offset / 1000.0);
            (seconds(from), seconds(to))
        }
        (None, Some(Bounds { from, to })) => {
            let seconds = |time: &Scalar| time.text().and_then(clock::parse);
            (seconds(from), seconds(to))
        }
        (None, None) => (fields.start.number(), fields.end.number()),
    };
    let speaker = fields.speaker.shown().map(|name| tidy(&name));
    Line {
        text: tidy(fields.text.text().unwrap_or("")),
        start,
        end,
        speaker: speaker.filter(|name| !name.is_empty()),
        number,
    }
}

#[cfg(test)]
mod tests;
