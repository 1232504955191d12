//! pyannote segmentation-3.0 as a speech detector.
//!
//! The network hears 10 s windows and gives log-probabilities of seven classes for every 270
//! samples; class 0 is "nobody speaks". Windows overlap by half and each lends its middle, where
//! it has heard both sides.

pub(super) mod network;

use super::{EngineError, LocalVoices, SpeechDetector};
use network::{CLASSES, Network};

const FRAME: usize = LocalVoices::FRAME;
const WINDOW: usize = LocalVoices::WINDOW;
const WINDOW_FRAMES: usize = LocalVoices::FRAMES;
/// Frames from one window to the next: about 5 s.
const STEP_FRAMES: usize = 294;
/// First frame a window lends; the frames before come from the window before.
const LENT_FROM: usize = (WINDOW_FRAMES - STEP_FRAMES) / 2;

pub(super) struct SegmentationDetector {
    network: Network,
    pending: Vec<f32>,
    started: bool,
}

impl SegmentationDetector {
    pub(super) fn new(network: Network) -> Self {
        Self {
            network,
            pending: Vec::new(),
            started: false,
        }
    }

    /// Speech probabilities of the window at the head of `pending`, which holds at least one window.
    fn window(&self) -> Result<Vec<f32>, EngineError> {
        let classes = self.network.classes(&self.pending[..WINDOW])?;
        Ok(classes
            .chunks_exact(CLASSES)
            .map(|classes| 1.0 - classes[0])
            .collect())
    }
}

impl SpeechDetector for SegmentationDetector {
    fn frame_samples(&self) -> usize {
        FRAME
    }

    fn push(&mut self, samples: &[f32], probabilities: &mut Vec<f32>) -> Result<(), EngineError> {
        self.pending.extend_from_slice(samples);
        // One sample more than a window: the last window is left for `finish`.
        while self.pending.len() > WINDOW {
            let window = self.window()?;
            let from = if self.started { LENT_FROM } else { 0 };
            probabilities.extend_from_slice(&window[from..LENT_FROM + STEP_FRAMES]);
            self.started = true;
            self.pending.drain(..STEP_FRAMES * FRAME);
        }
        Ok(())
    }

    fn finish(&mut self, probabilities: &mut Vec<f32>) -> Result<(), EngineError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let frames = self.pending.len().div_ceil(FRAME).min(WINDOW_FRAMES);
        self.pending.resize(WINDOW, 0.0);
        let window = self.window()?;
        let from = if self.started { LENT_FROM } else { 0 };
        probabilities.extend_from_slice(&window[from.min(frames)..frames]);
        Ok(())
    }
}
