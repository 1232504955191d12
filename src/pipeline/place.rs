//! A known text to where it is said: with times to go by, or located by recognising the recording
//! and matching the words.

mod matching;
mod stream;
mod windows;

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use super::align::{Heard, Piece};
use super::decode::AudioReader;
use super::{Pipeline, PipelineError, Request, regroup, transcribe};
use crate::engine::{Run, Window as EngineWindow};
use crate::language;
use crate::progress::{Event, Progress, Stage};
use crate::transcript::{
    Passage, SCHEMA_VERSION, Segment, Span, Transcript, Word, WordSource, compression_ratio,
    join_text, written,
};
use stream::Stream;
use windows::{DOUBTFUL, LONGEST, Plan, Window};

/// Windows given to the aligner at once.
const BATCH: usize = 4;
/// The geometric mean of the word scores is above this where a text fits its audio, and below it
/// where it doesn't (docs/decisions.md).
const BELONGS: f64 = 0.07;
/// Least score of a word, so that one that fits nowhere doesn't settle everything.
const LEAST: f64 = 1.0e-4;

/// A line of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What is said.
    pub text: String,
    /// When, in seconds, where that is known.
    pub span: Option<Span>,
    /// Who says it, where that is known.
    pub speaker: Option<String>,
    /// Its number in the user's file.
    pub number: usize,
}

/// Text to place, and how.
#[derive(Debug, Clone)]
pub struct Script {
    /// The lines in the order they are said.
    pub lines: Vec<Line>,
    /// Whether the lines stay as they are, instead of being cut into segments anew.
    pub keep_lines: bool,
}

/// Whether a transcript's text belongs to its audio, as far as the times can tell.
#[must_use]
pub fn belongs(transcript: &Transcript) -> bool {
    transcript
        .confidence
        .is_none_or(|confidence| confidence >= BELONGS)
}

/// The words of a text and the lines they are from.
struct Text<'a> {
    lines: &'a [Line],
    words: Vec<Word>,
    /// Index of each word's line.
    line: Vec<usize>,
}

impl<'a> Text<'a> {
    fn new(lines: &'a [Line], language: &str) -> Self {
        let mut text = Self {
            lines,
            words: Vec::new(),
            line: Vec::new(),
        };
        for (index, line) in lines.iter().enumerate() {
            for written in language::words(&line.text, language) {
                text.words.push(word(written));
                text.line.push(index);
            }
        }
        text
    }

    /// The words of each line.
    fn ranges(&self) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for at in 0..self.words.len() {
            match ranges.last_mut() {
                Some(last) if self.line[last.start] == self.line[at] => last.end = at + 1,
                _ => ranges.push(at..at + 1),
            }
        }
        ranges
    }

    fn passage(&self, words: &Range<usize>) -> Passage {
        Passage {
            line: self.lines[self.line[words.start]].number,
            text: written(&self.words[words.clone()]),
        }
    }
}

fn word(written: language::Written<'_>) -> Word {
    Word {
        word: written.text.to_owned(),
        start: 0.0,
        end: 0.0,
        score: 0.0,
        source: WordSource::Interpolated,
        chars: Vec::new(),
        spaced: written.spaced,
        tokens: Vec::new(),
        logprob: 0.0,
    }
}

/// What is known before the words are aligned.
struct Outset {
    language: &'static str,
    probability: Option<f64>,
    plan: Plan,
    /// Words that were recognised, or whose time was given.
    known: Vec<bool>,
}

