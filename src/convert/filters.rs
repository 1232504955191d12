//! The mel filters that Whisper was trained with.
//!
//! They are those of librosa's `filters.mel(sr=16000, n_fft=400)`: triangles on Slaney's scale,
//! linear to 1 kHz and logarithmic above, each of the same area.

use crate::ggml::BINS;

/// Hertz of a mel below 1 kHz.
const LINEAR: f64 = 200.0 / 3.0;
/// Where the scale turns logarithmic, in hertz.
const BREAK: f64 = 1_000.0;
/// Natural logarithm of the step of a mel above that.
const STEP: f64 = 0.068_751_777_420_949_12;
/// Highest frequency, in hertz.
const NYQUIST: f64 = 8_000.0;

/// A row of [`BINS`] weights for each of so many bands.
#[expect(clippy::cast_precision_loss, reason = "a few hundred")]
#[expect(clippy::cast_possible_truncation, reason = "weights are stored as f32")]
pub(super) fn mel(bands: usize) -> Vec<f32> {
    let highest = BREAK / LINEAR + (NYQUIST / BREAK).ln() / STEP;
    let step = highest / (bands + 1) as f64;
    let inner = (0..=bands).map(|edge| step * edge as f64);
    let edges: Vec<f64> = inner.chain([highest]).map(hertz).collect();
    let mut filters = Vec::with_capacity(bands * BINS);
    for edges in edges.windows(3) {
        let area = 2.0 / (edges[2] - edges[0]);
        filters.extend((0..BINS).map(|bin| {
            let hertz = bin as f64 * NYQUIST / (BINS - 1) as f64;
            // As NumPy has it, down to the sign of the first weight's zero.
            let rise = -(edges[0] - hertz) / (edges[1] - edges[0]);
            let fall = (edges[2] - hertz) / (edges[2] - edges[1]);
            let weight = rise.min(fall);
            let weight = if weight < 0.0 { 0.0 } else { weight };
            (weight * area) as f32
        }));
    }
    filters
}

fn hertz(mel: f64) -> f64 {
    let linear = BREAK / LINEAR;
    if mel < linear {
        mel * LINEAR
    } else {
        BREAK * (STEP * (mel - linear)).exp()
    }
}
