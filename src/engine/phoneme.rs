//! The bundled aligner: English text to phonemes, and those to the frames of a phoneme recogniser.
//!
//! The recogniser is a small CTC network with one class a phoneme, one that stands between words
//! and a blank. It hears 30 s at a time, a frame every 20 ms.

mod g2p;
mod spoken;

use std::sync::{Mutex, PoisonError};

use rten::{Model, RunOptions};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use super::ctc::{self, Emissions, Label};
use super::forced::{self, Clock, Placement};
use super::{Aligner, EngineError, Placed, Run, Window};
use crate::transcript::{Word, WordSource, ratio};
use g2p::{G2p, Phoneme as Sound, Vocabulary};
use spoken::Reading;

const WHAT: &str = "phoneme alignment";
/// Fewer samples than this give no frame to speak of.
const SHORTEST: usize = 400;
/// Samples a frame.
const FRAME_SAMPLES: usize = 320;
/// Samples that the network is run over at once, and those on either side that it hears beside
/// them: 10 s and 2 s, whole frames both.
const CORE: usize = 160_000;
const CONTEXT: usize = 32_000;
/// A frame every 20 ms, the first centred on the beginning. Words that touch begin 50 ms before
/// their first spike: the median on hand-labelled English.
const CLOCK: Clock = Clock {
    first: 0.0,
    step: 0.02,
    lead: 0.05,
};
/// Text is taken for shouted when more than this share of its letters are capitals.
const SHOUTED: f64 = 0.6;

pub(super) struct Phoneme {
    acoustic: Model,
    /// One part at a time: the network takes all cores by itself.
    turn: Mutex<()>,
    g2p: G2p,
    /// Class that stands between words.
    between: usize,
    blank: usize,
}

/// The four files of the aligner.
pub(super) struct Parts {
    pub(super) acoustic: Model,
    pub(super) encoder: Model,
    pub(super) decoder: Model,
    pub(super) vocabulary: Vec<u8>,
}

impl Phoneme {
    pub(super) fn new(parts: Parts) -> Result<Self, EngineError> {
        let broken = |reason: String| EngineError::Load { what: WHAT, reason };
        let vocabulary: Vocabulary =
            serde_json::from_slice(&parts.vocabulary).map_err(|e| broken(e.to_string()))?;
        let between = vocabulary.phonemes();
        let g2p = G2p::new(parts.encoder, parts.decoder, &vocabulary);
        Ok(Self {
            acoustic: parts.acoustic,
            turn: Mutex::new(()),
            g2p: g2p.ok_or_else(|| broken("the vocabulary lacks its marks".to_owned()))?,
            between,
            blank: between + 1,
        })
    }

    /// Frames of up to 30 s of samples, from parts that overlap: a part takes a third of the memory.
    fn emissions(&self, samples: &[f32]) -> Result<Emissions, EngineError> {
        let samples = &samples[..samples.len().min(Window::LONGEST)];
        let classes = self.blank + 1;
        let mut values = Vec::new();
        let mut core = 0;
        while core < samples.len() {
            let begin = core.saturating_sub(CONTEXT);
            let end = (core + CORE + CONTEXT).min(samples.len());
            // What is left must be worth a part of its own.
            let last = samples.len() - core <= CORE + CONTEXT;
            let heard = self.hear(&samples[begin..end])?;
            let skipped = (core - begin) / FRAME_SAMPLES * classes;
            let wanted = if last {
                heard.len()
            } else {
                skipped + CORE / FRAME_SAMPLES * classes
            };
            let range = skipped.min(heard.len())..wanted.min(heard.len());
            values.extend_from_slice(&heard[range]);
            core = if last { samples.len() } else { core + CORE };
        }
        Ok(Emissions {
            frames: values.len() / classes,
            classes,
            values,
        })
    }

    /// Log-probabilities of all classes, frame by frame.
    fn hear(&self, samples: &[f32]) -> Result<Vec<f32>, EngineError> {
        let count = samples.len();
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let audio = NdTensor::from_data([1, count], samples.to_vec());
        let run = || -> Result<Tensor<f32>, Box<dyn std::error::Error + Send + Sync>> {
            let length = NdTensor::from_data([1], vec![i32::try_from(count)?]);
            let node = |name| self.acoustic.node_id(name);
            let inputs = vec![
                (node("waveform")?, audio.view().into()),
                (node("waveform_lengths")?, length.view().into()),
            ];
            let outputs = [node("log_probs")?];
            let [values] = self
                .acoustic
                .run_n(inputs, outputs, Some(RunOptions::default()))?;
            Ok(values.try_into()?)
        };
        Ok(run().map_err(inference)?.into_data())
    }

