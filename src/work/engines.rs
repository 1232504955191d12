//! Settings to loaded models: which ones these ask for, and where they come from.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;

use super::Shelf;
use crate::config::{Settings, UsageError};
use crate::engine::device::{self, Device, DeviceWanted};
use crate::engine::load::{self, DetectorFactory};
use crate::engine::{AlignMethod, Diarizer, Task, VadMethod};
use crate::models::diarizers::{self, DiarizerError};
use crate::models::fetch::{self, FetchModelError};
use crate::models::hub::Hub;
use crate::models::{self, ComputeType, DEFAULT_DIARIZER, Located, ModelError};
use crate::pipeline::align::Aligners;
use crate::pipeline::diarize::Diarizing;
use crate::pipeline::{Engines, Pipeline};
use crate::task::TaskKind;

/// The hub, with what the settings say of it.
#[must_use]
pub fn hub(settings: &Settings) -> Hub {
    let hub = Hub::from_env().with_token(settings.hf_token());
    // A flag is the last word; else either name keeps the program from the network.
    let others = hub.is_offline() && !settings.is_flag("offline");
    hub.with_offline(settings.offline || others)
}

/// What loading needs besides the settings.
#[derive(Clone, Copy)]
pub struct Loading<'a> {
    /// Where loaded models are kept.
    pub shelf: &'a Shelf,
    /// Told of downloads: the name, bytes done, and bytes in all where that is known.
    pub downloads: &'a dyn Fn(&str, u64, Option<u64>),
    /// Set to true to stop a download.
    pub cancel: &'a AtomicBool,
    /// Where recognition models that aren't here are fetched from, if they may be.
    pub hub: Option<&'a Hub>,
}

/// Loads what the settings ask for.
///
/// # Errors
/// When a model can't be found or used, or doesn't know the language.
pub(super) fn pipeline(
    settings: &Settings,
    task: Task,
    loading: Loading<'_>,
) -> anyhow::Result<Pipeline> {
    let align = align_method(settings, task)?;
    let model = recognition_model(settings, loading)?;
    tracing::info!("model {} from {}", model.name, model.file);
    let attention = needs_attention(align, settings.language);
    let device = device(settings)?;
    tracing::info!("computing on {device}");
    let name = format!("{} {attention} {:?} {device}", model.file, settings.engine);
    let recogniser = loading.shelf.get(name, || {
        load::recogniser(&model.weights, attention, settings.engine, device)
            .with_context(|| format!("the model {} can't be used", model.file))
    })?;
    let transcriber = recogniser.transcriber;
    if let Some(language) = settings.language
        && !transcriber.knows(language)
    {
        let multilingual = transcriber.is_multilingual();
        return Err(unknown_language(&model.name, multilingual, language).into());
    }
    let detectors = detectors(settings, loading)?;
    let aligner = alignment_model(settings)?;
    let mut order = loading.shelf.get(format!("{align:?} {aligner:?}"), || {
        load::aligners(align, aligner.as_deref(), bundled)
    })?;
    order.extend(recogniser.attention.filter(|_| align != AlignMethod::None));
    let diarizer = if settings.speakers.diarize && !settings.speakers.by_channel {
        Some(diarizer(settings, loading)?)
    } else {
        None
    };
    let engines = Engines {
        transcriber,
        diarizer,
        detectors,
        aligners: Aligners {
            order,
            characters: settings.char_alignments,
        },
        model: model.name,
    };
    Ok(Pipeline::new(engines, settings.cores()))
}

/// Whether the device that was given as a flag is there.
///
/// # Errors
/// When it isn't.
pub fn check_device(settings: &Settings) -> Result<(), UsageError> {
    if settings.is_flag("device") {
        device(settings)?;
    }
    Ok(())
}

/// The device that the settings name. Settings that are shared by machines may name one that this
/// machine lacks: the processor serves then.
///
/// # Errors
/// When somebody asks for it on the command line, and it isn't there.
pub fn device(settings: &Settings) -> Result<Device, UsageError> {
    let wanted = settings.device;
    match device::choose(wanted) {
        Ok(device) => {
            if wanted == DeviceWanted::Auto
                && device == Device::Cpu
                && device::built_for().len() > 1
            {
                tracing::warn!("computing on the CPU: {}", device::why_no_gpu());
            }
            Ok(device)
        }
        Err(reason) if settings.is_flag("device") => Err(UsageError(format!("--device: {reason}"))),
        Err(reason) => {
            tracing::warn!("computing on the CPU: {reason}");
            Ok(Device::Cpu)
        }
    }
}

