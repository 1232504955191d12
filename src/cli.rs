//! The command line: every subcommand and flag. Man pages and completions are made from it.

mod models;
mod tasks;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::config::{Group, SETTINGS, Setting};

const TRANSCRIBE_EXAMPLES: &str = "Examples:
  scripta transcribe talk.mp4                         timed lines on the terminal
  scripta transcribe talk.mp4 -f srt > talk.srt       subtitles on stdout
  scripta transcribe interviews/ -f srt,json -o out   a whole folder
  curl -s https://example.org/a.ogg | scripta transcribe - -f txt

Exit codes: 0 all done, 1 some input failed or, with --strict, may lack something, 2 wrong usage,
3 internal fault, 130 interrupted.";

const DIARIZE_EXAMPLES: &str = "Examples:
  scripta diarize meeting.m4a                          turns as RTTM on stdout
  scripta diarize meeting.m4a -f svg > meeting.svg     a picture of who speaks when
  scripta diarize calls/ -f rttm,json -o out           a whole folder
  scripta diarize talk.wav --num-speakers 2 --speaker-names Ada,Bob -f csv

Exit codes: 0 all done, 1 some input failed or, with --strict, may lack something, 2 wrong usage,
3 internal fault, 130 interrupted.";

const SPEAKERS_EXAMPLES: &str = "Examples:
  scripta speakers add Ada ada1.wav ada2.wav
  scripta speakers list
  scripta transcribe meeting.m4a --diarize --identify-speakers
  scripta speakers remove Ada";

const ALIGN_EXAMPLES: &str = "Examples:
  scripta align talk.txt talk.mp4 -f srt > talk.srt   subtitles from a text without times
  scripta align talk.srt talk.mp4 -f json -o out      word times for subtitles that exist
  scripta align book.txt chapter1.mp3 -f textgrid     tiers for Praat

Exit codes: 0 done, 1 the recording or the text failed or, with --strict, something may be missing,
2 wrong usage, 3 internal fault, 130 interrupted.";

const PROBE_EXAMPLES: &str = "Examples:
  scripta probe talk.mkv                              what it is, and how it is read
  scripta probe --json --quick calls/ | jq -r .decoder
  scripta probe talk.mkv --track 2

Exit codes: 0 all can be decoded, 1 some input can't or, with --strict, may lack something, 2 wrong
usage, 3 internal fault, 130 interrupted.";

const SERVE_EXAMPLES: &str = "Examples:
  scripta serve                                        http://127.0.0.1:8000, page at /ui, API at /docs
  scripta serve --port 0 --db postgresql://me@db/scripta
  AUTH__BEARER_TOKEN=secret scripta serve --host 0.0.0.0
  curl -F file=@talk.mp3 'http://127.0.0.1:8000/speech-to-text?wait=60'

What requests leave out, the settings say. Exit codes: 0 stopped as asked, 2 wrong usage or an
address that can't be had, 3 internal fault.";

/// The whole command line.
#[must_use]
pub fn command() -> Command {
    Command::new("scripta")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Turn recordings into words, with who said them and when, offline")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(transcribe())
        .subcommand(align())
        .subcommand(diarize())
        .subcommand(speakers())
        .subcommand(probe())
        .subcommand(tasks::command())
        .subcommand(serve())
        .subcommand(models::command())
        .subcommand(doctor())
        .subcommand(config())
        .subcommand(completions())
}

fn transcribe() -> Command {
    let command = Command::new("transcribe")
        .about("Turn recordings into text and subtitles")
        .after_help(TRANSCRIBE_EXAMPLES)
        .arg(inputs(
            "Files, folders, globs, http(s) and file URLs, pipes, @LIST with an input a line, or - for stdin",
        ))
        .arg(switch(
            "report",
            "Say on stderr what was decoded again, left out as not said, or is uncertain",
        ))
        .arg(switch(
            "watch",
            "Stay, and take each recording that comes into the folders given once it is complete",
        ));
    with_settings(with_recording(command))
}

fn align() -> Command {
    let command = Command::new("align")
        .about("Find when the words of a text are said in a recording")
        .after_help(ALIGN_EXAMPLES)
        .arg(
            Arg::new("transcript")
                .value_name("TRANSCRIPT")
                .help("The text: txt with a segment a line, srt, vtt, tsv, or JSON of this program, WhisperX and others; - for stdin")
                .required(true)
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            Arg::new("audio")
                .value_name("AUDIO")
                .help("The recording: a file, a pipe, or an http(s) or file URL")
                .required(true)
                .value_parser(value_parser!(std::ffi::OsString)),
        )
        .arg(switch(
            "ignore_times",
            "Look for the text in the whole recording, whatever times it brings",
        ))
;
    with_settings(with_recording(command))
}

fn diarize() -> Command {
    let command = Command::new("diarize")
        .about("Find who speaks when")
        .after_help(DIARIZE_EXAMPLES)
        .arg(inputs(
            "Files, folders, globs, http(s) and file URLs, pipes, @LIST with an input a line, or - for stdin",
        ));
    with_settings(with_recording(command))
}

