//! Whether a text belongs to its recording, by how well its words fit. Pure.

use std::ops::Range;

use super::text::Text;
use crate::transcript::{Segment, Warning, mean, ratio};

/// The geometric mean of the word scores is above this where a text fits its audio, and below it
/// where it doesn't (docs/decisions.md).
pub(super) const BELONGS: f64 = 0.07;
/// The same for a line in a longer passage that fits as a whole: it must fit far worse to be missing.
pub(super) const LOST: f64 = BELONGS / 4.0;
/// Least score of a word, so that one that fits nowhere doesn't settle everything.
const LEAST: f64 = 1.0e-4;

/// How well the words fit that were placed, times their share of all words: a line that isn't there
/// counts for no more than its length.
pub(super) fn confidence(segments: &[Segment], missing: &[Range<usize>]) -> f64 {
    let scores = segments
        .iter()
        .flat_map(|segment| &segment.words)
        .map(|word| word.score);
    let scores: Vec<f64> = scores.collect();
    if scores.is_empty() {
        return 0.0;
    }
    let lost: usize = missing.iter().map(Range::len).sum();
    fit(&scores) * ratio(scores.len(), scores.len() + lost)
}

/// Geometric mean of word scores, 0 to 1.
pub(super) fn fit(scores: &[f64]) -> f64 {
    let logs = scores.iter().map(|score| score.max(LEAST).ln());
    mean(logs).exp()
}

/// Adds what there is to say of the text; gives whether it belongs to the recording.
pub(super) fn warn(
    text: &Text<'_>,
    missing: &[Range<usize>],
    confidence: f64,
    warnings: &mut Vec<Warning>,
) -> bool {
    const SHOWN: usize = 60;
    if confidence < BELONGS {
        warnings.push(Warning::lost(format!(
            "the text and the recording don't seem to belong together (confidence {confidence:.2}, \
             expected {BELONGS} and more)"
        )));
    }
    for range in missing {
        let passage = text.passage(range);
        let cut = passage.text.char_indices().nth(SHOWN);
        let shown = cut.map_or(passage.text.clone(), |(at, _)| {
            format!("{}…", &passage.text[..at])
        });
        let count = range.len();
        warnings.push(Warning::lost(format!(
            "line {}: {count} words are not in the recording: “{shown}”",
            passage.line
        )));
    }
    confidence >= BELONGS
}
