//! Settings to loaded engines, and inputs to files on disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use indicatif::ProgressBar;
use tempfile::NamedTempFile;

use super::UsageError;
use super::inputs::Source;
use super::report::style;
use crate::config::Settings;
use crate::engine::load::{self, DetectorFactory};
use crate::engine::{AlignMethod, Diarizer, Task, VadMethod};
use crate::models::diarizers::{self, DiarizerError};
use crate::models::hub::Hub;
use crate::models::{self, DEFAULT_DIARIZER};
use crate::net::{Limits, Policy, fetch};
use crate::pipeline::align::Aligners;
use crate::pipeline::diarize::Diarizing;
use crate::pipeline::{Engines, Pipeline};
use crate::printer::Printer;
use crate::transcript::{Transcript, Word, WordSource};

/// Loads what the settings ask for.
///
/// # Errors
/// When a model can't be found or used, or doesn't know the language.
pub(super) fn pipeline(
    settings: &Settings,
    task: Task,
    printer: &Printer,
    cancel: &AtomicBool,
) -> anyhow::Result<Pipeline> {
    let align = align_method(settings, task)?;
    let model = models::whisper(&settings.model, settings.compute_type)?;
    tracing::info!("model {} from {}", model.name, model.file);
    let recogniser = load::recogniser(&model.weights, needs_attention(align, settings.language))
        .with_context(|| format!("the model {} can't be used", model.file))?;
    let transcriber = recogniser.transcriber;
    if let Some(language) = settings.language
        && language != "en"
        && !transcriber.is_multilingual()
    {
        let name = &model.name;
        let text = format!(
            "the model {name} knows only English, not `{language}`: take one without .en in its name"
        );
        return Err(UsageError(text).into());
    }
    let detectors = detectors(settings)?;
    let order = load::aligners(
        align,
        alignment_model(settings)?.as_deref(),
        |file| models::bundled(file).map_err(anyhow::Error::from),
        recogniser.attention,
    )?;
    let diarizer = if settings.speakers.diarize && !settings.speakers.by_channel {
        Some(diarizer(settings, printer, cancel)?)
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

/// What the result depends on besides the settings: which models these find on this machine.
///
/// # Errors
/// When the recognition model can't be found.
pub(super) fn means(settings: &Settings) -> anyhow::Result<String> {
    let model = models::whisper(&settings.model, settings.compute_type)?;
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
pub(super) fn detectors(settings: &Settings) -> anyhow::Result<DetectorFactory> {
    let method = settings.detection.method;
    let file = match method {
        VadMethod::Pyannote => "segmentation-3.0.onnx",
        VadMethod::Silero | VadMethod::None => "silero-vad-16k.onnx",
    };
    DetectorFactory::load(method, || {
        models::bundled(file).map_err(anyhow::Error::from)
    })
}

/// Loads what tells voices apart.
///
/// # Errors
/// When the models can't be found or used.
pub(super) fn diarizer(
    settings: &Settings,
    printer: &Printer,
    cancel: &AtomicBool,
) -> anyhow::Result<Arc<dyn Diarizer>> {
    // What the hub can't give now may be had later; all else is for the user to mend.
    let refuse = |error: DiarizerError| match error {
        DiarizerError::Hub(error) => anyhow::Error::from(*error),
        other => UsageError(other.to_string()).into(),
    };
    let name = &settings.speakers.model;
    let set = if name == DEFAULT_DIARIZER {
        None
    } else {
        let hub = Hub::from_env().with_token(settings.hf_token());
        let bar = printer.bars().add(ProgressBar::new(0));
        bar.set_style(style("downloading {msg} {wide_bar} {bytes}/{total_bytes}"));
        bar.set_message(name.clone());
        let told = |done: u64, total: Option<u64>| {
            bar.set_length(total.unwrap_or(done));
            bar.set_position(done);
        };
        let set = diarizers::named(name, &hub, &told, cancel).map_err(refuse);
        bar.finish_and_clear();
        Some(set?)
    };
    load::diarizer(set.as_ref(), |file| {
        models::bundled(file).map_err(anyhow::Error::from)
    })
}

/// How voices are told apart.
pub(super) fn diarizing(settings: &Settings) -> Diarizing {
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

/// What would give the words of a transcript better times, where something would.
pub(super) fn hint(settings: &Settings, transcript: &Transcript) -> Option<String> {
    let by_attention = |word: &Word| word.source == WordSource::Attention;
    let mut words = transcript
        .segments
        .iter()
        .flat_map(|segment| &segment.words);
    let language = transcript.language.as_deref()?;
    let usual = models::aligners::usual(language)?;
    (settings.align == AlignMethod::Auto
        && transcript.task != Task::Translate.name()
        && words.any(by_attention))
    .then(|| {
        format!(
            "hint: word times for `{language}` come from the recogniser's attention; the wav2vec2 \
             model {usual} gives finer ones when it is on this machine (docs/align.md)"
        )
    })
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

/// The input as a file on disk, and what removes it again if it is a temporary one.
pub(super) fn local_file(
    source: &Source,
    cancel: &AtomicBool,
) -> anyhow::Result<(PathBuf, Option<NamedTempFile>)> {
    let temporary = match source {
        Source::File(path) => return Ok((path.clone(), None)),
        Source::Url(url) => fetch(url, &Policy::open(), &Limits::default(), cancel)?.file,
        Source::Stdin => {
            let mut file = NamedTempFile::new().context("stdin can't be stored")?;
            crate::interrupt::guard(file.path());
            std::io::copy(&mut std::io::stdin().lock(), &mut file)
                .context("stdin can't be read")?;
            file
        }
    };
    Ok((temporary.path().to_path_buf(), Some(temporary)))
}
