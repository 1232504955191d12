//! Where packets belong in time. A recording's sound may begin after its pictures, and senders that
//! save bandwidth leave out what is silent: what is missing between packets is silence, or all that
//! comes behind it would be too early. Pure.

/// Differences up to this, in seconds, are those of clocks and of rounding.
const TOLERANCE: f64 = 0.25;
/// The same for the first packet, before which no clock has gone wrong.
const FIRST_TOLERANCE: f64 = 0.02;
/// A clock that goes back by more, in seconds, was set anew.
const SET_BACK: f64 = 1.0;
/// Longest silence, in seconds, that is believed where the container doesn't say how long it is.
const LONGEST_GAP: f64 = 3_600.0;
/// Most silence of one recording, in seconds, whatever its container says: small files could claim any.
const MOST_SILENCE: f64 = 12.0 * 3_600.0;

/// The time that packets say, and the time that was given out.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// Length of the recording in seconds, where the container says it.
    length: Option<f64>,
    /// The first packet's time of any track, in seconds.
    earliest: Option<f64>,
    /// Seconds by which the container has the track begin later than its packets say.
    delay: f64,
    /// The packets' time at which the recording begins, once that is known.
    begin: Option<f64>,
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

    /// Has the track begin later than its packets say.
    pub(super) fn delay(&mut self, seconds: f64) {
        self.delay = seconds;
        self.length = self.length.map(|length| length + seconds);
    }

    /// Whether the first packet of the track has yet to come.
    pub(super) fn has_to_begin(&self) -> bool {
        self.begin.is_none()
    }

    /// Takes note of another track's packet that comes before the first of ours.
    pub(super) fn see(&mut self, at: f64) {
        self.earliest = Some(self.earliest.map_or(at, |earliest| earliest.min(at)));
    }

    /// The silence before a packet, in seconds.
    pub(super) fn silence_before(&mut self, at: f64) -> f64 {
        let tolerance = match self.begin {
            Some(_) => TOLERANCE,
            None => FIRST_TOLERANCE,
        };
        let earliest = self.earliest.map_or(at, |earliest| earliest.min(at));
        let begin = *self.begin.get_or_insert(earliest - self.delay);
        let missing = at - begin - self.position;
        let longest = match self.length {
            Some(length) => length - self.position,
            None => LONGEST_GAP,
        };
        let longest = longest.min(MOST_SILENCE - self.silence);
        if missing < -SET_BACK || missing > longest + TOLERANCE {
            self.begin = Some(at - self.position);
            return 0.0;
        }
        let silence = if missing > tolerance { missing } else { 0.0 };
        self.silence += silence;
        silence
    }

    /// Takes note of what was given out.
    pub(super) fn give(&mut self, seconds: f64) {
        self.position += seconds;
    }

    /// Begins anew: the next packet's time has nothing to do with those before.
    pub(super) fn restart(&mut self) {
        *self = Self {
            silence: self.silence,
            ..Self::default()
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The silences before packets of 20 ms at these times.
    fn silences(timeline: &mut Timeline, times: &[f64]) -> Vec<f64> {
        let mut silence = |at: &f64| {
            let missing = timeline.silence_before(*at);
            timeline.give(missing + 0.02);
            missing
        };
        times.iter().map(&mut silence).collect()
    }

    #[test]
    fn what_is_missing_is_silence() {
        let mut timeline = Timeline::new(None);
        timeline.see(5.0);
        let found = silences(&mut timeline, &[8.0, 8.02, 8.05, 14.05, 14.07]);
        assert_eq!(found[0], 3.0);
        assert_eq!(found[1..3], [0.0; 2]);
        assert!((found[3] - 5.99).abs() < 1e-9, "{found:?}");
        assert_eq!(found[4], 0.0);
    }

    #[test]
    fn a_track_may_begin_later_than_its_packets_say() {
        let mut timeline = Timeline::new(Some(2.0));
        timeline.see(0.0);
        timeline.delay(3.0);
        assert_eq!(silences(&mut timeline, &[0.0, 0.02]), [3.0, 0.0]);
    }

    #[test]
    fn no_file_claims_days_of_silence() {
        let mut timeline = Timeline::new(Some(1e12));
        timeline.delay(1e15);
        let times: Vec<f64> = (0..100).map(|hour| f64::from(hour) * 7_000.0).collect();
        let found = silences(&mut timeline, &times);
        assert_eq!(found[0], 0.0);
        assert!(found.iter().sum::<f64>() <= MOST_SILENCE + 1.0, "{found:?}");
    }

    #[test]
    fn clocks_that_cannot_be_right_are_not_believed() {
        // A stream that was joined late says when, not how long nothing was heard.
        let mut timeline = Timeline::new(None);
        assert_eq!(silences(&mut timeline, &[9_000.0, 9_000.02]), [0.0, 0.0]);
        // Set anew, forwards and back, and then right again.
        let found = silences(&mut timeline, &[99_000.0, 12.0, 12.02, 14.0]);
        assert_eq!(found[..3], [0.0; 3]);
        assert!((found[3] - 1.96).abs() < 1e-9, "{found:?}");
        // No more than the recording is long.
        let mut timeline = Timeline::new(Some(10.0));
        assert_eq!(silences(&mut timeline, &[0.0, 30.0]), [0.0, 0.0]);
    }
}
