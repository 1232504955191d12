//! Plain text: a segment a line, perhaps with a time and a speaker in brackets before it.

use super::{Draft, Line, label, tidy};

pub(super) fn parse(text: &str) -> Draft {
    let mut draft = Draft::default();
    let mut wordless = 0;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let (start, end, rest) = match label::times(line) {
            Some((start, end, rest)) => (Some(start), Some(end), rest),
            None => (None, None, line),
        };
        let (speaker, words) = label::speaker(rest);
        let text = tidy(words);
        wordless += usize::from(text.is_empty());
        draft.push(Line {
            text,
            start,
            end,
            speaker,
            number,
        });
    }
    draft.note(wordless, "a line without words was left out");
    draft
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_numbers_labels_and_times() {
        let draft = parse("First.\n\n  \n[00:01.00 → 00:02.50] [SPEAKER_01]: Second.\n[Ada]:\n");
        let numbers: Vec<usize> = draft.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 4]);
        let second = &draft.lines[1];
        assert_eq!(second.text, "Second.");
        assert_eq!((second.start, second.end), (Some(1.0), Some(2.5)));
        assert_eq!(second.speaker.as_deref(), Some("SPEAKER_01"));
        assert_eq!(draft.notes, ["once, a line without words was left out"]);
    }
}
