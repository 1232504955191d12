//! Names of downloaded files: from what the server says or from the address, made harmless.

use percent_encoding::percent_decode;
use reqwest::header::{CONTENT_DISPOSITION, HeaderMap};
use url::Url;

/// Longest name in bytes: file systems take 255, and suffixes may be added.
const MOST_BYTES: usize = 200;
/// Longest part behind the last dot that counts as an extension, in bytes.
const MOST_EXTENSION: usize = 16;

/// The file name that the server gives, or the first address that ends in one with an extension,
/// or in one at all.
pub(super) fn file_name(headers: &HeaderMap, urls: &[&Url]) -> Option<String> {
    let said = headers.get(CONTENT_DISPOSITION);
    if let Some(name) = said.and_then(|value| disposition(value.as_bytes())) {
        return Some(name);
    }
    let names = urls
        .iter()
        .filter_map(|url| url.path_segments()?.next_back());
    let names: Vec<String> = names
        .filter_map(|text| plain(&decoded(text.as_bytes())))
        .collect();
    let best = names.iter().find(|name| name.contains('.'));
    best.or(names.first()).cloned()
}

/// The name in a `Content-Disposition`; `filename*` comes first (RFC 6266).
fn disposition(value: &[u8]) -> Option<String> {
    // Servers send UTF-8 or, as the standard once had it, Latin-1.
    let text = match str::from_utf8(value) {
        Ok(text) => text.to_owned(),
        Err(_) => value.iter().copied().map(char::from).collect(),
    };
    let parameters = parameters(&text);
    let named = |wanted| parameters.iter().find(|parameter| parameter.0 == wanted);
    let extended = named("filename*").and_then(|(_, value)| extended(value));
    let simple = || named("filename").map(|(_, value)| decoded(value.as_bytes()));
    extended
        .and_then(|name| plain(&name))
        .or_else(|| plain(&simple()?))
}

/// Names, in lower case, and values of the parameters behind the first word; quotes are undone.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut rest = text;
    // What stands before a `;` outside of quotes.
    let mut next = || {
        let (mut value, mut quoted) = (String::new(), false);
        let mut chars = rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => quoted = !quoted,
                '\\' if quoted => value.extend(chars.next().map(|(_, c)| c)),
                ';' if !quoted => {
                    rest = &rest[at + 1..];
                    return Some(value);
                }
                _ => value.push(c),
            }
        }
        rest = "";
        (!value.is_empty()).then_some(value)
    };
    while let Some(part) = next() {
        if let Some((name, value)) = part.split_once('=') {
            let name = name.trim().to_ascii_lowercase();
            parameters.push((name, value.trim().to_owned()));
        }
    }
    parameters
}

/// A value as `UTF-8'en'a%20name` (RFC 8187).
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, text) = rest.split_once('\'')?;
    let bytes: Vec<u8> = percent_decode(text.as_bytes()).collect();
    let encoding = encoding_rs::Encoding::for_label(charset.as_bytes())?;
    Some(encoding.decode_without_bom_handling(&bytes).0.into_owned())
}

/// Percent signs undone, as far as they make text.
fn decoded(text: &[u8]) -> String {
    match percent_decode(text).decode_utf8() {
        Ok(decoded) => decoded.into_owned(),
        Err(_) => String::from_utf8_lossy(text).into_owned(),
    }
}

/// A name that is one on every system and leads to no other folder; nothing if none is left.
fn plain(text: &str) -> Option<String> {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = (last.chars())
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let around = |c: char| c == '.' || c.is_whitespace();
    let name = shortened(name.trim_matches(around));
    let name = name.trim_matches(around);
    (!name.is_empty()).then(|| name.to_owned())
}

/// The end of a file name from its last dot on, where that is a short word of letters and digits; else
/// nothing.
pub(super) fn suffix(name: &str) -> &str {
    let suffix = name.rfind('.').map_or("", |dot| &name[dot..]);
    let mut letters = suffix.chars().skip(1);
    if (2..=MOST_EXTENSION).contains(&suffix.len()) && letters.all(|c| c.is_ascii_alphanumeric()) {
        suffix
    } else {
        ""
    }
}

