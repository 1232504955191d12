//! The timeline picture: a lane per speaker, a bar per turn, hatched where voices overlap.
//!
//! This file draws the frame and the title; lanes, their place, their rows and colours are in `svg/`.

mod axis;
mod lanes;
mod layout;
mod palette;
mod row;
mod text;

use std::fmt::Write as _;
use std::path::Path;

use crate::transcript::{Diarization, Span};
use axis::Times;
use lanes::Lane;
use layout::{Layout, MARGIN, WIDTH};
use text::{block, clean, escaped, isolated, number, shortened};

/// Columns of the picture's title and of a name in a tooltip.
const TITLE_COLUMNS: usize = 84;
const TOOLTIP_COLUMNS: usize = 60;
/// Speakers whom the description names.
const NAMED: usize = 12;

/// The picture of a recording of that name and length.
pub(super) fn render(source: &str, duration: f64, diarization: &Diarization) -> String {
    Picture::new(source, duration, diarization).draw()
}

/// Everything that is drawn, in numbers and cleaned text.
struct Picture {
    /// The recording's name without folders.
    file: String,
    /// Length, speakers and overlap in words.
    summary: String,
    /// A lane per speaker.
    lanes: Vec<Lane>,
    /// Where more than one speaks, in order.
    overlaps: Vec<Span>,
    /// Where things lie.
    layout: Layout,
    /// How tooltips tell the time.
    times: Times,
}

// Writing to a String can't fail, so what `write!` returns is dropped throughout.
impl Picture {
    /// Puts a recording's turns in place.
    fn new(source: &str, duration: f64, diarization: &Diarization) -> Self {
        let file = Path::new(source).file_name().unwrap_or_default();
        let file = match clean(&file.to_string_lossy()) {
            name if name.is_empty() => "recording".to_owned(),
            name => name,
        };
        let lanes = lanes::lanes(diarization);
        let mut overlaps: Vec<Span> = (diarization.overlaps.iter())
            .map(|span| lanes::sane(span.start, span.end))
            .filter(|span| span.duration() > 0.0)
            .collect();
        overlaps.sort_by(|a, b| a.start.total_cmp(&b.start));
        let length = lanes::length(duration, &lanes);
        let layout = Layout::new(length, lanes.len());
        let times = Times::new(length, if length < 10.0 { 2 } else { 1 });
        let summary = summary(length, &lanes, &overlaps);
        Self {
            file,
            summary,
            lanes,
            overlaps,
            layout,
            times,
        }
    }

    /// The picture as a whole file.
    fn draw(&self) -> String {
        let mut svg = String::new();
        self.head(&mut svg);
        for index in 0..self.layout.rows.len() {
            self.row(&mut svg, index);
        }
        svg.push_str("</svg>\n");
        svg
    }

    /// The frame, the styles, and the title with the numbers below it.
    fn head(&self, svg: &mut String) {
        let height = number(self.layout.height);
        let name = escaped(&isolated(&self.file));
        let _ = writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"scripta\" width=\"{WIDTH}\" \
             height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
             aria-label=\"Who speaks when in {name}\">\n<title>Who speaks when in {name}</title>\n\
             <desc>{}</desc>\n<style>{}</style>",
            escaped(&self.description()),
            palette::STYLE.as_str()
        );
        if !self.overlaps.is_empty() {
            svg.push_str(
                "<defs><pattern id=\"scripta-overlap\" width=\"6\" height=\"6\" \
                 patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
                 <path class=\"hatch\" d=\"M1 0v6\"/></pattern></defs>\n",
            );
        }
        let _ = writeln!(
            svg,
            "<rect class=\"page\" width=\"{WIDTH}\" height=\"{height}\"/>\n\
             <text class=\"name\" x=\"{MARGIN}\" y=\"40\">{}</text>\n\
             <text class=\"soft\" x=\"{MARGIN}\" y=\"62\">{}</text>",
            escaped(&shortened(&self.file, TITLE_COLUMNS)),
            escaped(&self.summary)
        );
        if !self.overlaps.is_empty() {
            let x = f64::from(WIDTH - MARGIN - 32);
            let bar = block(x, 53.0, 24.0, 13.0);
            let _ = writeln!(
                svg,
                "<text class=\"soft end\" x=\"{}\" y=\"62\">more than one speaks</text>\n\
                 <path class=\"both\" d=\"{}\"/>\n\
                 <path class=\"{}\" d=\"{bar}\"/>\n<path class=\"hatched\" d=\"{bar}\"/>",
                x - 8.0,
                block(x, 47.0, 24.0, 4.0),
                palette::class(0)
            );
        }
    }

    /// Who speaks how long, in words, for those who can't see the picture.
    fn description(&self) -> String {
        let mut text = format!("{}.", self.summary);
        for lane in self.lanes.iter().take(NAMED) {
            let name = isolated(&shortened(&lane.name, TOOLTIP_COLUMNS));
            let _ = write!(text, " {name}: {}.", lane.share);
        }
        if self.lanes.len() > NAMED {
            let _ = write!(text, " And {} more.", self.lanes.len() - NAMED);
        }
        text
    }
}

/// Length, number of speakers and overlap.
fn summary(length: f64, lanes: &[Lane], overlaps: &[Span]) -> String {
    let mut text = axis::length(length);
    match lanes.len() {
        0 => text.push_str(" · no speech"),
        1 => text.push_str(" · 1 speaker"),
        count => {
            let _ = write!(text, " · {count} speakers");
        }
    }
    let both: f64 = overlaps.iter().map(Span::duration).sum();
    if both > 0.0 {
        let _ = write!(text, " · {} with more than one voice", axis::length(both));
    }
    text
}

#[cfg(test)]
mod tests;
