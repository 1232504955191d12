//! SubRip: numbered cues, a line of times, text until the next cue.
//!
//! The lines of times alone decide where cues begin, as numbers and blank lines are often wrong.

use super::cue::{self, Gatherer};
use super::markup::{self, Piece};
use super::{Draft, Fault};

pub(super) fn parse(text: &str) -> Result<Draft, Fault> {
    let mut gatherer = Gatherer::default();
    let mut numbers = Numbers::default();
    let mut times = None;
    let mut stray = 0;
    let (mut begin, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if let Some(next) = cue::timing(line) {
            let count = gatherer.count() + usize::from(times.is_some()) + 1;
            let block = numbers.take(&text[begin..at], count);
            stray += usize::from(times.is_none() && !block.trim().is_empty());
            add(&mut gatherer, times.replace(next), block);
            begin = end;
        }
        at = end;
    }
    if times.is_none() {
        return Err(Fault::Malformed(cue::NO_CUES.to_owned()));
    }
    add(&mut gatherer, times, &text[begin..]);
    let draft = gatherer.draft();
    draft.note(stray, "text before the first cue was left out");
    draft.note(numbers.missing, "a cue has no number");
    draft.note(
        numbers.repeated,
        "a cue's number does not follow the one before it",
    );
    Ok(gatherer.finish())
}

fn add(gatherer: &mut Gatherer, times: Option<(Option<f64>, Option<f64>)>, raw: &str) {
    if let Some(times) = times {
        let text = markup::srt(raw);
        gatherer.add(times, raw, vec![Piece { voice: None, text }]);
    }
}

/// The numbers above the lines of times.
#[derive(Debug, Default)]
struct Numbers {
    last: Option<u32>,
    missing: usize,
    repeated: usize,
}

impl Numbers {
    /// Takes the number of cue `count` off the lines that stand before its times.
    fn take<'a>(&mut self, block: &'a str, count: usize) -> &'a str {
        let last = block.lines().next_back().unwrap_or("");
        let digits = last.trim();
        let digits = Some(digits).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
        let number = digits.and_then(|digits| digits.parse::<u32>().ok());
        let length = block
            .trim_end_matches('\n')
            .len()
            .saturating_sub(last.len());
        let rest = &block[..length];
        // A number right between two lines of times may be all that the cue says.
        let alone = rest.is_empty() && count > 1;
        let number = number.filter(|&number| !alone || usize::try_from(number) == Ok(count));
        match (number, self.last) {
            (None, _) => self.missing += 1,
            (Some(number), Some(last)) if last.checked_add(1) != Some(number) => {
                self.repeated += 1;
            }
            _ => {}
        }
        if number.is_none() {
            return block;
        }
        self.last = number;
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(draft: &Draft) -> Vec<&str> {
        draft.lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn well_formed_cues_are_read_without_notes() {
        let draft = parse(
            "1\n00:00:01,000 --> 00:00:02,500\n{\\an8}<i>So it</i>\ngoes.\n\n\
             2\n100:00:03,000 --> 100:00:04,000 X1:1 X2:2\n[SPEAKER_01]: Yes.\n\n",
        )
        .expect("cues");
        assert_eq!(texts(&draft), ["So it goes.", "Yes."]);
        assert_eq!(draft.lines[0].end, Some(2.5));
        assert_eq!(draft.lines[1].start, Some(360_003.0));
        assert_eq!(draft.lines[1].speaker.as_deref(), Some("SPEAKER_01"));
        assert_eq!(draft.notes, Vec::<String>::new());
    }

    #[test]
    fn numbers_and_blank_lines_may_be_wrong() {
        let draft = parse(
            "Made by hand\n\n7\n0:01.5 --> 0:02\n\nOne\n\nand more.\n7\n\
             00:00:02,0 --> 00:00:03,0\n42\n\n00:00:04,0 --> 00:00:05,0\n4\n\n\
             5\n00:00:05,0 --> 00:00:06,0\n\n6\n00:00:06,0 --> 00:00:07,0\n1984",
        )
        .expect("cues");
        assert_eq!(texts(&draft), ["One and more.", "42", "4", "1984"]);
        assert_eq!(draft.lines[0].start, Some(1.5));
        let numbers: Vec<usize> = draft.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 2, 3, 5]);
        assert_eq!(draft.notes.len(), 4, "{:?}", draft.notes);
    }

    #[test]
    fn damaged_times_leave_the_text() {
        let draft = parse("1\n00:00:xx,000 --> 00:00:02,500\nSo.\n").expect("cues");
        assert_eq!(texts(&draft), ["So."]);
        assert_eq!(
            (draft.lines[0].start, draft.lines[0].end),
            (None, Some(2.5))
        );
    }

    #[test]
    fn cues_that_mark_word_by_word_are_one() {
        let draft = parse(
            "1\n00:00:00,000 --> 00:00:01,000\n<u>no</u> no\n\n\
             2\n00:00:01,000 --> 00:00:02,000\nno <u>no</u>\n\n\
             3\n00:00:02,000 --> 00:00:03,000\nno no\n\n",
        )
        .expect("cues");
        assert_eq!(texts(&draft), ["no no", "no no"]);
        assert_eq!(draft.lines[0].end, Some(2.0));
    }

    #[test]
    fn no_cues_are_an_error() {
        assert!(matches!(parse("So it goes."), Err(Fault::Malformed(_))));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            cues in proptest::collection::vec(("[a-zé0-9]{1,9}( [a-z0-9',.?!]{1,9}){0,8}", 0u64..400_000_000, 1u64..9000), 1..20),
        ) {
            let mut file = String::new();
            for (number, (text, start, length)) in (1..).zip(&cues) {
                let stamp = |ms: u64| {
                    let (s, m, h) = (ms / 1000 % 60, ms / 60_000 % 60, ms / 3_600_000);
                    format!("{h:02}:{m:02}:{s:02},{:03}", ms % 1000)
                };
                let (start, end) = (stamp(*start), stamp(start + length));
                file.extend([format!("{number}\n{start} --> {end}\n{text}\n\n")]);
            }
            let draft = parse(&file).expect("cues");
            prop_assert_eq!(draft.lines.len(), cues.len());
            for (line, (text, start, length)) in draft.lines.iter().zip(&cues) {
                prop_assert_eq!(&line.text, text);
                let ms = |time: Option<f64>| (time.unwrap_or(-1.0) * 1000.0).round() as u64;
                prop_assert_eq!(ms(line.start), *start);
                prop_assert_eq!(ms(line.end), start + length);
            }
            prop_assert_eq!(draft.notes, Vec::<String>::new());
        }
    }
}
