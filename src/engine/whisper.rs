//! whisper.cpp through whisper-rs: chunks to segments with token times.
//!
//! One context holds the weights; each call borrows a state (the scratch memory of one decode)
//! from a pool, so as many calls run at once as there are callers.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use whisper_rs::{
    FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperError,
    WhisperSegment, WhisperState, get_lang_str,
};

use super::{EngineError, Recognition, Run, Task, Transcriber};
use crate::models::Weights;
use crate::transcript::{Segment, Word, WordSource, compression_ratio};

mod words;

/// whisper.cpp keeps at most this many hypotheses (`WHISPER_MAX_DECODERS`).
const MAX_DECODERS: usize = 8;
/// Shortest input whisper.cpp decodes is 0.1 s; anything shorter holds no word.
const SHORTEST_SAMPLES: usize = 1_600;

pub(super) struct Whisper {
    context: WhisperContext,
    idle: Mutex<Vec<WhisperState>>,
    numerals: OnceLock<Vec<i32>>,
}

impl Whisper {
    pub(super) fn load(weights: &Weights) -> Result<Self, EngineError> {
        whisper_rs::install_logging_hooks();
        let mut parameters = WhisperContextParameters::new();
        // Off on a CPU: slower there, and it disables attention alignment (docs/decisions.md).
        parameters.flash_attn(false);
        let context = match weights {
            Weights::Static(bytes) => {
                WhisperContext::new_from_buffer_with_params(bytes, parameters)
            }
            Weights::File(path) => WhisperContext::new_with_params(path, parameters),
        };
        let context = context.map_err(|_| EngineError::Load {
            what: "recognition",
            reason: "not a whisper.cpp (ggml) file, or cut short".to_owned(),
        })?;
        Ok(Self {
            context,
            idle: Mutex::new(Vec::new()),
            numerals: OnceLock::new(),
        })
    }

