//! Speech to text, and who says it where that is asked for.

use super::engines::{self, Loading};
use super::{Namer, diarizing};
use crate::config::Settings;
use crate::pipeline::{Context, Pipeline, PipelineError, Recording, Request};
use crate::transcript::Transcript;

/// Transcribing, with its models loaded.
pub struct Transcribing<'a> {
    settings: &'a Settings,
    pipeline: Pipeline,
}

impl<'a> Transcribing<'a> {
    /// Loads the models.
    ///
    /// # Errors
    /// When one can't be found or used, or doesn't know the language.
    pub fn load(settings: &'a Settings, loading: Loading<'_>) -> anyhow::Result<Self> {
        let task = settings.recognition.task;
        Ok(Self {
            settings,
            pipeline: engines::pipeline(settings, task, loading)?,
        })
    }

    /// Takes a recording to its transcript.
    ///
    /// # Errors
    /// When the recording can't be decoded, a model fails, or the run is cancelled.
    pub fn hear(
        &self,
        recording: &Recording,
        namer: &Namer<'_>,
        context: Context<'_>,
    ) -> Result<Transcript, PipelineError> {
        let settings = self.settings;
        let request = Request {
            recording: recording.clone(),
            language: settings.language,
            multilingual: settings.multilingual,
            detection: settings.detection.clone(),
            recognition: settings.recognition.clone(),
            grouping: settings.grouping.clone(),
            diarizing: diarizing(settings),
        };
        let mut transcript = if settings.speakers.by_channel {
            self.pipeline.run_by_channel(&request, context)?
        } else {
            self.pipeline.run(&request, context)?
        };
        namer.name_all(&mut transcript);
        Ok(transcript)
    }
}
