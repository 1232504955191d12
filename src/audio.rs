//! Samples: the one format every engine hears (mono, 16 kHz, f32), and how any other becomes it.

pub mod downmix;
pub mod energy;
pub mod level;
pub mod meter;
pub mod resample;

/// The sample rate every engine works at.
pub const SAMPLE_RATE: u32 = 16_000;

/// Seconds of `samples` samples at [`SAMPLE_RATE`].
#[must_use]
pub fn seconds(samples: u64) -> f64 {
    // Exact up to 2^53 samples, which is 17,000 years.
    #[expect(
        clippy::cast_precision_loss,
        reason = "sample counts stay far below 2^53"
    )]
    let samples = samples as f64;
    samples / f64::from(SAMPLE_RATE)
}

/// The sample nearest to a time in seconds; negative times give 0.
#[must_use]
pub fn sample_at(seconds: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to zero below, and a float cast saturates above"
    )]
    let sample = (seconds.max(0.0) * f64::from(SAMPLE_RATE)).round() as u64;
    sample
}

/// Largest magnitude taken for sound; beyond it a float sample is damage, not loudness.
const LARGEST_SANE: f32 = 1.0e4;

/// Makes foreign samples safe: what isn't finite or sane becomes 0, over-range audio is scaled down.
#[derive(Debug, Default)]
pub struct Sanitizer {
    peak: f32,
    repaired: u64,
}

impl Sanitizer {
    /// Repairs one block of interleaved or mono samples in place.
    pub fn apply(&mut self, samples: &mut [f32]) {
        for sample in samples.iter_mut() {
            if !sample.is_finite() || sample.abs() > LARGEST_SANE {
                *sample = 0.0;
                self.repaired += 1;
            }
            self.peak = self.peak.max(sample.abs());
        }
        // Lossy codecs overshoot full scale by a few per cent; only real over-range is scaled.
        if self.peak > 1.5 {
            for sample in samples.iter_mut() {
                *sample /= self.peak;
            }
        }
    }

    /// How many samples were not numbers or not sane.
    #[must_use]
    pub fn repaired(&self) -> u64 {
        self.repaired
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sanitized_samples_are_finite_and_in_range(
            mut samples in proptest::collection::vec(proptest::num::f32::ANY, 0..300)
        ) {
            let mut sanitizer = Sanitizer::default();
            sanitizer.apply(&mut samples);
            prop_assert!(samples.iter().all(|s| s.is_finite() && s.abs() <= 1.5));
        }
    }

    #[test]
    fn seconds_and_samples_are_inverse() {
        assert_eq!(sample_at(seconds(12_345)), 12_345);
        assert_eq!(sample_at(-1.0), 0);
    }
}
