//! The words of a text, and the lines that they are from.

use std::ops::Range;

use super::Line;
use crate::language;
use crate::transcript::{Passage, Word, written};

/// The words of a text and the lines they are from.
pub(super) struct Text<'a> {
    pub(super) lines: &'a [Line],
    pub(super) words: Vec<Word>,
    /// Index of each word's line.
    pub(super) line: Vec<usize>,
}

impl<'a> Text<'a> {
    pub(super) fn new(lines: &'a [Line], language: &str) -> Self {
        let mut text = Self {
            lines,
            words: Vec::new(),
            line: Vec::new(),
        };
        for (index, line) in lines.iter().enumerate() {
            for written in language::words(&line.text, language) {
                let mut word = Word::untimed(written);
                // The end of a line parts words as a space does.
                word.spaced |= written.at == 0 && language::is_spaced(language);
                text.words.push(word);
                text.line.push(index);
            }
        }
        text
    }

    /// The words of each line.
    pub(super) fn ranges(&self) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for at in 0..self.words.len() {
            match ranges.last_mut() {
                Some(last) if self.line[last.start] == self.line[at] => last.end = at + 1,
                _ => ranges.push(at..at + 1),
            }
        }
        ranges
    }

    pub(super) fn passage(&self, words: &Range<usize>) -> Passage {
        Passage {
            line: self.lines[self.line[words.start]].number,
            text: written(&self.words[words.clone()]),
        }
    }
}
