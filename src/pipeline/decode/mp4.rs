//! What an MP4, M4A or MOV file says of its audio tracks beyond what symphonia 0.6 reads: tracks of
//! unknown codecs, which one is enabled, edit lists, and the byte order of PCM.

mod boxes;
pub(super) mod fragment_times;
pub(super) mod fragments;

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use symphonia::core::codecs::audio::{AudioCodecId, well_known};

use super::edits::{self, Edit};
use super::tracks::{self, AudioTrack};
use boxes::{boxes, bytes, find, number, short};
use fragment_times::TrackClock;

/// Most entries of an edit list that are looked at.
const MOST_EDITS: u32 = 4_096;
/// A movie time for "to the end".
const NO_LENGTH: [u64; 3] = [0, u32::MAX as u64, u64::MAX];

/// An audio track.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Mp4Track {
    /// The track's number in the file, by which symphonia knows it, too.
    pub(super) id: u32,
    pub(super) described: AudioTrack,
    /// Which parts are heard, and when; none where the file doesn't say.
    pub(super) edits: Vec<Edit>,
    /// The codec where symphonia takes its byte order for granted.
    pub(super) pcm: Option<AudioCodecId>,
    /// Seconds of Opus that come before the sound; an edit list leaves them out, too.
    pub(super) delay: f64,
    /// How its fragments count time, in a file that has any.
    pub(super) clock: Option<TrackClock>,
}

/// The audio tracks of a file in their order; none where it has no list of them.
pub(super) fn audio_tracks(file: &mut (impl Read + Seek)) -> Vec<Mp4Track> {
    movie(file).unwrap_or_default()
}

fn movie(file: &mut (impl Read + Seek)) -> Option<Vec<Mp4Track>> {
    let end = file.seek(SeekFrom::End(0)).ok()?;
    let movie = find(file, 0..end, *b"moov")?;
    let header = find(file, movie.clone(), *b"mvhd")?;
    let scale = time_scale(file, header)?;
    let mut tracks = Vec::new();
    // The recording begins with the first of its pictures or its sound.
    let mut earliest = f64::INFINITY;
    for (kind, place) in boxes(file, movie.clone()) {
        if kind == *b"trak" {
            let start = start(file, place.clone(), scale);
            earliest = start.map_or(earliest, |start| start.min(earliest));
            tracks.extend(track(file, place, scale));
        }
    }
    for track in &mut tracks {
        edits::begin_at(&mut track.edits, earliest);
    }
    // A file without fragments, or whose fragments can't be read, is heard as it is.
    let _ = set_clocks(file, end, movie, &mut tracks);
    Some(tracks)
}

/// Fills in how the fragments of tracks count time.
fn set_clocks(
    file: &mut (impl Read + Seek),
    end: u64,
    movie: Range<u64>,
    tracks: &mut [Mp4Track],
) -> Option<()> {
    let extends = find(file, movie.clone(), *b"mvex")?;
    let mut clocks = Vec::new();
    for (kind, place) in boxes(file, movie) {
        if kind == *b"trak" {
            clocks.extend(clock(file, place, extends.clone()));
        }
    }
    let scales: Vec<_> = clocks.iter().map(|clock| (clock.id, clock.scale)).collect();
    let zero = fragment_times::begin(file, end, &scales)?;
    for clock in clocks {
        if let Some(track) = tracks.iter_mut().find(|track| track.id == clock.id) {
            track.clock = Some(TrackClock { zero, ..clock });
        }
    }
    Some(())
}

fn clock(
    file: &mut (impl Read + Seek),
    track: Range<u64>,
    extends: Range<u64>,
) -> Option<TrackClock> {
    let header = find(file, track.clone(), *b"tkhd")?;
    let media = find(file, track, *b"mdia")?;
    let id = track_number(file, header.start)?;
    let media_header = find(file, media.clone(), *b"mdhd")?;
    let information = find(file, media, *b"minf")?;
    let samples = find(file, information, *b"stbl")?;
    let durations = find(file, samples, *b"stts")?;
    let mut defaults = boxes(file, extends).into_iter();
    let default = defaults
        .find(|(kind, place)| *kind == *b"trex" && number(file, place.start + 4) == Some(id));
    Some(TrackClock {
        id,
        scale: time_scale(file, media_header)?,
        duration: default
            .and_then(|(_, place)| number(file, place.start + 12))
            .unwrap_or(0),
        before: fragment_times::table_length(file, durations)?,
        zero: 0.0,
    })
}