    fn with_state<T>(
        &self,
        work: impl FnOnce(&mut WhisperState) -> Result<T, WhisperError>,
        cancel: &AtomicBool,
    ) -> Result<T, EngineError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let pooled = idle().pop();
        let mut state = match pooled {
            Some(state) => state,
            None => self.context.create_state().map_err(inference)?,
        };
        match work(&mut state) {
            _ if cancel.load(Ordering::Relaxed) => Err(EngineError::Cancelled),
            Ok(value) => {
                idle().push(state);
                Ok(value)
            }
            // A state that failed is not used again.
            Err(error) => Err(inference(error)),
        }
    }

    /// The text the decoder is told came before: prompt first, then the words to expect.
    fn prompt_tokens(&self, options: &Recognition) -> Result<Vec<c_int>, EngineError> {
        let parts = [&options.initial_prompt, &options.hotwords];
        let text: Vec<&str> = parts
            .into_iter()
            .flatten()
            .map(|part| part.trim())
            .collect();
        let text = text.join(" ").replace('\0', " ");
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        let limit = text.len() + 1;
        let tokens = self.context.tokenize(&format!(" {}", text.trim()), limit);
        tokens.map_err(inference)
    }

    fn suppressed(&self, options: &Recognition) -> Vec<i32> {
        let mut tokens: Vec<i32> = options.suppress_tokens.clone();
        tokens.retain(|&token| token >= 0);
        if options.suppress_numerals {
            tokens.extend(self.numerals.get_or_init(|| self.numeral_tokens()));
        }
        tokens
    }

    fn numeral_tokens(&self) -> Vec<i32> {
        (0..self.context.token_eot())
            .filter(|&token| {
                let text = self.context.token_to_bytes(token).unwrap_or_default();
                let text = String::from_utf8_lossy(text);
                text.contains(|c: char| c.is_numeric() || "%$£€¥".contains(c))
            })
            .collect()
    }

    fn segment(&self, raw: &WhisperSegment<'_>, language: &str) -> Segment {
        let (start, end) = (raw.start_timestamp(), raw.end_timestamp());
        let pieces: Vec<words::Piece> = (0..raw.n_tokens())
            .filter_map(|index| raw.get_token(index))
            .filter(|token| token.token_id() < self.context.token_eot())
            .map(|token| {
                let data = token.token_data();
                words::Piece {
                    id: data.id,
                    bytes: token.to_bytes().unwrap_or_default().to_vec(),
                    probability: f64::from(data.p),
                    logprob: f64::from(data.plog),
                    start: centiseconds(data.t0.clamp(start, end)),
                    end: centiseconds(data.t1.clamp(start, end)),
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
            words: words::join(&pieces, language, WordSource::Interpolated),
            text,
            speaker: None,
        }
    }
}

impl Transcriber for Whisper {
    fn is_multilingual(&self) -> bool {
        self.context.is_multilingual()
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
        let (_, probabilities) = self.with_state(detect, run.cancel)?;
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
        if samples.len() < SHORTEST_SAMPLES {
            return Ok(Vec::new());
        }
        let prompt = self.prompt_tokens(options)?;
        let suppressed = self.suppressed(options);
        let decode = |search: Search| {
            let decode = |state: &mut WhisperState| {
                let mut parameters = parameters(options, search, language, run);
                parameters.set_tokens(&prompt);
                set_callbacks(&mut parameters, run.cancel, &suppressed);
                state.full(parameters, samples)?;
                Ok((0..state.full_n_segments())
                    .filter_map(|index| state.get_segment(index))
                    .map(|raw| self.segment(&raw, language))
                    .filter(|segment| !segment.text.is_empty())
                    .collect::<Vec<_>>())
            };
            self.with_state(decode, run.cancel)
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

/// How one call searches. whisper.cpp falls back from beams to samples by itself, but whisper-rs
/// can't tell it how many samples to draw then, so the step is taken here.
#[derive(Debug, Clone, Copy)]
enum Search {
    /// Beam search at temperature 0, no fallback.
    Beam,
    /// Greedy at temperature 0, the best of some samples above; the fallback begins here.
    Sample(f32),
}

/// Tokens at the end of a decode whose entropy shows a loop, as in whisper.cpp.
const ENTROPY_TOKENS: usize = 32;

/// Whether a decode fails the checks that whisper.cpp makes between temperatures.
fn has_failed(segments: &[Segment], options: &Recognition) -> bool {
    let tokens: Vec<i32> = segments
        .iter()
        .flat_map(|s| s.tokens.iter().copied())
        .collect();
    let weighted = |s: &Segment| s.avg_logprob * ratio(s.tokens.len(), 1);
    let logprob = segments.iter().map(weighted).sum::<f64>() / ratio(tokens.len().max(1), 1);
    let speech = segments
        .first()
        .is_some_and(|s| s.no_speech_prob < f64::from(options.no_speech_threshold));
    let unsure = speech && logprob < f64::from(options.logprob_threshold);
    let looped = tokens.len() > ENTROPY_TOKENS
        && entropy(&tokens[tokens.len() - ENTROPY_TOKENS..]) < f64::from(options.entropy_threshold);
    unsure || looped
}

/// Entropy in nats of how often each token stands in a list.
fn entropy(tokens: &[i32]) -> f64 {
    let mut counts = std::collections::BTreeMap::<i32, usize>::new();
    for token in tokens {
        *counts.entry(*token).or_default() += 1;
    }
    counts
        .values()
        .map(|&count| ratio(count, tokens.len()))
        .map(|share| -share * share.ln())
        .sum()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "token counts are far below 2^53"
)]
fn ratio(a: usize, b: usize) -> f64 {
    a as f64 / b as f64
}

fn parameters<'a>(
    options: &Recognition,
    search: Search,
    language: &'a str,
    run: Run<'_>,
) -> FullParams<'a, 'a> {
    let (strategy, temperature, increment) = match search {
        Search::Beam => {
            let beams = SamplingStrategy::BeamSearch {
                beam_size: count(options.beam_size.min(MAX_DECODERS)),
                // whisper.cpp reads no patience; -1 is its "unset".
                patience: -1.0,
            };
            (beams, 0.0, 0.0)
        }
        Search::Sample(temperature) => {
            let best_of = count(options.best_of.clamp(1, MAX_DECODERS));
            let samples = SamplingStrategy::Greedy { best_of };
            (samples, temperature, options.temperature_increment)
        }
    };
    let mut parameters = FullParams::new(strategy);
    parameters.set_language(Some(language));
    parameters.set_translate(options.task == Task::Translate);
    parameters.set_n_threads(count(run.threads));
    // A chunk starts afresh: text carried over from the one before carries its loops along.
    parameters.set_no_context(true);
    parameters.set_token_timestamps(true);
    parameters.set_suppress_nst(options.suppress_tokens.contains(&-1));
    parameters.set_temperature(temperature);
    parameters.set_temperature_inc(increment);
    parameters.set_length_penalty(options.length_penalty);
    parameters.set_entropy_thold(options.entropy_threshold);
    parameters.set_logprob_thold(options.logprob_threshold);
    parameters.set_no_speech_thold(options.no_speech_threshold);
    parameters.set_print_progress(false);
    parameters.set_print_realtime(false);
    parameters.set_print_timestamps(false);
    parameters.set_print_special(false);
    parameters
}

/// Hooks cancellation and token suppression into a decode.
///
/// whisper-rs' safe closure for the first reads its own pointer wrongly (0.16), and it has none
/// for the second, so both are set as C callbacks here.
fn set_callbacks(parameters: &mut FullParams<'_, '_>, cancel: &AtomicBool, suppressed: &Vec<i32>) {
    let cancel = std::ptr::from_ref(cancel).cast_mut().cast::<c_void>();
    let tokens = std::ptr::from_ref(suppressed).cast_mut().cast::<c_void>();
    #[expect(
        unsafe_code,
        reason = "both pointers are borrowed by the caller until the decode that reads them returns"
    )]
    unsafe {
        parameters.set_abort_callback(Some(is_cancelled));
        parameters.set_abort_callback_user_data(cancel);
        if !suppressed.is_empty() {
            parameters.set_filter_logits_callback(Some(suppress));
            parameters.set_filter_logits_callback_user_data(tokens);
        }
    }
}

