//! The segmentation-3.0 network itself: 10 s of sound to the probabilities of who speaks.

use std::sync::Arc;

use rten::{Dimension, Model, RunOptions};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use crate::engine::{EngineError, LocalVoices};

/// What one frame is: nobody, one of three speakers, or two of them.
pub(in crate::engine) const CLASSES: usize = 7;

/// The network, loaded once for all it is used for.
#[derive(Clone)]
pub(in crate::engine) struct Network(Arc<Model>);

impl Network {
    /// Takes a loaded model.
    ///
    /// # Errors
    /// When its input or output isn't that of segmentation-3.0.
    pub(in crate::engine) fn new(model: Model) -> Result<Self, EngineError> {
        if let ([_], &[output]) = (model.input_ids(), model.output_ids()) {
            let shape = model.node_info(output).and_then(|output| output.shape());
            let classes = shape.as_deref().and_then(<[Dimension]>::last);
            let wrong = |classes: &Dimension| matches!(classes, Dimension::Fixed(classes) if *classes != CLASSES);
            if !classes.is_some_and(wrong) {
                return Ok(Self(Arc::new(model)));
            }
        }
        Err(EngineError::Load {
            what: "segmentation",
            reason: format!(
                "it should take sound and give {CLASSES} classes a frame, as segmentation-3.0 does"
            ),
        })
    }

    /// Probabilities of the seven classes for each frame of a window of
    /// [`LocalVoices::WINDOW`] samples, frame by frame.
    ///
    /// # Errors
    /// When inference fails, or gives something else.
    pub(in crate::engine) fn classes(&self, window: &[f32]) -> Result<Vec<f32>, EngineError> {
        let input = NdTensor::from_data([1, 1, window.len()], window.to_vec());
        let run = || -> Result<Tensor<f32>, Box<dyn std::error::Error + Send + Sync>> {
            let inputs = vec![(self.0.input_ids()[0], input.view().into())];
            let outputs = [self.0.output_ids()[0]];
            let [logits] = self.0.run_n(inputs, outputs, Some(RunOptions::default()))?;
            Ok(logits.try_into()?)
        };
        let failed = |source| EngineError::Inference {
            what: "segmentation",
            source,
        };
        let logits = run().map_err(failed)?;
        if logits.shape() != [1, LocalVoices::FRAMES, CLASSES] {
            let text = format!("its output has the shape {:?}", logits.shape());
            return Err(failed(text.into()));
        }
        let mut classes = logits.into_data();
        for frame in classes.chunks_exact_mut(CLASSES) {
            // The outputs are log-probabilities already, up to rounding.
            let total: f32 = frame.iter().map(|logit| logit.exp()).sum();
            for logit in frame {
                *logit = logit.exp() / total;
            }
        }
        Ok(classes)
    }
}
