//! What the user sees while recordings are worked on: bars, lines, or events for scripts.

use std::cell::Cell;
use std::path::Path;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::printer::{Printer, harmless};
use crate::progress::{Event, Progress, Stage};
use crate::task::{Outcome, Task};
use crate::transcript::{Segment, Transcript};

/// Tells of a run over several recordings.
pub(super) struct Reporter<'a> {
    printer: &'a Printer,
    /// How many recordings there are; `None` where nobody knows.
    total: Option<usize>,
    begun: Instant,
    index: usize,
    overall: Option<ProgressBar>,
    /// Log-probability below which a segment counts as uncertain; `None` when nobody wants a report.
    uncertain: Option<f64>,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(printer: &'a Printer, total: Option<usize>) -> Self {
        let overall = total.filter(|total| *total > 1).map(|total| {
            let bar = printer.bars().add(ProgressBar::new(total as u64));
            bar.set_style(style("{pos}/{len} recordings {wide_bar} {elapsed}"));
            bar
        });
        Self {
            printer,
            total,
            begun: Instant::now(),
            index: 0,
            overall,
            uncertain: None,
        }
    }

    /// Has it tell what was done again, left out, or is less sure than this log-probability.
    pub(super) fn tell_doubts(mut self, below: Option<f64>) -> Self {
        self.uncertain = below;
        self
    }

    pub(super) fn started(&mut self, name: &str) {
        self.counted();
        let (index, total) = (self.index, self.total);
        self.printer.event(&json!({
            "event": "started", "file": name, "index": index, "total": total,
        }));
    }

    /// Counts a recording that is taken, or left out.
    pub(super) fn counted(&mut self) {
        self.index += 1;
    }

    /// A listener for a recording that was started; `live` prints segments as they come.
    pub(super) fn listener(&self, name: &str, live: bool) -> Listener<'a> {
        let bar = ProgressBar::new(0);
        let bar = match &self.overall {
            Some(overall) => self.printer.bars().insert_before(overall, bar),
            None => self.printer.bars().add(bar),
        };
        bar.set_style(style("{prefix} {msg} {spinner}"));
        bar.set_prefix(harmless(&short_name(name)));
        bar.set_message("listening");
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        if live && self.are_several() {
            // What can't be printed shows at the next segment.
            let _ = self.printer.data(format!("\n{name}\n").as_bytes());
        }
        Listener {
            printer: self.printer,
            name: name.to_owned(),
            live,
            uncertain: self.uncertain,
            bar,
            begun: Cell::new(Instant::now()),
            stage: Cell::new(Stage::Transcribe),
            duration: Cell::new(None),
        }
    }

    pub(super) fn finished(
        &self,
        name: &str,
        summary: &Summary<'_>,
        seconds: f64,
        files: &[&Path],
    ) {
        let speed = summary.duration / seconds.max(0.001);
        let outputs: Vec<String> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        self.printer.event(&json!({
            "event": "finished",
            "file": name,
            "duration": summary.duration,
            "seconds": rounded(seconds),
            "speed": rounded(speed),
            "language": summary.language,
            "segments": summary.segments,
            "speakers": summary.speakers,
            "incomplete": summary.incomplete,
            "outputs": outputs,
        }));
        tracing::info!(
            "{name}: {:.1} s of audio in {seconds:.1} s",
            summary.duration
        );
        for output in outputs {
            self.printer.note(&output);
        }
        self.step();
    }

    /// Prints the lines of a transcript that could not be printed as they came.
    pub(super) fn lines(&self, name: &str, transcript: &Transcript) {
        if self.are_several() {
            // What can't be printed shows at the next line.
            let _ = self.printer.data(format!("\n{name}\n").as_bytes());
        }
        for segment in &transcript.segments {
            // A terminal that has gone ends the run elsewhere.
            let _ = self.printer.data(line(segment).as_bytes());
        }
    }

    /// Says that the history knew the result, and what there is to know about it.
    pub(super) fn recalled(&self, name: &str, task: &Task, outcome: &Outcome) {
        self.printer
            .event(&json!({ "event": "recalled", "file": name, "task": task.id }));
        let (id, day) = (short_id(&task.id), task.created_at.strftime("%F"));
        self.printer.note(&format!(
            "{name}: answered from the history (task {id} of {day}); --fresh does it again"
        ));
        for warning in outcome.warnings() {
            warn(self.printer, name, warning);
        }
    }

    /// Says that an interrupted task goes on.
    pub(super) fn resumed(&self, name: &str, task: &Task) {
        self.printer
            .event(&json!({ "event": "resumed", "file": name, "task": task.id }));
        let id = short_id(&task.id);
        self.printer
            .note(&format!("{name}: goes on where task {id} was interrupted"));
    }

    pub(super) fn skipped(&self, name: &str) {
        self.printer
            .event(&json!({ "event": "skipped", "file": name }));
        self.printer
            .note(&format!("{name}: its results exist, skipped"));
        self.step();
    }

    pub(super) fn failed(&self, name: &str, reason: &str) {
        if self.printer.wants_events() {
            self.printer
                .event(&json!({ "event": "failed", "file": name, "message": reason }));
        } else {
            self.printer.error(&format!("{name}: {reason}"));
        }
        self.step();
    }

    /// Ends the run: failures are listed once more where they may have scrolled away.
    pub(super) fn close(&self, done: usize, failed: usize, failures: &[String]) {
        if let Some(overall) = &self.overall {
            overall.finish_and_clear();
        }
        self.printer.event(&json!({
            "event": "done",
            "succeeded": done,
            "failed": failed,
            "seconds": rounded(self.begun.elapsed().as_secs_f64()),
        }));
        if !failures.is_empty() && done + failed > 1 {
            self.printer
                .note(&format!("{} of {} failed:", failures.len(), done + failed));
            for failure in failures {
                self.printer.note(&format!("  {failure}"));
            }
        }
    }

    /// Names results that count as failures since something may be missing from them. Events have
    /// said so of each.
    pub(super) fn incomplete(&self, names: &[String]) {
        if let Some(text) = counted_as_failed(names)
            && !self.printer.wants_events()
        {
            self.printer.error(&text);
        }
    }

    fn are_several(&self) -> bool {
        self.total.is_none_or(|total| total > 1)
    }

    fn step(&self) {
        if let Some(overall) = &self.overall {
            overall.inc(1);
        }
    }
}

