//! Lyrics: a start time in minutes before each line.

use std::fmt::Write as _;

use super::{Clock, named};
use crate::transcript::Transcript;

pub(super) fn render(transcript: &Transcript) -> String {
    let mut text = String::new();
    for segment in &transcript.segments {
        let Clock {
            hours,
            minutes,
            seconds,
            fraction,
        } = Clock::new(segment.start, 100);
        let minutes = hours * 60 + minutes;
        let line = named(segment);
        // Writing to a String can't fail.
        let _ = writeln!(text, "[{minutes:02}:{seconds:02}.{fraction:02}]{line}");
    }
    text
}
