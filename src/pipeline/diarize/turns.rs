//! Frames to turns: seconds, labels, and what is too short to be one.

use super::identity::Speaker as Number;
use super::timeline::Frame;
use crate::audio;
use crate::engine::LocalVoices;
use crate::transcript::{Diarization, Span, Speaker, Turn, speaker_label, thousandths};

/// Pauses of a speaker shorter than this belong to the turn, in seconds.
const SHORTEST_PAUSE: f64 = 0.2;
/// Turns shorter than this are clicks, in seconds.
const SHORTEST_TURN: f64 = 0.1;

/// When the first frame begins: frames are centred on what they hear.
const FIRST_START: usize = LocalVoices::FIRST_CENTRE - LocalVoices::FRAME / 2;

/// A stretch of one speaker, in frames.
#[derive(Debug, Clone, PartialEq)]
struct Run {
    speaker: Number,
    start: usize,
    end: usize,
}

/// The recording that frames are of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    /// When its first sample is, in seconds.
    pub(super) start: f64,
    /// How long it is, in seconds.
    pub(super) duration: f64,
}

impl Clock {
    /// When a frame begins. The first one begins with the recording, the last one ends with it.
    fn at(&self, frame: usize) -> f64 {
        let sample = if frame == 0 {
            0
        } else {
            FIRST_START + frame * LocalVoices::FRAME
        };
        let seconds = audio::seconds(sample as u64).min(self.duration);
        thousandths(self.start + seconds)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.at(start), self.at(end))
    }
}

/// Turns, speakers in the order in which they are heard, and overlaps; `voices` are the speakers'
/// embeddings by number.
pub(super) fn describe(
    who: &[Frame],
    voices: &[Vec<f32>],
    clock: Clock,
    model: &str,
) -> Diarization {
    let all = tidy(
        runs(who, |frame| frame.iter().flatten().copied().collect()),
        clock,
        |_| true,
    );
    let silent = |pause: std::ops::Range<usize>| {
        let mut frames = who[pause].iter();
        frames.all(|frame| frame[0].is_none())
    };
    let exclusive = runs(who, |frame| frame[0].into_iter().collect());
    let exclusive = tidy(exclusive, clock, silent);
    let mut order: Vec<Number> = Vec::new();
    for run in &all {
        if !order.contains(&run.speaker) {
            order.push(run.speaker);
        }
    }
    let label = |number: Number| {
        order
            .iter()
            .position(|speaker| *speaker == number)
            .map(speaker_label)
    };
    let turns = |runs: Vec<Run>| -> Vec<Turn> {
        let turn = |run: Run| {
            let span = clock.span(run.start, run.end);
            Some(Turn {
                start: span.start,
                end: span.end,
                speaker: label(run.speaker)?,
            })
        };
        runs.into_iter().filter_map(turn).collect()
    };
    let turns_of_all = turns(all);
    let seconds = |label: &str| -> f64 {
        let own = turns_of_all.iter().filter(|turn| turn.speaker == label);
        let total: f64 = own.map(|turn| turn.span().duration()).sum();
        thousandths(total)
    };
    let speaker = |(index, number): (usize, &Number)| Speaker {
        label: speaker_label(index),
        seconds: seconds(&speaker_label(index)),
        score: None,
        embedding: voices[*number].clone(),
    };
    Diarization {
        model: model.to_owned(),
        speakers: order.iter().enumerate().map(speaker).collect(),
        exclusive: turns(exclusive),
        overlaps: overlaps(&turns_of_all),
        turns: turns_of_all,
    }
}

/// Stretches of frames in which somebody is among the speakers, in order of their starts.
fn runs(who: &[Frame], speakers: impl Fn(&Frame) -> Vec<Number>) -> Vec<Run> {
    let mut done = Vec::new();
    let mut open: Vec<Run> = Vec::new();
    for (index, frame) in who.iter().enumerate() {
        for speaker in speakers(frame) {
            match open.iter_mut().find(|run| run.speaker == speaker) {
                Some(run) => run.end = index + 1,
                None => open.push(Run {
                    speaker,
                    start: index,
                    end: index + 1,
                }),
            }
        }
        let (ended, still): (Vec<Run>, Vec<Run>) =
            open.into_iter().partition(|run| run.end <= index);
        done.extend(ended);
        open = still;
    }
    done.extend(open);
    done.sort_by_key(|run| (run.start, run.end, run.speaker));
    done
}

