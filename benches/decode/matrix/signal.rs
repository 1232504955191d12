//! The marker signal: chirps at known, irregular times over quiet noise, and what a recipe makes of them.

use std::path::Path;

/// Frequencies in Hz between which a chirp rises: codecs for telephone speech carry both.
const CHIRP: (f64, f64) = (1_500.0, 3_000.0);
/// Seconds of a chirp, and of its rise and fall.
const CHIRP_LENGTH: f64 = 0.06;
const FADE: f64 = 0.005;
/// Peak of a chirp, of full scale.
pub(super) const AMPLITUDE: f64 = 0.5;
/// Peak of the noise: uniform noise of this peak has -50 dB of full scale.
const NOISE: f64 = 0.0055;

/// Which of three marker patterns a file carries. No two have a pause in common, so that a part at a
/// wrong place can't look right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Take {
    /// 11 s, 14 markers.
    First,
    /// 7 s, 7 markers: the second part of joined files.
    Second,
    /// 1 s with one marker.
    Short,
}

impl Take {
    /// When the chirps begin, in seconds; the first and the last show what an end lacks.
    fn markers(self) -> &'static [f64] {
        match self {
            Self::First => &[
                0.15, 0.97, 1.61, 2.73, 3.35, 4.41, 5.09, 6.13, 6.77, 7.93, 8.57, 9.29, 10.21,
                10.86,
            ],
            Self::Second => &[0.11, 1.22, 2.45, 3.12, 4.90, 5.63, 6.87],
            Self::Short => &[0.40],
        }
    }

    fn seconds(self) -> f64 {
        match self {
            Self::First => 11.0,
            Self::Second => 7.0,
            Self::Short => 1.0,
        }
    }

    /// The markers and the length of this pattern.
    pub fn truth(self) -> Truth {
        Truth {
            markers: self.markers().to_vec(),
            duration: self.seconds(),
        }
    }
}

/// A WAV file to be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signal {
    /// Which markers.
    pub take: Take,
    /// Samples per second.
    pub rate: u32,
    /// How many channels; all carry the same, but a sixth channel's fourth, the LFE, carries noise alone.
    pub channels: u16,
    /// The channel that carries the markers alone, from 0.
    pub only: Option<u16>,
}

impl Signal {
    /// Writes the signal as 16-bit WAV.
    pub(super) fn write(&self, path: &Path) -> Result<(), hound::Error> {
        let spec = hound::WavSpec {
            channels: self.channels,
            sample_rate: self.rate,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(path, spec)?;
        let mut dice = fastrand::Rng::with_seed(19);
        let mut samples = vec![0.0; (self.take.seconds() * f64::from(self.rate)).round() as usize];
        for marker in self.take.markers() {
            let first = (marker * f64::from(self.rate)).ceil() as usize;
            let last = ((marker + CHIRP_LENGTH) * f64::from(self.rate)) as usize;
            for (index, sample) in samples.iter_mut().enumerate().take(last + 1).skip(first) {
                *sample = AMPLITUDE * chirp(index as f64 / f64::from(self.rate) - marker).0;
            }
        }
        for sample in samples {
            for channel in 0..self.channels {
                let lfe = self.channels >= 6 && channel == 3;
                let sounds = self.only.map_or(!lfe, |only| only == channel);
                let marker = if sounds { sample } else { 0.0 };
                let value = marker + NOISE * (dice.f64() * 2.0 - 1.0);
                writer.write_sample((value * 32_767.0).round() as i16)?;
            }
        }
        writer.finalize()
    }
}

/// A chirp of amplitude 1 at a time since its beginning, and the same a quarter of a turn behind.
fn chirp(at: f64) -> (f64, f64) {
    if !(0.0..=CHIRP_LENGTH).contains(&at) {
        return (0.0, 0.0);
    }
    let slope = (CHIRP.1 - CHIRP.0) / CHIRP_LENGTH;
    let phase = std::f64::consts::TAU * (CHIRP.0 * at + slope * at * at / 2.0);
    let edge = at.min(CHIRP_LENGTH - at) / FADE;
    let window = (edge.min(1.0) * std::f64::consts::FRAC_PI_2).sin().powi(2);
    (window * phase.sin(), window * phase.cos())
}

/// A chirp and its quadrature at a sample rate, for the matched filter.
pub(super) fn templates(rate: u32) -> (Vec<f32>, Vec<f32>) {
    let count = (CHIRP_LENGTH * f64::from(rate)).round() as usize;
    let at = |index: usize| chirp(index as f64 / f64::from(rate));
    let both = (0..count).map(|index| (at(index).0 as f32, at(index).1 as f32));
    both.unzip()
}

/// What is to be heard: when the markers begin and how long all of it is, in seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// Beginnings of the chirps, in order.
    pub markers: Vec<f64>,
    /// Length of the recording.
    pub duration: f64,
}

impl Truth {
    /// The same behind so many seconds of silence.
    pub fn after(mut self, seconds: f64) -> Self {
        self.markers
            .iter_mut()
            .for_each(|marker| *marker += seconds);
        self.duration += seconds;
        self
    }

    /// Another recording behind this one.
    pub fn then(mut self, other: Self) -> Self {
        let other = other.after(self.duration);
        self.markers.extend(other.markers);
        self.duration = other.duration;
        self
    }

    /// What edits make of it: (start, length) in seconds; a negative start is silence.
    pub fn edited(&self, edits: &[(f64, f64)]) -> Self {
        let mut edited = Self {
            markers: Vec::new(),
            duration: 0.0,
        };
        for &(start, length) in edits {
            let length = if start < 0.0 {
                length
            } else {
                length.min(self.duration - start)
            };
            let inside = |marker: &&f64| start >= 0.0 && (start..start + length).contains(*marker);
            let moved = self.markers.iter().filter(inside);
            edited
                .markers
                .extend(moved.map(|marker| marker - start + edited.duration));
            edited.duration += length;
        }
        edited
    }
}
