//! What stands in cues besides words: tags, voices, karaoke stamps, character entities, line ends.

use super::clock;

/// Longest tag that is looked for, in bytes; a `<` without its `>` is just a character.
const LONGEST_TAG: usize = 500;
/// Longest entity, in bytes after the `&`.
const LONGEST_ENTITY: usize = 10;
/// Changes of voice in a cue that are followed; no cue has room for more.
const MOST_VOICES: usize = 1_000;
/// Tags that players of SubRip know; other words between `<` and `>` are text.
const SRT_TAGS: &[&str] = &["b", "i", "u", "s", "font", "span", "c", "v", "ruby", "rt"];

/// Text said by one voice.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Piece {
    /// The name in a voice tag.
    pub(super) voice: Option<String>,
    /// The text, its lines still apart.
    pub(super) text: String,
}

/// A WebVTT cue's text by voices, without tags and with entities decoded.
pub(super) fn vtt(raw: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece::default()];
    let mut rest = raw;
    while let Some(at) = rest.find(['<', '&']) {
        append(&mut pieces, &rest[..at]);
        rest = &rest[at..];
        if let Some((inside, after)) = tag(rest) {
            if let Some(voice) = voice(inside) {
                turn(&mut pieces, Some(voice).filter(|name| !name.is_empty()));
            }
            rest = after;
        } else if let Some((character, after)) = entity(rest) {
            append(&mut pieces, character.encode_utf8(&mut [0; 4]));
            rest = after;
        } else {
            append(&mut pieces, &rest[..1]);
            rest = &rest[1..];
        }
    }
    append(&mut pieces, rest);
    pieces
}

/// A SubRip cue's text without the tags that players know, `{\an8}` and its like included.
pub(super) fn srt(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['<', '{']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = tag(rest).and_then(|(inside, after)| known(inside).then_some(after)) {
            rest = after;
        } else if let Some(after) = override_block(rest) {
            rest = after;
        } else {
            text.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    text.push_str(rest);
    text
}

/// Joins lines with spaces, and without where both sides are in a script that has none.
pub(super) fn join(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let last = joined.chars().next_back();
        let first = line.chars().next();
        if let (Some(last), Some(first)) = (last, first) {
            let together = is_unspaced(last) && (is_unspaced(first) || is_neutral(first))
                || is_neutral(last) && is_unspaced(first);
            if !together {
                joined.push(' ');
            }
        }
        joined.push_str(line);
    }
    joined
}

fn append(pieces: &mut [Piece], text: &str) {
    if let Some(piece) = pieces.last_mut() {
        piece.text.push_str(text);
    }
}

/// Goes on with another voice, unless it is the same.
fn turn(pieces: &mut Vec<Piece>, voice: Option<String>) {
    let full = pieces.len() >= MOST_VOICES;
    match pieces.last_mut() {
        Some(last) if last.voice == voice || full => {}
        Some(last) if last.text.trim().is_empty() => last.voice = voice,
        _ => pieces.push(Piece {
            voice,
            text: String::new(),
        }),
    }
}

/// The inside of a tag and what follows it.
fn tag(text: &str) -> Option<(&str, &str)> {
    let body = text.strip_prefix('<')?;
    let mut bytes = body.bytes().take(LONGEST_TAG);
    let end = bytes.position(|byte| matches!(byte, b'<' | b'>'))?;
    let (inside, after) = (&body[..end], body[end..].strip_prefix('>')?);
    let begins = inside.strip_prefix('/').unwrap_or(inside);
    let named = begins.starts_with(|c: char| c.is_ascii_alphabetic());
    (named || clock::parse(inside).is_some()).then_some((inside, after))
}

/// What a voice tag names, empty where a voice ends; `None` for other tags.
fn voice(inside: &str) -> Option<String> {
    if inside.trim_end() == "/v" {
        return Some(String::new());
    }
    let body = inside.strip_prefix('v')?;
    if !body.is_empty() && !body.starts_with(['.', ' ', '\t', '\n']) {
        return None;
    }
    let (_, name) = body.split_once([' ', '\t', '\n']).unwrap_or(("", ""));
    Some(super::tidy(&entities(name)))
}

