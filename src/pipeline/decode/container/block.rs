//! Decoded sound on its way out, and silence in its place.

use std::collections::VecDeque;

/// Interleaved samples of one layout.
#[derive(Debug, Clone)]
pub(in crate::pipeline::decode) struct Block {
    pub(in crate::pipeline::decode) samples: Vec<f32>,
    pub(in crate::pipeline::decode) rate: u32,
    /// How much each channel counts in the mix.
    pub(in crate::pipeline::decode) weights: Vec<f32>,
}

impl Block {
    pub(super) fn frames(&self) -> usize {
        self.samples.len() / self.weights.len().max(1)
    }

    /// The frames of a range alone.
    pub(super) fn part(&self, range: std::ops::Range<usize>) -> Self {
        let channels = self.weights.len();
        Self {
            samples: self.samples[range.start * channels..range.end * channels].to_vec(),
            ..self.clone()
        }
    }
}

/// Sound, or silence in its place.
pub(super) enum Piece {
    Sound(Block),
    Silence {
        frames: u64,
        rate: u32,
        weights: Vec<f32>,
    },
}

/// Pieces on their way, from which blocks are taken.
#[derive(Default)]
pub(super) struct Queue(pub(super) VecDeque<Piece>);

impl Queue {
    /// The next block; of silence, a second at a time.
    pub(super) fn pop(&mut self) -> Option<Block> {
        match self.0.pop_front()? {
            Piece::Sound(block) => Some(block),
            Piece::Silence {
                frames,
                rate,
                weights,
            } => {
                let now = frames.min(rate.into());
                if frames > now {
                    self.0.push_front(Piece::Silence {
                        frames: frames - now,
                        rate,
                        weights: weights.clone(),
                    });
                }
                let count = usize::try_from(now).unwrap_or(0) * weights.len();
                Some(Block {
                    samples: vec![0.0; count],
                    rate,
                    weights,
                })
            }
        }
    }

    pub(super) fn silence(&mut self, frames: u64, rate: u32, weights: &[f32]) {
        if frames > 0 {
            self.0.push_back(Piece::Silence {
                frames,
                rate,
                weights: weights.to_vec(),
            });
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "recordings are days long at most"
)]
pub(super) fn frames(seconds: f64, rate: u32) -> u64 {
    (seconds * f64::from(rate)).round() as u64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "frame counts are far below 2^53"
)]
pub(super) fn seconds(frames: u64, rate: u32) -> f64 {
    frames as f64 / f64::from(rate)
}
