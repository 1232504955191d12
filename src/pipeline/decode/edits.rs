//! What an MP4 file says of a track's beginning (ISO/IEC 14496-12, 8.6.6): sound that begins after the
//! pictures, and the encoder's run-up, which isn't to be heard. symphonia 0.6 passes over it.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

/// Most boxes that are looked at in one; files have some dozens.
const MOST_BOXES: usize = 4_096;
/// Most entries of a list that are looked at.
const MOST_ENTRIES: u32 = 64;

/// How a track begins.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Beginning {
    /// Seconds of silence before it.
    pub(super) silence: f64,
    /// Seconds of its sound that are left out.
    pub(super) left_out: f64,
}

/// How the audio track of that index begins; as it is, where the file doesn't say.
pub(super) fn beginning(file: &mut (impl Read + Seek), track: usize) -> Beginning {
    look(file, track).unwrap_or_default()
}

fn look(file: &mut (impl Read + Seek), track: usize) -> Option<Beginning> {
    let end = file.seek(SeekFrom::End(0)).ok()?;
    let movie = find(file, 0..end, *b"moov")?;
    let header = find(file, movie.clone(), *b"mvhd")?;
    let movie_scale = time_scale(file, header)?;
    let mut index = 0;
    for (kind, place) in boxes(file, movie) {
        if kind != *b"trak" {
            continue;
        }
        let media = find(file, place.clone(), *b"mdia")?;
        let handler = find(file, media.clone(), *b"hdlr")?;
        if bytes::<4>(file, handler.start + 8)? != *b"soun" {
            continue;
        }
        if index < track {
            index += 1;
            continue;
        }
        let header = find(file, media, *b"mdhd")?;
        let media_scale = time_scale(file, header)?;
        let edits = find(file, place, *b"edts")?;
        let list = find(file, edits, *b"elst")?;
        return first_edit(file, list.start, movie_scale, media_scale);
    }
    None
}

/// What stands before the first part of a track that is to be heard.
fn first_edit(
    file: &mut (impl Read + Seek),
    at: u64,
    movie_scale: f64,
    media_scale: f64,
) -> Option<Beginning> {
    let [version, ..] = bytes::<4>(file, at)?;
    let count = u32::from_be_bytes(bytes(file, at + 4)?).min(MOST_ENTRIES);
    let mut found = Beginning::default();
    for entry in 0..u64::from(count) {
        // Its length in the movie's time, and where it begins in the media's; -1 for nothing at all.
        let (duration, begin) = if version == 1 {
            let at = at + 8 + entry * 20;
            let begin = i64::from_be_bytes(bytes(file, at + 8)?);
            (u64::from_be_bytes(bytes(file, at)?), begin)
        } else {
            let at = at + 8 + entry * 12;
            let begin = i32::from_be_bytes(bytes(file, at + 4)?);
            let duration = u32::from_be_bytes(bytes(file, at)?);
            (duration.into(), begin.into())
        };
        #[expect(clippy::cast_precision_loss, reason = "recordings aren't that long")]
        let (duration, begin) = (duration as f64, begin as f64);
        if begin >= 0.0 {
            found.left_out = begin / media_scale;
            break;
        }
        found.silence += duration / movie_scale;
    }
    Some(found)
}

/// Units in a second, from a movie's or a media's header.
fn time_scale(file: &mut (impl Read + Seek), header: Range<u64>) -> Option<f64> {
    let [version, ..] = bytes::<4>(file, header.start)?;
    let at = header.start + if version == 1 { 20 } else { 12 };
    let scale = u32::from_be_bytes(bytes(file, at)?);
    (scale > 0).then(|| scale.into())
}

/// The content of the first box of a kind.
fn find(file: &mut (impl Read + Seek), place: Range<u64>, kind: [u8; 4]) -> Option<Range<u64>> {
    let mut boxes = boxes(file, place).into_iter();
    boxes
        .find(|(found, _)| *found == kind)
        .map(|(_, place)| place)
}

/// The kinds and contents of boxes that follow each other, up to the first that can't be one.
fn boxes(file: &mut (impl Read + Seek), place: Range<u64>) -> Vec<([u8; 4], Range<u64>)> {
    let mut found = Vec::new();
    let mut at = place.start;
    while found.len() < MOST_BOXES
        && let Some((kind, head, length)) = header(file, at, place.end)
    {
        let Some(end) = at.checked_add(length).filter(|end| *end <= place.end) else {
            break;
        };
        found.push((kind, at + head..end));
        at = end;
    }
    found
}

/// A box's kind, and the lengths of its head and of all of it.
fn header(file: &mut (impl Read + Seek), at: u64, end: u64) -> Option<([u8; 4], u64, u64)> {
    let length = u32::from_be_bytes(bytes(file, at)?);
    let kind = bytes(file, at + 4)?;
    let (head, length) = match length {
        // To the end of the file.
        0 => (8, end.checked_sub(at)?),
        1 => (16, u64::from_be_bytes(bytes(file, at + 8)?)),
        length => (8, length.into()),
    };
    (length >= head).then_some((kind, head, length))
}

fn bytes<const N: usize>(file: &mut (impl Read + Seek), at: u64) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.seek(SeekFrom::Start(at)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
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
        boxed(kind, &[&[0; 12][..], &scale.to_be_bytes()].concat())
    }

    fn track(kind: [u8; 4], edits: &[(u32, i32)]) -> Vec<u8> {
        let handler = boxed(*b"hdlr", &[&[0; 8][..], &kind].concat());
        let media = boxed(*b"mdia", &[scaled(*b"mdhd", 16_000), handler].concat());
        let mut list = vec![0; 4];
        list.extend(u32::try_from(edits.len()).expect("few").to_be_bytes());
        for (duration, begin) in edits {
            list.extend(duration.to_be_bytes());
            list.extend(begin.to_be_bytes());
            list.extend([0, 1, 0, 0]);
        }
        let edits = boxed(*b"edts", &boxed(*b"elst", &list));
        boxed(*b"trak", &[edits, media].concat())
    }

    #[test]
    fn a_track_begins_where_its_first_edit_says() {
        let tracks = [
            track(*b"vide", &[(9_000, 0)]),
            track(*b"soun", &[(5_000, 1_024)]),
            track(*b"soun", &[(2_000, -1), (1_000, -1), (5_000, 0)]),
        ];
        let movie = [scaled(*b"mvhd", 1_000), tracks.concat()].concat();
        let file = [boxed(*b"ftyp", b"isom"), boxed(*b"moov", &movie)].concat();
        let found = |track| beginning(&mut Cursor::new(&file), track);
        let run_up = Beginning {
            silence: 0.0,
            left_out: 0.064,
        };
        let late = Beginning {
            silence: 3.0,
            left_out: 0.0,
        };
        assert_eq!([found(0), found(1)], [run_up, late]);
        assert_eq!(found(2), Beginning::default());
        // Whatever is cut off, it begins as it is.
        for length in 0..file.len() {
            let cut = beginning(&mut Cursor::new(&file[..length]), 0);
            assert!([run_up, Beginning::default()].contains(&cut), "{length}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
            let file = [boxed(*b"ftyp", b"isom"), boxed(*b"moov", &bytes)].concat();
            let _ = beginning(&mut Cursor::new(&file), 0);
        }
    }
}
