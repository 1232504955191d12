//! Who speaks when, without words.

use std::path::Path;
use std::sync::Arc;

use super::engines::{self, Loading};
use super::{Namer, diarizing};
use crate::config::Settings;
use crate::engine::Diarizer;
use crate::engine::load::DetectorFactory;
use crate::models;
use crate::pipeline::{Context, PipelineError, Recording, channels, diarize};
use crate::transcript::Diarized;

/// Diarizing, with its models loaded.
pub struct Diarizing<'a> {
    settings: &'a Settings,
    by: By,
}

/// What tells speakers apart.
enum By {
    Voice(Arc<dyn Diarizer>),
    Channel(DetectorFactory),
}

impl<'a> Diarizing<'a> {
    /// Loads the models.
    ///
    /// # Errors
    /// When one can't be found or used.
    pub fn load(settings: &'a Settings, loading: Loading<'_>) -> anyhow::Result<Self> {
        let by = if settings.speakers.by_channel {
            By::Channel(engines::detectors(settings, loading)?)
        } else {
            By::Voice(engines::diarizer(settings, loading)?)
        };
        Ok(Self { settings, by })
    }

    /// What the result depends on besides the settings: which models these find on this machine.
    #[must_use]
    pub fn means(settings: &Settings) -> String {
        models::stamp(Path::new(&settings.speakers.model))
    }

    /// Takes a recording to its speaker turns.
    ///
    /// # Errors
    /// When the recording can't be decoded, a model fails, or the run is cancelled.
    pub fn hear(
        &self,
        recording: &Recording,
        namer: &Namer<'_>,
        context: Context<'_>,
    ) -> Result<Diarized, PipelineError> {
        let settings = self.settings;
        let mut diarized = match &self.by {
            By::Voice(diarizer) => diarize::diarize(
                &**diarizer,
                recording,
                diarizing(settings),
                settings.cores(),
                context,
            )?,
            By::Channel(detectors) => {
                channels::diarize(detectors, &settings.detection, recording, context)?
            }
        };
        namer.name(&mut diarized.diarization);
        Ok(diarized)
    }
}
