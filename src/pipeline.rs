//! A request to a transcript: the order of the stages, their threads, and when they stop.
//!
//! One thread decodes, detects and cuts; workers recognise chunks and hear voices, each with a
//! state of its own; the caller's thread puts the results in order (`crew.rs`).

pub mod align;
pub mod assign;
pub mod channels;
pub mod checkpoint;
pub mod chunk;
pub mod coverage;
mod crew;
pub mod decode;
pub mod detect;
pub mod diarize;
mod ears;
pub mod floor;
pub mod gate;
mod interpolate;
mod listen;
mod loops;
pub mod naming;
pub mod place;
pub mod probe;
pub mod regroup;
mod silence;
pub mod transcribe;
mod votes;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::SyncSender;

use crate::engine::load::DetectorFactory;
use crate::engine::{Diarizer, EngineError, Recognition, Run, Transcriber, VadMethod};
use crate::progress::{Event, Progress};
use crate::transcript::{SCHEMA_VERSION, Segment, Span, Transcript, Warning, join_text};
use align::{Aligners, AudioSlice, Piece};
use checkpoint::{Checkpoints, Parts};
use chunk::Chunk;
use decode::{AudioReader, DecodeError, Selection};
use detect::Detection;
use diarize::Diarizing;
use gate::Gate;
use regroup::Grouping;
use silence::Heard;

/// Name of the thread that decodes.
const LISTENER: &str = "listener";

/// Keeps a decoder's panic off the terminal: it costs one packet, or ends one recording as
/// [`PipelineError::Crashed`].
pub fn hush_decoder_panics() {
    decode::hush_panics();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() == Some(LISTENER) {
            tracing::debug!("{panic}");
        } else {
            usual(panic);
        }
    }));
}

/// One recording.
#[derive(Debug, Clone)]
pub struct Recording {
    /// The file to read.
    pub path: PathBuf,
    /// The recording's name as the user gave it.
    pub name: String,
    /// Which part of the file to hear.
    pub selection: Selection,
}

/// One recording, and everything that decides what comes out of it.
#[derive(Debug, Clone)]
pub struct Request {
    /// What to hear.
    pub recording: Recording,
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
    /// How speakers are told apart, where a diarizer is at hand.
    pub diarizing: Diarizing,
}

/// Why a recording gave no transcript.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The recording could not be decoded.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A model failed.
    #[error(transparent)]
    Engine(EngineError),
    /// Channels can't be speakers.
    #[error(
        "the recording has one channel: leave out --channels-as-speakers to tell voices in it apart"
    )]
    OneChannel,
    /// More channels than anybody records speakers on.
    #[error("the recording has {count} channels; at most {most} can be taken for speakers")]
    ManyChannels {
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
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

impl From<EngineError> for PipelineError {
    /// An engine that was stopped hasn't failed.
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Cancelled => Self::Cancelled,
            failed => Self::Engine(failed),
        }
    }
}

impl PipelineError {
    /// Whether an error says that the caller asked to stop.
    #[must_use]
    pub fn is_cancelled(error: &anyhow::Error) -> bool {
        matches!(error.downcast_ref(), Some(Self::Cancelled))
    }

    /// The failure in one word, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Decode(_) | Self::Crashed => "undecodable",
            Self::Engine(_) => "engine",
            Self::OneChannel | Self::ManyChannels { .. } => "channels",
            Self::Thread(_) | Self::Cancelled => "failed",
        }
    }
}

/// What surrounds a run and decides nothing about its result.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Who is told how it goes.
    pub progress: &'a dyn Progress,
    /// Set to true to stop the run.
    pub cancel: &'a AtomicBool,
    /// Where the run keeps what it has done, and finds what was done before it.
    pub checkpoints: &'a dyn Checkpoints,
    /// When its workers may work.
    pub gate: &'a dyn Gate,
}

impl<'a> Context<'a> {
    /// The parts of the run that hears a channel, or all channels together.
    fn parts(&self, channel: Option<usize>) -> Parts<'a> {
        Parts {
            checkpoints: self.checkpoints,
            channel,
        }
    }
}

