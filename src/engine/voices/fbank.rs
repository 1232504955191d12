//! Log mel filter bank energies as Kaldi computes them: what speaker embedding networks hear.
//!
//! 80 bands from 20 Hz to 8 kHz, frames of 25 ms every 10 ms, only whole frames, no dither.
//! Source: Kaldi's `feature-fbank` and `feature-window`, with the defaults of its command line.

use std::f32::consts::PI;
use std::sync::Arc;

use realfft::{RealFftPlanner, RealToComplex};

/// Bands a frame.
pub(super) const BANDS: usize = 80;
/// Samples from one frame to the next: 10 ms.
pub(super) const STEP: usize = 160;
/// Samples a frame: 25 ms.
pub(super) const FRAME: usize = 400;

const FFT: usize = 512;
const PRE_EMPHASIS: f32 = 0.97;
const LOWEST_HZ: f32 = 20.0;
const HIGHEST_HZ: f32 = 8_000.0;
const SAMPLE_RATE: f32 = 16_000.0;

/// How the edges of a frame fade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Fade {
    /// A Hann window to the power of 0.85; Kaldi's default, and CAM++'s.
    Povey,
    /// A Hamming window; WeSpeaker's.
    Hamming,
}

impl Fade {
    fn window(self) -> Vec<f32> {
        let last = float(FRAME - 1);
        let cosine = |index: usize| (2.0 * PI * float(index) / last).cos();
        (0..FRAME)
            .map(|index| match self {
                Self::Povey => (0.5 - 0.5 * cosine(index)).powf(0.85),
                Self::Hamming => 0.54 - 0.46 * cosine(index),
            })
            .collect()
    }
}

/// Computes filter banks; made once, used by all threads.
pub(super) struct Fbank {
    window: Vec<f32>,
    fft: Arc<dyn RealToComplex<f32>>,
    bands: Vec<Band>,
    /// What samples in -1..1 are multiplied with.
    scale: f32,
}

/// A triangle over neighbouring bins of the spectrum.
struct Band {
    first: usize,
    weights: Vec<f32>,
}

impl Fbank {
    pub(super) fn new(fade: Fade, scale: f32) -> Self {
        Self {
            window: fade.window(),
            fft: RealFftPlanner::new().plan_fft_forward(FFT),
            bands: bands(),
            scale,
        }
    }

    /// Frames of `samples` in -1..1, [`BANDS`] natural logarithms each, frame by frame.
    pub(super) fn compute(&self, samples: &[f32]) -> Vec<f32> {
        let mut features = Vec::new();
        let mut input = self.fft.make_input_vec();
        let mut spectrum = self.fft.make_output_vec();
        let mut scratch = self.fft.make_scratch_vec();
        let mut start = 0;
        while let Some(frame) = samples.get(start..start + FRAME) {
            self.prepare(frame, &mut input);
            let done = self
                .fft
                .process_with_scratch(&mut input, &mut spectrum, &mut scratch);
            debug_assert!(done.is_ok(), "the buffers have the lengths of the plan");
            let power: Vec<f32> = spectrum
                .iter()
                .map(realfft::num_complex::Complex::norm_sqr)
                .collect();
            features.extend(self.bands.iter().map(|band| {
                let bins = &power[band.first..];
                let energy: f32 = bins.iter().zip(&band.weights).map(|(p, w)| p * w).sum();
                energy.max(f32::EPSILON).ln()
            }));
            start += STEP;
        }
        features
    }

    /// Removes the mean, emphasises high frequencies, fades the edges and fills up with zeros.
    fn prepare(&self, frame: &[f32], input: &mut [f32]) {
        let mean = frame.iter().sum::<f32>() / float(FRAME);
        let centred = |sample: f32| (sample - mean) * self.scale;
        // Before the first sample stands the first sample.
        let mut before = centred(frame[0]);
        for ((slot, sample), fade) in input.iter_mut().zip(frame).zip(&self.window) {
            let sample = centred(*sample);
            *slot = (sample - PRE_EMPHASIS * before) * fade;
            before = sample;
        }
        input[FRAME..].fill(0.0);
    }
}

/// Triangles evenly spaced in mel.
fn bands() -> Vec<Band> {
    let mel = |hertz: f32| 1127.0 * (1.0 + hertz / 700.0).ln();
    let (lowest, highest) = (mel(LOWEST_HZ), mel(HIGHEST_HZ));
    let step = (highest - lowest) / float(BANDS + 1);
    let band = |index: usize| {
        let left = lowest + float(index) * step;
        let (centre, right) = (left + step, left + 2.0 * step);
        let weight = |bin: usize| {
            let mel = mel(float(bin) * SAMPLE_RATE / float(FFT));
            ((mel - left) / step).min((right - mel) / step).max(0.0)
        };
        debug_assert!(left < centre && centre < right);
        let weights: Vec<f32> = (0..FFT / 2).map(weight).collect();
        let first = weights.iter().position(|w| *w > 0.0).unwrap_or(0);
        let last = weights.iter().rposition(|w| *w > 0.0).unwrap_or(0);
        Band {
            first,
            weights: weights[first..=last].to_vec(),
        }
    };
    (0..BANDS).map(band).collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "indices of frames and bins are small"
)]
fn float(index: usize) -> f32 {
    index as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The signal of tests/golden/fbank.py.
    fn signal(length: usize) -> Vec<f32> {
        let mut state = 1u64;
        let sample = |i: usize| {
            state = (state * 1_103_515_245 + 12_345) % (1 << 31);
            let noise = state as f64 / (1u64 << 31) as f64 - 0.5;
            let i = i as f64;
            let tones = (i * 0.05).sin() + 0.5 * (i * 0.31).sin() + 0.25 * (i * 1.7).sin();
            ((0.2 * tones + 0.02 * noise) * (0.1 + i / length as f64)) as f32
        };
        (0..length).map(sample).collect()
    }

    #[test]
    fn features_are_kaldis() {
        let golden = include_str!("../../../tests/golden/fbank.json");
        let golden: std::collections::BTreeMap<String, Vec<Vec<f32>>> =
            serde_json::from_str(golden).expect("golden values");
        let kinds = [
            ("povey", Fade::Povey, 1.0),
            ("hamming", Fade::Hamming, 32_768.0),
        ];
        for (name, fade, scale) in kinds {
            let found = Fbank::new(fade, scale).compute(&signal(1_360));
            let expected = &golden[name];
            assert_eq!(found.len(), expected.len() * BANDS, "{name}");
            for (found, expected) in found.iter().zip(expected.iter().flatten()) {
                assert!(
                    (found - expected).abs() < 2e-3,
                    "{name}: {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn frames_are_whole() {
        let fbank = Fbank::new(Fade::Povey, 1.0);
        assert!(fbank.compute(&[0.0; FRAME - 1]).is_empty());
        assert_eq!(fbank.compute(&[0.0; FRAME + STEP]).len(), 2 * BANDS);
    }
}
