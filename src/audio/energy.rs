//! How loud a window is every 5 ms, and where in it nothing is said.
//!
//! Networks place words to within 50 ms or so and know little of pauses; the sound's own energy
//! says when a voice stops and sets in again. What counts as quiet is relative to some seconds
//! around.

use std::ops::Range;

use super::{SAMPLE_RATE, seconds};
use crate::transcript::Span;

/// Samples from one step to the next: 5 ms.
const STEP: usize = SAMPLE_RATE as usize / 200;
/// Samples that one level is taken over: 25 ms, a few periods of the lowest voice.
const FRAME: usize = SAMPLE_RATE as usize / 40;
/// First-order pre-emphasis, as in every speech front end: hiss counts, hum does not.
const EMPHASIS: f32 = 0.97;
/// Mean square below all recorded sound, so that digital silence has a level.
const FLOOR: f64 = 1.0e-10;
/// Levels below this, in decibels, are digital silence, which tells nothing of a room's noise.
const DIGITAL: f64 = -95.0;
/// Noise and speech are measured in so many steps around a place: 4 s to either side.
const REACH: usize = 800;
/// They are measured anew every so many steps: 0.5 s.
const BLOCK: usize = 100;
/// The noise and speech levels of a place: these shares of the steps around it are quieter.
const NOISE_SHARE: f64 = 0.10;
const SPEECH_SHARE: f64 = 0.95;
/// Quiet ends this far up from noise to speech; 0.2 to 0.4 place word ends alike.
const QUIET_SHARE: f64 = 0.3;
/// Quiet steps in a row, 25 ms, behind which a voice counts as silent: more than a stop's closure.
const SILENT_STEPS: usize = 5;
/// A word sounds at least this long beyond the place it was recognised at, in seconds.
const MARGIN: f64 = 0.01;

/// The energy of one window, step by step.
#[derive(Debug, Clone)]
pub struct Contour {
    /// Level in decibels of each step; step i stands for the 5 ms from `i * 0.005` s.
    levels: Vec<f64>,
    /// Noise and speech level around each block of steps.
    around: Vec<(f64, f64)>,
    duration: f64,
}

impl Contour {
    /// The contour of mono 16 kHz samples, some seconds of them.
    #[must_use]
    pub fn new(samples: &[f32]) -> Self {
        let levels = levels(samples);
        let blocks = 0..levels.len().div_ceil(BLOCK);
        Self {
            around: blocks.map(|block| around(&levels, block)).collect(),
            levels,
            duration: seconds(samples.len() as u64),
        }
    }

    /// Whether nothing is said in a step of 5 ms; outside the window nothing is.
    #[must_use]
    pub fn is_quiet(&self, step: usize) -> bool {
        let Some(level) = self.levels.get(step) else {
            return true;
        };
        let (noise, speech) = self.around[step / BLOCK];
        *level < noise + QUIET_SHARE * (speech - noise)
    }

    /// Decibels from noise to speech around a time in seconds; below 20 or so, pauses can't be
    /// told.
    #[must_use]
    pub fn range_db(&self, at_s: f64) -> f64 {
        let block = step_at(at_s) / BLOCK;
        let last = self.around.len().saturating_sub(1);
        let around = self.around.get(block.min(last));
        around.map_or(0.0, |(noise, speech)| speech - noise)
    }

    /// The longest quiet stretch between two times in seconds, the earlier of equals.
    #[must_use]
    pub fn longest_quiet(&self, from_s: f64, to_s: f64) -> Option<Span> {
        let (from, to) = (from_s.max(0.0), to_s.min(self.duration));
        let steps = step_at(from)..step_at(to + time(1) - f64::EPSILON).min(self.levels.len());
        let mut longest: Option<Span> = None;
        let mut begin = None;
        for step in steps.start..=steps.end {
            let quiet = step < steps.end && self.is_quiet(step);
            match (quiet, begin) {
                (true, None) => begin = Some(step),
                (false, Some(first)) => {
                    let run = Span::new(time(first).max(from), time(step).min(to));
                    let best = longest.map_or(0.0, |span| span.duration());
                    if run.duration() > best {
                        longest = Some(run);
                    }
                    begin = None;
                }
                _ => {}
            }
        }
        longest
    }

    /// When the sound begins that is known to sound at `first_s` seconds: where it turns quiet,
    /// walking back `reach_s` seconds at most.
    #[must_use]
    pub fn outer_start(&self, first_s: f64, reach_s: f64) -> f64 {
        let limit = (first_s - reach_s).max(0.0);
        let steps = step_at(limit)..step_at(first_s);
        let mut quiet = 0;
        let mut edge = limit;
        for step in steps.rev() {
            quiet = if self.is_quiet(step) { quiet + 1 } else { 0 };
            // The window's edge is as good as silence.
            if quiet == SILENT_STEPS || (quiet > 0 && step == 0) {
                edge = time(step + quiet);
                break;
            }
        }
        edge.min(first_s - MARGIN).max(0.0)
    }

    /// When the sound ends that is known to sound at `last_s` seconds: where it turns quiet,
    /// walking on `reach_s` seconds at most.
    #[must_use]
    pub fn outer_end(&self, last_s: f64, reach_s: f64) -> f64 {
        let limit = (last_s + reach_s).min(self.duration);
        let steps: Range<usize> = step_at(last_s)..step_at(limit);
        let mut quiet = 0;
        let mut edge = limit;
        for step in steps {
            quiet = if self.is_quiet(step) { quiet + 1 } else { 0 };
            if quiet == SILENT_STEPS || (quiet > 0 && step + 1 == self.levels.len()) {
                edge = time(step + 1 - quiet);
                break;
            }
        }
        edge.max(last_s + MARGIN).min(self.duration)
    }
}

