//! Times for words that nothing could place, and clean borders for all. Pure.

use crate::engine::Timing;
use crate::transcript::{Segment, Span, Word, WordSource, ratio};

/// Shortest word, in seconds, where there is room.
const SHORTEST: f64 = 0.01;
/// A character takes about this long, in seconds, where there is room: 15 a second.
const CHARACTER: f64 = 0.065;

/// A time, and what gave it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Given {
    pub(super) timing: Timing,
    pub(super) source: WordSource,
}

/// A time for every word: those that are given, and between them the room that is left, shared by
/// length. All are in order, inside `bounds` as far as that holds them, and none is empty.
pub(super) fn all(given: &[Option<Given>], bounds: Span, words: &[Word]) -> Vec<Given> {
    let mut times = given.to_vec();
    let mut at = 0;
    while at < times.len() {
        if times[at].is_some() {
            at += 1;
            continue;
        }
        let end = (at..times.len())
            .find(|&i| times[i].is_some())
            .unwrap_or(times.len());
        let (free, lean) = room(&mut times, at..end, bounds, &words[at..end]);
        for (index, span) in (at..end).zip(shared(&words[at..end], free, lean)) {
            times[index] = Some(interpolated(span));
        }
        at = end;
    }
    let mut times: Vec<Given> = times.into_iter().flatten().collect();
    let shortest = SHORTEST.min(bounds.duration() / ratio(times.len() + 1, 1));
    order(&mut times, shortest);
    hold(&mut times, bounds.end, shortest);
    times
}

fn interpolated(span: Span) -> Given {
    Given {
        timing: Timing {
            start: span.start,
            end: span.end,
            score: 0.0,
            chars: Vec::new(),
        },
        source: WordSource::Interpolated,
    }
}

/// Where words stand in a time that is longer than they need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lean {
    ToStart,
    ToEnd,
}

/// The free time for some words in a row, and where they stand in it: near the word that was timed.
/// Where there is too little time, the word before gives some of its own.
fn room(
    times: &mut [Option<Given>],
    words: std::ops::Range<usize>,
    bounds: Span,
    texts: &[Word],
) -> (Span, Lean) {
    let next = times
        .get(words.end)
        .and_then(Option::as_ref)
        .map(|given| given.timing.start);
    let until = next.unwrap_or(bounds.end);
    let wanted = CHARACTER * characters(texts);
    let before = words
        .start
        .checked_sub(1)
        .and_then(|index| times[index].as_mut());
    let Some(before) = before else {
        return (Span::new(bounds.start.min(until), until), Lean::ToEnd);
    };
    let timing = &mut before.timing;
    let lacking = (wanted.min(SHORTEST * 2.0 * ratio(texts.len(), 1))) - (until - timing.end);
    if lacking > 0.0 {
        timing.end = (timing.end - lacking).max(f64::midpoint(timing.start, timing.end));
    }
    (Span::new(timing.end, until.max(timing.end)), Lean::ToStart)
}

/// Shares time among words by their length: no more than they need.
fn shared(words: &[Word], free: Span, lean: Lean) -> Vec<Span> {
    let total = characters(words);
    let used = free.duration().min(CHARACTER * total);
    let mut at = match lean {
        Lean::ToStart => free.start,
        Lean::ToEnd => free.end - used,
    };
    words
        .iter()
        .map(|word| {
            let start = at;
            at += used * characters(std::slice::from_ref(word)) / total;
            Span::new(start, at)
        })
        .collect()
}

fn characters(words: &[Word]) -> f64 {
    let count = words
        .iter()
        .map(|word| word.word.chars().count().max(1))
        .sum();
    ratio(count, 1)
}

/// Makes borders follow each other: no overlap, nothing empty, characters inside their word.
fn order(times: &mut [Given], shortest: f64) {
    let mut earliest = f64::NEG_INFINITY;
    for index in 0..times.len() {
        let next = times.get(index + 1).map(|given| given.timing.start);
        let timing = &mut times[index].timing;
        timing.start = timing.start.max(earliest);
        if let Some(next) = next.filter(|next| *next >= timing.start + shortest) {
            timing.end = timing.end.min(next);
        }
        timing.end = timing.end.max(timing.start + shortest);
        earliest = timing.end;
        for character in &mut timing.chars {
            character.start = character.start.clamp(timing.start, timing.end);
            character.end = character.end.clamp(character.start, timing.end);
        }
    }
}

