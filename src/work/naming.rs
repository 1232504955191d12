//! Settings and enrolled voices to the names of speakers.

use crate::config::{Settings, UsageError};
use crate::pipeline::naming::{self, Known};
use crate::store::{self, Store, Voice};
use crate::transcript::{Diarization, Transcript};

/// Names the speakers of recordings.
pub struct Namer<'a> {
    settings: &'a Settings,
    known: Vec<Known>,
}

impl<'a> Namer<'a> {
    /// Has `voices` give the enrolled ones, where they are to be recognised; `wanted` says whether
    /// speakers are told apart at all.
    ///
    /// # Errors
    /// When the voices can't be read, or what is asked for needs speakers that nobody asked for.
    pub fn new(
        settings: &'a Settings,
        wanted: bool,
        voices: impl FnOnce() -> anyhow::Result<Vec<Voice>>,
    ) -> anyhow::Result<Self> {
        let speakers = &settings.speakers;
        // What stands in a file of settings may be meant for other runs.
        let pointless = [
            ("identify_speakers", speakers.identify),
            ("speaker_names", !speakers.names.is_empty()),
            ("speaker_embeddings", speakers.embeddings),
        ]
        .into_iter()
        .find(|(key, asked)| *asked && !wanted && settings.is_flag(key));
        if let Some((key, _)) = pointless {
            let flag = key.replace('_', "-");
            let text = format!("--{flag} needs speakers to be told apart: add --diarize");
            return Err(UsageError(text).into());
        }
        if !speakers.identify {
            return Ok(Self {
                settings,
                known: Vec::new(),
            });
        }
        let known: Vec<Known> = voices()?
            .into_iter()
            .map(|voice| Known {
                name: voice.name,
                model: voice.model,
                embedding: voice.embedding,
            })
            .collect();
        Ok(Self { settings, known })
    }

    /// Whether voices shall be recognised and none is enrolled.
    #[must_use]
    pub fn knows_nobody(&self) -> bool {
        self.settings.speakers.identify && self.known.is_empty()
    }

    /// What decides the names besides the settings.
    #[must_use]
    pub fn means(&self) -> String {
        let voice = |known: &Known| format!("{} {} {:?}", known.name, known.model, known.embedding);
        let voices: Vec<String> = self.known.iter().map(voice).collect();
        voices.join("\n")
    }

    /// Names the speakers of a transcript.
    pub fn name_all(&self, transcript: &mut Transcript) {
        if let Some(diarization) = &transcript.diarization {
            let names = self.names(diarization);
            naming::rename_all(transcript, &names);
        }
        if let Some(diarization) = &mut transcript.diarization {
            self.forget(diarization);
        }
    }

    /// Names the speakers of turns.
    pub fn name(&self, diarization: &mut Diarization) {
        let names = self.names(diarization);
        naming::rename(diarization, &names);
        self.forget(diarization);
    }

    fn names(&self, diarization: &Diarization) -> naming::Names {
        let speakers = &self.settings.speakers;
        naming::names(
            diarization,
            &speakers.names,
            &self.known,
            speakers.threshold,
        )
    }

    /// Embeddings are written only where they are asked for: a voice is personal.
    fn forget(&self, diarization: &mut Diarization) {
        if !self.settings.speakers.embeddings {
            for speaker in &mut diarization.speakers {
                speaker.embedding.clear();
            }
        }
    }
}

/// The enrolled voices in the store that the settings name.
///
/// # Errors
/// When it can't be opened or read.
pub fn enrolled(settings: &Settings) -> anyhow::Result<Vec<Voice>> {
    Ok(Store::open(&store_url(settings)?)?.voices()?)
}

/// URL of the store: the one that the settings name, else the one in the data folder.
///
/// # Errors
/// When the system names no data folder.
pub fn store_url(settings: &Settings) -> anyhow::Result<String> {
    Ok(match &settings.history.url {
        Some(url) => url.clone(),
        None => store::default_url()?,
    })
}
