//! NIST's CTM: a line per word with file, channel, start, duration, word and confidence.

use std::fmt::Write as _;

use super::nist::{CHANNEL, file, joined, milliseconds, seconds};
use crate::transcript::{Segment, Transcript};

/// One line: times in milliseconds, the word and how sure it is.
struct Row {
    start: u64,
    end: u64,
    word: String,
    confidence: f64,
}

pub(super) fn render(transcript: &Transcript) -> String {
    let file = file(&transcript.source);
    let mut rows: Vec<Row> = transcript.segments.iter().flat_map(rows).collect();
    rows.sort_by_key(|row| (row.start, row.end));
    let mut text = String::new();
    for Row {
        start,
        end,
        word,
        confidence,
    } in rows
    {
        let (start, length) = (seconds(start), seconds(end - start));
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "{file} {CHANNEL} {start:.3} {length:.3} {word} {confidence:.4}"
        );
    }
    if text.is_empty() {
        let _ = writeln!(text, ";; {file}: no words");
    }
    text
}

/// The words of a segment, or its text cut up and timed evenly where it has none.
fn rows(segment: &Segment) -> Vec<Row> {
    let row = |word: &str, start: f64, end: f64, confidence: f64| {
        let start = milliseconds(start);
        Row {
            start,
            end: milliseconds(end).max(start + 1),
            word: joined(word),
            confidence: confidence.clamp(0.0, 1.0),
        }
    };
    let mut rows: Vec<Row> = segment
        .words
        .iter()
        .map(|word| row(&word.word, word.start, word.end, word.score))
        .collect();
    if rows.is_empty() {
        let words: Vec<&str> = segment.text.split_whitespace().collect();
        let length = segment.span().duration();
        let at = |index: usize| segment.start + length * share(index, words.len());
        let sure = segment.avg_logprob.exp();
        let timed = |(index, word): (usize, &&str)| row(word, at(index), at(index + 1), sure);
        rows = words.iter().enumerate().map(timed).collect();
    }
    rows.retain(|row| !row.word.is_empty());
    rows
}

#[expect(clippy::cast_precision_loss, reason = "words of a segment are few")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn transcript(source: &str, segments: &serde_json::Value) -> Transcript {
        serde_json::from_value(json!({
            "schema_version": 1, "source": source, "duration": 3.0, "model": "",
            "task": "transcribe", "language": "en", "language_probability": null, "text": "",
            "segments": segments, "speech": [], "warnings": [],
        }))
        .expect("a transcript")
    }

    fn segment(text: &str, words: &serde_json::Value) -> serde_json::Value {
        json!({
            "id": 0, "start": 1.0, "end": 2.0, "text": text, "language": "en", "avg_logprob": 0.0,
            "no_speech_prob": 0.0, "compression_ratio": 1.0, "tokens": [], "words": words,
        })
    }

    #[test]
    fn words_are_lines_in_order_of_time() {
        let word = |word: &str, start: f64, end: f64| json!({"word": word, "start": start, "end": end, "score": 0.5, "source": "attention"});
        let words = json!([
            word("New York", 1.5, 1.75),
            word("So", 1.0004, 1.25),
            word("x", 2.0, 2.0)
        ]);
        let segments = json!([segment("", &words)]);
        assert_eq!(
            render(&transcript("talks/my talk.v2.wav", &segments)),
            "my_talk.v2 1 1.000 0.250 So 0.5000\n\
             my_talk.v2 1 1.500 0.250 New_York 0.5000\n\
             my_talk.v2 1 2.000 0.001 x 0.5000\n"
        );
    }

    #[test]
    fn text_without_words_is_timed_evenly() {
        let segments = json!([segment("So it", &json!([]))]);
        assert_eq!(
            render(&transcript("-", &segments)),
            "- 1 1.000 0.500 So 1.0000\n- 1 1.500 0.500 it 1.0000\n"
        );
    }

    #[test]
    fn silence_is_a_comment() {
        assert_eq!(
            render(&transcript(";;.wav", &json!([]))),
            ";; _;: no words\n"
        );
        assert_eq!(render(&transcript("", &json!([]))), ";; -: no words\n");
    }
}
