//! Markdown: a heading, what was heard, and paragraphs with their time.

use std::fmt::Write as _;

use super::{brief_time, one_line};
use crate::language;
use crate::transcript::{Segment, Transcript};

/// A pause that begins a new paragraph, in seconds.
const PARAGRAPH_PAUSE: f64 = 1.5;
/// Paragraphs are broken at the next segment after this many characters.
const PARAGRAPH_CHARACTERS: usize = 600;

pub(super) fn render(transcript: &Transcript) -> String {
    let length = brief_time(transcript.duration);
    let spoken = transcript.language.as_deref().unwrap_or("no speech");
    let mut text = format!("# {}\n\n", escape(&transcript.source));
    // Writing to a String can't fail.
    let _ = writeln!(
        text,
        "*{length} · {spoken} · {}*",
        escape(&transcript.model)
    );
    for paragraph in paragraphs(&transcript.segments) {
        let start = paragraph.first().map_or(0.0, |segment| segment.start);
        let speaker = paragraph.first().and_then(|first| first.speaker.as_deref());
        let speaker = speaker.map_or(String::new(), |name| format!(" · {}", escape(name)));
        let _ = write!(text, "\n**{}{speaker}** ", brief_time(start));
        for (index, segment) in paragraph.iter().enumerate() {
            if index > 0 && language::is_spaced(&segment.language) {
                text.push(' ');
            }
            text.push_str(&escape(&segment.text));
        }
        text.push('\n');
    }
    text
}

fn paragraphs(segments: &[Segment]) -> Vec<&[Segment]> {
    let mut paragraphs = Vec::new();
    let mut from = 0;
    let mut characters = 0;
    for (index, pair) in segments.windows(2).enumerate() {
        characters += pair[0].text.chars().count();
        let pause = pair[1].start - pair[0].end > PARAGRAPH_PAUSE;
        let other = pair[1].speaker != pair[0].speaker;
        if other || pause || characters > PARAGRAPH_CHARACTERS {
            paragraphs.push(&segments[from..=index]);
            from = index + 1;
            characters = 0;
        }
    }
    if from < segments.len() {
        paragraphs.push(&segments[from..]);
    }
    paragraphs
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in one_line(text).chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
