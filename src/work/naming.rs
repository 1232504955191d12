//! Settings and enrolled voices to the names of speakers.

use crate::config::{Settings, UsageError};
use crate::pipeline::naming::{self, Known};
use crate::store::{self, Store};
use crate::transcript::{Diarization, Transcript};

/// Names the speakers of recordings.
pub struct Namer<'a> {
    settings: &'a Settings,
    known: Vec<Known>,
}

impl<'a> Namer<'a> {
    /// Reads the enrolled voices, where they are to be recognised; `wanted` says whether speakers
    /// are told apart at all.
    ///
    /// # Errors
    /// When the store can't be read, or what is asked for needs speakers that nobody asked for.
    pub fn new(settings: &'a Settings, wanted: bool) -> anyhow::Result<Self> {
        let speakers = &settings.speakers;
        let pointless = ["identify_speakers", "speaker_names", "speaker_embeddings"]
            .into_iter()
            .filter(|key| settings.is_given(key) && !wanted)
            .find(|key| *key != "speaker_names" || !speakers.names.is_empty());
        if let Some(key) = pointless {
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
        let store = Store::open(&store_url(settings)?)?;
        let voices = store.voices()?.into_iter();
        let known: Vec<Known> = voices
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