/// Pushes back what stands beyond the end, and what is in its way.
fn hold(times: &mut [Given], end: f64, shortest: f64) {
    let mut limit = end;
    for given in times.iter_mut().rev() {
        let timing = &mut given.timing;
        if timing.end <= limit {
            return;
        }
        timing.end = limit;
        timing.start = timing.start.min(limit - shortest);
        for character in &mut timing.chars {
            character.start = character.start.clamp(timing.start, timing.end);
            character.end = character.end.clamp(character.start, timing.end);
        }
        limit = timing.start;
    }
}

/// Moves the words of segments behind a time, in seconds, as far as they begin before it.
pub(super) fn follow(segments: &mut [Segment], mut earliest: f64) {
    for segment in segments {
        for word in &mut segment.words {
            if word.start >= earliest {
                break;
            }
            word.start = earliest;
            word.end = word.end.max(earliest + SHORTEST);
            for character in &mut word.chars {
                character.start = character.start.clamp(word.start, word.end);
                character.end = character.end.clamp(character.start, word.end);
            }
            earliest = word.end;
        }
        if let (Some(first), Some(last)) = (segment.words.first(), segment.words.last()) {
            (segment.start, segment.end) = (first.start, last.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn word(text: &str) -> Word {
        Word::untimed(crate::language::Written {
            text,
            at: 0,
            spaced: true,
        })
    }

    fn given(start: f64, end: f64) -> Given {
        Given {
            source: WordSource::Phoneme,
            ..interpolated(Span::new(start, end))
        }
    }

    fn spans(times: &[Given]) -> Vec<(i64, i64)> {
        let ms = |seconds: f64| (seconds * 1000.0).round() as i64;
        times
            .iter()
            .map(|g| (ms(g.timing.start), ms(g.timing.end)))
            .collect()
    }

    #[test]
    fn a_word_between_two_takes_what_it_needs_of_the_pause() {
        let words = [word("a"), word("bbbb"), word("c")];
        let times = all(
            &[Some(given(0.0, 1.0)), None, Some(given(2.0, 3.0))],
            Span::new(0.0, 3.0),
            &words,
        );
        assert_eq!(spans(&times), [(0, 1000), (1000, 1260), (2000, 3000)]);
        assert_eq!(times[1].source, WordSource::Interpolated);
    }

    #[test]
    fn words_without_any_room_borrow_it() {
        let words = [word("a"), word("b"), word("c")];
        let times = all(
            &[Some(given(0.0, 1.0)), None, Some(given(1.0, 2.0))],
            Span::new(0.0, 2.0),
            &words,
        );
        assert_eq!(spans(&times), [(0, 980), (980, 1000), (1000, 2000)]);
    }

    #[test]
    fn words_before_the_first_stand_close_to_it() {
        let times = all(
            &[None, Some(given(5.0, 6.0))],
            Span::new(0.0, 9.0),
            &[word("aa"), word("b")],
        );
        assert_eq!(spans(&times), [(4870, 5000), (5000, 6000)]);
        assert!(all(&[], Span::new(0.0, 1.0), &[]).is_empty());
    }

    proptest! {
        #[test]
        fn every_word_has_a_time_of_its_own(
            steps in proptest::collection::vec((any::<bool>(), 0.0f64..1.0, -0.2f64..1.0), 0..20),
            end in 0.0f64..20.0,
        ) {
            let mut at = 0.0;
            let mut times = Vec::new();
            for (known, gap, length) in steps {
                times.push(known.then(|| given(at + gap, at + gap + length)));
                at += gap + length.max(0.0);
            }
            let words = vec![word("abc"); times.len()];
            let all = all(&times, Span::new(0.0, end.max(at)), &words);
            prop_assert_eq!(all.len(), words.len());
            for given in &all {
                prop_assert!(given.timing.start < given.timing.end);
                prop_assert!(given.timing.end <= end.max(at) + 1e-9);
            }
            for pair in all.windows(2) {
                prop_assert!(pair[0].timing.end <= pair[1].timing.start + 1e-9);
            }
        }
    }
}
