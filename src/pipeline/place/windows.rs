//! Words with and without a known place to windows of audio that an aligner can take. Pure.

use std::ops::Range;

use crate::transcript::{Span, ratio};

/// Longest window, in seconds: a little less than the aligners hear at once.
pub(super) const LONGEST: f64 = 28.0;
/// Audio taken along before and behind known words, in seconds.
const PADDING: f64 = 0.5;
/// A window may end in a pause of this length, in seconds, once it is half full.
const PAUSE: f64 = 0.3;
/// Nobody says more characters a second than this: what has less time isn't said there.
const FASTEST: f64 = 35.0;
/// Words in a row without an anchor may be misheard; as many as this may also be missing.
pub(super) const DOUBTFUL: usize = 6;

/// Words that are aligned together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Window {
    /// Indices of the words.
    pub(super) words: Range<usize>,
    /// The audio, on the recording's clock.
    pub(super) audio: Span,
}

/// What becomes of a text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Plan {
    /// Windows in order of time; none overlaps the words of another.
    pub(super) windows: Vec<Window>,
    /// Words for which there is no time: they aren't in the recording.
    pub(super) missing: Vec<Range<usize>>,
}

/// Windows for words of which some have a known span. `lengths` are the words' numbers of
/// characters, `whole` is the recording.
pub(super) fn around_anchors(anchors: &[Option<Span>], lengths: &[usize], whole: Span) -> Plan {
    let mut plan = Plan::default();
    let mut open: Option<Window> = None;
    let mut at = 0;
    while at < anchors.len() {
        let (range, span) = if let Some(span) = anchors[at] {
            (at..at + 1, span)
        } else {
            let known = (at..anchors.len()).find(|&i| anchors[i].is_some());
            let range = at..known.unwrap_or(anchors.len());
            (range.clone(), gap(anchors, range, whole))
        };
        at = range.end;
        let known = anchors[range.start].is_some();
        if !known && !may_be_said(range.clone(), span, lengths) {
            plan.missing.push(range);
            plan.windows.extend(open.take());
            continue;
        }
        open = match open {
            Some(window) if fits(&window, span, known) => Some(Window {
                words: window.words.start..range.end,
                audio: Span::new(window.audio.start, span.end),
            }),
            other => {
                plan.windows.extend(other);
                Some(Window {
                    words: range,
                    audio: span,
                })
            }
        };
    }
    plan.windows.extend(open);
    pad(&mut plan.windows, whole);
    plan
}

/// The time between the anchors around words that have none.
fn gap(anchors: &[Option<Span>], words: Range<usize>, whole: Span) -> Span {
    let before = words.start.checked_sub(1).and_then(|index| anchors[index]);
    let after = anchors.get(words.end).copied().flatten();
    Span::new(
        before.map_or(whole.start, |span| span.end),
        after.map_or(whole.end, |span| span.start),
    )
}

/// Whether words may be said in a span: not too many, and no longer than a window, for then
/// nothing tells where in it they are. Few words stay in doubt's favour.
fn may_be_said(words: Range<usize>, span: Span, lengths: &[usize]) -> bool {
    let few = words.len() < DOUBTFUL;
    let enough = has_room(lengths[words].iter().sum(), span.duration());
    (enough || few) && span.duration() <= LONGEST
}

/// Whether so many characters can be said in some seconds.
pub(super) fn has_room(characters: usize, seconds: f64) -> bool {
    seconds * FASTEST >= ratio(characters, 1)
}

/// Whether a window can take more, or had better end here.
fn fits(window: &Window, next: Span, known: bool) -> bool {
    let length = next.end - window.audio.start;
    let pause = next.start - window.audio.end;
    let good_end = known && pause >= PAUSE && window.audio.duration() > LONGEST / 2.0;
    length <= LONGEST - 2.0 * PADDING && !good_end && pause < LONGEST / 4.0
}

