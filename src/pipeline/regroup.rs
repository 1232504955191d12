//! Words to segments: by sentence, by pause, or a chunk as a whole, none longer than asked. Pure.

use std::str::FromStr;

use crate::sentence;
use crate::transcript::{Segment, Word, compression_ratio, ratio, written};

/// A pause that ends a segment when segments are cut at pauses, in seconds.
const PAUSE: f64 = 0.5;
/// A pause that ends a sentence even without a mark, in seconds.
const LONG_PAUSE: f64 = 2.0;

/// Where segments end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentBy {
    /// At the end of a sentence.
    Sentence,
    /// Where a chunk of the recording ends.
    Chunk,
    /// In pauses of half a second and more.
    Pause,
}

impl SegmentBy {
    /// The accepted spellings.
    pub const NAMES: &[&str] = &["sentence", "chunk", "pause"];
}

impl FromStr for SegmentBy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "sentence" => Ok(Self::Sentence),
            "chunk" => Ok(Self::Chunk),
            "pause" => Ok(Self::Pause),
            _ => Err(format!("expected one of: {}", Self::NAMES.join(", "))),
        }
    }
}

/// How words become segments.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// Where segments end.
    pub by: SegmentBy,
    /// Longest segment, in seconds; a longer one is cut in its best pause.
    pub longest: f64,
}

impl Default for Grouping {
    /// Sentences, as long as a chunk at most.
    fn default() -> Self {
        Self {
            by: SegmentBy::Sentence,
            longest: 30.0,
        }
    }
}

/// Cuts the words of one window's segments into segments anew. Segments of different speakers
/// are never joined.
#[must_use]
pub fn regroup(segments: Vec<Segment>, grouping: &Grouping) -> Vec<Segment> {
    let mut groups: Vec<Segment> = Vec::new();
    let mut pending: Vec<Segment> = Vec::new();
    for segment in segments {
        let other_voice = pending.last().is_some_and(|last| {
            last.speaker != segment.speaker || last.language != segment.language
        });
        if segment.words.is_empty() || other_voice {
            groups.extend(cut(&pending, grouping));
            pending.clear();
        }
        if segment.words.is_empty() {
            groups.push(segment);
        } else {
            pending.push(segment);
        }
    }
    groups.extend(cut(&pending, grouping));
    groups
}

fn cut(segments: &[Segment], grouping: &Grouping) -> Vec<Segment> {
    let Some(first) = segments.first() else {
        return Vec::new();
    };
    let language = first.language.clone();
    // The word with which each of the old segments ends.
    let mut origin = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        origin.extend(std::iter::repeat_n(index, segment.words.len()));
        words.extend(segment.words.iter().cloned());
    }
    let ends = ends(&words, &language, grouping.by);
    let mut groups = Vec::new();
    let mut from = 0;
    for to in (1..=words.len()).filter(|&to| ends[to - 1] || to == words.len()) {
        shorten(&words, from..to, grouping.longest, &mut groups);
        from = to;
    }
    let group = |range: std::ops::Range<usize>| {
        let old = &segments[origin[range.start]];
        segment(old, words[range].to_vec())
    };
    groups.into_iter().map(group).collect()
}

/// For each word whether a segment ends behind it.
fn ends(words: &[Word], language: &str, by: SegmentBy) -> Vec<bool> {
    let pause = |least: f64| {
        let long = move |pair: &[Word]| pair[1].start - pair[0].end >= least;
        words.windows(2).map(long).chain(std::iter::once(true))
    };
    match by {
        SegmentBy::Chunk => vec![false; words.len()],
        SegmentBy::Pause => pause(PAUSE).collect(),
        SegmentBy::Sentence => {
            let texts: Vec<&str> = words.iter().map(|word| word.word.as_str()).collect();
            let marks = sentence::ends(&texts, language);
            marks
                .into_iter()
                .zip(pause(LONG_PAUSE))
                .map(|(mark, pause)| mark || pause)
                .collect()
        }
    }
}

/// Adds a range of words, in parts of at most `longest` seconds, cut in the longest pauses and
/// behind marks.
fn shorten(
    words: &[Word],
    range: std::ops::Range<usize>,
    longest: f64,
    groups: &mut Vec<std::ops::Range<usize>>,
) {
    let length = words[range.end - 1].end - words[range.start].start;
    if length <= longest || range.len() < 2 {
        groups.push(range);
        return;
    }
    let middle = f64::midpoint(words[range.start].start, words[range.end - 1].end);
    let worth = |&at: &usize| {
        let (before, after) = (&words[at - 1], &words[at]);
        let mark = before.word.ends_with(crate::language::is_mark);
        let pause = after.start - before.end + if mark { PAUSE } else { 0.0 };
        let off_centre = (after.start - middle).abs() / length;
        pause - off_centre
    };
    let best = (range.start + 1..range.end).max_by(|a, b| worth(a).total_cmp(&worth(b)));
    let at = best.unwrap_or(range.end - 1);
    shorten(words, range.start..at, longest, groups);
    shorten(words, at..range.end, longest, groups);
}

