//! How loud a stream is: peak, mean, and how much of it is digital silence.

/// Half a step of 16 bits: what is smaller, 16-bit sound has as 0.
const SILENCE: f32 = 1.0 / 65_536.0;

/// Measures the level of mono samples, full scale being 1.
#[derive(Debug, Clone, Default)]
pub struct Level {
    count: u64,
    silent: u64,
    peak: f32,
    squares: f64,
}

impl Level {
    /// Takes the next samples.
    pub fn push(&mut self, samples: &[f32]) {
        for sample in samples {
            let size = sample.abs();
            self.peak = self.peak.max(size);
            self.squares += f64::from(size).powi(2);
            self.silent += u64::from(size < SILENCE);
        }
        self.count += samples.len() as u64;
    }

    /// Number of samples so far.
    #[must_use]
    pub fn samples(&self) -> u64 {
        self.count
    }

    /// The largest sample in dB of full scale; `None` if all are 0.
    #[must_use]
    pub fn peak(&self) -> Option<f64> {
        decibels(f64::from(self.peak))
    }

    /// The root mean square in dB of full scale, in which a sine of full scale has -3; `None` if all
    /// samples are 0.
    #[must_use]
    pub fn rms(&self) -> Option<f64> {
        decibels((self.squares / float(self.count.max(1))).sqrt())
    }

    /// Share of samples that are digital silence: too small for 16 bits. 0 of no samples.
    #[must_use]
    pub fn silent(&self) -> f64 {
        float(self.silent) / float(self.count.max(1))
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sample counts stay far below 2^53"
)]
fn float(count: u64) -> f64 {
    count as f64
}

fn decibels(size: f64) -> Option<f64> {
    (size > 0.0).then(|| 20.0 * size.log10())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_in_decibels_of_full_scale() {
        let mut level = Level::default();
        level.push(&[0.0; 500]);
        assert_eq!(
            (level.peak(), level.rms(), level.silent()),
            (None, None, 1.0)
        );
        let wave: Vec<f32> = (0..1_000u16)
            .map(|at| 0.1 * (f32::from(at) * std::f32::consts::TAU / 40.0).sin())
            .collect();
        level.push(&wave[..300]);
        level.push(&wave[300..]);
        let rounded = |value: Option<f64>| value.map(|value| (value * 10.0).round() / 10.0);
        assert_eq!(rounded(level.peak()), Some(-20.0));
        // A sine is 3 dB below its peak, and a third of the samples are silence.
        assert_eq!(rounded(level.rms()), Some(-24.8));
        // Those of the wave that cross 0 are among them.
        assert!(
            (level.silent() - 550.0 / 1_500.0).abs() < 1e-3,
            "{}",
            level.silent()
        );
        assert_eq!(level.samples(), 1_500);
    }

    #[test]
    fn nothing_has_no_level() {
        let level = Level::default();
        assert_eq!(
            (level.peak(), level.rms(), level.silent()),
            (None, None, 0.0)
        );
    }
}
