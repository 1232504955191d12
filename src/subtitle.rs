//! Cue layout: a transcript's words to cues that can be read. Pure; the formats write the result.
//!
//! Cues are chosen by dynamic programming over all ways to cut a segment: few cues, cut behind
//! sentences and clauses and in pauses, none too wide, too long or too fast to read.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::language;
use crate::sentence;
use crate::transcript::{Segment, Transcript};

/// Cues shorter than this, in seconds, are held longer where the next one leaves room.
const SHORTEST_CUE: f64 = 0.8;
/// A pause this long, in seconds, is a good place for a cut.
const PAUSE: f64 = 0.4;
/// What a clause ends with, in the scripts that have such marks; behind a dash a thought goes on.
const CLAUSE_ENDS: &str = ",;:—、，；：،؛፣፤፥";

/// How subtitles are laid out.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Widest line, in columns (a CJK character fills two); 0 for no limit.
    pub max_line_width: usize,
    /// Most lines a cue.
    pub max_line_count: usize,
    /// Longest cue, in seconds.
    pub max_cue_duration: f64,
    /// Fastest reading speed, in characters a second; 0 for no limit.
    pub max_cps: f64,
    /// Whether each word is marked while it is said.
    pub highlight_words: bool,
}

impl Default for Layout {
    /// 42 columns, two lines, seven seconds and 20 characters a second are what broadcasters'
    /// style guides agree on for Latin script.
    fn default() -> Self {
        Self {
            max_line_width: 42,
            max_line_count: 2,
            max_cue_duration: 7.0,
            max_cps: 20.0,
            highlight_words: false,
        }
    }
}

/// Text that is shown for a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// When it appears, in seconds.
    pub start: f64,
    /// When it goes, in seconds.
    pub end: f64,
    /// Who says it, where that is known.
    pub speaker: Option<String>,
    lines: Vec<Vec<Unit>>,
    /// The word to mark, counted through the cue.
    marked: Option<usize>,
}

/// The smallest piece that a line may end behind.
#[derive(Debug, Clone, PartialEq)]
struct Unit {
    text: String,
    width: usize,
    spaced: bool,
    start: f64,
    end: f64,
    /// Whether it is the speaker's name, which isn't said.
    label: bool,
    /// Whether a sentence ends with it.
    ends_sentence: bool,
}

impl Unit {
    /// Whether a clause ends with it, but no sentence.
    fn ends_clause(&self) -> bool {
        !self.ends_sentence && self.text.ends_with(|c: char| CLAUSE_ENDS.contains(c))
    }
}

impl Cue {
    /// The lines, each word escaped, the marked one between `open` and `close`; the speaker's
    /// name comes first where it is known.
    #[must_use]
    pub fn marked_lines(&self, open: &str, close: &str, escape: fn(&str) -> String) -> Vec<String> {
        self.lines_of(open, close, escape, true)
    }

    /// The same without the speaker's name.
    #[must_use]
    pub fn spoken_lines(&self, open: &str, close: &str, escape: fn(&str) -> String) -> Vec<String> {
        self.lines_of(open, close, escape, false)
    }

    fn lines_of(
        &self,
        open: &str,
        close: &str,
        escape: fn(&str) -> String,
        labels: bool,
    ) -> Vec<String> {
        let mut index = 0;
        let mut lines = Vec::new();
        for units in &self.lines {
            let mut line = String::new();
            for unit in units {
                if unit.label {
                    if labels {
                        line.push_str(&escape(&unit.text));
                    }
                    continue;
                }
                if unit.spaced && !line.is_empty() {
                    line.push(' ');
                }
                let text = escape(&unit.text);
                if self.marked == Some(index) {
                    line.extend([open, &text, close]);
                } else {
                    line.push_str(&text);
                }
                index += 1;
            }
            lines.push(line);
        }
        lines
    }
}

/// All cues of a transcript, by when they appear. Those of one speaker don't overlap; those of
/// speakers who talk at the same time do.
#[must_use]
pub fn cues(transcript: &Transcript, layout: &Layout) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    for segment in &transcript.segments {
        cues.extend(segment_cues(segment, layout));
    }
    by_start(&mut cues);
    settle_times(&mut cues, layout);
    if layout.highlight_words {
        cues = cues.iter().flat_map(highlighted).collect();
    }
    by_start(&mut cues);
    cues
}

fn by_start(cues: &mut [Cue]) {
    cues.sort_by(|a, b| a.start.total_cmp(&b.start));
}

