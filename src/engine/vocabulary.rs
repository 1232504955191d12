//! Text to tokens as the model was taught them: byte pair encoding by rank.
//!
//! whisper.cpp's own tokeniser takes the longest token that fits and cuts at every accented letter;
//! a model hardly ever saw what that gives, and text forced on it so is heard badly.

use std::collections::HashMap;

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

/// Longest stretch encoded at once, in bytes: the work grows with its square, and no word is longer.
const LONGEST: usize = 256;

/// The endings that English cuts off: `'s` is a token, whatever stands before it.
const ENDINGS: &[&str] = &["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

/// The tokens of a model that stand for text. A token's number is also its rank: pairs were given
/// numbers in the order in which training joined them.
pub(super) struct Vocabulary {
    ranks: HashMap<Vec<u8>, i32>,
}

impl Vocabulary {
    /// A vocabulary of all text tokens and their bytes.
    pub(super) fn new<'a>(tokens: impl Iterator<Item = (i32, &'a [u8])>) -> Self {
        let mut ranks = HashMap::new();
        for (id, bytes) in tokens {
            ranks.entry(bytes.to_vec()).or_insert(id);
        }
        Self { ranks }
    }

    /// The tokens of a text and the bytes of each; bytes the vocabulary lacks (NUL) are left out.
    pub(super) fn encode<'t>(&self, text: &'t str) -> Vec<(i32, &'t [u8])> {
        let mut tokens = Vec::new();
        for piece in pieces(text) {
            self.merge(piece.as_bytes(), &mut tokens);
        }
        tokens
    }

    /// Joins the bytes of a piece, the pair that training joined first before the others.
    fn merge<'t>(&self, piece: &'t [u8], tokens: &mut Vec<(i32, &'t [u8])>) {
        let mut cuts: Vec<usize> = (0..=piece.len()).collect();
        let pair = |cuts: &[usize], index: usize| {
            let bytes = piece.get(*cuts.get(index)?..*cuts.get(index + 2)?)?;
            Some((*self.ranks.get(bytes)?, index))
        };
        while let Some((_, index)) = (0..cuts.len()).filter_map(|i| pair(&cuts, i)).min() {
            cuts.remove(index + 1);
        }
        tokens.extend(cuts.windows(2).filter_map(|cut| {
            let bytes = &piece[cut[0]..cut[1]];
            Some((*self.ranks.get(bytes)?, bytes))
        }));
    }
}

/// Whether a token holds a numeral, or a sign that is said beside one.
pub(super) fn is_numeral(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.contains(|c: char| c.is_numeric() || "%$£€¥".contains(c))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Number,
    Space,
    Other,
}

fn kind(character: char) -> Kind {
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    if GeneralCategoryGroup::Letter.contains(category) {
        Kind::Letter
    } else if GeneralCategoryGroup::Number.contains(category) {
        Kind::Number
    } else if character.is_whitespace() {
        Kind::Space
    } else {
        Kind::Other
    }
}

/// Cuts a text as GPT-2's expression does: endings, then runs of letters, of numbers and of
/// others, each with the one space before it, then what is left of spaces.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(piece_length(rest));
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

fn piece_length(text: &str) -> usize {
    if let Some(ending) = ENDINGS.iter().find(|ending| text.starts_with(**ending)) {
        return ending.len();
    }
    let space = usize::from(text.starts_with(' '));
    let run = |from: usize, wanted: Kind| -> usize {
        let limit = text.floor_char_boundary(LONGEST);
        let end = text[from..].find(|c| kind(c) != wanted);
        let end = end.map_or(text.len(), |end| from + end);
        if end > LONGEST { limit } else { end }
    };
    let at = |index: usize| text[index..].chars().next();
    match at(space).map(kind) {
        Some(Kind::Space) | None => {
            // The last of several spaces goes with what follows it.
            let end = run(0, Kind::Space);
            let last = text[..end].chars().next_back().map_or(0, char::len_utf8);
            if end < text.len() && end > last {
                end - last
            } else {
                end
            }
        }
        Some(kind) => run(space, kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vocabulary(joined: &[&str]) -> Vocabulary {
        let bytes: Vec<Vec<u8>> = (1..=255u8).map(|byte| vec![byte]).collect();
        let joined = joined.iter().map(|text| text.as_bytes().to_vec());
        let all: Vec<Vec<u8>> = bytes.into_iter().chain(joined).collect();
        Vocabulary::new((0..).zip(&all).map(|(id, bytes)| (id, bytes.as_slice())))
    }

    fn encoded<'t>(vocabulary: &Vocabulary, text: &'t str) -> Vec<&'t str> {
        let tokens = vocabulary.encode(text);
        let text = |bytes| std::str::from_utf8(bytes).expect("whole characters");
        tokens.into_iter().map(|(_, bytes)| text(bytes)).collect()
    }

    #[test]
    fn pieces_are_cut_as_in_training() {
        assert_eq!(
            pieces(" I'll pay 25€, café!"),
            [" I", "'ll", " pay", " 25", "€,", " café", "!"]
        );
        assert_eq!(pieces("a  b "), ["a", " ", " b", " "]);
        assert_eq!(pieces("勉強します。"), ["勉強します", "。"]);
        // Vowel signs are marks, not letters.
        assert_eq!(pieces("हिन्दी"), ["ह", "ि", "न", "्", "द", "ी"]);
    }

    #[test]
    fn earlier_pairs_join_first() {
        let vocabulary = vocabulary(&["bc", "ab", "abc", " a"]);
        assert_eq!(encoded(&vocabulary, "abc abd"), ["abc", " ", "ab", "d"]);
        assert_eq!(encoded(&vocabulary, " a bcd"), [" a", " ", "bc", "d"]);
    }

    proptest! {
        #[test]
        fn no_byte_is_lost(text in "\\PC{0,300}") {
            let tokens = vocabulary(&["th", "the", " t"]).encode(&text);
            let joined: Vec<u8> = tokens.iter().flat_map(|token| token.1.to_vec()).collect();
            prop_assert_eq!(joined, text.as_bytes());
        }
    }
}
