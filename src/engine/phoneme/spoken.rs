//! Written English to the ways of saying it: numbers, money, times, symbols and abbreviations. Pure.
//!
//! Most words have one reading, themselves. The aligner lets the audio choose among several.

mod numbers;
mod tables;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

use tables::{ABBREVIATIONS, LETTERS, SYMBOLS, UNITS};

/// Capitals in a row that may be an abbreviation said letter by letter.
const LONGEST_SPELLED: usize = 6;

/// A way of saying a written word: what is said one after the other.
pub(super) type Reading = Vec<Part>;

/// A piece of what is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The word in lower-case letters and apostrophes; `None` where nobody can know what is said.
    pub(super) said: Option<String>,
    /// Whether `said` is what is written at this character of the word, letter by letter.
    pub(super) written_at: Option<usize>,
}

impl Part {
    fn word(said: &str) -> Self {
        Self {
            said: Some(said.to_owned()),
            written_at: None,
        }
    }

    fn unknown() -> Self {
        Self {
            said: None,
            written_at: None,
        }
    }
}

/// The ways of saying a written word, the likeliest first; none for one without a sound.
///
/// `shouted` tells that the text around is in capitals, so that they don't mean an abbreviation.
pub(super) fn readings(word: &str, shouted: bool) -> Vec<Reading> {
    let plain = plain(word);
    let trimmed = plain.trim_matches(crate::language::is_mark);
    let lower = trimmed.to_lowercase();
    if let Some((_, said)) = ABBREVIATIONS.iter().find(|entry| entry.0 == lower) {
        return said.split('|').map(spoken).collect();
    }
    if let Some(readings) = numbers::whole(&lower) {
        return readings.iter().map(|text| spoken(text)).collect();
    }
    let mut readings = vec![Vec::new()];
    let mut at = plain
        .chars()
        .take_while(|c| crate::language::is_mark(*c))
        .count();
    for run in runs(trimmed) {
        let of_run = run_readings(&run, at, shouted, trimmed);
        at += run.text.chars().count();
        // Few words have two places with a choice; the first readings stand for the rest.
        readings = match (readings.len(), of_run.len()) {
            (_, 0) => readings,
            (1, _) => of_run
                .iter()
                .map(|next| [readings[0].clone(), next.clone()].concat())
                .collect(),
            _ => readings
                .iter()
                .map(|before| [before.clone(), of_run[0].clone()].concat())
                .collect(),
        };
    }
    readings.retain(|reading| !reading.is_empty());
    readings
}

/// The reading of what nobody can know.
pub(super) fn anything() -> Reading {
    vec![Part::unknown()]
}

/// Without accents, with plain apostrophes and hyphens, full-width forms narrowed.
fn plain(word: &str) -> String {
    let straight = |c: char| match c {
        '’' | '‘' | 'ʼ' | '`' => '\'',
        '‐' | '‑' | '–' | '—' | '−' => '-',
        other => other,
    };
    let categories = CodePointMapData::<GeneralCategory>::new();
    let is_accent = |c: char| GeneralCategoryGroup::Mark.contains(categories.get(c));
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(word);
    decomposed
        .chars()
        .filter(|c| !is_accent(*c))
        .map(straight)
        .collect()
}

/// What is said, from words between spaces.
fn spoken(text: &str) -> Reading {
    text.split([' ', '-'])
        .filter(|word| !word.is_empty())
        .map(Part::word)
        .collect()
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Letters,
    Digits,
    Other,
}

struct Run<'a> {
    kind: Kind,
    text: &'a str,
}

/// Letters, digits and single other characters, in order.
fn runs(text: &str) -> Vec<Run<'_>> {
    let kind_of = |c: char, previous: Option<&Kind>| match c {
        'a'..='z' | 'A'..='Z' => Kind::Letters,
        '\'' if previous == Some(&Kind::Letters) => Kind::Letters,
        '0'..='9' => Kind::Digits,
        _ => Kind::Other,
    };
    let mut runs: Vec<Run<'_>> = Vec::new();
    for (at, c) in text.char_indices() {
        let kind = kind_of(c, runs.last().map(|run| &run.kind));
        let end = at + c.len_utf8();
        match runs.last_mut() {
            Some(last) if last.kind == kind && kind != Kind::Other => {
                last.text = &text[end - c.len_utf8() - last.text.len()..end];
            }
            _ => runs.push(Run {
                kind,
                text: &text[at..end],
            }),
        }
    }
    runs
}

