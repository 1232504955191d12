//! Results in the formats that suit them.

use crate::format::{Format, Options};
use crate::task::Outcome;

/// A result in a format; `options` say how words are written.
#[must_use]
pub fn render(outcome: &Outcome, options: &Options, format: Format) -> Vec<u8> {
    match outcome {
        Outcome::Transcript(transcript) => format.render(transcript, options),
        Outcome::Turns(diarized) => format.render_turns(diarized),
    }
}

/// Whether a result can be written in a format.
#[must_use]
pub fn suits(outcome: &Outcome, format: Format) -> bool {
    match outcome {
        Outcome::Transcript(transcript) => {
            transcript.diarization.is_some() || !format.needs_speakers()
        }
        Outcome::Turns(_) => format.suits_turns(),
    }
}
