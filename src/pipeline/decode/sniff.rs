//! Formats by their first bytes. Names and extensions are looked at only where a folder is searched.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::DecodeError;
use super::{elementary, names};

/// How much of the head is looked at: enough for some MPEG-TS packets behind a timestamp.
const HEAD_BYTES: u64 = 4_096;
/// ID3 tags in a row that are passed over.
const MOST_TAGS: usize = 16;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A container with a native demuxer.
    Native,
    /// MP3, MP2, MP1 or ADTS AAC without a container.
    MpegAudio,
    /// A native container with pictures whose times only ffmpeg knows.
    Film(&'static str),
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
    (b"\x77\x0b", "AC-3 audio"),
    (b"FLV\x01", "Flash video"),
    (b"wvpk", "WavPack audio"),
    (b".snd", "AU audio"),
    (b"MAC ", "Monkey's Audio"),
    (b"MPCK", "Musepack audio"),
    (b"MP+", "Musepack audio"),
    (b"TTA1", "TTA audio"),
    (b"tBaK", "TAK audio"),
    (b"ajkg", "Shorten audio"),
    (b"NIST_1A", "NIST SPHERE audio"),
    (b"\x00\x00\x01\xba", "MPEG video"),
    (b"\x00\x00\x01\xb3", "MPEG video"),
    (b"\x7f\xfe\x80\x01", "DTS audio"),
    (b"\xfe\x7f\x01\x80", "DTS audio"),
    (b"\x64\x58\x20\x25", "DTS-HD audio"),
    (b"DTSHDHDR", "DTS-HD audio"),
    (b".RMF", "RealMedia"),
    (b".ra\xfd", "RealAudio"),
    (b"DSD ", "DSD audio"),
    (b"FRM8", "DSD audio"),
    (b"RIFX", "big-endian WAV audio"),
    (b"Creative Voice File", "VOC audio"),
    (b"nut/multimedia container", "NUT"),
    (b"\x06\x0e\x2b\x34\x02\x05\x01\x01", "MXF"),
    (b"\x00\x00\x00\x00\x01\xbc\x00", "GXF"),
    (b"\xb7\xd8\x00\x20\x37\x49\xda\x11", "WTV"),
    (b"\x1f\x07\x00\x3f", "DV video"),
    (b"\x1f\x07\x00\xbf", "DV video"),
    (b"PVF1", "PVF audio"),
    (b".SoX", "SoX audio"),
    (b"XoS.", "SoX audio"),
    (b"\x64\xa3", "IRCAM audio"),
    (b"2BIT", "AVR audio"),
    (b"TWIN97012000", "VQF audio"),
    (b"EA3\x01", "ATRAC audio"),
    (b"NSVf", "NSV video"),
    (b"NSVs", "NSV video"),
    (b"FWS", "Flash film"),
    (b"CWS", "Flash film"),
];

/// Looks at a file's first bytes, behind its tags.
pub(super) fn look(path: &Path) -> Result<Kind, DecodeError> {
    let mut file = File::open(path)?;
    let mut head = head_at(&mut file, 0)?;
    if head.is_empty() {
        return Err(DecodeError::Empty);
    }
    let mut at = 0;
    for _ in 0..MOST_TAGS {
        let Some(length) = elementary::tag_length(&head).filter(|_| head.starts_with(b"ID3"))
        else {
            break;
        };
        at += length;
        head = head_at(&mut file, at)?;
    }
    let kind = match sniff(&head) {
        Kind::Unknown if elementary::is_one(&mut file, at) => Kind::MpegAudio,
        // A tag and nothing known behind it.
        Kind::Unknown if at > 0 => Kind::MpegAudio,
        kind => kind,
    };
    Ok(kind)
}

fn head_at(file: &mut File, at: u64) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    file.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}

/// Looks at the head of a file.
fn sniff(head: &[u8]) -> Kind {
    let at = |offset: usize, magic: &[u8]| head.get(offset..offset + magic.len()) == Some(magic);
    let has = |magic: &[u8]| head.windows(magic.len()).any(|window| window == magic);
    let riff = at(0, b"RIFF") || at(0, b"RF64") || at(0, b"BW64");
    if at(0, b"OggS") {
        return if has(b"Speex   ") {
            Kind::Ffmpeg("Speex audio")
        } else if has(b"\x80theora") || has(b"BBCD\0") || has(b"OVP80") {
            Kind::Film("Ogg video")
        } else {
            Kind::Native
        };
    }
    let native = (riff && at(8, b"WAVE"))
        || at(0, b"riff\x2e\x91\xcf\x11")
        || at(0, b"fLaC")
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
    if riff && at(8, b"AVI ") {
        return Kind::Ffmpeg("AVI video");
    }
    if riff && at(8, b"QLCM") {
        return Kind::Ffmpeg("QCP audio");
    }
    if at(0, b"FORM") && (at(8, b"8SVX") || at(8, b"16SV") || at(8, b"MAUD")) {
        return Kind::Ffmpeg("IFF audio");
    }
    if at(4, b"\xf8\x72\x6f\xba") || at(4, b"\xf8\x72\x6f\xbb") {
        return Kind::Ffmpeg("TrueHD audio");
    }
    if at(0, b"wide") || at(4, b"wide") || at(4, b"skip") || at(4, b"free") || at(4, b"pnot") {
        return Kind::Native;
    }
    if let Some((_, name)) = FOREIGN.iter().find(|(magic, _)| at(0, magic)) {
        return Kind::Ffmpeg(name);
    }
    // Packets of 188 bytes; of 192 with a time before each, of 204 with a checksum behind it.
    let transport_stream = [(0, 188), (4, 192), (0, 204)]
        .iter()
        .any(|&(from, step)| (0..3).all(|packet| at(from + packet * step, b"\x47")));
    if transport_stream {
        return Kind::Ffmpeg("MPEG transport stream");
    }
    Kind::Unknown
}

/// Whether a file found in a folder is worth decoding: by its content, or, for formats without a
/// mark, by its name.
#[must_use]
pub fn is_media(path: &Path) -> bool {
    match look(path) {
        Ok(Kind::Image) => false,
        // A recording that came to nothing is to be told, not passed over.
        Ok(Kind::Unknown) => names::is_unmarked(path),
        Err(DecodeError::Empty) => names::ending(path).is_some(),
        Ok(Kind::Native | Kind::Film(_) | Kind::Ffmpeg(_) | Kind::MpegAudio) | Err(_) => true,
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
        assert_eq!(sniff(b"FORM\0\0\0\x108SVXVHDR"), Kind::Ffmpeg("IFF audio"));
        assert_eq!(sniff(b"{\"a\":1}"), Kind::Unknown);
        assert_eq!(sniff(b""), Kind::Unknown);
    }

    #[test]
    fn what_stands_behind_a_tag_counts() {
        let path = tempfile::NamedTempFile::new().expect("a file");
        let tag = b"ID3\x04\0\0\0\0\0\x05\0\0\0\0\0";
        let look_at = |bytes: &[u8]| {
            std::fs::write(path.path(), bytes).expect("a file");
            look(path.path()).expect("a kind")
        };
        assert_eq!(look_at(&[&tag[..], b"fLaC"].concat()), Kind::Native);
        assert_eq!(
            look_at(&[&tag[..], &tag[..], b"TTA1"].concat()),
            Kind::Ffmpeg("TTA audio")
        );
        assert_eq!(look_at(tag), Kind::MpegAudio);
    }
}
