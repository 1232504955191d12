//! whisper.cpp through whisper-rs: chunks to segments with token times.
//!
//! One context holds the weights; each call borrows a state (the scratch memory of one decode)
//! from a pool, so as many calls run at once as there are callers.

use std::ffi::c_int;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use whisper_rs::{
    WhisperContext, WhisperContextParameters, WhisperError, WhisperSegment, WhisperState,
    get_lang_str,
};

use super::device::{Device, missing_features};
use super::doubt::has_failed;
use super::vocabulary::{self, Vocabulary};
use super::{EngineError, Recognition, Run, Transcriber, words};
use crate::models::Weights;
use crate::transcript::{Segment, WordSource, compression_ratio, mean};

mod forced;
mod heads;
mod hooks;
mod search;

use hooks::Hooks;
use search::{Search, parameters};

/// Shortest input whisper.cpp decodes is 0.1 s; anything shorter holds no word.
const SHORTEST_SAMPLES: usize = 1_600;
/// Attention is smoothed over 0.14 s, and whisper.cpp ends the process over less; 0.2 s is safe.
const SHORTEST_ALIGNABLE_SAMPLES: usize = 3_200;
/// Timestamp tokens, of 20 ms each, at which no window may end for the same reason.
const UNALIGNABLE_TIMESTAMPS: c_int = 8;

/// Alignment counts frames of 20 ms; what it says of a frame holds for its middle. In hundredths.
const HALF_FRAME: i64 = 1;

pub(super) struct Whisper {
    context: WhisperContext,
    /// Whether tokens are timed by attention.
    attention: bool,
    idle: Mutex<Vec<WhisperState>>,
    numerals: OnceLock<Vec<i32>>,
    vocabulary: OnceLock<Vocabulary>,
}

impl Whisper {
    /// Loads a ggml file; with `attention` its tokens are timed by what the decoder attended to.
    ///
    /// # Errors
    /// When it is no such file, or this build of whisper.cpp doesn't suit the processor.
    pub(super) fn load(
        weights: &Weights,
        attention: bool,
        device: Device,
    ) -> Result<Self, EngineError> {
        let missing = missing_features();
        if !missing.is_empty() {
            return Err(EngineError::Load {
                what: "recognition",
                reason: format!(
                    "whisper.cpp was built for processors with {}, which this one lacks: {}, or a \
                     model that the built-in engine reads",
                    missing.join(", "),
                    if cfg!(target_arch = "x86_64") {
                        "take a build for x86-64-v2"
                    } else {
                        "build it on this machine"
                    }
                ),
            });
        }
        whisper_rs::install_logging_hooks();
        let unreadable = || EngineError::Load {
            what: "recognition",
            reason: "not a whisper.cpp (ggml) file, or cut short".to_owned(),
        };
        let mut parameters = WhisperContextParameters::new();
        if attention {
            parameters.dtw_parameters(heads::parameters(weights).ok_or_else(unreadable)?);
        }
        parameters.use_gpu(device.is_gpu());
        parameters.gpu_device(device.gpu().map_or(0, count));
        // Off on a CPU: slower there. It disables alignment by attention (docs/decisions.md).
        parameters.flash_attn(device.is_gpu() && !attention);
        let context = match weights {
            Weights::Static(bytes) => {
                WhisperContext::new_from_buffer_with_params(bytes, parameters)
            }
            Weights::File(path) => WhisperContext::new_with_params(path, parameters),
        };
        Ok(Self {
            context: context.map_err(|_| unreadable())?,
            attention,
            idle: Mutex::new(Vec::new()),
            numerals: OnceLock::new(),
            vocabulary: OnceLock::new(),
        })
    }

