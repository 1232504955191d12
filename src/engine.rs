//! What an engine must do, and nothing of how: the traits the pipeline works with.
//!
//! Concrete engines live in `engine/`; only `engine/load.rs` names them.

mod attention;
mod borders;
mod chars;
mod cpu;
mod ctc;
pub mod device;
mod doubt;
mod forced;
pub mod load;
mod native;
mod phoneme;
mod script;
mod segmentation;
mod silero;
mod vocabulary;
mod voices;
mod wav2vec2;
mod whisper;
mod words;

use std::ops::Range;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::cluster::Clustering;
use crate::transcript::{CharTime, Segment, Word, WordSource};

/// Why an engine could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The weights could not be read.
    #[error("can't load the {what} model: {reason}")]
    Load {
        /// Which model.
        what: &'static str,
        /// What the runtime said.
        reason: String,
    },
    /// Inference failed.
    #[error("the {what} model failed")]
    Inference {
        /// Which model.
        what: &'static str,
        /// What the runtime said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The caller asked to stop.
    #[error("stopped")]
    Cancelled,
}

/// Speech probability of audio, frame by frame; one value of this type follows one recording.
pub trait SpeechDetector: Send {
    /// Samples that each returned probability stands for.
    fn frame_samples(&self) -> usize;

    /// Takes the next mono 16 kHz samples and appends the probabilities that are ready.
    ///
    /// # Errors
    /// When inference fails.
    fn push(&mut self, samples: &[f32], probabilities: &mut Vec<f32>) -> Result<(), EngineError>;

    /// Ends the recording and appends the remaining probabilities.
    ///
    /// # Errors
    /// When inference fails.
    fn finish(&mut self, probabilities: &mut Vec<f32>) -> Result<(), EngineError>;
}

/// Speech to text, one chunk of at most 30 s at a time; shared by all worker threads.
pub trait Transcriber: Send + Sync {
    /// Whether the model knows languages other than English.
    fn is_multilingual(&self) -> bool;

    /// Whether it can be told to write down a language (ISO 639-1 code).
    fn knows(&self, language: &str) -> bool;

    /// Probability of each language for up to 30 s of mono 16 kHz samples, most probable first.
    ///
    /// # Errors
    /// When inference fails or `run` is cancelled.
    fn detect_language(
        &self,
        samples: &[f32],
        run: Run<'_>,
    ) -> Result<Vec<(&'static str, f32)>, EngineError>;

    /// Segments of one chunk, times in seconds from the chunk's start.
    ///
    /// # Errors
    /// When inference fails or `run` is cancelled.
    fn transcribe(
        &self,
        samples: &[f32],
        language: &str,
        options: &Recognition,
        run: Run<'_>,
    ) -> Result<Vec<Segment>, EngineError>;
}

/// A stretch of audio and the words that are said in it.
#[derive(Debug, Clone, Copy)]
pub struct Window<'a> {
    /// Mono 16 kHz samples, at most 30 s.
    pub samples: &'a [f32],
    /// ISO 639-1 code of the words' language.
    pub language: &'a str,
    /// The words in the order they are said, times in seconds from the first sample. Times are a
    /// hint at most: those of [`WordSource::Attention`] are the recogniser's own.
    pub words: &'a [Word],
}

impl Window<'_> {
    /// Most samples of a window: 30 s.
    pub const LONGEST: usize = 480_000;
}

/// When a word was said, in seconds from the first sample of its window.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// Start in seconds.
    pub start: f64,
    /// End in seconds, after `start`.
    pub end: f64,
    /// How well the word fits what is heard there, 0 to 1.
    pub score: f64,
    /// The word's characters in order, where the aligner knows them.
    pub chars: Vec<CharTime>,
}

/// Word times for known text; shared by all worker threads.
pub trait Aligner: Send + Sync {
    /// What its times are called in transcripts.
    fn source(&self) -> WordSource;

    /// Whether it can align text of this language (ISO 639-1 code).
    fn knows(&self, language: &str) -> bool;

