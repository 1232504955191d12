//! Letters to phonemes: a small attention network, run letter by letter and remembered.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rten::{Model, RunOptions};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

/// Longest word the network was trained on takes fewer letters and gives fewer phonemes.
const MOST_LETTERS: usize = 48;
const MOST_PHONEMES: usize = 32;
/// Words remembered; more than a long talk has.
const REMEMBERED: usize = 20_000;
/// What the network writes that is not a sound: spaces, ties and length marks.
const UNSOUNDED: &[&str] = &["<pad>", "<unk>", " ", "‿", "ː"];

/// A sound and the letter it is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phoneme {
    /// The acoustic network's class, which is the decoder's token.
    pub(super) class: usize,
    /// Index of the letter, counted in characters.
    pub(super) letter: usize,
}

/// Names of both networks' classes, as `vocabulary.json` has them.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Vocabulary {
    encoder: Vec<String>,
    decoder: Vec<String>,
}

impl Vocabulary {
    /// How many classes stand for phonemes; the acoustic network has two more behind them.
    pub(super) fn phonemes(&self) -> usize {
        self.decoder.len()
    }
}

pub(super) struct G2p {
    encoder: Model,
    decoder: Model,
    letters: HashMap<char, i32>,
    unknown: i32,
    start: i32,
    end: i32,
    unsounded: Vec<i32>,
    remembered: Mutex<HashMap<String, Option<Vec<Phoneme>>>>,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

impl G2p {
    /// `None` when the vocabulary lacks the marks that begin and end a word.
    pub(super) fn new(encoder: Model, decoder: Model, vocabulary: &Vocabulary) -> Option<Self> {
        let find = |names: &[String], wanted: &str| {
            let at = names.iter().position(|name| name == wanted)?;
            i32::try_from(at).ok()
        };
        let single = |(id, name): (i32, &String)| {
            let mut characters = name.chars();
            let first = characters.next()?;
            characters.next().is_none().then_some((first, id))
        };
        Some(Self {
            letters: (0..).zip(&vocabulary.encoder).filter_map(single).collect(),
            unknown: find(&vocabulary.encoder, "<unk>")?,
            start: find(&vocabulary.decoder, "<sos>")?,
            end: find(&vocabulary.decoder, "<eos>")?,
            unsounded: UNSOUNDED
                .iter()
                .filter_map(|name| find(&vocabulary.decoder, name))
                .collect(),
            encoder,
            decoder,
            remembered: Mutex::new(HashMap::new()),
        })
    }

    /// The sounds of a word in lower case; `None` when it has letters the network doesn't know,
    /// too many of them, or no sound.
    ///
    /// # Errors
    /// When inference fails.
    pub(super) fn phonemes(&self, word: &str) -> Result<Option<Vec<Phoneme>>, Failure> {
        let remembered = || {
            self.remembered
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(known) = remembered().get(word) {
            return Ok(known.clone());
        }
        let ids: Option<Vec<i32>> = word
            .chars()
            .map(|c| self.letters.get(&c).copied())
            .collect();
        let read = match ids {
            Some(ids)
                if (1..=MOST_LETTERS).contains(&ids.len()) && !ids.contains(&self.unknown) =>
            {
                let read = self.read(&ids)?;
                (!read.is_empty()).then_some(read)
            }
            _ => None,
        };
        let mut words = remembered();
        if words.len() >= REMEMBERED {
            words.clear();
        }
        words.insert(word.to_owned(), read.clone());
        Ok(read)
    }

    fn read(&self, ids: &[i32]) -> Result<Vec<Phoneme>, Failure> {
        let count = ids.len();
        let input = NdTensor::from_data([1, count], ids.to_vec());
        let lengths = NdTensor::from_data([1], vec![i32::try_from(count)?]);
        let node = |name| self.encoder.node_id(name);
        let inputs = vec![
            (node("input_ids")?, input.view().into()),
            (node("input_lengths")?, lengths.view().into()),
        ];
        let names = [
            "encoder_outputs",
            "projected_keys",
            "hidden",
            "encoder_mask",
            "prev_attn",
        ];
        let mut outputs = [node(names[0])?; 5];
        for (output, name) in outputs.iter_mut().zip(names) {
            *output = node(name)?;
        }
        let [states, keys, hidden, mask, attention] =
            self.encoder
                .run_n(inputs, outputs, Some(RunOptions::default()))?;
        let (states, keys): (Tensor<f32>, Tensor<f32>) = (states.try_into()?, keys.try_into()?);
        let mask: Tensor<i32> = mask.try_into()?;
        let (mut hidden, mut attention): (Tensor<f32>, Tensor<f32>) =
            (hidden.try_into()?, attention.try_into()?);
        #[expect(clippy::cast_precision_loss, reason = "a word has few letters")]
        let positions: Vec<f32> = (0..count).map(|at| at as f32).collect();
        let positions = NdTensor::from_data([1, count], positions);
        let node = |name| self.decoder.node_id(name);
        let outputs = [
            node("next_token_ids")?,
            node("hidden_out")?,
            node("prev_attn_out")?,
            node("attn_argmax")?,
        ];
        let mut token = self.start;
        let mut phonemes = Vec::new();
        for _ in 0..MOST_PHONEMES {
            let previous = NdTensor::from_data([1, 1], vec![token]);
            let inputs = vec![
                (node("decoder_input_ids")?, previous.view().into()),
                (node("encoder_outputs")?, states.view().into()),
                (node("projected_keys")?, keys.view().into()),
                (node("encoder_mask")?, mask.view().into()),
                (node("prev_attn")?, attention.view().into()),
                (node("hidden")?, hidden.view().into()),
                (node("positions")?, positions.view().into()),
            ];
            let [next, new_hidden, new_attention, letter] =
                self.decoder
                    .run_n(inputs, outputs, Some(RunOptions::default()))?;
            let (next, letter): (Tensor<i32>, Tensor<i32>) = (next.try_into()?, letter.try_into()?);
            hidden = new_hidden.try_into()?;
            attention = new_attention.try_into()?;
            token = next.iter().next().copied().unwrap_or(self.end);
            if token == self.end {
                break;
            }
            if !self.unsounded.contains(&token) {
                let letter = letter.iter().next().copied().unwrap_or(0);
                phonemes.push(Phoneme {
                    class: usize::try_from(token)?,
                    letter: usize::try_from(letter).unwrap_or(0).min(count - 1),
                });
            }
        }
        Ok(phonemes)
    }
}
