//! The one place that names concrete engines.

use std::sync::Arc;

use rten::Model;

use super::segmentation::SegmentationDetector;
use super::silero::Silero;
use super::whisper::Whisper;
use super::{EngineError, SpeechDetector, Transcriber, VadMethod};
use crate::models::Weights;

/// Loaded voice activity weights, from which a detector is made for each recording.
pub enum DetectorFactory {
    /// Silero VAD.
    Silero(Arc<Model>),
    /// pyannote segmentation-3.0.
    Pyannote(Arc<Model>),
    /// No detection.
    None,
}

impl DetectorFactory {
    /// Loads the weights of `method`; `weights` is not called for [`VadMethod::None`].
    ///
    /// # Errors
    /// When the weights can't be found or parsed.
    pub fn load<E: From<EngineError>>(
        method: VadMethod,
        weights: impl FnOnce() -> Result<Weights, E>,
    ) -> Result<Self, E> {
        Ok(match method {
            VadMethod::Silero => Self::Silero(Arc::new(onnx("voice activity", weights()?)?)),
            VadMethod::Pyannote => Self::Pyannote(Arc::new(onnx("segmentation", weights()?)?)),
            VadMethod::None => Self::None,
        })
    }

    /// A detector at the start of a recording; `None` when detection is off.
    #[must_use]
    pub fn detector(&self) -> Option<Box<dyn SpeechDetector>> {
        match self {
            Self::Silero(model) => Some(Box::new(Silero::new(Arc::clone(model)))),
            Self::Pyannote(model) => Some(Box::new(SegmentationDetector::new(Arc::clone(model)))),
            Self::None => None,
        }
    }
}

/// Loads a whisper.cpp model.
///
/// # Errors
/// When the weights are not such a model.
pub fn transcriber(weights: &Weights) -> Result<Arc<dyn Transcriber>, EngineError> {
    Ok(Arc::new(Whisper::load(weights)?))
}

fn onnx(what: &'static str, weights: Weights) -> Result<Model, EngineError> {
    let model = match weights {
        Weights::Static(bytes) => Model::load_static_slice(bytes),
        Weights::File(path) => Model::load_file(path),
    };
    model.map_err(|error| EngineError::Load {
        what,
        reason: error.to_string(),
    })
}
