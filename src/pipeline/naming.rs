//! Names for speakers: those the user lists, and those of enrolled voices.

use std::collections::BTreeMap;

use crate::cluster;
use crate::transcript::{Diarization, Transcript, thousandths};

/// A voice that was enrolled under a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The name.
    pub name: String,
    /// Which models heard it: embeddings of others can't be compared.
    pub model: String,
    /// What the voice sounds like, of length 1.
    pub embedding: Vec<f32>,
}

/// New names by the labels they replace, each with how well the voice fits, where that was
/// measured.
pub type Names = BTreeMap<String, (String, Option<f64>)>;

/// Finds names for speakers. A listed name goes to the speaker who is heard in that place; the
/// others are compared with the enrolled voices, each of which is one speaker at most.
#[must_use]
pub fn names(
    diarization: &Diarization,
    listed: &[String],
    known: &[Known],
    threshold: f64,
) -> Names {
    let mut names = Names::new();
    for (speaker, name) in diarization.speakers.iter().zip(listed) {
        names.insert(speaker.label.clone(), (name.clone(), None));
    }
    let mut fits = Vec::new();
    for speaker in &diarization.speakers[names.len()..] {
        let comparable =
            |voice: &&Known| voice.model == diarization.model && !listed.contains(&voice.name);
        for voice in known.iter().filter(comparable) {
            let fit = f64::from(cluster::dot(&speaker.embedding, &voice.embedding));
            if fit >= threshold && speaker.embedding.len() == voice.embedding.len() {
                fits.push((fit, &speaker.label, &voice.name));
            }
        }
    }
    fits.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (fit, label, name) in fits {
        let taken = names.values().any(|(other, _)| other == name);
        if !taken && !names.contains_key(label) {
            names.insert(label.clone(), (name.clone(), Some(thousandths(fit))));
        }
    }
    names
}

/// Puts names in place of labels.
pub fn rename(diarization: &mut Diarization, names: &Names) {
    for speaker in &mut diarization.speakers {
        if let Some((name, score)) = names.get(&speaker.label) {
            speaker.label.clone_from(name);
            speaker.score = *score;
        }
    }
    let turns = diarization.turns.iter_mut();
    for turn in turns.chain(&mut diarization.exclusive) {
        replace(&mut turn.speaker, names);
    }
}

/// Puts names in place of labels everywhere in a transcript.
pub fn rename_all(transcript: &mut Transcript, names: &Names) {
    if let Some(diarization) = &mut transcript.diarization {
        rename(diarization, names);
    }
    for segment in &mut transcript.segments {
        let words = segment.words.iter_mut().map(|word| &mut word.speaker);
        for speaker in words.chain([&mut segment.speaker]).flatten() {
            replace(speaker, names);
        }
    }
}

fn replace(label: &mut String, names: &Names) {
    if let Some((name, _)) = names.get(label) {
        label.clone_from(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{Speaker, Turn};

    fn diarization() -> Diarization {
        let speaker = |label: &str, embedding: [f32; 2]| Speaker {
            label: label.to_owned(),
            seconds: 1.0,
            score: None,
            embedding: embedding.to_vec(),
        };
        let turn = |speaker: &str| Turn {
            start: 0.0,
            end: 1.0,
            speaker: speaker.to_owned(),
        };
        Diarization {
            speakers: vec![
                speaker("SPEAKER_00", [1.0, 0.0]),
                speaker("SPEAKER_01", [0.8, 0.6]),
                speaker("SPEAKER_02", [0.0, 1.0]),
            ],
            turns: vec![turn("SPEAKER_00"), turn("SPEAKER_01"), turn("SPEAKER_02")],
            ..Diarization::default()
        }
    }

    fn known(name: &str, embedding: [f32; 2]) -> Known {
        Known {
            name: name.to_owned(),
            model: String::new(),
            embedding: embedding.to_vec(),
        }
    }

    #[test]
    fn a_voice_is_one_speaker_and_the_best_fit_wins() {
        let found = names(&diarization(), &[], &[known("Ada", [0.9, 0.436])], 0.6);
        assert_eq!(found.len(), 1);
        assert_eq!(found["SPEAKER_01"].0, "Ada");
        let none = names(&diarization(), &[], &[known("Ada", [-1.0, 0.0])], 0.6);
        assert!(none.is_empty());
    }

    #[test]
    fn listed_names_come_first() {
        let listed = ["Ada".to_owned()];
        let known = [known("Ada", [0.0, 1.0]), known("Bob", [0.0, 1.0])];
        let found = names(&diarization(), &listed, &known, 0.6);
        assert_eq!(found["SPEAKER_00"], ("Ada".to_owned(), None));
        assert_eq!(found["SPEAKER_02"], ("Bob".to_owned(), Some(1.0)));
        let mut named = diarization();
        rename(&mut named, &found);
        assert_eq!(named.speakers[2].score, Some(1.0));
        let turns: Vec<&str> = named
            .turns
            .iter()
            .map(|turn| turn.speaker.as_str())
            .collect();
        assert_eq!(turns, ["Ada", "SPEAKER_01", "Bob"]);
    }
}
