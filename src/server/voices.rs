//! Voices that are kept for later tasks without anybody naming them.

use std::sync::{Mutex, PoisonError};

use super::app::App;
use crate::config::Settings;
use crate::store::{Profile, StoreError};
use crate::task::{Outcome, Task};
use crate::transcript::{Diarization, Speaker};
use crate::work::Namer;

/// Held while voices are looked up and kept, so that tasks that end together keep a voice once.
static KEEPING: Mutex<()> = Mutex::new(());

/// Has embeddings made and known voices named, where voices are to be kept.
pub(super) fn prepare(settings: &mut Settings) {
    if settings.server.auto_store_speakers {
        settings.speakers.identify = true;
        settings.speakers.embeddings = true;
    }
}

/// Keeps the voices of a task's speakers that nobody's voice was like. Embeddings stay in the result
/// only if they were `wanted` there. The result is worth more than the voices: a store that doesn't
/// take them is told in the log.
pub(super) fn keep(
    app: &App,
    task: &Task,
    settings: &Settings,
    outcome: &mut Outcome,
    wanted: bool,
) {
    let keeping = KEEPING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Err(error) = name_again(app, settings, outcome) {
        tracing::warn!("known voices can't be read: {error}");
    }
    let Some(diarization) = diarization(outcome) else {
        return;
    };
    if let Err(error) = store(app, task, diarization) {
        tracing::warn!("the voices of task {} can't be kept: {error}", task.id);
    }
    drop(keeping);
    if !wanted {
        for speaker in &mut diarization.speakers {
            speaker.embedding.clear();
        }
    }
}

fn diarization(outcome: &mut Outcome) -> Option<&mut Diarization> {
    match outcome {
        Outcome::Transcript(transcript) => transcript.diarization.as_mut(),
        Outcome::Turns(diarized) => Some(&mut diarized.diarization),
    }
}

/// Names the speakers by the voices that are known by now: other tasks may have kept some since this
/// one began.
fn name_again(app: &App, settings: &Settings, outcome: &mut Outcome) -> anyhow::Result<()> {
    let unknown = |found: &mut Diarization| found.speakers.iter().any(|s| s.score.is_none());
    // Names that the request gives go by the order of speakers, which is gone by now.
    if !settings.speakers.names.is_empty() || !diarization(outcome).is_some_and(unknown) {
        return Ok(());
    }
    let namer = Namer::new(settings, true, || Ok(app.store.voices()?))?;
    match outcome {
        Outcome::Transcript(transcript) => namer.name_all(transcript),
        Outcome::Turns(diarized) => namer.name(&mut diarized.diarization),
    }
    Ok(())
}

fn store(app: &App, task: &Task, diarization: &Diarization) -> Result<(), StoreError> {
    // A task that is worked on again has kept them already.
    if !app.store.profiles(Some(&task.id), 1, 0)?.is_empty() {
        return Ok(());
    }
    let unknown = |speaker: &&Speaker| speaker.score.is_none() && !speaker.embedding.is_empty();
    let short = task.id.get(..8).unwrap_or(&task.id);
    for speaker in diarization.speakers.iter().filter(unknown) {
        app.store.add_profile(&Profile {
            id: String::new(),
            task_id: Some(task.id.clone()),
            // Labels begin anew in each recording, so by themselves they name nobody.
            label: format!("{} of {short}", speaker.label),
            description: task.file_name.clone(),
            model: diarization.model.clone(),
            embedding: speaker.embedding.clone(),
            seconds: speaker.seconds,
            created_at: String::new(),
        })?;
    }
    Ok(())
}
