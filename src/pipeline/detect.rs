//! Frame probabilities to speech spans: hysteresis, then what is too short to count is dropped.

use crate::engine::VadMethod;

/// How voice activity becomes chunks.
#[derive(Debug, Clone, PartialEq)]
pub struct Detection {
    /// Which network listens.
    pub method: VadMethod,
    /// Probability at which speech begins.
    pub onset: f32,
    /// Probability below which speech may end.
    pub offset: f32,
    /// Longest chunk in seconds, at most 30: the recogniser's window.
    pub chunk_seconds: f64,
}

impl Default for Detection {
    /// Onset and offset are those of WhisperX, so that its users' settings carry over.
    fn default() -> Self {
        Self {
            method: VadMethod::Silero,
            onset: 0.5,
            offset: 0.363,
            chunk_seconds: 30.0,
        }
    }
}

/// Silence that ends a span, in seconds: shorter pauses belong to the phrase.
const SHORTEST_SILENCE: f64 = 0.4;
/// Spans shorter than this, in seconds, are clicks.
const SHORTEST_SPEECH: f64 = 0.1;

/// Follows a stream of frame probabilities and finds where speech begins and ends, in frames.
#[derive(Debug)]
pub struct Hysteresis {
    onset: f32,
    offset: f32,
    shortest_silence: u64,
    shortest_speech: u64,
    frame: u64,
    speech_from: Option<u64>,
    silence_from: Option<u64>,
}

impl Hysteresis {
    /// A follower for frames of `frame_seconds`.
    #[must_use]
    pub fn new(detection: &Detection, frame_seconds: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both quotients are small and positive"
        )]
        let frames = |seconds: f64| (seconds / frame_seconds).ceil() as u64;
        Self {
            onset: detection.onset,
            offset: detection.offset,
            shortest_silence: frames(SHORTEST_SILENCE),
            shortest_speech: frames(SHORTEST_SPEECH),
            frame: 0,
            speech_from: None,
            silence_from: None,
        }
    }

    /// Takes one frame; gives a span (first frame, frame behind the last) when one has ended.
    pub fn push(&mut self, probability: f32) -> Option<(u64, u64)> {
        let frame = self.frame;
        self.frame += 1;
        let Some(start) = self.speech_from else {
            if probability >= self.onset {
                self.speech_from = Some(frame);
            }
            return None;
        };
        if probability >= self.offset {
            self.silence_from = None;
            return None;
        }
        let silence = *self.silence_from.get_or_insert(frame);
        if frame + 1 - silence < self.shortest_silence {
            return None;
        }
        self.speech_from = None;
        self.silence_from = None;
        self.long_enough(start, silence)
    }

    /// First frame of the span that is still open.
    #[must_use]
    pub fn open(&self) -> Option<u64> {
        self.speech_from
    }

    /// Ends the stream; gives the span that was open.
    pub fn finish(&mut self) -> Option<(u64, u64)> {
        let start = self.speech_from.take()?;
        let end = self.silence_from.take().unwrap_or(self.frame);
        self.long_enough(start, end)
    }

    fn long_enough(&self, start: u64, end: u64) -> Option<(u64, u64)> {
        (end - start >= self.shortest_speech).then_some((start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans(probabilities: &[f32]) -> Vec<(u64, u64)> {
        let mut follower = Hysteresis::new(&Detection::default(), 0.1);
        let mut spans: Vec<_> = probabilities
            .iter()
            .filter_map(|p| follower.push(*p))
            .collect();
        spans.extend(follower.finish());
        spans
    }

    #[test]
    fn a_short_dip_does_not_split_and_a_long_one_does() {
        let mut dip = vec![0.9; 10];
        dip.extend([0.1; 2]);
        dip.extend([0.9; 10]);
        assert_eq!(spans(&dip), [(0, 22)]);
        let mut pause = vec![0.9; 10];
        pause.extend([0.1; 6]);
        pause.extend([0.9; 10]);
        assert_eq!(spans(&pause), [(0, 10), (16, 26)]);
    }

    #[test]
    fn between_offset_and_onset_speech_goes_on_but_does_not_begin() {
        assert_eq!(spans(&[0.4; 20]), []);
        let mut fading = vec![0.6];
        fading.extend([0.4; 19]);
        assert_eq!(spans(&fading), [(0, 20)]);
    }

    proptest! {
        #[test]
        fn spans_are_ordered_and_apart(probabilities in proptest::collection::vec(0.0f32..1.0, 0..400)) {
            let spans = spans(&probabilities);
            for pair in spans.windows(2) {
                prop_assert!(pair[0].1 < pair[1].0);
            }
            prop_assert!(spans.iter().all(|(start, end)| start < end && *end <= 400));
        }
    }
}
