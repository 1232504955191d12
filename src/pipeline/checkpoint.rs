//! What a run leaves on its way, so that a later one goes on from there with the same result.
//!
//! A part is what one chunk or window gave, or a language that was detected: everything that takes
//! long and doesn't depend on the other parts. Parts are JSON, packed by zlib. One that can't be
//! read again, or belongs to other audio, counts as not kept: it is only worked out once more.

use std::io::{Read as _, Write as _};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::chunk::Chunk;
use super::diarize::WindowVoices;
use super::transcribe::Outcome;
use crate::language;
use crate::transcript::Segment;

/// Where the parts of one run are kept until it has ended.
pub trait Checkpoints: Sync {
    /// A part that an earlier run kept.
    fn kept(&self, part: &str) -> Option<Vec<u8>>;

    /// Keeps a part; it must not wait for anything slow.
    fn keep(&self, part: String, content: Vec<u8>);
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Forgetful;

impl Checkpoints for Forgetful {
    fn kept(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn keep(&self, _: String, _: Vec<u8>) {}
}

/// The parts of one channel, or of all channels together.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) checkpoints: &'a dyn Checkpoints,
    /// The channel that is heard alone.
    pub(super) channel: Option<usize>,
}

/// A chunk that is done.
#[derive(Serialize, Deserialize)]
struct DoneChunk {
    samples: usize,
    language: String,
    segments: Vec<Segment>,
    notes: Vec<String>,
    /// What the JSON form of words leaves out, word after word.
    words: Vec<Unwritten>,
}

/// The fields of a word that its JSON form leaves out.
#[derive(Serialize, Deserialize)]
struct Unwritten {
    spaced: bool,
    tokens: Vec<i32>,
    logprob: f64,
}

impl Parts<'_> {
    /// What a chunk gave in an earlier run.
    pub(super) fn chunk(&self, chunk: &Chunk, language: &str) -> Option<Outcome> {
        let mut done: DoneChunk = self.get(&self.chunk_name(chunk))?;
        if done.samples != chunk.samples.len() || done.language != language {
            return None;
        }
        let words = done
            .segments
            .iter_mut()
            .flat_map(|segment| &mut segment.words);
        let mut unwritten = done.words.into_iter();
        for word in words {
            let Unwritten {
                spaced,
                tokens,
                logprob,
            } = unwritten.next()?;
            word.spaced = spaced;
            word.tokens = tokens;
            word.logprob = logprob;
        }
        Some(Outcome {
            segments: done.segments,
            notes: done.notes,
        })
    }

    pub(super) fn keep_chunk(&self, chunk: &Chunk, language: &str, outcome: &Outcome) {
        let words = outcome.segments.iter().flat_map(|segment| &segment.words);
        let done = DoneChunk {
            samples: chunk.samples.len(),
            language: language.to_owned(),
            segments: outcome.segments.clone(),
            notes: outcome.notes.clone(),
            words: words
                .map(|word| Unwritten {
                    spaced: word.spaced,
                    tokens: word.tokens.clone(),
                    logprob: word.logprob,
                })
                .collect(),
        };
        self.put(self.chunk_name(chunk), &done);
    }

    /// What a window gave in an earlier run.
    pub(super) fn window(&self, index: usize, samples: usize) -> Option<WindowVoices> {
        let (length, heard) = self.get::<(usize, WindowVoices)>(&self.name("window", index))?;
        (length == samples).then_some(heard)
    }

    pub(super) fn keep_window(&self, index: usize, samples: usize, heard: &WindowVoices) {
        self.put(self.name("window", index), &(samples, heard));
    }

    /// The recording's language, as an earlier run detected it, and its probability.
    pub(super) fn language(&self) -> Option<(&'static str, Option<f64>)> {
        let (code, probability) =
            self.get::<(String, Option<f64>)>(&self.name("language", "all"))?;
        Some((language::find(&code)?, probability))
    }

    pub(super) fn keep_language(&self, code: &str, probability: Option<f64>) {
        self.put(self.name("language", "all"), &(code, probability));
    }

    /// The language of one chunk, as an earlier run detected it, and its probability.
    pub(super) fn language_of(&self, chunk: &Chunk) -> Option<(&'static str, f32)> {
        let (code, probability) = self.get::<(String, f32)>(&self.name("language", chunk.start))?;
        Some((language::find(&code)?, probability))
    }

    pub(super) fn keep_language_of(&self, chunk: &Chunk, code: &str, probability: f32) {
        self.put(self.name("language", chunk.start), &(code, probability));
    }

    fn chunk_name(&self, chunk: &Chunk) -> String {
        self.name("chunk", chunk.start)
    }

