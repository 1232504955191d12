//! Addresses among the inputs: what is fetched, what is a file all the same, and what is neither.

use std::ffi::OsString;
use std::path::PathBuf;

use url::Url;

use super::{Input, Source};

/// What an address leads to.
#[derive(Debug, PartialEq)]
pub(super) enum Address {
    /// A recording on a web server.
    Web(Input),
    /// A file or folder of this machine.
    File(PathBuf),
    /// Nothing that can be read, and why.
    Unusable(String),
}

impl Address {
    /// Reads what has a scheme and `//`, in letters of any case; `None` for all else, which may be a path.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (scheme, _) = text.split_once("://")?;
        let known = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(known) {
            return None;
        }
        Some(match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => Self::Web(web(text)),
            "file" => file(text),
            other => Self::Unusable(format!(
                "{other} addresses can't be read: fetch the recording with another program, and \
                 give the file or pipe it in (… | scripta transcribe -)"
            )),
        })
    }
}

fn file(text: &str) -> Address {
    let Ok(url) = Url::parse(text) else {
        return Address::Unusable("the address can't be read".to_owned());
    };
    match (url.host_str(), url.to_file_path()) {
        (None | Some("localhost"), Ok(path)) => Address::File(path),
        (Some(host), _) if host != "localhost" => Address::Unusable(format!(
            "a file address leads to files of this machine, and this one names the host {host}"
        )),
        _ => Address::Unusable("the address can't be read as a path".to_owned()),
    }
}

fn web(text: &str) -> Input {
    let path = text.split(['?', '#']).next().unwrap_or(text);
    let name = path.rsplit('/').next().filter(|name| !name.is_empty());
    // A name from elsewhere may not lead out of the output folder.
    let safe = |c: char| {
        if c.is_control() || "\\/:%".contains(c) {
            '_'
        } else {
            c
        }
    };
    let name: String = name.unwrap_or("download").chars().map(safe).collect();
    let name = match name.as_str() {
        "." | ".." => "download".to_owned(),
        _ => name,
    };
    Input {
        source: Source::Url(text.to_owned()),
        folder: PathBuf::new(),
        file_name: OsString::from(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_give_harmless_names() {
        let names = [
            "http://h/a/talk.mp3?x=/../b",
            "https://h/",
            "http://h/..",
            "HTTP://h/a%2Fb.wav",
        ];
        let names: Vec<_> = names.iter().map(|text| web(text).file_name).collect();
        assert_eq!(names, ["talk.mp3", "download", "download", "a_2Fb.wav"]);
    }

    #[cfg(unix)]
    #[test]
    fn files_have_addresses_too() {
        let there = Some(Address::File(PathBuf::from("/a b/c.wav")));
        for text in [
            "file:///a%20b/c.wav",
            "FILE://localhost/a%20b/c.wav",
            "file:///a b/c.wav",
        ] {
            assert_eq!(Address::parse(text), there, "{text}");
        }
        for (text, reason) in [
            ("file://elsewhere/c.wav", "elsewhere"),
            ("s3://bucket/c.wav", "s3 addresses"),
            ("RTSP://camera/1", "rtsp addresses"),
        ] {
            let Some(Address::Unusable(told)) = Address::parse(text) else {
                panic!("{text}");
            };
            assert!(told.contains(reason), "{told}");
        }
        for text in ["a.wav", "://a", "1x://a", "a b://c", "C:\\a.wav"] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }
}