    /// Works with an idle state or, for work that draws, with a new one that nobody uses again: one of
    /// a state's generators is seeded only once, so what it draws depends on all that it drew before,
    /// and results may not. Beams are drawn, too, not only samples.
    fn with_state<T>(
        &self,
        work: impl FnOnce(&mut WhisperState) -> Result<T, WhisperError>,
        draws: bool,
        cancel: &AtomicBool,
    ) -> Result<T, EngineError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let pooled = if draws { None } else { idle().pop() };
        let mut state = match pooled {
            Some(state) => state,
            None => self.context.create_state().map_err(inference)?,
        };
        match work(&mut state) {
            _ if cancel.load(Ordering::Relaxed) => Err(EngineError::Cancelled),
            Ok(value) => {
                if !draws {
                    idle().push(state);
                }
                Ok(value)
            }
            // A state that failed is not used again.
            Err(error) => Err(inference(error)),
        }
    }

    /// The text the decoder is told came before: prompt first, then the words to expect.
    fn prompt_tokens(&self, options: &Recognition) -> Vec<c_int> {
        let text = options.preamble().unwrap_or_default();
        // Its own tokenizer cuts at every letter outside ASCII.
        let tokens = self.vocabulary().encode(&text).into_iter();
        tokens.map(|(token, _)| token).collect()
    }

    fn suppressed(&self, options: &Recognition) -> Vec<i32> {
        let mut tokens: Vec<i32> = options.suppress_tokens.clone();
        tokens.retain(|&token| token >= 0);
        if options.suppress_numerals {
            tokens.extend(self.numerals.get_or_init(|| self.numeral_tokens()));
        }
        if self.attention {
            let first = self.context.token_beg();
            tokens.extend(first + 1..first + UNALIGNABLE_TIMESTAMPS);
        }
        tokens
    }

    fn numeral_tokens(&self) -> Vec<i32> {
        self.text_tokens()
            .filter(|(_, bytes)| vocabulary::is_numeral(bytes))
            .map(|(token, _)| token)
            .collect()
    }

    fn vocabulary(&self) -> &Vocabulary {
        let read = || Vocabulary::new(self.text_tokens());
        self.vocabulary.get_or_init(read)
    }

    /// Every token that stands for text, and its bytes.
    fn text_tokens(&self) -> impl Iterator<Item = (i32, &[u8])> {
        let bytes = |token| self.context.token_to_bytes(token).unwrap_or_default();
        (0..self.context.token_eot()).map(move |token| (token, bytes(token)))
    }

    /// Whether samples are enough for a decode.
    fn can_hear(&self, samples: &[f32]) -> bool {
        let shortest = if self.attention {
            SHORTEST_ALIGNABLE_SAMPLES
        } else {
            SHORTEST_SAMPLES
        };
        samples.len() >= shortest
    }

    /// A segment as whisper.cpp gives it. `heard` is the time, in hundredths of a second, up to
    /// which attention has followed the segments before it in the same decode.
    fn segment(&self, raw: &WhisperSegment<'_>, language: &str, heard: &mut i64) -> Segment {
        let (start, end) = (raw.start_timestamp(), raw.end_timestamp());
        let tokens: Vec<_> = (0..raw.n_tokens())
            .filter_map(|index| raw.get_token(index))
            .filter(|token| token.token_id() < self.context.token_eot())
            .map(|token| (token.token_data(), token.to_bytes().unwrap_or_default()))
            .collect();
        let attended = self.attention && tokens.iter().all(|(data, _)| data.t_dtw >= 0);
        let source = if attended {
            // A segment begins where its timestamp says, or later if attention is still before.
            *heard = start.max(*heard);
            WordSource::Attention
        } else {
            WordSource::Interpolated
        };
        let pieces: Vec<words::Piece> = tokens
            .into_iter()
            .map(|(data, bytes)| {
                let (from, to) = if attended {
                    // `t_dtw` is where the token ends; it begins where the one before ended.
                    let from = std::mem::replace(heard, (data.t_dtw + HALF_FRAME).max(*heard));
                    (from, *heard)
                } else {
                    (data.t0, data.t1)
                };
                words::Piece {
                    id: data.id,
                    bytes: bytes.to_vec(),
                    probability: f64::from(data.p),
                    logprob: f64::from(data.plog),
                    start: centiseconds(from.clamp(start, end)),
                    end: centiseconds(to.clamp(start, end)),
                }
            })
            .collect();
        let text = String::from_utf8_lossy(raw.to_bytes().unwrap_or_default());
        let text = text.trim().to_owned();
        Segment {
            id: 0,
            start: centiseconds(start),
            end: centiseconds(end),
            language: language.to_owned(),
            avg_logprob: mean(pieces.iter().map(|piece| piece.logprob)),
            no_speech_prob: f64::from(raw.no_speech_probability()),
            compression_ratio: compression_ratio(&text),
            tokens: pieces.iter().map(|piece| piece.id).collect(),
            words: words::join(&pieces, language, source),
            text,
            speaker: None,
        }
    }
}

impl Transcriber for Whisper {
    fn is_multilingual(&self) -> bool {
        self.context.is_multilingual()
    }

    fn knows(&self, language: &str) -> bool {
        let Some(id) = whisper_rs::get_lang_id(language) else {
            return false;
        };
        if !self.context.is_multilingual() {
            return language == "en";
        }
        // Models from before large-v3 have no token for the youngest language.
        self.context.token_lang(id) < self.context.token_translate()
    }

    fn detect_language(
        &self,
        samples: &[f32],
        run: Run<'_>,
    ) -> Result<Vec<(&'static str, f32)>, EngineError> {
        let detect = |state: &mut WhisperState| {
            state.pcm_to_mel(samples, run.threads)?;
            state.lang_detect(0, run.threads)
        };
        let (_, probabilities) = self.with_state(detect, false, run.cancel)?;
        let mut ranked: Vec<(&'static str, f32)> = (0..)
            .zip(probabilities)
            .filter_map(|(id, probability)| Some((get_lang_str(id)?, probability)))
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
        if !self.can_hear(samples) {
            return Ok(Vec::new());
        }
        let prompt = self.prompt_tokens(options);
        let mut hooks = Hooks::suppressing(run.cancel, self.suppressed(options));
        if self.attention {
            hooks = hooks.keeping_alignable(samples.len());
        }
        let decode = |search: Search| {
            let decode = |state: &mut WhisperState| {
                let mut parameters = parameters(options, search, language, run);
                parameters.set_tokens(&prompt);
                hooks.set(&mut parameters);
                state.full(parameters, samples)?;
                let mut heard = 0;
                Ok((0..state.full_n_segments())
                    .filter_map(|index| state.get_segment(index))
                    .map(|raw| self.segment(&raw, options.language_of_text(language), &mut heard))
                    .filter(|segment| !segment.text.is_empty())
                    .collect::<Vec<_>>())
            };
            self.with_state(decode, true, run.cancel)
        };
        if options.beam_size < 2 || options.temperature > 0.0 {
            return decode(Search::Sample(options.temperature));
        }
        let segments = decode(Search::Beam)?;
        if options.temperature_increment > 0.0 && has_failed(&segments, options) {
            return decode(Search::Sample(options.temperature_increment));
        }
        Ok(segments)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "times are far below 2^53 hundredths"
)]
fn centiseconds(time: i64) -> f64 {
    time as f64 / 100.0
}

fn count(value: usize) -> c_int {
    c_int::try_from(value).unwrap_or(c_int::MAX)
}

fn inference(error: WhisperError) -> EngineError {
    EngineError::Inference {
        what: "recognition",
        source: Box::new(error),
    }
}
