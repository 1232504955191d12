//! Made-up speaker turns for the formats' tests.

use crate::transcript::{Diarization, Speaker, Turn};

/// Turns given as start, end and speaker; the speakers in order of appearance.
pub(super) fn diarization(turns: &[(f64, f64, &str)]) -> Diarization {
    let mut speakers: Vec<Speaker> = Vec::new();
    for &(start, end, label) in turns {
        match speakers.iter_mut().find(|speaker| speaker.label == label) {
            Some(speaker) => speaker.seconds += end - start,
            None => speakers.push(Speaker {
                label: label.to_owned(),
                seconds: end - start,
                score: None,
                embedding: Vec::new(),
            }),
        }
    }
    let turns: Vec<Turn> = (turns.iter())
        .map(|&(start, end, speaker)| Turn {
            start,
            end,
            speaker: speaker.to_owned(),
        })
        .collect();
    Diarization {
        model: String::new(),
        speakers,
        exclusive: turns.clone(),
        turns,
        overlaps: Vec::new(),
    }
}
