//! Silero VAD: one probability for every 32 ms, many frames a call.
//!
//! The network takes rows of 576 samples, of which the first 64 repeat the end of the row before,
//! and carries an LSTM state from call to call.

use std::sync::Arc;

use rten::{Model, RunOptions};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use super::{EngineError, SpeechDetector};

const FRAME: usize = 512;
const CONTEXT: usize = 64;
const STATE: usize = 128;
/// Frames gathered before a call: 8 s, long enough to be fast, short enough to stream.
const BATCH: usize = 250;

pub(super) struct Silero {
    model: Arc<Model>,
    pending: Vec<f32>,
    context: [f32; CONTEXT],
    hidden: Vec<f32>,
    cell: Vec<f32>,
}

impl Silero {
    pub(super) fn new(model: Arc<Model>) -> Self {
        Self {
            model,
            pending: Vec::new(),
            context: [0.0; CONTEXT],
            hidden: vec![0.0; STATE],
            cell: vec![0.0; STATE],
        }
    }

    fn run(&mut self, frames: usize) -> Result<Vec<f32>, EngineError> {
        let mut rows = Vec::with_capacity(frames * (FRAME + CONTEXT));
        for frame in self.pending[..frames * FRAME].chunks_exact(FRAME) {
            rows.extend_from_slice(&self.context);
            rows.extend_from_slice(frame);
            self.context.copy_from_slice(&frame[FRAME - CONTEXT..]);
        }
        let input = NdTensor::from_data([frames, FRAME + CONTEXT], rows);
        let hidden = NdTensor::from_data([1, 1, STATE], std::mem::take(&mut self.hidden));
        let cell = NdTensor::from_data([1, 1, STATE], std::mem::take(&mut self.cell));
        let node = |name| self.model.node_id(name);
        let run = || -> Result<[Tensor<f32>; 3], Box<dyn std::error::Error + Send + Sync>> {
            let inputs = vec![
                (node("input")?, input.view().into()),
                (node("h")?, hidden.view().into()),
                (node("c")?, cell.view().into()),
            ];
            let outputs = [node("speech_probs")?, node("hn")?, node("cn")?];
            let [probabilities, hidden, cell] =
                self.model
                    .run_n(inputs, outputs, Some(RunOptions::default()))?;
            Ok([
                probabilities.try_into()?,
                hidden.try_into()?,
                cell.try_into()?,
            ])
        };
        let [probabilities, hidden, cell] = run().map_err(|source| EngineError::Inference {
            what: "voice activity",
            source,
        })?;
        self.hidden = hidden.into_data();
        self.cell = cell.into_data();
        self.pending.drain(..frames * FRAME);
        Ok(probabilities.into_data())
    }
}

impl SpeechDetector for Silero {
    fn frame_samples(&self) -> usize {
        FRAME
    }

    fn push(&mut self, samples: &[f32], probabilities: &mut Vec<f32>) -> Result<(), EngineError> {
        self.pending.extend_from_slice(samples);
        while self.pending.len() >= BATCH * FRAME {
            probabilities.extend(self.run(BATCH)?);
        }
        Ok(())
    }

    fn finish(&mut self, probabilities: &mut Vec<f32>) -> Result<(), EngineError> {
        let frames = self.pending.len().div_ceil(FRAME);
        if frames > 0 {
            self.pending.resize(frames * FRAME, 0.0);
            probabilities.extend(self.run(frames)?);
        }
        Ok(())
    }
}