/// Windows for lines whose spans are known: as many lines each as fit.
pub(super) fn around_lines(lines: &[(Range<usize>, Span)], whole: Span) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    for (words, span) in lines {
        match windows.last_mut() {
            Some(last) if fits(last, *span, true) => {
                last.words.end = words.end;
                last.audio.end = span.end.max(last.audio.end);
            }
            _ => windows.push(Window {
                words: words.clone(),
                audio: *span,
            }),
        }
    }
    pad(&mut windows, whole);
    windows
}

/// Takes audio along on both sides, but none that is another window's own.
fn pad(windows: &mut [Window], whole: Span) {
    let bare: Vec<Span> = windows.iter().map(|window| window.audio).collect();
    for (index, window) in windows.iter_mut().enumerate() {
        let before = index
            .checked_sub(1)
            .map_or(whole.start, |before| bare[before].end);
        let after = bare.get(index + 1).map_or(whole.end, |next| next.start);
        let own = bare[index];
        window.audio.start = (own.start - PADDING).max(before).min(own.start).max(0.0);
        window.audio.end = (own.end + PADDING).min(after).max(own.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn unknown_words_take_the_time_between_their_neighbours() {
        let anchors = [Some(Span::new(1.0, 1.5)), None, Some(Span::new(2.0, 2.5))];
        let plan = around_anchors(&anchors, &[3, 3, 3], Span::new(0.0, 60.0));
        assert!(plan.missing.is_empty());
        assert_eq!(
            plan.windows,
            [Window {
                words: 0..3,
                audio: Span::new(0.5, 3.0)
            }]
        );
    }

    #[test]
    fn a_passage_without_time_is_missing() {
        let mut anchors = vec![Some(Span::new(1.0, 1.5))];
        anchors.extend([None; 20]);
        anchors.push(Some(Span::new(1.6, 2.0)));
        let plan = around_anchors(&anchors, &[5; 22], Span::new(0.0, 60.0));
        assert_eq!(plan.missing.first(), Some(&(1..21)));
        assert_eq!(plan.windows.len(), 2);
        assert!(plan.windows[0].audio.end <= plan.windows[1].audio.start + 0.11);
        // So is one that might be anywhere in a long stretch.
        let plan = around_anchors(&[None; 9], &[5; 9], Span::new(0.0, 600.0));
        assert!(plan.windows.is_empty());
        assert_eq!(plan.missing.first(), Some(&(0..9)));
    }

    #[test]
    fn lines_share_windows() {
        let lines = [
            (0..4, Span::new(0.2, 3.0)),
            (4..6, Span::new(3.5, 6.0)),
            (6..9, Span::new(40.0, 43.0)),
        ];
        let windows = around_lines(&lines, Span::new(0.0, 43.2));
        assert_eq!(
            windows[0],
            Window {
                words: 0..6,
                audio: Span::new(0.0, 6.5)
            }
        );
        assert_eq!(
            windows[1],
            Window {
                words: 6..9,
                audio: Span::new(39.5, 43.2)
            }
        );
    }

    proptest! {
        #[test]
        fn every_word_is_in_one_window_or_missing(
            steps in proptest::collection::vec((any::<bool>(), 0.0f64..4.0, 0.0f64..2.0), 1..80),
        ) {
            let mut at = 0.0;
            let mut anchors = Vec::new();
            for (known, gap, length) in steps {
                anchors.push(known.then(|| Span::new(at + gap, at + gap + length)));
                at += gap + length;
            }
            let plan = around_anchors(&anchors, &vec![4; anchors.len()], Span::new(0.0, at));
            let mut seen = vec![0; anchors.len()];
            let windows = plan.windows.iter().map(|window| window.words.clone());
            for range in windows.chain(plan.missing.iter().cloned()) {
                for index in range {
                    seen[index] += 1;
                }
            }
            prop_assert!(seen.iter().all(|count| *count == 1));
            for window in &plan.windows {
                prop_assert!(window.audio.duration() <= 30.0);
            }
            for pair in plan.windows.windows(2) {
                prop_assert!(pair[0].audio.start <= pair[1].audio.start);
            }
        }
    }
}
