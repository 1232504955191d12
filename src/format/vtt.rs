//! WebVTT: a header, dot before the milliseconds, markup characters escaped.

use std::fmt::Write as _;

use super::timestamp;
use crate::subtitle::{self, Layout};
use crate::transcript::Transcript;

pub(super) fn render(transcript: &Transcript, layout: &Layout) -> String {
    let mut text = String::from("WEBVTT\n\n");
    for cue in subtitle::cues(transcript, layout) {
        let (start, end) = (timestamp(cue.start, '.'), timestamp(cue.end, '.'));
        let lines = cue.spoken_lines("<u>", "</u>", escape).join("\n");
        let lines = match &cue.speaker {
            Some(speaker) => format!("<v {}>{lines}</v>", annotation(speaker)),
            None => lines,
        };
        // Writing to a String can't fail.
        let _ = write!(text, "{start} --> {end}\n{lines}\n\n");
    }
    text
}

/// A name inside a tag: on one line, and without what would end the tag.
fn annotation(name: &str) -> String {
    escape(&super::one_line(name))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
