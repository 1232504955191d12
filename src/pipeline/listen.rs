//! The listening thread: decodes, finds speech, cuts chunks, settles the language, feeds workers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;

use super::checkpoint::Parts;
use super::chunk::{Chunk, Chunker};
use super::decode::AudioReader;
use super::diarize::{self, Window, Windows};
use super::ears::Ears;
use super::gate::{Gate, Turn};
use super::votes::Votes;
use super::{Job, Listened, News, Pipeline, PipelineError, Request};
use crate::audio::{self, meter::Meter};
use crate::engine::{EngineError, Run};
use crate::transcript::{Span, Warning, thousandths};

/// A detected language below this probability is asked of further chunks too.
const SURE: f64 = 0.8;
/// Chunks that are asked at most.
const MOST_ASKED: usize = 3;

/// The listener's ways to the other threads.
pub(super) struct Ways<'a> {
    pub(super) jobs: SyncSender<Job>,
    pub(super) news: &'a SyncSender<News>,
    /// Set when the run ends early.
    pub(super) stop: &'a AtomicBool,
    pub(super) gate: &'a dyn Gate,
}

pub(super) struct Listener<'a> {
    pipeline: &'a Pipeline,
    request: &'a Request,
    parts: Parts<'a>,
    ways: Ways<'a>,
    sent: usize,
    windows_sent: usize,
    /// Chunks that wait for the language to be known.
    held: Vec<Chunk>,
    votes: Votes,
    asked: usize,
    heard: Listened,
}

impl<'a> Listener<'a> {
    pub(super) fn new(
        pipeline: &'a Pipeline,
        request: &'a Request,
        parts: Parts<'a>,
        ways: Ways<'a>,
    ) -> Self {
        let given = if pipeline.is_multilingual() {
            request.language.map(|code| (code, None))
        } else {
            Some(("en", None))
        };
        // With many languages, each chunk's is kept.
        let kept = || parts.language().filter(|_| !request.multilingual);
        let (language, probability) = given.or_else(kept).unzip();
        let heard = Listened {
            duration: 0.0,
            language,
            probability: probability.flatten(),
            speech: Vec::new(),
            sounding: 0.0,
        };
        Self {
            pipeline,
            request,
            parts,
            ways,
            sent: 0,
            windows_sent: 0,
            held: Vec::new(),
            votes: Votes::default(),
            asked: 0,
            heard,
        }
    }

    pub(super) fn run(mut self, mut reader: AudioReader) -> Result<Listened, PipelineError> {
        self.tell(News::Opened(reader.expected_duration()))?;
        if let Some(language) = self.heard.language {
            self.tell(News::Language(language, self.heard.probability))?;
        }
        let mut chunker = Chunker::new(self.request.detection.chunk_seconds);
        let mut ears = Ears::new(&self.pipeline.engines.detectors, &self.request.detection);
        let diarizer = self.pipeline.engines.diarizer.as_ref();
        let mut windows = diarizer.map(|_| Windows::new(self.request.diarizing.step));
        let mut meter = Meter::default();
        let mut samples = Vec::new();
        loop {
            samples.clear();
            let more = reader.next_block(&mut samples)?;
            for warning in reader.take_warnings() {
                self.tell(News::Warning(warning))?;
            }
            if let Some(windows) = &mut windows {
                for window in windows.push(&samples) {
                    self.send_window(window, false)?;
                }
            }
            meter.push(&samples);
            chunker.push(&samples);
            ears.hear(&samples, !more)?;
            for (start, end) in std::mem::take(&mut ears.spans) {
                let end = end.min(chunker.length());
                let start = start.min(end);
                self.heard.speech.push(self.span(start, end));
                self.offer(chunker.close(start, end))?;
            }
            let judged = ears.judged.min(chunker.length());
            self.offer(chunker.advance(judged, ears.open))?;
            if !more {
                break;
            }
        }
        if windows.is_some() && reader.channels_take_turns() {
            self.tell(News::Warning(Warning::remark(diarize::CHANNELS_TAKE_TURNS)))?;
        }
        self.heard.duration = audio::seconds(chunker.length());
        self.heard.sounding = meter.sounding();
        if let Some(last) = windows.and_then(|mut windows| windows.finish()) {
            self.send_window(last, true)?;
        }
        if let Some(last) = chunker.finish() {
            self.offer(vec![last])?;
        }
        self.settle(true)?;
        Ok(self.heard)
    }

    fn span(&self, start: u64, end: u64) -> Span {
        let offset = self.request.recording.selection.start;
        Span::new(offset + audio::seconds(start), offset + audio::seconds(end))
    }

    /// Takes finished chunks; the last one waits until it is known whether it is the only one.
    fn offer(&mut self, chunks: Vec<Chunk>) -> Result<(), PipelineError> {
        for chunk in chunks {
            self.held.push(chunk);
            self.settle(false)?;
        }
        if self.ways.stop.load(Ordering::Relaxed) {
            return Err(EngineError::Cancelled.into());
        }
        Ok(())
    }

