//! Times for a word's characters, from those that a network heard. Pure.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::language;
use crate::transcript::{CharTime, ratio};

/// A character begins this long before its first spike, in seconds: about one frame.
const LEAD: f64 = 0.02;

/// A character that was heard: the byte of the written word with which it begins, its first spike
/// in seconds, and how well it fits.
pub(super) type HeardLetter = (usize, f64, f64);

/// Spreads the characters of a word said from `start` to `end` over that time. Characters that
/// were not heard share the time around them evenly; marks have none and are left out.
pub(super) fn spread(written: &str, start: f64, end: f64, heard: &[HeardLetter]) -> Vec<CharTime> {
    let spoken: Vec<(usize, &str)> = written
        .grapheme_indices(true)
        .filter(|(_, character)| !character.chars().all(language::is_mark))
        .collect();
    let mut begins: Vec<Option<f64>> = vec![None; spoken.len()];
    let mut scores: Vec<Option<f64>> = vec![None; spoken.len()];
    for &(byte, spike, score) in heard {
        let Some(at) = spoken.iter().position(|character| character.0 == byte) else {
            continue;
        };
        begins[at].get_or_insert((spike - LEAD).clamp(start, end));
        scores[at].get_or_insert(score);
    }
    if let Some(first) = begins.first_mut() {
        *first = Some(start);
    }
    let borders = fill(&begins, end);
    let mut last_score = heard.first().map_or(0.0, |heard| heard.2);
    let mut chars = Vec::with_capacity(spoken.len());
    for (at, (_, character)) in spoken.iter().enumerate() {
        last_score = scores[at].unwrap_or(last_score);
        chars.push(CharTime {
            char: (*character).to_owned(),
            start: borders[at],
            end: borders.get(at + 1).copied().unwrap_or(end),
            score: last_score,
        });
    }
    chars
}

/// Every border, never before the one ahead of it; unknown ones evenly between their neighbours.
fn fill(begins: &[Option<f64>], end: f64) -> Vec<f64> {
    let mut borders: Vec<f64> = Vec::with_capacity(begins.len());
    for (at, begin) in begins.iter().enumerate() {
        let before = borders.last().copied().unwrap_or(end);
        let border = begin.unwrap_or_else(|| {
            let ahead = begins[at..].iter().position(Option::is_some);
            let (steps, until) = match ahead {
                Some(steps) => (steps, begins[at + steps].unwrap_or(end)),
                None => (begins.len() - at, end),
            };
            before + (until.max(before) - before) / ratio(steps + 1, 1)
        });
        borders.push(if at == 0 {
            border
        } else {
            border.max(before).min(end)
        });
    }
    borders
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn unheard_characters_share_the_time_around_them() {
        let chars = spread("“knee”", 1.0, 2.0, &[(4, 1.22, 0.9), (5, 1.62, 0.8)]);
        let shown: Vec<(String, f64)> = chars
            .iter()
            .map(|c| (c.char.clone(), (c.start * 100.0).round()))
            .collect();
        let expected = [("k", 100.0), ("n", 120.0), ("e", 160.0), ("e", 180.0)];
        assert_eq!(shown, expected.map(|(c, at)| (c.to_owned(), at)));
    }

    proptest! {
        #[test]
        fn characters_are_in_order_and_inside(
            word in "\\PC{0,12}",
            heard in proptest::collection::vec((0usize..12, -1.0f64..3.0, 0.0f64..1.0), 0..12),
        ) {
            let chars = spread(&word, 0.5, 1.5, &heard);
            let mut at = 0.5;
            for c in chars {
                prop_assert!(at <= c.start && c.start <= c.end && c.end <= 1.5);
                at = c.end;
            }
        }
    }
}
