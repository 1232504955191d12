//! Word edges to the edges of pauses: attention gives a pause to the word behind it.
//!
//! Pure: times in seconds from the start of a window, and the window's energy.

use crate::audio::energy::Contour;
use crate::transcript::Span;

/// Shortest quiet taken for a pause, in seconds: stops within words close for less.
const PAUSE: f64 = 0.1;
/// Shortest quiet that ends the first and the last word, in seconds.
const EDGE: f64 = 0.025;
/// Least range from noise to speech, in decibels, at which quiet is told from speech at all.
const CONTRAST: f64 = 20.0;
/// A word that seems longer, in seconds, has a pause in it,
const LONG: f64 = 0.6;
/// and this much of its end is sure to be the word.
const SURE: f64 = 0.3;
/// How far from their anchors the first and the last word may reach, in seconds.
const REACH: f64 = 1.0;
/// How far, in seconds, the first word can begin before its anchor and the last one end behind it,
/// where no quiet says so.
const BEFORE: f64 = 0.3;
const BEHIND: f64 = 0.4;
/// A word that seems shorter, in seconds, has had no time of its own: attention has steps of 0.02.
const SQUEEZED: f64 = 0.03;
/// Shortest word, in seconds: one frame of attention.
const SHORTEST: f64 = 0.02;

/// Shares out time where attention leaves a word none: the word before it has taken both. Every
/// word gets as much as it has characters (`lengths`).
pub(super) fn share(words: &mut [Span], lengths: &[f64]) {
    let squeezed = |word: &Span| word.duration() < SQUEEZED;
    let mut first = 0;
    while first < words.len() {
        let more = words[first + 1..].iter().take_while(|word| squeezed(word));
        let group = first..first + 1 + more.count();
        let (words, lengths) = (&mut words[group.clone()], &lengths[group.clone()]);
        let joined = words.windows(2).all(|w| w[1].start - w[0].end < SQUEEZED);
        if words.len() > 1 && joined {
            let mut start = words[0].start;
            let end = words.iter().fold(start, |end, word| end.max(word.end));
            let each = (end - start) / lengths.iter().sum::<f64>();
            for (word, length) in words.iter_mut().zip(lengths) {
                *word = Span::new(start, start + each * length);
                start = word.end;
            }
        }
        first = group.end;
    }
}

/// Moves the edges of words in a window of `duration` seconds, which is more than none. The words
/// come out in order, none of them empty or reaching into another, all of them inside the window.
pub(super) fn snap(words: &[Span], contour: &Contour, duration: f64) -> Vec<Span> {
    let mut words = in_order(words, duration);
    // A place within each word, around which pauses are looked for.
    let anchors: Vec<f64> = words.iter().map(anchor).collect();
    let quiet = |from: f64, to: f64, least: f64| {
        let quiet = contour.longest_quiet(from, to);
        let clear = contour.range_db(f64::midpoint(from, to)) >= CONTRAST;
        quiet.filter(|quiet| clear && quiet.duration() >= least)
    };
    for (index, anchors) in anchors.windows(2).enumerate() {
        if let Some(pause) = quiet(anchors[0], anchors[1], PAUSE) {
            words[index].end = pause.start;
            words[index + 1].start = pause.end;
        }
    }
    if let (Some(word), Some(&anchor)) = (words.first_mut(), anchors.first()) {
        let before = quiet(anchor - REACH, anchor, EDGE);
        word.start = before.map_or_else(|| contour.outer_start(anchor, BEFORE), |quiet| quiet.end);
    }
    if let (Some(word), Some(&anchor)) = (words.last_mut(), anchors.last()) {
        let behind = quiet(anchor, anchor + REACH, EDGE);
        word.end = behind.map_or_else(|| contour.outer_end(anchor, BEHIND), |quiet| quiet.start);
    }
    give_room(&mut words, duration);
    words
}

fn anchor(word: &Span) -> f64 {
    if word.duration() > LONG {
        word.end - SURE
    } else {
        f64::midpoint(word.start, word.end)
    }
}

/// The words with times that never go back and never leave the window; NaN becomes a neighbour's.
fn in_order(words: &[Span], duration: f64) -> Vec<Span> {
    let mut reached = 0.0f64;
    let mut next = |time: f64| {
        reached = reached.max(time.min(duration));
        reached
    };
    words
        .iter()
        .map(|word| Span::new(next(word.start), next(word.end)))
        .collect()
}