    fn name(&self, kind: &str, place: impl std::fmt::Display) -> String {
        match self.channel {
            Some(channel) => format!("{kind}/{place}/{channel}"),
            None => format!("{kind}/{place}"),
        }
    }

    fn get<T: DeserializeOwned>(&self, part: &str) -> Option<T> {
        unpacked(&self.checkpoints.kept(part)?)
    }

    fn put(&self, part: String, value: &impl Serialize) {
        if let Some(content) = packed(value) {
            self.checkpoints.keep(part, content);
        }
    }
}

fn packed(value: &impl Serialize) -> Option<Vec<u8>> {
    let json = serde_json::to_vec(value).ok()?;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&json).ok()?;
    encoder.finish().ok()
}

fn unpacked<T: DeserializeOwned>(content: &[u8]) -> Option<T> {
    let mut json = Vec::new();
    let mut decoder = flate2::read::ZlibDecoder::new(content);
    decoder.read_to_end(&mut json).ok()?;
    serde_json::from_slice(&json).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Mutex;

    use proptest::prelude::*;

    use super::*;
    use crate::engine::{LocalVoice, LocalVoices, Phrase};
    use crate::transcript::{Word, WordSource};

    #[derive(Default)]
    struct Memory(Mutex<HashMap<String, Vec<u8>>>);

    impl Checkpoints for Memory {
        fn kept(&self, part: &str) -> Option<Vec<u8>> {
            self.0.lock().expect("a lock").get(part).cloned()
        }

        fn keep(&self, part: String, content: Vec<u8>) {
            self.0.lock().expect("a lock").insert(part, content);
        }
    }

    fn chunk(samples: usize) -> Chunk {
        Chunk {
            start: 7,
            samples: vec![0.0; samples],
            speech: Vec::new(),
        }
    }

    fn outcome(time: f64, logprob: f64) -> Outcome {
        let word = Word {
            word: "ja".to_owned(),
            start: time,
            end: time + 0.1,
            score: 1.0 / 3.0,
            source: WordSource::Phoneme,
            chars: Vec::new(),
            speaker: None,
            overlapped: false,
            spaced: true,
            tokens: vec![1, 2],
            logprob,
        };
        let segment = Segment {
            id: 0,
            start: time,
            end: time + 0.1,
            text: "ja".to_owned(),
            language: "de".to_owned(),
            avg_logprob: logprob / 3.0,
            no_speech_prob: 0.1,
            compression_ratio: 0.7,
            tokens: vec![1, 2],
            words: vec![word],
            speaker: None,
        };
        Outcome {
            segments: vec![segment],
            notes: vec!["a note".to_owned()],
        }
    }

    proptest! {
        #[test]
        fn a_chunk_comes_back_bit_for_bit(time in 0.0..1e5f64, logprob in -50.0..0.0f64) {
            let memory = Memory::default();
            let parts = Parts { checkpoints: &memory, channel: None };
            let done = outcome(time, logprob);
            parts.keep_chunk(&chunk(5), "de", &done);
            let kept = parts.chunk(&chunk(5), "de").expect("kept");
            prop_assert_eq!(kept.segments, done.segments);
            prop_assert_eq!(kept.notes, done.notes);
        }

        #[test]
        fn a_window_comes_back_bit_for_bit(values in proptest::collection::vec(-1e3..1e3f32, 1..9)) {
            let memory = Memory::default();
            let parts = Parts { checkpoints: &memory, channel: Some(1) };
            let voice = LocalVoice {
                embedding: values.clone(),
                clean: 3,
                phrases: vec![Phrase { frames: 2..9, embedding: values.clone() }],
            };
            let voices = LocalVoices {
                speech: vec![0, 255],
                overlap: vec![1, 2],
                speakers: vec![[1, 2, 3], [4, 5, 6]],
                voices: [Some(voice), None, None],
            };
            let heard = WindowVoices::new(voices.clone(), values.clone());
            parts.keep_window(4, 99, &heard);
            prop_assert_eq!(parts.window(4, 99).expect("kept").into_parts(), (voices, values));
            prop_assert!(parts.window(4, 98).is_none() && parts.window(5, 99).is_none());
        }
    }

    #[test]
    fn what_belongs_to_other_audio_or_is_damaged_is_not_taken() {
        let memory = Memory::default();
        let parts = |channel| Parts {
            checkpoints: &memory,
            channel,
        };
        parts(None).keep_chunk(&chunk(5), "de", &outcome(1.0, -1.0));
        assert!(parts(None).chunk(&chunk(6), "de").is_none());
        assert!(parts(None).chunk(&chunk(5), "en").is_none());
        assert!(parts(Some(0)).chunk(&chunk(5), "de").is_none());
        memory.keep("chunk/7".to_owned(), b"nonsense".to_vec());
        assert!(parts(None).chunk(&chunk(5), "de").is_none());
    }
}
