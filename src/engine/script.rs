//! Known text to word times by a recogniser's attention: the decoder is made to write the text,
//! and tells where it looked meanwhile.
//!
//! A decode holds some 220 tokens; longer text is decoded in parts, each from where the one
//! before ended.

use std::ops::Range;

use super::vocabulary::Vocabulary;
use super::words::{self, Piece};
use super::{EngineError, Run, Window};
use crate::audio;
use crate::language;
use crate::transcript::Word;

/// A token that was forced on a decoder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Said {
    /// Where attention leaves it, in seconds from the first sample.
    pub(super) end: f64,
    /// Natural-log probability that the decoder gave it.
    pub(super) logprob: f64,
}

/// A recogniser that can be made to write a given text.
pub(super) trait Listener: Send + Sync {
    /// Whether a language (ISO 639-1 code) can be forced on it.
    fn knows(&self, language: &str) -> bool;

    /// Its tokens.
    fn vocabulary(&self) -> &Vocabulary;

    /// Most text tokens of one decode.
    fn longest_text(&self) -> usize;

    /// Whether samples are enough for a decode.
    fn can_hear(&self, samples: &[f32]) -> bool;

    /// Where each of some tokens is heard in up to 30 s of samples; `None` if they aren't.
    ///
    /// # Errors
    /// When inference fails or `run` is cancelled.
    fn listen(
        &self,
        samples: &[f32],
        language: &str,
        tokens: &[i32],
        run: Run<'_>,
    ) -> Result<Option<Vec<Said>>, EngineError>;
}

/// A word's place as attention has it, in seconds from the first sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct HeardWord {
    /// Where the word before ended: any pause before the word is part of it.
    pub(super) start: f64,
    /// Where attention leaves the word, not before `start`.
    pub(super) end: f64,
    /// How probable the recogniser held the word's tokens, 0 to 1.
    pub(super) score: f64,
}

/// Where each of some words is heard in up to 30 s of samples; `None` for words that aren't.
///
/// # Errors
/// When inference fails or `run` is cancelled.
pub(super) fn listen_for(
    listener: &dyn Listener,
    samples: &[f32],
    language: &str,
    words: &[Word],
    run: Run<'_>,
) -> Result<Vec<Option<HeardWord>>, EngineError> {
    let samples = &samples[..samples.len().min(Window::LONGEST)];
    let mut heard: Vec<Option<HeardWord>> = Vec::with_capacity(words.len());
    let mut from = 0.0;
    while heard.len() < words.len() {
        let rest = &words[heard.len()..];
        let script = Script::new(
            rest,
            language,
            listener.vocabulary(),
            listener.longest_text(),
        );
        let begin = usize::try_from(audio::sample_at(from)).unwrap_or(usize::MAX);
        let Some(samples) = samples.get(begin..).filter(|s| listener.can_hear(s)) else {
            break;
        };
        if script.tokens.is_empty() {
            break;
        }
        let tokens: Vec<i32> = script.tokens.iter().map(|token| token.0).collect();
        let part = match listener.listen(samples, language, &tokens, run)? {
            Some(said) => script.heard(rest, &said),
            None => vec![None; script.words.len()],
        };
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

impl HeardWord {
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

    /// Where the words are, by where their tokens are.
    fn heard(&self, words: &[Word], said: &[Said]) -> Vec<Option<HeardWord>> {
        let words = &words[..self.words.len()];
        let located = words::locate(&self.pieces(said), words, &self.words);
        let heard = |(start, end, logprob): (f64, f64, f64)| HeardWord {
            start,
            end,
            score: logprob.exp().clamp(0.0, 1.0),
        };
        located.into_iter().map(|word| word.map(heard)).collect()
    }

    /// The tokens with their times: each lasts from the end of the one before to its own.
    fn pieces(&self, said: &[Said]) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(self.tokens.len());
        let mut start = 0.0;
        for (token, said) in self.tokens.iter().zip(said) {
            let end = said.end.max(start);
            pieces.push(Piece {
                id: token.0,
                bytes: token.1.clone(),
                probability: said.logprob.exp(),
                logprob: said.logprob,
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
