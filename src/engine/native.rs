//! Whisper in Rust: the model of whisper.cpp's files, run in 8-bit integers.
//!
//! whisper.cpp spends most of its time in products of floats; here they are products of bytes,
//! which is what makes the difference (docs/decisions.md has the figures). Windows of up to 30 s go
//! through `mel`, `encoder` and `decoder`; `rules` and `search` choose tokens, `window` decides when
//! a decode is done again, `timing` says when words were said. `ggml` reads the files; those with
//! numbers in blocks that it doesn't know are whisper.cpp's to read.

mod decoder;
mod encoder;
mod linear;
mod mel;
mod rules;
mod search;
mod simd;
mod timing;
mod tokens;
mod weights;
mod window;

use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};
use rten_gemm::GemmError;

use super::script::{Listener, Said};
use super::vocabulary::{self, Vocabulary};
use super::{EngineError, Recognition, Run, Task, Transcriber, Window};
use crate::ggml::Model;
use crate::transcript::{Segment, Span};
use decoder::{Cache, CrossCache, Decoder, Row};
use encoder::Encoder;
use linear::Kernels;
use mel::{HOP, Mel};
use rules::{Rules, log_sum};
use tokens::Specials;
use window::{Job, Text};

/// Shortest input that is decoded is 0.1 s; anything shorter holds no word.
const SHORTEST: usize = 1_600;
/// What is left of a chunk behind a window is decoded if it is longer than this, in seconds.
const SHORTEST_REST: f64 = 1.0;
/// Least tokens that a decoder's context must hold.
const LEAST_TEXT: usize = 32;
/// Windows of a chunk that are decoded, one behind the other. Speech takes one or two; more mean that the
/// model gets no further, and what stays without text is decoded again by itself.
const MOST_WINDOWS: usize = 12;
/// Frames of the spectrogram in a second.
const FRAMES: f64 = 100.0;

/// A loaded model.
pub(super) struct Native {
    mel: Mel,
    encoder: Encoder,
    decoder: Decoder,
    specials: Specials,
    tokens: Vec<Vec<u8>>,
    vocabulary: Vocabulary,
    /// Tokens of symbols that nobody says, and of numerals.
    unspoken: OnceLock<Vec<u32>>,
    numerals: OnceLock<Vec<u32>>,
    /// Heads that follow the audio.
    heads: Vec<(usize, usize)>,
    /// Whether words are timed by these.
    attention: bool,
    /// Threads that no call uses, by their number.
    idle: Mutex<Vec<(usize, ThreadPool)>>,
}

/// Why a window couldn't be worked on.
#[derive(Debug)]
pub(super) enum Failure {
    /// The caller asked to stop, or something outside failed.
    Engine(EngineError),
    /// Parts of the network don't fit each other.
    Shapes(GemmError),
}

impl From<GemmError> for Failure {
    fn from(error: GemmError) -> Self {
        Self::Shapes(error)
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

impl From<Failure> for EngineError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Engine(error) => error,
            Failure::Shapes(error) => inference(error),
        }
    }
}

fn inference(error: impl std::error::Error + Send + Sync + 'static) -> EngineError {
    EngineError::Inference {
        what: "recognition",
        source: Box::new(error),
    }
}

impl Native {
    /// Loads an open file, whose name tells some models apart; `None` for one of another shape. With
    /// `attention`, words are timed by what the decoder attends to.
    pub(super) fn load(model: Model, file_name: &str, attention: bool) -> Option<Self> {
        let specials = Specials::of(&model.header);
        // Every time of a window has a token.
        let last = usize::try_from(specials.times).ok()? + model.header.audio_context;
        (last < model.header.vocabulary).then_some(())?;
        // The shortest prompt and some text, and a second of sound.
        let (text, audio) = (model.header.text_context, model.header.audio_context);
        (text >= LEAST_TEXT && audio > rules::FIRST_TIMES).then_some(())?;
        let kernels = Kernels::new();
        let (encoder, decoder) = rayon::join(
            || Encoder::read(&model, &kernels),
            || Decoder::read(&model, &kernels),
        );
        let (encoder, decoder) = (encoder?, decoder?);
        let end = usize::try_from(specials.end).ok()?;
        let text = model.tokens.iter().take(end);
        let vocabulary = Vocabulary::new((0..).zip(text).map(|(id, bytes)| (id, bytes.as_slice())));
        Some(Self {
            mel: Mel::new(&model.filters),
            encoder,
            decoder,
            specials,
            heads: model.header.heads(file_name),
            tokens: model.tokens.into_iter().take(end).collect(),
            vocabulary,
            unspoken: OnceLock::new(),
            numerals: OnceLock::new(),
            attention,
            idle: Mutex::new(Vec::new()),
        })
    }