impl Pipeline {
    /// Finds when the lines of a text are said in a recording.
    ///
    /// Text that isn't in the recording is left out and told in the transcript's `unplaced` and
    /// warnings.
    ///
    /// # Errors
    /// When the recording can't be decoded, an engine fails, or `cancel` is set.
    pub fn place(
        &self,
        request: &Request,
        script: &Script,
        progress: &dyn Progress,
        cancel: &AtomicBool,
    ) -> Result<Transcript, PipelineError> {
        let reader = AudioReader::open(&request.path, request.selection)?;
        let expected = reader.expected_duration();
        let mut stream = Stream::new(reader, request.selection.start);
        // One second more than a window: a recording that ends before needs no search.
        let head = stream.fill(LONGEST + 1.0)?;
        progress.report(&Event::Opened { duration: expected });
        let whole = Span::new(
            request.selection.start,
            request.selection.start
                + if stream.has_ended() {
                    head
                } else {
                    expected.unwrap_or(f64::MAX)
                },
        );
        let run = Run {
            threads: self.threads,
            cancel,
        };
        let timed = script.lines.iter().all(|line| {
            let span = line.span.filter(|span| span.duration() <= LONGEST);
            span.is_some_and(|span| span.start < whole.end)
        });
        let outset = if timed || head <= LONGEST {
            self.by_times(request, script, &stream, whole, timed, run)?
        } else {
            self.by_ear(request, script, progress, cancel)?
        };
        let language = outset.language;
        progress.report(&Event::Language {
            code: language,
            probability: outset.probability,
        });
        progress.report(&Event::Stage(Stage::Align));
        let text = Text::new(&script.lines, language);
        let mut job = Job {
            pipeline: self,
            request,
            script,
            text: &text,
            language,
            known: &outset.known,
            missing: outset.plan.missing,
            run,
            segments: Vec::new(),
        };
        for batch in outset.plan.windows.chunks(BATCH) {
            run.check()?;
            let first = job.segments.len();
            job.align(batch, &mut stream)?;
            for segment in &job.segments[first..] {
                progress.report(&Event::Segment(segment));
            }
            let end = batch.last().map_or(0.0, |window| window.audio.end);
            progress.report(&Event::Position(end - request.selection.start));
        }
        let duration = stream.finish()?;
        let mut warnings = stream.take_warnings();
        let (segments, missing) = (job.segments, job.missing);
        let confidence = confidence(&segments, &missing);
        warn(&text, &missing, confidence, &mut warnings);
        for warning in &warnings {
            progress.report(&Event::Warning(warning));
        }
        Ok(Transcript {
            schema_version: SCHEMA_VERSION,
            source: request.name.clone(),
            duration,
            model: self.model.clone(),
            task: "align".to_owned(),
            language: Some(language.to_owned()),
            language_probability: outset.probability,
            text: join_text(&segments),
            speech: Vec::new(),
            warnings,
            confidence: Some((confidence * 1000.0).round() / 1000.0),
            unplaced: missing.iter().map(|range| text.passage(range)).collect(),
            segments: numbered(segments),
        })
    }

    /// By the times that the lines bring, or in the whole of a short recording.
    fn by_times(
        &self,
        request: &Request,
        script: &Script,
        stream: &Stream,
        whole: Span,
        timed: bool,
        run: Run<'_>,
    ) -> Result<Outset, PipelineError> {
        let (language, probability) = match request.language {
            Some(language) => (language, None),
            None if !self.is_multilingual() => ("en", None),
            None => {
                let head = stream.head();
                let longest = EngineWindow::LONGEST.min(head.len());
                let ranked = self.transcriber.detect_language(&head[..longest], run)?;
                let best = ranked.first().copied();
                best.map_or(("en", None), |(code, p)| (code, Some(f64::from(p))))
            }
        };
        let text = Text::new(&script.lines, language);
        let windows = if timed {
            let span = |words: Range<usize>| {
                let span = text.lines[text.line[words.start]].span;
                (words, span.unwrap_or(whole))
            };
            let lines: Vec<_> = text.ranges().into_iter().map(span).collect();
            windows::around_lines(&lines, whole)
        } else {
            vec![Window {
                words: 0..text.words.len(),
                audio: whole,
            }]
        };
        Ok(Outset {
            language,
            probability: probability.map(|p| (p * 1000.0).round() / 1000.0),
            plan: Plan {
                windows,
                missing: Vec::new(),
            },
            known: vec![true; text.words.len()],
        })
    }

