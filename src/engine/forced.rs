//! Forced alignment of one window: labels of words, laid over a network's frames, to word times.
//! Shared by the aligners that have a CTC network. Pure.

use super::borders::{self, Core};
use super::ctc::{self, Emissions, Label};
use super::{Placed, Timing, Window, chars};
use crate::audio::energy::Contour;
use crate::transcript::{mean, ratio};

/// A label and what it stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placement {
    /// What is sought.
    pub(super) label: Label,
    /// Index of the word in the window; `None` for what stands between words.
    pub(super) word: Option<usize>,
    /// Byte of the written word with which the label's character begins, where that is known.
    pub(super) at: Option<usize>,
}

/// How a network's frames lie in time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Clock {
    /// Middle of the first frame, in seconds.
    pub(super) first: f64,
    /// From one frame to the next, in seconds.
    pub(super) step: f64,
    /// How long before its first spike a word begins that touches the one before, in seconds.
    pub(super) lead: f64,
}

impl Clock {
    fn seconds(&self, frame: usize) -> f64 {
        self.first + ratio(frame, 1) * self.step
    }
}

/// Times for the words of a window; `None` for all where the labels can't be laid over the frames.
pub(super) fn place(
    window: &Window<'_>,
    emissions: &Emissions,
    placements: &[Placement],
    blank: usize,
    clock: Clock,
) -> Placed {
    let mut placed = vec![None; window.words.len()];
    let labels: Vec<Label> = placements.iter().map(|placement| placement.label).collect();
    let Some(alignment) = ctc::align(emissions, &labels, blank) else {
        return placed;
    };
    let mut words: Vec<WordPath> = Vec::new();
    for (placement, found) in placements.iter().zip(&alignment.labels) {
        let Some(index) = placement.word else {
            continue;
        };
        let (first, last) = (clock.seconds(found.first), clock.seconds(found.last));
        if words.last().is_none_or(|word| word.index != index) {
            words.push(WordPath {
                index,
                core: Core { first, last },
                fits: Vec::new(),
                letters: Some(Vec::new()),
            });
        }
        if let Some(word) = words.last_mut() {
            word.core.last = last;
            word.fits.push(found.fit.max(f64::MIN_POSITIVE).ln());
            match (&mut word.letters, placement.at) {
                (Some(letters), Some(at)) => letters.push((at, first, found.fit)),
                (letters, _) => *letters = None,
            }
        }
    }
    let cores: Vec<Core> = words.iter().map(|word| word.core).collect();
    let contour = Contour::new(window.samples);
    for (word, span) in words
        .iter()
        .zip(borders::place(&cores, &contour, clock.lead))
    {
        let written = &window.words[word.index].word;
        let letters = word.letters.as_deref();
        placed[word.index] = Some(Timing {
            start: span.start,
            end: span.end,
            score: mean(word.fits.iter().copied()).exp(),
            chars: letters.map_or_else(Vec::new, |heard| {
                chars::spread(written, span.start, span.end, heard)
            }),
        });
    }
    placed
}

/// What the labels of one word gave.
struct WordPath {
    index: usize,
    core: Core,
    /// Logarithms of the labels' fits.
    fits: Vec<f64>,
    /// The characters; `None` as soon as one label is not of a character.
    letters: Option<Vec<chars::HeardLetter>>,
}
