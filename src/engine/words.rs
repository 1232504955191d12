//! Tokens to words: engines write tokens, which may be half a word or half a character.

use std::ops::Range;

use crate::language;
use crate::transcript::{Word, WordSource, mean, ratio};

/// One text token of a segment.
pub(super) struct Piece {
    pub(super) id: i32,
    pub(super) bytes: Vec<u8>,
    pub(super) probability: f64,
    pub(super) logprob: f64,
    pub(super) start: f64,
    pub(super) end: f64,
}

/// Joins tokens to the words of a language, whose times come from `source`.
pub(super) fn join(pieces: &[Piece], language: &str, source: WordSource) -> Vec<Word> {
    let (text, origin) = decode(pieces);
    let mut unused = 0;
    let mut words: Vec<Word> = Vec::new();
    for written in language::words(&text, language) {
        let bytes = written.at..written.at + written.text.len();
        let (start, end) = span(pieces, &origin, written.text, written.at);
        let previous = words.last().map_or(0.0, |word| word.end);
        let start = start.max(previous);
        let until = origin
            .get(bytes.end - 1)
            .map_or(unused, |place| place.piece + 1);
        let own = &pieces[unused.min(until)..until];
        unused = until.max(unused);
        // A token that several words share is counted once, but says of each how sure it is.
        let first = origin.get(written.at).map_or(until, |place| place.piece);
        let under = &pieces[first.min(until)..until];
        words.push(Word {
            word: written.text.to_owned(),
            start,
            end: end.max(start),
            score: mean(under.iter().map(|piece| piece.probability)),
            source,
            chars: Vec::new(),
            speaker: None,
            overlapped: false,
            spaced: written.spaced,
            tokens: own.iter().map(|piece| piece.id).collect(),
            logprob: own.iter().map(|piece| piece.logprob).sum(),
        });
    }
    words
}

/// When each of some given words was said and the mean natural-log probability of its tokens;
/// `None` for words that aren't whole in `pieces`. `places` are the words' bytes in the text.
pub(super) fn locate(
    pieces: &[Piece],
    words: &[Word],
    places: &[Range<usize>],
) -> Vec<Option<(f64, f64, f64)>> {
    let (text, origin) = decode(pieces);
    let locate = |(word, place): (&Word, &Range<usize>)| {
        let written = text.get(place.clone())?;
        let (start, end) = span(pieces, &origin, written, place.start);
        let first = origin.get(place.start)?.piece;
        let last = origin.get(place.end.checked_sub(1)?)?.piece;
        let own = pieces.get(first..=last)?;
        let logprob = mean(own.iter().map(|piece| piece.logprob));
        (written.len() == word.word.len()).then_some((start, end.max(start), logprob))
    };
    words.iter().zip(places).map(locate).collect()
}

/// Start and end of the word that begins at byte `at` of the text.
fn span(pieces: &[Piece], origin: &[Place], word: &str, at: usize) -> (f64, f64) {
    // The last byte that sounds: a mark behind the word has a time of its own.
    let spoken = word.trim_end_matches(language::is_mark).len();
    let length = if spoken == 0 { word.len() } else { spoken };
    let last = (at + length).saturating_sub(1);
    let start = time(pieces, origin, at, false);
    (start, time(pieces, origin, last, true))
}

/// The token that a byte of the text comes from.
struct Place {
    piece: usize,
    /// Position among the token's bytes of text.
    index: usize,
    /// How many bytes of text the token has.
    count: usize,
}

/// The text of tokens, half characters at its ends replaced, and the origin of each of its bytes.
fn decode(pieces: &[Piece]) -> (String, Vec<Place>) {
    let bytes: Vec<u8> = pieces
        .iter()
        .flat_map(|piece| piece.bytes.clone())
        .collect();
    let owner: Vec<usize> = (0..)
        .zip(pieces)
        .flat_map(|(index, piece)| std::iter::repeat_n(index, piece.bytes.len()))
        .collect();
    let mut text = String::new();
    let mut owners = Vec::new();
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        owners.extend_from_slice(&owner[at..at + chunk.valid().len()]);
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            owners.extend([owner[at]; char::REPLACEMENT_CHARACTER.len_utf8()]);
            at += chunk.invalid().len();
        }
    }
    let mut counts = vec![0; pieces.len()];
    let mut places = Vec::new();
    for &piece in &owners {
        places.push(Place {
            piece,
            index: counts[piece],
            count: 0,
        });
        counts[piece] += 1;
    }
    for place in &mut places {
        place.count = counts[place.piece];
    }
    (text, places)
}

/// When a byte of the text begins or ends; inside a token time is spread over its bytes.
fn time(pieces: &[Piece], origin: &[Place], byte: usize, end: bool) -> f64 {
    let Some(place) = origin.get(byte) else {
        return 0.0;
    };
    let piece = &pieces[place.piece];
    let done = place.index + usize::from(end);
    // A space before a word is no part of it.
    if !end && piece.bytes.iter().take(done).all(|b| *b == b' ') {
        return piece.start;
    }
    piece.start + (piece.end - piece.start) * ratio(done, place.count.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(texts: &[&[u8]]) -> Vec<Piece> {
        (0i32..)
            .zip(texts)
            .map(|(index, text)| Piece {
                id: index,
                bytes: text.to_vec(),
                probability: 0.5,
                logprob: -0.7,
                start: f64::from(index),
                end: f64::from(index) + 1.0,
            })
            .collect()
    }

    fn joined(texts: &[&[u8]], language: &str) -> Vec<Word> {
        join(&pieces(texts), language, WordSource::Attention)
    }

    fn written(words: &[Word]) -> Vec<&str> {
        words.iter().map(|word| word.word.as_str()).collect()
    }

    #[test]
    fn tokens_join_at_spaces_and_marks_attach() {
        let words = joined(&[b" Ameri", b"cans", b",", b" ask", b" not", b"."], "en");
        assert_eq!(written(&words), ["Americans,", "ask", "not."]);
        // The comma's time is a pause.
        assert_eq!((words[0].start, words[0].end), (0.0, 2.0));
        assert_eq!(words[0].tokens, [0, 1, 2]);
        assert_eq!(words[2].tokens, [4, 5]);
    }

    #[test]
    fn split_characters_are_made_whole() {
        let texts: [&[u8]; 4] = [b"\xe4\xbd", b"\xa0", b"\xe5\xa5\xbd", "。".as_bytes()];
        let words = joined(&texts, "zh");
        assert_eq!(written(&words), ["你好。"]);
        let cut = joined(&[b" a", b"\xe4\xbd"], "en");
        assert_eq!(written(&cut), ["a\u{fffd}"]);
    }

    #[test]
    fn words_that_share_a_token_share_its_time() {
        let words = joined(&["勉強します".as_bytes()], "ja");
        assert_eq!(written(&words), ["勉強", "しま", "す"]);
        assert!((words[0].end - 0.4).abs() < 1e-9 && (words[1].end - 0.8).abs() < 1e-9);
        assert_eq!(words[0].tokens, [0]);
        assert!(words[1].tokens.is_empty());
    }
}
