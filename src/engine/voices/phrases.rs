//! Which frames of a window are lent to which embedding: the phrases of each local speaker.

use std::ops::Range;

use crate::engine::LocalVoices;
use crate::engine::segmentation::network::CLASSES;

/// Speakers that the network tells apart in a window.
pub(super) const SPEAKERS: usize = LocalVoices::SPEAKERS;

/// Who speaks in each class of the network's output.
const SPEAKING: [[bool; SPEAKERS]; CLASSES] = [
    [false, false, false],
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [true, true, false],
    [true, false, true],
    [false, true, true],
];
/// First class in which two speak.
const FIRST_OF_TWO: usize = 4;

/// A pause shorter than this many frames (0.15 s) doesn't end a phrase.
const LONGEST_GAP: usize = 9;
/// A phrase shorter than this many frames (0.76 s) says little of a voice.
const SHORTEST_PHRASE: usize = 45;
/// With fewer frames (0.3 s) of a speaker alone, what others talk into is taken too.
const FEW_CLEAN: usize = 18;

/// Classes of a window, as the decisions and probabilities that follow from them.
pub(super) struct Activity {
    /// Most probable class of each frame.
    decisions: Vec<usize>,
    probabilities: Vec<f32>,
}

/// Frames from which one embedding is made.
pub(super) struct Part {
    /// The frames.
    pub(super) frames: Vec<usize>,
    /// From the first to behind the last, where they are a phrase.
    pub(super) phrase: Option<Range<usize>>,
}

impl Activity {
    /// `probabilities` are those of the network for each frame, of which the first `frames` count.
    pub(super) fn new(mut probabilities: Vec<f32>, frames: usize) -> Self {
        // What lies behind the end of the recording is silence, whatever the network makes of it.
        for frame in probabilities.chunks_exact_mut(CLASSES).skip(frames) {
            frame.fill(0.0);
            frame[0] = 1.0;
        }
        let likeliest = |frame: &[f32]| {
            let best = (0..CLASSES).max_by(|a, b| frame[*a].total_cmp(&frame[*b]));
            best.unwrap_or(0)
        };
        Self {
            decisions: probabilities.chunks_exact(CLASSES).map(likeliest).collect(),
            probabilities,
        }
    }

    /// Probability of each speaker in each frame.
    pub(super) fn speakers(&self) -> Vec<[f32; SPEAKERS]> {
        let sum = |frame: &[f32]| {
            let mut each = [0.0; SPEAKERS];
            for (class, probability) in SPEAKING.iter().zip(frame) {
                for (speaker, speaks) in each.iter_mut().zip(class) {
                    *speaker += if *speaks { *probability } else { 0.0 };
                }
            }
            each
        };
        self.probabilities.chunks_exact(CLASSES).map(sum).collect()
    }

    /// Probability that two speak at once, in each frame.
    pub(super) fn overlap(&self) -> Vec<f32> {
        let frames = self.probabilities.chunks_exact(CLASSES);
        frames
            .map(|frame| frame[FIRST_OF_TWO..].iter().sum())
            .collect()
    }

    /// Probability that somebody speaks, in each frame.
    pub(super) fn speech(&self) -> Vec<f32> {
        let frames = self.probabilities.chunks_exact(CLASSES);
        frames.map(|frame| 1.0 - frame[0]).collect()
    }

    fn speaks(&self, speaker: usize, frame: usize) -> bool {
        SPEAKING[self.decisions[frame]][speaker]
    }

    fn is_clean(&self, speaker: usize, frame: usize) -> bool {
        self.speaks(speaker, frame) && self.decisions[frame] < FIRST_OF_TWO
    }

    /// Frames in which a speaker is alone.
    pub(super) fn clean(&self, speaker: usize) -> Vec<usize> {
        let frames = 0..self.decisions.len();
        frames.filter(|&f| self.is_clean(speaker, f)).collect()
    }

    /// What to make embeddings of a speaker from: each phrase, or all there is where no phrase is
    /// long enough.
    pub(super) fn parts(&self, speaker: usize) -> Vec<Part> {
        let clean = self.clean(speaker);
        let mut parts: Vec<Part> = Vec::new();
        for &frame in &clean {
            match parts.last_mut() {
                Some(Part {
                    frames,
                    phrase: Some(range),
                }) if frame - range.end < LONGEST_GAP => {
                    frames.push(frame);
                    range.end = frame + 1;
                }
                _ => parts.push(Part {
                    frames: vec![frame],
                    phrase: Some(frame..frame + 1),
                }),
            }
        }
        parts.retain(|part| {
            part.phrase
                .as_ref()
                .is_some_and(|range| range.len() >= SHORTEST_PHRASE)
        });
        if parts.is_empty() {
            let all = (0..self.decisions.len()).filter(|&f| self.speaks(speaker, f));
            let frames = if clean.len() >= FEW_CLEAN {
                clean
            } else {
                all.collect()
            };
            if !frames.is_empty() {
                parts.push(Part {
                    frames,
                    phrase: None,
                });
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(classes: &[(usize, usize)]) -> Activity {
        let mut probabilities = Vec::new();
        for &(class, frames) in classes {
            for _ in 0..frames {
                let mut frame = [0.02; CLASSES];
                frame[class] = 0.88;
                probabilities.extend(frame);
            }
        }
        let frames = probabilities.len() / CLASSES;
        Activity::new(probabilities, frames)
    }

    #[test]
    fn phrases_end_at_pauses_and_leave_out_overlap() {
        let activity = activity(&[(1, 50), (0, 5), (1, 20), (0, 20), (1, 60), (4, 30), (2, 10)]);
        let parts = activity.parts(0);
        let ranges: Vec<_> = parts.iter().map(|part| part.phrase.clone()).collect();
        assert_eq!(ranges, [Some(0..75), Some(95..155)]);
        assert_eq!(parts[0].frames.len(), 70);
        let second = activity.parts(1);
        assert_eq!(second.len(), 1);
        // Ten frames alone are too few: those in which the other speaks too are taken along.
        assert_eq!((second[0].frames.len(), &second[0].phrase), (40, &None));
        assert!(activity.parts(2).is_empty());
    }

    #[test]
    fn probabilities_add_up() {
        let activity = activity(&[(5, 1), (0, 1)]);
        let speakers = activity.speakers();
        assert!((speakers[0][0] - 0.92).abs() < 1e-6 && (speakers[0][1] - 0.06).abs() < 1e-6);
        assert!((activity.overlap()[0] - 0.92).abs() < 1e-6);
        assert!((activity.speech()[1] - 0.12).abs() < 1e-6);
    }

    #[test]
    fn nothing_is_heard_behind_the_end() {
        let activity = Activity::new([0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0].repeat(4), 2);
        assert_eq!(activity.clean(0), [0, 1]);
        assert!(activity.speech()[3] < 1e-6);
    }
}
