//! What the parsers gather, and why they give up.

use super::{Line, MAX_LINES};
use crate::language;

/// What a parser gathers; [`super::read`] judges it.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) language: Option<String>,
    pub(super) lines: Vec<Line>,
    pub(super) notes: Vec<String>,
    /// A line beyond [`MAX_LINES`] was offered.
    pub(super) overfull: bool,
}

impl Draft {
    /// Keeps a line that has text, as long as there is room.
    pub(super) fn push(&mut self, line: Line) {
        if line.text.is_empty() {
            return;
        }
        if self.lines.len() < MAX_LINES {
            self.lines.push(line);
        } else {
            self.overfull = true;
        }
    }

    /// Notes something that happened `count` times, unless that is never.
    pub(super) fn note(&mut self, count: usize, what: &str) {
        match count {
            0 => {}
            1 => self.notes.push(format!("once, {what}")),
            _ => self.notes.push(format!("{count} times, {what}")),
        }
    }

    /// Takes a language by code, tag (`en-GB`) or English name.
    pub(super) fn set_language(&mut self, name: &str) {
        let name = name.trim();
        if name.is_empty() {
            return;
        }
        let tag = name.split(['-', '_']).next().unwrap_or(name);
        let found = language::find(name).or_else(|| language::find(tag));
        if found.is_none() {
            let shown: String = name.chars().take(40).collect();
            self.notes.push(format!(
                "the language `{shown}` that the file names is not known and was left out"
            ));
        }
        self.language = found.map(str::to_owned);
    }
}

/// Why a parser gave up; [`super::read`] adds the file's name.
#[derive(Debug)]
pub(super) enum Fault {
    Malformed(String),
    Unfinished(String),
    TooLong,
}

/// The text on one line: spaces and line breaks between words become one space, controls go.
///
/// The ideographic and no-break spaces stay: they are part of what is written.
pub(super) fn tidy(text: &str) -> String {
    let breaks = |c: char| {
        c.is_ascii_whitespace() || matches!(c, '\u{b}' | '\u{85}' | '\u{2028}' | '\u{2029}')
    };
    let mut tidied = String::with_capacity(text.len());
    for piece in text.split(breaks).filter(|piece| !piece.is_empty()) {
        let from = tidied.len();
        if from > 0 {
            tidied.push(' ');
        }
        let kept = tidied.len();
        tidied.extend(
            piece
                .chars()
                .filter(|c| !c.is_control() && *c != '\u{feff}'),
        );
        if tidied.len() == kept {
            tidied.truncate(from);
        }
    }
    tidied.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn text_becomes_one_line() {
        assert_eq!(tidy(" a \n\tb\u{7}c\u{2028}\u{1}\r\nd "), "a bc d");
        assert_eq!(tidy("今日\u{3000}は\u{a0}"), "今日\u{3000}は");
        assert_eq!(tidy(" \u{1} "), "");
    }
}