fn speakers() -> Command {
    let add = Command::new("add")
        .about("Learn a voice from clips in which one person speaks")
        .arg(
            Arg::new("name")
                .value_name("NAME")
                .help("Whose voice it is; more clips of a known name make it surer")
                .required(true),
        )
        .arg(inputs(
            "Clips: files, folders, globs, http(s) URLs, or - for stdin",
        ));
    let list = Command::new("list")
        .about("Show the voices that are known")
        .arg(switch("json", "As JSON, with the embeddings"));
    let remove = Command::new("remove").about("Forget voices").arg(
        Arg::new("names")
            .value_name("NAME")
            .help("Whose voices")
            .required(true)
            .num_args(1..),
    );
    Command::new("speakers")
        .about("Manage the voices that --identify-speakers knows by name")
        .after_help(SPEAKERS_EXAMPLES)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(with_settings(with_part(add)))
        .subcommand(with_settings(list))
        .subcommand(with_settings(remove))
}

fn probe() -> Command {
    let command = Command::new("probe")
        .about("Say what recordings are and how they are read, without recognising anything")
        .after_help(PROBE_EXAMPLES)
        .arg(inputs(
            "Files, folders, globs, http(s) and file URLs, pipes, @LIST with an input a line, or - for stdin",
        ))
        .arg(switch("json", "As JSON; of several recordings, an object a line"))
        .arg(switch(
            "quick",
            "Only open them: leave out the length, level and warnings that decoding to the end gives",
        ))
        .arg(track());
    with_settings(command)
}

fn inputs(help: &'static str) -> Arg {
    Arg::new("inputs")
        .value_name("INPUT")
        .help(help)
        .required(true)
        .num_args(1..)
        .value_parser(value_parser!(std::ffi::OsString))
}

/// Adds where results go and which part of a recording is heard.
fn with_recording(command: Command) -> Command {
    let command = command
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("DIR|-")
                .help("Folder for the results, made if missing; - for stdout")
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(switch("overwrite", "Replace results that exist").conflicts_with("skip_existing"))
        .arg(switch(
            "skip_existing",
            "Leave out recordings whose results exist",
        ))
        .arg(switch(
            "fresh",
            "Do again what the history knows the result of",
        ))
        // How `tasks resume` and `tasks retry` say which task they mean.
        .arg(
            Arg::new("resume_task")
                .long("resume-task")
                .value_name("ID")
                .hide(true),
        );
    with_part(command)
}

/// Adds which part of a recording is heard.
fn with_part(command: Command) -> Command {
    command
        .arg(track())
        .arg(
            Arg::new("start")
                .long("start")
                .value_name("TIME")
                .help("Where to begin, in seconds or as [HH:]MM:SS")
                .value_parser(seconds),
        )
        .arg(
            Arg::new("duration")
                .long("duration")
                .value_name("TIME")
                .help("How much to hear, in seconds or as [HH:]MM:SS")
                .value_parser(seconds),
        )
}

fn track() -> Arg {
    Arg::new("track")
        .long("track")
        .value_name("N")
        .help("Audio track to hear, from 1 [default: the one flagged as default, or the first, unless it is silent]")
        .value_parser(value_parser!(u16).range(1..))
}

fn serve() -> Command {
    let command = Command::new("serve")
        .about("Offer all of it over HTTP: tasks, webhooks, an OpenAI-compatible API and a page")
        .after_help(SERVE_EXAMPLES);
    with_settings(command)
}

fn config() -> Command {
    let command = Command::new("config").about("Show every setting and where its value comes from");
    with_settings(command)
}

fn doctor() -> Command {
    let command = Command::new("doctor")
        .about("Say what this machine has, and what to mend")
        .arg(switch("json", "As JSON"));
    with_settings(command)
}

fn completions() -> Command {
    Command::new("completions")
        .about("Print a completion script for a shell")
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(value_parser!(clap_complete::Shell)),
        )
}

/// Settings that mean nothing to one text that exists already.
const NOT_FOR_TEXTS: &[&str] = &["task", "multilingual", "jobs"];

/// Whether a command has a flag for a setting.
fn concerns(command: &str, setting: &Setting) -> bool {
    let of_machine = matches!(setting.key, "device" | "device_index" | "threads");
    let of_voices = matches!(setting.key, "diarize_model" | "diarize_step");
    match (command, setting.group) {
        ("transcribe", group) => group != Group::Service,
        (_, Group::Messages) | ("config", _) | ("diarize", Group::History) => true,
        // Pages are written for whoever asks, nothing runs unrecorded, and there is no exit code.
        ("serve", _) => !matches!(
            setting.key,
            "format" | "html_audio" | "no_history" | "strict"
        ),
        ("probe", _) => setting.key == "strict",
        ("models", _) => matches!(setting.key, "compute_type" | "offline"),
        ("doctor", group) => {
            matches!(group, Group::History)
                || matches!(
                    setting.key,
                    "model" | "compute_type" | "offline" | "device" | "device_index"
                )
        }
        ("align", Group::Service | Group::Speakers) => false,
        ("align", _) => !NOT_FOR_TEXTS.contains(&setting.key),
        // Telling voices apart is what the command does.
        ("diarize", Group::Speakers) => setting.key != "diarize",
        ("diarize", _) => of_machine || matches!(setting.key, "format" | "jobs" | "strict"),
        ("add", _) => of_machine || of_voices || setting.group == Group::History,
        ("show" | "export", group) => {
            let of_work = matches!(setting.key, "html_audio" | "strict");
            group == Group::History || (group == Group::Subtitles && !of_work)
        }
        (
            "list" | "remove" | "search" | "stats" | "resume" | "retry" | "cancel" | "redeliver"
            | "delete" | "prune",
            group,
        ) => group == Group::History && setting.key != "no_history",
        _ => false,
    }
}

