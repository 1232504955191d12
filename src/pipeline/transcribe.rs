//! One chunk to segments on the recording's clock, with a second look at loops and at holes.

use super::chunk::Chunk;
use super::{coverage, loops};
use crate::audio;
use crate::engine::{EngineError, Recognition, Run, Transcriber};
use crate::transcript::{Segment, Span, compression_ratio, join_text, mean_logprob, thousandths};

/// First temperature of a retry: cooler ones fall into the same loop again.
const RETRY_TEMPERATURE: f32 = 0.4;
/// A segment with less than this share of speech under it is doubted.
const DOUBTFUL_SPEECH_SHARE: f64 = 0.1;
/// Audio taken along on both sides of a part that is decoded again, in seconds.
const PADDING: f64 = 0.2;
/// Samples by which a part must be shorter than its chunk to be decoded otherwise: 0.1 s.
const ANEW: usize = 1_600;
/// A word may sound on after voice activity has ended, in seconds.
const TAIL: f64 = 0.1;

/// What one chunk gave.
#[derive(Debug)]
pub struct Outcome {
    /// Segments on the recording's clock, in order.
    pub segments: Vec<Segment>,
    /// What had to be done, for the log.
    pub notes: Vec<String>,
}

/// How chunks of one run are decoded.
pub struct Decoder<'a> {
    /// The engine.
    pub transcriber: &'a dyn Transcriber,
    /// ISO 639-1 code of the chunk's language.
    pub language: &'a str,
    /// What the engine does.
    pub options: &'a Recognition,
    /// Threads and cancellation.
    pub run: Run<'a>,
}

impl Decoder<'_> {
    /// Decodes one chunk of a stream that begins `offset` seconds into the recording.
    ///
    /// # Errors
    /// When the engine fails or the run is cancelled.
    pub fn decode(&self, chunk: &Chunk, offset: f64) -> Result<Outcome, EngineError> {
        let mut notes = Vec::new();
        let start = audio::seconds(chunk.start);
        let mut segments = self.part(&chunk.samples, self.options, start, &mut notes)?;
        for lost in coverage::lost(&segments, &chunk.speech) {
            segments = self.again(chunk, lost, segments, &mut notes)?;
        }
        segments.retain(|segment| {
            let spoken = self.is_spoken(segment, &chunk.speech);
            if !spoken {
                notes.push(format!(
                    "from {:.1} to {:.1} s nobody speaks: “{}” was left out",
                    segment.start,
                    segment.end,
                    segment.text.trim()
                ));
            }
            spoken
        });
        for segment in &mut segments {
            trim(segment, &chunk.speech);
            shift(segment, offset);
        }
        Ok(Outcome { segments, notes })
    }

    /// What to decode with where a decode must not give the same again; `None` where only one
    /// temperature is wanted.
    fn warmer(&self) -> Option<Recognition> {
        let options = self.options;
        (options.temperature_increment > 0.0).then(|| Recognition {
            temperature: options.temperature.max(RETRY_TEMPERATURE),
            ..options.clone()
        })
    }

    /// Segments of some samples that begin at `start` seconds; loops are tried again, then cut.
    fn part(
        &self,
        samples: &[f32],
        options: &Recognition,
        start: f64,
        notes: &mut Vec<String>,
    ) -> Result<Vec<Segment>, EngineError> {
        let limit = self.options.compression_ratio_threshold;
        let mut segments = self.engine(samples, options)?;
        if ratio(&segments) > limit
            && let Some(warmer) = self.warmer()
        {
            let again = self.engine(samples, &warmer)?;
            notes.push(format!("a loop near {start:.1} s was decoded again"));
            if ratio(&again) < ratio(&segments) {
                segments = again;
            }
        }
        if ratio(&segments) > limit && loops::collapse(&mut segments) {
            notes.push(format!("a loop near {start:.1} s was cut to one"));
        }
        let length = audio::seconds(samples.len() as u64);
        for segment in &mut segments {
            clamp(segment, length);
            shift(segment, start);
        }
        Ok(segments)
    }

    /// Decodes a part by itself and takes what it gives, if that is more than there was and as likely.
    fn again(
        &self,
        chunk: &Chunk,
        lost: Span,
        segments: Vec<Segment>,
        notes: &mut Vec<String>,
    ) -> Result<Vec<Segment>, EngineError> {
        let begin = audio::sample_at(lost.start - PADDING).max(chunk.start);
        let end = chunk.start + chunk.samples.len() as u64;
        let end = audio::sample_at(lost.end + PADDING).min(end);
        let index = |at: u64| usize::try_from(at - chunk.start).unwrap_or(usize::MAX);
        let Some(samples) = chunk.samples.get(index(begin)..index(end.max(begin))) else {
            return Ok(segments);
        };
        // The same sound with the same options gives the same text.
        let whole = chunk.samples.len() - samples.len() < ANEW;
        let warmer = if whole { self.warmer() } else { None };
        if whole && warmer.is_none() {
            return Ok(segments);
        }
        let options = warmer.as_ref().unwrap_or(self.options);
        let found = self.part(samples, options, audio::seconds(begin), notes)?;
        let inside = |segment: &Segment| {
            let middle = f64::midpoint(segment.start, segment.end);
            lost.start <= middle && middle <= lost.end
        };
        let written = |segments: &[Segment]| -> usize {
            segments
                .iter()
                .map(|segment| segment.text.chars().count())
                .sum()
        };
        let (old, mut rest): (Vec<_>, Vec<_>) = segments.into_iter().partition(inside);
        // A longer text may be made up: it must be as sure of itself as any, or as what it replaces.
        let sure = mean_logprob(&found) >= f64::from(self.options.logprob_threshold)
            || (!old.is_empty() && mean_logprob(&found) >= mean_logprob(&old));
        let better = written(&found) > written(&old) && sure;
        notes.push(format!(
            "speech from {:.1} to {:.1} s had too little text and was decoded again{}",
            lost.start,
            lost.end,
            if better { "" } else { ", without effect" },
        ));
        rest.extend(if better { found } else { old });
        rest.sort_by(|a, b| a.start.total_cmp(&b.start));
        Ok(rest)
    }

    fn engine(&self, samples: &[f32], options: &Recognition) -> Result<Vec<Segment>, EngineError> {
        self.transcriber
            .transcribe(samples, self.language, options, self.run)
    }

    /// Whether a segment is speech: what stands where nobody spoke must at least be sure of itself.
    fn is_spoken(&self, segment: &Segment, speech: &[Span]) -> bool {
        if speech.is_empty() {
            return true;
        }
        let span = segment.span();
        let spoken = coverage::spoken(&span, speech);
        let doubtful = spoken < span.duration() * DOUBTFUL_SPEECH_SHARE;
        let unsure = segment.avg_logprob < f64::from(self.options.logprob_threshold) / 2.0
            || segment.no_speech_prob > f64::from(self.options.no_speech_threshold);
        !(doubtful && unsure)
    }
}

