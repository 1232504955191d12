//! Known text to word times: the decoder is made to write the text, and its attention is read.
//!
//! A decode holds some 220 tokens; longer text is decoded in parts, each from where the one
//! before ended.

use std::ops::Range;

use whisper_rs::{FullParams, SamplingStrategy, WhisperState};

use super::hooks::Hooks;
use super::vocabulary::Vocabulary;
use super::words::{self, Piece};
use super::{HALF_FRAME, Whisper, count};
use crate::audio;
use crate::engine::{EngineError, Run, Window};
use crate::language;
use crate::transcript::Word;

/// A word's place as attention has it, in seconds from the first sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) struct Heard {
    /// Where the word before ended: any pause before the word is part of it.
    pub(in crate::engine) start: f64,
    /// Where attention leaves the word, not before `start`.
    pub(in crate::engine) end: f64,
    /// How probable the recogniser held the word's tokens, 0 to 1.
    pub(in crate::engine) score: f64,
}

impl Whisper {
    /// Whether a language (ISO 639-1 code) can be forced on this model.
    pub(in crate::engine) fn knows(&self, language: &str) -> bool {
        let known = whisper_rs::get_lang_id(language).is_some();
        known && (language == "en" || self.context.is_multilingual())
    }

    /// Where each of some words is heard in up to 30 s of samples; `None` for words that aren't.
    ///
    /// # Errors
    /// When inference fails or `run` is cancelled.
    pub(in crate::engine) fn listen_for(
        &self,
        samples: &[f32],
        language: &str,
        words: &[Word],
        run: Run<'_>,
    ) -> Result<Vec<Option<Heard>>, EngineError> {
        let samples = &samples[..samples.len().min(Window::LONGEST)];
        let mut heard: Vec<Option<Heard>> = Vec::with_capacity(words.len());
        let mut from = 0.0;
        while self.attention && heard.len() < words.len() {
            let rest = &words[heard.len()..];
            let script = Script::new(rest, language, self.vocabulary(), self.longest_text());
            let begin = usize::try_from(audio::sample_at(from)).unwrap_or(usize::MAX);
            let Some(samples) = samples.get(begin..).filter(|s| self.can_hear(s)) else {
                break;
            };
            if script.tokens.is_empty() {
                break;
            }
            let part = self.force(samples, language, rest, &script, run)?;
            let reached = part.iter().flatten().last().map(|last| last.end);
            heard.extend(part.into_iter().map(|word| word.map(|w| w.shifted(from))));
            match reached {
                Some(reached) => from += reached,
                None => break,
            }
        }
        heard.resize(words.len(), None);
        Ok(heard)
    }

    /// Forces the tokens of a script on the decoder; gives the words that the script covers.
    fn force(
        &self,
        samples: &[f32],
        language: &str,
        words: &[Word],
        script: &Script,
        run: Run<'_>,
    ) -> Result<Vec<Option<Heard>>, EngineError> {
        let tokens: Vec<i32> = script.tokens.iter().map(|token| token.0).collect();
        let hooks = Hooks::forcing(run.cancel, tokens.clone(), self.context.token_eot());
        let decode = |state: &mut WhisperState| {
            let mut parameters = parameters(language, run);
            hooks.set(&mut parameters);
            state.full(parameters, samples)?;
            let segments = (0..state.full_n_segments()).filter_map(|i| state.get_segment(i));
            let mut ends = Vec::new();
            for segment in segments {
                let tokens = (0..segment.n_tokens()).filter_map(|i| segment.get_token(i));
                ends.extend(tokens.map(|token| (token.token_id(), token.token_data().t_dtw)));
            }
            Ok(ends)
        };
        let mut ends = self.with_state(decode, false, run.cancel)?;
        ends.retain(|token| token.0 < self.context.token_eot());
        let written = ends.iter().map(|token| token.0).eq(tokens);
        if !written || ends.iter().any(|token| token.1 < 0) {
            return Ok(vec![None; script.words.len()]);
        }
        let pieces = script.pieces(&ends, &hooks.logprobs());
        let words = &words[..script.words.len()];
        let located = words::locate(&pieces, words, &script.words);
        let heard = |(start, end, logprob): (f64, f64, f64)| Heard {
            start,
            end,
            score: logprob.exp().clamp(0.0, 1.0),
        };
        Ok(located.into_iter().map(|word| word.map(heard)).collect())
    }

