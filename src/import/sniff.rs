//! Which format a text is in: by its content, else by the extension of its name.

use std::path::Path;

use super::{ScriptFormat, cue, tsv, vtt};

/// Non-blank lines among which the first cue's times must stand.
const LINES_BEFORE_TIMES: usize = 20;

pub(super) fn format(name: &str, text: &str) -> ScriptFormat {
    let extension = by_extension(name);
    if vtt::has_header(text) {
        return ScriptFormat::Vtt;
    }
    if looks_like_json(text) {
        return ScriptFormat::Json;
    }
    if tsv::has_header(text) {
        return ScriptFormat::Tsv;
    }
    let filled = text.lines().filter(|line| !line.trim().is_empty());
    let mut first = filled.take(LINES_BEFORE_TIMES);
    if first.any(|line| cue::timing(line).is_some()) {
        return match extension {
            // Only the header is missing.
            Some(ScriptFormat::Vtt) => ScriptFormat::Vtt,
            _ => ScriptFormat::Srt,
        };
    }
    extension.unwrap_or(ScriptFormat::Txt)
}

fn by_extension(name: &str) -> Option<ScriptFormat> {
    Path::new(name).extension()?.to_str()?.parse().ok()
}

/// Whether the first two marks are those of an object or list; `[SPEAKER_00]` is neither.
fn looks_like_json(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| !c.is_whitespace());
    match (marks.next(), marks.next()) {
        (Some('{'), Some(second)) => matches!(second, '"' | '}'),
        (Some('['), Some(second)) => matches!(second, '{' | '"' | ']'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{ScriptFormat, format};

    #[test]
    fn content_decides_then_the_name() {
        for (name, text, expected) in [
            ("a.txt", "WEBVTT - notes\n\n", ScriptFormat::Vtt),
            ("a.txt", "WEBVTTs are files.", ScriptFormat::Txt),
            ("a", "{ \"text\": \"so\" }", ScriptFormat::Json),
            ("a", "[{\"text\": \"so\"}]", ScriptFormat::Json),
            ("a", "[SPEAKER_00]: {so}", ScriptFormat::Txt),
            ("a", "{so}", ScriptFormat::Txt),
            ("a.txt", "start\tend\ttext\n0\t1\tso\n", ScriptFormat::Tsv),
            (
                "a.txt",
                "1\n00:00:00,000 --> 00:00:01,000\nso\n",
                ScriptFormat::Srt,
            ),
            ("a.vtt", "00:00.000 --> 00:01.000\nso\n", ScriptFormat::Vtt),
            ("a.JSON", "so", ScriptFormat::Json),
            ("a.tsv", "so", ScriptFormat::Tsv),
            ("a.docx", "so", ScriptFormat::Txt),
            ("", "so --> and so", ScriptFormat::Txt),
        ] {
            assert_eq!(format(name, text), expected, "{name}: {text}");
        }
    }
}
