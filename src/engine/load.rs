//! The one place that names concrete engines.

use std::path::Path;
use std::sync::Arc;

use rten::Model;

use super::attention::AttentionAligner;
use super::device::Device;
use super::native::Native;
use super::phoneme::{Parts, Phoneme};
use super::segmentation::SegmentationDetector;
use super::segmentation::network::Network;
use super::silero::Silero;
use super::voices::{self, Embedding, Features, Voices};
use super::wav2vec2::aligner::Wav2Vec2Aligner;
use super::whisper::Whisper;
use super::{
    AlignMethod, Aligner, Diarizer, EngineError, EngineKind, SpeechDetector, Transcriber, VadMethod,
};
use crate::cluster::{Clustering, Plda};
use crate::ggml;
use crate::models::{self, Weights};

/// Loaded voice activity weights, from which a detector is made for each recording.
#[derive(Clone)]
pub struct DetectorFactory(Detectors);

#[derive(Clone)]
enum Detectors {
    Silero(Arc<Model>),
    Pyannote(Network),
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
        Ok(Self(match method {
            VadMethod::Silero => Detectors::Silero(Arc::new(onnx("voice activity", weights()?)?)),
            VadMethod::Pyannote => Detectors::Pyannote(segmentation(weights()?)?),
            VadMethod::None => Detectors::None,
        }))
    }

    /// A detector at the start of a recording; `None` when detection is off.
    #[must_use]
    pub fn detector(&self) -> Option<Box<dyn SpeechDetector>> {
        match &self.0 {
            Detectors::Silero(model) => Some(Box::new(Silero::new(Arc::clone(model)))),
            Detectors::Pyannote(network) => {
                Some(Box::new(SegmentationDetector::new(network.clone())))
            }
            Detectors::None => None,
        }
    }
}

/// A recognition model, loaded once for all it is used for.
#[derive(Clone)]
pub struct Recogniser {
    /// Speech to text.
    pub transcriber: Arc<dyn Transcriber>,
    /// Word times by the model's attention, where these were asked for.
    pub attention: Option<Arc<dyn Aligner>>,
}

/// Loads a model of whisper.cpp's kind for the engine that is wanted; GPUs have only whisper.cpp. With
/// `attention`, recognised words are timed by what the decoder attended to, and an aligner over the
/// same weights can time words of other texts.
///
/// # Errors
/// When the weights are not such a model.
pub fn recogniser(
    weights: &Weights,
    attention: bool,
    engine: EngineKind,
    device: Device,
) -> Result<Recogniser, EngineError> {
    let model = open(weights)?;
    if engine == EngineKind::Auto
        && !device.is_gpu()
        && let Some(model) = model
        && let Some(native) = Native::load(model, &weights.file_name(), attention)
    {
        let native = Arc::new(native);
        let aligner = || Arc::new(AttentionAligner::new(Arc::clone(&native) as _)) as _;
        return Ok(Recogniser {
            attention: attention.then(aligner),
            transcriber: native,
        });
    }
    let whisper = Arc::new(Whisper::load(weights, attention, device)?);
    let aligner = || Arc::new(AttentionAligner::new(Arc::clone(&whisper) as _)) as _;
    Ok(Recogniser {
        attention: attention.then(aligner),
        transcriber: whisper,
    })
}

/// Refuses files that aren't whole models: whisper.cpp ends the process over some of them, and hears
/// nothing with others.
///
/// # Errors
/// When the weights are not such a model, or not all of it.
pub fn check(weights: &Weights) -> Result<(), EngineError> {
    open(weights).map(drop)
}

/// The model, or `None` for a whole one that only whisper.cpp reads.
fn open(weights: &Weights) -> Result<Option<ggml::Model>, EngineError> {
    let model = match weights {
        Weights::Static(bytes) => ggml::Model::in_memory(bytes),
        Weights::File(path) => ggml::Model::open(path),
    };
    match model {
        Ok(model) => Ok(Some(model)),
        Err(ggml::Fault::Kind(_)) => Ok(None),
        Err(fault) => Err(EngineError::Load {
            what: "recognition",
            reason: fault.to_string(),
        }),
    }
}

/// The aligners for a way of timing words, in the order in which they are asked.
///
/// `model` is the folder of a wav2vec2 checkpoint that the user names, and `weights` finds a bundled
/// file by name. The recogniser's own aligner comes behind these.
///
/// # Errors
/// When a file can't be found or parsed.
pub fn aligners<E: From<EngineError>>(
    method: AlignMethod,
    model: Option<&Path>,
    weights: impl Fn(&str) -> Result<Weights, E>,
) -> Result<Vec<Arc<dyn Aligner>>, E> {
    let mut order: Vec<Arc<dyn Aligner>> = Vec::new();
    if matches!(method, AlignMethod::Auto | AlignMethod::Wav2vec2) {
        order.push(wav2vec2(model)?);
    }
    if matches!(method, AlignMethod::Auto | AlignMethod::Phoneme) {
        order.push(phoneme(weights)?);
    }
    Ok(order)
}