/// Bridges a speaker's short pauses where that is allowed, and drops what is too short.
fn tidy(
    runs: Vec<Run>,
    clock: Clock,
    bridges: impl Fn(std::ops::Range<usize>) -> bool,
) -> Vec<Run> {
    let mut tidied: Vec<Run> = Vec::new();
    for run in runs {
        let same = |other: &&mut Run| other.speaker == run.speaker;
        match tidied.iter_mut().rev().find(same) {
            Some(before)
                if clock.span(before.end, run.start).duration() < SHORTEST_PAUSE
                    && bridges(before.end..run.start) =>
            {
                before.end = run.end;
            }
            _ => tidied.push(run),
        }
    }
    tidied.retain(|run| clock.span(run.start, run.end).duration() >= SHORTEST_TURN);
    tidied
}

/// Where turns of different speakers cover the same time.
pub(in crate::pipeline) fn overlaps(turns: &[Turn]) -> Vec<Span> {
    let mut overlaps: Vec<Span> = Vec::new();
    let mut furthest = f64::NEG_INFINITY;
    for turn in turns {
        let end = turn.end.min(furthest);
        if turn.start < end {
            match overlaps.last_mut() {
                Some(last) if turn.start <= last.end => last.end = last.end.max(end),
                _ => overlaps.push(Span::new(turn.start, end)),
            }
        }
        furthest = furthest.max(turn.end);
    }
    overlaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn frames(parts: &[(Frame, usize)]) -> Vec<Frame> {
        parts
            .iter()
            .flat_map(|(frame, count)| vec![*frame; *count])
            .collect()
    }

    fn described(parts: &[(Frame, usize)]) -> Diarization {
        let who = frames(parts);
        let clock = Clock {
            start: 0.0,
            duration: audio::seconds((who.len() * 270 + 991) as u64),
        };
        describe(&who, &[vec![1.0], vec![2.0], vec![3.0]], clock, "test")
    }

    #[test]
    fn speakers_are_numbered_as_they_come() {
        let found = described(&[
            ([Some(2), None], 60),
            ([Some(0), None], 60),
            ([Some(2), None], 60),
        ]);
        let labels: Vec<&str> = found
            .turns
            .iter()
            .map(|turn| turn.speaker.as_str())
            .collect();
        assert_eq!(labels, ["SPEAKER_00", "SPEAKER_01", "SPEAKER_00"]);
        assert_eq!(found.speakers[0].embedding, [3.0]);
        assert_eq!(found.speakers.len(), 2);
        assert_eq!(found.exclusive, found.turns);
        assert_eq!(found.turns[0].start, 0.0);
        assert!((found.turns[0].end - 1.035).abs() < 1e-9);
    }

    #[test]
    fn overlap_is_in_turns_and_not_in_exclusive_ones() {
        let found = described(&[
            ([Some(0), None], 60),
            ([Some(0), Some(1)], 30),
            ([Some(1), None], 60),
        ]);
        assert_eq!(found.turns.len(), 2);
        assert_eq!(found.overlaps.len(), 1);
        let overlap = found.turns[0].end - found.turns[1].start;
        assert!((overlap - found.overlaps[0].duration()).abs() < 1e-9);
        assert_eq!(found.exclusive[0].end, found.exclusive[1].start);
    }

    #[test]
    fn short_pauses_are_bridged_and_clicks_dropped() {
        let pause = ([None, None], 8);
        let found = described(&[([Some(0), None], 60), pause, ([Some(0), None], 60)]);
        assert_eq!(found.turns.len(), 1);
        let found = described(&[
            ([Some(0), None], 60),
            ([Some(1), None], 4),
            ([Some(0), None], 60),
        ]);
        assert_eq!(found.turns.len(), 1);
        assert_eq!(found.speakers.len(), 1);
        // Somebody else's click is no pause, in the track without overlap.
        assert_eq!(found.exclusive.len(), 2);
    }

    proptest! {
        #[test]
        fn exclusive_turns_do_not_overlap(
            parts in proptest::collection::vec((proptest::option::of(0usize..3), proptest::option::of(0usize..3), 1usize..40), 0..30)
        ) {
            let parts: Vec<(Frame, usize)> = parts
                .into_iter()
                .map(|(a, b, n)| ([a, b.filter(|b| a.is_some() && Some(*b) != a)], n))
                .collect();
            let found = described(&parts);
            for pair in found.exclusive.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start);
            }
            for turn in found.turns.iter().chain(&found.exclusive) {
                prop_assert!(turn.start < turn.end);
                prop_assert!(found.speakers.iter().any(|speaker| speaker.label == turn.speaker));
            }
            for overlap in &found.overlaps {
                let over = found.turns.iter().filter(|turn| turn.span().overlap(overlap) > 1e-9);
                prop_assert!(over.count() >= 2);
            }
        }
    }
}
