//! Turns to words: who said each word, and segments that end where the speaker changes.
//!
//! Pure. Works on the turns without overlap, so every moment has one speaker at most.

use super::regroup;
use crate::transcript::{Diarization, Segment, Span, Turn, Word};

/// A word outside every turn is given to the nearest one that is at most so far away, in seconds.
const FURTHEST: f64 = 1.0;
/// A speaker who has less than this share of a word may lose it to a neighbour.
const SURE: f64 = 0.8;
/// So may one who has a whole word as short as this, in seconds, at the wrong end of a sentence:
/// turns are no surer of their borders.
const SHORT_WORD: f64 = 0.35;
/// A word is overlapped when more than this share of it is.
const OVERLAPPED: f64 = 0.5;

/// A word's speaker, and which share of the word is in that speaker's turns.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Claim<'a> {
    speaker: Option<&'a str>,
    share: f64,
}

impl Claim<'_> {
    fn is_weak(&self) -> bool {
        self.share < SURE
    }
}

/// Gives words and segments their speakers, and cuts segments where the speaker changes.
#[must_use]
pub fn assign(segments: Vec<Segment>, diarization: &Diarization) -> Vec<Segment> {
    let turns = Turns::new(&diarization.exclusive);
    let overlaps = &diarization.overlaps;
    let mut assigned = Vec::new();
    for mut segment in segments {
        if segment.words.is_empty() {
            segment.speaker = turns.claim(segment.span()).speaker.map(str::to_owned);
            assigned.push(segment);
            continue;
        }
        let spans = segment.words.iter().map(Word::span);
        let mut claims: Vec<Claim<'_>> = spans.map(|span| turns.claim(span)).collect();
        smooth(&mut claims);
        settle_by_sentence(&mut claims, &segment);
        for (word, claim) in segment.words.iter_mut().zip(&claims) {
            word.speaker = claim.speaker.map(str::to_owned);
            word.overlapped = is_overlapped(word, overlaps);
        }
        assigned.extend(split(segment));
    }
    for (id, segment) in assigned.iter_mut().enumerate() {
        segment.id = id;
    }
    assigned
}

/// Whether others speak during most of a word.
pub(super) fn is_overlapped(word: &Word, overlaps: &[Span]) -> bool {
    let span = word.span();
    let over: f64 = overlaps.iter().map(|other| other.overlap(&span)).sum();
    over > span.duration() * OVERLAPPED
}

/// Turns without overlap, in order of time.
struct Turns<'a>(&'a [Turn]);

impl<'a> Turns<'a> {
    fn new(turns: &'a [Turn]) -> Self {
        Self(turns)
    }

    /// Who has most of a span; where nobody has any, whose turn is nearest.
    fn claim(&self, span: Span) -> Claim<'a> {
        // Turns don't overlap, so their ends are in order as their starts are.
        let first = self.0.partition_point(|turn| turn.end <= span.start);
        let mut shares: Vec<(&str, f64)> = Vec::new();
        for turn in self.0[first..]
            .iter()
            .take_while(|turn| turn.start < span.end)
        {
            let overlap = turn.span().overlap(&span);
            match shares
                .iter_mut()
                .find(|(speaker, _)| *speaker == turn.speaker)
            {
                Some((_, share)) => *share += overlap,
                None => shares.push((&turn.speaker, overlap)),
            }
        }
        let most = shares.into_iter().filter(|(_, share)| *share > 0.0);
        // Of equals the first one stays.
        let most = most.reduce(|best, other| if other.1 > best.1 { other } else { best });
        if let Some((speaker, share)) = most {
            return Claim {
                speaker: Some(speaker),
                share: share / span.duration().max(f64::EPSILON),
            };
        }
        let before = first.checked_sub(1).map(|at| &self.0[at]);
        let near = before.into_iter().chain(self.0.get(first));
        let gap = |turn: &Turn| (span.start - turn.end).max(turn.start - span.end).max(0.0);
        let nearest = near.min_by(|a, b| gap(a).total_cmp(&gap(b)));
        Claim {
            speaker: nearest
                .filter(|turn| gap(turn) <= FURTHEST)
                .map(|turn| turn.speaker.as_str()),
            share: 0.0,
        }
    }
}

