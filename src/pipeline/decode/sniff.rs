//! Formats by their first bytes. Names and extensions are not looked at.

use std::io::Read as _;
use std::path::Path;

/// How much of the head is looked at: enough for two MPEG-TS packets behind a timestamp.
pub(super) const HEAD_BYTES: u64 = 4_096;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A format with a native decoder.
    Native,
    /// A format that only ffmpeg reads, by name.
    Ffmpeg(&'static str),
    /// A picture.
    Image,
    /// Nothing known.
    Unknown,
}

/// First bytes of formats that only ffmpeg reads.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"#!AMR-WB", "AMR-WB audio"),
    (b"#!AMR", "AMR audio"),
    (
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
        "Windows Media (WMA, WMV)",
    ),
    (b"\x0b\x77", "AC-3 audio"),
    (b"FLV\x01", "Flash video"),
    (b"wvpk", "WavPack audio"),
    (b".snd", "AU audio"),
    (b"MAC ", "Monkey's Audio"),
    (b"MPCK", "Musepack audio"),
    (b"TTA1", "TTA audio"),
    (b"NIST_1A", "NIST SPHERE audio"),
    (b"\x00\x00\x01\xba", "MPEG video"),
    (b"\x00\x00\x01\xb3", "MPEG video"),
    (b"\x7f\xfe\x80\x01", "DTS audio"),
    (b".RMF", "RealMedia"),
    (b"DSD ", "DSD audio"),
];

/// Looks at the head of a file.
pub(super) fn sniff(head: &[u8]) -> Kind {
    let at = |offset: usize, magic: &[u8]| head.get(offset..offset + magic.len()) == Some(magic);
    let riff = at(0, b"RIFF") || at(0, b"RF64");
    if riff && at(8, b"AVI ") {
        return Kind::Ffmpeg("AVI video");
    }
    if at(0, b"OggS") {
        let speex = head.windows(8).take(256).any(|w| w == b"Speex   ");
        return if speex {
            Kind::Ffmpeg("Speex audio")
        } else {
            Kind::Native
        };
    }
    let native = (riff && at(8, b"WAVE"))
        || at(0, b"fLaC")
        || at(0, b"ID3")
        || at(0, b"caff")
        || (at(0, b"FORM") && (at(8, b"AIFF") || at(8, b"AIFC")))
        || at(4, b"ftyp")
        || at(4, b"moov")
        || at(4, b"mdat")
        || at(0, b"\x1a\x45\xdf\xa3");
    if native {
        return Kind::Native;
    }
    if at(0, b"\x89PNG") || at(0, b"\xff\xd8\xff") || at(0, b"GIF8") {
        return Kind::Image;
    }
    if let Some((_, name)) = FOREIGN.iter().find(|(magic, _)| at(0, magic)) {
        return Kind::Ffmpeg(name);
    }
    let transport_stream = [(0, 188), (4, 192)]
        .iter()
        .any(|&(from, step)| (0..3).all(|packet| at(from + packet * step, b"\x47")));
    if transport_stream {
        return Kind::Ffmpeg("MPEG transport stream");
    }
    Kind::Unknown
}

/// File name endings of media that carry no mark in their first bytes.
const UNMARKED: &[&str] = &["mp3", "mp2", "aac", "gsm", "amr", "awb", "mpga"];

/// Usual endings of media whose content tells them, where there is any.
const MARKED: &[&str] = &[
    "wav", "flac", "m4a", "mp4", "ogg", "oga", "opus", "webm", "mkv", "mka", "mov", "avi", "aif",
    "aiff", "caf", "wma", "wmv", "m4v", "mpg", "ts",
];

/// Whether a file found in a folder is worth decoding: by its content, or, for formats without a
/// mark, by its name.
#[must_use]
pub fn is_media(path: &Path) -> bool {
    let mut head = Vec::new();
    let read =
        std::fs::File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
    if read.is_err() {
        return true;
    }
    match sniff(&head) {
        Kind::Native | Kind::Ffmpeg(_) => true,
        Kind::Image => false,
        Kind::Unknown => {
            let extension = path.extension().and_then(|extension| extension.to_str());
            let extension = extension.unwrap_or_default().to_lowercase();
            // A recording that came to nothing is to be told, not passed over.
            UNMARKED.contains(&extension.as_str())
                || (head.is_empty() && MARKED.contains(&extension.as_str()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        assert_eq!(sniff(b"RIFF\0\0\0\0WAVEfmt "), Kind::Native);
        assert_eq!(sniff(b"RIFF\0\0\0\0AVI LIST"), Kind::Ffmpeg("AVI video"));
        assert_eq!(sniff(b"#!AMR-WB\n"), Kind::Ffmpeg("AMR-WB audio"));
        assert_eq!(sniff(b"{\"a\":1}"), Kind::Unknown);
        assert_eq!(sniff(b""), Kind::Unknown);
    }
}
