//! `scripta probe`: what recordings are and how they are read, for bug reports and scripts.

use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use clap::ArgMatches;
use serde::Serialize;

use super::inputs::{self, Input};
use super::models::{print, size};
use super::{ExitStatus, engines, is_cancelled, track};
use crate::config::Settings;
use crate::pipeline::decode::{Choice, Edit};
use crate::pipeline::probe::{self, Decoder, Depth, Loudness, Report, Track};
use crate::printer::{Printer, chain, harmless};

/// Seconds from which times are shown with minutes, too.
const LONG: f64 = 60.0;

pub(super) fn run(
    matches: &ArgMatches,
    settings: &Settings,
    printer: &Printer,
    cancel: &AtomicBool,
) -> anyhow::Result<ExitStatus> {
    let found = inputs::named(matches)?;
    found.tell(printer);
    let several = found.inputs.len() > 1;
    let as_json = matches.get_flag("json");
    let mut failed = !found.failures.is_empty();
    for (index, input) in found.inputs.iter().enumerate() {
        let probed = probe(input, matches, cancel);
        if probed.result.as_ref().is_err_and(is_cancelled) {
            return Ok(ExitStatus::Interrupted);
        }
        let is_good = |report: &Report| !(settings.strict && report.incomplete);
        failed |= !probed.result.as_ref().is_ok_and(is_good);
        if as_json {
            print(printer, &probed.json(several)?)?;
        } else if let Ok(report) = &probed.result {
            let gap = if index > 0 { "\n" } else { "" };
            print(printer, &harmless(&format!("{gap}{}", probed.text(report))))?;
        }
        if let Err(error) = &probed.result {
            printer.error(&format!("{}: {}", input.shown(), chain(error)));
        }
        if printer.is_closed() {
            break;
        }
    }
    found.passed.count(printer);
    Ok(if failed {
        ExitStatus::Failure
    } else {
        ExitStatus::Success
    })
}

/// What came of one input.
struct Probed {
    file: String,
    bytes: Option<u64>,
    result: anyhow::Result<Report>,
}

fn probe(input: &Input, matches: &ArgMatches, cancel: &AtomicBool) -> Probed {
    let depth = if matches.get_flag("quick") {
        Depth::Quick
    } else {
        Depth::Full
    };
    let file = input.shown();
    // The guard removes a temporary file again.
    let (path, _guard) = match engines::local_file(&input.source, cancel) {
        Ok(local) => local,
        Err(error) => {
            return Probed {
                file,
                bytes: None,
                result: Err(error),
            };
        }
    };
    let bytes = std::fs::metadata(&path).ok().map(|metadata| metadata.len());
    let report = probe::probe(&path, track(matches), depth, cancel);
    Probed {
        file,
        bytes,
        result: report.map_err(Into::into),
    }
}

/// The JSON of one input.
#[derive(Serialize)]
struct Document<'a> {
    file: &'a str,
    bytes: Option<u64>,
    #[serde(flatten)]
    report: Option<&'a Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Probed {
    /// An object, on one line where it is one of several.
    fn json(&self, several: bool) -> serde_json::Result<String> {
        let document = Document {
            file: &self.file,
            bytes: self.bytes,
            report: self.result.as_ref().ok(),
            error: self.result.as_ref().err().map(chain),
        };
        let text = if several {
            serde_json::to_string(&document)?
        } else {
            serde_json::to_string_pretty(&document)?
        };
        Ok(text + "\n")
    }

    /// Lines for people: what, and behind it how it is.
    fn text(&self, report: &Report) -> String {
        let mut lines = Lines(format!("{}\n", self.file));
        let bytes = self
            .bytes
            .map_or_else(String::new, |bytes| format!(", {}", size(bytes)));
        lines.line("container", &format!("{}{bytes}", report.container));
        for track in &report.tracks {
            lines.line(&format!("track {}", track.number), &described(track));
        }
        lines.line("taken", &taken(report));
        lines.line("decoder", &decoder(report));
        lines.line("duration", &duration(report));
        lines.line("offset", &offset(report));
        if let Some(edits) = report.edits.as_ref().filter(|edits| !edits.is_empty()) {
            let entries: Vec<String> = edits.iter().map(entry).collect();
            lines.line("edit list", &entries.join("; "));
        }
        if let Some(level) = &report.level {
            lines.line("level", &loudness(level));
        }
        for warning in &report.warnings {
            lines.line("warning", warning);
        }
        lines.0
    }
}

/// Aligned lines.
struct Lines(String);

impl Lines {
    fn line(&mut self, what: &str, how: &str) {
        // Writing to a string doesn't fail.
        let _ = writeln!(self.0, "  {what:<10} {how}");
    }
}

