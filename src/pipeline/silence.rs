//! Sound that got no words: what makes a transcript suspicious. Pure.

use super::coverage::spoken;
use crate::transcript::{Segment, Span, Transcript, Warning, Word};

/// Sound that lasts this long, in seconds, should have words.
const SHORTEST_SOUND: f64 = 1.0;
/// Speech that lasts longer than this, in seconds, should have words: between the words of clean
/// recordings, voice activity goes on for 1.4 s at most (docs/decisions.md).
const SHORTEST_SPEECH: f64 = 2.0;
/// Speech that goes on after less than this, in seconds, is one stretch.
const PAUSE: f64 = 1.0;
/// Longest time of a word, in seconds: of one drawn-out sound, and for each letter and digit more.
const LONGEST_SOUND: f64 = 1.0;
const LETTER_SECONDS: f64 = 0.1;
const DIGIT_SECONDS: f64 = 0.6;
/// Places that are named in a warning.
const NAMED: usize = 5;

/// What a recording sounded like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heard {
    /// Seconds of it in which there was sound.
    pub(super) sounding: f64,
    /// Whether speech was looked for: without that, all of it counts as speech.
    pub(super) detected: bool,
}

/// What to say of a transcript whose recording has more to hear than it has words.
pub(super) fn suspicion(transcript: &Transcript, heard: Heard) -> Option<Warning> {
    let wordless = if heard.detected {
        wordless(&transcript.segments, &transcript.speech, &transcript.task)
    } else {
        Vec::new()
    };
    let seconds: f64 = wordless
        .iter()
        .map(|span| spoken(span, &transcript.speech))
        .sum();
    if transcript.segments.is_empty() && heard.sounding >= SHORTEST_SOUND {
        let speech = if wordless.is_empty() {
            String::new()
        } else {
            // What is faint may be speech, and is no sound.
            let seconds = seconds.min(heard.sounding);
            format!(", {seconds:.1} s of which seem to be speech")
        };
        return Some(Warning::lost(format!(
            "no words were found in {:.1} s of sound{speech}: if words are said in it, try another \
             --track, --language or --model, or a lower --vad-onset",
            heard.sounding
        )));
    }
    (!wordless.is_empty()).then(|| {
        Warning::lost(format!(
            "speech without words: {} ({seconds:.1} s in all)",
            places(&wordless)
        ))
    })
}

/// What to say of speech that a given text has no words for.
pub(super) fn untold(segments: &[Segment], speech: &[Span]) -> Option<Warning> {
    let untold = wordless(segments, speech, "align");
    let seconds: f64 = untold.iter().map(|span| spoken(span, speech)).sum();
    (!untold.is_empty()).then(|| {
        Warning::remark(format!(
            "speech that the text has no words for: {} ({seconds:.1} s in all)",
            places(&untold)
        ))
    })
}

/// The stretches between words that have more speech than pauses and breaths explain, in order of
/// time. Segments stand for words where those are of another language than the speech.
fn wordless(segments: &[Segment], speech: &[Span], task: &str) -> Vec<Span> {
    let mut said: Vec<Span> = Vec::new();
    for segment in segments {
        if segment.words.is_empty() || task == "translate" {
            said.push(segment.span());
        } else {
            said.extend(segment.words.iter().map(covered));
        }
    }
    // Where speakers overlap, so do their words.
    said.sort_by(|a, b| a.start.total_cmp(&b.start));
    let mut at = f64::NEG_INFINITY;
    let mut wordless = Vec::new();
    for span in &said {
        wordless.extend(runs(speech, at, span.start));
        at = at.max(span.end);
    }
    wordless.extend(runs(speech, at, f64::INFINITY));
    wordless
}

/// What a word can cover: one that is timed much longer than it can last hides what was lost behind
/// it. A digit may stand for a word of its own.
fn covered(word: &Word) -> Span {
    let letters = word.word.chars();
    let longest = letters.fold(LONGEST_SOUND, |sum, c| {
        sum + if c.is_numeric() {
            DIGIT_SECONDS
        } else {
            LETTER_SECONDS
        }
    });
    Span::new(word.start, word.end.min(word.start + longest))
}

/// Speech between two times, from one pause to the next, where there is enough of it.
fn runs(speech: &[Span], start: f64, end: f64) -> Vec<Span> {
    let from = speech.partition_point(|span| span.end <= start);
    let inside = speech[from..].iter().take_while(|span| span.start < end);
    let mut runs: Vec<(Span, f64)> = Vec::new();
    for span in inside {
        let span = Span::new(span.start.max(start), span.end.min(end));
        match runs.last_mut() {
            Some((run, seconds)) if span.start - run.end < PAUSE => {
                run.end = span.end;
                *seconds += span.duration();
            }
            _ => runs.push((span, span.duration())),
        }
    }
    runs.retain(|(_, seconds)| *seconds > SHORTEST_SPEECH);
    runs.into_iter().map(|(run, _)| run).collect()
}

