//! How long a stream is louder than silence.

use super::{SAMPLE_RATE, seconds};

/// Samples that one level is taken over: 100 ms.
const BLOCK: u32 = SAMPLE_RATE / 10;
/// Mean square of a sound at -60 dBFS: below it, microphones and converters hear only themselves.
const SILENCE: f64 = 1.0e-6;

/// Counts how long mono 16 kHz samples sound.
#[derive(Debug, Default)]
pub struct Meter {
    sum: f64,
    squares: f64,
    count: u32,
    sounding: u64,
}

impl Meter {
    /// Takes the next samples.
    pub fn push(&mut self, samples: &[f32]) {
        for sample in samples {
            let sample = f64::from(*sample);
            self.sum += sample;
            self.squares += sample * sample;
            self.count += 1;
            if self.count == BLOCK {
                // Around the mean: a constant offset is no sound.
                let mean = self.sum / f64::from(BLOCK);
                if self.squares / f64::from(BLOCK) - mean * mean > SILENCE {
                    self.sounding += u64::from(BLOCK);
                }
                (self.sum, self.squares, self.count) = (0.0, 0.0, 0);
            }
        }
    }

    /// Seconds so far in which there was sound.
    #[must_use]
    pub fn sounding(&self) -> f64 {
        seconds(self.sounding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounding(level: f32, offset: f32) -> f64 {
        let mut meter = Meter::default();
        for part in (0..32_000u16).collect::<Vec<_>>().chunks(777) {
            let wave = part
                .iter()
                .map(|at| offset + level * (f32::from(*at) * 0.3).sin());
            meter.push(&wave.collect::<Vec<_>>());
        }
        meter.sounding()
    }

    #[test]
    fn sound_is_what_moves_and_is_loud_enough() {
        assert_eq!(sounding(0.1, 0.0), 2.0);
        assert_eq!(sounding(0.002, 0.3), 2.0);
        assert_eq!(sounding(0.001, 0.0), 0.0);
        assert_eq!(sounding(0.0, 0.5), 0.0);
    }
}
