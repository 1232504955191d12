//! Bytes to text: UTF-8, UTF-16 with its mark, else Windows-1252; line ends become line feeds.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text and a note on how it had to be read; `None` for what isn't text.
pub(super) fn decode(bytes: &[u8]) -> Option<(String, Option<String>)> {
    let (text, note) = characters(bytes);
    if !is_text(&text) {
        return None;
    }
    let text = if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    };
    Some((text, note))
}

fn characters(bytes: &[u8]) -> (String, Option<String>) {
    for (mark, encoding) in [(&b"\xff\xfe"[..], UTF_16LE), (b"\xfe\xff", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let (text, damaged) = encoding.decode_without_bom_handling(rest);
            let note = damaged.then(|| damage(encoding.name()));
            return (text.into_owned(), note);
        }
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = str::from_utf8(bytes) {
        return (text.to_owned(), None);
    }
    // A character cut in two is no reason to misread all the others.
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good > bad {
        let (text, _) = UTF_8.decode_without_bom_handling(bytes);
        return (text.into_owned(), Some(damage("UTF-8")));
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let note = "the file is not UTF-8 and was read as Windows-1252: if letters look wrong, save \
                it as UTF-8";
    (text.into_owned(), Some(note.to_owned()))
}

fn damage(encoding: &str) -> String {
    format!("some characters are damaged {encoding} and are shown as \u{fffd}")
}

/// Whether these characters are something that people write.
fn is_text(text: &str) -> bool {
    let mut all = 0_usize;
    let mut strange = 0_usize;
    for character in text.chars() {
        all += 1;
        match character {
            '\0' => return false,
            // Line ends, tabs, form feeds, terminal escapes and the end mark of old editors.
            '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1b}' | '\u{1a}' | '\u{85}' => {}
            '\u{fffd}' => strange += 1,
            other if other.is_control() => strange += 1,
            _ => {}
        }
    }
    // Random bytes are a tenth controls; text has hardly any.
    strange <= 1 || strange.saturating_mul(50) <= all
}

#[cfg(test)]
mod tests {
    use super::decode;

    fn read(bytes: &[u8]) -> (String, bool) {
        let (text, note) = decode(bytes).expect("text");
        (text, note.is_some())
    }

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(bytes).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "Grüße, 世界 🎙";
        assert_eq!(read(text.as_bytes()), (text.to_owned(), false));
        assert_eq!(
            read(format!("\u{feff}{text}").as_bytes()),
            (text.to_owned(), false)
        );
        assert_eq!(
            read(&utf_16(text, u16::to_le_bytes)),
            (text.to_owned(), false)
        );
        assert_eq!(
            read(&utf_16(text, u16::to_be_bytes)),
            (text.to_owned(), false)
        );
        assert_eq!(
            read(b"Gr\xfc\xdfe, \x93ja\x94"),
            ("Grüße, “ja”".to_owned(), true)
        );
    }

    #[test]
    fn a_cut_character_spares_the_others() {
        let (text, noted) = read(b"Gr\xc3\xbc\xc3\x9fe \xe4\xb8 und mehr");
        assert_eq!(text, "Grüße \u{fffd} und mehr");
        assert!(noted);
    }

    #[test]
    fn line_ends_become_line_feeds() {
        assert_eq!(read(b"a\r\nb\rc\n").0, "a\nb\nc\n");
    }

    #[test]
    fn what_is_not_text_is_refused() {
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").is_none());
        assert!(decode(b"text\0text").is_none());
        assert!(decode(b"\xff\xfe\0\0a\0\0\0").is_none());
        let noise: Vec<u8> = (0..4000_u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8 | 1)
            .collect();
        assert!(decode(&noise).is_none());
    }
}
