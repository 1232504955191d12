//! Cuts a transcript into paragraphs of one speaker and one language, and writes them.

use std::fmt::Write as _;

use super::escape::escape;
use super::voices::{self, Voice};
use super::{hundredths, language_attribute, written_language};
use crate::format::brief_time;
use crate::language;
use crate::transcript::{Segment, Transcript};

/// A pause after which the next segment begins a new paragraph, in seconds.
const PAUSE: f64 = 2.5;
/// Characters after which the next segment begins a new paragraph.
const LONG: usize = 600;
/// Characters after which the next word begins a new paragraph, for want of segments.
const TOO_LONG: usize = 1500;

/// What is said without a break by one speaker in one language.
pub(super) struct Block<'a> {
    /// Who speaks, where that is known.
    pub(super) speaker: Option<&'a str>,
    /// The language that it is written in.
    language: &'a str,
    /// Its words.
    units: Vec<Unit<'a>>,
    /// The length of its words.
    characters: usize,
}

/// The least that has times: a word, or a segment of which the words aren't known.
struct Unit<'a> {
    /// What is said.
    text: &'a str,
    /// Start in seconds.
    start: f64,
    /// End in seconds.
    end: f64,
    /// Who says it, where that is known.
    speaker: Option<&'a str>,
    /// Whether a space stands before it.
    spaced: bool,
    /// Whether somebody else speaks at the same time.
    overlapped: bool,
}

/// The paragraphs of a transcript.
pub(super) fn blocks(transcript: &Transcript) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block> = Vec::new();
    for segment in &transcript.segments {
        let language = written_language(transcript, &segment.language);
        for (index, unit) in units(segment, language).into_iter().enumerate() {
            let open = blocks
                .last_mut()
                .filter(|block| block.takes(&unit, language, index == 0));
            if let Some(block) = open {
                block.push(unit);
            } else {
                let mut block = Block {
                    speaker: unit.speaker,
                    language,
                    units: Vec::new(),
                    characters: 0,
                };
                block.push(unit);
                blocks.push(block);
            }
        }
    }
    blocks
}

/// A segment's words, or its text where it has none.
fn units<'a>(segment: &'a Segment, language: &str) -> Vec<Unit<'a>> {
    let whole = Unit {
        text: segment.text.trim(),
        start: segment.start,
        end: segment.end,
        speaker: segment.speaker.as_deref(),
        spaced: language::is_spaced(language),
        overlapped: false,
    };
    let mut units: Vec<Unit> = Vec::new();
    for word in &segment.words {
        units.push(Unit {
            text: word.word.trim(),
            start: word.start,
            end: word.end,
            speaker: word.speaker.as_deref().or(whole.speaker),
            // Nothing stands before a segment's first word, whatever parts it from the last one.
            spaced: word.spaced || (units.is_empty() && whole.spaced),
            overlapped: word.overlapped,
        });
    }
    if units.is_empty() {
        units.push(whole);
    }
    units.retain(|unit| !unit.text.is_empty());
    units
}

impl<'a> Block<'a> {
    /// Whether the unit goes on with this block; `first` of its segment or within one.
    fn takes(&self, unit: &Unit, language: &str, first: bool) -> bool {
        let heard = self.units.last().map_or(unit.start, |last| last.end);
        let rested = unit.start - heard > PAUSE || self.characters > LONG;
        self.speaker == unit.speaker
            && self.language == language
            && self.characters <= TOO_LONG
            && !(first && rested)
    }

    /// Adds what is said next.
    fn push(&mut self, unit: Unit<'a>) {
        self.characters += unit.text.chars().count();
        self.units.push(unit);
    }

    /// Writes the block as the page's paragraph `index`, under the speaker's name where that is
    /// another one than before. The times stand once for all words of the paragraph: a pair of
    /// numbers for each, hundredths of a second since the word before and of the word's length.
    pub(super) fn write(
        &self,
        page: &mut String,
        index: usize,
        main_language: &str,
        voices: &[Voice],
        named: bool,
    ) {
        let who = self
            .speaker
            .and_then(|label| voices.iter().position(|voice| voice.label == label));
        let class = who.map_or_else(|| "sx".to_owned(), voices::class);
        // Writing to a String can't fail.
        let _ = write!(page, "<section class=\"{class}\" id=\"p{index}\">");
        match who {
            Some(who) if named => {
                let name = voices::name(who, voices[who].label);
                let _ = write!(page, "<h2 lang=\"en\">{name}</h2>");
            }
            None if named && !voices.is_empty() => {
                page.push_str("<h2 lang=\"en\">Unknown speaker</h2>");
            }
            _ => {}
        }
        let start = self.units.first().map_or(0.0, |unit| unit.start);
        let _ = write!(page, "<a href=\"#p{index}\">{}</a>", brief_time(start));
        page.push_str("<p dir=\"auto\"");
        if self.language != main_language {
            page.push_str(&language_attribute(self.language));
        }
        page.push_str(" data-t=\"");
        self.write_times(page);
        page.push_str("\">");
        for (index, unit) in self.units.iter().enumerate() {
            if index > 0 && unit.spaced {
                page.push(' ');
            }
            page.push_str(if unit.overlapped {
                "<span class=\"o\">"
            } else {
                "<span>"
            });
            page.push_str(&escape(unit.text));
            page.push_str("</span>");
        }
        page.push_str("</p></section>\n");
    }

    /// Writes the paragraph's times, see [`Self::write`].
    fn write_times(&self, page: &mut String) {
        let mut before = 0;
        for (index, unit) in self.units.iter().enumerate() {
            let (start, end) = (hundredths(unit.start), hundredths(unit.end));
            let end = end.max(start);
            let parting = if index > 0 { " " } else { "" };
            // Writing to a String can't fail.
            let _ = write!(page, "{parting}{} {}", start - before, end - start);
            before = end;
        }
    }
}
