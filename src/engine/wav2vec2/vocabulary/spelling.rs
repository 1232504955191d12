//! Written words to the tokens a model was trained on, character by character, so that the times
//! of tokens can be given back to what is written.

use std::ops::Range;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use unicode_segmentation::UnicodeSegmentation;

use super::Vocabulary;
use crate::language::is_mark;

/// A written character (a grapheme cluster) and the tokens that stand for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spelled {
    /// Bytes of the word that it covers.
    pub(crate) at: Range<usize>,
    /// Its tokens, in order; empty when the vocabulary lacks it, so that any sound may be it.
    pub(crate) tokens: Vec<usize>,
}

impl Vocabulary {
    /// The characters of a word that are said, in order. Marks are left out, save those inside a
    /// word (an apostrophe also at its end) that the vocabulary has.
    #[must_use]
    pub(crate) fn tokens_for_word(&self, word: &str) -> Vec<Spelled> {
        let clusters: Vec<(usize, &str)> = word.grapheme_indices(true).collect();
        let letter = |index: Option<usize>| {
            let cluster = index.and_then(|index| clusters.get(index));
            cluster.is_some_and(|(_, cluster)| cluster.chars().any(char::is_alphanumeric))
        };
        let mut spelled = Vec::new();
        for (index, &(at, cluster)) in clusters.iter().enumerate() {
            let tokens = if cluster.chars().all(is_silent) {
                continue;
            } else if cluster.chars().all(|c| is_mark(c) || is_apostrophe(c)) {
                let inside = letter(index.checked_sub(1))
                    && (letter(Some(index + 1)) || cluster.chars().all(is_apostrophe));
                match self.mark(cluster) {
                    Some(token) if inside => vec![token],
                    _ => continue,
                }
            } else {
                self.spell(cluster)
            };
            let at = at..at + cluster.len();
            spelled.push(Spelled { at, tokens });
        }
        spelled
    }

    fn mark(&self, cluster: &str) -> Option<usize> {
        let usual = match cluster {
            "\u{2010}" | "\u{2011}" => "-",
            _ if cluster.chars().all(is_apostrophe) => "'",
            _ => cluster,
        };
        self.written(cluster).or_else(|| self.written(usual))
    }

    /// The tokens of a character: in the case it is written in or another, whole or in pieces. Of
    /// an accented character the vocabulary lacks, the bare one is taken.
    fn spell(&self, cluster: &str) -> Vec<usize> {
        let upper = cluster.to_uppercase();
        let cases = [
            cluster.to_owned(),
            cluster.to_lowercase(),
            upper.to_lowercase(),
            upper,
        ];
        let composed = ComposingNormalizerBorrowed::new_nfc();
        let decomposed = DecomposingNormalizerBorrowed::new_nfd();
        let forms = cases.iter().flat_map(|case| {
            let (nfc, nfd) = (composed.normalize(case), decomposed.normalize(case));
            [case.clone(), nfc.into_owned(), nfd.into_owned()]
        });
        let forms: Vec<String> = forms.collect();
        let whole = forms.iter().find_map(|form| self.written(form));
        if let Some(token) = whole {
            return vec![token];
        }
        let pieces = |form: &String| -> Vec<Option<usize>> {
            let pieces = form.chars().map(|c| self.mark(c.encode_utf8(&mut [0; 4])));
            pieces.collect()
        };
        let complete = |form| pieces(form).into_iter().collect::<Option<Vec<usize>>>();
        let partial = |form: &String| {
            let named = form.trim_start_matches(is_apostrophe).to_owned();
            let pieces = pieces(&named);
            pieces.first()?.as_ref()?;
            Some(pieces.into_iter().flatten().collect())
        };
        let found = forms.iter().find_map(complete);
        found
            .or_else(|| forms.iter().find_map(partial))
            .unwrap_or_default()
    }
}

/// Whether a character is neither seen nor heard: spaces, and those that only guide writing.
fn is_silent(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}

fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{2b9}' | '\u{ff07}' | '`' | '\u{b4}'
    )
}
