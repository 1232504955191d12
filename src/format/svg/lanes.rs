//! From turns to lanes: who has one, how long each speaks, and times that can be drawn.

use std::collections::HashMap;

use super::axis;
use super::text::clean;
use crate::transcript::{Diarization, Span};

/// A speaker's lane.
#[derive(Debug)]
pub(super) struct Lane {
    /// The speaker's whole name, cleaned.
    pub(super) name: String,
    /// Time and share of all that is said, in words, not yet escaped.
    pub(super) share: String,
    /// The turns as they were given.
    pub(super) turns: Vec<Span>,
}

/// A lane for each speaker, in the order given; who only has turns comes last.
pub(super) fn lanes(diarization: &Diarization) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = Vec::new();
    let mut seconds: Vec<f64> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut place = |label, lanes: &mut Vec<Lane>| {
        *places.entry(label).or_insert_with(|| {
            let name = match clean(label) {
                name if name.is_empty() => "?".to_owned(),
                name => name,
            };
            lanes.push(Lane {
                name,
                share: String::new(),
                turns: Vec::new(),
            });
            lanes.len() - 1
        })
    };
    for speaker in &diarization.speakers {
        place(&speaker.label, &mut lanes);
    }
    for turn in &diarization.turns {
        let index = place(&turn.speaker, &mut lanes);
        lanes[index].turns.push(sane(turn.start, turn.end));
    }
    for lane in &lanes {
        seconds.push(lane.turns.iter().map(Span::duration).sum());
    }
    let all: f64 = seconds.iter().sum();
    for (lane, seconds) in lanes.iter_mut().zip(seconds) {
        let percent = if all > 0.0 {
            100.0 * seconds / all
        } else {
            0.0
        };
        let length = axis::length(seconds);
        lane.share = if seconds > 0.0 && percent < 0.5 {
            format!("{length} · < 1 %")
        } else {
            format!("{length} · {percent:.0} %")
        };
    }
    lanes
}

/// How far time reaches: the recording's length, or the last turn's end where that is later.
pub(super) fn length(duration: f64, lanes: &[Lane]) -> f64 {
    let ends = (lanes.iter())
        .flat_map(|lane| &lane.turns)
        .map(|turn| turn.end);
    ends.fold(sane(0.0, duration).end, f64::max)
}

/// A span that can be drawn: finite, not before the recording, not reversed.
pub(super) fn sane(start: f64, end: f64) -> Span {
    // `max` takes what is no number for 0; the bound is some three hundred years.
    let bounded = |time: f64| time.max(0.0).clamp(0.0, 1.0e10);
    Span::new(bounded(start), bounded(end))
}
