//! What a Matroska or WebM file says of its audio tracks beyond what symphonia 0.6 reads: tracks of
//! unknown codecs, which one is flagged, how much an encoder ran ahead, and whether the file was
//! streamed (RFC 9559).

pub(super) mod resync;

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use super::tracks::{self, AudioTrack};

const EBML: u64 = 0x1a45_dfa3;
const SEGMENT: u64 = 0x1853_8067;
const CLUSTER: u64 = 0x1f43_b675;
const TRACKS: u64 = 0x1654_ae6b;
const TRACK_ENTRY: u64 = 0xae;
const TRACK_NUMBER: u64 = 0xd7;
const TRACK_TYPE: u64 = 0x83;
const FLAG_DEFAULT: u64 = 0x88;
const CODEC: u64 = 0x86;
const LANGUAGE: u64 = 0x22_b59c;
const LANGUAGE_BCP47: u64 = 0x22_b59d;
const CODEC_DELAY: u64 = 0x56aa;
const AUDIO: u64 = 0xe1;
const RATE: u64 = 0xb5;
const CHANNELS: u64 = 0x9f;

/// A track's type for sound.
const SOUND: u64 = 2;
/// Most elements that are looked at in one.
const MOST_ELEMENTS: usize = 4_096;
/// Longest text that is read, in bytes.
const LONGEST_TEXT: u64 = 256;

/// An audio track.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct MatroskaTrack {
    /// The track's number in the file, by which symphonia knows it, too.
    pub(super) number: u32,
    pub(super) described: AudioTrack,
    /// Seconds that the encoder put before the sound.
    pub(super) delay: f64,
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Matroska {
    pub(super) tracks: Vec<MatroskaTrack>,
    /// Whether nobody knew how long it would become when it was begun.
    pub(super) is_streamed: bool,
    /// Whether the file ends before the container says.
    pub(super) is_cut: bool,
}

/// An element's id and where its content lies; the end is unknown in streams.
struct Element {
    id: u64,
    place: Range<u64>,
    is_open: bool,
}

/// Reads the head of a file; empty if it is none of Matroska's.
pub(super) fn look(file: &mut (impl Read + Seek)) -> Matroska {
    read(file).unwrap_or_default()
}

fn read(file: &mut (impl Read + Seek)) -> Option<Matroska> {
    let end = file.seek(SeekFrom::End(0)).ok()?;
    let head = element(file, 0, end).filter(|head| head.id == EBML)?;
    let segment = element(file, head.place.end, end).filter(|found| found.id == SEGMENT)?;
    let mut found = Matroska {
        is_streamed: segment.is_open,
        is_cut: segment.place.end > end,
        ..Matroska::default()
    };
    let mut at = segment.place.start;
    for _ in 0..MOST_ELEMENTS {
        let Some(next) = element(file, at, segment.place.end.min(end)) else {
            break;
        };
        match next.id {
            TRACKS => {
                let entries = elements(file, next.place.clone());
                let entries = entries.iter().filter(|entry| entry.id == TRACK_ENTRY);
                let places: Vec<_> = entries.map(|entry| entry.place.clone()).collect();
                found.tracks = places
                    .into_iter()
                    .filter_map(|place| track(file, place))
                    .collect();
            }
            CLUSTER => {
                found.is_streamed |= next.is_open;
                break;
            }
            _ => {}
        }
        at = next.place.end;
    }
    Some(found)
}