    /// For each window, a time for each of its words, or `None` for a word that can't be placed.
    ///
    /// # Errors
    /// When inference fails or `run` is cancelled.
    fn align(&self, windows: &[Window<'_>], run: Run<'_>) -> Result<Vec<Placed>, EngineError>;
}

/// The words of one window, each with its time or `None`.
pub type Placed = Vec<Option<Timing>>;

/// Tells voices apart in one window at a time; shared by all worker threads.
pub trait Diarizer: Send + Sync {
    /// Name of its set of models: embeddings of different sets can't be compared.
    fn name(&self) -> &str;

    /// How its embeddings become speakers.
    fn clustering(&self) -> &Clustering;

    /// The local speakers of a window of at most [`LocalVoices::WINDOW`] mono 16 kHz samples.
    ///
    /// # Errors
    /// When inference fails or `run` is cancelled.
    fn hear(&self, window: &[f32], run: Run<'_>) -> Result<LocalVoices, EngineError>;
}

/// Who speaks in one window, frame by frame; a local speaker has no name beyond the window.
/// Probabilities are in 255ths.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalVoices {
    /// That somebody speaks, for each frame.
    pub speech: Vec<u8>,
    /// That two speak at once, for each frame.
    pub overlap: Vec<u8>,
    /// That each of the local speakers speaks, for each frame.
    pub speakers: Vec<[u8; Self::SPEAKERS]>,
    /// What each local speaker sounds like; `None` for one who says too little.
    pub voices: [Option<LocalVoice>; Self::SPEAKERS],
}

impl LocalVoices {
    /// Samples of a window: 10 s.
    pub const WINDOW: usize = 160_000;
    /// Samples from one frame to the next: 16.9 ms.
    pub const FRAME: usize = 270;
    /// Frames of a window.
    pub const FRAMES: usize = 589;
    /// Sample at the centre of the first frame: frames are 991 samples wide.
    pub const FIRST_CENTRE: usize = 495;
    /// Most speakers of a window.
    pub const SPEAKERS: usize = 3;
}

/// What a local speaker sounds like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalVoice {
    /// The voice over the whole window; of any length but 0.
    pub embedding: Vec<f32>,
    /// Frames in which the speaker is alone.
    pub clean: usize,
    /// The longer stretches in which the speaker is alone, in order.
    pub phrases: Vec<Phrase>,
}

/// A stretch in which a local speaker talks alone, short pauses included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phrase {
    /// Its frames within the window.
    pub frames: Range<usize>,
    /// The voice in these frames; of any length but 0.
    pub embedding: Vec<f32>,
}

/// How one call runs: what changes speed, never the result.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// Threads for this call.
    pub threads: usize,
    /// Set to true to stop the call early.
    pub cancel: &'a AtomicBool,
}

impl Run<'_> {
    /// Whether to go on.
    ///
    /// # Errors
    /// When the call was cancelled.
    pub fn check(&self) -> Result<(), EngineError> {
        if self.cancel.load(Ordering::Relaxed) {
            return Err(EngineError::Cancelled);
        }
        Ok(())
    }
}

/// What to do with the speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Write down what was said.
    Transcribe,
    /// Write it down in English.
    Translate,
}

impl Task {
    /// The accepted spellings.
    pub const NAMES: &[&str] = &["transcribe", "translate"];

    /// The task's name as users write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Transcribe => "transcribe",
            Self::Translate => "translate",
        }
    }
}

impl FromStr for Task {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "transcribe" => Ok(Self::Transcribe),
            "translate" => Ok(Self::Translate),
            _ => Err(format!("expected one of: {}", Self::NAMES.join(", "))),
        }
    }
}

/// Which program recognises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineKind {
    /// The built-in one, for all models that it can read; whisper.cpp for the others.
    Auto,
    /// whisper.cpp.
    WhisperCpp,
}

impl EngineKind {
    /// The accepted spellings.
    pub const NAMES: &[&str] = &["auto", "whisper.cpp"];
}

impl FromStr for EngineKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "whisper.cpp" => Ok(Self::WhisperCpp),
            _ => Err(format!("expected one of: {}", Self::NAMES.join(", "))),
        }
    }
}

/// How voice activity is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VadMethod {
    /// Silero VAD: small, fast, sure of silence.
    Silero,
    /// pyannote segmentation-3.0: slower, hears overlapped and distant speech.
    Pyannote,
    /// No detection: everything is decoded.
    None,
}

