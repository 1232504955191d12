//! The page's audio element, and where the page's policy lets it load from.

use std::fmt::Write as _;
use std::path::MAIN_SEPARATOR;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::Sound;
use super::escape::escape;

/// The policy's `media-src`.
pub(super) fn sources(sound: &Sound) -> &'static str {
    match sound {
        Sound::None => "'none'",
        // The script turns the one into the other, see there.
        Sound::Embedded { .. } => "data: blob:",
        // A server may send its visitors on to another one.
        Sound::Link(link) if is_url(link) => "http: https: 'self' file:",
        Sound::Link(_) => "'self' file:",
    }
}

/// The audio element, where there is any sound. It loads nothing before the script or the reader
/// asks, so that the script hears of every failure.
pub(super) fn element(page: &mut String, sound: &Sound) {
    let source = match sound {
        Sound::None => return,
        Sound::Link(link) => escape(&address(link)),
        Sound::Embedded { media_type, bytes } => {
            let bytes = BASE64_STANDARD.encode(bytes);
            format!("data:{};base64,{bytes}", escape(media_type))
        }
    };
    // Writing to a String can't fail.
    let _ = writeln!(
        page,
        "<audio id=\"sound\" src=\"{source}\" preload=\"none\" controls></audio>"
    );
}

/// Whether a link is a URL rather than a path.
fn is_url(link: &str) -> bool {
    link.contains("://")
}

/// The URL of a link: a path's characters that have a meaning in URLs are written as numbers.
fn address(link: &str) -> String {
    if is_url(link) {
        return link.to_owned();
    }
    let path = link.replace(MAIN_SEPARATOR, "/");
    let mut url = String::new();
    // What stands before a colon would be taken for a scheme.
    if path
        .split('/')
        .next()
        .is_some_and(|first| first.contains(':'))
    {
        url.push_str(if cfg!(windows) { "file:///" } else { "./" });
    }
    for character in path.chars() {
        match character {
            '%' | '#' | '?' | '\\' | '\t' | '\n' | '\r' => {
                let _ = write!(url, "%{:02X}", u32::from(character));
            }
            _ => url.push(character),
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_urls() {
        assert_eq!(address("my talk.wav"), "my talk.wav");
        assert_eq!(address("a/100% #1?.wav"), "a/100%25 %231%3F.wav");
        assert_eq!(address("https://x.org/a?b#c"), "https://x.org/a?b#c");
        if !cfg!(windows) {
            assert_eq!(address("12:30.wav"), "./12:30.wav");
            assert_eq!(address("a/12:30.wav"), "a/12:30.wav");
        }
    }
}
