//! Tab-separated values: start and end in whole milliseconds, the text, and the speaker where
//! speakers were told apart.

use std::fmt::Write as _;

use super::one_line;
use crate::transcript::Transcript;

pub(super) fn render(transcript: &Transcript) -> String {
    let speakers = transcript.diarization.is_some();
    let mut text = String::from("start\tend\ttext");
    text.push_str(if speakers { "\tspeaker\n" } else { "\n" });
    for segment in &transcript.segments {
        let (start, end) = (segment.start * 1000.0, segment.end * 1000.0);
        // Writing to a String can't fail.
        let _ = write!(text, "{start:.0}\t{end:.0}\t{}", one_line(&segment.text));
        if speakers {
            let speaker = segment.speaker.as_deref().unwrap_or_default();
            text.extend(["\t", &one_line(speaker)]);
        }
        text.push('\n');
    }
    text
}
