//! Word times from wav2vec2 models: one for each language, loaded when its first text comes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::super::ctc::Label;
use super::super::forced::{self, Clock, Placement};
use super::super::{Aligner, EngineError, Placed, Run, Window};
use super::Wav2Vec2;
use crate::audio::SAMPLE_RATE;
use crate::transcript::{Word, WordSource, ratio};

const WHAT: &str = "wav2vec2";
/// Models kept in memory: recordings that mix more languages are rare, and a model takes up to
/// 1.3 GB.
const KEPT: usize = 2;
/// Middle of the first frame, in seconds: half of the receptive field of 25 ms.
const FIRST: f64 = 0.0125;
/// Words that touch begin this long before their first spike, in seconds; about a frame and a half.
const LEAD: f64 = 0.03;
/// Windows run through the network at once.
const BATCH: usize = 4;

/// Finds the model's folder for a language (ISO 639-1 code).
pub(crate) type Find = Box<dyn Fn(&str) -> Option<PathBuf> + Send + Sync>;

/// The aligner over all models that `find` finds.
pub(crate) struct Wav2Vec2Aligner {
    find: Find,
    loaded: Mutex<Vec<(PathBuf, Option<Arc<Wav2Vec2>>)>>,
}

impl Wav2Vec2Aligner {
    pub(crate) fn new(find: Find) -> Self {
        Self {
            find,
            loaded: Mutex::new(Vec::new()),
        }
    }

    /// Loads the model in a folder now, so that what is wrong with it is known before the work.
    ///
    /// # Errors
    /// When it can't be used.
    pub(crate) fn load(&self, folder: &Path) -> Result<(), EngineError> {
        let model = Wav2Vec2::load(folder).map_err(|error| EngineError::Load {
            what: WHAT,
            reason: error.to_string(),
        })?;
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.push((folder.to_owned(), Some(Arc::new(model))));
        Ok(())
    }

    /// The model for a language. One that can't be loaded is told once and not tried again.
    fn model(&self, language: &str) -> Result<Arc<Wav2Vec2>, EngineError> {
        let missing = || EngineError::Load {
            what: WHAT,
            reason: format!("there is none for `{language}`"),
        };
        let folder = (self.find)(language).ok_or_else(missing)?;
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = loaded.iter().position(|(known, _)| *known == folder) {
            let entry = loaded.remove(at);
            let model = entry.1.clone();
            loaded.push(entry);
            return model.ok_or_else(missing);
        }
        let model = match Wav2Vec2::load(&folder) {
            Ok(model) => Some(Arc::new(model)),
            Err(error) => {
                tracing::warn!("the wav2vec2 model for `{language}` can't be used: {error}");
                None
            }
        };
        if loaded.len() >= KEPT {
            loaded.remove(0);
        }
        loaded.push((folder, model.clone()));
        model.ok_or_else(missing)
    }
}

impl Aligner for Wav2Vec2Aligner {
    fn source(&self) -> WordSource {
        WordSource::Wav2vec2
    }

    fn knows(&self, language: &str) -> bool {
        (self.find)(language).is_some()
    }

    fn align(&self, windows: &[Window<'_>], run: Run<'_>) -> Result<Vec<Placed>, EngineError> {
        let mut placed = Vec::with_capacity(windows.len());
        // Windows of one language share a model, and a batch.
        for same in windows.chunk_by(|a, b| a.language == b.language) {
            let Some(first) = same.first() else {
                continue;
            };
            let model = self.model(first.language)?;
            for batch in same.chunks(BATCH) {
                run.check()?;
                placed.extend(place(&model, batch)?);
            }
        }
        Ok(placed)
    }
}

fn place(model: &Wav2Vec2, windows: &[Window<'_>]) -> Result<Vec<Placed>, EngineError> {
    let samples: Vec<&[f32]> = windows
        .iter()
        .map(|window| &window.samples[..window.samples.len().min(Window::LONGEST)])
        .collect();
    let emissions = model
        .log_probs(&samples)
        .map_err(|source| EngineError::Inference {
            what: WHAT,
            source: Box::new(source),
        })?;
    let clock = Clock {
        first: FIRST,
        step: ratio(model.frame_samples(), 1) / f64::from(SAMPLE_RATE),
        lead: LEAD,
    };
    let blank = model.vocabulary().blank;
    let one = |(window, emissions): (&Window<'_>, _)| {
        let placements = placements(model, window.words);
        forced::place(window, emissions, &placements, blank, clock)
    };
    Ok(windows.iter().zip(&emissions).map(one).collect())
}

/// The tokens of all words, with the delimiter where a space is written.
fn placements(model: &Wav2Vec2, words: &[Word]) -> Vec<Placement> {
    let mut placements: Vec<Placement> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let spelled = model.vocabulary().tokens_for_word(&word.word);
        if let (Some(delimiter), true) = (model.vocabulary().delimiter, word.spaced)
            && !spelled.is_empty()
            && placements.last().is_some_and(|last| last.word.is_some())
        {
            placements.push(Placement {
                label: Label::Class(delimiter),
                word: None,
                at: None,
            });
        }
        for character in spelled {
            let own = |label| Placement {
                label,
                word: Some(index),
                at: Some(character.at.start),
            };
            if character.tokens.is_empty() {
                // Unknown characters in a row may be said in any number of sounds: one wildcard.
                let goes_on = placements
                    .last()
                    .is_some_and(|last| last.label == Label::Wildcard && last.word == Some(index));
                if !goes_on {
                    placements.push(own(Label::Wildcard));
                }
            }
            placements.extend(
                character
                    .tokens
                    .iter()
                    .map(|&token| own(Label::Class(token))),
            );
        }
    }
    placements
}
