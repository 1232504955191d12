//! `scripta speakers`: voices that later recordings shall know by name.

use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::ArgMatches;
use serde_json::json;

use super::inputs;
use super::{ExitStatus, UsageError, engines};
use crate::cluster;
use crate::config::Settings;
use crate::pipeline::checkpoint::Forgetful;
use crate::pipeline::gate::Open;
use crate::pipeline::{Context, Recording, diarize};
use crate::printer::{Printer, chain};
use crate::progress::Silent;
use crate::store::{Enrolment, Store, Voice};
use crate::transcript::{Diarized, Speaker, is_speaker_label};
use crate::work::{self, Loading, store_url};

/// Less speech than this, in seconds, says too little of a voice.
const SHORTEST: f64 = 2.0;
/// From so much speech on, in seconds, a voice is known well.
const ENOUGH: f64 = 10.0;
/// A second speaker with a larger share of the speech than this makes a clip unfit.
const MOST_OF_OTHERS: f64 = 0.2;
/// Voices whose cosine similarity is below this are hardly one person's.
const HARDLY_THE_SAME: f32 = 0.4;

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    match matches.subcommand() {
        Some(("add", matches)) => add(matches, settings, printer, cancel),
        Some(("list", matches)) => list(settings, matches.get_flag("json"), printer),
        Some(("remove", matches)) => remove(matches, settings, printer),
        _ => Err(UsageError("say add, list or remove".to_owned()).into()),
    }
}

/// Enrols a voice from clips in which nobody else speaks; nothing is stored unless all are fit.
fn add(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let name = matches.get_one::<String>("name").cloned();
    let name = name.unwrap_or_default();
    if is_speaker_label(&name) {
        let text = format!("speakers without a name are called `{name}`: give another one");
        return Err(UsageError(text).into());
    }
    let patterns = matches.get_many::<std::ffi::OsString>("inputs");
    let mut found = inputs::expand(patterns.into_iter().flatten())?;
    found.passed.list(printer);
    let mut failures = std::mem::take(&mut found.failures);
    let store = Store::open(&store_url(settings)?)?;
    let load = |loading: Loading<'_>| work::diarizer(settings, loading);
    let diarizer = engines::load(settings, printer, cancel, load)?;
    let mut voices: Vec<Speaker> = Vec::new();
    for input in &found.inputs {
        let listen = || -> anyhow::Result<Speaker> {
            let (path, _guard) = engines::local_file(&input.source, cancel)?;
            let recording = Recording {
                path,
                name: input.shown(),
                selection: super::selection(matches),
            };
            let diarizing = work::diarizing(settings);
            let threads = settings.cores();
            let context = Context {
                progress: &Silent,
                cancel,
                checkpoints: &Forgetful,
                gate: &Open,
            };
            let heard = diarize::diarize(&*diarizer, &recording, diarizing, threads, context)?;
            only_voice(heard)
        };
        match listen() {
            Ok(voice) => voices.push(voice),
            Err(error) if super::is_cancelled(&error) => return Ok(ExitStatus::Interrupted),
            Err(error) => failures.push(format!("{}: {}", input.shown(), chain(&error))),
        }
    }
    found.passed.count(printer);
    if !failures.is_empty() {
        for failure in &failures {
            printer.error(failure);
        }
        printer.note("no voice was stored");
        return Ok(ExitStatus::Failure);
    }
    for pair in voices.windows(2) {
        if cluster::dot(&pair[0].embedding, &pair[1].embedding) < HARDLY_THE_SAME {
            printer.warning("these clips sound like different people; see that they are one's");
            break;
        }
    }
    let enrolment = Enrolment {
        name,
        model: diarizer.name().to_owned(),
        embedding: mean(&voices),
        clips: voices.len(),
        seconds: voices.iter().map(|voice| voice.seconds).sum(),
    };
    let voice = store.add_voice(&enrolment)?;
    printer.note(&format!(
        "{} is known from {} s of speech in {} clip{}",
        voice.name,
        voice.seconds.round(),
        voice.clips,
        if voice.clips == 1 { "" } else { "s" },
    ));
    if voice.seconds < ENOUGH {
        printer.note(&format!(
            "more clips of {} make the voice surer: {ENOUGH} s are enough",
            voice.name
        ));
    }
    Ok(ExitStatus::Success)
}

/// The one voice of a clip.
fn only_voice(diarized: Diarized) -> anyhow::Result<Speaker> {
    let mut speakers = diarized.diarization.speakers;
    speakers.sort_by(|a, b| b.seconds.total_cmp(&a.seconds));
    let others: f64 = speakers.iter().skip(1).map(|speaker| speaker.seconds).sum();
    let count = speakers.len();
    let voice = speakers.into_iter().next();
    let voice = voice.context("nobody speaks here: give a clip of one voice")?;
    if voice.seconds < SHORTEST {
        anyhow::bail!(
            "{:.1} s of speech are too little to know a voice by: give at least {SHORTEST} s",
            voice.seconds
        );
    }
    if others > voice.seconds * MOST_OF_OTHERS {
        anyhow::bail!(
            "{count} people speak here: give a clip of one voice, or cut one out with --start and --duration"
        );
    }
    Ok(voice)
}

/// The mean of voices, weighted by their seconds.
fn mean(voices: &[Speaker]) -> Vec<f32> {
    let mut sum = vec![0.0; voices.first().map_or(0, |voice| voice.embedding.len())];
    for voice in voices {
        #[expect(clippy::cast_possible_truncation, reason = "a weight")]
        let weight = voice.seconds as f32;
        for (total, value) in sum.iter_mut().zip(&voice.embedding) {
            *total += weight * value;
        }
    }
    sum
}

fn list(settings: &Settings, as_json: bool, printer: &Printer) -> anyhow::Result<ExitStatus> {
    let voices = Store::open(&store_url(settings)?)?.voices()?;
    let text = if as_json {
        let entry = |voice: &Voice| {
            json!({
                "id": voice.id, "name": voice.name, "model": voice.model, "clips": voice.clips,
                "seconds": voice.seconds, "created_at": voice.created_at,
                "embedding": voice.embedding,
            })
        };
        let entries: Vec<serde_json::Value> = voices.iter().map(entry).collect();
        serde_json::to_string_pretty(&entries)? + "\n"
    } else {
        let line = |voice: &Voice| {
            let Voice {
                name, model, clips, ..
            } = voice;
            format!("{name}\t{:.0} s\t{clips} clips\t{model}\n", voice.seconds)
        };
        voices.iter().map(line).collect()
    };
    printer
        .data(text.as_bytes())
        .context("stdout can't be written")?;
    if voices.is_empty() && !as_json {
        printer.note("no voice is enrolled yet: scripta speakers add NAME CLIP");
    }
    Ok(ExitStatus::Success)
}

fn remove(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
) -> anyhow::Result<ExitStatus> {
    let store = Store::open(&store_url(settings)?)?;
    let mut status = ExitStatus::Success;
    for name in matches.get_many::<String>("names").into_iter().flatten() {
        if store.remove_voice(name)? == 0 {
            printer.error(&format!(
                "no voice is enrolled as `{name}`: scripta speakers list shows those that are"
            ));
            status = ExitStatus::Failure;
        } else {
            printer.note(&format!("{name} was forgotten"));
        }
    }
    Ok(status)
}
