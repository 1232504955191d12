//! Each channel of a recording as one speaker: heard one after the other, put together by time.

use std::cell::Cell;
use std::sync::atomic::Ordering;

use super::decode::{AudioReader, Selection};
use super::detect::Detection;
use super::silence::Heard;
use super::{Context, Pipeline, PipelineError, Recording, Request, assign, diarize, doubted, ears};
use crate::audio;
use crate::engine::load::DetectorFactory;
use crate::progress::{Event, Progress, Stage};
use crate::transcript::{
    Diarization, Diarized, SCHEMA_VERSION, Segment, Span, Speaker, Transcript, Turn, Warning,
    join_text, speaker_label, thousandths,
};

/// Most channels that are taken for speakers.
const MOST: usize = 16;
/// What stands in place of the name of models.
const MODEL: &str = "channels";

impl Pipeline {
    /// Transcribes every channel of a recording by itself; each is a speaker.
    ///
    /// # Errors
    /// When there is one channel, and as for [`Pipeline::run`].
    pub fn run_by_channel(
        &self,
        request: &Request,
        context: Context<'_>,
    ) -> Result<Transcript, PipelineError> {
        let progress = context.progress;
        let recording = &request.recording;
        let count = count(recording)?;
        let mut all: Vec<Transcript> = Vec::new();
        let mut sound = Heard {
            sounding: 0.0,
            detected: true,
        };
        for channel in 0..count {
            let part = Part::new(progress, channel, count);
            let request = Request {
                recording: of_channel(recording, channel),
                ..request.clone()
            };
            let context = Context {
                progress: &part,
                ..context
            };
            let (transcript, heard) = self.hear(&request, context)?;
            all.push(transcript);
            sound = Heard {
                sounding: heard.sounding.max(sound.sounding),
                ..heard
            };
        }
        let merged = merge(all).ok_or(PipelineError::OneChannel)?;
        for segment in &merged.segments {
            progress.report(&Event::Segment(segment));
        }
        Ok(doubted(merged, sound, progress))
    }
}

/// Finds when somebody speaks on each channel of a recording; each is a speaker.
///
/// # Errors
/// When there is one channel, the recording can't be decoded, detection fails, or the run is
/// cancelled.
pub fn diarize(
    detectors: &DetectorFactory,
    detection: &Detection,
    recording: &Recording,
    context: Context<'_>,
) -> Result<Diarized, PipelineError> {
    let progress = context.progress;
    progress.report(&Event::Stage(Stage::Diarize));
    let count = count(recording)?;
    let start = recording.selection.start;
    let mut speech = Vec::new();
    let mut warnings: Vec<Warning> = Vec::new();
    let mut duration = 0.0;
    for channel in 0..count {
        let part = Part::new(progress, channel, count);
        let recording = of_channel(recording, channel);
        let reader = AudioReader::open(&recording.path, recording.selection)?;
        part.report(&Event::Opened {
            duration: reader.expected_duration(),
        });
        let (spans, length) = ears::speech(reader, detectors, detection, |heard, told| {
            for warning in told {
                if !warnings.contains(&warning) {
                    part.report(&Event::Warning(&warning.text));
                    warnings.push(warning);
                }
            }
            part.report(&Event::Position(audio::seconds(heard)));
            if context.cancel.load(Ordering::Relaxed) {
                return Err(PipelineError::Cancelled);
            }
            Ok(())
        })?;
        let seconds = |(from, to): (u64, u64)| {
            Span::new(
                start + audio::seconds(from),
                start + audio::seconds(to.min(length)),
            )
        };
        speech.push(spans.into_iter().map(seconds).collect());
        duration = audio::seconds(length).max(duration);
    }
    let (warnings, incomplete) = Warning::told(warnings);
    Ok(Diarized {
        schema_version: SCHEMA_VERSION,
        source: recording.name.clone(),
        duration,
        diarization: describe(&speech),
        warnings,
        incomplete,
    })
}

/// How many channels there are to tell apart.
fn count(recording: &Recording) -> Result<usize, PipelineError> {
    let reader = AudioReader::open(&recording.path, recording.selection)?;
    match reader.format().channels.unwrap_or(1) {
        0 | 1 => Err(PipelineError::OneChannel),
        count if count > MOST => Err(PipelineError::ManyChannels { count, most: MOST }),
        count => Ok(count),
    }
}

fn of_channel(recording: &Recording, channel: usize) -> Recording {
    Recording {
        selection: Selection {
            channel: Some(channel),
            ..recording.selection
        },
        ..recording.clone()
    }
}

