//! Tokens to words: whisper.cpp times tokens, which may be half a word or half a character.

use super::{Word, WordSource, mean};

/// One text token of a segment.
pub(super) struct Piece {
    pub(super) id: i32,
    pub(super) bytes: Vec<u8>,
    pub(super) probability: f64,
    pub(super) logprob: f64,
    pub(super) start: f64,
    pub(super) end: f64,
}

/// Joins tokens to words: at spaces where the language has them, else at whole characters.
pub(super) fn join(pieces: &[Piece], spaced: bool) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut from = 0;
    for to in 1..=pieces.len() {
        let ends = match pieces.get(to) {
            None => true,
            Some(next) if spaced => next.bytes.first() == Some(&b' '),
            Some(_) => std::str::from_utf8(&bytes(&pieces[from..to])).is_ok(),
        };
        if !ends {
            continue;
        }
        push_word(&mut words, &pieces[from..to], spaced);
        from = to;
    }
    words
}

fn push_word(words: &mut Vec<Word>, pieces: &[Piece], spaced: bool) {
    let text = bytes(pieces);
    let text = String::from_utf8_lossy(&text);
    let has_space = spaced && text.starts_with(' ');
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let start = pieces.first().map_or(0.0, |piece| piece.start);
    let end = pieces.last().map_or(start, |piece| piece.end);
    let previous_end = words.last().map_or(0.0, |word| word.end);
    let is_mark = !text.contains(char::is_alphanumeric);
    if let Some(last) = words.last_mut().filter(|_| is_mark && !has_space) {
        last.word.push_str(text);
        last.end = end.max(last.end);
        return;
    }
    let start = start.max(previous_end);
    words.push(Word {
        word: text.to_owned(),
        start,
        end: end.max(start),
        score: mean(pieces.iter().map(|piece| piece.probability)),
        source: WordSource::Token,
        spaced: has_space,
    });
}

fn bytes(pieces: &[Piece]) -> Vec<u8> {
    pieces
        .iter()
        .flat_map(|piece| piece.bytes.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(texts: &[&[u8]]) -> Vec<Piece> {
        (0u32..)
            .zip(texts)
            .map(|(index, text)| Piece {
                id: 0,
                bytes: text.to_vec(),
                probability: 0.5,
                logprob: -0.7,
                start: f64::from(index),
                end: f64::from(index) + 1.0,
            })
            .collect()
    }

    fn written(words: &[Word]) -> Vec<&str> {
        words.iter().map(|word| word.word.as_str()).collect()
    }

    #[test]
    fn tokens_join_at_spaces_and_marks_attach() {
        let words = join(
            &pieces(&[b" Ameri", b"cans", b",", b" ask", b" not", b"."]),
            true,
        );
        assert_eq!(written(&words), ["Americans,", "ask", "not."]);
        assert_eq!((words[0].start, words[0].end), (0.0, 3.0));
    }

    #[test]
    fn split_characters_are_made_whole() {
        let words = join(
            &pieces(&[b"\xe4\xbd", b"\xa0", b"\xe5\xa5\xbd", "。".as_bytes()]),
            false,
        );
        assert_eq!(written(&words), ["你", "好。"]);
    }
}