/// Cosine distance between clusters of CAM++ embeddings from which on they are two speakers.
/// docs/decisions.md says how it was found.
const CAMPPLUS_THRESHOLD: f64 = 0.38;

/// Models that tell voices apart: a set of the user's, or the bundled one; `weights` finds a
/// bundled file by name.
///
/// # Errors
/// When a file can't be found or parsed.
pub fn diarizer<E: From<EngineError>>(
    set: Option<&models::diarizers::Set>,
    weights: impl Fn(&str) -> Result<Weights, E>,
) -> Result<Arc<dyn Diarizer>, E> {
    if let Some(set) = set {
        let bundled = || weights("segmentation-3.0.onnx");
        let segmentation = set
            .segmentation
            .clone()
            .map_or_else(bundled, |path| Ok(Weights::File(path)))?;
        let segmentation = self::segmentation(segmentation)?;
        let embedding = onnx("speaker embedding", Weights::File(set.embedding.clone()))?;
        let plda = Plda::from_folder(&set.plda).map_err(|error| EngineError::Load {
            what: "speaker",
            reason: error.to_string(),
        })?;
        let embedding = Embedding::new(embedding)?;
        let (values, wanted) = (embedding.values()?, plda.inputs());
        if values != wanted {
            let reason = format!(
                "its embeddings have {values} values, and the PLDA model beside it takes {wanted}"
            );
            let what = "speaker embedding";
            return Err(EngineError::Load { what, reason }.into());
        }
        return Ok(Arc::new(Voices::new(voices::Parts {
            name: set.name.clone(),
            segmentation,
            embedding,
            features: Features::WeSpeaker,
            clustering: Clustering::Bayes(Box::new(plda)),
        })));
    }
    let embedding = onnx("speaker embedding", weights("campplus-zh-en.onnx")?)?;
    Ok(Arc::new(Voices::new(voices::Parts {
        name: "campplus".to_owned(),
        segmentation: segmentation(weights("segmentation-3.0.onnx")?)?,
        embedding: Embedding::new(embedding)?,
        features: Features::CamPlus,
        clustering: Clustering::Average {
            threshold: CAMPPLUS_THRESHOLD,
        },
    })))
}

fn segmentation(weights: Weights) -> Result<Network, EngineError> {
    Network::new(onnx("segmentation", weights)?)
}

fn wav2vec2(model: Option<&Path>) -> Result<Arc<dyn Aligner>, EngineError> {
    let Some(folder) = model.map(Path::to_path_buf) else {
        let find = |language: &str| models::aligners::of_language(language).ok();
        return Ok(Arc::new(Wav2Vec2Aligner::new(Box::new(find))));
    };
    let of_all = folder.clone();
    let aligner = Wav2Vec2Aligner::new(Box::new(move |_| Some(of_all.clone())));
    aligner.load(&folder)?;
    Ok(Arc::new(aligner))
}

fn phoneme<E: From<EngineError>>(
    weights: impl Fn(&str) -> Result<Weights, E>,
) -> Result<Arc<dyn Aligner>, E> {
    const WHAT: &str = "phoneme alignment";
    let network = |file: &str| -> Result<Model, E> { Ok(onnx(WHAT, weights(file)?)?) };
    let parts = Parts {
        acoustic: network("phoneme-en/acoustic.onnx")?,
        encoder: network("phoneme-en/g2p-encoder.onnx")?,
        decoder: network("phoneme-en/g2p-decoder-step.onnx")?,
        vocabulary: bytes(WHAT, weights("phoneme-en/vocabulary.json")?)?,
    };
    Ok(Arc::new(Phoneme::new(parts)?))
}

fn bytes(what: &'static str, weights: Weights) -> Result<Vec<u8>, EngineError> {
    match weights {
        Weights::Static(bytes) => Ok(bytes.to_vec()),
        Weights::File(path) => std::fs::read(&path).map_err(|error| EngineError::Load {
            what,
            reason: format!("{}: {error}", path.display()),
        }),
    }
}

fn onnx(what: &'static str, weights: Weights) -> Result<Model, EngineError> {
    let broken = |reason: String| EngineError::Load { what, reason };
    match weights {
        Weights::Static(bytes) => {
            Model::load_static_slice(bytes).map_err(|e| broken(e.to_string()))
        }
        Weights::File(path) => Model::load_file(&path)
            .map_err(|error| broken(format!("{} is no ONNX model ({error})", path.display()))),
    }
}