/// A segment of some of the words of another.
pub(super) fn segment(old: &Segment, words: Vec<Word>) -> Segment {
    let text = written(&words);
    let tokens: Vec<i32> = words.iter().flat_map(|word| word.tokens.clone()).collect();
    let logprob: f64 = words.iter().map(|word| word.logprob).sum();
    Segment {
        id: 0,
        start: words.first().map_or(old.start, |word| word.start),
        end: words.last().map_or(old.end, |word| word.end),
        compression_ratio: compression_ratio(&text),
        text,
        language: old.language.clone(),
        avg_logprob: if tokens.is_empty() {
            old.avg_logprob
        } else {
            logprob / ratio(tokens.len(), 1)
        },
        no_speech_prob: old.no_speech_prob,
        tokens,
        words,
        speaker: old.speaker.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::WordSource;
    use proptest::prelude::*;

    fn words(text: &str, gaps: &[f64]) -> Vec<Word> {
        let mut at = 0.0;
        let mut words = Vec::new();
        for (index, text) in text.split(' ').enumerate() {
            at += gaps.get(index).copied().unwrap_or(0.0);
            words.push(Word {
                word: text.to_owned(),
                start: at,
                end: at + 0.3,
                score: 1.0,
                source: WordSource::Phoneme,
                chars: Vec::new(),
                speaker: None,
                overlapped: false,
                spaced: index > 0,
                tokens: vec![1, 2],
                logprob: -1.0,
            });
            at += 0.3;
        }
        words
    }

    fn segments(texts: &[&str], gaps: &[f64]) -> Vec<Segment> {
        let mut all = words(&texts.join(" "), gaps).into_iter();
        let whole = |text: &&str| {
            let words: Vec<Word> = all.by_ref().take(text.split(' ').count()).collect();
            let base = Segment {
                id: 0,
                start: 0.0,
                end: 0.0,
                text: String::new(),
                language: "en".to_owned(),
                avg_logprob: -0.1,
                no_speech_prob: 0.0,
                compression_ratio: 1.0,
                tokens: Vec::new(),
                words: Vec::new(),
                speaker: None,
            };
            segment(&base, words)
        };
        texts.iter().map(whole).collect()
    }

    fn texts(segments: &[Segment]) -> Vec<&str> {
        segments.iter().map(|s| s.text.as_str()).collect()
    }

    fn by(by: SegmentBy, longest: f64) -> Grouping {
        Grouping { by, longest }
    }

    #[test]
    fn sentences_are_put_together_and_cut_apart() {
        let old = segments(&["He went. She", "stayed there. So", "did I"], &[]);
        let new = regroup(old.clone(), &by(SegmentBy::Sentence, 30.0));
        assert_eq!(texts(&new), ["He went.", "She stayed there.", "So did I"]);
        assert_eq!(new[1].tokens.len(), 6);
        assert!((new[1].avg_logprob + 0.5).abs() < 1e-9);
        assert!((new[1].start - 0.6).abs() < 1e-9 && (new[1].end - 1.5).abs() < 1e-9);
        let whole = regroup(old, &by(SegmentBy::Chunk, 30.0));
        assert_eq!(texts(&whole), ["He went. She stayed there. So did I"]);
    }

    #[test]
    fn pauses_cut_where_asked() {
        let old = segments(&["one two. three four"], &[0.0, 0.6, 0.0, 0.4]);
        assert_eq!(
            texts(&regroup(old, &by(SegmentBy::Pause, 30.0))),
            ["one", "two. three four"]
        );
    }

    #[test]
    fn speakers_are_not_mixed() {
        let mut old = segments(&["who is", "it is me."], &[]);
        old[0].speaker = Some("A".to_owned());
        assert_eq!(
            texts(&regroup(old, &Grouping::default())),
            ["who is", "it is me."]
        );
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_segment_is_too_long(
            count in 1usize..40,
            gaps in proptest::collection::vec(0.0f64..3.0, 40),
            longest in 0.5f64..10.0,
            kind in 0usize..3,
        ) {
            let text = vec!["word."; count].join(" ");
            let old = segments(&[&text], &gaps);
            let kind = [SegmentBy::Sentence, SegmentBy::Chunk, SegmentBy::Pause][kind];
            let new = regroup(old.clone(), &by(kind, longest));
            let joined: Vec<Word> = new.iter().flat_map(|s| s.words.clone()).collect();
            prop_assert_eq!(joined, old[0].words.clone());
            for segment in &new {
                prop_assert!(segment.end - segment.start <= longest + 1e-9 || segment.words.len() == 1);
            }
        }
    }
}
