//! Who speaks in a recording, for how long and when.

use std::fmt::Write as _;

use super::escape::escape;
use crate::format::brief_time;
use crate::transcript::{Diarization, Span, Transcript};

/// Colours that the page has; further speakers begin anew with the first.
const COLOURS: usize = 8;

/// A speaker.
pub(super) struct Voice<'a> {
    /// The speaker's name in the transcript.
    pub(super) label: &'a str,
    /// How long the speaker is heard, in seconds.
    pub(super) seconds: f64,
    /// When the speaker is heard.
    pub(super) spans: Vec<Span>,
}

/// The speakers that the diarization names, then those that only the text has.
pub(super) fn voices(transcript: &Transcript) -> Vec<Voice<'_>> {
    let diarization = transcript.diarization.as_ref();
    let mut labels: Vec<&str> = Vec::new();
    let heard = diarization.into_iter().flat_map(|found| &found.speakers);
    let written = transcript.segments.iter().flat_map(|segment| {
        let words = segment.words.iter().map(|word| &word.speaker);
        words.chain([&segment.speaker]).flatten()
    });
    for label in heard.map(|speaker| &speaker.label).chain(written) {
        if !labels.contains(&label.as_str()) {
            labels.push(label);
        }
    }
    let voice = |label| match diarization {
        Some(diarization) => from_turns(diarization, label),
        None => from_segments(transcript, label),
    };
    labels.into_iter().map(voice).collect()
}

/// A speaker as the diarization heard them.
fn from_turns<'a>(diarization: &Diarization, label: &'a str) -> Voice<'a> {
    let turns = diarization
        .turns
        .iter()
        .filter(|turn| turn.speaker == label);
    let spans = turns.map(|turn| Span::new(turn.start, turn.end)).collect();
    let speaker = diarization.speakers.iter().find(|s| s.label == label);
    Voice {
        label,
        seconds: speaker.map_or(0.0, |speaker| speaker.seconds.max(0.0)),
        spans,
    }
}

/// A speaker as the text has them.
fn from_segments<'a>(transcript: &Transcript, label: &'a str) -> Voice<'a> {
    let segments = transcript.segments.iter();
    let own = segments.filter(|segment| segment.speaker.as_deref() == Some(label));
    let spans: Vec<Span> = own.map(crate::transcript::Segment::span).collect();
    Voice {
        label,
        seconds: spans.iter().map(Span::duration).sum(),
        spans,
    }
}

/// The class that has the colour of a speaker.
pub(super) fn class(index: usize) -> String {
    format!("s{}", index % COLOURS)
}

/// A speaker's name, where the script can find and change it.
pub(super) fn name(index: usize, label: &str) -> String {
    format!("<bdi data-who=\"{index}\">{}</bdi>", escape(label))
}

/// A list of the speakers with their shares of the time that all of them speak.
pub(super) fn legend(page: &mut String, voices: &[Voice]) {
    if voices.is_empty() {
        return;
    }
    page.push_str("<ul id=\"voices\" aria-label=\"Speakers\">\n");
    let total: f64 = voices.iter().map(|voice| voice.seconds).sum();
    for (index, voice) in voices.iter().enumerate() {
        let share = 100.0 * voice.seconds / total.max(f64::MIN_POSITIVE);
        // Writing to a String can't fail.
        let _ = writeln!(
            page,
            "<li class=\"{}\" data-label=\"{}\">{} <span>{share:.0}&thinsp;% · {}</span></li>",
            class(index),
            escape(voice.label),
            name(index, voice.label),
            brief_time(voice.seconds.round()),
        );
    }
    page.push_str("</ul>\n");
}
