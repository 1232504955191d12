//! JSON: the whole transcript, as docs/json.md describes it.

use crate::transcript::{Diarized, Transcript};

pub(super) fn render(transcript: &Transcript) -> String {
    // Plain data with string keys always serialises.
    serde_json::to_string_pretty(transcript).unwrap_or_default() + "\n"
}

pub(super) fn line(transcript: &Transcript) -> String {
    serde_json::to_string(transcript).unwrap_or_default() + "\n"
}

pub(super) fn turns(diarized: &Diarized) -> String {
    serde_json::to_string_pretty(diarized).unwrap_or_default() + "\n"
}

pub(super) fn turns_line(diarized: &Diarized) -> String {
    serde_json::to_string(diarized).unwrap_or_default() + "\n"
}