impl VadMethod {
    /// The accepted spellings.
    pub const NAMES: &[&str] = &["silero", "pyannote", "none"];
}

impl FromStr for VadMethod {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "silero" => Ok(Self::Silero),
            "pyannote" => Ok(Self::Pyannote),
            "none" => Ok(Self::None),
            _ => Err(format!("expected one of: {}", Self::NAMES.join(", "))),
        }
    }
}

/// How words get their times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlignMethod {
    /// The best that is at hand for the language, without a download.
    Auto,
    /// The bundled phoneme recogniser.
    Phoneme,
    /// A wav2vec2 model of the language.
    Wav2vec2,
    /// The recogniser's attention.
    Attention,
    /// The recogniser's own estimate.
    None,
}

impl AlignMethod {
    /// The accepted spellings.
    pub const NAMES: &[&str] = &["auto", "phoneme", "wav2vec2", "attention", "none"];
}

impl FromStr for AlignMethod {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "phoneme" => Ok(Self::Phoneme),
            "wav2vec2" => Ok(Self::Wav2vec2),
            "attention" => Ok(Self::Attention),
            "none" => Ok(Self::None),
            _ => Err(format!("expected one of: {}", Self::NAMES.join(", "))),
        }
    }
}

/// Everything that changes what the recogniser writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Recognition {
    /// Transcribe, or translate into English.
    pub task: Task,
    /// Hypotheses kept at temperature 0; 1 is greedy.
    pub beam_size: usize,
    /// Samples drawn at a temperature above 0, of which the best is kept.
    pub best_of: usize,
    /// First sampling temperature, 0 to 1.
    pub temperature: f32,
    /// Step to the next temperature when a decode fails a check; 0 never retries.
    pub temperature_increment: f32,
    /// Exponent of the length normalisation of scores; negative divides by the length itself.
    pub length_penalty: f32,
    /// Token entropy over the last 32 tokens below which a decode counts as a loop.
    pub entropy_threshold: f32,
    /// Text compression ratio above which a decode counts as a loop.
    pub compression_ratio_threshold: f64,
    /// Average log-probability below which a decode counts as failed.
    pub logprob_threshold: f32,
    /// No-speech probability above which a failed decode counts as silence.
    pub no_speech_threshold: f32,
    /// Text the model is told came before, to set spelling and style.
    pub initial_prompt: Option<String>,
    /// Words and names to expect.
    pub hotwords: Option<String>,
    /// Token ids that may not be written; -1 stands for the symbols that are not speech.
    pub suppress_tokens: Vec<i32>,
    /// Whether to spell numbers out: no token may hold a digit or a currency or per cent sign.
    pub suppress_numerals: bool,
}

impl Recognition {
    /// The language that speech in another is written down in: translations are English.
    pub(crate) fn language_of_text<'a>(&self, spoken: &'a str) -> &'a str {
        match self.task {
            Task::Transcribe => spoken,
            Task::Translate => "en",
        }
    }

    /// The text that the decoder is told came before: prompt first, then the words to expect.
    fn preamble(&self) -> Option<String> {
        let parts = [&self.initial_prompt, &self.hotwords].into_iter().flatten();
        let parts = parts
            .map(|part| part.trim())
            .filter(|part| !part.is_empty());
        let text = parts.collect::<Vec<_>>().join(" ");
        // As if it went on from something: a text's first word has a space before it.
        (!text.is_empty()).then(|| format!(" {text}"))
    }
}

impl Default for Recognition {
    /// The thresholds are those of OpenAI's reference decoder.
    fn default() -> Self {
        Self {
            task: Task::Transcribe,
            beam_size: 5,
            best_of: 5,
            temperature: 0.0,
            temperature_increment: 0.2,
            length_penalty: -1.0,
            entropy_threshold: 2.4,
            compression_ratio_threshold: 2.4,
            logprob_threshold: -1.0,
            no_speech_threshold: 0.6,
            initial_prompt: None,
            hotwords: None,
            suppress_tokens: vec![-1],
            suppress_numerals: false,
        }
    }
}
