//! Written words to tokens, with vocabularies of each kind.

use std::fs;

use serde_json::{Map, Value};
use tempfile::TempDir;

use super::super::config::Config;
use super::super::vocabulary::Vocabulary;

/// A vocabulary of these letters behind the special tokens.
fn vocabulary(letters: &str) -> Vocabulary {
    let special = ["<pad>", "<s>", "</s>", "<unk>", "|"].map(str::to_owned);
    let letters = letters.chars().map(String::from);
    let tokens = special.into_iter().chain(letters).enumerate();
    let map: Map<String, Value> = tokens.map(|(id, token)| (token, id.into())).collect();
    let folder = TempDir::new().unwrap();
    let outputs = map.len();
    fs::write(
        folder.path().join("vocab.json"),
        Value::from(map).to_string(),
    )
    .unwrap();
    Vocabulary::read(folder.path(), &Config::default(), outputs).unwrap()
}

/// The word's characters with the letters of their tokens; `*` for none.
fn spelled(vocabulary: &Vocabulary, letters: &str, word: &str) -> String {
    let letters: Vec<char> = letters.chars().collect();
    let spelled = vocabulary.tokens_for_word(word);
    let mut end = 0;
    let parts = spelled.into_iter().map(|spelled| {
        assert!(spelled.at.start >= end);
        end = spelled.at.end;
        let tokens: String = spelled.tokens.iter().map(|id| letters[id - 5]).collect();
        let tokens = if tokens.is_empty() { "*" } else { &tokens };
        format!("{}={tokens}", &word[spelled.at])
    });
    parts.collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn assert_spelled(letters: &str, word: &str, expected: &str) {
    assert_eq!(spelled(&vocabulary(letters), letters, word), expected);
}

const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ'";
const LOWER: &str = "abcdefghijklmnopqrstuvwxyz'-";

#[test]
fn case_follows_the_vocabulary() {
    assert_spelled(UPPER, "Hi", "H=H i=I");
    assert_spelled(LOWER, "Hi", "H=h i=i");
    assert_spelled("aAbB", "aB", "a=a B=B");
    assert_spelled("aσ", "ας", "α=* ς=σ");
}

#[test]
fn case_that_changes_the_number_of_characters() {
    assert_spelled(UPPER, "Maß", "M=M a=A ß=SS");
    assert_spelled("mabß", "MAẞ", "M=m A=a ẞ=ß");
    assert_spelled(LOWER, "İzmir", "İ=i z=z m=m i=i r=r");
    assert_spelled(UPPER, "İ", "İ=I");
    assert_spelled(UPPER, "ŉa", "ŉ='N a=A");
    assert_spelled(LOWER, "ŉa", "ŉ='n a=a");
    assert_spelled("n", "ŉ", "ŉ=n");
    assert_spelled(LOWER, "ﬁn", "ﬁ=fi n=n");
}

#[test]
fn composed_and_decomposed_writing() {
    assert_spelled("eé", "e\u{301}e", "e\u{301}=é e=e");
    assert_spelled("e\u{301}", "é", "é=e\u{301}");
    assert_spelled(LOWER, "Café", "C=c a=a f=f é=e");
    assert_spelled("कि", "कि", "कि=कि");
    assert_spelled(
        "\u{1112}\u{1161}\u{11ab}",
        "한",
        "한=\u{1112}\u{1161}\u{11ab}",
    );
}

#[test]
fn marks() {
    assert_spelled(UPPER, "don’t!", "d=D o=O n=N ’=' t=T");
    assert_spelled(UPPER, "“'po’”", "p=P o=O ’='");
    assert_spelled("dont", "don't", "d=d o=o n=n t=t");
    assert_spelled(LOWER, "x-y-", "x=x -=- y=y");
    assert_spelled(LOWER, "x‑y", "x=x ‑=- y=y");
    assert_spelled(UPPER, "x-y", "x=X y=Y");
    assert_spelled(LOWER, "a\u{ad}b\u{200b}", "a=a b=b");
    assert_spelled(LOWER, "…", "");
    assert_spelled(LOWER, "", "");
}

#[test]
fn what_the_vocabulary_lacks() {
    assert_spelled(LOWER, "b2%", "b=b 2=* %=*");
    assert_spelled("b2", "b2", "b=b 2=2");
    assert_spelled(LOWER, "日本", "日=* 本=*");
    assert_spelled(LOWER, "a|b", "a=a |=* b=b");
    assert_spelled(LOWER, "<pad>", "<=* p=p a=a d=d >=*");
}

#[test]
fn the_blank_is_never_written() {
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("vocab.json"),
        r#"{"-": 0, "a": 1, "|": 2}"#,
    )
    .unwrap();
    fs::write(
        folder.path().join("tokenizer_config.json"),
        r#"{"pad_token": {"content": "-"}}"#,
    )
    .unwrap();
    let vocabulary = Vocabulary::read(folder.path(), &Config::default(), 3).unwrap();
    assert_eq!((vocabulary.blank, vocabulary.delimiter), (0, Some(2)));
    let tokens: Vec<_> = vocabulary.tokens_for_word("a-a");
    assert!(tokens.iter().all(|spelled| spelled.tokens == [1]));
    assert_eq!(tokens.len(), 2);
}
