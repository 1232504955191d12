//! Praat's TextGrid, long form: tiers `segments` and `words`, a pair for each speaker.
//!
//! A tier covers the whole time without overlaps, so what overlaps within one speaker is clipped.

use std::fmt::Write as _;

use super::one_line;
use crate::transcript::{Segment, Transcript};

/// Longest time in milliseconds, some thirty thousand years; sums stay far from overflowing.
const LATEST: f64 = 1.0e15;

/// A row of intervals; borders are in milliseconds.
struct Tier {
    name: String,
    intervals: Vec<Interval>,
}

struct Interval {
    start: u64,
    end: u64,
    text: String,
}

pub(super) fn render(transcript: &Transcript) -> String {
    let mut tiers = Vec::new();
    for speaker in speakers(&transcript.segments) {
        let own = || {
            transcript
                .segments
                .iter()
                .filter(|s| s.speaker.as_deref() == speaker)
        };
        let segments = own().map(|s| interval(s.start, s.end, &s.text));
        let words = own()
            .flat_map(|s| &s.words)
            .map(|w| interval(w.start, w.end, &w.word));
        tiers.push(tier(speaker, "segments", segments.collect()));
        tiers.push(tier(speaker, "words", words.collect()));
    }
    let ends = tiers.iter().filter_map(|tier| tier.intervals.last());
    // A grid must have some length.
    let end = ends
        .map(|last| last.end)
        .chain([milliseconds(transcript.duration), 1])
        .max();
    write(&tiers, end.unwrap_or(1))
}

/// Who speaks, in order of appearance; `None` stands for segments without a speaker.
fn speakers(segments: &[Segment]) -> Vec<Option<&str>> {
    let mut found: Vec<Option<&str>> = Vec::new();
    for speaker in segments.iter().map(|segment| segment.speaker.as_deref()) {
        if !found.contains(&speaker) {
            found.push(speaker);
        }
    }
    if found.is_empty() {
        found.push(None);
    }
    found
}

fn interval(start: f64, end: f64, text: &str) -> Interval {
    Interval {
        start: milliseconds(start),
        end: milliseconds(end),
        text: one_line(text),
    }
}

/// Puts intervals in order and clips each where the next begins; each keeps a millisecond.
fn tier(speaker: Option<&str>, kind: &str, mut intervals: Vec<Interval>) -> Tier {
    intervals.retain(|interval| !interval.text.is_empty());
    intervals.sort_by_key(|interval| (interval.start, interval.end));
    let mut earliest = 0;
    for index in 0..intervals.len() {
        let next = intervals.get(index + 1).map_or(u64::MAX, |next| next.start);
        let interval = &mut intervals[index];
        interval.start = interval.start.max(earliest);
        interval.end = interval.end.min(next).max(interval.start + 1);
        earliest = interval.end;
    }
    let name = match speaker {
        Some(speaker) => format!("{} - {kind}", one_line(speaker)),
        None => kind.to_owned(),
    };
    Tier { name, intervals }
}

/// Praat writes a space at the end of most lines, and some readers look for it.
fn write(tiers: &[Tier], end: u64) -> String {
    let xmax = seconds(end);
    let mut text = format!(
        "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = {xmax} \n\
         tiers? <exists> \nsize = {} \nitem []: \n",
        tiers.len()
    );
    for (number, tier) in (1..).zip(tiers) {
        let intervals = covering(&tier.intervals, end);
        // Writing to a String can't fail.
        let _ = write!(
            text,
            "    item [{number}]:\n        class = \"IntervalTier\" \n        name = \"{}\" \n        \
             xmin = 0 \n        xmax = {xmax} \n        intervals: size = {} \n",
            quoted(&tier.name),
            intervals.len()
        );
        for (number, (start, end, words)) in (1..).zip(intervals) {
            let (start, end, words) = (seconds(start), seconds(end), quoted(words));
            let _ = write!(
                text,
                "        intervals [{number}]:\n            xmin = {start} \n            \
                 xmax = {end} \n            text = \"{words}\" \n"
            );
        }
    }
    text
}

/// The intervals with empty ones in the gaps, from 0 to the end.
fn covering(intervals: &[Interval], end: u64) -> Vec<(u64, u64, &str)> {
    let mut covering = Vec::new();
    let mut at = 0;
    for interval in intervals {
        if interval.start > at {
            covering.push((at, interval.start, ""));
        }
        covering.push((interval.start, interval.end, interval.text.as_str()));
        at = interval.end;
    }
    if at < end {
        covering.push((at, end, ""));
    }
    covering
}

