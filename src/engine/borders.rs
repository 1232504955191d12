//! From the frames in which a network recognised a word to where the word begins and ends. Pure.
//!
//! The networks mark a sound with a spike or two inside it. The borders are sought around the
//! spikes: in a pause, at the edges of the quiet; between words that touch, a little before the
//! first spike of the second.

use crate::audio::energy::Contour;
use crate::transcript::Span;

/// A quiet this long, in seconds, is a pause and belongs to no word.
const PAUSE: f64 = 0.1;
/// A sound in a pause no longer than this, in seconds, is a click or a breath ...
const LONGEST_BURST: f64 = 0.1;
/// ... when it is quiet again for at least this long behind it, in seconds.
const QUIET_AGAIN: f64 = 0.05;
/// A word sounds on for at least this long behind its last spike, in seconds.
const TAIL: f64 = 0.02;
/// Farthest that an outer edge is sought before and behind the spikes, in seconds.
const LONGEST_ONSET: f64 = 0.3;
const LONGEST_RELEASE: f64 = 0.4;
/// An outer edge lies at least this far before the first spike, in seconds.
const SHORTEST_ONSET: f64 = 0.01;
/// With less than this between loud and quiet, in dB, pauses can't be told from noise.
const CLEAR_RANGE_DB: f64 = 20.0;
/// Then a word ends this long behind its last spike, in seconds.
const NOISY_TAIL: f64 = 0.06;
/// Shortest word, in seconds.
const SHORTEST: f64 = 0.01;

/// The first and the last spike of a word, in seconds from the start of the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Core {
    pub(super) first: f64,
    pub(super) last: f64,
}

/// The spans of words from their cores, which are in order. `lead` is how far before its first
/// spike a word begins where it touches the one before, in seconds: a habit of the network.
///
/// The constants were chosen on hand-labelled English (docs/decisions.md).
pub(super) fn place(cores: &[Core], contour: &Contour, lead: f64) -> Vec<Span> {
    let mut spans: Vec<Span> = cores
        .iter()
        .map(|core| Span::new(core.first, core.last))
        .collect();
    if let (Some(core), Some(span)) = (cores.first(), spans.first_mut()) {
        let quiet = contour.outer_start(core.first, LONGEST_ONSET);
        span.start = quiet.min(core.first - SHORTEST_ONSET).max(0.0);
    }
    for index in 1..cores.len() {
        let (before, after) = (cores[index - 1], cores[index]);
        let clear = contour.range_db(after.first) >= CLEAR_RANGE_DB;
        let earliest = (before.last + TAIL).min(after.first);
        let quiet = contour.longest_quiet(earliest, after.first);
        let pause = quiet.filter(|quiet| quiet.duration() >= PAUSE && clear);
        let pause = pause.map(|pause| over_bursts(pause, after.first, contour));
        let (end, start) = if let Some(pause) = pause {
            (pause.start.max(earliest), pause.end.min(after.first))
        } else {
            let touch = (after.first - lead).clamp(earliest, after.first);
            let end = if clear {
                touch
            } else {
                touch.min(before.last + NOISY_TAIL)
            };
            (end, touch)
        };
        spans[index - 1].end = end;
        spans[index].start = start;
    }
    if let (Some(core), Some(span)) = (cores.last(), spans.last_mut()) {
        span.end = contour
            .outer_end(core.last, LONGEST_RELEASE)
            .max(core.last + TAIL);
    }
    for index in 0..spans.len() {
        let next = spans.get(index + 1).map(|span| span.start);
        let span = &mut spans[index];
        span.end = span.end.max(span.start + SHORTEST);
        let end = span.end;
        if next.is_some_and(|next| next < end) {
            spans[index + 1].start = end;
        }
    }
    spans
}

/// A pause with what follows of it behind a click or a breath, before a spike at `spike` seconds.
fn over_bursts(mut pause: Span, spike: f64, contour: &Contour) -> Span {
    while let Some(more) = contour.longest_quiet(pause.end, spike)
        && more.duration() >= QUIET_AGAIN
        && more.start - pause.end <= LONGEST_BURST
    {
        pause.end = more.end;
    }
    pause
}