/// What is told of a recording that is done.
pub(super) struct Summary<'a> {
    pub(super) duration: f64,
    pub(super) language: Option<&'a str>,
    /// Number of segments, where speech was written down.
    pub(super) segments: Option<usize>,
    /// Number of speakers, where they were told apart.
    pub(super) speakers: Option<usize>,
    /// Whether something may be missing.
    pub(super) incomplete: bool,
}

impl<'a> Summary<'a> {
    pub(super) fn of(outcome: &'a Outcome) -> Self {
        let (segments, diarization) = match outcome {
            Outcome::Transcript(transcript) => {
                let segments = Some(transcript.segments.len());
                (segments, transcript.diarization.as_ref())
            }
            Outcome::Turns(diarized) => (None, Some(&diarized.diarization)),
        };
        Self {
            duration: outcome.audio_duration(),
            language: outcome.language(),
            segments,
            speakers: diarization.map(|diarization| diarization.speakers.len()),
            incomplete: outcome.is_incomplete(),
        }
    }
}

/// Tells of one recording.
pub(super) struct Listener<'a> {
    printer: &'a Printer,
    name: String,
    live: bool,
    uncertain: Option<f64>,
    bar: ProgressBar,
    begun: Cell<Instant>,
    stage: Cell<Stage>,
    duration: Cell<Option<f64>>,
}

impl Drop for Listener<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Listener<'_> {
    fn report(&self, event: &Event<'_>) {
        match event {
            Event::Opened { duration } => {
                self.duration.set(*duration);
                self.printer.event(&json!({
                    "event": "opened", "file": self.name, "duration": duration.map(rounded),
                }));
            }
            Event::Language { code, probability } => self.printer.event(&json!({
                "event": "language", "file": self.name, "language": code, "probability": probability,
            })),
            Event::Note(text) if self.uncertain.is_some() => self.doubt(text),
            Event::Note(_) => {}
            Event::Warning(text) => warn(self.printer, &self.name, text),
            Event::Segment(segment) => {
                if self.uncertain.is_some_and(|least| segment.avg_logprob < least) {
                    self.doubt(&format!(
                        "from {:.1} to {:.1} s the text is uncertain (log-probability {:.2}): “{}”",
                        segment.start, segment.end, segment.avg_logprob, segment.text
                    ));
                }
                if self.live {
                    // A terminal that has gone ends the run elsewhere.
                    let _ = self.printer.data(line(segment).as_bytes());
                }
                self.printer.event(&json!({
                    "event": "segment", "file": self.name, "start": segment.start,
                    "end": segment.end, "text": segment.text,
                }));
            }
            Event::Stage(stage) => {
                self.stage.set(*stage);
                self.begun.set(Instant::now());
            }
            Event::Position(seconds) => self.position(*seconds),
        }
    }
}

