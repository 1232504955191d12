//! Samples to the log-mel spectrogram that Whisper hears: 25 ms windows every 10 ms.

use std::ops::Range;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use crate::ggml::BINS;

/// Samples of a window.
const WINDOW: usize = 400;
/// Samples from one frame to the next.
pub(super) const HOP: usize = 160;
/// Least power of a band, whose logarithm is taken.
const LEAST_POWER: f32 = 1e-10;
/// How far below the loudest a band may lie, as a power of ten.
const RANGE: f32 = 8.0;

/// What turns samples into spectrograms.
pub(super) struct Mel {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    /// For each band, the bins that it hears and their weights.
    bands: Vec<(Range<usize>, Vec<f32>)>,
}

impl Mel {
    /// From rows of [`BINS`] weights, one for each band.
    pub(super) fn new(filters: &[f32]) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
        let phase = |index: usize| index as f32 * std::f32::consts::TAU / WINDOW as f32;
        let bands = filters.chunks_exact(BINS).map(|row| {
            let first = row.iter().position(|weight| *weight != 0.0).unwrap_or(0);
            let last = row.iter().rposition(|weight| *weight != 0.0);
            let bins = first..last.map_or(first, |last| last + 1);
            (bins.clone(), row[bins].to_vec())
        });
        Self {
            fft: RealFftPlanner::new().plan_fft_forward(WINDOW),
            window: (0..WINDOW).map(|i| 0.5 - 0.5 * phase(i).cos()).collect(),
            bands: bands.collect(),
        }
    }

    /// Bands of a frame.
    pub(super) fn bands(&self) -> usize {
        self.bands.len()
    }

    /// The spectrogram of samples and of silence behind them, so many frames in all: a row of
    /// bands for each frame.
    ///
    /// # Panics
    /// Never: the lengths of the transform are its own.
    pub(super) fn of(&self, samples: &[f32], frames: usize) -> Vec<f32> {
        let mut logs = vec![LEAST_POWER.log10(); frames * self.bands.len()];
        let mut input = self.fft.make_input_vec();
        let mut output = self.fft.make_output_vec();
        let mut scratch = self.fft.make_scratch_vec();
        for (frame, logs) in logs.chunks_exact_mut(self.bands.len()).enumerate() {
            // Frames are centred on multiples of the hop; before the first sample, the recording is
            // mirrored.
            let first = frame * HOP;
            if first >= samples.len() + WINDOW / 2 {
                break;
            }
            for (index, value) in input.iter_mut().enumerate() {
                let at = (first + index).abs_diff(WINDOW / 2);
                *value = samples.get(at).copied().unwrap_or(0.0) * self.window[index];
            }
            let done = self
                .fft
                .process_with_scratch(&mut input, &mut output, &mut scratch);
            if done.is_err() {
                break;
            }
            for (log, (bins, weights)) in logs.iter_mut().zip(&self.bands) {
                let powers = output[bins.clone()].iter().map(Complex::norm_sqr);
                let power: f32 = powers
                    .zip(weights)
                    .map(|(power, weight)| power * weight)
                    .sum();
                *log = power.max(LEAST_POWER).log10();
            }
        }
        let loudest = logs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for log in &mut logs {
            *log = (log.max(loudest - RANGE) + 4.0) / 4.0;
        }
        logs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tones_lie_in_their_bands() {
        // Bands of ten bins each, 400 Hz wide.
        let filters: Vec<f32> = (0..20)
            .flat_map(|band| (0..BINS).map(move |bin| f32::from(u8::from(bin / 10 == band))))
            .collect();
        let mel = Mel::new(&filters);
        let tone: Vec<f32> = (0..16_000u16)
            .map(|i| (f32::from(i) * 1_000.0 / 16_000.0 * std::f32::consts::TAU).sin())
            .collect();
        let rows = mel.of(&tone, 300);
        let row = |frame: usize| &rows[frame * 20..(frame + 1) * 20];
        let loudest = |row: &[f32]| (0..20).max_by(|a, b| row[*a].total_cmp(&row[*b]));
        assert_eq!(loudest(row(50)), Some(2));
        assert!((row(50)[2] - row(50)[15]) > 1.0);
        // Silence lies at the least that is told apart.
        assert!(
            row(200)
                .iter()
                .all(|value| (value - row(200)[0]).abs() < 1e-6)
        );
        assert!((row(50)[2] - row(200)[0] - RANGE / 4.0).abs() < 0.1);
    }
}
