//! Loops: the same words over and over, which a decoder falls into and no speaker does.

use std::collections::BTreeSet;

use crate::transcript::{Segment, Word, compression_ratio, ratio, written};

/// A phrase must stand this often in a row before it counts as a loop.
const REPEATS: usize = 4;
/// The same for a phrase of [`LONG_PHRASE`] words and more, which nobody says three times by chance.
const LONG_REPEATS: usize = 3;
/// Words of a long phrase.
const LONG_PHRASE: usize = 5;
/// Longest phrase, in words, that is looked for.
const LONGEST_PHRASE: usize = 20;

/// Cuts loops out of segments, within them and from one to the next: of a phrase or a segment said many
/// times in a row one is left. Gives whether there was one.
///
/// Call it only on text whose compression ratio already shows a loop: people do say "no" four
/// times.
pub(super) fn collapse(segments: &mut Vec<Segment>) -> bool {
    let before = segments.len();
    drop_alike(segments);
    let alike = segments.len() < before;
    let words = segments.iter().flat_map(|segment| &segment.words);
    let words: Vec<&str> = words.map(|word| word.word.as_str()).collect();
    let Some(keep) = kept_words(&words) else {
        return alike;
    };
    let keep: BTreeSet<usize> = keep.into_iter().collect();
    let mut index = 0;
    segments.retain_mut(|segment| {
        let first = index;
        index += segment.words.len();
        if (first..index).all(|word| keep.contains(&word)) {
            return true;
        }
        let own = (first..).zip(std::mem::take(&mut segment.words));
        let own = own.filter(|(word, _)| keep.contains(word));
        say(segment, own.map(|(_, word)| word).collect());
        !segment.words.is_empty()
    });
    true
}

/// Leaves one of segments in a row that say the same, however long it is.
fn drop_alike(segments: &mut Vec<Segment>) {
    let mut at = 0;
    while let Some(first) = segments.get(at) {
        let rest = segments[at..].iter();
        let alike = rest.take_while(|one| one.text == first.text).count();
        if alike >= least_repeats(first.words.len()) {
            segments.drain(at + 1..at + alike);
        }
        at += 1;
    }
}

/// How often a phrase of so many words must stand in a row to be a loop.
fn least_repeats(words: usize) -> usize {
    if words < LONG_PHRASE {
        REPEATS
    } else {
        LONG_REPEATS
    }
}

/// Gives a segment other words.
fn say(segment: &mut Segment, words: Vec<Word>) {
    segment.text = written(&words);
    segment.tokens = (words.iter())
        .flat_map(|word| word.tokens.iter().copied())
        .collect();
    segment.compression_ratio = compression_ratio(&segment.text);
    let logprob: f64 = words.iter().map(|word| word.logprob).sum();
    segment.avg_logprob = logprob / ratio(segment.tokens.len().max(1), 1);
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        segment.start = segment.start.max(first.start);
        segment.end = last.end.max(segment.start);
    }
    segment.words = words;
}

/// Indices of the words that stay, or `None` when nothing repeats.
fn kept_words(words: &[&str]) -> Option<Vec<usize>> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let phrase = (1..=LONGEST_PHRASE).find_map(|length| {
            let repeats = repeats(&words[at..], length);
            (repeats >= least_repeats(length)).then_some((length, repeats))
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
    use crate::transcript::WordSource;
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
        let thrice = "thanks for watching my film ".repeat(3);
        assert_eq!(collapsed(thrice.trim()), "thanks for watching my film");
    }

    /// A segment of words that take a second each.
    fn segment(start: f64, text: &str) -> Segment {
        let word = |(at, word): (f64, &str)| Word {
            word: word.to_owned(),
            start: at,
            end: at + 1.0,
            score: 1.0,
            source: WordSource::Interpolated,
            chars: Vec::new(),
            speaker: None,
            overlapped: false,
            spaced: true,
            tokens: vec![1],
            logprob: -0.5,
        };
        let seconds = std::iter::successors(Some(start), |second| Some(second + 1.0));
        let words: Vec<Word> = seconds.zip(text.split(' ')).map(word).collect();
        Segment {
            id: 0,
            start,
            end: words.last().map_or(start, |word| word.end),
            text: text.to_owned(),
            language: "en".to_owned(),
            avg_logprob: -0.5,
            no_speech_prob: 0.0,
            compression_ratio: 1.0,
            tokens: vec![1; words.len()],
            words,
            speaker: None,
        }
    }

    #[test]
    fn a_loop_over_segments_leaves_one() {
        let said = [
            "yes",
            "yes",
            "so you see",
            "and I say",
            "so you see",
            "and I say",
        ];
        let rest = ["so you see", "and I say"].repeat(2);
        let said = said.into_iter().chain(rest);
        let starts = std::iter::successors(Some(0.0), |start| Some(start + 3.0));
        let mut segments: Vec<Segment> = starts
            .zip(said)
            .map(|(at, text)| segment(at, text))
            .collect();
        assert!(collapse(&mut segments));
        let texts: Vec<&str> = segments
            .iter()
            .map(|segment| segment.text.as_str())
            .collect();
        // Two that are alike are no loop.
        assert_eq!(texts, ["yes", "yes", "so you see", "and I say"]);
        assert!(!collapse(&mut segments));
        let long = (0..30)
            .map(|word| word.to_string())
            .collect::<Vec<_>>()
            .join(" ");
        let mut segments: Vec<Segment> = (0..3).map(|_| segment(0.0, &long)).collect();
        assert!(collapse(&mut segments));
        assert_eq!(segments.len(), 1);
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
