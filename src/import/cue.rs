//! Cues of subtitles: the line with their times, and how their text becomes lines of a script.

use super::markup::{self, Piece};
use super::{Draft, Line, clock, label, tidy};

/// What a file without a single cue is told, after its format.
pub(super) const NO_CUES: &str =
    "there is no line with times such as `00:00:01,000 --> 00:00:02,500`";

/// Cues this near, in seconds, follow one another without a gap.
const TOUCHING: f64 = 0.002;

/// Start and end that a cue's line of times gives; `None` for other lines.
///
/// What follows the end (positions, settings) is passed over. A damaged time is `None` inside.
pub(super) fn timing(line: &str) -> Option<(Option<f64>, Option<f64>)> {
    let (left, right) = line.split_once("-->")?;
    let left = left.trim();
    let start = clock::parse(left);
    let end = right.split_whitespace().next().and_then(clock::parse);
    let damaged = left.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && left.contains(':')
        && !left.contains(char::is_whitespace);
    (start.is_some() || damaged).then_some((start, end))
}

/// Gathers cues into a draft.
#[derive(Debug, Default)]
pub(super) struct Gatherer {
    draft: Draft,
    cues: usize,
    damaged: usize,
    wordless: usize,
    joined: usize,
    /// The last cue as it stands in the file, and where its lines begin in the draft.
    last: Option<(String, usize)>,
}

impl Gatherer {
    /// How many cues there were.
    pub(super) fn count(&self) -> usize {
        self.cues
    }

    /// The draft, for what isn't a cue.
    pub(super) fn draft(&mut self) -> &mut Draft {
        &mut self.draft
    }

    /// Adds the next cue: its times, its text as it stands in the file, and that without markup.
    pub(super) fn add(
        &mut self,
        (start, end): (Option<f64>, Option<f64>),
        raw: &str,
        pieces: Vec<Piece>,
    ) {
        let raw = raw.trim();
        self.cues += 1;
        self.damaged += usize::from(start.is_none() || end.is_none());
        let lines: Vec<Line> = pieces
            .into_iter()
            .map(|piece| line(piece, start, end, self.cues))
            .filter(|line| !line.text.is_empty())
            .collect();
        if lines.is_empty() {
            self.wordless += 1;
            return;
        }
        if self.only_marks_another_word(raw, &lines) {
            let from = self.last.as_ref().map_or(0, |last| last.1);
            for shown in &mut self.draft.lines[from..] {
                shown.end = end;
            }
            self.joined += 1;
            self.last = Some((raw.to_owned(), from));
            return;
        }
        self.last = Some((raw.to_owned(), self.draft.lines.len()));
        for line in lines {
            self.draft.push(line);
        }
    }

    /// Karaoke repeats a cue for each word, with another word marked: that is said only once.
    fn only_marks_another_word(&self, raw: &str, lines: &[Line]) -> bool {
        let Some((last_raw, from)) = &self.last else {
            return false;
        };
        let before = &self.draft.lines[*from..];
        let same = before.len() == lines.len()
            && before.iter().zip(lines).all(|(before, line)| {
                before.text == line.text
                    && before.speaker == line.speaker
                    && matches!((before.end, line.start),
                        (Some(end), Some(start)) if (start - end).abs() <= TOUCHING)
            });
        same && raw != last_raw && raw.contains('<') && last_raw.contains('<')
    }

    /// The draft with its notes.
    pub(super) fn finish(mut self) -> Draft {
        let draft = &mut self.draft;
        draft.note(self.damaged, "the times of a cue could not be read");
        draft.note(self.wordless, "a cue without words was left out");
        draft.note(
            self.joined,
            "a cue repeats the one before it with another word marked, and was joined to it",
        );
        self.draft
    }
}

fn line(piece: Piece, start: Option<f64>, end: Option<f64>, number: usize) -> Line {
    let joined = markup::join(&piece.text);
    let (labelled, words) = label::speaker(&joined);
    // A voice tag says who speaks; brackets behind it are then part of the text.
    let (speaker, words) = match piece.voice {
        Some(voice) => (Some(voice), joined.as_str()),
        None => (labelled, words),
    };
    Line {
        text: tidy(words),
        start,
        end,
        speaker,
        number,
    }
}

#[cfg(test)]
mod tests {
    use super::timing;

    #[test]
    fn lines_of_times_are_told_from_text() {
        let both = Some((Some(1.0), Some(2.5)));
        assert_eq!(timing("00:00:01,000 --> 00:00:02,500"), both);
        assert_eq!(timing("0:01.0-->0:02.5 align:start"), both);
        assert_eq!(timing("00:00:01,000 --> 00:00:02,500  X1:40 X2:600"), both);
        assert_eq!(
            timing("00:00:0x,000 --> 00:00:02,500"),
            Some((None, Some(2.5)))
        );
        assert_eq!(timing("00:00:01;000 --> soon"), Some((None, None)));
        for text in [
            "",
            "-->",
            "see 1 --> 2",
            "1 --> 2",
            "[00:01.0 --> 00:02.0] So.",
        ] {
            assert_eq!(timing(text), None, "{text}");
        }
    }
}
