//! Tab-separated values: start and end in whole milliseconds, and the text.

use std::fmt::Write as _;

use super::one_line;
use crate::transcript::Transcript;

pub(super) fn render(transcript: &Transcript) -> String {
    let mut text = String::from("start\tend\ttext\n");
    for segment in &transcript.segments {
        let (start, end) = (segment.start * 1000.0, segment.end * 1000.0);
        // Writing to a String can't fail.
        let _ = writeln!(text, "{start:.0}\t{end:.0}\t{}", one_line(&segment.text));
    }
    text
}
