//! A known text to where it is said: with times to go by, or located by recognising the recording
//! and matching the words.

mod job;
mod matching;
mod stream;
mod text;
mod verdict;
mod windows;

use std::ops::Range;

use super::decode::AudioReader;
use super::ears::Ears;
use super::gate::Turn;
use super::{Context, Pipeline, PipelineError, Request, silence};
use crate::engine::{EngineError, Run, VadMethod, Window as EngineWindow};
use crate::language;
use crate::progress::{Event, Progress, Stage};
use crate::transcript::{SCHEMA_VERSION, Segment, Span, Transcript, Warning, join_text};
use job::Job;
use stream::Stream;
use text::Text;
use verdict::{confidence, warn};
use windows::{LONGEST, Plan, Window};

/// Windows given to the aligner at once.
const BATCH: usize = 4;
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

/// What is known before the words are aligned.
struct Outset<'a> {
    text: Text<'a>,
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
    /// When the recording can't be decoded, an engine fails, or the run is cancelled.
    pub fn place(
        &self,
        request: &Request,
        script: &Script,
        context: Context<'_>,
    ) -> Result<Transcript, PipelineError> {
        let progress = context.progress;
        let reader = AudioReader::open(&request.recording.path, request.recording.selection)?;
        let expected = reader.expected_duration();
        let listens = request.detection.method != VadMethod::None;
        let ears = listens.then(|| Ears::new(&self.engines.detectors, &request.detection));
        let mut stream = Stream::new(reader, request.recording.selection.start, ears);
        // One second more than a window: a recording that ends before needs no search.
        let head = stream.fill(LONGEST + 1.0)?;
        progress.report(&Event::Opened { duration: expected });
        let whole = Span::new(
            request.recording.selection.start,
            request.recording.selection.start
                + if stream.has_ended() {
                    head
                } else {
                    expected.unwrap_or(f64::MAX)
                },
        );
        let timed = script.lines.iter().all(|line| {
            let span = line.span.filter(|span| span.duration() <= LONGEST);
            span.is_some_and(|span| span.start < whole.end)
        });
        // More text than can be said in a short recording: part of it may be there.
        let dense = || {
            let characters = script.lines.iter().map(|line| line.text.chars().count());
            !windows::has_room(characters.sum(), head)
        };
        let outset = if timed || (head <= LONGEST && !dense()) {
            self.by_times(request, script, &stream, whole, timed, context)?
        } else {
            self.by_ear(request, script, context)?
        };
        let language = outset.language;
        progress.report(&Event::Language {
            code: language,
            probability: outset.probability,
        });
        progress.report(&Event::Stage(Stage::Align));
        let text = &outset.text;
        let mut job = Job {
            pipeline: self,
            request,
            script,
            text,
            language,
            known: &outset.known,
            missing: outset.plan.missing,
            run: self.alone(context),
            segments: Vec::new(),
        };
        for batch in outset.plan.windows.chunks(BATCH) {
            let turn = Turn::take(context.gate, context.cancel);
            let _turn = turn.ok_or(EngineError::Cancelled)?;
            job.run = self.alone(context);
            job.run.check()?;
            let first = job.segments.len();
            job.align(batch, &mut stream)?;
            for segment in &job.segments[first..] {
                progress.report(&Event::Segment(segment));
            }
            let end = batch.last().map_or(0.0, |window| window.audio.end);
            progress.report(&Event::Position(end - request.recording.selection.start));
        }
        let duration = stream.finish()?;
        let mut warnings = stream.take_warnings();
        let (segments, mut missing) = (job.segments, job.missing);
        missing.sort_by_key(|range| range.start);
        let confidence = confidence(&segments, &missing);
        if warn(text, &missing, confidence, &mut warnings) {
            warnings.extend(silence::untold(&segments, &stream.speech()));
        }
        for warning in &warnings {
            progress.report(&Event::Warning(&warning.text));
        }
        let (warnings, incomplete) = Warning::told(warnings);
        Ok(Transcript {
            schema_version: SCHEMA_VERSION,
            source: request.recording.name.clone(),
            duration,
            model: self.engines.model.clone(),
            task: "align".to_owned(),
            language: Some(language.to_owned()),
            language_probability: outset.probability,
            text: join_text(&segments),
            speech: Vec::new(),
            warnings,
            incomplete,
            diarization: None,
            confidence: Some((confidence * 1000.0).round() / 1000.0),
            unplaced: missing.iter().map(|range| text.passage(range)).collect(),
            segments: numbered(segments),
        })
    }

    /// How one piece of work runs that no other of its run goes on beside.
    fn alone<'c>(&self, context: Context<'c>) -> Run<'c> {
        Run {
            threads: self.threads_of_one(context.gate),
            cancel: context.cancel,
        }
    }

    /// By the times that the lines bring, or in the whole of a short recording.
    fn by_times<'s>(
        &self,
        request: &Request,
        script: &'s Script,
        stream: &Stream,
        whole: Span,
        timed: bool,
        context: Context<'_>,
    ) -> Result<Outset<'s>, PipelineError> {
        let (language, probability) = match request.language {
            Some(language) => (language, None),
            None if !self.is_multilingual() => ("en", None),
            None => {
                let turn = Turn::take(context.gate, context.cancel);
                let _turn = turn.ok_or(EngineError::Cancelled)?;
                let head = stream.head();
                let longest = EngineWindow::LONGEST.min(head.len());
                let ranked = self
                    .engines
                    .transcriber
                    .detect_language(&head[..longest], self.alone(context))?;
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
            known: vec![true; text.words.len()],
            text,
            language,
            probability: probability.map(|p| (p * 1000.0).round() / 1000.0),
            plan: Plan {
                windows,
                missing: Vec::new(),
            },
        })
    }

    /// By what is recognised: words that agree tell where the others must be.
    fn by_ear<'s>(
        &self,
        request: &Request,
        script: &'s Script,
        context: Context<'_>,
    ) -> Result<Outset<'s>, PipelineError> {
        context.progress.report(&Event::Stage(Stage::Locate));
        let context = Context {
            progress: &OnlyPosition(context.progress),
            ..context
        };
        let (heard, _) = self.hear(request, context)?;
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
        let start = request.recording.selection.start;
        let whole = Span::new(start, start + heard.duration);
        Ok(Outset {
            text,
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

fn numbered(mut segments: Vec<Segment>) -> Vec<Segment> {
    for (index, segment) in segments.iter_mut().enumerate() {
        segment.id = index;
    }
    segments
}
