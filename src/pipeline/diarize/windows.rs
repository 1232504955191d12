//! A stream of samples to the overlapping windows that a diarizer hears.

use crate::engine::LocalVoices;

const WINDOW: usize = LocalVoices::WINDOW;

/// Cuts a stream into windows of 10 s, a fixed number of frames apart.
pub(in crate::pipeline) struct Windows {
    pending: Vec<f32>,
    step: usize,
}

impl Windows {
    /// Windows that begin `step` frames after one another.
    pub(in crate::pipeline) fn new(step: usize) -> Self {
        Self {
            pending: Vec::new(),
            step: step.max(1) * LocalVoices::FRAME,
        }
    }

    /// Takes the next samples and gives the windows that are full. What may be the last window
    /// is left for [`Windows::finish`].
    pub(in crate::pipeline) fn push(&mut self, samples: &[f32]) -> Vec<Vec<f32>> {
        self.pending.extend_from_slice(samples);
        let mut full = Vec::new();
        while self.pending.len() > WINDOW {
            full.push(self.pending[..WINDOW].to_vec());
            self.pending.drain(..self.step.min(self.pending.len()));
        }
        full
    }

    /// The last window, which may be short; none of a stream without samples.
    pub(in crate::pipeline) fn finish(&mut self) -> Option<Vec<f32>> {
        let last = std::mem::take(&mut self.pending);
        (!last.is_empty()).then_some(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn windows(length: usize, block: usize) -> Vec<usize> {
        let samples = vec![0.0; length];
        let mut windows = Windows::new(148);
        let mut found: Vec<Vec<f32>> = Vec::new();
        for part in samples.chunks(block) {
            found.extend(windows.push(part));
        }
        found.extend(windows.finish());
        found.iter().map(Vec::len).collect()
    }

    #[test]
    fn the_last_window_is_as_long_as_the_stream_lets_it_be() {
        assert_eq!(windows(0, 100), [0usize; 0]);
        assert_eq!(windows(3_200, 100), [3_200]);
        assert_eq!(windows(WINDOW, 1_000), [WINDOW]);
        assert_eq!(windows(WINDOW + 1, 1_000), [WINDOW, WINDOW + 1 - 39_960]);
    }

    proptest! {
        #[test]
        fn every_sample_is_in_a_window(length in 1usize..700_000, block in 4_000usize..90_000) {
            let lengths = windows(length, block);
            let before = (lengths.len() - 1) * 39_960;
            prop_assert_eq!(before + lengths.last().expect("a window"), length);
            prop_assert!(lengths.iter().all(|length| *length <= WINDOW));
        }
    }
}
