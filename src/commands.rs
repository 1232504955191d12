//! Dispatch: settings are resolved, logging is set up, and the subcommand's file takes over.

mod align;
mod batch;
mod completions;
mod config;
mod diarize;
mod doctor;
mod engines;
mod history;
mod inputs;
mod models;
mod outputs;
mod probe;
mod report;
mod serve;
mod sound;
mod speakers;
mod spool;
mod tasks;
mod transcribe;
mod watch;

use std::sync::atomic::AtomicBool;

use clap::ArgMatches;
use tracing_subscriber::fmt::MakeWriter as _;

use crate::cli;
use crate::config::{ConfigError, Layers, LogFormat, Settings, UsageError};
use crate::engine::EngineError;
use crate::format::Format;
use crate::pipeline::decode::Selection;
use crate::printer::Printer;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// Everything was done.
    Success,
    /// Some input failed.
    Failure,
    /// The user stopped it.
    Interrupted,
}

impl ExitStatus {
    /// The code for the shell.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::Interrupted => 130,
        }
    }
}

/// Exit code for an error that ended the program.
#[must_use]
pub fn code(error: &anyhow::Error) -> u8 {
    let usage = error.is::<UsageError>() || error.is::<ConfigError>();
    let broken = matches!(error.downcast_ref(), Some(EngineError::Load { .. }));
    let unusable = broken
        || error.is::<crate::models::ModelError>()
        || error.is::<crate::models::hub::HubError>()
        || error.is::<crate::models::aligners::AlignerError>()
        || error.is::<crate::models::diarizers::DiarizerError>();
    let convert = error.downcast_ref::<crate::convert::ConvertError>();
    let unusable = unusable
        || convert.is_some_and(|error| !matches!(error, crate::convert::ConvertError::Write(_)));
    // What keeps a store from being used is for the user to mend, but for a failure inside.
    let store = error.downcast_ref::<crate::store::StoreError>();
    let no_store =
        store.is_some_and(|error| !matches!(error, crate::store::StoreError::Failed { .. }));
    if usage || unusable || no_store { 2 } else { 3 }
}

/// Runs the subcommand that was parsed.
///
/// # Errors
/// For what concerns the whole run; failures of single inputs are in the status.
pub fn run(matches: &ArgMatches, cancel: &'static AtomicBool) -> anyhow::Result<ExitStatus> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(UsageError("no command was given; see scripta --help".to_owned()).into());
    };
    if name == "completions" {
        return completions::run(matches, &Printer::plain());
    }
    // Settings stand with the innermost command.
    let innermost = matches.subcommand().map_or(matches, |(_, inner)| inner);
    let config = innermost.get_one::<std::path::PathBuf>("config");
    let layers = Layers::read(
        cli::setting_flags(innermost),
        config.map(std::path::PathBuf::as_path),
    )?;
    let settings = Settings::resolve(&layers)?;
    let quiet = innermost.get_flag("quiet");
    let printer = Printer::new(quiet, settings.progress, settings.log_format);
    start_logging(
        &settings,
        innermost.get_count("verbose"),
        quiet,
        printer.is_colourful(),
    );
    match name {
        "config" => config::run(&settings, &printer),
        "align" => align::run(matches, &settings, &printer, cancel),
        "diarize" => diarize::run(matches, &settings, &printer, cancel),
        "doctor" => doctor::run(matches, &settings, &printer, cancel),
        "models" => models::run(matches, &settings, &printer, cancel),
        "probe" => probe::run(matches, &settings, &printer, cancel),
        "serve" => serve::run(&layers, &settings, &printer, cancel),
        "speakers" => speakers::run(matches, &settings, &printer, cancel),
        "tasks" => tasks::run(matches, &settings, &printer, cancel),
        "transcribe" => transcribe::run(matches, &settings, &printer, cancel),
        other => Err(UsageError(format!("there is no command `{other}`")).into()),
    }
}

fn start_logging(settings: &Settings, verbose: u8, quiet: bool, colour: bool) {
    let chosen = match (quiet, verbose) {
        (true, _) => tracing::Level::ERROR,
        (false, 0) => settings.log_level,
        (false, 1) => settings.log_level.max(tracing::Level::INFO),
        (false, _) => settings.log_level.max(tracing::Level::DEBUG),
    };
    // Libraries speak up only when we debug, and then less than we do.
    let echo = if settings.history.echo {
        "debug"
    } else {
        "off"
    };
    let echo = format!("{}={echo}", crate::store::ECHO);
    // Who had what done is told by default, too.
    let audit = if chosen < tracing::Level::WARN {
        "off"
    } else {
        "info"
    };
    let filter = if chosen >= tracing::Level::DEBUG {
        format!("info,scripta={chosen},whisper_rs=warn,audit={audit},{echo}")
    } else {
        format!("off,scripta={chosen},audit={audit},{echo}")
    };
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(colour)
        .with_writer(|| std::io::stderr.make_writer());
    let started = match settings.log_format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Text => builder.without_time().with_target(false).try_init(),
    };
    // Fails only when a test in the same process has started logging already.
    drop(started);
}

/// The formats that are asked for, as far as they suit a transcript.
///
/// # Errors
/// When one needs speakers, and nobody asked for these.
fn formats(settings: &Settings, speakers: bool) -> Result<Vec<Format>, UsageError> {
    let mut formats = settings.formats.clone();
    if speakers {
        return Ok(formats);
    }
    if formats.len() == Format::ALL.len() {
        formats.retain(|format| !format.needs_speakers());
    }
    match formats.iter().find(|format| format.needs_speakers()) {
        Some(format) => Err(UsageError(format!(
            "{format} files tell who speaks: use scripta transcribe --diarize, or scripta diarize"
        ))),
        None => Ok(formats),
    }
}

fn is_cancelled(error: &anyhow::Error) -> bool {
    let by_pipeline = crate::pipeline::PipelineError::is_cancelled(error);
    let by_fetch = matches!(
        error.downcast_ref(),
        Some(crate::net::FetchError::Cancelled)
    );
    let by_hub = matches!(
        error.downcast_ref(),
        Some(crate::models::hub::HubError::Cancelled)
    );
    by_pipeline || by_fetch || by_hub
}

/// A failure in one word, for programs.
fn failure_code(error: &anyhow::Error) -> &'static str {
    let of_pipeline = error.downcast_ref::<crate::pipeline::PipelineError>();
    of_pipeline.map_or("failed", crate::pipeline::PipelineError::code)
}

fn track(matches: &ArgMatches) -> Option<usize> {
    let track = matches.get_one::<u16>("track");
    track.map(|track| usize::from(*track))
}

fn selection(matches: &ArgMatches) -> Selection {
    Selection {
        track: track(matches),
        start: matches.get_one::<f64>("start").copied().unwrap_or(0.0),
        duration: matches.get_one::<f64>("duration").copied(),
        channel: None,
    }
}