    /// The bytes of a token that stands for text.
    fn bytes(&self, token: u32) -> Option<&[u8]> {
        let bytes = self.tokens.get(usize::try_from(token).ok()?)?;
        Some(bytes)
    }

    /// Works on so many threads.
    fn on_threads<T: Send>(
        &self,
        threads: usize,
        work: impl FnOnce(&Kernels) -> Result<T, Failure> + Send,
    ) -> Result<T, EngineError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let pooled = {
            let mut idle = idle();
            let at = idle.iter().position(|(count, _)| *count == threads);
            at.map(|at| idle.swap_remove(at).1)
        };
        let pool = if let Some(pool) = pooled {
            pool
        } else {
            let builder = ThreadPoolBuilder::new().num_threads(threads);
            let builder = builder.thread_name(|index| format!("whisper {index}"));
            builder.build().map_err(inference)?
        };
        let done = pool.install(|| work(&Kernels::new()));
        idle().push((threads, pool));
        Ok(done?)
    }

    /// The spectrogram of a chunk and of a window's silence behind it.
    fn spectrogram(&self, samples: &[f32]) -> Vec<f32> {
        self.mel
            .of(samples, samples.len() / HOP + 1 + self.encoder.frames())
    }

    /// What is heard in the window that begins at some second of a spectrogram.
    fn hear(
        &self,
        kernels: &Kernels,
        spectrogram: &[f32],
        start: f64,
        run: Run<'_>,
    ) -> Result<CrossCache, Failure> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within a chunk"
        )]
        let first = (start * FRAMES).round() as usize * self.mel.bands();
        let length = self.encoder.frames() * self.mel.bands();
        let window = &spectrogram[first..first + length];
        // A window's silence stands behind the sound.
        let heard = (spectrogram.len() - first - length) / self.mel.bands();
        let encoded = self.encoder.run(kernels, window, heard, run)?;
        self.decoder.hear(kernels, &encoded)
    }

    /// The token of a language.
    fn language(&self, code: &str) -> Option<u32> {
        let id = u32::try_from(whisper_rs::get_lang_id(code)?).ok()?;
        let token = self.specials.languages + id;
        (self.specials.multilingual && token < self.specials.translate).then_some(token)
    }

    /// What stands before the text: words to go by, and what is to be done. With it, where the
    /// latter begins.
    fn prompt(&self, language: &str, task: Task, before: &[u32]) -> (Vec<u32>, usize) {
        let mut prompt = Vec::new();
        if !before.is_empty() {
            // Half the context is for what is written.
            let room = self.decoder.context() / 2 - 5;
            prompt.push(self.specials.previous);
            prompt.extend(&before[before.len().saturating_sub(room)..]);
        }
        let start = prompt.len();
        prompt.push(self.specials.start);
        if self.specials.multilingual {
            prompt.extend(self.language(language));
            prompt.push(match task {
                Task::Transcribe => self.specials.transcribe,
                Task::Translate => self.specials.translate,
            });
        }
        (prompt, start)
    }

    /// The text the decoder is told came before: prompt first, then the words to expect.
    fn told(&self, options: &Recognition) -> Vec<u32> {
        let text = options.preamble().unwrap_or_default();
        let tokens = self.vocabulary.encode(&text).into_iter();
        tokens
            .filter_map(|(token, _)| u32::try_from(token).ok())
            .collect()
    }

    fn rules(&self, options: &Recognition) -> Rules {
        let given = options.suppress_tokens.iter();
        let mut suppressed: Vec<u32> = given
            .filter_map(|token| u32::try_from(*token).ok())
            .collect();
        if options.suppress_tokens.contains(&-1) {
            let unspoken = || tokens::unspoken(&self.vocabulary).into_iter().collect();
            suppressed.extend(self.unspoken.get_or_init(unspoken));
        }
        if options.suppress_numerals {
            suppressed.extend(self.numerals.get_or_init(|| self.numeral_tokens()));
        }
        Rules {
            specials: self.specials,
            suppressed,
        }
    }

    fn numeral_tokens(&self) -> Vec<u32> {
        (0..)
            .zip(&self.tokens)
            .filter(|(_, bytes)| vocabulary::is_numeral(bytes))
            .map(|(token, _)| token)
            .collect()
    }
}

