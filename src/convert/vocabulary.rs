//! What tokens stand for, from the files that tokenizers are kept in.
//!
//! Most of them write the bytes of a token as printable characters, by GPT-2's table
//! (`bytes_to_unicode` in its `encoder.py`).

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::ConvertError;
use crate::ggml::Model;

/// Names of the files beside a model, the most usual first.
const BESIDE: &[&str] = &[
    "vocabulary.txt",
    "vocabulary.json",
    "vocab.json",
    "tokenizer.json",
];

/// The first `count` tokens, from a file in the model's folder.
pub(super) fn beside(model: &Path, count: usize) -> Result<Vec<Vec<u8>>, ConvertError> {
    let folder = if model.is_dir() {
        model
    } else {
        model.parent().unwrap_or(Path::new("."))
    };
    let mut paths = BESIDE.iter().map(|name| folder.join(name));
    match paths.find(|path| path.is_file()) {
        Some(path) => read(&path, count),
        None => Err(ConvertError::NoVocabulary {
            path: model.to_owned(),
        }),
    }
}

/// The first `count` tokens, those that stand for text, from a file of any of the forms.
pub(super) fn read(path: &Path, count: usize) -> Result<Vec<Vec<u8>>, ConvertError> {
    let wrong = |reason: String| ConvertError::Vocabulary {
        path: path.to_owned(),
        reason,
    };
    let extension = path.extension().and_then(|extension| extension.to_str());
    let mut tokens = match extension {
        Some("bin") => {
            let model = Model::open(path).map_err(|source| ConvertError::Ggml {
                path: path.to_owned(),
                source,
            })?;
            model.tokens
        }
        form => {
            let text = fs::read_to_string(path).map_err(ConvertError::read(path))?;
            match form {
                Some("json") => of_json(&text, count).map_err(wrong)?,
                Some("tiktoken") => of_tiktoken(&text).map_err(wrong)?,
                _ => text.lines().map(bytes).collect(),
            }
        }
    };
    // A last token without any bytes has no line of its own in some forms.
    if tokens.len() + 1 == count {
        tokens.push(Vec::new());
    }
    if tokens.len() < count {
        let reason = format!(
            "it has {} tokens where the model has {count} for text; English and multilingual \
             models have different ones",
            tokens.len()
        );
        return Err(wrong(reason));
    }
    tokens.truncate(count);
    Ok(tokens)
}

/// A list of tokens, a map of them to numbers, or a tokenizer with such a map inside.
fn of_json(text: &str, count: usize) -> Result<Vec<Vec<u8>>, String> {
    let file: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if let Some(list) = file.as_array() {
        let tokens = list.iter().map(|token| token.as_str().map(bytes));
        let tokens = tokens.collect::<Option<_>>();
        return tokens.ok_or_else(|| "some of its tokens are no texts".to_owned());
    }
    let inner = file.pointer("/model/vocab").unwrap_or(&file);
    let map = inner.as_object().ok_or("it holds no tokens")?;
    let mut tokens = vec![None; count];
    for (token, number) in map {
        let place = number
            .as_u64()
            .and_then(|number| usize::try_from(number).ok());
        if let Some(place) = place.and_then(|place| tokens.get_mut(place)) {
            *place = Some(bytes(token));
        }
    }
    let missing = tokens.iter().position(Option::is_none);
    // The last one may be a special token, which is kept elsewhere.
    match missing {
        Some(number) if number + 1 < count => Err(format!("it has no token {number}")),
        _ => Ok(tokens.into_iter().flatten().collect()),
    }
}

/// Lines of a token in base64 and its number.
fn of_tiktoken(text: &str) -> Result<Vec<Vec<u8>>, String> {
    let lines = text.lines().filter(|line| !line.is_empty()).enumerate();
    let token = |(index, line): (usize, &str)| {
        let (token, number) = line.split_once(' ')?;
        // A token without bytes is written as `=`.
        let bytes = STANDARD
            .decode(token.trim_end_matches('=').to_owned() + pad(token))
            .ok()?;
        (number.trim().parse() == Ok(index)).then_some(bytes)
    };
    let tokens = lines.map(token).collect::<Option<Vec<_>>>();
    tokens.ok_or_else(|| "its lines are no tokens with their numbers".to_owned())
}

/// What base64 needs at its end.
fn pad(token: &str) -> &'static str {
    match token.trim_end_matches('=').len() % 4 {
        2 => "==",
        3 => "=",
        _ => "",
    }
}

/// The bytes that printable characters stand for; special tokens stand for themselves.
fn bytes(token: &str) -> Vec<u8> {
    let bytes = token
        .chars()
        .map(|character| TABLE.get(&character).copied());
    let bytes: Option<Vec<u8>> = bytes.collect();
    bytes.unwrap_or_else(|| token.as_bytes().to_vec())
}

static TABLE: LazyLock<HashMap<char, u8>> = LazyLock::new(table);

/// GPT-2's table: printable bytes of Latin 1 are themselves, the others follow behind `Ā`.
fn table() -> HashMap<char, u8> {
    let is_itself = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
    let (itself, other): (Vec<u8>, Vec<u8>) = (0..=u8::MAX).partition(is_itself);
    let others = ('\u{100}'..).zip(other);
    itself
        .into_iter()
        .map(|byte| (char::from(byte), byte))
        .chain(others)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_stand_for_bytes() {
        assert_eq!(table().len(), 256);
        assert_eq!(bytes("ĠHello"), b" Hello");
        assert_eq!(bytes("Ċ"), b"\n");
        assert_eq!(bytes("åľº"), "场".as_bytes());
    }

    fn tokens(name: &str, text: &str, count: usize) -> Result<Vec<Vec<u8>>, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        read(&path, count).map_err(|error| error.to_string())
    }

    #[test]
    fn all_forms_are_read() {
        let expected = Ok(vec![b"!".to_vec(), b" a".to_vec()]);
        let map = r#"{"!": 0, "Ġa": 1, "<|endoftext|>": 2}"#;
        assert_eq!(
            tokens("vocabulary.txt", "!\nĠa\n<|endoftext|>\n", 2),
            expected
        );
        assert_eq!(
            tokens("vocabulary.json", r#"["!", "Ġa", "x"]"#, 2),
            expected
        );
        assert_eq!(tokens("vocab.json", map, 2), expected);
        let inner = format!(r#"{{"model": {{"vocab": {map}}}}}"#);
        assert_eq!(tokens("tokenizer.json", &inner, 2), expected);
        assert_eq!(tokens("a.tiktoken", "IQ== 0\nIGE= 1\n", 2), expected);
        // The last of the multilingual tokens has no bytes.
        let last = Ok(vec![b"!".to_vec(), b" a".to_vec(), Vec::new()]);
        assert_eq!(tokens("a.tiktoken", "IQ== 0\nIGE= 1\n= 2\n", 3), last);
        assert_eq!(tokens("b.tiktoken", "IQ== 0\nIGE= 1\n", 3), last);
    }

    #[test]
    fn what_is_no_vocabulary_is_refused() {
        for (name, text) in [
            ("vocab.json", "{}"),
            ("vocab.json", r#"{"!": 0, "a": 3}"#),
            ("vocab.json", "["),
            ("vocabulary.json", "[1, 2, 3]"),
            ("vocabulary.txt", "!\n"),
            ("a.tiktoken", "IQ== 0\nIGE= 2\n"),
        ] {
            assert!(tokens(name, text, 4).is_err(), "{name} {text}");
        }
    }
}