/// # Safety
/// `data` points to the `AtomicBool` given to [`set_callbacks`].
#[expect(
    unsafe_code,
    reason = "called by C with the pointer set in set_callbacks"
)]
unsafe extern "C" fn is_cancelled(data: *mut c_void) -> bool {
    unsafe { &*data.cast::<AtomicBool>() }.load(Ordering::Relaxed)
}

/// # Safety
/// `data` points to the token list given to [`set_callbacks`]; `logits` to one value per token of
/// the context's vocabulary.
#[expect(
    unsafe_code,
    reason = "called by C with the pointer set in set_callbacks"
)]
unsafe extern "C" fn suppress(
    context: *mut whisper_rs::WhisperSysContext,
    _state: *mut whisper_rs::WhisperSysState,
    _tokens: *const whisper_rs::WhisperTokenData,
    _count: c_int,
    logits: *mut f32,
    data: *mut c_void,
) {
    let (tokens, logits) = unsafe {
        let length = whisper_rs::whisper_rs_sys::whisper_n_vocab(context);
        let length = usize::try_from(length).unwrap_or(0);
        let tokens = &*data.cast::<Vec<i32>>();
        (tokens, std::slice::from_raw_parts_mut(logits, length))
    };
    for token in tokens {
        if let Some(logit) = usize::try_from(*token).ok().and_then(|i| logits.get_mut(i)) {
            *logit = f32::NEG_INFINITY;
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "times are far below 2^53 hundredths"
)]
fn centiseconds(time: i64) -> f64 {
    time as f64 / 100.0
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a segment has a few hundred tokens"
)]
fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len().max(1);
    values.sum::<f64>() / count as f64
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_tells_loops_from_speech() {
        assert!(entropy(&[7; 32]) < 2.4);
        assert!(entropy(&(0..32).collect::<Vec<_>>()) > 2.4);
    }
}
