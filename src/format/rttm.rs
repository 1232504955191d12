//! NIST's RTTM: a line per turn with file, channel, start, duration and speaker.
//!
//! Turns keep their order and their overlaps; a turn lasts a millisecond at least.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::nist::{CHANNEL, file, joined, milliseconds, seconds};
use crate::transcript::{Diarization, Turn};

/// The turns as lines, in the order given.
pub(super) fn render(source: &str, _duration: f64, diarization: &Diarization) -> String {
    let file = file(source);
    let names = names(&diarization.turns);
    let mut text = String::new();
    for turn in &diarization.turns {
        let start = milliseconds(turn.start);
        let length = seconds(milliseconds(turn.end).saturating_sub(start).max(1));
        let (start, name) = (seconds(start), &names[turn.speaker.as_str()]);
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "SPEAKER {file} {CHANNEL} {start:.3} {length:.3} <NA> <NA> {name} <NA> <NA>"
        );
    }
    if text.is_empty() {
        let _ = writeln!(text, ";; {file}: no speech");
    }
    text
}

/// Each speaker's name as one field; names that become the same there are told apart by numbers.
fn names(turns: &[Turn]) -> HashMap<&str, String> {
    let mut names = HashMap::new();
    let mut taken = HashSet::new();
    // Who is written as named goes first, so that `A_B` is no `A B` with a number.
    let (plain, changed): (Vec<&str>, Vec<&str>) = (turns.iter())
        .map(|turn| turn.speaker.as_str())
        .partition(|speaker| field(speaker) == *speaker);
    for speaker in plain.into_iter().chain(changed) {
        if names.contains_key(speaker) {
            continue;
        }
        let mut name = field(speaker);
        let mut number = 2;
        while taken.contains(&name) {
            name = format!("{}_{number}", field(speaker));
            number += 1;
        }
        taken.insert(name.clone());
        names.insert(speaker, name);
    }
    names
}

/// The name as one field; `<NA>` is the format's word for nothing.
fn field(speaker: &str) -> String {
    let name = joined(speaker);
    if name.is_empty() {
        "<NA>".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::diarization;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn turns_are_lines_and_keep_their_overlap() {
        let turns = [
            (0.5, 2.25, "SPEAKER_00"),
            (2.0, 2.0004, "Ann Lee"),
            (3600.0, 3601.0, "Ann Lee"),
        ];
        assert_eq!(
            render("talks/my talk.v2.wav", 4000.0, &diarization(&turns)),
            "SPEAKER my_talk.v2 1 0.500 1.750 <NA> <NA> SPEAKER_00 <NA> <NA>\n\
             SPEAKER my_talk.v2 1 2.000 0.001 <NA> <NA> Ann_Lee <NA> <NA>\n\
             SPEAKER my_talk.v2 1 3600.000 1.000 <NA> <NA> Ann_Lee <NA> <NA>\n"
        );
    }

    #[test]
    fn two_speakers_stay_two() {
        let turns = [(0.0, 1.0, "A B"), (1.0, 2.0, "A_B"), (2.0, 3.0, " ")];
        let text = render("x.wav", 3.0, &diarization(&turns));
        let speakers: Vec<&str> = (text.lines())
            .filter_map(|line| line.split(' ').nth(7))
            .collect();
        assert_eq!(speakers, ["A_B_2", "A_B", "<NA>"]);
    }

    #[test]
    fn silence_is_a_comment() {
        assert_eq!(
            render(";;.wav", 1.0, &diarization(&[])),
            ";; _;: no speech\n"
        );
        assert_eq!(render("", 0.0, &diarization(&[])), ";; -: no speech\n");
    }

    proptest! {
        #[test]
        fn no_turn_is_lost(
            turns in proptest::collection::vec((-1.0..1.0e5, -1.0..1.0e5, "\\PC{0,8}|[a-c \\n]{0,3}"), 0..30),
        ) {
            let given: Vec<(f64, f64, &str)> = turns.iter().map(|(s, e, n)| (*s, *e, n.as_str())).collect();
            let text = render("x.wav", 1.0e5, &diarization(&given));
            let lines: Vec<Vec<&str>> = (text.lines())
                .filter(|line| !line.starts_with(";;"))
                .map(|line| line.split_whitespace().collect())
                .collect();
            prop_assert_eq!(lines.len(), given.len());
            for (fields, (start, _, _)) in lines.iter().zip(&given) {
                prop_assert_eq!(fields.len(), 10);
                prop_assert!((fields[3].parse::<f64>().expect("a time") - start.max(0.0)).abs() < 0.001);
                prop_assert!(fields[4].parse::<f64>().expect("a time") > 0.0);
            }
            let speakers = |of: &dyn Fn(usize) -> String| (0..given.len()).map(of).collect::<HashSet<_>>().len();
            prop_assert_eq!(speakers(&|i| lines[i][7].to_owned()), speakers(&|i| given[i].2.to_owned()));
        }
    }
}
