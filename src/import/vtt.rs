//! WebVTT: a header, then blocks between blank lines: cues, and notes, styles and regions.

use super::cue::{self, Gatherer};
use super::{Draft, Fault, markup};

const HEADER: &str = "WEBVTT";

/// Where in a file a line stands.
#[derive(Clone, Copy)]
enum Place<'a> {
    Header,
    Between,
    /// Behind the first line of a block: a cue's name, or what kind of block it is.
    Named(&'a str),
    /// In a cue, and where its text begins.
    Cue(Times, usize),
    /// In a block that isn't a cue.
    Other,
}

type Times = (Option<f64>, Option<f64>);

/// Whether the text begins as every WebVTT file does.
pub(super) fn has_header(text: &str) -> bool {
    let rest = text.trim_start().strip_prefix(HEADER);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

pub(super) fn parse(text: &str) -> Result<Draft, Fault> {
    let mut gatherer = Gatherer::default();
    let mut place = Place::Between;
    if has_header(text) {
        place = Place::Header;
    } else {
        gatherer.draft().note(1, "the header `WEBVTT` is missing");
    }
    let mut stray = 0;
    let text = text.trim_start();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let times = cue::timing(line);
        let blank = line.trim().is_empty();
        place = match (place, times) {
            (Place::Other, Some(_)) => Place::Other,
            (before, Some(times)) => {
                add(&mut gatherer, before, &text[..at]);
                Place::Cue(times, end)
            }
            (Place::Named(name), None) => {
                stray += usize::from(!is_block(name));
                if blank { Place::Between } else { Place::Other }
            }
            (before, None) if blank => {
                add(&mut gatherer, before, &text[..at]);
                Place::Between
            }
            (Place::Header, None) => {
                if let Some(language) = line.strip_prefix("Language:") {
                    gatherer.draft().set_language(language);
                }
                Place::Header
            }
            (Place::Between, None) => Place::Named(line),
            (inside @ (Place::Cue(..) | Place::Other), None) => inside,
        };
        at = end;
    }
    if let Place::Named(name) = place {
        stray += usize::from(!is_block(name));
    }
    add(&mut gatherer, place, text);
    if gatherer.count() == 0 && !has_header(text) {
        return Err(Fault::Malformed(cue::NO_CUES.to_owned()));
    }
    gatherer
        .draft()
        .note(stray, "text outside of cues was left out");
    Ok(gatherer.finish())
}

/// Whether a block's first line says that it is no cue.
fn is_block(line: &str) -> bool {
    let word = line.split_whitespace().next();
    matches!(word, Some("NOTE" | "STYLE" | "REGION"))
}

/// Adds the cue that ends where `text` does, if it is one.
fn add(gatherer: &mut Gatherer, place: Place<'_>, text: &str) {
    if let Place::Cue(times, begin) = place {
        let raw = &text[begin..];
        gatherer.add(times, raw, markup::vtt(raw));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cues_are_read_and_other_blocks_passed_over() {
        let draft = parse(
            "WEBVTT - a title\nKind: captions\nLanguage: en-GB\n\nNOTE\nnot this\nnor this\n\n\
             STYLE\n::cue { color: lime }\n\nREGION\nid:a\n\nintro\n\
             00:01.000 --> 00:02.500 align:start position:0%\n<v Ada>So <c>it</c>\n\
             <00:00:01.500>goes &amp; goes.\n\n01:00:00.000 --> 01:00:01.000\n[SPEAKER_02]: Yes.",
        )
        .expect("cues");
        assert_eq!(draft.language.as_deref(), Some("en"));
        let [first, second] = &draft.lines[..] else {
            panic!("{:?}", draft.lines);
        };
        assert_eq!(first.text, "So it goes & goes.");
        assert_eq!(first.speaker.as_deref(), Some("Ada"));
        assert_eq!((first.start, first.end), (Some(1.0), Some(2.5)));
        assert_eq!(second.text, "Yes.");
        assert_eq!(second.speaker.as_deref(), Some("SPEAKER_02"));
        assert_eq!(second.start, Some(3600.0));
        assert_eq!(draft.notes, Vec::<String>::new());
    }

    #[test]
    fn two_voices_in_a_cue_are_two_lines() {
        let draft = parse("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Hi.</v>\n<v Bob>Ho.</v>\n")
            .expect("cues");
        let said: Vec<_> = draft
            .lines
            .iter()
            .map(|line| (line.speaker.as_deref(), line.text.as_str(), line.number))
            .collect();
        assert_eq!(said, [(Some("Ada"), "Hi.", 1), (Some("Bob"), "Ho.", 1)]);
    }

    #[test]
    fn what_is_odd_is_noted() {
        let draft =
            parse("00:01.000 --> 00:02.000\nSo.\n\nlost words\n\nlost again").expect("cues");
        assert_eq!(draft.lines.len(), 1);
        assert_eq!(draft.notes.len(), 2, "{:?}", draft.notes);
        assert!(matches!(parse("So."), Err(Fault::Malformed(_))));
        assert_eq!(parse("WEBVTT").expect("a file").lines, []);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            cues in proptest::collection::vec(("[a-z<>&;é0-9]{1,9}( [a-z0-9<>&;/',.?!]{1,9}){0,8}", 0u64..400_000_000, 1u64..9000), 1..20),
        ) {
            let mut file = "WEBVTT\n\n".to_owned();
            for (text, start, length) in &cues {
                let stamp = |ms: u64| {
                    let (s, m, h) = (ms / 1000 % 60, ms / 60_000 % 60, ms / 3_600_000);
                    format!("{h:02}:{m:02}:{s:02}.{:03}", ms % 1000)
                };
                let (start, end) = (stamp(*start), stamp(start + length));
                let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                file.extend([format!("{start} --> {end}\n{text}\n\n")]);
            }
            let draft = parse(&file).expect("cues");
            prop_assert_eq!(draft.lines.len(), cues.len());
            for (line, (text, start, length)) in draft.lines.iter().zip(&cues) {
                prop_assert_eq!(&line.text, text);
                let ms = |time: Option<f64>| (time.unwrap_or(-1.0) * 1000.0).round() as u64;
                prop_assert_eq!(ms(line.start), *start);
                prop_assert_eq!(ms(line.end), start + length);
            }
        }
    }
}