fn ratio(segments: &[Segment]) -> f64 {
    compression_ratio(&join_text(segments))
}

/// A decoder's last timestamp may lie behind the audio.
fn clamp(segment: &mut Segment, length: f64) {
    segment.start = segment.start.clamp(0.0, length);
    segment.end = segment.end.clamp(segment.start, length);
    for word in &mut segment.words {
        word.start = word.start.clamp(segment.start, segment.end);
        word.end = word.end.clamp(word.start, segment.end);
    }
}

/// Takes away the silence that a segment begins and ends with.
fn trim(segment: &mut Segment, speech: &[Span]) {
    let span = segment.span();
    let mut under = speech.iter().filter(|part| part.overlap(&span) > 0.0);
    let Some(first) = under.next() else {
        return;
    };
    let last = under.next_back().unwrap_or(first);
    segment.start = span.start.max(first.start);
    segment.end = span.end.min(last.end + TAIL);
    for word in &mut segment.words {
        word.start = word.start.clamp(segment.start, segment.end);
        word.end = word.end.clamp(word.start, segment.end);
    }
}

fn shift(segment: &mut Segment, seconds: f64) {
    segment.start += seconds;
    segment.end += seconds;
    for word in &mut segment.words {
        word.start += seconds;
        word.end += seconds;
    }
}

/// Rounds times and scores to thousandths, which no engine is finer than.
pub(super) fn round(segments: &mut [Segment]) {
    for segment in segments {
        segment.start = thousandths(segment.start);
        segment.end = thousandths(segment.end);
        for word in &mut segment.words {
            word.start = thousandths(word.start);
            word.end = thousandths(word.end);
            word.score = thousandths(word.score);
            for character in &mut word.chars {
                character.start = thousandths(character.start);
                character.end = thousandths(character.end);
                character.score = thousandths(character.score);
            }
        }
    }
}