    /// Most text tokens of one decode: whisper.cpp stops four short of half the text context, and
    /// one goes to the end.
    fn longest_text(&self) -> usize {
        let context = usize::try_from(self.context.n_text_ctx()).unwrap_or(0);
        (context / 2).saturating_sub(5)
    }
}

impl Heard {
    fn shifted(self, seconds: f64) -> Self {
        Self {
            start: self.start + seconds,
            end: self.end + seconds,
            ..self
        }
    }
}

/// Words as the decoder has to write them: as many as one decode holds.
struct Script {
    tokens: Vec<(i32, Vec<u8>)>,
    /// Where each word's bytes lie in the tokens' text.
    words: Vec<Range<usize>>,
}

impl Script {
    fn new(words: &[Word], language: &str, vocabulary: &Vocabulary, limit: usize) -> Self {
        let mut text = String::new();
        let shouted = !words
            .iter()
            .any(|word| word.word.contains(char::is_lowercase));
        let mut places = Vec::new();
        for word in words {
            // The model's own text begins with a space where its language has any.
            if word.spaced || (text.is_empty() && language::is_spaced(language)) {
                text.push(' ');
            }
            let start = text.len();
            // The one character that no token holds.
            let written = word.word.replace('\0', " ");
            text.extend(written.chars().enumerate().map(|(index, c)| {
                if places.is_empty() && index == 0 {
                    in_case(c, char::to_uppercase)
                } else if shouted {
                    in_case(c, char::to_lowercase)
                } else {
                    c
                }
            }));
            places.push(start..text.len());
        }
        let mut tokens: Vec<(i32, Vec<u8>)> = Vec::new();
        // Tokens and words up to the last place where both end.
        let (mut whole, mut bytes, mut done) = ((0, 0), 0, 0);
        for (id, written) in vocabulary.encode(&text) {
            if tokens.len() == limit {
                tokens.truncate(whole.0);
                places.truncate(whole.1);
                break;
            }
            tokens.push((id, written.to_vec()));
            bytes += written.len();
            while places.get(done).is_some_and(|place| place.end <= bytes) {
                done += 1;
            }
            if done > 0 && places[done - 1].end == bytes {
                whole = (tokens.len(), done);
            }
        }
        Self {
            tokens,
            words: places,
        }
    }

    /// The tokens with their times: each lasts from the end of the one before to its own.
    fn pieces(&self, ends: &[(i32, i64)], logprobs: &[f64]) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(self.tokens.len());
        let mut start = 0.0;
        for ((token, end), logprob) in self.tokens.iter().zip(ends).zip(logprobs) {
            let end = super::centiseconds(end.1 + HALF_FRAME).max(start);
            pieces.push(Piece {
                id: token.0,
                bytes: token.1.clone(),
                probability: logprob.exp(),
                logprob: *logprob,
                start,
                end,
            });
            start = end;
        }
        pieces
    }
}

/// A character in another case, where that is one character of the same length in bytes.
///
/// The model writes a sentence with a capital first and small letters behind it. Text written
/// otherwise surprises it, and its attention strays: over 113 hand-labelled English words, the F1
/// of words within 0.1 s rises from .45 to .51 before snapping by the first letter alone.
fn in_case<I: Iterator<Item = char>>(character: char, case: fn(char) -> I) -> char {
    let mut cased = case(character);
    match (cased.next(), cased.next()) {
        (Some(other), None) if other.len_utf8() == character.len_utf8() => other,
        _ => character,
    }
}

/// Parameters under which a decode is taken as it comes: no fallback, no doubts, one segment.
fn parameters<'a>(language: &'a str, run: Run<'_>) -> FullParams<'a, 'a> {
    let mut parameters = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    parameters.set_language(Some(language));
    parameters.set_translate(false);
    parameters.set_n_threads(count(run.threads));
    parameters.set_no_context(true);
    parameters.set_no_timestamps(true);
    parameters.set_single_segment(true);
    parameters.set_suppress_blank(false);
    parameters.set_suppress_nst(false);
    parameters.set_temperature(0.0);
    parameters.set_temperature_inc(0.0);
    parameters.set_entropy_thold(0.0);
    parameters.set_logprob_thold(f32::MIN);
    parameters.set_no_speech_thold(1.0);
    parameters.set_print_progress(false);
    parameters.set_print_realtime(false);
    parameters.set_print_timestamps(false);
    parameters.set_print_special(false);
    parameters
}
