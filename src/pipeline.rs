//! A request to a transcript: the order of the stages, their threads, and when they stop.
//!
//! One thread decodes, detects and cuts; workers recognise chunks, each with a state of its own;
//! the caller's thread puts the results in order. Queues between them are short, so memory does
//! not grow with the recording.

pub mod align;
pub mod chunk;
pub mod coverage;
pub mod decode;
pub mod detect;
mod interpolate;
mod listen;
mod loops;
pub mod place;
pub mod regroup;
pub mod transcribe;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::load::DetectorFactory;
use crate::engine::{EngineError, Recognition, Run, Transcriber};
use crate::progress::{Event, Progress};
use crate::transcript::{SCHEMA_VERSION, Segment, Span, Transcript, join_text};
use align::{Aligners, Heard as HeardAudio, Piece};
use chunk::Chunk;
use decode::{AudioReader, DecodeError, Selection};
use detect::Detection;
use regroup::Grouping;

/// More workers than this compete for memory bandwidth instead of cores.
const MOST_WORKERS: usize = 8;

/// Name of the thread that decodes.
const LISTENER: &str = "listener";

/// Keeps a decoder's panic off the terminal: it ends one recording, as [`PipelineError::Crashed`].
pub fn hush_decoder_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() == Some(LISTENER) {
            tracing::debug!("{panic}");
        } else {
            usual(panic);
        }
    }));
}

/// One recording, and everything that decides what comes out of it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The file to read.
    pub path: PathBuf,
    /// The recording's name as the user gave it.
    pub name: String,
    /// Which part of the file to hear.
    pub selection: Selection,
    /// ISO 639-1 code; `None` detects it.
    pub language: Option<&'static str>,
    /// Whether to detect the language of every chunk anew.
    pub multilingual: bool,
    /// How voice activity is found and cut.
    pub detection: Detection,
    /// What the recogniser does.
    pub recognition: Recognition,
    /// Where segments end.
    pub grouping: Grouping,
}

/// Why a recording gave no transcript.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The recording could not be decoded.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A model failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A decoder panicked on what it was given.
    #[error("the decoder failed on damaged data")]
    Crashed,
    /// The system has no thread left.
    #[error("can't start a thread")]
    Thread(#[source] std::io::Error),
    /// The caller asked to stop.
    #[error("interrupted")]
    Cancelled,
}

/// What a pipeline works with.
pub struct Engines {
    /// Speech to text.
    pub transcriber: Arc<dyn Transcriber>,
    /// Voice activity.
    pub detectors: DetectorFactory,
    /// Word times.
    pub aligners: Aligners,
    /// The recogniser's name.
    pub model: String,
}

/// Loaded engines, ready for any number of recordings.
pub struct Pipeline {
    engines: Engines,
    threads: usize,
}

/// A chunk on its way to a worker.
struct Job {
    index: usize,
    chunk: Chunk,
    language: &'static str,
    threads: usize,
}

/// What the listening thread found out besides the chunks.
struct Heard {
    duration: f64,
    language: Option<&'static str>,
    probability: Option<f64>,
    speech: Vec<Span>,
    warnings: Vec<String>,
}

/// News for the caller's thread, in the order it arrives.
enum News {
    Opened(Option<f64>),
    Language(&'static str, Option<f64>),
    Warning(String),
    Decoded(usize, f64, Result<transcribe::Outcome, EngineError>),
}

impl Pipeline {
    /// A pipeline over loaded engines; `threads` is the number of cores to use.
    #[must_use]
    pub fn new(engines: Engines, threads: usize) -> Self {
        Self {
            engines,
            threads: threads.max(1),
        }
    }

    /// Whether the recogniser knows languages other than English.
    #[must_use]
    pub fn is_multilingual(&self) -> bool {
        self.engines.transcriber.is_multilingual()
    }

    /// Whether there is anything that times words.
    #[must_use]
    pub fn can_align(&self) -> bool {
        !self.engines.aligners.is_empty()
    }

