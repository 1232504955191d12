//! One row of the timeline picture: tracks, axis, overlaps, and each lane's name and bars.

use std::fmt::Write as _;

use super::lanes::Lane;
use super::layout::{LANE_GAP, MARGIN, TRACK_LEFT, TRACK_WIDTH};
use super::text::{block, escaped, isolated, number, shortened};
use super::{Picture, TOOLTIP_COLUMNS, axis, layout, palette};
use crate::transcript::Span;

/// Columns of a lane's name.
const NAME_COLUMNS: usize = 18;
/// Bars narrower than this would lose their shape to the hatching.
const HATCHED: f64 = 4.0;

// Writing to a String can't fail, so what `write!` returns is dropped throughout.
impl Picture {
    /// A row of time: the tracks, the axis, the overlaps and at last the turns.
    pub(super) fn row(&self, svg: &mut String, index: usize) {
        let row = self.layout.rows[index];
        let top = self.layout.top(index);
        let _ = writeln!(svg, "<g transform=\"translate(0 {})\">", number(top));
        self.tracks(svg, row);
        self.overlaps(svg, row);
        self.axis(svg, row);
        for (number, lane) in self.lanes.iter().enumerate() {
            self.lane(svg, number, lane, row, index == 0);
        }
        svg.push_str("</g>\n");
    }

    /// What the bars lie on; in the last row it ends with the recording.
    fn tracks(&self, svg: &mut String, row: Span) {
        let width = number(layout::x(row, row.end.min(self.layout.length)) - TRACK_LEFT);
        let height = number(self.layout.lane - LANE_GAP);
        for lane in 0..self.lanes.len().max(1) {
            let y = number(self.layout.lane_top(lane));
            let _ = writeln!(
                svg,
                "<rect class=\"track\" x=\"{TRACK_LEFT}\" y=\"{y}\" width=\"{width}\" \
                 height=\"{height}\"/>"
            );
        }
        if self.lanes.is_empty() {
            let (x, y) = (
                TRACK_LEFT + TRACK_WIDTH / 2.0,
                number(self.layout.lane / 2.0 + 4.0),
            );
            let _ = writeln!(
                svg,
                "<text class=\"middle\" x=\"{x}\" y=\"{y}\">No speech was found</text>"
            );
        }
    }

    /// Lines across the lanes and times below them.
    fn axis(&self, svg: &mut String, row: Span) {
        let bottom = self.layout.lane_top(self.lanes.len().max(1));
        let (line, label) = (number(bottom + 4.0), number(bottom + 19.0));
        // Lines across the words for silence would only be in the way.
        let from = if self.lanes.is_empty() { bottom } else { 0.0 };
        let mut lines = String::new();
        let mut labels = String::new();
        let row_end = row.end.min(self.layout.length);
        for tick in axis::ticks(Span::new(row.start, row_end), self.layout.step) {
            let x = number(layout::x(row, tick));
            let _ = write!(lines, "M{x} {from}V{line}");
            let time = self.layout.clock.show(tick);
            let _ = write!(labels, "<text x=\"{x}\" y=\"{label}\">{time}</text>");
        }
        let _ = writeln!(
            svg,
            "<path class=\"grid\" d=\"{lines}\"/>\n<g class=\"soft middle\">{labels}</g>"
        );
    }

    /// A strip above the lanes: there even what is too short for hatching is seen.
    fn overlaps(&self, svg: &mut String, row: Span) {
        for span in &self.overlaps {
            let Some((x, width)) = self.layout.bar(row, *span) else {
                continue;
            };
            let (from, to) = (self.times.show(span.start), self.times.show(span.end));
            let _ = writeln!(
                svg,
                "<path class=\"both\" d=\"{}\"><title>more than one speaks, {from}–{to}</title></path>",
                block(x, -7.0, width, 4.0)
            );
        }
    }

    /// A speaker's name and, in the first row, the time; then the bars.
    fn lane(&self, svg: &mut String, index: usize, lane: &Lane, row: Span, first: bool) {
        let height = self.layout.lane - LANE_GAP;
        let baseline = number(height / 2.0 + 4.5);
        let _ = writeln!(
            svg,
            "<g transform=\"translate(0 {})\"><g><title>{}, {}</title>\
             <circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"5\"/>\
             <text x=\"{}\" y=\"{baseline}\">{}</text>",
            number(self.layout.lane_top(index)),
            escaped(&isolated(&lane.name)),
            escaped(&lane.share),
            palette::class(index),
            MARGIN + 5,
            number(height / 2.0),
            MARGIN + 18,
            escaped(&shortened(&lane.name, NAME_COLUMNS)),
        );
        if first {
            let _ = writeln!(
                svg,
                "<text class=\"soft end\" x=\"{}\" y=\"{baseline}\">{}</text>",
                TRACK_LEFT - 14.0,
                escaped(&lane.share)
            );
        }
        let _ = writeln!(svg, "</g><g class=\"{}\">", palette::class(index));
        let name = escaped(&isolated(&shortened(&lane.name, TOOLTIP_COLUMNS)));
        let inset = self.layout.inset();
        let height = height - 2.0 * inset;
        for turn in &lane.turns {
            let Some((x, width)) = self.layout.bar(row, *turn) else {
                continue;
            };
            let (from, to) = (self.times.show(turn.start), self.times.show(turn.end));
            let _ = writeln!(
                svg,
                "<path d=\"{}\"><title>{name}, {from}–{to}</title></path>",
                block(x, inset, width, height)
            );
        }
        svg.push_str("</g>\n");
        self.hatching(svg, lane, row);
        svg.push_str("</g>\n");
    }

    /// Hatches the bars of a lane where another speaks too.
    fn hatching(&self, svg: &mut String, lane: &Lane, row: Span) {
        let inset = self.layout.inset();
        let height = self.layout.lane - LANE_GAP - 2.0 * inset;
        let mut parts = String::new();
        for both in lane.turns.iter().flat_map(|turn| self.shared(*turn)) {
            let bar = self.layout.bar(row, both);
            if let Some((x, width)) = bar.filter(|(_, width)| *width >= HATCHED) {
                parts.push_str(&block(x, inset, width, height));
            }
        }
        if !parts.is_empty() {
            let _ = writeln!(svg, "<path class=\"hatched\" d=\"{parts}\"/>");
        }
    }

    /// The parts of a turn in which another speaks too.
    fn shared(&self, turn: Span) -> impl Iterator<Item = Span> {
        let common =
            move |span: &Span| Span::new(span.start.max(turn.start), span.end.min(turn.end));
        let from = self.overlaps.partition_point(|span| span.end <= turn.start);
        (self.overlaps[from..].iter())
            .take_while(move |span| span.start < turn.end)
            .map(common)
    }
}