fn described(track: &Track) -> String {
    let track = &track.described;
    let channels = track.channels.map(|count| count as usize);
    let parts = [
        Some(track.codec.clone()),
        sound(track.rate, channels),
        track.language.clone(),
        track.default.then(|| "default".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

/// A rate and a number of channels, as far as they are known.
fn sound(rate: Option<u32>, channels: Option<usize>) -> Option<String> {
    let rate = rate.map(|rate| format!("{rate} Hz"));
    let channels = channels.map(|count| match count {
        1 => "mono".to_owned(),
        2 => "stereo".to_owned(),
        count => format!("{count} channels"),
    });
    let parts: Vec<String> = [rate, channels].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn taken(report: &Report) -> String {
    let why = match report.track_reason {
        Choice::Asked => "as --track asks".to_owned(),
        Choice::Only => "the only one".to_owned(),
        Choice::First => "the first one".to_owned(),
        Choice::Default => "the file's default".to_owned(),
        Choice::Silent(preferred) => format!("track {preferred} is silent"),
        Choice::AllSilent => "all of them begin with silence".to_owned(),
    };
    let sound = sound(report.rate, report.channels);
    let sound = sound.map_or_else(String::new, |sound| format!(", decoded as {sound}"));
    format!("track {}: {why}{sound}", report.track)
}

fn decoder(report: &Report) -> String {
    let version = report
        .ffmpeg_version
        .as_deref()
        .unwrap_or("of an unknown version");
    match (report.decoder, report.resumed_by_ffmpeg) {
        (Decoder::Native, false) => "native".to_owned(),
        (Decoder::Native, true) => format!("native, which gave up; ffmpeg {version} went on"),
        (Decoder::Ffmpeg, _) => format!("ffmpeg {version}"),
    }
}

fn duration(report: &Report) -> String {
    let stated = match report.stated_duration {
        Some(seconds) => format!("{} stated", time(seconds)),
        None => "none stated".to_owned(),
    };
    match report.decoded_duration {
        Some(seconds) => format!("{stated}, {} decoded", time(seconds)),
        None => stated,
    }
}

fn offset(report: &Report) -> String {
    match report.offset {
        Some(0.0) => "none: the sound begins at once".to_owned(),
        Some(seconds) => format!("{}: the sound begins late", time(seconds)),
        None => "unknown: ffmpeg doesn't say".to_owned(),
    }
}

fn entry(edit: &Edit) -> String {
    match *edit {
        Edit::Empty { length } => format!("silence of {}", time(length)),
        Edit::Media {
            begin,
            length: Some(length),
        } => format!("{} from {}", time(length), time(begin)),
        Edit::Media {
            begin,
            length: None,
        } => format!("all from {}", time(begin)),
    }
}

fn loudness(level: &Loudness) -> String {
    let silent = level.silent * 100.0;
    match (level.peak, level.rms) {
        (Some(peak), Some(rms)) => {
            format!("peak {peak:.1} dBFS, RMS {rms:.1} dBFS, {silent:.1} % digital silence")
        }
        _ => "all is digital silence".to_owned(),
    }
}

/// Seconds, and of long times hours and minutes.
fn time(seconds: f64) -> String {
    if seconds < LONG {
        return format!("{seconds:.3} s");
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "no time is negative, and a float cast saturates"
    )]
    let whole = seconds as u64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    format!("{seconds:.3} s ({hours}:{minutes:02}:{rest:02})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_as_they_are_said() {
        assert_eq!(time(0.0), "0.000 s");
        assert_eq!(time(59.9994), "59.999 s");
        assert_eq!(time(3725.5), "3725.500 s (1:02:05)");
        let parts = [
            Edit::Empty { length: 0.5 },
            Edit::Media {
                begin: 0.064,
                length: Some(3.0),
            },
            Edit::Media {
                begin: 8.0,
                length: None,
            },
        ];
        let parts: Vec<String> = parts.iter().map(entry).collect();
        let told = [
            "silence of 0.500 s",
            "3.000 s from 0.064 s",
            "all from 8.000 s",
        ];
        assert_eq!(parts, told);
    }

    #[test]
    fn silence_has_no_level() {
        let level = |peak, silent| {
            loudness(&Loudness {
                peak,
                rms: peak,
                silent,
            })
        };
        assert_eq!(level(None, 1.0), "all is digital silence");
        let loud = "peak -3.0 dBFS, RMS -3.0 dBFS, 12.5 % digital silence";
        assert_eq!(level(Some(-3.0), 0.125), loud);
    }
}