/// A track's number from its header.
fn track_number(file: &mut (impl Read + Seek), header: u64) -> Option<u32> {
    let [version, ..] = bytes::<4>(file, header)?;
    number(file, header + if version == 1 { 20 } else { 12 })
}

/// Seconds before which a track of pictures or sound is empty.
fn start(file: &mut (impl Read + Seek), place: Range<u64>, movie_scale: f64) -> Option<f64> {
    let media = find(file, place.clone(), *b"mdia")?;
    let handler = find(file, media, *b"hdlr")?;
    let kind = bytes::<4>(file, handler.start + 8)?;
    let edits = edits(file, place, movie_scale, 1.0).unwrap_or_default();
    [*b"soun", *b"vide"]
        .contains(&kind)
        .then(|| edits::leading_silence(&edits))
}

/// A track, if it is one of sound.
fn track(file: &mut (impl Read + Seek), place: Range<u64>, movie_scale: f64) -> Option<Mp4Track> {
    let media = find(file, place.clone(), *b"mdia")?;
    let handler = find(file, media.clone(), *b"hdlr")?;
    if bytes::<4>(file, handler.start + 8)? != *b"soun" {
        return None;
    }
    let header = find(file, place.clone(), *b"tkhd")?;
    let [.., flags] = bytes::<4>(file, header.start)?;
    let id = track_number(file, header.start)?;
    let header = find(file, media.clone(), *b"mdhd")?;
    let media_scale = time_scale(file, header.clone())?;
    let mut track = Mp4Track {
        id,
        described: AudioTrack {
            language: language(file, header.start),
            default: flags & 1 == 1,
            ..AudioTrack::default()
        },
        edits: edits(file, place, movie_scale, media_scale).unwrap_or_default(),
        pcm: None,
        delay: 0.0,
        clock: None,
    };
    // A track without a readable description is a track nevertheless.
    let _ = describe(file, media, &mut track);
    Some(track)
}

/// Fills in what the first sample description says.
fn describe(file: &mut (impl Read + Seek), media: Range<u64>, track: &mut Mp4Track) -> Option<()> {
    let information = find(file, media, *b"minf")?;
    let table = find(file, information, *b"stbl")?;
    let descriptions = find(file, table, *b"stsd")?;
    let entries = boxes(file, descriptions.start + 8..descriptions.end);
    let (kind, entry) = entries.first()?.clone();
    track.described.codec = codec_name(kind);
    let version = short(file, entry.start + 8)?;
    let (rate, channels, fields) = match version {
        0 | 1 => (
            number(file, entry.start + 24)? >> 16,
            short(file, entry.start + 16)?.into(),
            if version == 1 { 16 } else { 0 },
        ),
        _ => (
            whole(f64::from_be_bytes(bytes(file, entry.start + 32)?)),
            number(file, entry.start + 40)?,
            36,
        ),
    };
    track.described.rate = (rate > 0).then_some(rate);
    track.described.channels = (channels > 0).then_some(channels);
    if version < 2 {
        let extensions = entry.start + 28 + fields..entry.end;
        track.pcm = pcm(kind, is_little_endian(file, extensions.clone()));
        if let Some(opus) = find(file, extensions, *b"dOps") {
            track.delay = f64::from(short(file, opus.start + 2)?) / 48_000.0;
        }
    }
    Some(())
}

/// QuickTime's PCM whose byte order an `enda` box tells; big-endian without one (QuickTime File Format,
/// "Sound sample description extensions").
fn pcm(kind: [u8; 4], little: bool) -> Option<AudioCodecId> {
    Some(match (&kind, little) {
        (b"in24", false) => well_known::CODEC_ID_PCM_S24BE,
        (b"in32", false) => well_known::CODEC_ID_PCM_S32BE,
        (b"fl32", false) => well_known::CODEC_ID_PCM_F32BE,
        (b"fl64", false) => well_known::CODEC_ID_PCM_F64BE,
        (b"in24", true) => well_known::CODEC_ID_PCM_S24LE,
        (b"in32", true) => well_known::CODEC_ID_PCM_S32LE,
        (b"fl32", true) => well_known::CODEC_ID_PCM_F32LE,
        (b"fl64", true) => well_known::CODEC_ID_PCM_F64LE,
        _ => return None,
    })
}

