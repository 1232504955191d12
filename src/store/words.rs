//! Text to the words it is searched by, and what is asked for to words. Pure.
//!
//! The databases' own ideas of words differ; with ours in their indexes all three find the same.

use icu_normalizer::DecomposingNormalizerBorrowed;
use unicode_segmentation::UnicodeSegmentation as _;

use super::database::Dialect;

/// Longest word that is kept, in bytes: MySQL's indexes take up to 84 characters.
const LONGEST: usize = 80;
/// Shorter words are filled up to so many letters: MySQL's indexes leave shorter ones out.
const SHORTEST: usize = 3;
/// What short words are filled up with; no word holds it.
const FILLER: char = '_';

/// A word or several in a row that must be found together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    words: Vec<String>,
    /// Whether the last word is only the beginning of one.
    open: bool,
}

/// The words of a text: small letters without accents and apostrophes; letters of languages
/// without spaces are words.
pub(super) fn words(text: &str) -> Vec<String> {
    text.unicode_words()
        .map(folded)
        .filter(|w| !w.is_empty())
        .collect()
}

/// One word as it is compared.
fn folded(word: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(word);
    let letters = decomposed.chars().filter(|c| is_letter(*c));
    let mut folded: String = letters.flat_map(char::to_lowercase).collect();
    let mut longest = folded.len().min(LONGEST);
    while !folded.is_char_boundary(longest) {
        longest -= 1;
    }
    folded.truncate(longest);
    for _ in folded.chars().count()..SHORTEST {
        if !folded.is_empty() {
            folded.push(FILLER);
        }
    }
    folded
}

/// Whether a character of a decomposed word counts: accents of Latin, Greek and Cyrillic don't,
/// vowel signs of other scripts do.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && !matches!(c, '\u{300}'..='\u{36f}' | '’' | 'ʼ'))
}

/// What a user asks for: words, `"words in a row"`, and `begin*` for all that begin so.
pub(super) fn terms(asked: &str) -> Vec<Term> {
    let asked = asked.replace(['“', '”', '„', '«', '»'], "\"");
    let mut terms = Vec::new();
    for (index, part) in asked.split('"').enumerate() {
        if index % 2 == 1 {
            terms.push(term(part, false));
            continue;
        }
        for word in part.split_whitespace() {
            terms.push(term(word, word.ends_with('*')));
        }
    }
    terms.retain(|term| !term.words.is_empty());
    terms
}

fn term(text: &str, open: bool) -> Term {
    let mut words = words(text);
    if open && let Some(last) = words.last_mut() {
        *last = last.trim_end_matches(FILLER).to_owned();
    }
    Term { words, open }
}

/// The terms as the database's full-text search takes them: all must be found.
pub(super) fn query(terms: &[Term], dialect: Dialect) -> String {
    let quoted = |term: &Term, quote: char, between: &str| {
        let words: Vec<String> = (term.words.iter())
            .map(|word| format!("{quote}{word}{quote}"))
            .collect();
        words.join(between)
    };
    let one = |term: &Term| match dialect {
        Dialect::Sqlite => {
            let star = if term.open { "*" } else { "" };
            format!("\"{}\"{star}", term.words.join(" "))
        }
        Dialect::Postgres => {
            let star = if term.open { ":*" } else { "" };
            format!("{}{star}", quoted(term, '\'', " <-> "))
        }
        // Open words stand alone there: a phrase can't end with one.
        Dialect::Mysql if term.open => {
            let words: Vec<String> = term.words.iter().map(|word| format!("+{word}")).collect();
            format!("{}*", words.join(" "))
        }
        Dialect::Mysql => format!("+\"{}\"", term.words.join(" ")),
    };
    let all: Vec<String> = terms.iter().map(one).collect();
    all.join(match dialect {
        Dialect::Postgres => " & ",
        Dialect::Sqlite | Dialect::Mysql => " ",
    })
}

/// Words with their positions as PostgreSQL writes them.
pub(super) fn vector(words: &[String]) -> String {
    // More positions than these it doesn't keep.
    let place = |index: usize| (index + 1).min(16_383);
    let words = words.iter().enumerate();
    let words: Vec<String> = words
        .map(|(index, word)| format!("'{word}':{}", place(index)))
        .collect();
    words.join(" ")
}

/// Where in a text the terms' words stand, as byte ranges in order.
pub(super) fn matches(text: &str, terms: &[Term]) -> Vec<(usize, usize)> {
    let found = |word: &str| {
        let folded = folded(word);
        terms.iter().any(|term| {
            let open = term.open.then(|| term.words.last()).flatten();
            term.words.contains(&folded) || open.is_some_and(|start| folded.starts_with(start))
        })
    };
    text.unicode_word_indices()
        .filter(|(_, word)| found(word))
        .map(|(at, word)| (at, at + word.len()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_plain() {
        assert_eq!(
            words("Don’t say “Élan vital”, it's 3.14!"),
            ["dont", "say", "elan", "vital", "its", "314"]
        );
        assert_eq!(words("日本"), ["日__", "本__"]);
        assert_eq!(words("a I"), ["a__", "i__"]);
        assert_eq!(words("हिन्दी"), ["हिन्दी"]);
        assert_eq!(words("—…!"), Vec::<String>::new());
        assert_eq!(words(&"x".repeat(500))[0].len(), LONGEST);
    }

    #[test]
    fn queries_can_hold_nothing_but_words() {
        let terms = terms("O'Brien \"to  be\" (or) pre* NEAR/2 ' -x \" ");
        assert_eq!(
            query(&terms, Dialect::Sqlite),
            "\"obrien\" \"to_ be_\" \"or_\" \"pre\"* \"near 2__\" \"x__\""
        );
        assert_eq!(
            query(&terms, Dialect::Postgres),
            "'obrien' & 'to_' <-> 'be_' & 'or_' & 'pre':* & 'near' <-> '2__' & 'x__'"
        );
        assert_eq!(
            query(&terms, Dialect::Mysql),
            "+\"obrien\" +\"to_ be_\" +\"or_\" +pre* +\"near 2__\" +\"x__\""
        );
    }

    #[test]
    fn matches_are_the_words_asked_for() {
        let text = "To be, or not to be: Élan.";
        let found = |asked: &str| -> Vec<&str> {
            let ranges = matches(text, &terms(asked));
            ranges.iter().map(|(from, to)| &text[*from..*to]).collect()
        };
        assert_eq!(found("elan"), ["Élan"]);
        assert_eq!(found("\"to be\""), ["To", "be", "to", "be"]);
        assert_eq!(found("no*"), ["not"]);
    }
}
