//! Plain text: a line per segment.

use super::one_line;
use crate::transcript::Transcript;

pub(super) fn render(transcript: &Transcript) -> String {
    let lines = transcript.segments.iter().map(|s| one_line(&s.text) + "\n");
    lines.collect()
}
