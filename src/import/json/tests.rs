//! Transcripts of every maker, damaged ones, and objects that are none.

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Draft {
    parse(text).unwrap_or_else(|fault| panic!("{fault:?}: {text}"))
}

fn said(draft: &Draft) -> Vec<(Option<f64>, Option<f64>, &str)> {
    let line = |line: &'_ Line| (line.start, line.end);
    let texts = draft.lines.iter().map(|line| line.text.as_str());
    let times = draft.lines.iter().map(line);
    times
        .zip(texts)
        .map(|((start, end), text)| (start, end, text))
        .collect()
}

#[test]
fn every_makers_transcripts_are_read() {
    let one = [(Some(0.5), Some(1.25), "So it goes.")];
    for text in [
        r#"{"schema_version": 1, "language": "en", "text": "So it goes.", "segments": [{"id": 0,
            "start": 0.5, "end": 1.25, "text": "So it goes.", "tokens": [1], "words": []}]}"#,
        r#"{"segments": [{"start": 0.5, "end": 1.25, "text": " So it goes.", "words": [{"word": "So",
            "start": 0.5, "end": 0.7, "score": 0.9}]}], "word_segments": [{}], "language": "en"}"#,
        r#"{"task": "transcribe", "language": "english", "duration": 2.0, "text": "So it goes.",
            "segments": [{"id": 0, "start": 0.5, "end": 1.25, "text": " So it goes."}]}"#,
        r#"{"result": {"language": "en"}, "transcription": [{"timestamps": {"from":
            "00:00:00,500", "to": "00:00:01,250"}, "offsets": {"from": 500, "to": 1250},
            "text": " So it goes."}]}"#,
        r#"{"language": "en-GB", "transcription": [{"timestamps": {"from": "00:00:00,500",
            "to": "00:00:01,250"}, "text": "So it goes."}]}"#,
        r#"{"status": "completed", "result": {"segments": [{"start": 0.5, "end": 1.25,
            "text": "So it goes."}], "word_segments": []}, "metadata": {"task_type": "full",
            "language": "en"}, "error": null}"#,
    ] {
        let draft = read(text);
        assert_eq!(said(&draft), one, "{text}");
        assert_eq!(draft.language.as_deref(), Some("en"), "{text}");
        assert_eq!(draft.notes, Vec::<String>::new());
    }
    assert_eq!(
        said(&read(
            r#"[{"start": 0.5, "end": 1.25, "text": "So it goes."}]"#
        )),
        one
    );
    assert_eq!(
        said(&read(r#"["So it goes."]"#)),
        [(None, None, "So it goes.")]
    );
    let text = r#"{"text": "So it\ngoes. And so."}"#;
    assert_eq!(said(&read(text)), [(None, None, "So it goes. And so.")]);
    assert_eq!(
        said(&read(r#"{"text": "So.", "segments": []}"#)),
        [(None, None, "So.")]
    );
}

#[test]
fn times_that_are_no_numbers_are_missing() {
    let draft = read(
        r#"{"segments": [{"start": NaN, "end": Infinity, "text": "NaN \" -Infinity"},
            {"start": "1.0", "end": null, "text": "b", "speaker": 3}, {"text": "c"}, {"text": null},
            {"start": [1], "end": {"a": -Infinity}, "text": "d", "speaker": "SPEAKER_01"}, 7, null]}"#,
    );
    let texts: Vec<_> = said(&draft);
    assert_eq!(
        texts,
        [
            (None, None, "NaN \" -Infinity"),
            (None, None, "b"),
            (None, None, "c"),
            (None, None, "d")
        ]
    );
    assert_eq!(draft.lines[1].speaker.as_deref(), Some("3"));
    assert_eq!(draft.lines[3].speaker.as_deref(), Some("SPEAKER_01"));
    assert_eq!(draft.lines[3].number, 5);
}

#[test]
fn tasks_without_a_result_say_so() {
    let state = |text: &str| match parse(text) {
        Err(Fault::Unfinished(state)) => state,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        state(r#"{"status": "failed", "result": null, "metadata": {}, "error": "out of memory"}"#),
        "that failed (out of memory)"
    );
    assert_eq!(
        state(r#"{"status": "processing", "result": null}"#),
        "whose status is `processing`"
    );
    assert_eq!(
        state(r#"{"status": "failed", "error": {"a": 1}}"#),
        "that failed"
    );
}

#[test]
fn other_json_is_refused_with_a_reason() {
    for (text, expected) in [
        ("{}", "no list `segments`"),
        (r#"{"segments": null}"#, "no list `segments`"),
        (
            r#"{"status": "completed", "result": null}"#,
            "no list `segments`",
        ),
        (r#"{"segments": ["#, "EOF"),
        ("\"So.\"", "invalid type"),
        (
            "{\"text\": \"a\"}\n{\"text\": \"b\"}",
            "one transcript a file",
        ),
    ] {
        match parse(text) {
            Err(Fault::Malformed(reason)) => assert!(reason.contains(expected), "{text}: {reason}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn nesting_and_length_have_an_end() {
    for (open, shut) in [
        ("[", "]"),
        ("{\"result\":", "}"),
        ("{\"a\":[", "]}"),
        ("[{\"start\":[", "]}]"),
    ] {
        let deep = open.repeat(200_000) + "1" + &shut.repeat(200_000);
        // Read over or refused, but never followed down.
        let _ = parse(&deep);
        let _ = parse(&open.repeat(200_000));
    }
    let long = format!("[{}1]", "1,".repeat(super::super::MAX_LINES));
    assert!(matches!(parse(&long), Err(Fault::TooLong)));
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        segments in proptest::collection::vec(
            ("\\PC{0,20}[a-z\"\\\\]\\PC{0,20}", 0u32..400_000_000, 0u32..9000),
            1..20,
        ),
    ) {
        let seconds = |ms: u32| f64::from(ms) / 1000.0;
        let list: Vec<serde_json::Value> = segments
            .iter()
            .map(|(text, start, length)| {
                serde_json::json!({"start": seconds(*start), "end": seconds(start + length), "text": text})
            })
            .collect();
        let draft = read(&serde_json::json!({ "segments": list }).to_string());
        prop_assert_eq!(draft.lines.len(), segments.len());
        for (line, (text, start, length)) in draft.lines.iter().zip(&segments) {
            prop_assert_eq!(&line.text, &tidy(text));
            prop_assert_eq!(line.start, Some(seconds(*start)));
            prop_assert_eq!(line.end, Some(seconds(start + length)));
        }
    }
}
