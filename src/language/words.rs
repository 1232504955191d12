//! Running text to words: at spaces, or by dictionary where a language is written without them.
//!
//! Marks belong to a word: closing ones to the word before, opening ones to the word behind.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

use super::is_spaced;

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<'a> {
    /// The word with its marks.
    pub text: &'a str,
    /// Byte of the text at which the word begins.
    pub at: usize,
    /// Whether a space stands before it.
    pub spaced: bool,
}

/// Dictionaries for Chinese, Japanese, Thai, Lao, Khmer and Burmese, and the rules of Unicode's
/// UAX #29 for the rest; compiled into the binary. ICU's neural models cut Thai less well.
static SEGMENTER: LazyLock<icu_segmenter::WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// The words of a text in a language (ISO 639-1 code); no character but spaces is lost.
#[must_use]
pub fn words<'a>(text: &'a str, code: &str) -> Vec<Written<'a>> {
    let pieces = if is_spaced(code) {
        at_spaces(text)
    } else {
        by_dictionary(text)
    };
    let mut words: Vec<Range<usize>> = Vec::new();
    // Where opening marks begin that wait for their word.
    let mut opening: Option<usize> = None;
    for piece in pieces {
        let written = &text[piece.clone()];
        if !written.chars().all(is_mark) {
            words.push(opening.take().unwrap_or(piece.start)..piece.end);
        } else if written.chars().all(is_opening) || words.is_empty() {
            opening.get_or_insert(piece.start);
        } else if opening.is_none()
            && let Some(last) = words.last_mut()
        {
            last.end = piece.end;
        }
    }
    if let Some(start) = opening {
        match words.last_mut() {
            Some(last) => last.end = text.trim_end().len(),
            None => words.push(start..text.trim_end().len()),
        }
    }
    let spaced = |at: usize| text[..at].ends_with(char::is_whitespace);
    words
        .into_iter()
        .map(|range| Written {
            at: range.start,
            spaced: spaced(range.start),
            text: &text[range],
        })
        .collect()
}

/// Whether a character is punctuation: written, but not said.
#[must_use]
pub fn is_mark(character: char) -> bool {
    match character {
        // Said as words, or parts of a number.
        '&' | '+' | '%' | '=' | '@' | '#' | '$' | '<' | '>' | '^' | '|' | '~' => false,
        _ => character.is_ascii_punctuation() || is_mark_of_a_script(character),
    }
}

fn is_mark_of_a_script(character: char) -> bool {
    matches!(
        character,
        // Latin, Armenian, Hebrew, Arabic, Devanagari, Thai, Tibetan, Burmese, Ethiopic and Khmer.
        '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
            | '\u{55a}'..='\u{55f}' | '\u{589}' | '\u{58a}' | '\u{5be}' | '\u{5c0}' | '\u{5c3}'
            | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{6d4}' | '\u{964}' | '\u{965}'
            | '\u{e2f}' | '\u{e5a}' | '\u{e5b}' | '\u{f04}'..='\u{f14}'
            | '\u{104a}'..='\u{104f}' | '\u{1361}'..='\u{1368}' | '\u{17d4}'..='\u{17da}'
            // General, CJK and full-width punctuation.
            | '\u{2010}'..='\u{2043}' | '\u{2045}'..='\u{205e}' | '\u{2e00}'..='\u{2e7f}'
            | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}'
            | '\u{30fb}' | '\u{ff01}'..='\u{ff03}' | '\u{ff07}'..='\u{ff0a}'
            | '\u{ff0c}'..='\u{ff0f}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}'
            | '\u{ff3b}'..='\u{ff3d}' | '\u{ff5b}' | '\u{ff5d}' | '\u{ff5f}'..='\u{ff65}'
    )
}

fn is_opening(character: char) -> bool {
    matches!(
        character,
        '(' | '['
            | '{'
            | '«'
            | '¿'
            | '¡'
            | '“'
            | '‘'
            | '„'
            | '‚'
            | '‹'
            | '「'
            | '『'
            | '（'
            | '［'
            | '｛'
            | '【'
            | '〈'
            | '《'
            | '〔'
    )
}

fn at_spaces(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        match (character.is_whitespace(), start) {
            (true, Some(from)) => {
                pieces.push(from..at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    pieces.extend(start.map(|from| from..text.len()));
    pieces
}

fn by_dictionary(text: &str) -> Vec<Range<usize>> {
    let breaks: Vec<usize> = SEGMENTER.segment_str(text).collect();
    breaks
        .windows(2)
        .map(|pair| pair[0]..pair[1])
        .filter(|range| !text[range.clone()].trim().is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split<'a>(text: &'a str, code: &str) -> Vec<&'a str> {
        words(text, code).iter().map(|word| word.text).collect()
    }

    #[test]
    fn marks_belong_to_words() {
        assert_eq!(
            split(" Well – he said « oui ! » & left...", "en"),
            ["Well –", "he", "said", "« oui ! »", "&", "left..."]
        );
        assert_eq!(split("– ¿Qué?", "es"), ["– ¿Qué?"]);
        assert_eq!(split("...", "en"), ["..."]);
        assert_eq!(split("", "en"), [""; 0]);
    }

    #[test]
    fn languages_without_spaces_are_cut_by_dictionary() {
        assert_eq!(
            split("日本語を勉強します。", "ja"),
            ["日本語", "を", "勉強", "しま", "す。"]
        );
        assert_eq!(split("สวัสดีครับ", "th"), ["สวัสดี", "ครับ"]);
        for (code, text) in [
            ("lo", "ສະບາຍດີເຈົ້າ"),
            ("km", "ខ្ញុំចូលចិត្តរៀនភាសាខ្មែរ"),
            ("my", "ကျွန်တော်မြန်မာစကားပြောတတ်ပါတယ်"),
            ("bo", "བོད་སྐད་"),
            ("zh", "我们喜欢学习中文"),
        ] {
            let words = split(text, code);
            assert!(words.len() > 1, "{code}: {words:?}");
            assert_eq!(words.concat(), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_but_space_is_lost(text in "\\PC{0,40}", code in "(en|ja|th)") {
            let plain = |text: &str| text.split_whitespace().collect::<String>();
            let joined: String = words(&text, &code).iter().map(|word| plain(word.text)).collect();
            prop_assert_eq!(joined, plain(&text));
            for word in words(&text, &code) {
                prop_assert_eq!(&text[word.at..word.at + word.text.len()], word.text);
            }
        }
    }
}
