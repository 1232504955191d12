//! Plain text: a line per segment.

use super::named;
use crate::transcript::Transcript;

pub(super) fn render(transcript: &Transcript) -> String {
    let lines = transcript.segments.iter().map(|s| named(s) + "\n");
    lines.collect()
}
