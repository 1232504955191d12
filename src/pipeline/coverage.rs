//! Speech that was heard but not written down: where a decode left a hole. Pure.
//!
//! Whisper sometimes ends a window early, or lets one short phrase stand for many seconds. Both
//! show when its segments are laid over the voice activity.

use crate::language;
use crate::transcript::{Segment, Span};

/// Speech in a hole must last this long, in seconds, to be worth another decode.
const SHORTEST_HOLE: f64 = 1.0;
/// A segment over less speech than this, in seconds, is never doubted.
const SHORTEST_DOUBT: f64 = 3.0;
/// Characters a second of speech below which a segment has lost text: the slowest readers of the
/// evaluation clips speak twice as fast.
const SLOWEST_SPACED: f64 = 5.0;
/// The same for scripts that write a syllable or a word with one character.
const SLOWEST_UNSPACED: f64 = 1.5;
/// Parts to decode again that lie nearer than this, in seconds, are taken together.
const NEAR: f64 = 0.5;

/// The parts of a chunk to decode again: holes in the coverage, and segments with too little text.
///
/// `segments` are in order of time; all times share one clock.
#[must_use]
pub fn lost(segments: &[Segment], speech: &[Span]) -> Vec<Span> {
    let mut parts: Vec<Span> = holes(segments, speech)
        .into_iter()
        .filter(|hole| spoken(hole, speech) >= SHORTEST_HOLE)
        .collect();
    let doubted = segments.iter().filter(|segment| is_thin(segment, speech));
    parts.extend(doubted.map(Segment::span));
    parts.sort_by(|a, b| a.start.total_cmp(&b.start));
    let mut merged: Vec<Span> = Vec::new();
    for part in parts {
        match merged.last_mut() {
            Some(last) if part.start <= last.end + NEAR => last.end = last.end.max(part.end),
            _ => merged.push(part),
        }
    }
    merged
}

/// Seconds of speech inside a span.
#[must_use]
pub fn spoken(span: &Span, speech: &[Span]) -> f64 {
    speech.iter().map(|part| part.overlap(span)).sum()
}

fn is_thin(segment: &Segment, speech: &[Span]) -> bool {
    let seconds = spoken(&segment.span(), speech);
    let slowest = if language::is_spaced(&segment.language) {
        SLOWEST_SPACED
    } else {
        SLOWEST_UNSPACED
    };
    #[expect(clippy::cast_precision_loss, reason = "a segment has few characters")]
    let characters = segment.text.chars().count() as f64;
    seconds >= SHORTEST_DOUBT && characters < seconds * slowest
}

/// What lies between the first and the last speech and under no segment.
fn holes(segments: &[Segment], speech: &[Span]) -> Vec<Span> {
    let (Some(first), Some(last)) = (speech.first(), speech.last()) else {
        return Vec::new();
    };
    let mut holes = Vec::new();
    let mut at = first.start;
    for segment in segments {
        if segment.start > at {
            holes.push(Span::new(at, segment.start));
        }
        at = at.max(segment.end);
    }
    if at < last.end {
        holes.push(Span::new(at, last.end));
    }
    holes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(start: f64, end: f64, text: &str) -> Segment {
        Segment {
            id: 0,
            start,
            end,
            text: text.to_owned(),
            language: "en".to_owned(),
            avg_logprob: 0.0,
            no_speech_prob: 0.0,
            compression_ratio: 1.0,
            tokens: Vec::new(),
            words: Vec::new(),
            speaker: None,
        }
    }

    #[test]
    fn a_hole_with_speech_is_lost_and_one_without_is_not() {
        let segments = [
            segment(0.0, 5.0, "enough text for five seconds of speech"),
            segment(9.0, 12.0, "and for three more"),
        ];
        let silent = [Span::new(0.0, 5.0), Span::new(9.0, 12.0)];
        assert_eq!(lost(&segments, &silent), []);
        let spoken = [Span::new(0.0, 12.0)];
        assert_eq!(lost(&segments, &spoken), [Span::new(5.0, 9.0)]);
    }

    #[test]
    fn two_words_do_not_take_ten_seconds() {
        let speech = [Span::new(0.0, 12.0)];
        let segments = [
            segment(0.0, 10.0, "last taken."),
            segment(10.0, 12.0, "a normal one"),
        ];
        assert_eq!(lost(&segments, &speech), [Span::new(0.0, 10.0)]);
    }

    #[test]
    fn the_end_of_a_chunk_can_be_lost() {
        let speech = [Span::new(0.5, 20.0)];
        let segments = [segment(
            0.0,
            8.0,
            "a sentence that is long enough for eight seconds",
        )];
        assert_eq!(lost(&segments, &speech), [Span::new(8.0, 20.0)]);
    }
}
