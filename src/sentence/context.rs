//! What the words behind a mark say about it.

use super::marks;

/// How a word begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// With a small letter.
    Lower,
    /// With a capital, or as a name with one inside (`iPhone`).
    Upper,
    /// With a digit.
    Digit,
    /// With a letter of a script without capitals, or not at all.
    None,
}

/// Words that may follow `a.m.` within a sentence: time zones, days.
const TIMES: &[&str] = &[
    "est",
    "edt",
    "et",
    "cst",
    "cdt",
    "ct",
    "mst",
    "mdt",
    "mt",
    "pst",
    "pdt",
    "pt",
    "gmt",
    "utc",
    "bst",
    "cet",
    "eastern",
    "central",
    "mountain",
    "pacific",
    "greenwich",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The next word that holds letters or digits.
#[derive(Debug)]
pub(super) struct Next<'a> {
    /// Without marks before it and closing marks behind it; empty at the end.
    pub(super) word: &'a str,
    /// How it begins.
    pub(super) case: Case,
    /// Whether a dash stands before it.
    pub(super) dashed: bool,
    /// Whether a closing mark of its own stands before it.
    pub(super) closed: bool,
}

impl<'a> Next<'a> {
    /// Looks past a mark or two of their own.
    pub(super) fn of(words: &[&'a str]) -> Self {
        let (mut dashed, mut closed) = (false, false);
        for &whole in words.iter().take(3) {
            dashed |= whole.starts_with(['—', '–', '-']);
            let (core, is_closed) = marks::strip_closing(whole);
            let word = marks::strip_opening(core);
            if word.chars().any(char::is_alphanumeric) {
                let case = case(word);
                return Self {
                    word,
                    case,
                    dashed,
                    closed,
                };
            }
            closed |= is_closed;
        }
        Self {
            word: "",
            case: Case::None,
            dashed,
            closed,
        }
    }

    /// Whether it is a number, in digits or Roman.
    pub(super) fn is_numeric(&self) -> bool {
        let core = self.word.trim_end_matches([',', '.', ';', ':', '?', '!']);
        let roman = !core.is_empty() && core != "I" && core.chars().all(|c| "IVXLCDM".contains(c));
        self.case == Case::Digit || roman
    }

    /// Whether it tells more of a time of day.
    pub(super) fn continues_time(&self) -> bool {
        let lower = self.word.to_lowercase();
        TIMES.contains(&lower.trim_end_matches([',', '.', ';', ':', '?', '!']))
    }
}

/// How a word begins, past the marks before it.
pub(super) fn case(word: &str) -> Case {
    let word = marks::strip_opening(word);
    match word.chars().next() {
        Some(first) if first.is_lowercase() => {
            let letters = word.chars().take_while(|c| c.is_alphabetic());
            if letters.skip(1).any(char::is_uppercase) {
                Case::Upper
            } else {
                Case::Lower
            }
        }
        Some(first) if first.is_uppercase() => Case::Upper,
        Some(first) if first.is_numeric() => Case::Digit,
        _ => Case::None,
    }
}

/// Vowel signs and the like of Indian scripts, which are part of the letter before them.
pub(super) fn is_sign(character: char) -> bool {
    matches!(u32::from(character),
        0x0900..=0x0dff if matches!(u32::from(character) & 0x7f, 0x00..=0x03 | 0x3c | 0x3e..=0x4d | 0x55..=0x57 | 0x62 | 0x63))
        || matches!(character, '\u{200c}' | '\u{200d}' | '\u{300}'..='\u{36f}')
}
