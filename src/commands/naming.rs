//! Settings and enrolled voices to the names of speakers.

use super::UsageError;
use crate::config::Settings;
use crate::pipeline::naming::{self, Known};
use crate::printer::Printer;
use crate::store::{self, Store};
use crate::transcript::{Diarization, Transcript};

/// Names the speakers of recordings.
pub(super) struct Namer<'a> {
    settings: &'a Settings,
    known: Vec<Known>,
}

impl<'a> Namer<'a> {
    /// Reads the enrolled voices, where they are to be recognised; `wanted` says whether speakers
    /// are told apart at all.
    ///
    /// # Errors
    /// When the store can't be read, or what is asked for needs speakers that nobody asked for.
    pub(super) fn new(
        settings: &'a Settings,
        wanted: bool,
        printer: &Printer,
    ) -> anyhow::Result<Self> {
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
        let store = Store::open(&url(settings)?)?;
        let voices = store.voices()?.into_iter();
        let known: Vec<Known> = voices
            .map(|voice| Known {
                name: voice.name,
                model: voice.model,
                embedding: voice.embedding,
            })
            .collect();
        if known.is_empty() {
            printer.note("no voice is enrolled yet: scripta speakers add NAME CLIP");
        }
        Ok(Self { settings, known })
    }

    /// What decides the names besides the settings.
    pub(super) fn means(&self) -> String {
        let voice = |known: &Known| format!("{} {} {:?}", known.name, known.model, known.embedding);
        let voices: Vec<String> = self.known.iter().map(voice).collect();
        voices.join("\n")
    }

    /// Names the speakers of a transcript.
    pub(super) fn name_all(&self, transcript: &mut Transcript) {
        if let Some(diarization) = &transcript.diarization {
            let names = self.names(diarization);
            naming::rename_all(transcript, &names);
        }
        if let Some(diarization) = &mut transcript.diarization {
            self.forget(diarization);
        }
    }

    /// Names the speakers of turns.
    pub(super) fn name(&self, diarization: &mut Diarization) {
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

/// Where voices are kept.
pub(super) fn url(settings: &Settings) -> anyhow::Result<String> {
    Ok(match &settings.history.url {
        Some(url) => url.clone(),
        None => store::default_url()?,
    })
}
