//! A label track for Audacity with what is said: start, end, speaker and text of each segment.

use std::fmt::Write as _;

use super::one_line;
use crate::transcript::Transcript;

pub(super) fn render(transcript: &Transcript) -> String {
    let mut text = String::new();
    for segment in &transcript.segments {
        let speaker = segment.speaker.as_deref().map(one_line);
        let speaker = speaker.map_or(String::new(), |speaker| format!("[[{speaker}]]"));
        let (start, end) = (segment.start, segment.end);
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "{start:.6}\t{end:.6}\t{speaker}{}",
            one_line(&segment.text)
        );
    }
    text
}