impl Transcriber for Native {
    fn is_multilingual(&self) -> bool {
        self.specials.multilingual
    }

    fn knows(&self, language: &str) -> bool {
        if self.specials.multilingual {
            self.language(language).is_some()
        } else {
            language == "en"
        }
    }

    fn detect_language(
        &self,
        samples: &[f32],
        run: Run<'_>,
    ) -> Result<Vec<(&'static str, f32)>, EngineError> {
        let samples = &samples[..samples.len().min(Window::LONGEST)];
        let logits = self.on_threads(run.threads, |kernels| {
            let heard = self.hear(kernels, &self.spectrogram(samples), 0.0, run)?;
            let row = Row {
                token: self.specials.start,
                past: &[],
            };
            let cache = &mut Cache::default();
            self.decoder.step(kernels, &[row], &heard, cache, |_| true)
        })?;
        let place = |token: u32| usize::try_from(token).unwrap_or(0);
        let languages = place(self.specials.languages)..place(self.specials.translate);
        let logits = logits.get(languages).unwrap_or_default();
        let sum = log_sum(logits);
        let mut ranked: Vec<(&'static str, f32)> = (0..)
            .zip(logits)
            .filter_map(|(id, logit)| Some((whisper_rs::get_lang_str(id)?, (logit - sum).exp())))
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        Ok(ranked)
    }

    fn transcribe(
        &self,
        samples: &[f32],
        language: &str,
        options: &Recognition,
        run: Run<'_>,
    ) -> Result<Vec<Segment>, EngineError> {
        let samples = &samples[..samples.len().min(Window::LONGEST)];
        if samples.len() < SHORTEST {
            return Ok(Vec::new());
        }
        let (prompt, start) = self.prompt(language, options.task, &self.told(options));
        let rules = self.rules(options);
        let job = Job {
            options,
            language: options.language_of_text(language),
            prompt: &prompt,
            start,
            rules: &rules,
            run,
        };
        let length = crate::audio::seconds(samples.len() as u64);
        self.on_threads(run.threads, |kernels| {
            let spectrogram = self.spectrogram(samples);
            let mut segments: Vec<Segment> = Vec::new();
            let mut from = 0.0;
            for _ in 0..MOST_WINDOWS {
                let heard = self.hear(kernels, &spectrogram, from, run)?;
                let decoded = self.decode(&job, kernels, &heard, length - from)?;
                segments.extend(decoded.segments.into_iter().map(|s| shifted(s, from)));
                let Some(next) = decoded.next else {
                    break;
                };
                from += next;
            }
            Ok(segments)
        })
    }
}

/// A segment some seconds later.
fn shifted(mut segment: Segment, seconds: f64) -> Segment {
    segment.start += seconds;
    segment.end += seconds;
    for word in &mut segment.words {
        let span = Span::new(word.start + seconds, word.end + seconds);
        (word.start, word.end) = (span.start, span.end);
    }
    segment
}

impl Listener for Native {
    fn knows(&self, language: &str) -> bool {
        Transcriber::knows(self, language)
    }

    fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    fn longest_text(&self) -> usize {
        (self.decoder.context() / 2).saturating_sub(5)
    }

    fn can_hear(&self, samples: &[f32]) -> bool {
        samples.len() >= 2 * SHORTEST
    }

    fn listen(
        &self,
        samples: &[f32],
        language: &str,
        tokens: &[i32],
        run: Run<'_>,
    ) -> Result<Option<Vec<Said>>, EngineError> {
        let tokens: Vec<u32> = tokens.iter().map(|token| token.cast_unsigned()).collect();
        let (prompt, _) = self.prompt(language, Task::Transcribe, &[]);
        let text = Text {
            prompt: &prompt,
            tokens: &tokens,
            seconds: crate::audio::seconds(samples.len() as u64),
            judged: true,
        };
        let (ends, logprobs) = self.on_threads(run.threads, |kernels| {
            let heard = self.hear(kernels, &self.spectrogram(samples), 0.0, run)?;
            self.watched(kernels, &heard, &text, run)
        })?;
        let said = ends.into_iter().zip(logprobs).map(|(end, logprob)| Said {
            end,
            logprob: f64::from(logprob),
        });
        let said: Vec<Said> = said.collect();
        Ok((said.len() == tokens.len()).then_some(said))
    }
}
