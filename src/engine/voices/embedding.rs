//! A speaker embedding network: filter banks of any length to one vector.

use rten::{Dimension, Model, RunOptions};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use super::fbank::BANDS;
use crate::engine::EngineError;

const WHAT: &str = "speaker embedding";

/// A loaded network.
pub(in crate::engine) struct Embedding(Model);

impl Embedding {
    /// Takes a loaded model.
    ///
    /// # Errors
    /// When its input isn't a batch of frames of 80 bands.
    pub(in crate::engine) fn new(model: Model) -> Result<Self, EngineError> {
        let shape = model.input_shape(0).unwrap_or_default();
        let bands = matches!(
            shape.last(),
            Some(Dimension::Fixed(BANDS) | Dimension::Symbolic(_))
        );
        if model.input_ids().len() == 1 && shape.len() == 3 && bands {
            return Ok(Self(model));
        }
        Err(unfit())
    }

    /// How many values an embedding has, found by making one of silence.
    ///
    /// # Errors
    /// When the network can't take features.
    pub(in crate::engine) fn values(&self) -> Result<usize, EngineError> {
        let embedding = self.run(&vec![0.0; 100 * BANDS]).map_err(|error| {
            tracing::debug!("{error:?}");
            unfit()
        })?;
        Ok(embedding.len())
    }

    /// The embedding of features, frame by frame.
    ///
    /// # Errors
    /// When inference fails.
    pub(super) fn run(&self, features: &[f32]) -> Result<Vec<f32>, EngineError> {
        let frames = features.len() / BANDS;
        let input = NdTensor::from_data([1, frames, BANDS], features.to_vec());
        let run = || -> Result<Tensor<f32>, Box<dyn std::error::Error + Send + Sync>> {
            let inputs = vec![(self.0.input_ids()[0], input.view().into())];
            // Some exports bring intermediate results first; the embedding comes last.
            let output = self.0.output_ids().last().ok_or("it has no output")?;
            let [embedding] = self
                .0
                .run_n(inputs, [*output], Some(RunOptions::default()))?;
            Ok(embedding.try_into()?)
        };
        let embedding = run().map_err(|source| EngineError::Inference { what: WHAT, source })?;
        Ok(embedding.into_data())
    }
}

fn unfit() -> EngineError {
    EngineError::Load {
        what: WHAT,
        reason: format!(
            "it should take frames of {BANDS} filter bank energies (batch, frames, {BANDS}), as \
             CAM++ and WeSpeaker's networks do"
        ),
    }
}
