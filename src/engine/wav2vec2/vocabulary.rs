//! What the model's outputs stand for: the tokens of vocab.json and the special ones among them.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::config::Config;
use super::error::LoadError;
use crate::checkpoint::{CheckpointError, read_json};

mod spelling;

/// The tokens of a model, each the index of one of its outputs.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    tokens: HashMap<String, usize>,
    /// Output for "no new token here"; of the tokenizer, this is the padding.
    pub(crate) blank: usize,
    /// Token between words, where the vocabulary has one.
    pub(crate) delimiter: Option<usize>,
    /// Token for what the vocabulary lacks, where it has one.
    pub(crate) unknown: Option<usize>,
}

/// tokenizer_config.json or special_tokens_map.json, as far as they name special tokens.
#[derive(Deserialize, Default)]
#[serde(default)]
struct TokenizerFile {
    pad_token: Option<Token>,
    unk_token: Option<Token>,
    word_delimiter_token: Option<Token>,
    target_lang: Option<String>,
    added_tokens_decoder: HashMap<String, Token>,
}

/// A token is written by itself or with how it is split off.
#[derive(Deserialize)]
#[serde(untagged)]
enum Token {
    Text(String),
    Described { content: String },
}

impl Token {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) | Self::Described { content: text } => text,
        }
    }
}

impl Vocabulary {
    /// Reads the vocabulary of the checkpoint in `folder`, whose head has so many `outputs`.
    ///
    /// # Errors
    /// When vocab.json is missing, malformed, has a token beyond the outputs, or when no token can
    /// be the blank.
    pub(super) fn read(folder: &Path, config: &Config, outputs: usize) -> Result<Self, LoadError> {
        let path = folder.join("vocab.json");
        let file: Value = read_json(&path)?.ok_or_else(|| CheckpointError::Missing {
            folder: folder.to_owned(),
            file: "vocab.json".to_owned(),
        })?;
        let tokenizer: TokenizerFile =
            read_json(&folder.join("tokenizer_config.json"))?.unwrap_or_default();
        let special: TokenizerFile =
            read_json(&folder.join("special_tokens_map.json"))?.unwrap_or_default();
        let added: HashMap<String, usize> =
            read_json(&folder.join("added_tokens.json"))?.unwrap_or_default();

        let mut tokens = numbered(&path, file, tokenizer.target_lang.as_deref())?;
        if let Some(&id) = tokens.values().max().filter(|&&id| id >= outputs) {
            return Err(LoadError::VocabularyTooLarge { path, id, outputs });
        }
        // Tokens that were added later and have no output (often <s> and </s>) are never heard.
        let listed = tokenizer.added_tokens_decoder.into_iter();
        let listed = listed.filter_map(|(id, token)| Some((token.into_text(), id.parse().ok()?)));
        for (token, id) in added.into_iter().chain(listed) {
            if id < outputs {
                tokens.entry(token).or_insert(id);
            }
        }

        let named = |first: Option<Token>, second: Option<Token>, usual: &[&str]| {
            let given = first.or(second).map(Token::into_text);
            let mut names = given.as_deref().into_iter().chain(usual.iter().copied());
            names.find_map(|name| tokens.get(name).copied())
        };
        let blank = named(tokenizer.pad_token, special.pad_token, &["<pad>", "[PAD]"])
            .or(config.pad_token_id.filter(|&id| id < outputs))
            .ok_or_else(|| LoadError::Vocabulary {
                path,
                reason:
                    "it has no <pad>, and config.json gives no pad_token_id that is an output; \
                         add tokenizer_config.json from the checkpoint"
                        .to_owned(),
            })?;
        let delimiter = named(
            tokenizer.word_delimiter_token,
            special.word_delimiter_token,
            &["|", " "],
        );
        let unknown = named(tokenizer.unk_token, special.unk_token, &["<unk>", "[UNK]"]);
        Ok(Self {
            tokens,
            blank,
            delimiter: delimiter.filter(|&id| id != blank),
            unknown: unknown.filter(|&id| id != blank),
        })
    }

    /// The id of a token as vocab.json writes it, special ones included.
    #[must_use]
    pub(crate) fn id_of(&self, token: &str) -> Option<usize> {
        self.tokens.get(token).copied()
    }

    /// The id of a token that stands for writing: never the blank, the delimiter or the unknown.
    fn written(&self, token: &str) -> Option<usize> {
        let special = [Some(self.blank), self.delimiter, self.unknown];
        self.id_of(token).filter(|&id| !special.contains(&Some(id)))
    }
}

/// The tokens of a vocab.json, which may hold one vocabulary for each language.
fn numbered(
    path: &Path,
    file: Value,
    language: Option<&str>,
) -> Result<HashMap<String, usize>, LoadError> {
    let wrong = |reason: &str| LoadError::Vocabulary {
        path: path.to_owned(),
        reason: reason.to_owned(),
    };
    let Value::Object(mut map) = file else {
        return Err(wrong(
            "it is not a map from tokens to numbers; download it again",
        ));
    };
    if map.is_empty() {
        return Err(wrong("it is empty; download it again"));
    }
    if map.values().all(Value::is_object) {
        let language = language.ok_or_else(|| {
            wrong("it holds several languages; name one as target_lang in tokenizer_config.json")
        })?;
        map = match map.remove(language) {
            Some(Value::Object(map)) => map,
            _ => return Err(wrong(&format!("it lacks the language {language}"))),
        };
    }
    ids(map).ok_or_else(|| wrong("not every token has a whole number; download it again"))
}

fn ids(map: Map<String, Value>) -> Option<HashMap<String, usize>> {
    map.into_iter()
        .map(|(token, id)| Some((token, usize::try_from(id.as_u64()?).ok()?)))
        .collect()
}
