//! A picture of the recording from left to right: a lane for each speaker, a bar for each turn.

use std::fmt::Write as _;

use super::voices::{Voice, class};
use crate::transcript::{Segment, Span, Transcript};

/// Points from left to right. Bars that are closer become one, which bounds the size of the
/// picture, and no common screen shows finer ones.
const WIDTH: f64 = 4000.0;
/// Height of a lane in the picture's own measure.
const LANE: usize = 10;
/// Height of a bar within its lane.
const BAR: usize = 7;
/// Height in pixels that all lanes try to keep.
const ROOM: usize = 60;

/// Bars of one colour.
pub(super) struct Lane {
    /// The class that has its colour.
    class: String,
    /// Where its bars are, in seconds.
    spans: Vec<Span>,
}

/// A lane for each speaker; where there are none, one for speech, if there is any.
pub(super) fn lanes(transcript: &Transcript, voices: &[Voice]) -> Vec<Lane> {
    if !voices.is_empty() {
        let lane = |(index, voice): (usize, &Voice)| Lane {
            class: class(index),
            spans: voice.spans.clone(),
        };
        return voices.iter().enumerate().map(lane).collect();
    }
    let spans: Vec<Span> = transcript.segments.iter().map(Segment::span).collect();
    if spans.is_empty() {
        return Vec::new();
    }
    let class = "sx".to_owned();
    vec![Lane { class, spans }]
}

/// Writes the picture.
pub(super) fn draw(page: &mut String, lanes: &[Lane], duration: f64) {
    let count = lanes.len().max(1);
    let (top, height) = (count * LANE, count * (ROOM / count).clamp(4, 12));
    // Writing to a String can't fail.
    let _ = writeln!(
        page,
        "<div id=\"strip\"><svg role=\"img\" aria-label=\"Who speaks when\" viewBox=\"0 0 {WIDTH} \
         {top}\" height=\"{height}\" preserveAspectRatio=\"none\" stroke-width=\"{BAR}\">"
    );
    for (row, lane) in lanes.iter().enumerate() {
        let middle = row * LANE + LANE / 2;
        let _ = write!(page, "<path class=\"{}\" d=\"", lane.class);
        for (from, to) in bars(&lane.spans, duration) {
            let _ = write!(page, "M{from} {middle}h{}", to - from);
        }
        page.push_str("\"/>\n");
    }
    page.push_str("</svg></div>\n");
}

/// From which point to which each bar goes.
fn bars(spans: &[Span], duration: f64) -> Vec<(u32, u32)> {
    let mut bars: Vec<(u32, u32)> = spans
        .iter()
        .map(|span| {
            let from = point(span.start, duration).floor();
            let to = point(span.end, duration).ceil();
            (whole(from), whole(to.max(from + 1.0)))
        })
        .collect();
    bars.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (from, to) in bars {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// Where a time is in the picture.
fn point(seconds: f64, duration: f64) -> f64 {
    (WIDTH * seconds / duration.max(f64::MIN_POSITIVE)).clamp(0.0, WIDTH)
}

/// A point as a whole number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and just above WIDTH; what is no number becomes 0"
)]
fn whole(point: f64) -> u32 {
    point as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_bars_become_one() {
        let spans = [
            Span::new(50.0, 60.0),
            Span::new(0.0, 10.0),
            Span::new(10.01, 20.0),
            Span::new(99.999, 200.0),
        ];
        assert_eq!(bars(&spans, 100.0), [(0, 800), (2000, 2400), (3999, 4000)]);
    }

    #[test]
    fn a_recording_without_length_is_no_trouble() {
        assert_eq!(bars(&[Span::new(0.0, 1.0)], 0.0), [(0, 4000)]);
        assert_eq!(bars(&[Span::new(0.0, 0.0)], 0.0), [(0, 1)]);
    }
}