impl Listener<'_> {
    /// Tells what those may want to look at who asked for a report.
    fn doubt(&self, text: &str) {
        if self.printer.wants_events() {
            self.printer
                .event(&json!({ "event": "report", "file": self.name, "message": text }));
        } else {
            self.printer.note(&format!("{}: {text}", self.name));
        }
    }

    fn position(&self, seconds: f64) {
        let elapsed = self.begun.get().elapsed().as_secs_f64().max(0.001);
        let speed = seconds / elapsed;
        let doing = match self.stage.get() {
            Stage::Transcribe => "transcribing",
            Stage::Locate => "locating the text",
            Stage::Align => "aligning",
            Stage::Diarize => "telling voices apart",
        };
        let left = self
            .duration
            .get()
            .map(|d| ((d - seconds) / speed.max(0.001)).max(0.0));
        let percent = self
            .duration
            .get()
            .map(|d| (seconds / d.max(0.001) * 100.0).min(100.0));
        self.printer.event(&json!({
            "event": "progress",
            "file": self.name,
            "stage": self.stage.get().name(),
            "position": rounded(seconds),
            "percent": percent.map(rounded),
            "speed": rounded(speed),
            "left": left.map(rounded),
        }));
        match (percent, left) {
            (Some(percent), Some(left)) => {
                self.bar
                    .set_style(style("{prefix} {msg} {wide_bar} {pos}%"));
                self.bar.set_length(100);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "0 to 100"
                )]
                self.bar.set_position(percent as u64);
                self.bar
                    .set_message(format!("{doing} {speed:.1}× real time, {left:.0} s left"));
            }
            _ => self
                .bar
                .set_message(format!("{doing} {speed:.1}× real time")),
        }
    }
}

fn warn(printer: &Printer, name: &str, text: &str) {
    if printer.wants_events() {
        printer.event(&json!({ "event": "warning", "file": name, "message": text }));
    } else {
        printer.warning(&format!("{name}: {text}"));
    }
}

/// What --strict says of results that something may be missing from.
fn counted_as_failed(incomplete: &[String]) -> Option<String> {
    const NAMED: usize = 5;
    match incomplete {
        [] => None,
        [one] => Some(format!(
            "{one}: something may be missing from its result, which counts as a failure (--strict)"
        )),
        [..] => {
            let named = incomplete[..NAMED.min(incomplete.len())].join(", ");
            let more = match incomplete.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            Some(format!(
                "something may be missing from {} results, which counts as failures (--strict): \
                 {named}{more}",
                incomplete.len()
            ))
        }
    }
}

pub(super) fn style(template: &str) -> ProgressStyle {
    // The templates are constants of this file and checked by a test.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// As much of an id as people need.
pub(super) fn short_id(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

fn short_name(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    match name.char_indices().nth(32) {
        Some((cut, _)) => format!("{}…", &name[..cut]),
        None => name.to_owned(),
    }
}

/// A segment as people read it.
pub(super) fn line(segment: &Segment) -> String {
    let (start, end) = (clock(segment.start), clock(segment.end));
    let speaker = segment.speaker.as_deref();
    let speaker = speaker.map_or(String::new(), |name| format!("{name}: "));
    format!("[{start} → {end}] {speaker}{}\n", segment.text)
}

/// `MM:SS.d`, with hours where there are any.
pub(super) fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0);
    let (hours, rest) = ((whole / 3600.0).floor(), whole % 3600.0);
    let (minutes, rest) = ((rest / 60.0).floor(), rest % 60.0);
    if hours > 0.0 {
        format!("{hours}:{minutes:02}:{rest:05.2}")
    } else {
        format!("{minutes:02}:{rest:05.2}")
    }
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(clock(5.5), "00:05.50");
        assert_eq!(clock(3725.25), "1:02:05.25");
    }

    #[test]
    fn templates_are_valid() {
        for template in [
            "{pos}/{len} recordings {wide_bar} {elapsed}",
            "downloading {msg} {wide_bar} {bytes}/{total_bytes}",
            "{prefix} {msg} {spinner}",
            "{prefix} {msg} {wide_bar} {pos}%",
        ] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
