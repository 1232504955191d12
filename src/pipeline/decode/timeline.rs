//! Where packets belong in time. A recording's sound may begin after its pictures, packets get lost,
//! and senders that save bandwidth leave out what is silent: what is missing between packets is
//! silence, and what comes twice is left out, or all behind it would be at the wrong time. Pure.

/// Differences below this, in seconds, are those of clocks and of rounding.
const TOLERANCE: f64 = 0.06;
/// The same for the first packet, before which no clock has gone wrong.
const FIRST_TOLERANCE: f64 = 0.02;
/// Most by which containers round a packet's time, in seconds.
const ROUNDING: f64 = 0.005;
/// A clock that goes back by more, in seconds, was set anew.
const SET_BACK: f64 = 1.0;
/// Longest silence, in seconds, that is believed where the container doesn't say how long it is.
const LONGEST_GAP: f64 = 3_600.0;
/// Most silence of one recording, in seconds, whatever its container says: small files could claim any.
const MOST_SILENCE: f64 = 12.0 * 3_600.0;

/// What to do before a packet's sound is given out, in seconds; one of them is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Correction {
    /// Silence to give out before it.
    pub(super) silence: f64,
    /// Sound to leave out at its beginning.
    pub(super) overlap: f64,
}

/// The time that packets say, and the time that was given out.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// Length of the recording in seconds, where the container says it.
    length: Option<f64>,
    /// The first packet's time of any track, in seconds.
    earliest: Option<f64>,
    /// The packets' time at which the recording begins, once that is known.
    begin: Option<f64>,
    /// Seconds that had been given out when the packets' clock began.
    base: f64,
    /// Seconds that were given out.
    position: f64,
    /// Seconds of silence among them.
    silence: f64,
}

impl Timeline {
    pub(super) fn new(length: Option<f64>) -> Self {
        Self {
            length,
            ..Self::default()
        }
    }

    /// Has the recording begin at the packets' time 0, whatever the first of them says.
    pub(super) fn begin_at_zero(&mut self) {
        self.begin = Some(0.0);
    }

    /// Whether the first packet of the track has yet to come.
    pub(super) fn has_to_begin(&self) -> bool {
        self.begin.is_none()
    }

    /// Takes note of another track's packet that comes before the first of ours.
    pub(super) fn see(&mut self, at: f64) {
        self.earliest = Some(self.earliest.map_or(at, |earliest| earliest.min(at)));
    }

    /// Seconds given out so far.
    pub(super) fn position(&self) -> f64 {
        self.position
    }

    /// Whether a packet's time has been given out.
    pub(super) fn is_past(&self, at: f64) -> bool {
        let is_past = |begin: f64| at - begin < self.position - ROUNDING;
        self.begin.is_some_and(is_past)
    }

    /// How the packet's time and the time given out are brought together.
    pub(super) fn correct(&mut self, at: f64) -> Correction {
        let tolerance = match self.begin {
            Some(_) => TOLERANCE,
            None => FIRST_TOLERANCE,
        };
        let earliest = self.earliest.map_or(at, |earliest| earliest.min(at));
        let begin = *self.begin.get_or_insert(earliest - self.base);
        let missing = at - begin - self.position;
        let longest = match self.length {
            Some(length) => length - self.position,
            None => LONGEST_GAP,
        };
        let longest = longest.min(MOST_SILENCE - self.silence);
        if missing < -SET_BACK || missing > longest + TOLERANCE {
            self.begin = Some(at - self.position);
            return Correction::default();
        }
        let silence = if missing >= tolerance { missing } else { 0.0 };
        let overlap = if missing <= -TOLERANCE { -missing } else { 0.0 };
        self.silence += silence;
        Correction { silence, overlap }
    }

    /// Takes note of what was given out.
    pub(super) fn give(&mut self, seconds: f64) {
        self.position += seconds;
    }

    /// Begins anew: the next packet's time has nothing to do with those before.
    pub(super) fn restart(&mut self) {
        self.earliest = None;
        self.begin = None;
        self.length = None;
        self.base = self.position;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The corrections before packets of 20 ms at these times.
    fn corrections(timeline: &mut Timeline, times: &[f64]) -> Vec<f64> {
        let mut correct = |at: &f64| {
            let Correction { silence, overlap } = timeline.correct(*at);
            timeline.give(silence + 0.02 - overlap);
            silence - overlap
        };
        times.iter().map(&mut correct).collect()
    }

    #[test]
    fn what_is_missing_is_silence() {
        let mut timeline = Timeline::new(None);
        timeline.see(5.0);
        let found = corrections(&mut timeline, &[8.0, 8.02, 8.05, 14.05, 14.07]);
        assert_eq!(found[0], 3.0);
        assert_eq!(found[1..3], [0.0; 2]);
        assert!((found[3] - 5.99).abs() < 1e-9, "{found:?}");
        assert_eq!(found[4], 0.0);
    }

    #[test]
    fn lost_packets_add_up_to_silence() {
        let mut timeline = Timeline::new(None);
        let times: Vec<f64> = (0..500)
            .filter(|packet| packet % 5 != 3)
            .map(|packet| f64::from(packet) * 0.02)
            .collect();
        let found = corrections(&mut timeline, &times);
        assert!((timeline.position() - 10.0).abs() < TOLERANCE, "{found:?}");
        assert!(found.iter().all(|silence| *silence < 0.09), "{found:?}");
    }

    #[test]
    fn what_comes_twice_is_left_out() {
        let mut timeline = Timeline::new(None);
        let found = corrections(&mut timeline, &[0.0, 0.02, -0.1, -0.06]);
        assert_eq!(found[..2], [0.0; 2]);
        assert!((found[2] + 0.14).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn no_file_claims_days_of_silence() {
        let mut timeline = Timeline::new(Some(1e12));
        timeline.begin_at_zero();
        let times: Vec<f64> = (0..100).map(|hour| f64::from(hour) * 7_000.0).collect();
        let found = corrections(&mut timeline, &times);
        assert!(found.iter().sum::<f64>() <= MOST_SILENCE + 1.0, "{found:?}");
    }

    #[test]
    fn clocks_that_cannot_be_right_are_not_believed() {
        // A stream that was joined late says when, not how long nothing was heard.
        let mut timeline = Timeline::new(None);
        assert_eq!(corrections(&mut timeline, &[9_000.0, 9_000.02]), [0.0, 0.0]);
        // Set anew, forwards and back, and then right again.
        let found = corrections(&mut timeline, &[99_000.0, 12.0, 12.02, 14.0]);
        assert_eq!(found[..3], [0.0; 3]);
        assert!((found[3] - 1.96).abs() < 1e-9, "{found:?}");
        // Another stream behind the first one.
        timeline.restart();
        let found = corrections(&mut timeline, &[3.0, 3.02, 3.5]);
        assert_eq!(found[..2], [0.0; 2]);
        assert!((found[2] - 0.46).abs() < 1e-9, "{found:?}");
        // No more than the recording is long.
        let mut timeline = Timeline::new(Some(10.0));
        assert_eq!(corrections(&mut timeline, &[0.0, 30.0]), [0.0, 0.0]);
    }
}