fn run_readings(run: &Run<'_>, at: usize, shouted: bool, whole: &str) -> Vec<Reading> {
    match run.kind {
        Kind::Digits => numbers::digits(run.text)
            .iter()
            .map(|text| spoken(text))
            .collect(),
        Kind::Letters => letters(run.text, at, shouted, whole),
        Kind::Other => {
            let symbol = SYMBOLS.iter().find(|entry| run.text.starts_with(entry.0));
            match symbol {
                // Between single letters a full stop is a mark: "U.S.".
                Some((".", _)) if is_dotted(whole) => Vec::new(),
                Some((_, said)) => said.split('|').map(spoken).collect(),
                None if run.text.chars().all(crate::language::is_mark) => Vec::new(),
                None => vec![vec![Part::unknown()]],
            }
        }
    }
}

fn is_dotted(word: &str) -> bool {
    word.split('.').all(|part| part.chars().count() < 2)
}

fn letters(text: &str, at: usize, shouted: bool, whole: &str) -> Vec<Reading> {
    let lower = text.trim_end_matches('\'').to_lowercase();
    let written = vec![Part {
        said: Some(lower.clone()),
        written_at: Some(at),
    }];
    let spelled = || -> Reading {
        let names = lower.chars().filter_map(letter_name);
        names
            .flat_map(|name| name.split(' ').map(Part::word))
            .collect()
    };
    let beside_digits = whole.contains(|c: char| c.is_ascii_digit());
    if beside_digits && let Some((_, said)) = UNITS.iter().find(|unit| unit.0 == lower) {
        return vec![spoken(said), spelled()];
    }
    let dotted = whole.contains('.') && is_dotted(whole);
    let capitals = text.len() > 1 && text.bytes().all(|b| b.is_ascii_uppercase());
    let has_vowel = lower.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let several = lower.len() > 1;
    match () {
        () if dotted || (several && !has_vowel && lower.len() <= LONGEST_SPELLED) => {
            vec![spelled(), written]
        }
        () if capitals && !shouted && lower.len() <= LONGEST_SPELLED => vec![written, spelled()],
        () if !several && lower != "a" && lower != "i" && lower != "o" => vec![spelled(), written],
        () => vec![written],
    }
}

/// How a letter is called, spelled so that it is read right.
fn letter_name(letter: char) -> Option<&'static str> {
    let index = u32::from(letter).checked_sub(u32::from('a'))?;
    LETTERS.get(usize::try_from(index).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(word: &str) -> Vec<String> {
        let text = |reading: &Reading| {
            let parts = reading
                .iter()
                .map(|part| part.said.as_deref().unwrap_or("*"));
            parts.collect::<Vec<_>>().join(" ")
        };
        readings(word, false).iter().map(text).collect()
    }

    #[test]
    fn plain_words_are_said_as_written() {
        assert_eq!(said("“Hello,"), ["hello"]);
        assert_eq!(said("I’m"), ["i'm"]);
        assert_eq!(said("cold-hearted"), ["cold hearted"]);
        assert_eq!(said("naïve"), ["naive"]);
        assert_eq!(said("..."), [""; 0]);
        assert_eq!(readings("(well", false)[0][0].written_at, Some(1));
    }

    #[test]
    fn symbols_and_abbreviations_are_said_in_full() {
        assert_eq!(said("&"), ["and"]);
        assert_eq!(said("Mr."), ["mister"]);
        assert_eq!(said("e.g."), ["for example", "ee gee"]);
        assert_eq!(said("U.S.")[0], "you ess");
        assert_eq!(said("FBI")[1], "eff bee eye");
        assert_eq!(said("NASA")[0], "nasa");
        assert_eq!(said("example.com")[0], "example dot com");
        assert_eq!(said("☃"), ["*"]);
        assert_eq!(said("日本"), ["* *"]);
    }

    #[test]
    fn numbers_are_said_as_people_say_them() {
        assert!(said("1995").contains(&"nineteen ninety five".to_owned()));
        assert!(said("911").contains(&"nine one one".to_owned()));
        assert_eq!(said("$3.50")[0], "three dollars and fifty cents");
        assert_eq!(said("50%"), ["fifty percent"]);
        assert_eq!(said("21st,"), ["twenty first"]);
        assert_eq!(said("10:30"), ["ten thirty"]);
        assert_eq!(said("5km")[0], "five kilometers");
        assert_eq!(said("1,250")[0], "one thousand two hundred fifty");
        assert_eq!(said("COVID-19")[0], "covid nineteen");
        assert_eq!(said("3.14")[0], "three point one four");
    }

    proptest! {
        #[test]
        fn every_reading_is_letters(word in "\\PC{0,24}") {
            for reading in readings(&word, false) {
                prop_assert!(!reading.is_empty());
                for said in reading.iter().filter_map(|part| part.said.as_ref()) {
                    prop_assert!(said.chars().all(|c| c.is_ascii_lowercase() || c == '\''), "{said}");
                }
            }
        }

        #[test]
        fn any_number_can_be_said(number in "[$€£#]?[0-9]{1,30}([.,:/-][0-9]{1,6}){0,3}(%|st|th|s|km)?") {
            prop_assert!(!readings(&number, false).is_empty());
        }
    }
}
