//! Where sentences end, by the punctuation of the language and its abbreviations.
//!
//! Pure: words as they are written go in, a yes or no for each comes out. Who needs a sentence to
//! end with the last word must say so; here it ends only where something says that it does.

mod abbreviations;
mod context;
mod marks;
mod starters;

use abbreviations::{Kind, Rules};
use context::{Case, Next};
use marks::Mark;

use crate::language;

/// Digits that an ordinal or a day of the month has at most; years and amounts have more.
const ORDINAL_DIGITS: usize = 2;
/// Letters of the longest word without vowels that is taken for an abbreviation.
const LONGEST_CONSONANTS: usize = 4;

/// Which words end a sentence; as many answers as words.
///
/// `language` is an ISO 639-1 code; an unknown one gets the general rules.
#[must_use]
pub fn ends(words: &[&str], language: &str) -> Vec<bool> {
    let text = Text {
        words,
        language,
        rules: abbreviations::rules(language),
        // In text without capitals a small letter says nothing about what went before.
        cased: words.iter().any(|word| context::case(word) == Case::Upper),
    };
    let mut ends = Vec::with_capacity(words.len());
    for (index, word) in words.iter().enumerate() {
        let end = text.is_end(index, &ends);
        // A closing quotation mark of its own belongs to the sentence that it closes.
        if let Some(before) = ends.last_mut()
            && *before
            && marks::is_tail(word, language)
        {
            *before = false;
            ends.push(true);
        } else {
            ends.push(end);
        }
    }
    ends
}

struct Text<'a> {
    words: &'a [&'a str],
    language: &'a str,
    rules: &'static Rules,
    cased: bool,
}

impl Text<'_> {
    /// Whether the word ends a sentence, as far as it and its neighbours tell.
    fn is_end(&self, index: usize, before: &[bool]) -> bool {
        let word = self.words[index];
        let (core, closed) = marks::strip_closing(word);
        let next = Next::of(&self.words[index + 1..]);
        let closed = closed || next.closed;
        match marks::last(core, self.language) {
            Mark::None => false,
            Mark::Stop => !self.goes_on_quoted(core, closed, &next),
            Mark::Loud => !(closed || next.dashed) || next.case != Case::Lower,
            Mark::Ellipsis => match next.case {
                Case::Lower => false,
                // A pause for thought, more often than not.
                Case::None if self.words.len() > index + 1 => !self.is_unspaced(),
                _ => true,
            },
            Mark::Dot => {
                let quoted = closed && next.case == Case::Lower;
                !quoted && self.is_full_stop(core, index, before, &next)
            }
        }
    }

    fn is_unspaced(&self) -> bool {
        !language::is_spaced(self.language)
    }

    /// Japanese goes on with a particle behind what is quoted: `「はい。」と言った`.
    fn goes_on_quoted(&self, core: &str, closed: bool, next: &Next<'_>) -> bool {
        let bracketed = closed || marks::is_closing(core);
        self.language == "ja"
            && bracketed
            && ["と", "って"].iter().any(|p| next.word.starts_with(p))
    }

    /// Whether a dot is more than the mark of an abbreviation, an initial or an ordinal.
    fn is_full_stop(&self, core: &str, index: usize, before: &[bool], next: &Next<'_>) -> bool {
        let stem = marks::strip_opening(core.strip_suffix('.').unwrap_or(core));
        if stem.is_empty() {
            // A dot of its own: only a number may go on behind it.
            let number = index
                .checked_sub(1)
                .is_some_and(|at| is_number(self.words[at]));
            return !(number && next.case == Case::Digit && self.is_unspaced());
        }
        let begins = index == 0 || before.get(index - 1) == Some(&true);
        if is_number(stem) || self.rules.ordinals && is_roman(stem) {
            // A short number that begins a sentence numbers it.
            let short = stem.chars().count() <= ORDINAL_DIGITS;
            return !(begins && short) && self.is_end_behind_number(stem, next);
        }
        let last = next.word.is_empty();
        match self.rules.find(stem) {
            Some(Kind::Bound) => return false,
            Some(Kind::Number) if next.is_numeric() => return false,
            Some(Kind::Closing) => {
                return last || self.begins_sentence(next) && !next.continues_time();
            }
            Some(Kind::Either) => return last || self.is_starter(next),
            Some(Kind::Number) | None => {}
        }
        if !self.is_unspaced() && is_initial(stem) {
            let pronoun = self.language == "en" && stem == "I";
            return pronoun && last || self.is_starter(next);
        }
        if is_dotted(stem) {
            return last || self.is_starter(next);
        }
        let cut = next.case == Case::Lower && self.cased && is_consonants(stem);
        !cut
    }

    /// `3.` may be `third`; where ordinals aren't written so, a small letter still joins.
    fn is_end_behind_number(&self, number: &str, next: &Next<'_>) -> bool {
        let short = number.chars().filter(char::is_ascii_digit).count() <= ORDINAL_DIGITS;
        match next.case {
            _ if next.word.is_empty() => true,
            Case::Lower => !self.cased && !self.rules.ordinals,
            _ if self.rules.ordinals && short => self.is_starter(next),
            _ => true,
        }
    }

    /// Whether a sentence may well begin with the next word. Where nouns have capitals, a capital
    /// alone doesn't say so.
    fn begins_sentence(&self, next: &Next<'_>) -> bool {
        let upper = next.case == Case::Upper && !self.rules.nouns_have_capitals;
        let abbreviated = next
            .word
            .strip_suffix('.')
            .is_some_and(|stem| self.rules.find(stem).is_some());
        (upper || self.is_starter(next)) && !abbreviated
    }

    fn is_starter(&self, next: &Next<'_>) -> bool {
        // `А. С. Пушкин`: a starter's only letter may be an initial as well.
        let initial = next.word.strip_suffix('.').is_some_and(is_initial);
        next.case == Case::Upper && !initial && starters::contains(self.language, next.word)
    }
}

/// Digits, perhaps with marks between them.
fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_numeric())
        && text
            .chars()
            .all(|c| c.is_numeric() || matches!(c, '.' | ',' | ':' | '\'' | '’'))
}

fn is_roman(text: &str) -> bool {
    text.chars().all(|c| "IVXLCDM".contains(c))
}

/// One letter, or several that hyphens join: `J`, `J.-P`; in scripts without capitals, one letter
/// with its vowel signs.
fn is_initial(stem: &str) -> bool {
    stem.split('-').all(|part| {
        let part = part.strip_suffix('.').unwrap_or(part);
        let mut letters = part.chars().filter(|c| !context::is_sign(*c));
        let first = letters.next();
        let alone = letters.next().is_none();
        alone && first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
    })
}

/// Short groups of letters with dots between: `U.S`, `e.g`, `Ph.D`.
fn is_dotted(stem: &str) -> bool {
    let short = |part: &str| {
        (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
    };
    stem.contains('.') && stem.split('.').all(short)
}

/// A few letters that can't be spoken as a word, such as `bzgl` and `kpt`.
fn is_consonants(stem: &str) -> bool {
    let vowel =
        |c: char| "aeiouyäöüåæøáéíóúýàèìòùâêîôûãõąęőűаеёиоуыэюяіїєαεηιουωάέήίόύώ".contains(c);
    let known = |c: char| c.is_ascii_alphabetic() || matches!(u32::from(c), 0xc0..=0x52f);
    let lower = stem.to_lowercase();
    lower.chars().count() <= LONGEST_CONSONANTS && lower.chars().all(|c| known(c) && !vowel(c))
}

#[cfg(test)]
mod tests;