    /// Sends what can be sent: everything once the language is known or the stream has ended.
    fn settle(&mut self, ended: bool) -> Result<(), PipelineError> {
        if self.request.multilingual && self.pipeline.is_multilingual() {
            return self.send_multilingual(ended);
        }
        if self.heard.language.is_none() {
            self.ask(ended)?;
        }
        let Some(language) = self.heard.language else {
            return Ok(());
        };
        // A lone chunk gets all threads; the first is held until it is known to be alone.
        if !ended && self.sent == 0 && self.held.len() < 2 {
            return Ok(());
        }
        for chunk in std::mem::take(&mut self.held) {
            self.send(chunk, language, ended && self.sent == 0)?;
        }
        Ok(())
    }

    /// Detects the language on the newest chunk and decides when it is sure enough.
    fn ask(&mut self, ended: bool) -> Result<(), PipelineError> {
        if let Some(chunk) = self.held.get(self.asked) {
            self.asked += 1;
            let ranked = self.detect(chunk)?;
            let weight = weight(chunk);
            self.votes.add(&ranked, weight);
        }
        let sure = self.votes.leader().is_some_and(|(_, share)| share >= SURE);
        if sure || self.asked >= MOST_ASKED || ended {
            self.decide()?;
            if let Some(code) = self.heard.language {
                self.parts.keep_language(code, self.heard.probability);
            }
        }
        Ok(())
    }

    /// Takes the language that most of what was heard is in, and tells it if that is news.
    fn decide(&mut self) -> Result<(), PipelineError> {
        let Some((code, share)) = self.votes.leader() else {
            return Ok(());
        };
        self.heard.probability = Some(thousandths(share));
        if self.heard.language.replace(code) != Some(code) {
            self.tell(News::Language(code, self.heard.probability))?;
        }
        Ok(())
    }

    fn detect(&self, chunk: &Chunk) -> Result<Vec<(&'static str, f32)>, PipelineError> {
        let turn = Turn::take(self.ways.gate, self.ways.stop);
        let _turn = turn.ok_or(EngineError::Cancelled)?;
        let run = Run {
            threads: self.pipeline.threads_of_one(self.ways.gate),
            cancel: self.ways.stop,
        };
        Ok(self
            .pipeline
            .engines
            .transcriber
            .detect_language(&chunk.samples, run)?)
    }

    /// The likeliest language of one chunk.
    fn language_of(&self, chunk: &Chunk) -> Result<Option<(&'static str, f32)>, PipelineError> {
        if let Some(kept) = self.parts.language_of(chunk) {
            return Ok(Some(kept));
        }
        let ranked = self.detect(chunk)?;
        let best = ranked.first().copied();
        if let Some((code, probability)) = best {
            self.parts.keep_language_of(chunk, code, probability);
        }
        Ok(best)
    }

    fn send_multilingual(&mut self, ended: bool) -> Result<(), PipelineError> {
        for chunk in std::mem::take(&mut self.held) {
            let Some((code, probability)) = self.language_of(&chunk)? else {
                continue;
            };
            self.votes.add(&[(code, probability)], weight(&chunk));
            if self.heard.language.is_none() {
                self.decide()?;
            }
            self.send(chunk, code, false)?;
        }
        if ended {
            // The first chunk's language may not be the main one.
            self.decide()?;
        }
        Ok(())
    }

    fn send(
        &mut self,
        chunk: Chunk,
        language: &'static str,
        alone: bool,
    ) -> Result<(), PipelineError> {
        let threads = if alone {
            self.pipeline.threads_of_one(self.ways.gate)
        } else {
            self.pipeline.share()
        };
        let job = Job::Chunk {
            index: self.sent,
            chunk,
            language,
            threads,
        };
        self.sent += 1;
        self.hand_over(job)
    }

    fn send_window(&mut self, samples: Vec<f32>, last: bool) -> Result<(), PipelineError> {
        let job = Job::Window(Window {
            index: self.windows_sent,
            samples,
            last,
        });
        self.windows_sent += 1;
        self.hand_over(job)
    }

    fn hand_over(&self, job: Job) -> Result<(), PipelineError> {
        // The workers are gone only when the run is being stopped.
        let sent = self.ways.jobs.send(job);
        sent.map_err(|_| EngineError::Cancelled.into())
    }

    fn tell(&self, news: News) -> Result<(), PipelineError> {
        let sent = self.ways.news.send(news);
        sent.map_err(|_| EngineError::Cancelled.into())
    }
}

/// What a chunk's language counts: its seconds of speech.
fn weight(chunk: &Chunk) -> f64 {
    chunk.speech_seconds().clamp(0.5, 30.0)
}
