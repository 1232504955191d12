//! An edit list applied to a track: which parts of its sound are heard, in which order, and where
//! there is silence. Pure.

use std::ops::Range;

use serde::Serialize;

/// How often a list may go back in the recording: each time it is decoded from its beginning.
const MOST_REWINDS: usize = 64;
/// Most silence one list may ask for, in seconds.
const MOST_SILENCE: f64 = 12.0 * 3_600.0;

/// One entry of an edit list. Times are in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind")]
pub enum Edit {
    /// Silence.
    #[serde(rename = "silence")]
    Empty {
        /// How long it lasts.
        #[serde(rename = "duration")]
        length: f64,
    },
    /// A part of the track.
    #[serde(rename = "media")]
    Media {
        /// Where it begins in the track's own time.
        #[serde(rename = "start")]
        begin: f64,
        /// How long it lasts; `None` goes on to the end.
        #[serde(rename = "duration")]
        length: Option<f64>,
    },
}

/// Seconds of silence with which a list begins.
pub(super) fn leading_silence(edits: &[Edit]) -> f64 {
    let lengths = edits.iter().map_while(|edit| match edit {
        Edit::Empty { length } => Some(*length),
        Edit::Media { .. } => None,
    });
    lengths.fold(0.0, |sum, length| sum + length)
}

/// Takes from a list the silence before `start`, at which the recording begins.
pub(super) fn begin_at(edits: &mut Vec<Edit>, start: f64) {
    let silence = leading_silence(edits) - start;
    if start <= 0.0 || !silence.is_finite() {
        return;
    }
    edits.retain({
        let mut is_leading = true;
        move |edit| {
            is_leading &= matches!(edit, Edit::Empty { .. });
            !is_leading
        }
    });
    if silence > 0.0 {
        edits.insert(0, Edit::Empty { length: silence });
    }
}

/// What to do with a block of sound.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cut {
    /// Give out that many frames of silence.
    Silence(u64),
    /// Give out these frames of the block.
    Keep(Range<usize>),
    /// Decode from the beginning again.
    Rewind,
    /// Stop: nothing more is to be heard.
    End,
}

/// An edit list and how far it has come.
#[derive(Debug, Clone, Default)]
pub(super) struct Cutter {
    edits: Vec<Edit>,
    index: usize,
    /// Frames given out of the current entry.
    given: u64,
    rewinds: usize,
    silence: f64,
    /// The track's time of the first frame there is.
    first: Option<f64>,
}

impl Cutter {
    /// `length` is the track's own, in seconds, where it is known. A list that keeps nothing of the
    /// track can't be meant and is passed over.
    pub(super) fn new(edits: Vec<Edit>, length: Option<f64>) -> Self {
        let length = length.unwrap_or(f64::INFINITY);
        let keeps = |edit: &Edit| matches!(edit, Edit::Media { begin, .. } if *begin < length);
        let edits = if edits.iter().any(keeps) {
            edits
        } else {
            Vec::new()
        };
        Self {
            edits,
            ..Self::default()
        }
    }

    /// The entries that are applied.
    pub(super) fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// Seconds that are heard in all; `None` if the list doesn't say.
    pub(super) fn length(&self) -> Option<f64> {
        let lengths = self.edits.iter().map(|edit| match edit {
            Edit::Empty { length } => Some(*length),
            Edit::Media { length, .. } => *length,
        });
        lengths.sum::<Option<f64>>().filter(|_| !self.is_empty())
    }

    /// What to do with the `count` frames that begin at the track's time `at`.
    pub(super) fn cut(&mut self, at: f64, count: usize, rate: u32) -> Vec<Cut> {
        let per_second = f64::from(rate);
        let first = *self.first.get_or_insert(at);
        let mut cuts = Vec::new();
        loop {
            let (begin, length) = match self.edits.get(self.index) {
                None => {
                    cuts.push(Cut::End);
                    return cuts;
                }
                Some(Edit::Empty { length }) => {
                    let length = *length;
                    cuts.extend(self.silent(length, per_second));
                    continue;
                }
                Some(Edit::Media { begin, length }) => (*begin, *length),
            };
            let left = length.map_or(u64::MAX, |length| {
                frames(length, per_second).saturating_sub(self.given)
            });
            if left == 0 {
                self.advance();
                continue;
            }
            // Where the entry goes on, in frames from the block's beginning.
            let from = signed((begin - at) * per_second) + signed_frames(self.given);
            if from < 0 {
                if at > first {
                    cuts.push(self.rewind());
                    return cuts;
                }
                // There is nothing before the first frame.
                let missing = from.unsigned_abs().min(left);
                self.given += missing;
                cuts.push(Cut::Silence(missing));
                continue;
            }
            let from = usize::try_from(from).unwrap_or(usize::MAX);
            if from >= count {
                return cuts;
            }
            let length = usize::try_from(left).unwrap_or(usize::MAX);
            let to = from.saturating_add(length).min(count);
            cuts.push(Cut::Keep(from..to));
            self.given += (to - from) as u64;
            if to - from < length {
                return cuts;
            }
            self.advance();
        }
    }

    /// What to do where the track's sound has ended at its time `end`.
    pub(super) fn end(&mut self, end: f64, rate: u32) -> Vec<Cut> {
        let mut cuts = Vec::new();
        if self.is_empty() {
            return cuts;
        }
        // The entry that was under way has got all there is.
        if matches!(self.edits.get(self.index), Some(Edit::Media { .. })) {
            self.advance();
        }
        loop {
            match self.edits.get(self.index) {
                None => return cuts,
                Some(Edit::Empty { length }) => {
                    let length = *length;
                    cuts.extend(self.silent(length, rate.into()));
                }
                Some(Edit::Media { begin, .. }) if *begin < end => {
                    cuts.push(self.rewind());
                    return cuts;
                }
                Some(Edit::Media { .. }) => self.advance(),
            }
        }
    }