    /// Runs one recording through all stages.
    ///
    /// # Errors
    /// When the recording can't be decoded, an engine fails, or `cancel` is set.
    pub fn run(
        &self,
        request: &Request,
        progress: &dyn Progress,
        cancel: &AtomicBool,
    ) -> Result<Transcript, PipelineError> {
        let workers = self.threads.min(MOST_WORKERS);
        let (job_sender, job_receiver) = sync_channel::<Job>(workers);
        let job_receiver = Mutex::new(job_receiver);
        let (news_sender, news_receiver) = sync_channel::<News>(workers * 2);
        // Set when any stage ends early, so that the others don't work for nothing.
        let stop = AtomicBool::new(false);
        let (stop, job_receiver) = (&stop, &job_receiver);
        let (heard, gathered) = std::thread::scope(|scope| {
            let listener_news = news_sender.clone();
            let listener = std::thread::Builder::new().name(LISTENER.to_owned());
            let listener = listener.spawn_scoped(scope, move || {
                let heard = self.listen(request, job_sender, &listener_news, stop);
                if heard.is_err() {
                    stop.store(true, Ordering::Relaxed);
                }
                heard
            });
            for _ in 0..workers {
                let news = news_sender.clone();
                scope.spawn(move || self.work(request, job_receiver, &news, stop));
            }
            drop(news_sender);
            let gathered = gather(&news_receiver, progress, stop, cancel);
            // Unblocks whoever still wants to send.
            drop(news_receiver);
            (listener.map(std::thread::ScopedJoinHandle::join), gathered)
        });
        if cancel.load(Ordering::Relaxed) {
            return Err(PipelineError::Cancelled);
        }
        // A stage that was stopped because another failed says only "stopped".
        let (heard, mut gathered) = match (heard, gathered) {
            (Err(error), _) => return Err(PipelineError::Thread(error)),
            (Ok(Err(_)), _) => return Err(PipelineError::Crashed),
            (Ok(Ok(Err(PipelineError::Engine(EngineError::Cancelled)))), Err(error)) => {
                return Err(error);
            }
            (Ok(Ok(heard)), gathered) => (heard?, gathered?),
        };
        gathered.warnings.extend(heard.warnings);
        Ok(Transcript {
            schema_version: SCHEMA_VERSION,
            source: request.name.clone(),
            duration: heard.duration,
            model: self.engines.model.clone(),
            task: request.recognition.task.name().to_owned(),
            language: heard.language.map(str::to_owned),
            language_probability: heard.probability,
            text: join_text(&gathered.segments),
            segments: gathered.segments,
            speech: heard.speech,
            warnings: gathered.warnings,
            confidence: None,
            unplaced: Vec::new(),
        })
    }

    fn listen(
        &self,
        request: &Request,
        jobs: SyncSender<Job>,
        news: &SyncSender<News>,
        stop: &AtomicBool,
    ) -> Result<Heard, PipelineError> {
        let reader = AudioReader::open(&request.path, request.selection)?;
        listen::Listener::new(self, request, jobs, news, stop).run(reader)
    }

    fn work(
        &self,
        request: &Request,
        jobs: &Mutex<Receiver<Job>>,
        news: &SyncSender<News>,
        stop: &AtomicBool,
    ) {
        loop {
            // The lock is held only while waiting for a job, not while working on it.
            let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(job) = next else {
                return;
            };
            let run = Run {
                threads: job.threads,
                cancel: stop,
            };
            let decoder = transcribe::Decoder {
                transcriber: &*self.engines.transcriber,
                language: job.language,
                options: &request.recognition,
                run,
            };
            let outcome = decoder
                .decode(&job.chunk, request.selection.start)
                .and_then(|outcome| self.finish(request, &job.chunk, outcome, run));
            let length = job.chunk.start + job.chunk.samples.len() as u64;
            let end = crate::audio::seconds(length);
            if news.send(News::Decoded(job.index, end, outcome)).is_err() {
                return;
            }
        }
    }
}

impl Pipeline {
    /// Words to their times, and the words to segments.
    fn finish(
        &self,
        request: &Request,
        chunk: &Chunk,
        mut outcome: transcribe::Outcome,
        run: Run<'_>,
    ) -> Result<transcribe::Outcome, EngineError> {
        let heard = HeardAudio {
            samples: &chunk.samples,
            start: request.selection.start + crate::audio::seconds(chunk.start),
        };
        let segments = std::mem::take(&mut outcome.segments);
        let mut pieces = [Piece { heard, segments }];
        self.engines.aligners.time(&mut pieces, run)?;
        let [piece] = pieces;
        outcome.segments = regroup::regroup(piece.segments, &request.grouping);
        transcribe::round(&mut outcome.segments);
        Ok(outcome)
    }
}

#[derive(Default)]
struct Gathered {
    segments: Vec<Segment>,
    warnings: Vec<String>,
}

/// Puts results in order and reports them, until every sender is gone.
fn gather(
    news: &Receiver<News>,
    progress: &dyn Progress,
    stop: &AtomicBool,
    cancel: &AtomicBool,
) -> Result<Gathered, PipelineError> {
    let mut gathered = Gathered::default();
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    loop {
        if cancel.load(Ordering::Relaxed) {
            stop.store(true, Ordering::Relaxed);
            return Err(PipelineError::Cancelled);
        }
        let item = match news.recv_timeout(std::time::Duration::from_millis(100)) {
            Ok(item) => item,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => continue,
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => return Ok(gathered),
        };
        match item {
            News::Opened(duration) => progress.report(&Event::Opened { duration }),
            News::Language(code, probability) => {
                progress.report(&Event::Language { code, probability });
            }
            News::Warning(text) => {
                progress.report(&Event::Warning(&text));
                gathered.warnings.push(text);
            }
            News::Decoded(index, end, outcome) => {
                if outcome.is_err() {
                    stop.store(true, Ordering::Relaxed);
                }
                waiting.insert(index, (end, outcome?));
            }
        }
        while let Some((end, outcome)) = waiting.remove(&next) {
            next += 1;
            for note in outcome.notes {
                tracing::info!("{note}");
            }
            for mut segment in outcome.segments {
                segment.id = gathered.segments.len();
                progress.report(&Event::Segment(&segment));
                gathered.segments.push(segment);
            }
            progress.report(&Event::Position(end));
        }
    }
}