fn segment_cues(segment: &Segment, layout: &Layout) -> Vec<Cue> {
    let units = units(segment, layout);
    let label = segment.speaker.as_deref().map(label);
    let mut cues = Vec::new();
    let mut from = 0;
    for to in breaks(&units, label.as_ref(), layout) {
        let (first, last) = (&units[from], &units[to - 1]);
        cues.push(Cue {
            start: first.start,
            end: last.end,
            speaker: segment.speaker.clone(),
            lines: balanced(&labelled(&units[from..to], label.as_ref()), layout),
            marked: None,
        });
        from = to;
    }
    cues
}

/// The speaker's name as it stands in a subtitle.
fn label(speaker: &str) -> Unit {
    let text = format!("[{speaker}]:");
    Unit {
        width: text.width(),
        text,
        spaced: false,
        start: 0.0,
        end: 0.0,
        label: true,
        ends_sentence: false,
    }
}

/// The units of a cue, the speaker's name before them.
fn labelled(units: &[Unit], label: Option<&Unit>) -> Vec<Unit> {
    let mut all: Vec<Unit> = label.into_iter().cloned().collect();
    all.extend_from_slice(units);
    if let (Some(_), Some(first)) = (label, all.get_mut(1)) {
        first.spaced = true;
    }
    all
}

/// The words of a segment, or its text cut up and timed evenly where the words don't match it.
fn units(segment: &Segment, layout: &Layout) -> Vec<Unit> {
    let spaced = language::is_spaced(&segment.language);
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let said: String = segment.words.iter().map(|word| plain(&word.word)).collect();
    let units: Vec<Unit> = if !segment.words.is_empty() && said == plain(&segment.text) {
        let unit = |word: &crate::transcript::Word| Unit {
            text: word.word.clone(),
            width: word.word.width(),
            spaced: word.spaced,
            start: word.start,
            end: word.end,
            label: false,
            ends_sentence: false,
        };
        segment.words.iter().map(unit).collect()
    } else if spaced {
        timed(
            segment.text.split_whitespace(),
            true,
            segment.start,
            segment.end,
        )
    } else {
        timed(
            segment.text.graphemes(true),
            false,
            segment.start,
            segment.end,
        )
    };
    let mut units: Vec<Unit> = units
        .into_iter()
        .flat_map(|unit| hard_split(unit, layout.max_line_width))
        .collect();
    let texts: Vec<&str> = units.iter().map(|unit| unit.text.as_str()).collect();
    let ends = sentence::ends(&texts, &segment.language);
    for (unit, ends) in units.iter_mut().zip(ends) {
        unit.ends_sentence = ends;
    }
    units
}

