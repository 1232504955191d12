//! Many channels to one, without losing speech that stands in opposite phase.

/// Share of the power expected from unrelated channels below which the mix counts as cancelled.
const CANCELLED: f64 = 0.1;
/// Share above which a cancelled mix counts as sound again; apart from [`CANCELLED`] so that it settles.
const RESTORED: f64 = 0.3;
/// One of two channels stands out when it has this many times the power of the other (15 dB).
const STANDS_OUT: f64 = 30.0;
/// A channel sounds when its mean power in a block is above this (-50 dB of full scale).
const SOUNDS: f64 = 1.0e-5;
/// Fewer sounding blocks than this, some two seconds, tell nothing of the channels.
const FEWEST_BLOCKS: u32 = 8;
/// Mean power below which a mix is silent (-80 dB of full scale).
const SILENT: f64 = 1.0e-8;
/// A channel that the mix leaves out is missed when it has this many times the mix's power (15 dB).
const MISSED: f64 = 30.0;
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
    /// The channel that was taken because the mix was silent.
    stood_in: Option<usize>,
    /// Energy of all that was mixed, and of what was given out.
    energies: Vec<f64>,
    given: f64,
    frames: usize,
    /// Whether one channel was asked for, whatever the others hold.
    fixed: bool,
    /// Blocks in which the first, the second, or none of two channels stands out.
    standing_out: [u32; 3],
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
            stood_in: None,
            energies: vec![0.0; weights.len()],
            given: 0.0,
            frames: 0,
            fixed: false,
            standing_out: [0; 3],
        }
    }

    /// A mixer that takes one of `count` channels, counted from 0, and leaves out the others.
    #[must_use]
    pub fn only(channel: usize, count: usize) -> Self {
        let mut weights = vec![0.0; count.max(1)];
        let channel = channel.min(weights.len() - 1);
        weights[channel] = 1.0;
        Self {
            chosen: Some(channel),
            fixed: true,
            ..Self::new(&weights)
        }
    }

    /// Whether there are two channels and now one sounds, now the other, as when each has a
    /// microphone of its own.
    #[must_use]
    pub fn takes_turns(&self) -> bool {
        let [first, second, both] = self.standing_out;
        let sounding = first + second + both;
        sounding >= FEWEST_BLOCKS
            && first.min(second) * 10 >= sounding
            && (first + second) * 4 >= sounding * 3
    }

    /// Whether channels cancelled each other anywhere so far.
    #[must_use]
    pub fn found_antiphase(&self) -> bool {
        self.ever_chosen
    }

    /// The channel, from 0, that was taken where the mix without it was silent.
    #[must_use]
    pub fn stood_in(&self) -> Option<usize> {
        self.stood_in
    }

    /// A channel, from 0, that the mix leaves out though it is far louder than what was given out.
    #[must_use]
    pub fn missed(&self) -> Option<usize> {
        let least = (self.given * MISSED).max(SOUNDS * crate::transcript::ratio(self.frames, 1));
        let unheard = |channel: &usize| self.weights[*channel] <= 0.0;
        let mut channels = (0..self.weights.len()).filter(unheard);
        channels.find(|channel| !self.fixed && self.energies[*channel] > least)
    }

    /// Appends the mono form of one block of interleaved frames to `mono`.
    pub fn apply(&mut self, interleaved: &[f32], mono: &mut Vec<f32>) {
        let channels = self.weights.len();
        if channels == 1 {
            mono.extend_from_slice(interleaved);
            return;
        }
        let before = self.chosen;
        if !self.fixed {
            self.measure(interleaved);
        }
        let frames = interleaved.chunks_exact(channels);
        let length = frames.len().max(1);
        let begin = mono.len();
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
        let given = mono[begin..].iter();
        self.given += given.map(|sample| f64::from(*sample).powi(2)).sum::<f64>();
    }

    fn pick(&self, frame: &[f32], channel: Option<usize>) -> f32 {
        match channel {
            Some(channel) => frame[channel],
            None => frame.iter().zip(&self.weights).map(|(s, w)| s * w).sum(),
        }
    }

    /// Counts whether one of two channels stands out in a block.
    fn compare(&mut self, powers: &[f64], frames: usize) {
        let &[first, second] = powers else {
            return;
        };
        let sounds = SOUNDS * crate::transcript::ratio(frames, 1);
        if first.max(second) < sounds {
            return;
        }
        let kind = if first > second * STANDS_OUT {
            0
        } else if second > first * STANDS_OUT {
            1
        } else {
            2
        };
        self.standing_out[kind] += 1;
    }

    /// The loudest of late among the channels whose weight counts.
    fn loudest(&self, counts: impl Fn(f32) -> bool) -> Option<usize> {
        (0..self.weights.len())
            .filter(|&channel| counts(self.weights[channel]))
            .max_by(|&a, &b| self.channel_powers[a].total_cmp(&self.channel_powers[b]))
    }

    /// Takes a channel that the mix leaves out while nothing else sounds; `true` while that holds.
    fn stand_in(&mut self, powers: &[f64], frames: usize) -> bool {
        let silent = SILENT * crate::transcript::ratio(frames.max(1), 1);
        let mixed = powers.iter().zip(&self.weights);
        let mixed: f64 = mixed
            .map(|(power, weight)| power * f64::from(*weight))
            .sum();
        let left_out = self.loudest(|weight| weight <= 0.0);
        let least = SOUNDS * crate::transcript::ratio(frames.max(1), 1);
        let sounds = |channel: &usize| powers[*channel] > least;
        match left_out.filter(sounds) {
            Some(channel) if mixed <= silent => {
                self.chosen = Some(channel);
                self.stood_in = Some(channel);
                true
            }
            // A pause of the voice is none of the mix.
            _ if mixed <= silent && self.stood_in.is_some() => true,
            _ => {
                if self.chosen.is_some() && self.chosen == left_out {
                    self.chosen = None;
                }
                false
            }
        }
    }

    fn measure(&mut self, interleaved: &[f32]) {
        let mut powers = vec![0.0; self.weights.len()];
        self.mixed_power *= POWER_DECAY;
        for power in &mut self.channel_powers {
            *power *= POWER_DECAY;
        }
        for frame in interleaved.chunks_exact(self.weights.len()) {
            self.mixed_power += f64::from(self.pick(frame, None)).powi(2);
            for (power, sample) in powers.iter_mut().zip(frame) {
                *power += f64::from(*sample).powi(2);
            }
        }
        for (total, power) in self.channel_powers.iter_mut().zip(&powers) {
            *total += power;
        }
        for (total, power) in self.energies.iter_mut().zip(&powers) {
            *total += power;
        }
        let frames = interleaved.len() / self.weights.len();
        self.frames += frames;
        self.compare(&powers, frames);
        if self.stand_in(&powers, frames) {
            return;
        }
        let expected: f64 = (self.channel_powers.iter().zip(&self.weights))
            .map(|(power, weight)| power * f64::from(*weight).powi(2))
            .sum();
        if expected <= f64::MIN_POSITIVE {
            return;
        }
        let share = self.mixed_power / expected;
        if share < CANCELLED {
            let loudest = self.loudest(|weight| weight > 0.0);
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

    #[test]
    fn a_voice_on_a_channel_that_is_left_out_is_heard_where_nothing_else_sounds() {
        let tone = tone(16_000);
        let alone: Vec<f32> = tone.iter().flat_map(|s| [0.0, *s]).collect();
        let mut mixer = Downmix::new(&[1.0, 0.0]);
        let mut mono = Vec::new();
        for block in alone.chunks(4_000) {
            mixer.apply(block, &mut mono);
        }
        assert!(power(&mono[2_000..]) > 0.9 * power(&tone));
        assert_eq!((mixer.stood_in(), mixer.missed()), (Some(1), None));
        // Beside noise it isn't, and that is known.
        let beside: Vec<f32> = tone.iter().flat_map(|s| [*s * 0.01, *s]).collect();
        let mut mixer = Downmix::new(&[1.0, 0.0]);
        mixer.apply(&beside, &mut Vec::new());
        assert_eq!((mixer.stood_in(), mixer.missed()), (None, Some(1)));
    }

    /// Two channels that sound in turn, four seconds each, and hardly in each other.
    fn in_turn(bleed: f32) -> Vec<f32> {
        let tone = tone(640_000);
        let frames = tone.iter().enumerate().flat_map(|(index, sample)| {
            let (own, other) = (*sample, sample * bleed);
            if (index / 64_000) % 2 == 0 {
                [own, other]
            } else {
                [other, own]
            }
        });
        frames.collect()
    }

    fn takes_turns(interleaved: &[f32]) -> bool {
        let mut downmix = Downmix::new(&[1.0, 1.0]);
        for block in interleaved.chunks(16_384) {
            downmix.apply(block, &mut Vec::new());
        }
        downmix.takes_turns()
    }

    #[test]
    fn channels_that_take_turns_are_told_from_a_stereo_picture() {
        assert!(takes_turns(&in_turn(0.01)));
        assert!(!takes_turns(&in_turn(0.5)));
        let one_sided: Vec<f32> = tone(160_000).into_iter().flat_map(|s| [s, 0.0]).collect();
        assert!(!takes_turns(&one_sided));
    }

    #[test]
    fn one_channel_can_be_taken_alone() {
        let mut downmix = Downmix::only(1, 2);
        let mut mono = Vec::new();
        downmix.apply(&[0.9, 0.0, 0.9, 0.1, 0.9, 0.2], &mut mono);
        assert_eq!(mono, [0.0, 0.1, 0.2]);
        assert!(!downmix.found_antiphase());
    }
}
