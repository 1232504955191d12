//! Voices in a window: pyannote's segmentation tells local speakers apart, an embedding network
//! says what each sounds like.
//!
//! The recipe is pyannote's, with one difference: a speaker's embedding is made of those of his
//! phrases, so that a phrase which the segmentation gave to the wrong speaker can be told.

mod embedding;
mod fbank;
mod phrases;

use super::segmentation::network::Network;
use super::{Diarizer, EngineError, LocalVoice, LocalVoices, Phrase, Run};
use crate::cluster::Clustering;
pub(super) use embedding::Embedding;
use fbank::{BANDS, Fade, Fbank};
use phrases::{Activity, Part, SPEAKERS};

/// Fewer frames of features than this (0.1 s) give no embedding.
const FEWEST_FRAMES: usize = 10;

/// What an embedding network was trained on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Features {
    /// 3D-Speaker's: samples in -1..1, less the mean over the frames that are embedded.
    CamPlus,
    /// WeSpeaker's as pyannote makes them: 16-bit samples, less the mean over the window.
    WeSpeaker,
}

impl Features {
    fn fbank(self) -> Fbank {
        match self {
            Self::CamPlus => Fbank::new(Fade::Povey, 1.0),
            // The scale matters only beside the floor under the logarithm.
            Self::WeSpeaker => Fbank::new(Fade::Hamming, 32_768.0),
        }
    }
}

/// What a set of models consists of.
pub(super) struct Parts {
    /// Name of the set.
    pub(super) name: String,
    /// Who speaks when in 10 s.
    pub(super) segmentation: Network,
    /// What a voice sounds like.
    pub(super) embedding: Embedding,
    /// What the embedding network is given.
    pub(super) features: Features,
    /// How embeddings are grouped.
    pub(super) clustering: Clustering,
}

pub(super) struct Voices {
    parts: Parts,
    fbank: Fbank,
}

impl Voices {
    pub(super) fn new(parts: Parts) -> Self {
        Self {
            fbank: parts.features.fbank(),
            parts,
        }
    }

    /// Features of a window, as far as they don't depend on the frames that are embedded.
    fn features(&self, window: &[f32]) -> Vec<f32> {
        let features = self.fbank.compute(window);
        match self.parts.features {
            Features::CamPlus => features,
            Features::WeSpeaker => centred(&features.chunks_exact(BANDS).collect::<Vec<_>>()),
        }
    }

    /// The embedding of some frames of a window; none where they are too few.
    fn embed(&self, features: &[f32], part: &Part) -> Result<Option<Vec<f32>>, EngineError> {
        let mut chosen = vec![false; LocalVoices::FRAMES];
        for &frame in &part.frames {
            chosen[frame] = true;
        }
        let rows = features.chunks_exact(BANDS).enumerate();
        let rows: Vec<&[f32]> = rows
            .filter(|(index, _)| chosen[segmentation_frame(*index)])
            .map(|(_, row)| row)
            .collect();
        if rows.len() < FEWEST_FRAMES {
            return Ok(None);
        }
        let input = match self.parts.features {
            Features::CamPlus => centred(&rows),
            Features::WeSpeaker => rows.concat(),
        };
        let vector = self.parts.embedding.run(&input)?;
        Ok(crate::cluster::unit(&vector).map(|_| vector))
    }

    fn voice(
        &self,
        features: &[f32],
        activity: &Activity,
        speaker: usize,
        run: Run<'_>,
    ) -> Result<Option<LocalVoice>, EngineError> {
        let mut sum = Mean::default();
        let mut phrases = Vec::new();
        for part in activity.parts(speaker) {
            run.check()?;
            let Some(embedding) = self.embed(features, &part)? else {
                continue;
            };
            sum.add(&embedding, part.frames.len());
            if let Some(frames) = part.phrase {
                phrases.push(Phrase { frames, embedding });
            }
        }
        let voice = |embedding| LocalVoice {
            embedding,
            clean: activity.clean(speaker).len(),
            phrases,
        };
        Ok(sum.vector().map(voice))
    }
}

/// Mean of embeddings, weighted by frames: of their directions, and of their lengths.
#[derive(Default)]
struct Mean {
    directions: Vec<f32>,
    lengths: f32,
    frames: f32,
}

impl Mean {
    fn add(&mut self, embedding: &[f32], frames: usize) {
        #[expect(clippy::cast_precision_loss, reason = "at most 589")]
        let weight = frames as f32;
        let length = crate::cluster::dot(embedding, embedding).sqrt();
        self.directions.resize(embedding.len(), 0.0);
        for (sum, value) in self.directions.iter_mut().zip(embedding) {
            *sum += weight * value / length;
        }
        self.lengths += weight * length;
        self.frames += weight;
    }

    fn vector(self) -> Option<Vec<f32>> {
        let length = self.lengths / self.frames;
        let unit = crate::cluster::unit(&self.directions)?;
        Some(unit.into_iter().map(|value| value * length).collect())
    }
}

impl Diarizer for Voices {
    fn name(&self) -> &str {
        &self.parts.name
    }

    fn clustering(&self) -> &Clustering {
        &self.parts.clustering
    }

    fn hear(&self, window: &[f32], run: Run<'_>) -> Result<LocalVoices, EngineError> {
        run.check()?;
        let frames = window.len().div_ceil(LocalVoices::FRAME);
        let mut padded = window.to_vec();
        padded.resize(LocalVoices::WINDOW, 0.0);
        let classes = self.parts.segmentation.classes(&padded)?;
        let activity = Activity::new(classes, frames.min(LocalVoices::FRAMES));
        let features = self.features(&padded);
        let mut voices = [const { None }; SPEAKERS];
        for (speaker, voice) in voices.iter_mut().enumerate() {
            *voice = self.voice(&features, &activity, speaker, run)?;
        }
        Ok(LocalVoices {
            speech: activity.speech().into_iter().map(byte).collect(),
            overlap: activity.overlap().into_iter().map(byte).collect(),
            speakers: activity
                .speakers()
                .into_iter()
                .map(|each| each.map(byte))
                .collect(),
            voices,
        })
    }
}

/// The segmentation frame whose centre is nearest to that of a feature frame.
fn segmentation_frame(index: usize) -> usize {
    let centre = index * fbank::STEP + fbank::FRAME / 2;
    let first = LocalVoices::FIRST_CENTRE;
    let frame = (centre.saturating_sub(first) + LocalVoices::FRAME / 2) / LocalVoices::FRAME;
    frame.min(LocalVoices::FRAMES - 1)
}

/// Features less their mean over the frames, row after row.
fn centred(rows: &[&[f32]]) -> Vec<f32> {
    let mut mean = [0.0; BANDS];
    for row in rows {
        for (total, value) in mean.iter_mut().zip(*row) {
            *total += value;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 998 rows")]
    let count = rows.len() as f32;
    let values = rows.iter().flat_map(|row| row.iter().zip(&mean));
    values.map(|(value, total)| value - total / count).collect()
}

/// A probability in 255ths: a window's are kept until the end of the recording.
fn byte(probability: f32) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to what a byte holds"
    )]
    let byte = (probability * 255.0).round().clamp(0.0, 255.0) as u8;
    byte
}