    fn advance(&mut self) {
        self.index += 1;
        self.given = 0;
    }

    fn rewind(&mut self) -> Cut {
        self.rewinds += 1;
        if self.rewinds > MOST_REWINDS {
            self.index = self.edits.len();
            return Cut::End;
        }
        Cut::Rewind
    }

    /// Silence of an entry, as much as is believed.
    fn silent(&mut self, length: f64, per_second: f64) -> Option<Cut> {
        self.advance();
        let length = length.min(MOST_SILENCE - self.silence);
        if length <= 0.0 {
            return None;
        }
        self.silence += length;
        Some(Cut::Silence(frames(length, per_second)))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float cast saturates"
)]
fn frames(seconds: f64, per_second: f64) -> u64 {
    (seconds * per_second).round() as u64
}

#[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
fn signed(frames: f64) -> i64 {
    frames.round() as i64
}

fn signed_frames(frames: u64) -> i64 {
    i64::try_from(frames).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(begin: f64, length: f64) -> Edit {
        Edit::Media {
            begin,
            length: Some(length),
        }
    }

    /// Applies a list to a track of `seconds` in which each frame's value is its number, ten a second.
    fn played(edits: &[Edit], seconds: usize) -> Vec<Option<usize>> {
        let mut cutter = Cutter::new(edits.to_vec(), Some(seconds as f64));
        let blocks = seconds * 10 / 4 + 1;
        let mut heard = Vec::new();
        'again: loop {
            let mut cuts = Vec::new();
            for block in 0..=blocks {
                let at = block * 4;
                let count = (seconds * 10).saturating_sub(at).min(4);
                cuts.clear();
                if count == 0 {
                    cuts.extend(cutter.end(seconds as f64, 10));
                } else {
                    cuts.extend(cutter.cut(at as f64 / 10.0, count, 10));
                }
                for cut in cuts.drain(..) {
                    match cut {
                        Cut::Silence(frames) => {
                            heard.extend(std::iter::repeat_n(None, frames as usize));
                        }
                        Cut::Keep(range) => heard.extend(range.map(|frame| Some(at + frame))),
                        Cut::Rewind => continue 'again,
                        Cut::End => return heard,
                    }
                }
                if count == 0 {
                    return heard;
                }
            }
        }
    }

    fn part(range: Range<usize>) -> Vec<Option<usize>> {
        range.map(Some).collect()
    }

    #[test]
    fn parts_are_heard_in_the_list_s_order() {
        assert_eq!(played(&[media(0.1, 2.0)], 10), part(1..21));
        assert_eq!(
            played(&[media(0.1, 0.5), media(0.8, 0.9)], 10),
            [part(1..6), part(8..17)].concat()
        );
        let silence = Edit::Empty { length: 0.3 };
        assert_eq!(
            played(&[silence, media(9.5, 3.0), silence], 10),
            [vec![None; 3], part(95..100), vec![None; 3]].concat()
        );
        // Back again, and the same twice.
        assert_eq!(
            played(&[media(5.0, 1.0), media(1.0, 0.5), media(1.0, 0.5)], 10),
            [part(50..60), part(10..15), part(10..15)].concat()
        );
        let open = Edit::Media {
            begin: 9.0,
            length: None,
        };
        assert_eq!(
            played(&[open, media(0.0, 0.2)], 10),
            [part(90..100), part(0..2)].concat()
        );
    }

    #[test]
    fn a_recording_begins_with_its_first_track() {
        let silence = |length| Edit::Empty { length };
        let list = [silence(1.0), silence(2.0), media(0.0, 4.0), silence(1.0)];
        let begun = |start: f64| {
            let mut edits = list.to_vec();
            begin_at(&mut edits, start);
            edits
        };
        assert_eq!(begun(0.0), list);
        assert_eq!(begun(f64::INFINITY), list);
        assert_eq!(begun(3.0), list[2..]);
        assert_eq!(begun(0.5), [silence(2.5), list[2], list[3]]);
    }

    #[test]
    fn a_list_that_keeps_nothing_is_passed_over() {
        assert!(Cutter::new(vec![media(20.0, 5.0)], Some(10.0)).is_empty());
        assert!(Cutter::new(vec![Edit::Empty { length: 5.0 }], None).is_empty());
        assert!(!Cutter::new(vec![media(9.9, 5.0)], Some(10.0)).is_empty());
    }

    #[test]
    fn no_list_goes_on_for_ever() {
        let back: Vec<Edit> = (0..4_000).map(|i| media(f64::from(i % 2), 0.5)).collect();
        assert!(played(&back, 10).len() < 1_000);
        let silence = vec![Edit::Empty { length: 1e9 }, media(0.0, 0.1)];
        assert_eq!(played(&silence, 10).len(), 12 * 36_000 + 1);
    }

    proptest::proptest! {
        #[test]
        fn each_entry_is_heard_whole(begins in proptest::collection::vec((0usize..90, 1usize..9), 1..12)) {
            let edits: Vec<Edit> = begins
                .iter()
                .map(|(begin, length)| media(*begin as f64 / 10.0, *length as f64 / 10.0))
                .collect();
            let expected: Vec<_> = begins
                .iter()
                .flat_map(|(begin, length)| part(*begin..begin + length))
                .collect();
            proptest::prop_assert_eq!(played(&edits, 10), expected);
        }
    }
}