fn quoted(text: &str) -> String {
    text.replace('"', "\"\"")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to be positive and below 2^53; what is no number becomes 0"
)]
fn milliseconds(seconds: f64) -> u64 {
    (seconds * 1000.0).clamp(0.0, LATEST).round() as u64
}

/// Seconds with no more digits than it takes.
#[expect(clippy::cast_precision_loss, reason = "times are far below 2^53")]
fn seconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// A transcript of `(speaker, start, end, text)`, each a segment of one word.
    fn transcript(segments: &[(Option<&str>, f64, f64, &str)], duration: f64) -> Transcript {
        let segment = |(id, (speaker, start, end, text)): (
            usize,
            &(Option<&str>, f64, f64, &str),
        )| {
            json!({
                "id": id, "start": start, "end": end, "text": text, "language": "en",
                "avg_logprob": -0.1, "no_speech_prob": 0.0, "compression_ratio": 1.0, "tokens": [],
                "words": [{"word": text, "start": start, "end": end, "score": 1.0,
                    "source": "attention"}],
                "speaker": speaker,
            })
        };
        let segments: Vec<_> = segments.iter().enumerate().map(segment).collect();
        serde_json::from_value(json!({
            "schema_version": 1, "source": "talk.wav", "duration": duration, "model": "",
            "task": "transcribe", "language": "en", "language_probability": null, "text": "",
            "segments": segments, "speech": [], "warnings": [],
        }))
        .expect("a transcript")
    }

    #[test]
    fn gaps_are_filled_and_quotes_doubled() {
        let grid = render(&transcript(&[(None, 0.5, 1.25, "So \"it\"\ngoes.")], 2.0));
        assert!(grid.starts_with(
            "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = 2 \n"
        ));
        assert!(grid.contains("intervals: size = 3 \n        intervals [1]:\n            xmin = 0 \n            xmax = 0.5 \n            text = \"\" \n"));
        assert!(grid.contains(
            "xmin = 0.5 \n            xmax = 1.25 \n            text = \"So \"\"it\"\" goes.\" \n"
        ));
        assert!(grid.contains("name = \"segments\"") && grid.contains("name = \"words\""));
    }

    #[test]
    fn each_speaker_has_tiers() {
        let segments = [
            (Some("A"), 0.0, 2.0, "one"),
            (Some("B"), 1.0, 3.0, "two"),
            (None, 3.0, 4.0, "three"),
        ];
        let grid = render(&transcript(&segments, 4.0));
        assert!(grid.contains("\nsize = 6 \n"));
        for name in [
            "A - segments",
            "A - words",
            "B - segments",
            "B - words",
            "segments",
            "words",
        ] {
            assert!(grid.contains(&format!("name = \"{name}\" \n")), "{name}");
        }
    }

    #[test]
    fn silence_is_one_empty_interval_a_tier() {
        let grid = render(&transcript(&[], 0.0));
        assert!(grid.contains("xmax = 0.001 \n") && grid.contains("\nsize = 2 \n"));
        assert_eq!(grid.matches("intervals [1]:").count(), 2);
    }

    proptest! {
        #[test]
        fn tiers_cover_all_time_in_order(
            times in proptest::collection::vec((0u32..20_000, 0u32..3_000), 0..30),
        ) {
            let segments: Vec<_> = times
                .iter()
                .map(|(start, length)| (None, f64::from(*start) / 1000.0, f64::from(start + length) / 1000.0, "x"))
                .collect();
            let grid = render(&transcript(&segments, 10.0));
            let number = |line: &str| line.trim().split(" = ").nth(1).and_then(|n| n.parse::<f64>().ok());
            let borders: Vec<f64> = grid
                .lines()
                .filter(|line| line.starts_with("            x"))
                .filter_map(number)
                .collect();
            let whole = grid.lines().find(|line| line.starts_with("xmax")).and_then(number).expect("an end");
            let mut at = 0.0;
            for pair in borders.chunks(2) {
                prop_assert_eq!(pair[0], if at == whole { 0.0 } else { at });
                prop_assert!(pair[1] > pair[0]);
                at = pair[1];
            }
            prop_assert_eq!(at, whole);
            prop_assert_eq!(grid.matches("text = \"x\"").count(), 2 * segments.len());
        }
    }
}
