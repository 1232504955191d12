//! Many channels to one, without losing speech that stands in opposite phase.

/// Share of the power expected from unrelated channels below which the mix counts as cancelled.
const CANCELLED: f64 = 0.1;
/// Share above which a cancelled mix counts as sound again; apart from [`CANCELLED`] so that it settles.
const RESTORED: f64 = 0.3;
/// How much of the running power survives a block of about a quarter of a second.
const POWER_DECAY: f64 = 0.9;

/// Mixes interleaved channels to mono.
///
/// Each channel counts by its weight. While the mix has far less power than its parts (antiphase
/// stereo), the loudest channel is taken instead, with a crossfade over one block.
#[derive(Debug)]
pub struct Downmix {
    weights: Vec<f32>,
    mixed_power: f64,
    channel_powers: Vec<f64>,
    chosen: Option<usize>,
    ever_chosen: bool,
}

impl Downmix {
    /// A mixer for one weight per channel; the weights are scaled to sum to 1.
    #[must_use]
    pub fn new(weights: &[f32]) -> Self {
        let sum: f32 = weights.iter().sum();
        let scale = if sum > 0.0 { 1.0 / sum } else { 0.0 };
        Self {
            weights: weights.iter().map(|w| w * scale).collect(),
            mixed_power: 0.0,
            channel_powers: vec![0.0; weights.len()],
            chosen: None,
            ever_chosen: false,
        }
    }

    /// Whether channels cancelled each other anywhere so far.
    #[must_use]
    pub fn found_antiphase(&self) -> bool {
        self.ever_chosen
    }

    /// Appends the mono form of one block of interleaved frames to `mono`.
    pub fn apply(&mut self, interleaved: &[f32], mono: &mut Vec<f32>) {
        let channels = self.weights.len();
        if channels == 1 {
            mono.extend_from_slice(interleaved);
            return;
        }
        let before = self.chosen;
        self.measure(interleaved);
        let frames = interleaved.chunks_exact(channels);
        let length = frames.len().max(1);
        for (index, frame) in frames.enumerate() {
            let old = self.pick(frame, before);
            if before == self.chosen {
                mono.push(old);
                continue;
            }
            #[expect(
                clippy::cast_precision_loss,
                reason = "a block holds a few thousand frames"
            )]
            let fade = index as f32 / length as f32;
            mono.push(old * (1.0 - fade) + self.pick(frame, self.chosen) * fade);
        }
    }

    fn pick(&self, frame: &[f32], channel: Option<usize>) -> f32 {
        match channel {
            Some(channel) => frame[channel],
            None => frame.iter().zip(&self.weights).map(|(s, w)| s * w).sum(),
        }
    }

    fn measure(&mut self, interleaved: &[f32]) {
        self.mixed_power *= POWER_DECAY;
        for power in &mut self.channel_powers {
            *power *= POWER_DECAY;
        }
        for frame in interleaved.chunks_exact(self.weights.len()) {
            self.mixed_power += f64::from(self.pick(frame, None)).powi(2);
            for (power, sample) in self.channel_powers.iter_mut().zip(frame) {
                *power += f64::from(*sample).powi(2);
            }
        }
        let expected: f64 = (self.channel_powers.iter().zip(&self.weights))
            .map(|(power, weight)| power * f64::from(*weight).powi(2))
            .sum();
        if expected <= f64::MIN_POSITIVE {
            return;
        }
        let share = self.mixed_power / expected;
        if share < CANCELLED {
            let loudest = (0..self.weights.len())
                .filter(|&channel| self.weights[channel] > 0.0)
                .max_by(|&a, &b| self.channel_powers[a].total_cmp(&self.channel_powers[b]));
            self.chosen = self.chosen.or(loudest);
            self.ever_chosen = true;
        } else if share > RESTORED {
            self.chosen = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(length: usize) -> Vec<f32> {
        (0..length).map(|i| (i as f32 * 0.1).sin() * 0.5).collect()
    }

    fn power(samples: &[f32]) -> f32 {
        samples.iter().map(|s| s * s).sum::<f32>() / samples.len() as f32
    }

    #[test]
    fn antiphase_stereo_keeps_its_power() {
        let tone = tone(16_000);
        let interleaved: Vec<f32> = tone.iter().flat_map(|s| [*s, -*s]).collect();
        let mut mixer = Downmix::new(&[1.0, 1.0]);
        let mut mono = Vec::new();
        for block in interleaved.chunks(4_000) {
            mixer.apply(block, &mut mono);
        }
        assert_eq!(mono.len(), tone.len());
        assert!(power(&mono[4_000..]) > 0.9 * power(&tone));
        assert!(mixer.found_antiphase());
    }

    #[test]
    fn speech_on_one_side_only_is_plain_mixing() {
        let interleaved: Vec<f32> = tone(8_000).iter().flat_map(|s| [*s, 0.0]).collect();
        let mut mixer = Downmix::new(&[1.0, 1.0]);
        let mut mono = Vec::new();
        mixer.apply(&interleaved, &mut mono);
        assert!(!mixer.found_antiphase());
        assert!((mono[100] - interleaved[200] / 2.0).abs() < 1e-6);
    }

    #[test]
    fn a_muted_channel_is_left_out() {
        let mut mixer = Downmix::new(&[1.0, 0.0]);
        let mut mono = Vec::new();
        mixer.apply(&[0.25, 0.9, -0.25, 0.9], &mut mono);
        assert_eq!(mono, [0.25, -0.25]);
    }
}