/// Characters that turn the direction of text or break lines, so that a name looks like another.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The name cut to its longest length; the extension stays.
fn shortened(name: &str) -> String {
    if name.len() <= MOST_BYTES {
        return name.to_owned();
    }
    let extension = name.rfind('.').map_or("", |dot| &name[dot..]);
    let extension = if extension.len() <= MOST_EXTENSION {
        extension
    } else {
        ""
    };
    let end = name.floor_char_boundary(MOST_BYTES - extension.len());
    format!("{}{extension}", &name[..end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(value: &str) -> Option<String> {
        disposition(value.as_bytes())
    }

    #[test]
    fn suffixes_are_short_words() {
        let found = [
            "a.G722",
            "a.tar.gz",
            "a",
            "a.b c",
            "a.",
            ".x/y",
            "a.abcdefghijklmnop",
        ]
        .map(suffix);
        assert_eq!(found, [".G722", ".gz", "", "", "", "", ""]);
    }

    #[test]
    fn servers_name_files_in_many_ways() {
        for (value, name) in [
            ("attachment; filename=talk.mp3", "talk.mp3"),
            ("attachment;FileName = \"a b;c.mp3\"", "a b;c.mp3"),
            (r#"attachment; filename="say \"hi\".mp3""#, "say _hi_.mp3"),
            (
                "attachment; filename=plain.mp3; filename*=UTF-8''%e2%82%ac%20rates.mp3",
                "€ rates.mp3",
            ),
            ("attachment; filename*=iso-8859-1'en'%a3.wav", "£.wav"),
            (
                "attachment; filename*=klingon''x.wav; filename=y.wav",
                "y.wav",
            ),
            ("inline; filename=\"../../etc/pass%2Fwd.wav\"", "wd.wav"),
            (r#"inline; filename="C:\\folder\\talk.wav""#, "talk.wav"),
            ("filename*=UTF-8''..%2F..%2Fx.wav", "x.wav"),
            ("attachment; filename=\"\u{202e}3pm.exe\"", "3pm.exe"),
            ("attachment; filename=100%.mp3", "100%.mp3"),
        ] {
            assert_eq!(said(value).as_deref(), Some(name), "{value}");
        }
        assert_eq!(
            disposition(b"a; filename=\xe4.wav").as_deref(),
            Some("ä.wav")
        );
        for value in [
            "attachment",
            "inline; filename=",
            "a; filename=\"..\"",
            "filename*=x",
            "",
        ] {
            assert_eq!(said(value), None, "{value}");
        }
    }

    #[test]
    fn addresses_name_files() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let of = |texts: &[&str]| {
            let urls: Vec<Url> = texts.iter().map(|text| url(text)).collect();
            file_name(&HeaderMap::new(), &urls.iter().collect::<Vec<_>>())
        };
        assert_eq!(
            of(&["http://h/a/my%20talk(1).mp3?x=/y.wav"]).as_deref(),
            Some("my talk(1).mp3")
        );
        assert_eq!(of(&["http://h/a%2F..%2Fb.mp3"]).as_deref(), Some("b.mp3"));
        assert_eq!(
            of(&["http://h/blob", "http://h/talk.mp3"]).as_deref(),
            Some("talk.mp3")
        );
        assert_eq!(
            of(&["http://h/blob", "http://h/talk"]).as_deref(),
            Some("blob")
        );
        assert_eq!(of(&["http://h/", "http://h/a/"]), None);
    }

    #[test]
    fn long_names_keep_their_extension() {
        let long = format!("{}.mp3", "ä".repeat(300));
        let name = plain(&long).expect("a name");
        assert!(name.len() <= MOST_BYTES && name.len() > MOST_BYTES - 4);
        assert!(name.ends_with("ä.mp3"));
        let all = format!("a.{}", "b".repeat(300));
        assert_eq!(plain(&all).expect("a name").len(), MOST_BYTES);
    }

    proptest! {
        #[test]
        fn names_are_harmless(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "[./\\\\%25fFcC0\\x00;=\"'a]{0,40}") {
            for value in [bytes, text.into_bytes()] {
                let mut header = b"a; filename=".to_vec();
                header.extend(&value);
                let extended = String::from_utf8_lossy(&value).replace('\'', "");
                let extended = said(&format!("a; filename*=UTF-8''{extended}"));
                for name in disposition(&header).into_iter().chain(extended).chain(plain(&decoded(&value))) {
                    prop_assert!(!name.contains(['/', '\\']) && !name.contains(char::is_control));
                    prop_assert!(name != "." && name != ".." && !name.is_empty() && name.len() <= MOST_BYTES);
                    let path = std::path::Path::new("folder").join(&name);
                    prop_assert_eq!(path.parent(), Some(std::path::Path::new("folder")));
                }
            }
        }
    }
}