/// Gives each word some time, pushing those behind it on where there is none to spare.
fn give_room(words: &mut [Span], duration: f64) {
    let count = f64::from(u32::try_from(words.len()).unwrap_or(u32::MAX));
    let shortest = SHORTEST.min(duration / count.max(1.0));
    let mut previous = 0.0f64;
    let mut left = count;
    for word in words {
        let latest = duration - left * shortest;
        let start = word.start.min(latest).max(previous);
        let end = word.end.max(start + shortest);
        let end = end.min((latest + shortest).max(start + shortest));
        // Rounding may carry the last one over the edge.
        *word = Span::new(start, end.min(duration));
        previous = word.end;
        left -= 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Samples that are loud in parts, times in seconds.
    fn loud(length: f64, parts: &[(f64, f64)]) -> Vec<f32> {
        let mut state = 1u32;
        (0..(length * 16_000.0) as u32)
            .map(|index| {
                let at = f64::from(index) / 16_000.0;
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = (state >> 8) as f32 / (1 << 24) as f32 - 0.5;
                let loud = parts.iter().any(|part| part.0 <= at && at < part.1);
                noise * if loud { 0.5 } else { 0.001 }
            })
            .collect()
    }

    fn near(word: Span, start: f64, end: f64) -> bool {
        (word.start - start).abs() < 0.03 && (word.end - end).abs() < 0.03
    }

    #[test]
    fn pauses_are_taken_from_the_words_behind_them() {
        let contour = Contour::new(&loud(3.0, &[(0.5, 1.0), (1.5, 2.0), (2.0, 2.4)]));
        let heard = [
            Span::new(0.0, 0.95),
            Span::new(0.95, 1.9),
            Span::new(1.9, 2.45),
        ];
        let words = snap(&heard, &contour, 3.0);
        assert!(near(words[0], 0.5, 1.0), "{words:?}");
        assert!(near(words[1], 1.5, 1.9), "{words:?}");
        // No pause before the last word: its start stays.
        assert!(near(words[2], 1.9, 2.4), "{words:?}");
    }

    #[test]
    fn without_quiet_edges_reach_a_little() {
        let tone = |at: u32| (f64::from(at) * 0.4).sin() as f32;
        let contour = Contour::new(&(0..64_000).map(tone).collect::<Vec<_>>());
        let words = snap(&[Span::new(0.0, 2.0), Span::new(2.0, 2.2)], &contour, 4.0);
        assert!(near(words[0], 1.4, 2.0), "{words:?}");
        assert!(near(words[1], 2.0, 2.5), "{words:?}");
    }

    #[test]
    fn squeezed_words_share_the_time_of_the_one_before() {
        let mut words = [
            Span::new(0.0, 0.5),
            Span::new(0.5, 1.5),
            Span::new(1.5, 1.5),
            Span::new(1.5, 1.52),
            Span::new(2.0, 2.02),
        ];
        share(&mut words[..4], &[4.0, 5.0, 2.0, 3.0]);
        assert!(near(words[0], 0.0, 0.5) && near(words[1], 0.5, 1.01));
        assert!(near(words[2], 1.01, 1.21) && near(words[3], 1.21, 1.52));
        // Behind a pause there is nothing to share.
        let mut apart = [words[3], words[4]];
        share(&mut apart, &[3.0, 1.0]);
        assert_eq!(apart, [words[3], words[4]]);
    }

    #[test]
    fn crowded_words_share_what_there_is() {
        let contour = Contour::new(&[]);
        let words = snap(&[Span::new(0.5, 0.5); 10], &contour, 0.1);
        assert!((words[0].duration() - 0.01).abs() < 1e-9);
        assert!(snap(&[], &contour, 1.0).is_empty());
    }

    proptest! {
        #[test]
        fn words_are_ordered_inside_the_window(
            times in proptest::collection::vec((proptest::num::f64::ANY, -1.0f64..3.0), 0..60),
            length in 0.02f64..2.0,
            parts in proptest::collection::vec((0.0f64..2.0, 0.0f64..2.0), 0..4),
        ) {
            let samples = loud(length, &parts);
            let duration = crate::audio::seconds(samples.len() as u64);
            let words: Vec<Span> = times.iter().map(|time| Span { start: time.0, end: time.1 }).collect();
            let snapped = snap(&words, &Contour::new(&samples), duration);
            prop_assert_eq!(snapped.len(), words.len());
            let mut previous = 0.0;
            for word in snapped {
                prop_assert!(previous <= word.start && word.start < word.end && word.end <= duration);
                previous = word.end;
            }
        }
    }
}
