//! Finds the markers in decoded sound, by a matched filter: the correlation with a chirp, whatever its
//! phase, compared with the power around it.

use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};

use super::signal::{self, AMPLITUDE};

/// Samples per second of what is decoded.
pub(super) const RATE: u32 = 16_000;
/// Correlation coefficient from which on a place is a marker. Noise stays below 0.2; a chirp behind a
/// telephone codec has 0.6 and more.
const LIKE_A_CHIRP: f32 = 0.45;
/// Amplitude, of that of the signal's markers, below which nothing counts as a marker.
const FAINTEST: f32 = 0.02;
/// Seconds around a marker without another.
const APART: f64 = 0.1;

/// A marker that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Marker {
    /// Where it begins, in seconds.
    pub at: f64,
    /// Its level above that of the signal's markers, in dB.
    pub level: f64,
}

/// Measured sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The markers, in order.
    pub markers: Vec<Marker>,
    /// Length in seconds.
    pub duration: f64,
    /// Mean power of all of it, in dB of full scale.
    pub level: f64,
}

/// Measures mono sound of 16 kHz.
pub fn measure(samples: &[f32]) -> Measured {
    let power: f64 = samples
        .iter()
        .map(|sample| f64::from(*sample).powi(2))
        .sum();
    Measured {
        markers: markers(samples),
        duration: samples.len() as f64 / f64::from(RATE),
        level: 10.0 * (power / samples.len().max(1) as f64).max(1e-12).log10(),
    }
}

fn markers(samples: &[f32]) -> Vec<Marker> {
    let (sine, cosine) = signal::templates(RATE);
    let length = sine.len();
    if samples.len() < length {
        return Vec::new();
    }
    let size = (samples.len() + length).next_power_of_two();
    let mut planner = RealFftPlanner::<f32>::new();
    let (forward, inverse) = (
        planner.plan_fft_forward(size),
        planner.plan_fft_inverse(size),
    );
    let spectrum = transform(&*forward, samples, size);
    let correlate = |template: &[f32]| {
        let pattern = transform(&*forward, template, size);
        let mut product: Vec<Complex32> = spectrum
            .iter()
            .zip(&pattern)
            .map(|(a, b)| a * b.conj())
            .collect();
        // The inverse transform wants them real; rounding may leave a trace.
        product[0].im = 0.0;
        product[size / 2].im = 0.0;
        let mut out = vec![0.0; size];
        inverse
            .process(&mut product, &mut out)
            .expect("buffers of the planned size");
        out
    };
    let (with_sine, with_cosine) = (correlate(&sine), correlate(&cosine));
    let energy: f32 = sine.iter().map(|value| value * value).sum();
    let mut sums = vec![0.0_f64];
    for sample in samples {
        sums.push(sums[sums.len() - 1] + f64::from(*sample).powi(2));
    }
    let scale = size as f32;
    // Amplitude and likeness of a chirp at each place.
    let amplitudes: Vec<(f32, f32)> = (0..=samples.len() - length)
        .map(|at| {
            let found = with_sine[at].hypot(with_cosine[at]) / scale;
            let around = (sums[at + length] - sums[at]).max(0.0).sqrt() as f32;
            (found / energy, found / (around * energy.sqrt()).max(1e-6))
        })
        .collect();
    peaks(&amplitudes)
}

fn transform(forward: &dyn RealToComplex<f32>, samples: &[f32], size: usize) -> Vec<Complex32> {
    let mut padded = samples.to_vec();
    padded.resize(size, 0.0);
    let mut spectrum = forward.make_output_vec();
    forward
        .process(&mut padded, &mut spectrum)
        .expect("buffers of the planned size");
    spectrum
}

/// The places whose amplitude is the largest around them, among those that are like a chirp.
fn peaks(amplitudes: &[(f32, f32)]) -> Vec<Marker> {
    let apart = (APART * f64::from(RATE)) as usize;
    let mut found: Vec<(usize, f32)> = Vec::new();
    for (at, &(amplitude, likeness)) in amplitudes.iter().enumerate() {
        if likeness < LIKE_A_CHIRP || amplitude < FAINTEST * AMPLITUDE as f32 {
            continue;
        }
        match found.last_mut() {
            Some(last) if at - last.0 < apart => {
                if amplitude > last.1 {
                    *last = (at, amplitude);
                }
            }
            _ => found.push((at, amplitude)),
        }
    }
    let marker = |(at, amplitude): (usize, f32)| Marker {
        at: at as f64 / f64::from(RATE),
        level: 20.0 * (f64::from(amplitude) / AMPLITUDE).log10(),
    };
    found.into_iter().map(marker).collect()
}