/// Transcripts of the channels, in order, as one; `None` of no channels.
fn merge(all: Vec<Transcript>) -> Option<Transcript> {
    let speech: Vec<Vec<Span>> = all.iter().map(|channel| channel.speech.clone()).collect();
    let diarization = describe(&speech);
    let mut segments: Vec<Segment> = Vec::new();
    let mut main: Option<Transcript> = None;
    let mut warnings: Vec<String> = Vec::new();
    let mut incomplete = false;
    let mut duration = 0.0_f64;
    for (index, mut channel) in all.into_iter().enumerate() {
        let label = speaker_label(index);
        for mut segment in std::mem::take(&mut channel.segments) {
            for word in &mut segment.words {
                word.speaker = Some(label.clone());
                word.overlapped = assign::is_overlapped(word, &diarization.overlaps);
            }
            segment.speaker = Some(label.clone());
            segments.push(segment);
        }
        for warning in std::mem::take(&mut channel.warnings) {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        incomplete |= channel.incomplete;
        duration = duration.max(channel.duration);
        // The language of the recording is that of the channel on which most is said.
        let longer = |main: &Transcript| main.text.len() < channel.text.len();
        if main.as_ref().is_none_or(longer) {
            main = Some(channel);
        }
    }
    segments.sort_by(|a, b| a.start.total_cmp(&b.start));
    for (id, segment) in segments.iter_mut().enumerate() {
        segment.id = id;
    }
    let mut all_speech: Vec<Span> = speech.into_iter().flatten().collect();
    all_speech.sort_by(|a, b| a.start.total_cmp(&b.start));
    Some(Transcript {
        duration,
        text: join_text(&segments),
        segments,
        speech: union(&all_speech),
        diarization: Some(diarization),
        warnings,
        incomplete,
        ..main?
    })
}

/// Turns of speakers who are one channel each.
fn describe(speech: &[Vec<Span>]) -> Diarization {
    let mut turns: Vec<Turn> = Vec::new();
    let mut speakers = Vec::new();
    for (index, spans) in speech.iter().enumerate() {
        let label = speaker_label(index);
        turns.extend(spans.iter().map(|span| Turn {
            start: thousandths(span.start),
            end: thousandths(span.end),
            speaker: label.clone(),
        }));
        let seconds: f64 = spans.iter().map(Span::duration).sum();
        if seconds > 0.0 {
            speakers.push(Speaker {
                label,
                seconds: thousandths(seconds),
                score: None,
                embedding: Vec::new(),
            });
        }
    }
    turns.sort_by(|a, b| a.start.total_cmp(&b.start));
    // In the order in which they are first heard, as everywhere.
    speakers.sort_by_key(|speaker| turns.iter().position(|turn| turn.speaker == speaker.label));
    Diarization {
        model: MODEL.to_owned(),
        speakers,
        exclusive: exclusive(&turns),
        overlaps: diarize::overlaps(&turns),
        turns,
    }
}

/// Turns of which none begins before the one before has ended: who speaks goes on.
fn exclusive(turns: &[Turn]) -> Vec<Turn> {
    let mut alone: Vec<Turn> = Vec::new();
    for turn in turns {
        let free = alone.last().map_or(0.0, |last| last.end);
        if turn.end > free {
            alone.push(Turn {
                start: turn.start.max(free),
                ..turn.clone()
            });
        }
    }
    alone
}

/// Spans, sorted by their starts, with those that overlap put together.
fn union(spans: &[Span]) -> Vec<Span> {
    let mut union: Vec<Span> = Vec::new();
    for span in spans {
        match union.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => union.push(*span),
        }
    }
    union
}

/// Tells of one channel as a part of the whole; what is final comes when all are done.
struct Part<'a> {
    progress: &'a dyn Progress,
    channel: f64,
    count: f64,
    duration: Cell<Option<f64>>,
}

impl<'a> Part<'a> {
    fn new(progress: &'a dyn Progress, channel: usize, count: usize) -> Self {
        Self {
            progress,
            channel: crate::transcript::ratio(channel, 1),
            count: crate::transcript::ratio(count, 1),
            duration: Cell::new(None),
        }
    }
}

impl Progress for Part<'_> {
    fn report(&self, event: &Event<'_>) {
        match event {
            Event::Segment(_) => {}
            Event::Opened { duration } => {
                self.duration.set(*duration);
                if self.channel == 0.0 {
                    self.progress.report(event);
                }
            }
            Event::Position(seconds) => {
                let before = self.duration.get().unwrap_or(0.0) * self.channel;
                let position = (before + seconds) / self.count;
                self.progress.report(&Event::Position(position));
            }
            event => self.progress.report(event),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(spans: &[(f64, f64)]) -> Vec<Span> {
        spans
            .iter()
            .map(|(start, end)| Span::new(*start, *end))
            .collect()
    }

    #[test]
    fn speakers_are_listed_as_they_are_first_heard() {
        let found = describe(&[vec![], spans(&[(5.0, 6.0)]), spans(&[(1.0, 2.0)])]);
        let labels: Vec<&str> = found.speakers.iter().map(|s| s.label.as_str()).collect();
        assert_eq!(labels, ["SPEAKER_02", "SPEAKER_01"]);
    }

    #[test]
    fn channels_become_speakers() {
        let found = describe(&[
            spans(&[(0.0, 2.0), (5.0, 6.0)]),
            spans(&[(1.5, 4.0)]),
            vec![],
        ]);
        let turns: Vec<(f64, f64, &str)> = found
            .turns
            .iter()
            .map(|turn| (turn.start, turn.end, turn.speaker.as_str()))
            .collect();
        assert_eq!(
            turns,
            [
                (0.0, 2.0, "SPEAKER_00"),
                (1.5, 4.0, "SPEAKER_01"),
                (5.0, 6.0, "SPEAKER_00")
            ]
        );
        assert_eq!(found.exclusive[1].start, 2.0);
        assert_eq!(found.overlaps, spans(&[(1.5, 2.0)]));
        assert_eq!(found.speakers.len(), 2);
        assert_eq!(
            union(&spans(&[(0.0, 2.0), (1.0, 3.0), (4.0, 5.0)])),
            spans(&[(0.0, 3.0), (4.0, 5.0)])
        );
    }
}
