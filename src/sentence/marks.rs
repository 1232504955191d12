//! The marks themselves: which end a sentence, which may stand around them.

/// What a word ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing that ends a sentence.
    None,
    /// A mark that always does, such as `。` and `।`.
    Stop,
    /// `?` or `!`.
    Loud,
    /// `…` or dots in a row.
    Ellipsis,
    /// A single dot, which has other uses.
    Dot,
}

/// Marks of full stop that have no other use.
const STOPS: &[char] = &[
    '。', '｡', '．', // Chinese, Japanese
    '۔',  // Urdu
    '।', '॥', // Devanagari and other scripts of India
    '։', // Armenian
    '።', '፧', '፨', // Ethiopic
    '។', '៕', // Khmer
    '။', // Burmese
    '།', '༎', // Tibetan
    '᠃', '᠉', // Mongolian
    '෴', // Sinhala
];
const LOUD: &[char] = &[
    '?', '!', '？', '！', '؟', '‽', '⁇', '⁈', '⁉', '‼', '﹖', '﹗', '\u{37e}',
];

/// Quotation marks; which of a pair opens depends on the language.
const QUOTES: &[char] = &[
    '"', '\'', '“', '”', '„', '‟', '‘', '’', '‚', '«', '»', '‹', '›', '＂',
];
const OPENING: &[char] = &[
    '(', '[', '{', '「', '『', '【', '《', '〈', '（', '［', '｢', '¿', '¡', '—', '–', '-', '*', '♪',
];
const CLOSING: &[char] = &[
    ')', ']', '}', '」', '』', '】', '》', '〉', '）', '］', '｣', '*', '♪',
];

/// Languages that write »so«, with the points inward.
const INWARD: &[&str] = &["de", "da", "cs", "sk", "sl", "hr", "hu", "pl", "sr", "bs"];
/// Languages that write „so“, closing with the mark that others open with.
const LOW_OPENING: &[&str] = &[
    "de", "cs", "sk", "sl", "hr", "bg", "et", "lt", "lv", "is", "ru", "uk", "sr", "mk",
];

/// The word without closing quotation marks and brackets behind, and whether it had any.
pub(super) fn strip_closing(word: &str) -> (&str, bool) {
    let core = word.trim_end_matches(|c: char| c.is_whitespace() || is_invisible(c));
    let stripped =
        core.trim_end_matches(|c| QUOTES.contains(&c) || CLOSING.contains(&c) || is_invisible(c));
    (stripped, stripped.len() < core.len())
}

/// The word without quotation marks, brackets and dashes before it.
pub(super) fn strip_opening(word: &str) -> &str {
    word.trim_start_matches(|c: char| {
        QUOTES.contains(&c) || OPENING.contains(&c) || c.is_whitespace() || is_invisible(c)
    })
}

/// What a word without closing marks ends with.
pub(super) fn last(core: &str, language: &str) -> Mark {
    let mut from_end = core.chars().rev();
    let (Some(last), before) = (from_end.next(), from_end.next()) else {
        return Mark::None;
    };
    match last {
        '.' if before.is_some_and(|c| matches!(c, '.' | '…')) => Mark::Ellipsis,
        // `?.` and `!..` are still loud.
        '.' if before.is_some_and(|c| LOUD.contains(&c)) => Mark::Loud,
        '.' => Mark::Dot,
        '…' | '⋯' => Mark::Ellipsis,
        ';' if language == "el" => Mark::Loud,
        // Armenian full stops are often typed as colons.
        ':' if language == "hy" => Mark::Stop,
        // Two word spaces stand for a full stop in Ethiopic.
        '፡' if before == Some('፡') => Mark::Stop,
        _ if STOPS.contains(&last) => Mark::Stop,
        _ if LOUD.contains(&last) => Mark::Loud,
        _ => Mark::None,
    }
}

/// Whether the word closes something.
pub(super) fn is_closing(word: &str) -> bool {
    word.ends_with(|c| CLOSING.contains(&c))
}

/// Whether a word of its own belongs to the sentence before it: only closing or ending marks.
pub(super) fn is_tail(word: &str, language: &str) -> bool {
    let closes = |c: char| match c {
        '"' | '\'' | '”' | '’' | '›' | '＂' | '.' | '…' => true,
        '«' => INWARD.contains(&language),
        '»' => !INWARD.contains(&language),
        '“' | '‘' => LOW_OPENING.contains(&language),
        '*' | '♪' => false,
        _ => CLOSING.contains(&c) || STOPS.contains(&c) || LOUD.contains(&c),
    };
    !word.is_empty() && word.chars().all(closes)
}

/// Marks of direction and joining, which nobody sees.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
