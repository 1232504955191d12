//! Whole files: errors that name the file, times that are judged, bytes of any kind.

use proptest::prelude::*;

use super::*;

fn script(name: &str, text: &str) -> Script {
    read(name, text.as_bytes(), None).expect("a script")
}

fn refused(name: &str, bytes: &[u8]) -> String {
    read(name, bytes, None).expect_err("no script").to_string()
}

#[test]
fn a_plain_text_becomes_untimed_lines() {
    let script = script("talk.txt", "\u{feff}So it goes.\r\n\r\nAnd so\ton.\r");
    let texts: Vec<&str> = script.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["So it goes.", "And so on."]);
    assert_eq!(script.times, Times::None);
    assert_eq!(script.notes, Vec::<String>::new());
}

#[test]
fn a_long_line_is_a_line() {
    let long = "word ".repeat(1_000);
    assert_eq!(script("talk.txt", &long).lines[0].text.len(), 4_999);
}

#[test]
fn errors_name_the_file_and_the_mend() {
    assert_eq!(
        refused("talk.srt", b" \r\n"),
        "`talk.srt` holds no text: give a transcript with at least one word"
    );
    assert!(
        refused("talk.srt", b"1\n00:00:01,000 --> 00:00:02,000\n...\n").contains("holds no text")
    );
    assert!(refused("talk.vtt", b"WEBVTT\n\n").contains("holds no text"));
    assert!(refused("talk.json", b"{\"segments\": []}").contains("holds no text"));
    assert!(refused("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").starts_with("`a.png` isn't text"));
    assert!(
        refused("talk.srt", b"So.").contains("can't be read as srt: there is no line with times")
    );
    assert!(refused("talk.json", b"So.").starts_with("`talk.json` can't be read as json: "));
    assert!(
        refused("task.json", b"{\"status\": \"processing\"}")
            .starts_with("`task.json` is the record of a task whose status is `processing`: ")
    );
    let large = vec![b'a'; MAX_BYTES + 1];
    assert!(refused("talk.txt", &large).starts_with("`talk.txt` has 65 MiB"));
    let many = "a\n".repeat(MAX_LINES + 1);
    assert!(refused("talk.txt", many.as_bytes()).contains("more than 500000 lines"));
}

#[test]
fn the_format_given_overrules_the_content() {
    let text = b"WEBVTT\n\nSo it goes.\n";
    let script = read("talk.vtt", text, Some(ScriptFormat::Txt)).expect("a script");
    assert_eq!(script.lines.len(), 2);
    for format in ScriptFormat::ALL {
        assert_eq!(format.to_string().parse::<ScriptFormat>(), Ok(*format));
    }
    assert!("docx".parse::<ScriptFormat>().is_err());
}

#[test]
fn times_are_judged() {
    let judged = |times: &[(Option<f64>, Option<f64>)]| {
        let line = |(number, (start, end)): (usize, &(Option<f64>, Option<f64>))| Line {
            text: "so".to_owned(),
            start: *start,
            end: *end,
            speaker: None,
            number,
        };
        let lines: Vec<Line> = (1..).zip(times).map(line).collect();
        match judge(&lines) {
            Times::None => "none".to_owned(),
            Times::Usable => "usable".to_owned(),
            Times::Unusable(reason) => reason,
        }
    };
    let at = |start: f64, end: f64| (Some(start), Some(end));
    assert_eq!(judged(&[(None, None)]), "none");
    assert_eq!(
        judged(&[at(0.0, 2.0), at(1.0, 3.0), at(3.0, 3.0)]),
        "usable"
    );
    assert_eq!(
        judged(&[at(0.0, 2.0), (None, None), (Some(2.0), None)]),
        "2 of 3 lines have no full times"
    );
    assert_eq!(
        judged(&[at(-0.5, 2.0)]),
        "line 1 begins before the recording does"
    );
    assert_eq!(
        judged(&[at(0.0, 1.0), at(2.0, 1.0)]),
        "line 2 ends before it begins"
    );
    assert_eq!(
        judged(&[at(2.0, 3.0), at(1.0, 2.0)]),
        "line 2 begins before line 1"
    );
    assert_eq!(
        judged(&[at(0.0, 0.0), at(0.0, 0.0)]),
        "no line lasts any time"
    );
}

#[test]
fn unknown_languages_are_noted() {
    let script = script("a.json", r#"{"text": "nuqneH", "language": "tlh"}"#);
    assert_eq!(script.language, None);
    assert_eq!(script.notes.len(), 1);
}

/// Files that are nearly in a format: its marks and others in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[\\PC\\n\\r\\t]{0,8}",
        proptest::sample::select(vec![
            "WEBVTT",
            "NOTE",
            "STYLE",
            "\n\n",
            "\n",
            "\r\n",
            "1",
            "00:00:01,000",
            "00:01.5",
            " --> ",
            "-->",
            "<v Ada>",
            "</v>",
            "<i>",
            "<",
            ">",
            "&amp;",
            "&#x41;",
            "&",
            "{\\an8}",
            "{\\",
            "[S1]:",
            "[",
            "]",
            "[00:01.0 → 00:02.0] ",
            "start\tend\ttext\n",
            "\t",
            "-5",
            "1e400",
            "nan",
            "{",
            "}",
            "\"",
            ":",
            ",",
            "\"segments\":",
            "[{",
            "\"start\":",
            "NaN",
            "\"text\":\"so\"",
            "\\",
            "so",
            "天",
            "\u{feff}",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// What every script promises.
fn holds(script: &Script) {
    assert!(!script.lines.is_empty());
    for line in &script.lines {
        assert!(!line.text.is_empty() && line.text == line.text.trim());
        assert!(!line.text.contains(['\n', '\r', '\t', '\0']));
        assert!(line.start.is_none_or(f64::is_finite) && line.end.is_none_or(f64::is_finite));
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_script_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for format in [None].into_iter().chain(ScriptFormat::ALL.iter().copied().map(Some)) {
            if let Ok(script) = read("a", &bytes, format) {
                holds(&script);
            }
        }
    }

    #[test]
    fn any_marks_are_a_script_or_an_error(text in pieces()) {
        for format in [None].into_iter().chain(ScriptFormat::ALL.iter().copied().map(Some)) {
            if let Ok(script) = read("a", text.as_bytes(), format) {
                holds(&script);
            }
        }
    }
}
