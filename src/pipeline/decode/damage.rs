//! What of a recording could not be decoded, and how that is told.

use crate::transcript::Warning;

/// Sound that is lost or doubtful.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Damage {
    /// Where it begins, in seconds of the recording.
    first: Option<f64>,
    /// Where it ends.
    last: f64,
    /// Seconds that silence stands for.
    seconds: f64,
}

impl Damage {
    /// Takes note of `seconds` that were lost at a time.
    pub(super) fn note(&mut self, at: f64, seconds: f64) {
        self.first.get_or_insert(at);
        self.last = self.last.max(at + seconds);
        self.seconds += seconds;
    }

    pub(super) fn is_none(&self) -> bool {
        self.first.is_none()
    }

    /// One sentence for all of it.
    pub(super) fn warning(&self) -> Option<Warning> {
        let first = self.first?;
        let place = if self.last - first < 0.1 {
            format!("at {first:.1} s")
        } else {
            format!("between {first:.1} and {:.1} s", self.last)
        };
        let extent = if self.seconds < 0.05 {
            "some of it could not be decoded".to_owned()
        } else {
            format!(
                "{:.1} s could not be decoded and were taken as silence",
                self.seconds
            )
        };
        Some(Warning::lost(format!(
            "the file is damaged {place}: {extent}"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_told_once() {
        let mut damage = Damage::default();
        assert_eq!(damage.warning(), None);
        damage.note(4.7, 0.0);
        let text = damage.warning().expect("a warning").text;
        assert_eq!(
            text,
            "the file is damaged at 4.7 s: some of it could not be decoded"
        );
        damage.note(4.8, 0.6);
        let text = damage.warning().expect("a warning").text;
        assert!(text.contains("between 4.7 and 5.4 s: 0.6 s"), "{text}");
    }
}