    /// By what is recognised: words that agree tell where the others must be.
    fn by_ear(
        &self,
        request: &Request,
        script: &Script,
        progress: &dyn Progress,
        cancel: &AtomicBool,
    ) -> Result<Outset, PipelineError> {
        progress.report(&Event::Stage(Stage::Locate));
        let heard = self.run(request, &OnlyPosition(progress), cancel)?;
        let code = heard.language.as_deref().and_then(language::find);
        let language = request.language.or(code).unwrap_or("en");
        let text = Text::new(&script.lines, language);
        let words = heard.segments.iter().flat_map(|segment| &segment.words);
        let recognised: Vec<(&str, Span)> = words
            .map(|word| (word.word.as_str(), Span::new(word.start, word.end)))
            .collect();
        let wanted: Vec<&str> = text.words.iter().map(|word| word.word.as_str()).collect();
        let anchors = matching::anchors(&wanted, &recognised);
        let lengths: Vec<usize> = wanted.iter().map(|word| word.chars().count()).collect();
        let start = request.selection.start;
        let whole = Span::new(start, start + heard.duration);
        Ok(Outset {
            language,
            probability: heard.language_probability,
            plan: windows::around_anchors(&anchors, &lengths, whole),
            known: anchors.iter().map(Option::is_some).collect(),
        })
    }
}

/// Passes on how far the search is, and nothing of what it finds.
struct OnlyPosition<'a>(&'a dyn Progress);

impl Progress for OnlyPosition<'_> {
    fn report(&self, event: &Event<'_>) {
        if let Event::Position(_) = event {
            self.0.report(event);
        }
    }
}

/// One text on its way through the windows.
struct Job<'a> {
    pipeline: &'a Pipeline,
    request: &'a Request,
    script: &'a Script,
    text: &'a Text<'a>,
    language: &'static str,
    known: &'a [bool],
    missing: Vec<Range<usize>>,
    run: Run<'a>,
    segments: Vec<Segment>,
}

impl Job<'_> {
    fn align(&mut self, windows: &[Window], stream: &mut Stream) -> Result<(), PipelineError> {
        let mut audio = Vec::with_capacity(windows.len());
        for window in windows {
            audio.push(stream.window(window.audio)?);
        }
        let piece = |(window, (samples, start)): (&Window, &'_ (Vec<f32>, f64))| {
            (
                self.lines(window.words.clone(), window.audio),
                samples.len(),
                *start,
            )
        };
        let parts: Vec<_> = windows.iter().zip(&audio).map(piece).collect();
        let mut pieces: Vec<Piece<'_>> = parts
            .into_iter()
            .zip(&audio)
            .map(|((segments, _, start), (samples, _))| Piece {
                heard: Heard { samples, start },
                segments,
            })
            .collect();
        self.pipeline.aligners.time(&mut pieces, self.run)?;
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
            if end - at >= DOUBTFUL {
                let own = &scores[at - window.words.start..end - window.words.start];
                if fit(own) < BELONGS {
                    gone.push(at..end);
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
            .aligners
            .time(std::slice::from_mut(piece), self.run)?;
        self.missing.extend(gone);
        Ok(())
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

fn numbered(mut segments: Vec<Segment>) -> Vec<Segment> {
    for (index, segment) in segments.iter_mut().enumerate() {
        segment.id = index;
    }
    segments
}

/// How well all words fit; what is missing doesn't at all.
fn confidence(segments: &[Segment], missing: &[Range<usize>]) -> f64 {
    let scores = segments
        .iter()
        .flat_map(|segment| &segment.words)
        .map(|word| word.score);
    let mut scores: Vec<f64> = scores.collect();
    let lost: usize = missing.iter().map(Range::len).sum();
    scores.resize(scores.len() + lost, 0.0);
    fit(&scores)
}

/// Geometric mean of word scores, 0 to 1.
fn fit(scores: &[f64]) -> f64 {
    let logs: Vec<f64> = scores.iter().map(|score| score.max(LEAST).ln()).collect();
    super::mean(&logs).exp()
}

fn warn(text: &Text<'_>, missing: &[Range<usize>], confidence: f64, warnings: &mut Vec<String>) {
    const SHOWN: usize = 60;
    if confidence < BELONGS {
        warnings.push(format!(
            "the text and the recording don't seem to belong together (confidence {confidence:.2}, \
             expected {BELONGS} and more)"
        ));
    }
    for range in missing {
        let passage = text.passage(range);
        let cut = passage.text.char_indices().nth(SHOWN);
        let shown = cut.map_or(passage.text.clone(), |(at, _)| {
            format!("{}…", &passage.text[..at])
        });
        let count = range.len();
        warnings.push(format!(
            "line {}: {count} words are not in the recording: “{shown}”",
            passage.line
        ));
    }
}
