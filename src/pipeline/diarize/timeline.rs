//! Who speaks in each frame of the recording, from what overlapping windows say of it.

use super::identity::{Identities, Speaker};
use crate::engine::LocalVoices;

/// Mean probability, in 255ths, from which on somebody speaks, or two speak at once.
const THRESHOLD: u32 = 128;

/// Who speaks in a frame: the one heard best first.
pub(super) type Frame = [Option<Speaker>; 2];

/// Combines windows that begin `step` frames after one another; `frames` is the recording's length.
pub(super) fn combine(
    windows: &[LocalVoices],
    identities: &[Identities],
    step: usize,
    frames: usize,
) -> Vec<Frame> {
    let speakers = identities.iter().flat_map(|window| {
        let moved = window.moved.iter().map(|(_, _, speaker)| *speaker);
        window.local.iter().flatten().copied().chain(moved)
    });
    let speakers = speakers.max().map_or(0, |last| last + 1);
    let mut activity = vec![0u32; speakers];
    let mut who = Vec::with_capacity(frames);
    for frame in 0..frames {
        // The windows that cover the frame.
        let first = (frame + 1)
            .saturating_sub(LocalVoices::FRAMES)
            .div_ceil(step);
        let last = (frame / step).min(windows.len().saturating_sub(1));
        let (mut speech, mut overlap, mut covering) = (0, 0, 0);
        activity.fill(0);
        let here = first.min(windows.len())..(last + 1).min(windows.len());
        let pairs = windows[here.clone()].iter().zip(&identities[here]);
        for (index, (window, identities)) in (first..).zip(pairs) {
            let at = frame - index * step;
            covering += 1;
            speech += u32::from(window.speech[at]);
            overlap += u32::from(window.overlap[at]);
            for (local, probability) in window.speakers[at].iter().enumerate() {
                if let Some(speaker) = identities.of(local, at) {
                    activity[speaker] += u32::from(*probability);
                }
            }
        }
        who.push(decide(&activity, speech, overlap, covering * THRESHOLD));
    }
    who
}

fn decide(activity: &[u32], speech: u32, overlap: u32, threshold: u32) -> Frame {
    if threshold == 0 || speech < threshold {
        return [None, None];
    }
    let loudest = |but: Option<Speaker>| {
        let others = (0..activity.len()).filter(|speaker| Some(*speaker) != but);
        let best = others.max_by_key(|&speaker| (activity[speaker], std::cmp::Reverse(speaker)));
        best.filter(|&speaker| activity[speaker] > 0)
    };
    let first = loudest(None);
    let second = if overlap >= threshold {
        loudest(first)
    } else {
        None
    };
    [first, second.filter(|_| first.is_some())]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A window in which each local speaker is heard in the given frames.
    fn window(heard: &[std::ops::Range<usize>; 3]) -> LocalVoices {
        let speaks = |frame: usize| {
            heard
                .clone()
                .map(|range| if range.contains(&frame) { 250 } else { 5 })
        };
        let speakers: Vec<[u8; 3]> = (0..LocalVoices::FRAMES).map(speaks).collect();
        let of = |least: usize| {
            let count = |each: &[u8; 3]| each.iter().filter(|p| **p > 100).count();
            let byte = |each: &[u8; 3]| if count(each) >= least { 250 } else { 5 };
            speakers.iter().map(byte).collect()
        };
        LocalVoices {
            speech: of(1),
            overlap: of(2),
            speakers,
            voices: [None, None, None],
        }
    }

    fn local(speakers: [Option<Speaker>; 3]) -> Identities {
        Identities {
            local: speakers,
            moved: Vec::new(),
        }
    }

    #[test]
    fn windows_agree_on_who_speaks() {
        // The same speech in two windows that know the speakers by other local numbers.
        let first = window(&[100..400, 350..500, 0..0]);
        let second = window(&[202..352, 0..252, 0..0]);
        let who = combine(
            &[first, second],
            &[
                local([Some(0), Some(1), None]),
                local([Some(1), Some(0), None]),
            ],
            148,
            650,
        );
        assert_eq!(who.len(), 650);
        assert_eq!(who[50], [None, None]);
        assert_eq!(who[200], [Some(0), None]);
        assert!(who[380].contains(&Some(0)) && who[380].contains(&Some(1)));
        assert_eq!(who[450], [Some(1), None]);
        assert_eq!(who[640], [None, None]);
    }

    #[test]
    fn moved_frames_are_somebody_elses() {
        let mut identities = local([Some(0), None, None]);
        identities.moved.push((0, 200..300, 1));
        let who = combine(&[window(&[100..400, 0..0, 0..0])], &[identities], 148, 589);
        assert_eq!(
            (who[150][0], who[250][0], who[350][0]),
            (Some(0), Some(1), Some(0))
        );
    }

    #[test]
    fn nothing_heard_is_nobody() {
        assert_eq!(combine(&[], &[], 148, 2), [[None, None]; 2]);
    }
}