fn is_little_endian(file: &mut (impl Read + Seek), extensions: Range<u64>) -> bool {
    let outer = find(file, extensions.clone(), *b"enda");
    let place = outer.or_else(|| {
        let wave = find(file, extensions, *b"wave")?;
        find(file, wave, *b"enda")
    });
    place.and_then(|place| short(file, place.start)) == Some(1)
}

/// A sample description's kind as people know the codec.
fn codec_name(kind: [u8; 4]) -> String {
    let name = match &kind {
        b"mp4a" => "AAC",
        b"alac" => "ALAC",
        b"ac-3" => "AC-3",
        b"ec-3" => "E-AC-3",
        b"Opus" => "Opus",
        b"fLaC" => "FLAC",
        b".mp3" => "MP3",
        b"samr" => "AMR",
        b"sawb" => "AMR-WB",
        b"sowt" | b"twos" | b"raw " | b"lpcm" | b"in24" | b"in32" | b"fl32" | b"fl64" | b"ipcm"
        | b"fpcm" => "PCM",
        b"alaw" => "A-law",
        b"ulaw" => "µ-law",
        _ => "",
    };
    if !name.is_empty() {
        return name.to_owned();
    }
    let printable = |byte: u8| {
        if byte.is_ascii_graphic() {
            byte.into()
        } else {
            ' '
        }
    };
    let name: String = kind.into_iter().map(printable).collect();
    match name.trim() {
        "" => "an unknown codec".to_owned(),
        name => name.to_owned(),
    }
}

/// A track's edit list (ISO/IEC 14496-12, 8.6.6).
fn edits(
    file: &mut (impl Read + Seek),
    track: Range<u64>,
    movie_scale: f64,
    media_scale: f64,
) -> Option<Vec<Edit>> {
    let edits = find(file, track, *b"edts")?;
    let list = find(file, edits, *b"elst")?;
    let [version, ..] = bytes::<4>(file, list.start)?;
    let count = number(file, list.start + 4)?.min(MOST_EDITS);
    let mut found = Vec::new();
    let mut at = list.start + 8;
    for _ in 0..count {
        let (length, begin) = if version == 1 {
            let length = u64::from_be_bytes(bytes(file, at)?);
            (length, i64::from_be_bytes(bytes(file, at + 8)?))
        } else {
            let length = number(file, at)?.into();
            (length, i32::from_be_bytes(bytes(file, at + 4)?).into())
        };
        at += if version == 1 { 20 } else { 12 };
        if at > list.end {
            break;
        }
        #[expect(clippy::cast_precision_loss, reason = "recordings aren't that long")]
        let seconds = |units: u64, scale: f64| units as f64 / scale;
        let length = (!NO_LENGTH.contains(&length)).then(|| seconds(length, movie_scale));
        found.push(match (u64::try_from(begin), length) {
            (Ok(begin), length) => Edit::Media {
                begin: seconds(begin, media_scale),
                length,
            },
            (Err(_), Some(length)) => Edit::Empty { length },
            (Err(_), None) => continue,
        });
    }
    Some(found)
}

/// A media header's language: three letters in five bits each.
fn language(file: &mut (impl Read + Seek), header: u64) -> Option<String> {
    let [version, ..] = bytes::<4>(file, header)?;
    let packed = short(file, header + if version == 1 { 32 } else { 20 })?;
    let letter = |shift: u16| char::from(0x60 + u8::try_from(packed >> shift & 31).unwrap_or(0));
    let code: String = [10, 5, 0].map(letter).into_iter().collect();
    let is_code = code.bytes().all(|byte| byte.is_ascii_lowercase());
    tracks::language(&code).filter(|_| is_code)
}

