//! What the numbers of tokens stand for.

use std::collections::BTreeSet;

use crate::engine::vocabulary::Vocabulary;
use crate::ggml::Header;

/// Tokens that aren't languages, in a multilingual vocabulary.
const OTHERS: usize = 51_766;
/// Seconds that a step of a time token stands for.
pub(super) const STEP: f64 = 0.02;

/// The tokens that stand for no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Specials {
    pub(super) end: u32,
    pub(super) start: u32,
    pub(super) languages: u32,
    pub(super) translate: u32,
    pub(super) transcribe: u32,
    pub(super) previous: u32,
    pub(super) no_speech: u32,
    pub(super) no_times: u32,
    /// The token of time 0; those behind it go on in steps.
    pub(super) times: u32,
    pub(super) multilingual: bool,
}

impl Specials {
    /// Those of a model: multilingual ones have a text token more, and a token for each language.
    pub(super) fn of(header: &Header) -> Self {
        let multilingual = header.is_multilingual();
        let languages = if multilingual {
            u32::try_from(header.vocabulary - OTHERS).unwrap_or(0)
        } else {
            99
        };
        let end = 50_256 + u32::from(multilingual);
        let translate = end + 2 + languages;
        Self {
            end,
            start: end + 1,
            languages: end + 2,
            translate,
            transcribe: translate + 1,
            previous: translate + 3,
            no_speech: translate + 4,
            no_times: translate + 5,
            times: translate + 6,
            multilingual,
        }
    }

    /// The time that a token says, in seconds.
    pub(super) fn time(&self, token: u32) -> Option<f64> {
        Some(f64::from(token.checked_sub(self.times)?) * STEP)
    }

    /// Whether a token says a time.
    pub(super) fn is_time(&self, token: u32) -> bool {
        token >= self.times
    }
}

/// Tokens of symbols that nobody says: brackets, musical notes and the like, as listed in OpenAI's
/// `tokenizer.py`.
pub(super) fn unspoken(vocabulary: &Vocabulary) -> BTreeSet<u32> {
    const SINGLE: &str = "\"#()*+/:;<=>@[\\]^_`{|}~「」『』";
    const SEVERAL: &[&str] = &[
        "<<",
        ">>",
        "<<<",
        ">>>",
        "--",
        "---",
        "-(",
        "-[",
        "('",
        "(\"",
        "((",
        "))",
        "(((",
        ")))",
        "[[",
        "]]",
        "{{",
        "}}",
        "♪♪",
        "♪♪♪",
    ];
    const NOTES: &str = "♩♪♫♬♭♮♯";
    let single = SINGLE.chars().map(String::from);
    let symbols = single.chain(SEVERAL.iter().map(|text| (*text).to_owned()));
    let mut found = BTreeSet::new();
    let mut add = |text: &str, whole: bool| {
        let tokens = vocabulary.encode(text);
        if let [(first, _), rest @ ..] = &tokens[..]
            && (rest.is_empty() || !whole)
        {
            found.extend(u32::try_from(*first));
        }
    };
    for symbol in symbols {
        add(&symbol, true);
        add(&format!(" {symbol}"), true);
    }
    // Notes take several tokens, of which the first belongs to nothing else.
    for note in NOTES.chars() {
        add(&note.to_string(), false);
        add(&format!(" {note}"), false);
    }
    // Hyphens and quotes within words are fine.
    add(" -", false);
    add(" '", false);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specials(vocabulary: usize) -> Specials {
        Specials::of(&Header {
            vocabulary,
            audio_context: 1_500,
            audio_width: 384,
            audio_heads: 6,
            audio_layers: 4,
            text_context: 448,
            text_width: 384,
            text_heads: 6,
            text_layers: 4,
            mels: 80,
        })
    }

    #[test]
    fn each_family_has_its_numbers() {
        let english = specials(51_864);
        assert_eq!(
            (english.end, english.no_times, english.times),
            (50_256, 50_362, 50_363)
        );
        let many = specials(51_865);
        assert_eq!(
            (many.start, many.transcribe, many.times),
            (50_258, 50_359, 50_364)
        );
        let third = specials(51_866);
        assert_eq!(
            (third.end, third.no_speech, third.times),
            (50_257, 50_363, 50_365)
        );
        assert_eq!(many.time(50_414), Some(1.0));
        assert_eq!(many.time(50_363), None);
    }
}
