//! Where things lie: rows of time, lanes in them, and the place of a moment. Units are the picture's.

use super::axis::{self, Times};
use crate::transcript::Span;

/// Width of the picture.
pub(super) const WIDTH: u32 = 1200;
/// Free space at the sides.
pub(super) const MARGIN: u32 = 28;
/// Where time begins.
pub(super) const TRACK_LEFT: f64 = 296.0;
/// How wide a row of time is.
pub(super) const TRACK_WIDTH: f64 = 868.0;
/// Between two lanes.
pub(super) const LANE_GAP: f64 = 3.0;

/// The title with its line below.
const HEAD: f64 = 84.0;
/// The axis below a row, and the space after it.
const AXIS: f64 = 46.0;
/// A recording up to this long, in seconds, is one row.
const ONE_ROW: f64 = 600.0;
/// Rows are made longer until the picture is no higher than this.
const HIGHEST: f64 = 1700.0;
/// A bar is drawn this wide at least, to be seen at all.
const NARROWEST: f64 = 1.0;

/// The measures of one picture.
#[derive(Debug)]
pub(super) struct Layout {
    /// Length of the recording in seconds.
    pub(super) length: f64,
    /// The stretch of time that each row shows.
    pub(super) rows: Vec<Span>,
    /// Height of a lane with the gap below it.
    pub(super) lane: f64,
    /// Seconds between two ticks.
    pub(super) step: f64,
    /// How the axis tells the time.
    pub(super) clock: Times,
    /// Height of the picture.
    pub(super) height: f64,
}

impl Layout {
    /// Measures for a recording of this many seconds and lanes.
    pub(super) fn new(length: f64, lanes: usize) -> Self {
        let wrapped = length > ONE_ROW;
        let lane = match lanes {
            0 => 48.0,
            1..=4 if !wrapped => 40.0,
            5..=8 if !wrapped => 32.0,
            1..=8 => 24.0,
            9..=16 => 20.0,
            _ => 18.0,
        };
        let row_height = lane * count(lanes.max(1)) + AXIS;
        let picture = |rows: usize| HEAD + count(rows) * row_height;
        let mut row = length.max(0.001);
        if wrapped && lanes > 0 {
            let fits = |row: &f64| picture(rows(length, *row).len()) <= HIGHEST;
            row = axis::row_lengths()
                .take_while(|row| *row < length)
                .find(fits)
                .unwrap_or(row);
        }
        let rows = rows(length, row);
        let step = axis::step(row);
        Self {
            length,
            height: picture(rows.len()),
            rows,
            lane,
            step,
            clock: Times::new(length, axis::decimals(step)),
        }
    }

    /// The upper edge of a row.
    pub(super) fn top(&self, row: usize) -> f64 {
        let rows = count(self.rows.len());
        HEAD + count(row) * (self.height - HEAD) / rows
    }

    /// The upper edge of a lane, from its row's.
    pub(super) fn lane_top(&self, lane: usize) -> f64 {
        count(lane) * self.lane
    }

    /// Free space above and below a bar within its lane.
    pub(super) fn inset(&self) -> f64 {
        (self.lane / 8.0).floor()
    }

    /// Where the part of a span begins that a row shows, and how wide it is.
    pub(super) fn bar(&self, row: Span, span: Span) -> Option<(f64, f64)> {
        let last = row.end >= self.length;
        let begins_here = span.start >= row.start && (span.start < row.end || last);
        if !begins_here && span.overlap(&row) <= 0.0 {
            return None;
        }
        let left = x(row, span.start.max(row.start));
        let width = (x(row, span.end.min(row.end)) - left).max(NARROWEST);
        Some((left.min(TRACK_LEFT + TRACK_WIDTH - width), width))
    }
}

/// Where a moment lies in a row.
pub(super) fn x(row: Span, moment: f64) -> f64 {
    TRACK_LEFT + TRACK_WIDTH * (moment - row.start) / row.duration()
}

/// The rows of a recording, each of the same length, even if the last one is not filled.
fn rows(length: f64, row: f64) -> Vec<Span> {
    let starts = (0_u32..).map(|index| f64::from(index) * row);
    let mut rows: Vec<Span> = (starts.take_while(|start| *start < length))
        .map(|start| Span::new(start, start + row))
        .collect();
    if rows.is_empty() {
        rows.push(Span::new(0.0, row));
    }
    rows
}

/// A count to measure with.
#[expect(clippy::cast_precision_loss, reason = "lanes and rows are few")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_recordings_are_wrapped_while_they_fit_a_page() {
        assert_eq!(Layout::new(600.0, 2).rows.len(), 1);
        let hour = Layout::new(3600.0, 6);
        assert_eq!((hour.rows.len(), hour.step), (6, 60.0));
        assert!(Layout::new(4.0 * 3600.0, 3).height <= HIGHEST);
        assert_eq!(Layout::new(4.0 * 3600.0, 400).rows.len(), 1);
        assert!(Layout::new(1.0e10, 2).rows.len() < 20);
    }

    #[test]
    fn a_turn_across_two_rows_is_in_both_and_no_turn_is_lost() {
        let layout = Layout::new(1200.0, 2);
        let [first, second] = layout.rows[..] else {
            panic!("two rows: {layout:?}");
        };
        let across = Span::new(590.0, 610.0);
        assert!(layout.bar(first, across).is_some() && layout.bar(second, across).is_some());
        for moment in [0.0, 600.0, 1200.0] {
            let instant = Span::new(moment, moment);
            let seen = [first, second].map(|row| layout.bar(row, instant).is_some());
            assert_eq!(seen.iter().filter(|seen| **seen).count(), 1, "{moment}");
        }
    }
}
