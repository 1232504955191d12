//! What the writers write, the importer reads: the same text, the same times to the millisecond.

use proptest::prelude::*;
use scripta::format::Format;
use scripta::format::Options;
use scripta::import::{self, Script, Times};
use scripta::subtitle::Layout;
use scripta::transcript::Transcript;
use serde_json::json;

/// Segments of words that follow one another.
fn transcript(segments: &[(Vec<String>, u32, u32)]) -> Transcript {
    let seconds = |ms: u32| f64::from(ms) / 1000.0;
    let mut at = 0;
    let segments: Vec<_> = segments
        .iter()
        .enumerate()
        .map(|(id, (words, gap, length))| {
            let start = at + gap;
            at = start;
            let words: Vec<_> = words
                .iter()
                .map(|word| {
                    let start = at;
                    at += length;
                    json!({"word": word, "start": seconds(start), "end": seconds(at), "score": 0.5,
                        "source": "attention"})
                })
                .collect();
            let texts: Vec<_> = words
                .iter()
                .filter_map(|word| word["word"].as_str())
                .collect();
            json!({
                "id": id, "start": seconds(start), "end": seconds(at), "text": texts.join(" "),
                "language": "en", "avg_logprob": -0.1, "no_speech_prob": 0.0,
                "compression_ratio": 1.0, "tokens": [], "words": words,
            })
        })
        .collect();
    let mut transcript: Transcript = serde_json::from_value(json!({
        "schema_version": 1, "source": "talk.wav", "duration": seconds(at), "model": "tiny",
        "task": "transcribe", "language": "en", "language_probability": null, "text": "",
        "segments": segments, "speech": [], "warnings": [],
    }))
    .expect("a transcript");
    for word in transcript.segments.iter_mut().flat_map(|s| &mut s.words) {
        word.spaced = true;
    }
    transcript
}

fn read(transcript: &Transcript, format: Format, layout: &Layout) -> Script {
    let options = Options {
        layout: layout.clone(),
        ..Options::default()
    };
    let bytes = format.render(transcript, &options);
    // The name says nothing: the content must do.
    import::read("file", &bytes, None).unwrap_or_else(|error| panic!("{format}: {error}"))
}

proptest! {
    #[test]
    fn written_transcripts_are_read_back(
        segments in proptest::collection::vec(
            (proptest::collection::vec("[a-zé]{1,9}[.,?!]?", 1..12), 0u32..3_000, 50u32..900),
            1..8,
        ),
    ) {
        let transcript = transcript(&segments);
        let layout = Layout::default();
        for format in [Format::Txt, Format::Tsv, Format::Json] {
            let script = read(&transcript, format, &layout);
            prop_assert_eq!(script.lines.len(), transcript.segments.len());
            for (line, segment) in script.lines.iter().zip(&transcript.segments) {
                prop_assert_eq!(&line.text, &segment.text);
                if format != Format::Txt {
                    prop_assert_eq!(line.start, Some(segment.start));
                    prop_assert_eq!(line.end, Some(segment.end));
                }
            }
            prop_assert_eq!(script.notes, Vec::<String>::new());
        }
    }

    #[test]
    fn written_subtitles_are_read_back(
        segments in proptest::collection::vec(
            (proptest::collection::vec("[a-zé]{1,9}[.,?!]?", 1..12), 0u32..3_000, 50u32..900),
            1..8,
        ),
        highlight_words: bool,
    ) {
        let transcript = transcript(&segments);
        let layout = Layout { highlight_words, ..Layout::default() };
        let said: Vec<&str> = transcript.segments.iter().map(|s| s.text.as_str()).collect();
        for format in [Format::Srt, Format::Vtt] {
            let script = read(&transcript, format, &layout);
            let texts: Vec<&str> = script.lines.iter().map(|line| line.text.as_str()).collect();
            prop_assert_eq!(texts.join(" "), said.join(" "));
            prop_assert_eq!(script.times, Times::Usable);
        }
    }
}