/// The settings that a command has flags for.
pub fn settings_of(command: &str) -> impl Iterator<Item = &'static Setting> {
    SETTINGS
        .iter()
        .filter(move |setting| setting.flag && concerns(command, setting))
}

/// Adds a flag for each setting, and those that every command with settings has.
fn with_settings(command: Command) -> Command {
    let name = command.get_name().to_owned();
    with_settings_of(&name, command)
}

/// The same, with the settings of the command that `name` names.
fn with_settings_of(name: &str, command: Command) -> Command {
    settings_of(name)
        .fold(command, |command, setting| {
            command.arg(flag(setting, values(name, setting)))
        })
        .arg(
            Arg::new("config")
                .long("config")
                .value_name("FILE")
                .help("Config file to read instead of the user's")
                .value_parser(value_parser!(PathBuf))
                .help_heading("Messages"),
        )
        .arg(
            Arg::new("verbose")
                .short('v')
                .long("verbose")
                .help("Log more; twice for debugging")
                .action(ArgAction::Count)
                .help_heading("Messages"),
        )
        .arg(
            switch("quiet", "Show nothing but errors")
                .short('q')
                .conflicts_with("verbose")
                .help_heading("Messages"),
        )
}

/// The values that a setting takes with a command.
fn values(command: &str, setting: &Setting) -> Vec<&'static str> {
    let mut values = setting.allowed.to_vec();
    // Aligning in no way would do nothing.
    values.retain(|value| !(command == "align" && setting.key == "align" && *value == "none"));
    values
}

fn flag(setting: &Setting, values: Vec<&'static str>) -> Arg {
    let default = if setting.default.is_empty() || setting.value.is_empty() {
        String::new()
    } else {
        format!(" [default: {}]", setting.default)
    };
    let arg = Arg::new(setting.key)
        .long(setting.key.replace('_', "-"))
        .help(format!("{}{default} [env: {}]", setting.help, setting.env))
        .help_heading(setting.group.heading());
    let arg = if setting.key == "format" {
        arg.short('f')
    } else {
        arg
    };
    let arg = if setting.key == "language" {
        arg.short('l')
    } else {
        arg
    };
    let arg = if setting.key == "model" {
        arg.short('m')
    } else {
        arg
    };
    if setting.value.is_empty() {
        return arg
            .value_name("BOOL")
            .num_args(0..=1)
            .require_equals(true)
            .hide_possible_values(true)
            .default_missing_value("true")
            .value_parser(PossibleValuesParser::new(["true", "false"]));
    }
    let arg = arg.value_name(setting.value).allow_hyphen_values(true);
    if values.is_empty() {
        arg.value_parser(value_parser!(String))
    } else {
        arg.value_parser(PossibleValuesParser::new(values))
            .ignore_case(true)
    }
}

fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name.replace('_', "-"))
        .help(help)
        .action(ArgAction::SetTrue)
}

/// The settings that were given as flags.
#[must_use]
pub fn setting_flags(matches: &ArgMatches) -> BTreeMap<String, String> {
    SETTINGS
        .iter()
        .filter(|setting| setting.flag)
        // Not every command has every flag.
        .filter(|setting| matches.try_contains_id(setting.key).is_ok())
        .filter(|setting| matches.value_source(setting.key) == Some(ValueSource::CommandLine))
        .filter_map(|setting| {
            let value = matches.get_one::<String>(setting.key)?;
            Some((setting.key.to_owned(), value.clone()))
        })
        .collect()
}

/// Seconds from `90`, `1:30` or `0:01:30.5`.
fn seconds(text: &str) -> Result<f64, String> {
    let mut total = 0.0;
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return Err("expected seconds or [HH:]MM:SS".to_owned());
    }
    for part in parts {
        let value: f64 = part.parse().map_err(|_| "expected seconds or [HH:]MM:SS")?;
        if !value.is_finite() || value < 0.0 {
            return Err("expected a time that isn't negative".to_owned());
        }
        total = total * 60.0 + value;
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_well_formed() {
        command().debug_assert();
    }

    #[test]
    fn times_are_read_in_every_form() {
        assert_eq!(seconds("90"), Ok(90.0));
        assert_eq!(seconds("1:30"), Ok(90.0));
        assert_eq!(seconds("1:00:01.5"), Ok(3601.5));
        assert!(seconds("-1").is_err() && seconds("a").is_err() && seconds("1:2:3:4").is_err());
    }
}