/// What a pipeline works with.
pub struct Engines {
    /// Speech to text.
    pub transcriber: Arc<dyn Transcriber>,
    /// Voice activity.
    pub detectors: DetectorFactory,
    /// Word times.
    pub aligners: Aligners,
    /// Who speaks; `None` when that isn't asked for.
    pub diarizer: Option<Arc<dyn Diarizer>>,
    /// The recogniser's name.
    pub model: String,
}

/// Loaded engines, ready for any number of recordings.
pub struct Pipeline {
    engines: Engines,
    threads: usize,
}

/// What is on its way to a worker.
enum Job {
    /// Speech to write down.
    Chunk {
        index: usize,
        chunk: Chunk,
        language: &'static str,
        threads: usize,
    },
    /// Sound to tell voices apart in.
    Window(diarize::Window),
}

/// What the listening thread found out besides the chunks.
struct Listened {
    duration: f64,
    language: Option<&'static str>,
    probability: Option<f64>,
    speech: Vec<Span>,
    /// Seconds in which there was sound.
    sounding: f64,
}

/// News for the caller's thread, in the order it arrives.
enum News {
    Opened(Option<f64>),
    Language(&'static str, Option<f64>),
    Warning(Warning),
    Decoded(usize, f64, Result<transcribe::Outcome, EngineError>),
    Voices(usize, Box<Result<diarize::WindowVoices, EngineError>>),
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
    /// When the recording can't be decoded, an engine fails, or the run is cancelled.
    pub fn run(
        &self,
        request: &Request,
        context: Context<'_>,
    ) -> Result<Transcript, PipelineError> {
        let (transcript, heard) = self.hear(request, context)?;
        Ok(doubted(transcript, heard, context.progress))
    }

    /// The same without a judgement of what got no words.
    fn hear(
        &self,
        request: &Request,
        context: Context<'_>,
    ) -> Result<(Transcript, Heard), PipelineError> {
        let progress = context.progress;
        let parts = context.parts(request.recording.selection.channel);
        let mut gathered = Gathered::default();
        let heard = crew::run(
            self.workers(),
            context.cancel,
            context.gate,
            |jobs, news: &SyncSender<News>, stop: &AtomicBool| {
                let recording = &request.recording;
                let reader = AudioReader::open(&recording.path, recording.selection)?;
                let gate = context.gate;
                let ways = listen::Ways {
                    jobs,
                    news,
                    stop,
                    gate,
                };
                listen::Listener::new(self, request, parts, ways).run(reader)
            },
            |job: Job, stop: &AtomicBool| self.work(request, job, parts, stop),
            |news| gathered.take(news, progress),
        )?;
        let start = request.recording.selection.start;
        let diarization = self.engines.diarizer.as_ref().map(|diarizer| {
            let voices = std::mem::take(&mut gathered.voices);
            let voices = voices.into_iter().flatten().collect();
            diarize::conclude(
                &**diarizer,
                voices,
                request.diarizing,
                start,
                heard.duration,
            )
        });
        if let Some(diarization) = &diarization {
            gathered.segments = assign::assign(gathered.segments, diarization);
            if let Some(warning) = diarize::shortfall(diarization, request.diarizing.count) {
                progress.report(&Event::Warning(&warning.text));
                gathered.warnings.push(warning);
            }
        }
        let (warnings, incomplete) = Warning::told(gathered.warnings);
        let transcript = Transcript {
            schema_version: SCHEMA_VERSION,
            source: request.recording.name.clone(),
            duration: heard.duration,
            model: self.engines.model.clone(),
            task: request.recognition.task.name().to_owned(),
            language: heard.language.map(str::to_owned),
            language_probability: heard.probability,
            text: join_text(&gathered.segments),
            segments: gathered.segments,
            speech: heard.speech,
            diarization,
            warnings,
            incomplete,
            confidence: None,
            unplaced: Vec::new(),
        };
        let heard = Heard {
            sounding: heard.sounding,
            detected: request.detection.method != VadMethod::None,
        };
        Ok((transcript, heard))
    }

    /// How many parts of a recording are worked on at once.
    fn workers(&self) -> usize {
        crew::workers(self.threads)
    }

    /// Threads of a piece of work that others of its run go on beside.
    fn share(&self) -> usize {
        self.threads / self.workers()
    }

    /// Threads of a piece of work that is the only one of its run: all, unless other runs need
    /// them too. whisper.cpp's threads spin while they wait for each other, so more of them than
    /// cores cost far more than they gain.
    fn threads_of_one(&self, gate: &dyn Gate) -> usize {
        if gate.is_alone() {
            self.threads
        } else {
            self.share()
        }
    }

    fn work(&self, request: &Request, job: Job, parts: Parts<'_>, stop: &AtomicBool) -> News {
        let run = |threads| Run {
            threads,
            cancel: stop,
        };
        match job {
            Job::Chunk {
                index,
                chunk,
                language,
                threads,
            } => {
                let decode = || {
                    let decoder = transcribe::Decoder {
                        transcriber: &*self.engines.transcriber,
                        language,
                        options: &request.recognition,
                        run: run(threads),
                    };
                    let outcome = decoder.decode(&chunk, request.recording.selection.start)?;
                    let outcome = self.finish(request, &chunk, outcome, run(threads))?;
                    parts.keep_chunk(&chunk, language, &outcome);
                    Ok(outcome)
                };
                let outcome = parts.chunk(&chunk, language).map_or_else(decode, Ok);
                let length = chunk.start + chunk.samples.len() as u64;
                News::Decoded(index, crate::audio::seconds(length), outcome)
            }
            Job::Window(window) => {
                // Windows are cut only when there is a diarizer.
                let heard = self.engines.diarizer.as_ref().ok_or(EngineError::Cancelled);
                let heard = heard.and_then(|diarizer| {
                    diarize::hear(&**diarizer, &window, request.diarizing.step, parts, run(1))
                });
                News::Voices(window.index, Box::new(heard))
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
        let heard = AudioSlice {
            samples: &chunk.samples,
            start: request.recording.selection.start + crate::audio::seconds(chunk.start),
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

/// A transcript with a warning where the recording has more to hear than it has words.
fn doubted(mut transcript: Transcript, heard: Heard, progress: &dyn Progress) -> Transcript {
    if let Some(warning) = silence::suspicion(&transcript, heard) {
        progress.report(&Event::Warning(&warning.text));
        transcript.incomplete |= warning.lost;
        transcript.warnings.push(warning.text);
    }
    transcript
}

/// Results on their way into order.
#[derive(Default)]
struct Gathered {
    segments: Vec<Segment>,
    warnings: Vec<Warning>,
    voices: Vec<Option<diarize::WindowVoices>>,
    /// Chunks that came before the one that is next.
    waiting: BTreeMap<usize, (f64, transcribe::Outcome)>,
    next: usize,
}

impl Gathered {
    /// Takes one piece of news and reports what has become final.
    fn take(&mut self, news: News, progress: &dyn Progress) -> Result<(), PipelineError> {
        match news {
            News::Opened(duration) => progress.report(&Event::Opened { duration }),
            News::Language(code, probability) => {
                progress.report(&Event::Language { code, probability });
            }
            News::Warning(warning) => {
                progress.report(&Event::Warning(&warning.text));
                self.warnings.push(warning);
            }
            News::Voices(index, heard) => diarize::store(&mut self.voices, index, (*heard)?),
            News::Decoded(index, end, outcome) => {
                self.waiting.insert(index, (end, outcome?));
            }
        }
        while let Some((end, outcome)) = self.waiting.remove(&self.next) {
            self.next += 1;
            for note in outcome.notes {
                tracing::info!("{note}");
                progress.report(&Event::Note(&note));
            }
            for mut segment in outcome.segments {
                segment.id = self.segments.len();
                progress.report(&Event::Segment(&segment));
                self.segments.push(segment);
            }
            progress.report(&Event::Position(end));
        }
        Ok(())
    }
}
