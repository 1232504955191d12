//! Loops: the same words over and over, which a decoder falls into and no speaker does.

use crate::transcript::{Segment, written};

/// A phrase must stand this often in a row before it counts as a loop.
const REPEATS: usize = 4;
/// Longest phrase, in words, that is looked for.
const LONGEST_PHRASE: usize = 20;

/// Cuts loops out of segments: of a phrase said many times in a row one is left.
///
/// Call it only on text whose compression ratio already shows a loop: people do say "no" four
/// times.
pub(super) fn collapse(segments: &mut Vec<Segment>) {
    segments.dedup_by(|later, earlier| later.text == earlier.text);
    for segment in segments {
        let words: Vec<&str> = segment
            .words
            .iter()
            .map(|word| word.word.as_str())
            .collect();
        let Some(keep) = kept_words(&words) else {
            continue;
        };
        segment.words = keep.iter().map(|&i| segment.words[i].clone()).collect();
        segment.text = written(&segment.words);
        segment.tokens = segment
            .words
            .iter()
            .flat_map(|word| word.tokens.clone())
            .collect();
        if let Some(last) = segment.words.last() {
            segment.end = last.end.max(segment.start);
        }
    }
}

/// Indices of the words that stay, or `None` when nothing repeats.
fn kept_words(words: &[&str]) -> Option<Vec<usize>> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let phrase = (1..=LONGEST_PHRASE).find_map(|length| {
            let repeats = repeats(&words[at..], length);
            (repeats >= REPEATS).then_some((length, repeats))
        });
        let (length, repeats) = phrase.unwrap_or((1, 1));
        kept.extend(at..at + length);
        at += length * repeats;
    }
    (kept.len() < words.len()).then_some(kept)
}

/// How often the first `length` words stand in a row, counting the first time.
fn repeats(words: &[&str], length: usize) -> usize {
    let Some(first) = words.get(..length) else {
        return 0;
    };
    words
        .chunks_exact(length)
        .take_while(|next| *next == first)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn collapsed(text: &str) -> String {
        let words: Vec<&str> = text.split_whitespace().collect();
        match kept_words(&words) {
            Some(keep) => keep.iter().map(|&i| words[i]).collect::<Vec<_>>().join(" "),
            None => text.to_owned(),
        }
    }

    #[test]
    fn loops_leave_one_phrase() {
        assert_eq!(
            collapsed("well you know you know you know you know so"),
            "well you know so"
        );
        assert_eq!(collapsed("no no no I said"), "no no no I said");
    }

    proptest! {
        #[test]
        fn collapsing_never_adds_or_reorders(words in proptest::collection::vec("[ab]", 0..40)) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            if let Some(kept) = kept_words(&words) {
                prop_assert!(kept.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert!(kept.len() < words.len());
            }
        }
    }
}
