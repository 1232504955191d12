//! One text on its way through its windows: words are timed, doubted, and put together as lines.

use std::ops::Range;

use super::Script;
use super::stream::Stream;
use super::text::Text;
use super::verdict::{BELONGS, LOST, fit};
use super::windows::{DOUBTFUL, Window};
use crate::engine::Run;
use crate::pipeline::align::{AudioSlice, Piece};
use crate::pipeline::{Pipeline, PipelineError, Request, interpolate, regroup, transcribe};
use crate::transcript::{Segment, Span, compression_ratio, written};

/// One text on its way through the windows.
pub(super) struct Job<'a> {
    pub(super) pipeline: &'a Pipeline,
    pub(super) request: &'a Request,
    pub(super) script: &'a Script,
    pub(super) text: &'a Text<'a>,
    pub(super) language: &'static str,
    pub(super) known: &'a [bool],
    pub(super) missing: Vec<Range<usize>>,
    pub(super) run: Run<'a>,
    pub(super) segments: Vec<Segment>,
}

impl Job<'_> {
    /// Times the words of some windows in a row, and adds what they give to the segments.
    pub(super) fn align(
        &mut self,
        windows: &[Window],
        stream: &mut Stream,
    ) -> Result<(), PipelineError> {
        let mut audio = Vec::with_capacity(windows.len());
        for window in windows {
            audio.push(stream.window(window.audio)?);
        }
        let mut pieces: Vec<Piece<'_>> = windows
            .iter()
            .zip(&audio)
            .map(|(window, (samples, start))| Piece {
                heard: AudioSlice {
                    samples,
                    start: *start,
                },
                segments: self.lines(window.words.clone(), window.audio),
            })
            .collect();
        self.pipeline.engines.aligners.time(&mut pieces, self.run)?;
        for (window, piece) in windows.iter().zip(&mut pieces) {
            self.doubt(window, piece)?;
        }
        for piece in pieces {
            self.take(piece.segments);
        }
        Ok(())
    }

    /// The lines of some words, as segments of which the ids are the lines' indices.
    fn lines(&self, words: Range<usize>, audio: Span) -> Vec<Segment> {
        let mut segments: Vec<Segment> = Vec::new();
        for at in words {
            let index = self.text.line[at];
            if segments.last().is_none_or(|last| last.id != index) {
                segments.push(segment(index, self.text, self.language, audio));
            }
            if let Some(last) = segments.last_mut() {
                last.words.push(self.text.words[at].clone());
            }
        }
        segments
    }

    /// Looks at passages of a window that nothing recognised matches, and takes out those that
    /// don't fit the audio either.
    fn doubt(&mut self, window: &Window, piece: &mut Piece<'_>) -> Result<(), PipelineError> {
        let scores: Vec<f64> = piece
            .segments
            .iter()
            .flat_map(|s| &s.words)
            .map(|w| w.score)
            .collect();
        if scores.len() != window.words.len() {
            return Ok(());
        }
        let mut gone: Vec<Range<usize>> = Vec::new();
        let mut at = window.words.start;
        while at < window.words.end {
            let end = (at..window.words.end)
                .find(|&i| self.known[i])
                .unwrap_or(window.words.end);
            let fits = |words: Range<usize>| {
                let from = window.words.start;
                fit(&scores[words.start - from..words.end - from])
            };
            if end - at >= DOUBTFUL {
                if fits(at..end) < BELONGS {
                    gone.push(at..end);
                } else {
                    let lines = self.by_line(at..end).into_iter();
                    let long = lines.filter(|line| line.len() >= DOUBTFUL);
                    gone.extend(long.filter(|line| fits(line.clone()) < LOST));
                }
            }
            at = end.max(at + 1);
        }
        if gone.is_empty() {
            return Ok(());
        }
        // The rest is aligned again, for the passage may have pushed it aside.
        let is_gone = |at: &usize| gone.iter().any(|range| range.contains(at));
        let mut kept: Vec<Segment> = Vec::new();
        for at in window.words.clone().filter(|at| !is_gone(at)) {
            for part in self.lines(at..at + 1, window.audio) {
                match kept.last_mut().filter(|last| last.id == part.id) {
                    Some(last) => last.words.extend(part.words),
                    None => kept.push(part),
                }
            }
        }
        piece.segments = kept;
        self.pipeline
            .engines
            .aligners
            .time(std::slice::from_mut(piece), self.run)?;
        self.missing.extend(gone);
        Ok(())
    }

    /// Some words in a row, cut where lines end.
    fn by_line(&self, words: Range<usize>) -> Vec<Range<usize>> {
        let mut lines: Vec<Range<usize>> = Vec::new();
        for at in words {
            match lines.last_mut() {
                Some(last) if self.text.line[last.start] == self.text.line[at] => last.end = at + 1,
                _ => lines.push(at..at + 1),
            }
        }
        lines
    }

    /// Adds aligned lines; one that goes on from the window before is put together again.
    fn take(&mut self, segments: Vec<Segment>) {
        let mut done = Vec::new();
        for segment in segments {
            match done.last_mut().or(self.segments.last_mut()) {
                Some(last) if last.id == segment.id && self.script.keep_lines => {
                    join(last, segment);
                }
                _ => done.push(segment),
            }
        }
        let mut done: Vec<Segment> = if self.script.keep_lines {
            done
        } else {
            regroup::regroup(done, &self.request.grouping)
        };
        transcribe::round(&mut done);
        // Windows share the pause between them, and both may have found a word in it.
        if let (Some(last), Some(first)) = (self.segments.last(), done.first())
            && last.speaker == first.speaker
        {
            interpolate::follow(&mut done, last.end);
        }
        for segment in &mut done {
            finish(segment);
        }
        if let (Some(last), true) = (self.segments.last_mut(), self.script.keep_lines) {
            transcribe::round(std::slice::from_mut(last));
            finish(last);
        }
        self.segments.extend(done);
    }
}

fn segment(index: usize, text: &Text<'_>, language: &str, audio: Span) -> Segment {
    Segment {
        id: index,
        start: audio.start,
        end: audio.end,
        text: String::new(),
        language: language.to_owned(),
        avg_logprob: 0.0,
        no_speech_prob: 0.0,
        compression_ratio: 0.0,
        tokens: Vec::new(),
        words: Vec::new(),
        speaker: text.lines[index].speaker.clone(),
    }
}

fn join(segment: &mut Segment, more: Segment) {
    segment.end = more.end;
    segment.words.extend(more.words);
}

/// Fills in what follows from the words.
fn finish(segment: &mut Segment) {
    let scores: Vec<f64> = segment.words.iter().map(|word| word.score).collect();
    segment.text = written(&segment.words);
    segment.avg_logprob = fit(&scores).ln();
    segment.compression_ratio = compression_ratio(&segment.text);
}