/// The recognition model, fetched if it isn't here and that is allowed. Where it can't be had in the
/// precision that is wanted, one that is here serves.
///
/// # Errors
/// When no file of it is here and none can be had.
pub fn recognition_model(settings: &Settings, loading: Loading<'_>) -> anyhow::Result<Located> {
    let (name, compute) = (&settings.model, settings.compute_type);
    let missing = match models::whisper(name, compute) {
        Err(error @ ModelError::Missing { .. }) => error,
        found => return Ok(found?),
    };
    let refused = match loading.hub {
        None => anyhow::Error::from(missing),
        Some(hub) => {
            let told = |done: u64, total: Option<u64>| (loading.downloads)(name, done, total);
            match fetch::downloaded(name, compute, hub, &told, loading.cancel) {
                Ok(model) => return Ok(model),
                Err(FetchModelError::Model(error)) => error.into(),
                Err(FetchModelError::Hub(error)) => anyhow::Error::from(*error),
            }
        }
    };
    let other = models::whisper(name, ComputeType::Auto);
    let other = other.map_err(|_| refused)?;
    tracing::info!("{name} isn't here as {compute:?}: {} serves", other.file);
    Ok(other)
}

/// Refuses a recognition model that is here and damaged, and one that can't be, before anybody waits for
/// it. One that may be downloaded yet is taken.
///
/// # Errors
/// When the file isn't a whole model, or no model has the name.
pub fn check_file(settings: &Settings) -> anyhow::Result<()> {
    match models::serving(&settings.model, settings.compute_type) {
        Ok(located) => Ok(load::check(&located.weights)?),
        Err(ModelError::Missing { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Whether what the settings ask for can be had on this machine and goes together, as far as that
/// shows without loading anything. With a hub, a model may also be there.
///
/// # Errors
/// Those that loading would give.
pub fn check(
    settings: &Settings,
    kind: TaskKind,
    hub: Option<&Hub>,
    cancel: &AtomicBool,
) -> anyhow::Result<()> {
    if kind == TaskKind::Diarization || kind == TaskKind::Combination {
        return Ok(());
    }
    let task = settings.recognition.task;
    let (name, compute) = (&settings.model, settings.compute_type);
    match (models::whisper(name, compute), hub) {
        (Err(error @ ModelError::Missing { .. }), Some(hub)) => {
            let is_here = models::whisper(name, ComputeType::Auto).is_ok();
            if !is_here && let Err(why) = fetch::offered(name, compute, hub, cancel) {
                tracing::info!("the model {name} can't be had from the hub: {why}");
                return Err(error.into());
            }
        }
        (found, _) => drop(found?),
    }
    if let (Some(model), Some(language)) = (models::known::known(name), settings.language)
        && !model.languages.include(language)
    {
        let multilingual = model.languages != models::known::Languages::English;
        return Err(unknown_language(name, multilingual, language).into());
    }
    align_method(settings, task)?;
    alignment_model(settings).map(drop)
}

fn unknown_language(model: &str, multilingual: bool, language: &str) -> UsageError {
    let known = if multilingual {
        "fewer languages"
    } else {
        "only English"
    };
    UsageError(format!(
        "the model {model} knows {known}, not `{language}`: take another, such as large-v3-turbo"
    ))
}

/// What the result depends on besides the settings: which models these find on this machine.
///
/// # Errors
/// When the recognition model can't be found.
pub fn means(settings: &Settings) -> anyhow::Result<String> {
    let model = models::serving(&settings.model, settings.compute_type)?;
    let aligners: Vec<PathBuf> = match (&settings.align_model, settings.align) {
        (Some(name), _) => models::aligners::named(name).into_iter().collect(),
        (None, AlignMethod::Auto | AlignMethod::Wav2vec2) => match settings.language {
            Some(language) => models::aligners::of_language(language)
                .into_iter()
                .collect(),
            None => models::aligners::present().collect(),
        },
        _ => Vec::new(),
    };
    let aligners: Vec<String> = aligners.iter().map(|path| models::stamp(path)).collect();
    let aligner = aligners.join("\n");
    let diarizer = models::stamp(Path::new(&settings.speakers.model));
    let (file, weights) = (model.file, model.weights.stamp());
    Ok(format!("{file} {weights}\n{aligner}\n{diarizer}"))
}

/// Loads what finds speech.
///
/// # Errors
/// When the model can't be found or used.
pub(super) fn detectors(
    settings: &Settings,
    loading: Loading<'_>,
) -> anyhow::Result<DetectorFactory> {
    let method = settings.detection.method;
    let file = match method {
        VadMethod::Pyannote => "segmentation-3.0.onnx",
        VadMethod::Silero | VadMethod::None => "silero-vad-16k.onnx",
    };
    loading.shelf.get(format!("{method:?}"), || {
        DetectorFactory::load(method, || bundled(file))
    })
}

/// Loads what tells voices apart.
///
/// # Errors
/// When the models can't be found or used.
pub fn diarizer(settings: &Settings, loading: Loading<'_>) -> anyhow::Result<Arc<dyn Diarizer>> {
    // What the hub can't give now may be had later; all else is for the user to mend.
    let refuse = |error: DiarizerError| match error {
        DiarizerError::Hub(error) => anyhow::Error::from(*error),
        other => UsageError(other.to_string()).into(),
    };
    let name = &settings.speakers.model;
    let set = if name == DEFAULT_DIARIZER {
        None
    } else {
        let hub = hub(settings);
        let told = |done: u64, total: Option<u64>| (loading.downloads)(name, done, total);
        Some(diarizers::named(name, &hub, &told, loading.cancel).map_err(refuse)?)
    };
    loading.shelf.get(format!("diarizer {name}"), || {
        load::diarizer(set.as_ref(), bundled)
    })
}

/// How voices are told apart.
#[must_use]
pub fn diarizing(settings: &Settings) -> Diarizing {
    Diarizing::new(settings.speakers.count, settings.speakers.step)
}

/// Whether the recogniser shall follow its attention, which takes it a tenth longer. English that
/// is known to be English has the phoneme aligner.
fn needs_attention(method: AlignMethod, language: Option<&str>) -> bool {
    match method {
        AlignMethod::None => false,
        AlignMethod::Attention | AlignMethod::Wav2vec2 => true,
        AlignMethod::Auto | AlignMethod::Phoneme => language != Some("en"),
    }
}

/// The way to time words. A translation isn't what is said: only attention can follow it.
fn align_method(settings: &Settings, task: Task) -> anyhow::Result<AlignMethod> {
    let suits_both = matches!(settings.align, AlignMethod::Attention | AlignMethod::None);
    match (task, settings.align) {
        (Task::Transcribe, method) => Ok(method),
        (Task::Translate, method) if suits_both => Ok(method),
        (Task::Translate, AlignMethod::Auto) if settings.align_model.is_none() => {
            Ok(AlignMethod::Attention)
        }
        (Task::Translate, _) => {
            let text = "a translation isn't said in the recording, so only its attention can time \
                        the words: use --align auto, attention or none with --task translate";
            Err(UsageError(text.to_owned()).into())
        }
    }
}

/// The folder of the wav2vec2 model that is asked for; refused early if it isn't there.
fn alignment_model(settings: &Settings) -> anyhow::Result<Option<PathBuf>> {
    let refuse = |error: models::aligners::AlignerError| UsageError(error.to_string());
    if let Some(name) = &settings.align_model {
        return Ok(Some(models::aligners::named(name).map_err(refuse)?));
    }
    match (settings.align, settings.language) {
        (AlignMethod::Wav2vec2, Some(language)) => {
            models::aligners::of_language(language).map_err(refuse)?;
        }
        (AlignMethod::Phoneme, Some(language)) if language != "en" => {
            let text = format!(
                "--align phoneme knows only English, not `{language}`: use auto or attention"
            );
            return Err(UsageError(text).into());
        }
        _ => {}
    }
    Ok(None)
}

fn bundled(file: &str) -> anyhow::Result<models::Weights> {
    Ok(models::bundled(file)?)
}
