//! What stands between frames and isn't sound: ID3, APE, and the Xing and VBRI tags of MP3 encoders.

use super::header::{HEADER_BYTES, Header};

/// Samples by which an MP3 decoder lags behind its encoder's count (LAME's technical FAQ).
const DECODER_DELAY: u32 = 528 + 1;
/// Longest tag that is believed, in bytes.
const LONGEST_TAG: u64 = 256 << 20;

/// Bytes of the tag at the beginning of `bytes`, if one stands there.
pub(super) fn length(bytes: &[u8]) -> Option<u64> {
    let length = if bytes.starts_with(b"ID3") {
        id3v2(bytes)?
    } else if bytes.starts_with(b"APETAGEX") {
        let size = u32::from_le_bytes(*bytes.get(12..)?.first_chunk()?);
        let flags = u32::from_le_bytes(*bytes.get(20..)?.first_chunk()?);
        // The size counts items and footer. A footer that is met first stands alone.
        let is_header = flags & 1 << 29 != 0;
        32 + if is_header { u64::from(size) } else { 0 }
    } else if bytes.starts_with(b"TAG") {
        128
    } else {
        return None;
    };
    (length <= LONGEST_TAG).then_some(length)
}

/// Bytes of an ID3v2 tag (id3.org, "ID3 tag version 2.4.0", 3.1).
fn id3v2(bytes: &[u8]) -> Option<u64> {
    let [_, _, _, version, revision, flags, a, b, c, d] = *bytes.first_chunk()?;
    if version == 0xff || revision == 0xff || (a | b | c | d) & 0x80 != 0 {
        return None;
    }
    let size = [a, b, c, d]
        .iter()
        .fold(0, |size, part| size << 7 | u64::from(*part));
    let footer = if flags & 0x10 == 0 { 0 } else { 10 };
    Some(10 + size + footer)
}

/// What an encoder says of an MP3 stream in a frame that holds no sound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Info {
    /// Frames behind this one.
    pub(super) frames: Option<u32>,
    /// Bytes from this frame to the end of the last.
    pub(super) bytes: Option<u32>,
    /// Samples to leave out at the beginning.
    pub(super) delay: u32,
    /// Samples to leave out at the end.
    pub(super) padding: u32,
}

/// Reads the tag in a frame; `None` where the frame is sound.
pub(super) fn info(header: &Header, frame: &[u8]) -> Option<Info> {
    if header.layout.codec != symphonia::core::codecs::audio::well_known::CODEC_ID_MP3 {
        return None;
    }
    let at = 4 + header.side_information();
    let tag = frame.get(at..)?;
    if tag.starts_with(b"Xing") || tag.starts_with(b"Info") {
        return Some(xing(&tag[4..]).unwrap_or_default());
    }
    // Fraunhofer's stands at the same place whatever the side information.
    let tag = frame.get(4 + 32..)?.strip_prefix(b"VBRI")?;
    Some(Info {
        bytes: number(tag, 6),
        frames: number(tag, 10),
        ..Info::default()
    })
}

/// Xing's fields, each there if its flag is set, and LAME's behind them.
fn xing(tag: &[u8]) -> Option<Info> {
    let flags = number(tag, 0)?;
    let mut at = 4;
    let mut field = |flag: u32, length: usize| {
        let here = at;
        let is_there = flags & flag != 0;
        at += if is_there { length } else { 0 };
        is_there.then_some(here)
    };
    let frames = field(1, 4).and_then(|at| number(tag, at));
    let bytes = field(2, 4).and_then(|at| number(tag, at));
    field(4, 100);
    field(8, 4);
    let encoder = tag.get(at..).unwrap_or_default();
    let named = ["LAME", "Lavf", "Lavc"];
    let trims = encoder.get(21..24).unwrap_or_default();
    let (delay, padding) = match *trims {
        [a, b, c]
            if named
                .iter()
                .any(|name| encoder.starts_with(name.as_bytes())) =>
        {
            let (a, b, c) = (u32::from(a), u32::from(b), u32::from(c));
            let delay = (a << 4 | b >> 4) + DECODER_DELAY;
            (delay, ((b & 15) << 8 | c).saturating_sub(DECODER_DELAY))
        }
        _ => (0, 0),
    };
    Some(Info {
        frames: frames.filter(|frames| *frames > 0),
        bytes: bytes.filter(|bytes| *bytes > 0),
        delay,
        padding,
    })
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Bytes that must be there for [`length`] to see a tag, or a header behind it.
pub(super) const TAG_BYTES: usize = if HEADER_BYTES > 32 { HEADER_BYTES } else { 32 };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_say_how_long_they_are() {
        assert_eq!(length(b"ID3\x04\0\0\0\0\x02\x01"), Some(10 + 257));
        assert_eq!(length(b"ID3\x04\0\x10\0\0\0\x01"), Some(10 + 1 + 10));
        assert_eq!(length(b"ID3\x04\0\0\xff\0\0\0"), None);
        assert_eq!(length(b"TAG"), Some(128));
        assert_eq!(length(b"\xff\xfb\x90\x64"), None);
        let mut ape = b"APETAGEX\xd0\x07\0\0\x40\0\0\0\x01\0\0\0\0\0\0\xa0".to_vec();
        assert_eq!(length(&ape), Some(32 + 64));
        ape[23] = 0x80;
        assert_eq!(length(&ape), Some(32));
    }

    #[test]
    fn lame_says_what_to_leave_out() {
        let header = Header::parse(&[0xff, 0xfb, 0x90, 0x64]).expect("a header");
        let mut frame = vec![0; header.length];
        frame[36..40].copy_from_slice(b"Info");
        frame[43] = 3;
        frame[44..52].copy_from_slice(&[0, 0, 0, 100, 0, 0, 2, 0]);
        frame[52..56].copy_from_slice(b"LAME");
        frame[73..76].copy_from_slice(&[0x24, 0x05, 0xdc]);
        let found = info(&header, &frame).expect("a tag");
        let expected = Info {
            frames: Some(100),
            bytes: Some(512),
            delay: 576 + 529,
            padding: 1_500 - 529,
        };
        assert_eq!(found, expected);
        frame[36] = b'x';
        assert_eq!(info(&header, &frame), None);
    }
}
