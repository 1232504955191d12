//! Results as whisperX-FastAPI wrote them, to results of our own.

use serde::Deserialize;

use super::Outcome;
use crate::language;
use crate::transcript::{
    Diarization, Diarized, SCHEMA_VERSION, Segment, Speaker, Transcript, Turn, Word, WordSource,
    compression_ratio, join_text,
};

/// Words of a transcription, an alignment or a whole job.
#[derive(Deserialize)]
struct Words {
    segments: Vec<ForeignSegment>,
    #[serde(default)]
    language: Option<String>,
}

#[derive(Deserialize)]
struct ForeignSegment {
    start: f64,
    end: f64,
    text: String,
    #[serde(default)]
    avg_logprob: f64,
    #[serde(default)]
    speaker: Option<String>,
    #[serde(default)]
    words: Vec<ForeignWord>,
}

#[derive(Deserialize)]
struct ForeignWord {
    word: String,
    #[serde(default)]
    start: Option<f64>,
    #[serde(default)]
    end: Option<f64>,
    #[serde(default)]
    score: Option<f64>,
    #[serde(default)]
    speaker: Option<String>,
}

/// A turn of a diarization.
#[derive(Deserialize)]
struct ForeignTurn {
    start: f64,
    end: f64,
    speaker: String,
}

/// Reads a result; `None` for what that program didn't write either.
pub(super) fn read(json: &str) -> Option<Outcome> {
    if let Ok(words) = serde_json::from_str::<Words>(json) {
        return Some(Outcome::Transcript(Box::new(transcript(words))));
    }
    let turns: Vec<ForeignTurn> = serde_json::from_str(json).ok()?;
    let diarization = diarization(turns.into_iter().map(|turn| Turn {
        start: turn.start,
        end: turn.end,
        speaker: turn.speaker,
    }));
    Some(Outcome::Turns(Box::new(Diarized {
        schema_version: SCHEMA_VERSION,
        source: String::new(),
        duration: last(diarization.turns.iter().map(|turn| turn.end)),
        diarization,
        warnings: Vec::new(),
        incomplete: false,
    })))
}

fn transcript(words: Words) -> Transcript {
    let code = words.language.unwrap_or_default();
    let segments = words.segments.into_iter().enumerate();
    let segments: Vec<Segment> = segments.map(|(id, old)| segment(id, old, &code)).collect();
    let said = segments.iter().filter_map(|segment| {
        Some(Turn {
            start: segment.start,
            end: segment.end,
            speaker: segment.speaker.clone()?,
        })
    });
    let diarization = diarization(said);
    let mut transcript = Transcript {
        schema_version: SCHEMA_VERSION,
        source: String::new(),
        duration: last(segments.iter().map(|segment| segment.end)),
        model: String::new(),
        task: "transcribe".to_owned(),
        language: language::find(&code).map(str::to_owned),
        language_probability: None,
        text: join_text(&segments),
        segments,
        speech: Vec::new(),
        diarization: Some(diarization).filter(|found| !found.turns.is_empty()),
        warnings: Vec::new(),
        incomplete: false,
        confidence: None,
        unplaced: Vec::new(),
    };
    transcript.restore_spaces();
    transcript
}

fn segment(id: usize, old: ForeignSegment, language: &str) -> Segment {
    let text = old.text.trim().to_owned();
    let mut at = old.start;
    // Words that weren't found stand where the one before ended.
    let words = old.words.into_iter().map(|word| {
        let start = word.start.unwrap_or(at);
        at = word.end.unwrap_or(start);
        Word {
            word: word.word,
            start,
            end: at,
            score: word.score.unwrap_or(0.0),
            source: if word.start.is_some() {
                WordSource::Wav2vec2
            } else {
                WordSource::Interpolated
            },
            chars: Vec::new(),
            speaker: word.speaker,
            overlapped: false,
            spaced: true,
            tokens: Vec::new(),
            logprob: 0.0,
        }
    });
    Segment {
        id,
        start: old.start,
        end: old.end,
        language: language.to_owned(),
        avg_logprob: old.avg_logprob,
        no_speech_prob: 0.0,
        compression_ratio: compression_ratio(&text),
        tokens: Vec::new(),
        words: words.collect(),
        speaker: old.speaker,
        text,
    }
}

/// Turns and those who speak in them.
fn diarization(turns: impl Iterator<Item = Turn>) -> Diarization {
    let turns: Vec<Turn> = turns.collect();
    let mut speakers: Vec<Speaker> = Vec::new();
    for turn in &turns {
        let seconds = turn.span().duration();
        match speakers.iter_mut().find(|s| s.label == turn.speaker) {
            Some(speaker) => speaker.seconds += seconds,
            None => speakers.push(Speaker {
                label: turn.speaker.clone(),
                seconds,
                score: None,
                embedding: Vec::new(),
            }),
        }
    }
    Diarization {
        model: String::new(),
        speakers,
        exclusive: turns.clone(),
        turns,
        overlaps: Vec::new(),
    }
}

fn last(ends: impl Iterator<Item = f64>) -> f64 {
    ends.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_job_is_read() {
        let json = r#"{"segments": [{"start": 1.0, "end": 2.5, "text": " Hello there.",
            "words": [{"word": "Hello", "start": 1.0, "end": 1.4, "score": 0.9, "speaker": "A"},
                      {"word": "there."}], "speaker": "A"}], "word_segments": []}"#;
        let Some(Outcome::Transcript(transcript)) = read(json) else {
            panic!("no transcript");
        };
        assert_eq!(transcript.text, "Hello there.");
        assert_eq!(transcript.duration, 2.5);
        let words = &transcript.segments[0].words;
        assert_eq!((words[1].start, words[1].end), (1.4, 1.4));
        let diarization = transcript.diarization.expect("speakers");
        assert_eq!(diarization.speakers[0].label, "A");
    }

    #[test]
    fn turns_are_read() {
        let json = r#"[{"label": "A", "speaker": "SPEAKER_00", "start": 0.5, "end": 2.0}]"#;
        let Some(Outcome::Turns(turns)) = read(json) else {
            panic!("no turns");
        };
        assert_eq!(turns.diarization.speakers[0].seconds, 1.5);
        assert!(read("{}").is_none() && read("7").is_none());
    }
}