/// Level of each step in decibels, over the frame around its middle.
fn levels(samples: &[f32]) -> Vec<f64> {
    let mut sums = Vec::with_capacity(samples.len() + 1);
    let (mut sum, mut before) = (0.0, 0.0);
    sums.push(sum);
    for &sample in samples {
        let value = f64::from(sample - EMPHASIS * before);
        // One damaged sample would make all sums behind it useless.
        sum += if value.is_finite() {
            value * value
        } else {
            0.0
        };
        before = sample;
        sums.push(sum);
    }
    (0..samples.len() / STEP)
        .map(|step| {
            let middle = step * STEP + STEP / 2;
            let from = middle.saturating_sub(FRAME / 2);
            let to = (middle + FRAME / 2).min(samples.len());
            let mean = (sums[to] - sums[from]) / f64::from(u32::try_from(to - from).unwrap_or(1));
            10.0 * mean.max(FLOOR).log10()
        })
        .collect()
}

/// Noise and speech level around a block.
fn around(levels: &[f64], block: usize) -> (f64, f64) {
    let from = (block * BLOCK).saturating_sub(REACH);
    let to = (block * BLOCK + BLOCK + REACH).min(levels.len());
    let mut ranked: Vec<f64> = levels[from..to]
        .iter()
        .copied()
        .filter(|level| *level > DIGITAL)
        .collect();
    ranked.sort_by(f64::total_cmp);
    (
        percentile(&ranked, NOISE_SHARE),
        percentile(&ranked, SPEECH_SHARE),
    )
}

/// The value below which a share of sorted values lies; 0 of none.
fn percentile(ranked: &[f64], share: f64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a window's few thousand steps"
    )]
    let index = (ranked.len().saturating_sub(1) as f64 * share).round() as usize;
    ranked.get(index).copied().unwrap_or(0.0)
}

/// The step that a time in seconds lies in; what is negative lies in the first.
fn step_at(seconds: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and a float cast saturates above"
    )]
    // A hair more, so that a step's own beginning lies in it.
    let step = (seconds.max(0.0) / time(1) + 1.0e-6) as usize;
    step
}

/// When a step begins, in seconds.
fn time(step: usize) -> f64 {
    seconds((step * STEP) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A loud tone in parts, faint hiss elsewhere; times in seconds.
    fn tones(length: f64, parts: &[(f64, f64)]) -> Vec<f32> {
        let mut state = 1u32;
        (0..(length * 16_000.0) as u32)
            .map(|index| {
                let at = f64::from(index) / 16_000.0;
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let hiss = (f64::from(state >> 8) / f64::from(1 << 24) - 0.5) * 0.002;
                let loud = parts.iter().any(|part| part.0 <= at && at < part.1);
                let tone = if loud { 0.3 * (at * 6283.0).sin() } else { 0.0 };
                (tone + hiss) as f32
            })
            .collect()
    }

    #[test]
    fn pauses_are_found() {
        let contour = Contour::new(&tones(3.0, &[(0.5, 1.0), (1.4, 2.5)]));
        assert!(contour.range_db(1.0) > 30.0);
        assert!(contour.is_quiet(20) && !contour.is_quiet(150) && contour.is_quiet(10_000));
        let pause = contour.longest_quiet(0.7, 2.0).expect("a pause");
        assert!((pause.start - 1.0).abs() < 0.02 && (pause.end - 1.4).abs() < 0.02);
        assert!(contour.longest_quiet(0.6, 0.9).is_none());
        assert!(contour.longest_quiet(0.9, 0.6).is_none());
        let clipped = contour.longest_quiet(1.1, 1.2).expect("a pause");
        assert!((clipped.start - 1.1).abs() < 1e-9 && (clipped.end - 1.2).abs() < 1e-9);
    }

    #[test]
    fn sounds_end_where_it_turns_quiet() {
        let contour = Contour::new(&tones(2.0, &[(0.5, 1.0)]));
        assert!((contour.outer_start(0.7, 0.3) - 0.5).abs() < 0.02);
        assert!((contour.outer_end(0.7, 0.4) - 1.0).abs() < 0.02);
        // No further than the reach, and never less than the margin.
        assert!((contour.outer_start(0.9, 0.3) - 0.6).abs() < 1e-9);
        assert!((contour.outer_start(0.2, 0.3) - 0.19).abs() < 1e-9);
        assert!((contour.outer_end(1.5, 0.3) - 1.51).abs() < 1e-9);
    }

    #[test]
    fn silence_and_nothing_have_answers() {
        let silence = Contour::new(&vec![0.0; 16_000]);
        assert!(silence.range_db(0.5) == 0.0);
        let none = Contour::new(&[]);
        assert!(none.longest_quiet(0.0, 1.0).is_none());
        assert!(none.outer_start(0.1, 0.3) >= 0.0 && none.outer_end(0.1, 0.3) == 0.0);
    }

    proptest! {
        #[test]
        fn answers_lie_inside_the_window(
            samples in proptest::collection::vec(-1.0f32..1.0, 0..4_000),
            a in -0.1f64..0.4,
            b in -0.1f64..0.4,
        ) {
            let contour = Contour::new(&samples);
            let length = seconds(samples.len() as u64);
            if let Some(run) = contour.longest_quiet(a, b) {
                prop_assert!(run.start >= a.max(0.0) && run.end <= b.min(length) && run.duration() > 0.0);
            }
            prop_assert!((0.0..=length).contains(&contour.outer_end(a, 0.4)));
            prop_assert!(contour.outer_start(a, 0.3) >= 0.0);
            prop_assert!(contour.outer_start(a, 0.3) <= a.max(0.0));
        }
    }
}