/// Spans as `12.3–15.9 s`, the longest few of them, and how many more.
fn places(spans: &[Span]) -> String {
    let mut shown = spans.to_vec();
    shown.sort_by(|a, b| b.duration().total_cmp(&a.duration()));
    shown.truncate(NAMED);
    shown.sort_by(|a, b| a.start.total_cmp(&b.start));
    let shown = shown
        .iter()
        .map(|span| format!("{:.1}–{:.1} s", span.start, span.end));
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if spans.len() > NAMED {
        use std::fmt::Write as _;
        let _ = write!(text, " and {} more", spans.len() - NAMED);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const HEARD: Heard = Heard {
        sounding: 20.0,
        detected: true,
    };

    /// A transcript with words and speech at these times.
    fn transcript(words: &[(&str, f64, f64)], speech: &[(f64, f64)]) -> Transcript {
        let word = |(word, start, end): &(&str, f64, f64)| json!({"word": word, "start": start, "end": end, "score": 1.0, "source": "phoneme"});
        let words: Vec<Value> = words.iter().map(word).collect();
        let segment = json!({
            "id": 0, "start": words.first().map_or(json!(0.0), |word| word["start"].clone()),
            "end": words.last().map_or(json!(0.0), |word| word["end"].clone()), "text": "",
            "language": "en", "avg_logprob": 0.0, "no_speech_prob": 0.0, "compression_ratio": 1.0,
            "tokens": [], "words": words,
        });
        let segments: Vec<Value> = [segment]
            .into_iter()
            .filter(|_| !words.is_empty())
            .collect();
        let spans = speech.iter();
        let speech: Vec<Value> = spans.map(|(a, b)| json!({"start": a, "end": b})).collect();
        let transcript = json!({
            "schema_version": 1, "source": "", "duration": 30.0, "model": "", "task": "transcribe",
            "language": "en", "language_probability": null, "text": "", "segments": segments,
            "speech": speech, "warnings": [],
        });
        serde_json::from_value(transcript).expect("a transcript")
    }

    fn told(words: &[(&str, f64, f64)], speech: &[(f64, f64)]) -> Option<String> {
        let warning = suspicion(&transcript(words, speech), HEARD);
        warning.inspect(|w| assert!(w.lost)).map(|w| w.text)
    }

    #[test]
    fn speech_without_words_is_told_with_its_places() {
        let speech = [(1.0, 9.0), (9.5, 12.0), (15.0, 16.9)];
        let words = [("so", 1.0, 1.4), ("it", 5.0, 5.2), ("goes", 5.3, 9.0)];
        let expected = "speech without words: 1.4–5.0 s, 6.7–12.0 s (8.4 s in all)";
        assert_eq!(told(&words, &speech).as_deref(), Some(expected));
        // A number of six digits may take long.
        let words = [("123,456", 1.0, 5.5), ("it", 6.5, 9.0), ("goes", 9.5, 12.0)];
        assert_eq!(told(&words, &speech), None);
    }

    #[test]
    fn pauses_laughter_and_segments_of_translations_are_no_loss() {
        let words = [("so", 1.0, 1.4), ("what", 20.0, 20.4)];
        let spots: Vec<(f64, f64)> = (0..9)
            .map(|i| 2.0 * f64::from(i) + 1.5)
            .map(|s| (s, s + 0.9))
            .collect();
        assert_eq!(told(&words, &spots), None);
        let mut other = transcript(&words, &[(1.0, 20.0)]);
        other.task = "translate".to_owned();
        assert_eq!(suspicion(&other, HEARD), None);
        let undetected = Heard {
            detected: false,
            ..HEARD
        };
        assert_eq!(
            suspicion(&transcript(&words, &[(1.0, 20.0)]), undetected),
            None
        );
    }

    #[test]
    fn sound_without_words_is_told_once() {
        let text = told(&[], &[(1.0, 9.0)]).expect("a warning");
        assert!(
            text.starts_with("no words were found in 20.0 s of sound, 8.0 s of which"),
            "{text}"
        );
        let text = told(&[], &[]).expect("a warning");
        assert!(
            text.starts_with("no words were found in 20.0 s of sound: "),
            "{text}"
        );
        let silent = Heard {
            sounding: 0.9,
            ..HEARD
        };
        assert_eq!(suspicion(&transcript(&[], &[]), silent), None);
        // Too faint to count as sound, and yet speech.
        assert!(suspicion(&transcript(&[], &[(1.0, 9.0)]), silent).is_some());
    }

    #[test]
    fn many_places_are_counted() {
        let many: Vec<Span> = (0..7)
            .map(|i| Span::new(f64::from(i) * 10.0, f64::from(i) * 11.0 + 3.0))
            .collect();
        let text = places(&many);
        assert!(text.ends_with("60.0–69.0 s and 2 more"), "{text}");
        assert_eq!(text.matches('–').count(), NAMED);
    }

    #[test]
    fn what_a_text_leaves_out_is_a_remark() {
        let spoken = transcript(&[("so", 1.0, 1.4)], &[(1.0, 5.0)]);
        let warning = untold(&spoken.segments, &spoken.speech).expect("a warning");
        assert!(
            !warning.lost && warning.text.contains("1.4–5.0 s"),
            "{warning:?}"
        );
    }
}
