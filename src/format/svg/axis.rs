//! Time as people read it: how far ticks lie apart, and how moments and lengths are written.

use std::fmt;

use crate::transcript::Span;

/// At most so many gaps between ticks in a row.
const TICKS: f64 = 12.0;
/// A day in seconds; longer steps are multiples of it.
const DAY: f64 = 86_400.0;
/// Steps that people count in, in seconds.
const STEPS: &[f64] = &[
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0,
    120.0, 300.0, 600.0, 900.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0, 21_600.0, 43_200.0,
];

/// Lengths of rows that read well, in seconds.
const ROWS: &[f64] = &[
    600.0, 900.0, 1_200.0, 1_800.0, 2_700.0, 3_600.0, 5_400.0, 7_200.0, 10_800.0, 14_400.0,
    21_600.0, 43_200.0,
];

/// Lengths that a row may have, from short to long.
pub(super) fn row_lengths() -> impl Iterator<Item = f64> {
    ROWS.iter().copied().chain(days())
}

/// Seconds between two ticks of a row of this length.
pub(super) fn step(row: f64) -> f64 {
    let mut steps = STEPS.iter().copied().chain(days());
    steps.find(|step| step * TICKS >= row).unwrap_or(row)
}

/// A day, two days, four days and so on.
fn days() -> impl Iterator<Item = f64> {
    std::iter::successors(Some(DAY), |days| Some(days * 2.0))
}

/// Digits that the multiples of a step have behind the point.
pub(super) fn decimals(step: f64) -> usize {
    match step {
        _ if step < 0.01 => 3,
        _ if step < 0.1 => 2,
        _ if step < 1.0 => 1,
        _ => 0,
    }
}

/// The multiples of a step within a row, both ends included.
pub(super) fn ticks(row: Span, step: f64) -> impl Iterator<Item = f64> {
    // Rows of whole steps begin at a tick; the slack is for rounding.
    let first = (row.start / step - 1e-6).ceil();
    (0_u32..)
        .map(move |index| (first + f64::from(index)) * step)
        .take_while(move |tick| *tick <= row.end + step * 1e-6)
}

/// A way to tell the time that suits a whole recording.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// Whether the recording is too short for minutes.
    seconds_only: bool,
    /// Digits behind the point.
    decimals: usize,
}

impl Times {
    /// For times up to a length, with some digits behind the point.
    pub(super) fn new(length: f64, decimals: usize) -> Self {
        Self {
            seconds_only: length < 60.0,
            decimals,
        }
    }

    /// The moment in words: `1.5 s`, `0:01.5` or `1:00:01.5`.
    pub(super) fn show(self, seconds: f64) -> impl fmt::Display {
        let Self {
            seconds_only,
            decimals,
        } = self;
        fmt::from_fn(move |f| {
            let ten = 10_f64.powi(i32::try_from(decimals).unwrap_or(0));
            // Rounded before it is cut up, so that 59.96 doesn't become 0:60.
            let seconds = (seconds * ten).round() / ten;
            let minutes = (seconds / 60.0).floor();
            let rest = (seconds - minutes * 60.0).max(0.0);
            let width = if decimals == 0 { 2 } else { decimals + 3 };
            if seconds_only {
                write!(f, "{seconds:.decimals$} s")
            } else if minutes < 60.0 {
                write!(f, "{minutes}:{rest:0width$.decimals$}")
            } else {
                let hours = (minutes / 60.0).floor();
                let minutes = minutes - hours * 60.0;
                write!(f, "{hours}:{minutes:02}:{rest:0width$.decimals$}")
            }
        })
    }
}

/// A length in words, as exact as it is short.
pub(super) fn length(seconds: f64) -> String {
    let decimals = match seconds {
        _ if seconds < 1.0 => 2,
        _ if seconds < 10.0 => 1,
        _ => 0,
    };
    // What rounds to a minute is one.
    let unit_of = if seconds >= 59.5 {
        seconds.round()
    } else {
        seconds
    };
    Times::new(unit_of, decimals).show(seconds).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_suit_any_length() {
        let cases = [
            (0.2, 0.02),
            (30.0, 5.0),
            (183.0, 30.0),
            (600.0, 60.0),
            (2_700.0, 300.0),
            (3600.0, 300.0),
            (14_400.0, 1800.0),
            (10.0 * DAY, DAY),
        ];
        for (row, expected) in cases {
            assert!((step(row) - expected).abs() < 1e-9, "{row}");
        }
        assert!(step(1.0e10) >= 1.0e10 / TICKS);
    }

    #[test]
    fn ticks_include_both_ends() {
        let ticks: Vec<f64> = ticks(Span::new(600.0, 1200.0), 120.0).collect();
        assert_eq!(ticks, [600.0, 720.0, 840.0, 960.0, 1080.0, 1200.0]);
        assert_eq!(super::ticks(Span::new(0.0, 0.2), 0.02).count(), 11);
    }

    #[test]
    fn times_round_and_carry() {
        let show =
            |length, decimals, seconds| Times::new(length, decimals).show(seconds).to_string();
        assert_eq!(show(30.0, 0, 25.0), "25 s");
        assert_eq!(show(0.2, 2, 0.05), "0.05 s");
        assert_eq!(show(183.0, 1, 59.96), "1:00.0");
        assert_eq!(show(7200.0, 0, 3599.6), "1:00:00");
        assert_eq!(show(7200.0, 1, 61.25), "1:01.3");
        assert_eq!(length(59.7), "1:00");
        assert_eq!(length(0.2), "0.20 s");
        assert_eq!(length(9.04), "9.0 s");
        assert_eq!(length(7261.0), "2:01:01");
    }
}