/// Units in a second, from a movie's or a media's header.
fn time_scale(file: &mut (impl Read + Seek), header: Range<u64>) -> Option<f64> {
    let [version, ..] = bytes::<4>(file, header.start)?;
    let scale = number(file, header.start + if version == 1 { 20 } else { 12 })?;
    (scale > 0).then(|| scale.into())
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

    fn boxed(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 8).expect("short");
        [&length.to_be_bytes()[..], &kind, content].concat()
    }

    /// A header with a time scale.
    fn scaled(kind: [u8; 4], scale: u32) -> Vec<u8> {
        // English is 5, 14, 7.
        let language = (5u16 << 10 | 14 << 5 | 7).to_be_bytes();
        let content = [
            &[0; 12][..],
            &scale.to_be_bytes(),
            &[0; 4],
            &language,
            &[0; 2],
        ];
        boxed(kind, &content.concat())
    }

    /// A sample description of two channels at 48 kHz, with an `enda` box or none.
    fn description(kind: [u8; 4], little: Option<u16>) -> Vec<u8> {
        let mut entry = vec![0; 28];
        entry[17] = 2;
        entry[24..26].copy_from_slice(&48_000u16.to_be_bytes());
        if let Some(little) = little {
            let order = boxed(*b"enda", &little.to_be_bytes());
            entry.extend(boxed(*b"wave", &order));
        }
        let content = [&[0; 8][..], &boxed(kind, &entry)].concat();
        boxed(*b"stbl", &boxed(*b"stsd", &content))
    }

    fn track(id: u32, handler: [u8; 4], description: &[u8], edits: &[(u32, i32)]) -> Vec<u8> {
        let header = [&[0, 0, 0, 1][..], &[0; 8], &id.to_be_bytes()].concat();
        let handler = boxed(*b"hdlr", &[&[0; 8][..], &handler].concat());
        let information = boxed(*b"minf", description);
        let media = [scaled(*b"mdhd", 16_000), handler, information].concat();
        let mut list = vec![0; 4];
        list.extend(u32::try_from(edits.len()).expect("few").to_be_bytes());
        for (duration, begin) in edits {
            list.extend(duration.to_be_bytes());
            list.extend(begin.to_be_bytes());
            list.extend([0, 1, 0, 0]);
        }
        let edits = boxed(*b"edts", &boxed(*b"elst", &list));
        let content = [boxed(*b"tkhd", &header), edits, boxed(*b"mdia", &media)];
        boxed(*b"trak", &content.concat())
    }

    fn file(tracks: &[Vec<u8>]) -> Vec<u8> {
        let movie = [scaled(*b"mvhd", 1_000), tracks.concat()].concat();
        [boxed(*b"ftyp", b"isom"), boxed(*b"moov", &movie)].concat()
    }

    #[test]
    fn audio_tracks_are_listed_whatever_their_codec() {
        let file = file(&[
            track(1, *b"vide", &[], &[(9_000, 0)]),
            track(7, *b"soun", &description(*b"samr", None), &[]),
            track(
                9,
                *b"soun",
                &description(*b"in24", None),
                &[(2_000, -1), (0, 1_024)],
            ),
            track(10, *b"soun", &description(*b"in24", Some(1)), &[]),
        ]);
        let found = audio_tracks(&mut Cursor::new(&file));
        let ids: Vec<u32> = found.iter().map(|track| track.id).collect();
        assert_eq!(ids, [7, 9, 10]);
        let expected = AudioTrack {
            codec: "AMR".to_owned(),
            rate: Some(48_000),
            channels: Some(2),
            language: Some("eng".to_owned()),
            default: true,
        };
        assert_eq!(found[0].described, expected);
        assert_eq!(found[1].pcm, Some(well_known::CODEC_ID_PCM_S24BE));
        assert_eq!(found[2].pcm, Some(well_known::CODEC_ID_PCM_S24LE));
        // Two seconds later than the first track, which has no list.
        let edits = [
            Edit::Empty { length: 2.0 },
            Edit::Media {
                begin: 0.064,
                length: None,
            },
        ];
        assert_eq!(found[1].edits, edits);
        // Whatever is cut off, nothing is made up.
        for length in 0..file.len() {
            let cut = audio_tracks(&mut Cursor::new(&file[..length]));
            assert!(cut.len() <= 3, "{length}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
            let file = [boxed(*b"ftyp", b"isom"), boxed(*b"moov", &bytes)].concat();
            let _ = audio_tracks(&mut Cursor::new(&file));
        }
    }
}