fn known(inside: &str) -> bool {
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let end = inside.find(|c: char| !c.is_ascii_alphabetic());
    let (name, rest) = inside.split_at(end.unwrap_or(inside.len()));
    clock::parse(inside).is_some()
        || SRT_TAGS.contains(&name.to_ascii_lowercase().as_str())
            && (rest.is_empty() || rest.starts_with([' ', '.', '=']))
}

/// What follows `{\…}`.
fn override_block(text: &str) -> Option<&str> {
    let body = text.strip_prefix("{\\")?;
    let mut bytes = body.bytes().take(LONGEST_TAG);
    let end = bytes.position(|byte| matches!(byte, b'{' | b'}'))?;
    body[end..].strip_prefix('}')
}

fn entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((character, after)) = entity(rest) {
            decoded.push(character);
            rest = after;
        } else {
            decoded.push('&');
            rest = &rest[1..];
        }
    }
    decoded + rest
}

/// The character of an entity and what follows it.
fn entity(text: &str) -> Option<(char, &str)> {
    let body = text.strip_prefix('&')?;
    let end = body
        .bytes()
        .take(LONGEST_ENTITY)
        .position(|byte| byte == b';')?;
    let (name, after) = (&body[..end], &body[end + 1..]);
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    };
    Some((character, after))
}

/// Characters of the scripts that put no spaces between words.
fn is_unspaced(character: char) -> bool {
    matches!(u32::from(character),
        0x0e00..=0x109f // Thai, Lao, Tibetan, Myanmar
        | 0x1780..=0x17ff // Khmer
        | 0x2e80..=0x312f | 0x31a0..=0x9fff // kana, Han and their punctuation, without Hangul
        | 0xf900..=0xfaff | 0xff01..=0xff9f | 0x2_0000..=0x3_ffff)
}

/// Punctuation that goes with whatever stands beside it.
fn is_neutral(character: char) -> bool {
    matches!(character, '…' | '—' | '―' | '“' | '”' | '‘' | '’' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(raw: &str) -> String {
        vtt(raw).into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn webvtt_tags_stamps_and_entities_go() {
        assert_eq!(
            plain("<c.yellow>So</c> <00:00:01.000><b>it</b> goes"),
            "So it goes"
        );
        assert_eq!(
            plain("a &amp;lt; b &lt;i&gt; &nbsp;&lrm;&#8217;"),
            "a &lt; b <i> \u{a0}\u{200e}’"
        );
        assert_eq!(
            plain("1 < 2 & 3 > 2, I <3 you, R&D; <unclosed"),
            "1 < 2 & 3 > 2, I <3 you, R&D; <unclosed"
        );
    }

    #[test]
    fn voices_are_kept_apart() {
        let pieces = vtt("<v Ada>Hi.</v>\n<v.loud Bob &amp; Co>Ho.");
        let said: Vec<(Option<&str>, &str)> = pieces
            .iter()
            .map(|piece| (piece.voice.as_deref(), piece.text.trim()))
            .collect();
        assert_eq!(said, [(Some("Ada"), "Hi."), (Some("Bob & Co"), "Ho.")]);
    }

    #[test]
    fn only_known_subrip_tags_go() {
        assert_eq!(
            srt("{\\an8}<i>So</i> <font color=\"#fff\">it</font> {goes}"),
            "So it {goes}"
        );
        assert_eq!(
            srt("a <grin> and <bold> 1 < 2"),
            "a <grin> and <bold> 1 < 2"
        );
        assert_eq!(srt("{\\unclosed <i"), "{\\unclosed <i");
    }

    #[test]
    fn lines_join_as_their_script_does() {
        assert_eq!(join("So it\n goes."), "So it goes.");
        assert_eq!(join("今日は\n天気が…\nいい"), "今日は天気が…いい");
        assert_eq!(join("오늘은\n날씨가"), "오늘은 날씨가");
        assert_eq!(join("今日は\nOK"), "今日は OK");
    }
}
