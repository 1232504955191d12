//! Any sample rate to 16 kHz, band-limited, as a stream.

use rubato::audioadapter_buffers::direct::SequentialSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler as _};

use super::SAMPLE_RATE;

/// Why a resampler could not be built or run.
#[derive(Debug, thiserror::Error)]
pub enum ResampleError {
    /// The rate is outside what the resampler takes.
    #[error("can't resample from {rate} Hz")]
    Rate {
        /// The input's rate in Hz.
        rate: u32,
        /// What the resampler said.
        #[source]
        source: rubato::ResamplerConstructionError,
    },
    /// The resampler refused a block.
    #[error("resampling failed")]
    Process(#[from] rubato::ResampleError),
}

/// Turns mono blocks of one rate into mono blocks of [`SAMPLE_RATE`], delay removed.
pub struct Resampler {
    inner: Option<Fft<f32>>,
    rate: u32,
    pending: Vec<f32>,
    output: Vec<f32>,
    taken: u64,
    given: u64,
    delay: usize,
}

impl Resampler {
    /// A resampler from `rate` Hz.
    ///
    /// # Errors
    /// When the rate is one the filter can't be built for.
    pub fn new(rate: u32) -> Result<Self, ResampleError> {
        let inner = if rate == SAMPLE_RATE {
            None
        } else {
            let (from, to) = (rate as usize, SAMPLE_RATE as usize);
            let fft = Fft::new(from, to, 1024, 1, FixedSync::Input);
            Some(fft.map_err(|source| ResampleError::Rate { rate, source })?)
        };
        let (delay, room) = inner
            .as_ref()
            .map_or((0, 0), |r| (r.output_delay(), r.output_frames_max()));
        Ok(Self {
            inner,
            rate,
            pending: Vec::new(),
            output: vec![0.0; room],
            taken: 0,
            given: 0,
            delay,
        })
    }

    /// Takes a block and appends what is ready to `out`.
    ///
    /// # Errors
    /// When the filter refuses the block.
    pub fn push(&mut self, mono: &[f32], out: &mut Vec<f32>) -> Result<(), ResampleError> {
        self.taken += mono.len() as u64;
        if self.inner.is_none() {
            out.extend_from_slice(mono);
            return Ok(());
        }
        self.pending.extend_from_slice(mono);
        self.drain(out)
    }

    /// Appends the rest to `out`, so that the output is as long as the input in seconds.
    ///
    /// # Errors
    /// When the filter refuses the padding.
    pub fn finish(&mut self, out: &mut Vec<f32>) -> Result<(), ResampleError> {
        let Some(inner) = &self.inner else {
            return Ok(());
        };
        let step = inner.input_frames_next();
        let expected = self.taken * u64::from(SAMPLE_RATE) / u64::from(self.rate);
        let start = out.len();
        let already = self.given;
        while self.given < expected {
            self.pending.resize(self.pending.len() + step, 0.0);
            self.drain(out)?;
        }
        let rest = usize::try_from(expected - already).unwrap_or(usize::MAX);
        out.truncate(start.saturating_add(rest));
        Ok(())
    }

    fn drain(&mut self, out: &mut Vec<f32>) -> Result<(), ResampleError> {
        let Some(inner) = &mut self.inner else {
            return Ok(());
        };
        let mut used = 0;
        loop {
            let needed = inner.input_frames_next();
            let Some(block) = self.pending.get(used..used + needed) else {
                break;
            };
            let input = SequentialSlice::new(block, 1, needed).map_err(size_error)?;
            let room = self.output.len();
            let mut output =
                SequentialSlice::new_mut(&mut self.output, 1, room).map_err(size_error)?;
            let (read, written) =
                inner.process_into_buffer(&input, &mut output, None::<&Indexing>)?;
            used += read;
            let skip = self.delay.min(written);
            self.delay -= skip;
            out.extend_from_slice(&self.output[skip..written]);
            self.given += (written - skip) as u64;
        }
        self.pending.drain(..used);
        Ok(())
    }
}

/// The buffers are made to measure above, so a size mismatch is the filter's, not the caller's.
fn size_error<E>(_: E) -> rubato::ResampleError {
    rubato::ResampleError::InsufficientInputBufferSize {
        expected: 1,
        actual: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    fn resampled(rate: u32, hertz: f64, seconds: f64) -> Vec<f32> {
        let count = (f64::from(rate) * seconds) as usize;
        let tone: Vec<f32> = (0..count)
            .map(|i| (TAU * hertz * i as f64 / f64::from(rate)).sin() as f32)
            .collect();
        let mut resampler = Resampler::new(rate).expect("rate");
        let mut out = Vec::new();
        for block in tone.chunks(997) {
            resampler.push(block, &mut out).expect("push");
        }
        resampler.finish(&mut out).expect("finish");
        out
    }

    #[test]
    fn tones_keep_phase_and_length() {
        for rate in [8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 12_347] {
            let out = resampled(rate, 440.0, 1.0);
            assert_eq!(out.len(), 16_000, "from {rate} Hz");
            for (i, sample) in out.iter().enumerate().skip(800).take(14_400) {
                let expected = (TAU * 440.0 * i as f64 / 16_000.0).sin();
                // The delay is taken off in whole samples: one sample is 0.17 of this tone.
                let difference = (f64::from(*sample) - expected).abs();
                assert!(difference < 0.18, "{rate} Hz at {i}: {difference}");
            }
        }
    }

    #[test]
    fn what_16_khz_cannot_carry_is_removed_not_folded() {
        let out = resampled(48_000, 11_000.0, 1.0);
        let peak = out[800..15_200].iter().fold(0.0_f32, |p, s| p.max(s.abs()));
        assert!(peak < 0.01, "alias of {peak}");
    }
}
