//! Audacity's label track: start, end and speaker of each turn between tabs; silence has no lines.

use std::fmt::Write as _;

use super::one_line;
use crate::transcript::Diarization;

/// The turns as labels, in the order given.
pub(super) fn render(_source: &str, _duration: f64, diarization: &Diarization) -> String {
    let mut text = String::new();
    for turn in &diarization.turns {
        // What is no number, or before the recording, becomes 0.
        let start = turn.start.max(0.0);
        let end = turn.end.max(start);
        let label = one_line(&turn.speaker);
        // Writing to a String can't fail.
        let _ = writeln!(text, "{start:.6}\t{end:.6}\t{label}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::diarization;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_turn_is_a_line() {
        let turns = [
            (0.5, 2.25, "Ann Lee"),
            (2.0, 1.0, "B\tor\nC"),
            (-0.1, f64::NAN, "D"),
        ];
        assert_eq!(
            render("x.wav", 3.0, &diarization(&turns)),
            "0.500000\t2.250000\tAnn Lee\n2.000000\t2.000000\tB or C\n0.000000\t0.000000\tD\n"
        );
        assert_eq!(render("x.wav", 3.0, &diarization(&[])), "");
    }

    proptest! {
        #[test]
        fn no_turn_is_lost(
            turns in proptest::collection::vec((0.0..1.0e5, 0.0..1.0e5, "\\PC{0,8}|[a-c\\t\\n\\r]{0,3}"), 0..30),
        ) {
            let given: Vec<(f64, f64, &str)> = turns.iter().map(|(s, e, n)| (*s, *e, n.as_str())).collect();
            let text = render("x.wav", 1.0e5, &diarization(&given));
            prop_assert_eq!(text.lines().count(), given.len());
            for (line, (start, end, speaker)) in text.lines().zip(&given) {
                let fields: Vec<&str> = line.split('\t').collect();
                prop_assert_eq!(fields.len(), 3);
                prop_assert!((fields[0].parse::<f64>().expect("a time") - start).abs() < 1e-5);
                prop_assert!((fields[1].parse::<f64>().expect("a time") - end.max(*start)).abs() < 1e-5);
                prop_assert_eq!(fields[2], one_line(speaker));
            }
        }
    }
}
