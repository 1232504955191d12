//! The forms in which OpenAI's API gives a transcript.

use serde_json::{Value, json};

use super::super::problem::Problem;
use super::super::query::Query;
use super::invalid;
use crate::format::{Format, Options, Sound};
use crate::language;
use crate::subtitle::Layout;
use crate::task::Outcome;
use crate::transcript::{Segment, Transcript};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::server) struct Shape {
    form: Form,
    words: bool,
    segments: bool,
    task: &'static str,
    /// Where decoding begins.
    temperature: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Text,
    Srt,
    Vtt,
    Verbose,
    Diarized,
}

const FORMS: &[(&str, Form)] = &[
    ("json", Form::Json),
    ("text", Form::Text),
    ("srt", Form::Srt),
    ("verbose_json", Form::Verbose),
    ("vtt", Form::Vtt),
    ("diarized_json", Form::Diarized),
];

impl Shape {
    pub(super) fn parse(fields: &Query, task: &'static str) -> Result<Self, Problem> {
        let name = fields.get("response_format").unwrap_or("json");
        let form = FORMS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, form)| *form);
        let form = form.ok_or_else(|| {
            let names: Vec<&str> = FORMS.iter().map(|(name, _)| *name).collect();
            let message = format!("response_format: expected one of: {}.", names.join(", "));
            invalid("response_format", &message).holding(name)
        })?;
        let (mut words, mut segments) = (false, false);
        let asked = ["timestamp_granularities[]", "timestamp_granularities"];
        for value in asked.iter().flat_map(|name| fields.all(name)) {
            match value {
                "word" => words = true,
                "segment" => segments = true,
                other => {
                    let message = "timestamp_granularities: expected word or segment.";
                    return Err(invalid("timestamp_granularities", message).holding(other));
                }
            }
        }
        if (words || segments) && form != Form::Verbose {
            let message = "timestamp_granularities: they need response_format verbose_json.";
            return Err(invalid("timestamp_granularities", message));
        }
        Ok(Self {
            form,
            words,
            // Without a wish there are segments.
            segments: segments || !words,
            task,
            temperature: 0.0,
        })
    }

    /// The same for what is decoded from a temperature on.
    pub(super) fn at(self, temperature: f32) -> Self {
        // As it was written: the nearest number of single precision has more digits.
        let temperature = (f64::from(temperature) * 1e6).round() / 1e6;
        Self {
            temperature,
            ..self
        }
    }

    pub(super) fn name(self) -> &'static str {
        let found = FORMS.iter().find(|(_, form)| *form == self.form);
        found.map_or("json", |(name, _)| name)
    }

    pub(super) fn diarizes(self) -> bool {
        self.form == Form::Diarized
    }

    /// Whether finer times than the recogniser's own are worth their work.
    pub(super) fn needs_words(self) -> bool {
        self.words || matches!(self.form, Form::Srt | Form::Vtt | Form::Diarized)
    }

    /// Media type and bytes of the whole answer.
    pub(super) fn answer(self, outcome: &Outcome) -> (&'static str, Vec<u8>) {
        const JSON: &str = "application/json";
        let Outcome::Transcript(transcript) = outcome else {
            return (JSON, b"{}".to_vec());
        };
        let written = |format: Format| {
            let options = Options {
                layout: Layout::default(),
                sound: Sound::None,
            };
            format.render(transcript, &options)
        };
        match self.form {
            Form::Json => {
                let body = json!({ "text": transcript.text, "usage": usage(transcript) });
                (JSON, body.to_string().into_bytes())
            }
            Form::Text => {
                let text = format!("{}\n", transcript.text);
                ("text/plain; charset=utf-8", text.into_bytes())
            }
            Form::Srt => ("application/x-subrip; charset=utf-8", written(Format::Srt)),
            Form::Vtt => ("text/vtt; charset=utf-8", written(Format::Vtt)),
            Form::Verbose => (JSON, self.verbose(transcript).to_string().into_bytes()),
            Form::Diarized => (JSON, self.diarized(transcript).to_string().into_bytes()),
        }
    }

    fn verbose(self, transcript: &Transcript) -> Value {
        let code = transcript.language.as_deref().unwrap_or_default();
        let language = language::LANGUAGES.iter().find(|(known, _)| *known == code);
        let mut body = json!({
            "task": self.task,
            "language": language.map_or(code, |(_, name)| name),
            "duration": transcript.duration,
            "text": transcript.text,
            "usage": usage(transcript),
            "warnings": transcript.warnings,
            "incomplete": transcript.incomplete,
        });
        if self.segments {
            let segment = |segment: &Segment| {
                json!({
                    "id": segment.id,
                    "seek": 0,
                    "start": segment.start,
                    "end": segment.end,
                    "text": segment.text,
                    "tokens": segment.tokens,
                    "temperature": self.temperature,
                    "avg_logprob": segment.avg_logprob,
                    "compression_ratio": segment.compression_ratio,
                    "no_speech_prob": segment.no_speech_prob,
                })
            };
            body["segments"] = transcript.segments.iter().map(segment).collect();
        }
        if self.words {
            let words = transcript
                .segments
                .iter()
                .flat_map(|segment| &segment.words);
            body["words"] = words
                .map(|word| json!({ "word": word.word, "start": word.start, "end": word.end }))
                .collect();
        }
        body
    }

    fn diarized(self, transcript: &Transcript) -> Value {
        let segments: Vec<Value> = transcript.segments.iter().map(speaker_segment).collect();
        json!({
            "task": self.task,
            "duration": transcript.duration,
            "text": transcript.text,
            "segments": segments,
            "usage": usage(transcript),
        })
    }

    /// What is told at the end of a stream: what wasn't told before, and that it is the end.
    pub(super) fn rest(self, outcome: &Outcome, told: &str) -> Vec<Value> {
        let Outcome::Transcript(transcript) = outcome else {
            return Vec::new();
        };
        let mut events = Vec::new();
        if self.diarizes() {
            // Who speaks is known when all was heard.
            for segment in &transcript.segments {
                let mut event = speaker_segment(segment);
                event["type"] = json!("transcript.text.segment");
                events.push(event);
            }
        }
        if told.is_empty() && !transcript.text.is_empty() {
            events.push(json!({ "type": "transcript.text.delta", "delta": transcript.text }));
        }
        // Usage has tokens in OpenAI's form of this event, of which there are none to pay for.
        events.push(json!({ "type": "transcript.text.done", "text": transcript.text }));
        events
    }
}

/// What a segment adds to the text that was told.
pub(super) fn delta(segment: &Value, told: &mut String) -> Value {
    let text = segment["text"].as_str().unwrap_or_default();
    let delta = if told.is_empty() {
        text.trim_start()
    } else {
        text
    };
    told.push_str(delta);
    json!({ "type": "transcript.text.delta", "delta": delta })
}

fn usage(transcript: &Transcript) -> Value {
    json!({ "type": "duration", "seconds": transcript.duration.ceil() })
}

fn speaker_segment(segment: &Segment) -> Value {
    json!({
        "type": "transcript.text.segment",
        "id": format!("seg_{}", segment.id),
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
        "speaker": segment.speaker.as_deref().unwrap_or("unknown"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temperatures_are_told_as_they_were_written() {
        let fields = Query::parse("response_format=verbose_json");
        let shape = Shape::parse(&fields, "transcribe").unwrap_or_else(|_| panic!("a shape"));
        assert_eq!(json!(shape.at(0.2).temperature), json!(0.2));
    }
}
