//! SubRip: numbered cues, comma before the milliseconds.

use std::fmt::Write as _;

use super::timestamp;
use crate::subtitle::{self, Layout};
use crate::transcript::Transcript;

pub(super) fn render(transcript: &Transcript, layout: &Layout) -> String {
    let mut text = String::new();
    for (number, cue) in (1..).zip(subtitle::cues(transcript, layout)) {
        let (start, end) = (timestamp(cue.start, ','), timestamp(cue.end, ','));
        let lines = cue.marked_lines("<u>", "</u>", escape).join("\n");
        // Writing to a String can't fail.
        let _ = write!(text, "{number}\n{start} --> {end}\n{lines}\n\n");
    }
    text
}

/// The arrow would end the cue early.
fn escape(text: &str) -> String {
    text.replace("-->", "->")
}