/// One word of somebody else's amid a speaker's words is an error of the times, unless it is
/// clearly a turn of its own.
fn smooth(claims: &mut [Claim<'_>]) {
    for at in 1..claims.len().saturating_sub(1) {
        let (before, after) = (claims[at - 1].speaker, claims[at + 1].speaker);
        if before == after && claims[at].speaker != before && claims[at].is_weak() {
            claims[at].speaker = before;
        }
    }
}

/// A change of speakers one word off the end of a sentence is moved there, if that word is in doubt.
fn settle_by_sentence(claims: &mut [Claim<'_>], segment: &Segment) {
    let texts: Vec<&str> = segment
        .words
        .iter()
        .map(|word| word.word.as_str())
        .collect();
    let ends = crate::sentence::ends(&texts, &segment.language);
    let doubtful =
        |claim: &Claim<'_>, word: &Word| claim.is_weak() || word.span().duration() <= SHORT_WORD;
    for at in 1..claims.len() {
        if claims[at - 1].speaker == claims[at].speaker || ends[at - 1] {
            continue;
        }
        let begins = at == 1 || ends[at - 2];
        // One word more on the other side, or there is no telling which of the two is astray.
        let before = at < 2 || claims[at - 2].speaker == claims[at - 1].speaker;
        let after = claims.get(at + 1);
        let after = after.is_some_and(|next| next.speaker == claims[at].speaker);
        if ends[at] && before && doubtful(&claims[at], &segment.words[at]) {
            claims[at].speaker = claims[at - 1].speaker;
        } else if begins && after && doubtful(&claims[at - 1], &segment.words[at - 1]) {
            claims[at - 1].speaker = claims[at].speaker;
        }
    }
}

/// The parts of a segment with one speaker each.
fn split(segment: Segment) -> Vec<Segment> {
    let parts = segment.words.chunk_by(|a, b| a.speaker == b.speaker);
    let parts: Vec<Vec<Word>> = parts.map(<[Word]>::to_vec).collect();
    let whole = parts.len() == 1;
    let speaker = |words: &[Word]| words.first().and_then(|word| word.speaker.clone());
    if whole {
        return vec![Segment {
            speaker: speaker(&segment.words),
            ..segment
        }];
    }
    let part = |words: Vec<Word>| Segment {
        speaker: speaker(&words),
        ..regroup::segment(&segment, words)
    };
    parts.into_iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::WordSource;
    use proptest::prelude::*;

    fn turn(start: f64, end: f64, speaker: &str) -> Turn {
        Turn {
            start,
            end,
            speaker: speaker.to_owned(),
        }
    }

    /// A segment of words with the given starts, each 0.3 s long.
    fn segment(words: &[(&str, f64)]) -> Segment {
        let words: Vec<Word> = words
            .iter()
            .enumerate()
            .map(|(index, (text, start))| Word {
                word: (*text).to_owned(),
                start: *start,
                end: start + 0.3,
                score: 1.0,
                source: WordSource::Phoneme,
                chars: Vec::new(),
                speaker: None,
                overlapped: false,
                spaced: index > 0,
                tokens: vec![i32::try_from(index).expect("few")],
                logprob: -0.1,
            })
            .collect();
        Segment {
            id: 7,
            start: words[0].start,
            end: words[words.len() - 1].end,
            text: crate::transcript::written(&words),
            language: "en".to_owned(),
            avg_logprob: -0.1,
            no_speech_prob: 0.0,
            compression_ratio: 1.0,
            tokens: Vec::new(),
            words,
            speaker: None,
        }
    }

    fn assigned(words: &[(&str, f64)], turns: Vec<Turn>) -> Vec<(String, String)> {
        let diarization = Diarization {
            exclusive: turns,
            ..Diarization::default()
        };
        let segments = assign(vec![segment(words)], &diarization);
        segments
            .into_iter()
            .map(|segment| (segment.speaker.unwrap_or_default(), segment.text))
            .collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
        expected.iter().map(owned).collect()
    }

    #[test]
    fn segments_are_cut_where_the_speaker_changes() {
        let words = [("who", 0.0), ("is", 0.4), ("it", 0.8), ("me", 2.0)];
        let turns = vec![turn(0.0, 1.2, "A"), turn(1.9, 3.0, "B")];
        assert_eq!(
            assigned(&words, turns),
            pairs(&[("A", "who is it"), ("B", "me")])
        );
    }

    #[test]
    fn words_outside_turns_go_to_the_nearest_within_a_second() {
        let words = [("one", 0.0), ("two", 2.0), ("three", 9.0)];
        let turns = vec![turn(0.9, 1.5, "A"), turn(20.0, 21.0, "B")];
        assert_eq!(
            assigned(&words, turns),
            pairs(&[("A", "one two"), ("", "three")])
        );
        assert_eq!(assigned(&words, vec![]), pairs(&[("", "one two three")]));
    }

    #[test]
    fn a_lone_doubtful_word_is_smoothed_and_a_clear_one_is_not() {
        let words = [("so", 0.0), ("I", 0.4), ("went", 0.8)];
        let doubtful = vec![
            turn(0.0, 0.55, "A"),
            turn(0.55, 0.75, "B"),
            turn(0.75, 2.0, "A"),
        ];
        assert_eq!(assigned(&words, doubtful), pairs(&[("A", "so I went")]));
        let clear = vec![
            turn(0.0, 0.35, "A"),
            turn(0.38, 0.72, "B"),
            turn(0.75, 2.0, "A"),
        ];
        assert_eq!(
            assigned(&words, clear),
            pairs(&[("A", "so"), ("B", "I"), ("A", "went")])
        );
    }

    #[test]
    fn changes_move_to_the_end_of_the_sentence() {
        let words = [
            ("Is", 0.0),
            ("it?", 0.4),
            ("Yes", 0.8),
            ("it", 1.2),
            ("is.", 1.6),
        ];
        let late = vec![turn(0.0, 1.0, "A"), turn(1.0, 2.0, "B")];
        assert_eq!(
            assigned(&words, late),
            pairs(&[("A", "Is it?"), ("B", "Yes it is.")])
        );
        let early = vec![turn(0.0, 0.52, "A"), turn(0.52, 2.0, "B")];
        assert_eq!(
            assigned(&words, early),
            pairs(&[("A", "Is it?"), ("B", "Yes it is.")])
        );
    }

    #[test]
    fn overlapped_words_are_marked() {
        let diarization = Diarization {
            exclusive: vec![turn(0.0, 2.0, "A")],
            overlaps: vec![Span::new(0.35, 0.65)],
            ..Diarization::default()
        };
        let segments = assign(
            vec![segment(&[("one", 0.0), ("two", 0.4), ("three", 0.8)])],
            &diarization,
        );
        let marks: Vec<bool> = segments[0]
            .words
            .iter()
            .map(|word| word.overlapped)
            .collect();
        assert_eq!(marks, [false, true, false]);
        assert_eq!(segments[0].id, 0);
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_segment_has_two_speakers(
            gaps in proptest::collection::vec(0.0f64..1.5, 1..30),
            borders in proptest::collection::vec(0.05f64..2.0, 0..20),
        ) {
            let mut at = 0.0;
            let words: Vec<(&str, f64)> = gaps.iter().map(|gap| { at += gap + 0.3; ("word.", at) }).collect();
            let mut time = 0.0;
            let turns: Vec<Turn> = borders.iter().enumerate().map(|(index, length)| {
                let start = time;
                time += length;
                turn(start, time - 0.02, ["A", "B", "C"][index % 3])
            }).collect();
            let diarization = Diarization { exclusive: turns, ..Diarization::default() };
            let old = segment(&words);
            let new = assign(vec![old.clone()], &diarization);
            let texts: Vec<String> = new.iter().flat_map(|s| s.words.iter().map(|w| w.word.clone())).collect();
            prop_assert_eq!(texts.len(), old.words.len());
            for segment in &new {
                prop_assert!(segment.words.iter().all(|word| word.speaker == segment.speaker));
            }
        }
    }
}
