//! What may stand before a line's words: a speaker in brackets, a stretch of time in brackets.

use super::clock;

/// Longest name of a speaker, in characters.
const LONGEST_NAME: usize = 64;

/// Splits `[NAME]: words`, and `[SPEAKER_00] words` where the name is a word and a number.
///
/// Without the colon, only numbered names count: `[laughs] Yes.` says what is heard, not who.
pub(super) fn speaker(text: &str) -> (Option<String>, &str) {
    let split = || {
        let (name, rest) = text.trim_start().strip_prefix('[')?.split_once(']')?;
        let name = name.trim();
        let plain = !name.is_empty()
            && name.chars().take(LONGEST_NAME + 1).count() <= LONGEST_NAME
            && !name.contains(['[', '\n', '→'])
            && !name.contains("-->");
        let rest = match rest.trim_start().strip_prefix([':', '：']) {
            Some(rest) => rest,
            None if is_numbered(name) => rest,
            None => return None,
        };
        plain.then(|| (Some(name.to_owned()), rest.trim_start()))
    };
    split().unwrap_or((None, text))
}

/// Whether a name is like `SPEAKER_00`, `Speaker 1` or `S2`.
fn is_numbered(name: &str) -> bool {
    let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let letters = word.trim_end_matches(['_', '-', ' ', '#']);
    word.len() < name.len() && !letters.is_empty() && letters.chars().all(char::is_alphabetic)
}

/// Splits `[00:06.78 → 00:12.42] words`, the form that terminals are shown.
pub(super) fn times(text: &str) -> Option<(f64, f64, &str)> {
    let (inside, rest) = text.trim_start().strip_prefix('[')?.split_once(']')?;
    let (start, end) = inside
        .split_once('→')
        .or_else(|| inside.split_once("-->"))?;
    Some((clock::parse(start)?, clock::parse(end)?, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speakers_are_told_from_sounds() {
        let named = |text| speaker(text).0;
        assert_eq!(
            speaker("[SPEAKER_00]: Hi."),
            (Some("SPEAKER_00".to_owned()), "Hi.")
        );
        assert_eq!(
            speaker("[SPEAKER_00] Hi."),
            (Some("SPEAKER_00".to_owned()), "Hi.")
        );
        assert_eq!(
            named("[Dr. Ada Lovelace]: Hi.").as_deref(),
            Some("Dr. Ada Lovelace")
        );
        assert_eq!(named("[Speaker 1] Hi.").as_deref(), Some("Speaker 1"));
        for text in [
            "[laughs] Hi.",
            "[BLANK_AUDIO]",
            "[] Hi.",
            "[1999] was",
            "Ada: Hi.",
            "[open",
        ] {
            assert_eq!(speaker(text), (None, text));
        }
        let long = format!("[{}]: Hi.", "x".repeat(65));
        assert_eq!(named(&long), None);
    }

    #[test]
    fn printed_times_are_read() {
        assert_eq!(
            times("[00:06.78 → 00:12.42] So."),
            Some((6.78, 12.42, "So."))
        );
        assert_eq!(
            times("[1:00:00.00 --> 1:00:01.50]  So."),
            Some((3600.0, 3601.5, "So."))
        );
        assert_eq!(times("[one → two] So."), None);
        assert_eq!(times("So."), None);
    }
}