    fn window(&self, window: &Window<'_>) -> Result<Placed, EngineError> {
        let unplaced = vec![None; window.words.len()];
        if window.samples.len() < SHORTEST || window.words.is_empty() {
            return Ok(unplaced);
        }
        let shouted = is_shouted(window);
        let readings: Vec<Vec<Reading>> = window
            .words
            .iter()
            .map(|word| spoken::readings(&word.word, shouted))
            .collect();
        let emissions = self.emissions(window.samples)?;
        let chosen = self.choose(window.words, &emissions, &readings)?;
        let placements = self.placements(window.words, &chosen)?;
        Ok(forced::place(
            window,
            &emissions,
            &placements,
            self.blank,
            CLOCK,
        ))
    }

    /// One reading for each word: where there are several, the one that fits the audio between the
    /// words around it best. `None` for a word without a sound.
    fn choose<'a>(
        &self,
        words: &[Word],
        emissions: &Emissions,
        readings: &'a [Vec<Reading>],
    ) -> Result<Vec<Option<&'a Reading>>, EngineError> {
        let mut chosen: Vec<Option<&Reading>> = readings.iter().map(|all| all.first()).collect();
        if readings.iter().all(|all| all.len() < 2) {
            return Ok(chosen);
        }
        let unknown: Reading = spoken::anything();
        let open: Vec<Option<&Reading>> = readings
            .iter()
            .map(|all| {
                if all.len() > 1 {
                    Some(&unknown)
                } else {
                    all.first()
                }
            })
            .collect();
        let placements = self.placements(words, &open)?;
        let labels: Vec<Label> = placements.iter().map(|placement| placement.label).collect();
        let Some(alignment) = ctc::align(emissions, &labels, self.blank) else {
            return Ok(chosen);
        };
        for (word, all) in readings.iter().enumerate().filter(|(_, all)| all.len() > 1) {
            let own = |at: &usize| placements[*at].word == Some(word);
            let Some(at) = (0..placements.len()).find(own) else {
                continue;
            };
            // The marks between words go to nobody: the readings bring no such marks at their ends.
            let from = match at.checked_sub(1) {
                Some(mark) => alignment.labels[mark].last + 1,
                None => 0,
            };
            let next = alignment.labels.get(at + 1);
            let to = next.map_or(emissions.frames, |mark| mark.first);
            let part = emissions.part(from..to);
            let mut best = f64::NEG_INFINITY;
            for reading in all {
                let placements = self.placements(&words[word..=word], &[Some(reading)])?;
                let labels: Vec<Label> = placements.iter().map(|p| p.label).collect();
                let found = ctc::align(&part, &labels, self.blank);
                let score = found.map_or(f64::NEG_INFINITY, |found| found.score);
                if score > best {
                    best = score;
                    chosen[word] = Some(reading);
                }
            }
        }
        Ok(chosen)
    }

    fn placements(
        &self,
        words: &[Word],
        readings: &[Option<&Reading>],
    ) -> Result<Vec<Placement>, EngineError> {
        let mut placements = Vec::new();
        for (word, reading) in readings.iter().enumerate() {
            for part in reading.iter().copied().flatten() {
                if !placements.is_empty() {
                    placements.push(Placement {
                        label: Label::Class(self.between),
                        word: None,
                        at: None,
                    });
                }
                let sounds: Option<Vec<Sound>> = match &part.said {
                    Some(said) => self.g2p.phonemes(said).map_err(inference)?,
                    None => None,
                };
                let place = |label, at| Placement {
                    label,
                    word: Some(word),
                    at,
                };
                let byte = |letter: usize| {
                    let index = part.written_at? + letter;
                    words[word].word.char_indices().nth(index).map(|(at, _)| at)
                };
                match sounds {
                    Some(sounds) => placements.extend(
                        sounds
                            .iter()
                            .map(|sound| place(Label::Class(sound.class), byte(sound.letter))),
                    ),
                    None => placements.push(place(Label::Wildcard, None)),
                }
            }
        }
        Ok(placements)
    }
}

impl Aligner for Phoneme {
    fn source(&self) -> WordSource {
        WordSource::Phoneme
    }

    fn knows(&self, language: &str) -> bool {
        language == "en"
    }

    fn align(&self, windows: &[Window<'_>], run: Run<'_>) -> Result<Vec<Placed>, EngineError> {
        let mut placed = Vec::with_capacity(windows.len());
        for window in windows {
            run.check()?;
            placed.push(self.window(window)?);
        }
        Ok(placed)
    }
}

fn is_shouted(window: &Window<'_>) -> bool {
    let letters = || {
        window
            .words
            .iter()
            .flat_map(|word| word.word.chars())
            .filter(|c| c.is_alphabetic())
    };
    ratio(
        letters().filter(|c| c.is_uppercase()).count(),
        letters().count().max(1),
    ) > SHOUTED
}

fn inference(source: Box<dyn std::error::Error + Send + Sync>) -> EngineError {
    EngineError::Inference { what: WHAT, source }
}