/// Spreads pieces of text over a time by their width.
fn timed<'a>(
    pieces: impl Iterator<Item = &'a str>,
    spaced: bool,
    start: f64,
    end: f64,
) -> Vec<Unit> {
    let pieces: Vec<&str> = pieces.collect();
    let total: usize = pieces.iter().map(|piece| piece.width().max(1)).sum();
    let mut before = 0;
    let at = |width: usize| start + (end - start) * share(width, total);
    pieces
        .into_iter()
        .map(|piece| {
            let from = before;
            before += piece.width().max(1);
            Unit {
                text: piece.to_owned(),
                width: piece.width(),
                spaced,
                start: at(from),
                end: at(before),
                label: false,
                ends_sentence: false,
            }
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "widths of a segment are small")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Breaks what is wider than a line, such as an address, at characters.
fn hard_split(unit: Unit, limit: usize) -> Vec<Unit> {
    if limit == 0 || unit.width <= limit {
        return vec![unit];
    }
    let mut parts: Vec<String> = vec![String::new()];
    for grapheme in unit.text.graphemes(true) {
        let last = parts.last().map_or(0, |part| part.width());
        if last > 0 && last + grapheme.width() > limit {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(grapheme);
        }
    }
    let mut split = timed(
        parts.iter().map(String::as_str),
        false,
        unit.start,
        unit.end,
    );
    if let Some(first) = split.first_mut() {
        first.spaced = unit.spaced;
    }
    split
}

/// Where cues end: indices behind each cue's last unit.
fn breaks(units: &[Unit], label: Option<&Unit>, layout: &Layout) -> Vec<usize> {
    let mut best = vec![(0.0, 0); units.len() + 1];
    for to in 1..=units.len() {
        best[to] = (f64::INFINITY, to - 1);
        for from in (0..to).rev() {
            let cue = &units[from..to];
            let alone = to - from == 1;
            if !alone && !fits(cue, label, layout) {
                break;
            }
            let cost = best[from].0 + cue_cost(units, from, to, layout);
            if cost < best[to].0 {
                best[to] = (cost, from);
            }
        }
    }
    let mut ends = Vec::new();
    let mut at = units.len();
    while at > 0 {
        ends.push(at);
        at = best[at].1;
    }
    ends.reverse();
    ends
}

fn fits(units: &[Unit], label: Option<&Unit>, layout: &Layout) -> bool {
    let (Some(first), Some(last)) = (units.first(), units.last()) else {
        return true;
    };
    last.end - first.start <= layout.max_cue_duration
        && lines(&labelled(units, label), layout.max_line_width).len()
            <= layout.max_line_count.max(1)
}

/// Lower is better: each cue costs 1, a bad cut up to 1 more, being too fast or too short more.
fn cue_cost(units: &[Unit], from: usize, to: usize, layout: &Layout) -> f64 {
    let (first, last) = (&units[from], &units[to - 1]);
    let next = units.get(to);
    let cut = match next {
        None => 0.0,
        Some(next) => {
            let by_mark = if last.ends_sentence {
                0.0
            } else if last.ends_clause() {
                0.4
            } else {
                1.0
            };
            let by_pause = if next.start - last.end >= PAUSE {
                0.3
            } else {
                1.0
            };
            f64::min(by_mark, by_pause)
        }
    };
    let shown = next.map_or(last.end, |next| next.start) - first.start;
    let characters: usize = units[from..to]
        .iter()
        .map(|u| u.text.chars().count() + 1)
        .sum();
    let speed = share(characters, 1) / shown.max(0.1);
    let too_fast = if layout.max_cps > 0.0 {
        (speed / layout.max_cps - 1.0).clamp(0.0, 2.0)
    } else {
        0.0
    };
    let too_short = if shown < SHORTEST_CUE { 0.5 } else { 0.0 };
    1.0 + cut + too_fast + too_short
}

/// Fills lines from the top.
fn lines(units: &[Unit], limit: usize) -> Vec<&[Unit]> {
    let mut lines = Vec::new();
    let mut from = 0;
    let mut width = 0;
    for (index, unit) in units.iter().enumerate() {
        let added = unit.width + usize::from(unit.spaced && index > from);
        if limit > 0 && index > from && width + added > limit {
            lines.push(&units[from..index]);
            from = index;
            width = unit.width;
        } else {
            width += added;
        }
    }
    lines.push(&units[from..]);
    lines
}

/// Columns of unevenness that a line break behind a comma or full stop is worth.
const MARK_WORTH: usize = 12;

/// As few lines as possible; of those the most even, two of them broken at a mark where there is
/// one near the middle.
fn balanced(units: &[Unit], layout: &Layout) -> Vec<Vec<Unit>> {
    let limit = layout.max_line_width;
    let count = lines(units, limit).len();
    let widest = units
        .iter()
        .map(|unit| unit.width)
        .max()
        .unwrap_or(0)
        .max(1);
    let even = || {
        let narrowest = (widest..=limit).find(|&width| lines(units, width).len() <= count);
        lines(units, narrowest.unwrap_or(limit))
    };
    let lines = match count {
        2 => best_pair(units, limit).unwrap_or_else(even),
        _ => even(),
    };
    lines.into_iter().map(<[Unit]>::to_vec).collect()
}

fn best_pair(units: &[Unit], limit: usize) -> Option<Vec<&[Unit]>> {
    let uneven = |at: usize| {
        let (upper, lower) = (line_width(&units[..at]), line_width(&units[at..]));
        let last = &units[at - 1];
        let worth = if last.ends_sentence || last.ends_clause() {
            MARK_WORTH
        } else {
            0
        };
        (upper.max(lower) <= limit).then(|| (upper.abs_diff(lower) + MARK_WORTH - worth, at))
    };
    let (_, at) = (1..units.len()).filter_map(uneven).min()?;
    Some(vec![&units[..at], &units[at..]])
}

fn line_width(units: &[Unit]) -> usize {
    let spaces = units.iter().skip(1).filter(|unit| unit.spaced).count();
    units.iter().map(|unit| unit.width).sum::<usize>() + spaces
}

/// Gives each cue the time it needs to be read, as far as the next one allows. A speaker's own cues
/// don't overlap; nobody's is held longer than it is said once somebody else's appears.
fn settle_times(cues: &mut [Cue], layout: &Layout) {
    let mut earliest: HashMap<Option<String>, f64> = HashMap::new();
    for index in 0..cues.len() {
        let Some((cue, later)) = cues[index..].split_first_mut() else {
            return;
        };
        let next = later.first().map(|cue| cue.start);
        let own = later.iter().find(|other| other.speaker == cue.speaker);
        let own = own.map(|cue| cue.start);
        let free = earliest.entry(cue.speaker.clone()).or_default();
        cue.start = cue.start.max(*free);
        let characters: usize = cue
            .lines
            .iter()
            .flatten()
            .map(|u| u.text.chars().count() + 1)
            .sum();
        let reading = if layout.max_cps > 0.0 {
            share(characters, 1) / layout.max_cps
        } else {
            0.0
        };
        let wanted = cue.end.max(cue.start + reading.max(SHORTEST_CUE));
        let longest = cue.start + layout.max_cue_duration;
        let room = next.map_or(f64::INFINITY, |next| next.max(cue.end));
        let own_room = own.map_or(f64::INFINITY, |own| own.max(cue.start));
        cue.end = wanted.min(longest).min(room).min(own_room);
        if cue.end <= cue.start {
            // Two cues at the same instant: this one is shown for a frame, the next waits.
            cue.end = cue.start + 0.04;
        }
        *free = cue.end;
    }
}

/// One cue per word: the same text, another word marked.
fn highlighted(cue: &Cue) -> Vec<Cue> {
    let words = cue.lines.iter().flatten().filter(|unit| !unit.label);
    let words: Vec<&Unit> = words.collect();
    let mut start = cue.start;
    let mut cues = Vec::new();
    for index in 0..words.len() {
        let next = words.get(index + 1).map_or(cue.end, |unit| unit.start);
        let end = next.min(cue.end);
        if end <= start {
            continue;
        }
        cues.push(Cue {
            start,
            end,
            speaker: cue.speaker.clone(),
            lines: cue.lines.clone(),
            marked: Some(index),
        });
        start = end;
    }
    cues
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{Word, WordSource};
    use proptest::prelude::*;

    fn segment(words: &[(String, f64, f64)], language: &str) -> Segment {
        let spaced = language::is_spaced(language);
        let texts: Vec<&str> = words.iter().map(|word| word.0.as_str()).collect();
        Segment {
            id: 0,
            start: words.first().map_or(0.0, |word| word.1),
            end: words.last().map_or(0.0, |word| word.2),
            text: texts.join(if spaced { " " } else { "" }),
            language: language.to_owned(),
            avg_logprob: 0.0,
            no_speech_prob: 0.0,
            compression_ratio: 1.0,
            tokens: Vec::new(),
            speaker: None,
            words: words
                .iter()
                .map(|(word, start, end)| Word {
                    word: word.clone(),
                    start: *start,
                    end: *end,
                    score: 1.0,
                    source: WordSource::Attention,
                    chars: Vec::new(),
                    speaker: None,
                    overlapped: false,
                    spaced,
                    tokens: Vec::new(),
                    logprob: 0.0,
                })
                .collect(),
        }
    }

    fn transcript(segments: Vec<Segment>) -> Transcript {
        Transcript {
            schema_version: 1,
            source: String::new(),
            duration: 0.0,
            model: String::new(),
            task: String::new(),
            language: None,
            language_probability: None,
            text: String::new(),
            segments,
            speech: Vec::new(),
            warnings: Vec::new(),
            incomplete: false,
            diarization: None,
            confidence: None,
            unplaced: Vec::new(),
        }
    }

    fn spoken(text: &str) -> Vec<(String, f64, f64)> {
        (0u32..)
            .zip(text.split_whitespace())
            .map(|(i, word)| {
                (
                    word.to_owned(),
                    f64::from(i) * 0.4,
                    f64::from(i) * 0.4 + 0.35,
                )
            })
            .collect()
    }

    fn shown(cues: &[Cue]) -> Vec<String> {
        let plain = |text: &str| text.to_owned();
        cues.iter()
            .map(|cue| cue.marked_lines("<", ">", plain).join("|"))
            .collect()
    }

    #[test]
    fn cues_end_at_sentences_and_lines_are_even() {
        let words = spoken(
            "Oh, I'm originally from Chicago also. I'm in New Jersey now though, \
             and there isn't that much difference.",
        );
        let cues = cues(&transcript(vec![segment(&words, "en")]), &Layout::default());
        assert_eq!(
            shown(&cues),
            [
                "Oh, I'm originally from Chicago also.",
                "I'm in New Jersey now though,|and there isn't that much difference.",
            ]
        );
    }

    #[test]
    fn cues_end_at_no_abbreviation_and_in_every_script() {
        let layout = Layout {
            max_line_count: 1,
            ..Layout::default()
        };
        let words = spoken("It was a long way to the house of Mr. Hale who had asked us in.");
        let found = cues(&transcript(vec![segment(&words, "en")]), &layout);
        assert!(!shown(&found)[0].ends_with("Mr."), "{:?}", shown(&found));
        let words =
            spoken("यह एक लंबा वाक्य है जो यहाँ समाप्त होता है। और यह दूसरा वाक्य है जो बाद में आता है।");
        let found = cues(&transcript(vec![segment(&words, "hi")]), &layout);
        assert!(
            shown(&found).iter().any(|cue| cue.ends_with("है।")),
            "{:?}",
            shown(&found)
        );
    }

    #[test]
    fn speakers_who_talk_at_once_are_shown_at_once() {
        let by = |speaker: &str, text: &str, start: f64| {
            let words = spoken(text).into_iter();
            let words: Vec<_> = words.map(|(w, s, e)| (w, s + start, e + start)).collect();
            let mut segment = segment(&words, "en");
            segment.speaker = Some(speaker.to_owned());
            segment
        };
        let long = by("Ann", "this goes on for a while and then a bit more.", 0.0);
        let (end, short) = (long.end, by("Bob", "Hello?", 1.0));
        let later = by("Ann", "And on.", 10.0);
        let found = cues(&transcript(vec![long, later, short]), &Layout::default());
        let times: Vec<_> = (found.iter())
            .map(|cue| {
                (
                    cue.speaker.as_deref().unwrap_or_default(),
                    cue.start,
                    cue.end,
                )
            })
            .collect();
        // Bob isn't late, and Ann isn't cut off by him.
        assert_eq!(times[0], ("Ann", 0.0, end));
        assert_eq!((times[1].0, times[1].1), ("Bob", 1.0));
        assert_eq!((times[2].0, times[2].1), ("Ann", 10.0));
    }

    #[test]
    fn wide_characters_count_twice_and_need_no_spaces() {
        let words: Vec<_> = (0u32..)
            .zip("今日は天気がいいですね".chars())
            .map(|(i, c)| (c.to_string(), f64::from(i) * 0.2, f64::from(i) * 0.2 + 0.2))
            .collect();
        let layout = Layout {
            max_line_width: 12,
            ..Layout::default()
        };
        let cues = cues(&transcript(vec![segment(&words, "ja")]), &layout);
        assert_eq!(shown(&cues), ["今日は天気|がいいですね"]);
    }

    #[test]
    fn highlighting_marks_each_word_in_turn() {
        let layout = Layout {
            highlight_words: true,
            ..Layout::default()
        };
        let cues = cues(
            &transcript(vec![segment(&spoken("one two"), "en")]),
            &layout,
        );
        assert_eq!(shown(&cues), ["<one> two", "one <two>"]);
    }

    proptest! {
        #[test]
        fn limits_hold_and_no_text_is_lost(
            texts in proptest::collection::vec(("[a-z]{1,30}[.,]?", 0.0f64..2.0, 0.0f64..1.5), 1..60),
            width in 8usize..60,
            count in 1usize..4,
            duration in 1.0f64..9.0,
        ) {
            let mut at = 0.0;
            let mut words = Vec::new();
            for (text, length, gap) in texts {
                words.push((text, at, at + length));
                at += length + gap;
            }
            let layout = Layout {
                max_line_width: width,
                max_line_count: count,
                max_cue_duration: duration,
                ..Layout::default()
            };
            let cues = cues(&transcript(vec![segment(&words, "en")]), &layout);
            let plain = |text: &str| text.to_owned();
            let mut text = String::new();
            for cue in &cues {
                let lines = cue.marked_lines("", "", plain);
                prop_assert!(lines.len() <= count);
                for line in &lines {
                    prop_assert!(line.width() <= width, "{line}");
                    text.push_str(&line.replace(' ', ""));
                }
                prop_assert!(cue.start < cue.end && cue.end - cue.start <= duration + 0.05);
            }
            for pair in cues.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start);
            }
            let said: String = words.iter().map(|word| word.0.as_str()).collect();
            prop_assert_eq!(text, said);
        }
    }
}
