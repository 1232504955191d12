//! Advanced SubStation Alpha: one style, hundredths of a second, `\N` between lines.

use std::fmt::Write as _;

use super::Clock;
use crate::subtitle::{self, Layout};
use crate::transcript::Transcript;

const HEADER: &str = "[Script Info]
ScriptType: v4.00+
PlayResX: 1920
PlayResY: 1080
WrapStyle: 2
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,64,&H00FFFFFF,&H000000FF,&H00000000,&H64000000,0,0,0,0,100,100,0,0,1,3,1,2,60,60,60,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
";

pub(super) fn render(transcript: &Transcript, layout: &Layout) -> String {
    let mut text = HEADER.to_owned();
    for cue in subtitle::cues(transcript, layout) {
        let (start, end) = (time(cue.start), time(cue.end));
        let lines = cue.marked_lines("{\\u1}", "{\\u0}", escape).join("\\N");
        let name = cue.speaker.as_deref().map(escape).unwrap_or_default();
        // A comma would end the field.
        let name = super::one_line(&name).replace(',', ";");
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "Dialogue: 0,{start},{end},Default,{name},0,0,0,,{lines}"
        );
    }
    text
}

fn time(seconds: f64) -> String {
    let Clock {
        hours,
        minutes,
        seconds,
        fraction,
    } = Clock::new(seconds, 100);
    format!("{hours}:{minutes:02}:{seconds:02}.{fraction:02}")
}

/// Braces and backslashes begin commands.
fn escape(text: &str) -> String {
    text.replace('{', "(").replace('}', ")").replace('\\', "/")
}