fn track(file: &mut (impl Read + Seek), place: Range<u64>) -> Option<MatroskaTrack> {
    let mut track = MatroskaTrack::default();
    // An entry without the flag has it.
    track.described.default = true;
    let mut is_sound = false;
    for element in elements(file, place) {
        let place = element.place;
        match element.id {
            TRACK_NUMBER => track.number = u32::try_from(number(file, place)?).ok()?,
            TRACK_TYPE => is_sound = number(file, place)? == SOUND,
            FLAG_DEFAULT => track.described.default = number(file, place)? != 0,
            CODEC => track.described.codec = codec_name(&text(file, place)?),
            LANGUAGE if track.described.language.is_none() => {
                track.described.language = tracks::language(&text(file, place)?);
            }
            LANGUAGE_BCP47 => track.described.language = tracks::language(&text(file, place)?),
            CODEC_DELAY => track.delay = nanoseconds(number(file, place)?),
            AUDIO => {
                for element in elements(file, place) {
                    let place = element.place;
                    match element.id {
                        RATE => track.described.rate = float(file, place).map(whole),
                        CHANNELS => {
                            track.described.channels = u32::try_from(number(file, place)?).ok();
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    is_sound.then_some(track)
}

/// A codec's id as people know it.
fn codec_name(id: &str) -> String {
    let name = match id {
        "A_OPUS" => "Opus",
        "A_VORBIS" => "Vorbis",
        "A_FLAC" => "FLAC",
        "A_MPEG/L3" => "MP3",
        "A_MPEG/L2" => "MP2",
        "A_AC3" => "AC-3",
        "A_EAC3" => "E-AC-3",
        "A_DTS" => "DTS",
        "A_TRUEHD" => "TrueHD",
        "A_MS/ACM" => "a codec of Windows",
        "A_QUICKTIME" => "a codec of QuickTime",
        _ if id.starts_with("A_AAC") => "AAC",
        _ if id.starts_with("A_PCM") => "PCM",
        _ => id.strip_prefix("A_").unwrap_or(id),
    };
    name.to_owned()
}

/// Elements that follow each other.
fn elements(file: &mut (impl Read + Seek), place: Range<u64>) -> Vec<Element> {
    let mut found = Vec::new();
    let mut at = place.start;
    while found.len() < MOST_ELEMENTS
        && let Some(element) = element(file, at, place.end)
    {
        at = element.place.end;
        found.push(element);
    }
    found
}

fn element(file: &mut (impl Read + Seek), at: u64, end: u64) -> Option<Element> {
    if at >= end {
        return None;
    }
    let (id, id_length) = variable(file, at, true)?;
    let (size, size_length) = variable(file, at + id_length, false)?;
    let start = at + id_length + size_length;
    let is_open = size == (1 << (7 * size_length)) - 1;
    let stop = if is_open {
        end
    } else {
        start.checked_add(size)?
    };
    (start <= end).then_some(Element {
        id,
        place: start..stop,
        is_open,
    })
}

/// A number of variable length (RFC 8794, 4), with or without the bit that tells the length.
fn variable(file: &mut (impl Read + Seek), at: u64, marked: bool) -> Option<(u64, u64)> {
    let mut first = [0];
    file.seek(SeekFrom::Start(at)).ok()?;
    file.read_exact(&mut first).ok()?;
    let length = u64::from(first[0].leading_zeros()) + 1;
    if length > 8 {
        return None;
    }
    let mut value = u64::from(first[0]);
    if !marked {
        value &= (1 << (8 - length)) - 1;
    }
    for _ in 1..length {
        let mut next = [0];
        file.read_exact(&mut next).ok()?;
        value = value << 8 | u64::from(next[0]);
    }
    Some((value, length))
}

fn content(file: &mut (impl Read + Seek), place: Range<u64>) -> Option<Vec<u8>> {
    let length = place.end.checked_sub(place.start)?;
    if length > LONGEST_TEXT {
        return None;
    }
    let mut bytes = vec![0; usize::try_from(length).ok()?];
    file.seek(SeekFrom::Start(place.start)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn number(file: &mut (impl Read + Seek), place: Range<u64>) -> Option<u64> {
    let bytes = content(file, place)?;
    let number = bytes
        .iter()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    (bytes.len() <= 8).then_some(number)
}

fn float(file: &mut (impl Read + Seek), place: Range<u64>) -> Option<f64> {
    let bytes = content(file, place)?;
    match *bytes {
        [a, b, c, d] => Some(f32::from_be_bytes([a, b, c, d]).into()),
        [..] => Some(f64::from_be_bytes(bytes.try_into().ok()?)),
    }
}

fn text(file: &mut (impl Read + Seek), place: Range<u64>) -> Option<String> {
    let bytes = content(file, place)?;
    let text = String::from_utf8_lossy(&bytes);
    Some(text.trim_end_matches('\0').to_owned())
}

#[expect(clippy::cast_precision_loss, reason = "delays are short")]
fn nanoseconds(count: u64) -> f64 {
    count as f64 / 1e9
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float cast saturates"
)]
fn whole(value: f64) -> u32 {
    value as u32
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn element(id: u64, content: &[u8]) -> Vec<u8> {
        let id = id.to_be_bytes();
        let start = id.iter().position(|byte| *byte != 0).expect("an id");
        let size = u32::try_from(content.len()).expect("short") | 0x1000_0000;
        [&id[start..], &size.to_be_bytes(), content].concat()
    }

    fn entry(number: u8, kind: u8, codec: &str, flag: Option<u8>) -> Vec<u8> {
        let audio = [
            element(RATE, &48_000f64.to_be_bytes()),
            element(CHANNELS, &[2]),
        ];
        let mut parts = vec![
            element(TRACK_NUMBER, &[number]),
            element(TRACK_TYPE, &[kind]),
            element(CODEC, codec.as_bytes()),
            element(LANGUAGE, b"ger"),
            element(CODEC_DELAY, &6_500_000u32.to_be_bytes()),
            element(AUDIO, &audio.concat()),
        ];
        parts.extend(flag.map(|flag| element(FLAG_DEFAULT, &[flag])));
        element(TRACK_ENTRY, &parts.concat())
    }

    fn file() -> Vec<u8> {
        let tracks = [
            entry(1, 1, "V_VP8", None),
            entry(2, 2, "A_MS/ACM", Some(0)),
            entry(3, 2, "A_OPUS", None),
        ];
        let segment = [
            element(TRACKS, &tracks.concat()),
            element(CLUSTER, b"frames"),
        ];
        [element(EBML, b""), element(SEGMENT, &segment.concat())].concat()
    }

    #[test]
    fn audio_tracks_are_listed_whatever_their_codec() {
        let found = look(&mut Cursor::new(file()));
        assert!(!found.is_streamed);
        let numbers: Vec<u32> = found.tracks.iter().map(|track| track.number).collect();
        assert_eq!(numbers, [2, 3]);
        let expected = MatroskaTrack {
            number: 3,
            described: AudioTrack {
                codec: "Opus".to_owned(),
                rate: Some(48_000),
                channels: Some(2),
                language: Some("ger".to_owned()),
                default: true,
            },
            delay: 0.0065,
        };
        assert_eq!(found.tracks[1], expected);
        assert!(!found.tracks[0].described.default);
    }

    #[test]
    fn streams_have_no_end() {
        let mut stream = element(EBML, b"");
        stream.extend(b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff");
        stream.extend(element(TRACKS, &entry(1, 2, "A_OPUS", None)));
        let found = look(&mut Cursor::new(stream));
        assert!(found.is_streamed);
        assert_eq!(found.tracks.len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
            let _ = look(&mut Cursor::new([element(EBML, b""), bytes.clone()].concat()));
            let segment = element(SEGMENT, &element(TRACKS, &bytes));
            let _ = look(&mut Cursor::new([element(EBML, b""), segment].concat()));
        }
    }
}
