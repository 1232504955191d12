//! Going on behind damage in a fragmented MP4 file. symphonia 0.6, and ffmpeg 5.1, end at the first
//! fragment whose head makes no sense. Fragments may say absolute places in the file.

use std::io::{Read, Seek};

use super::super::resync::{Buffered, Place, Resumed, find};
use super::boxes::{bytes, header};

/// Kinds of boxes that stand at the top of a file with fragments.
const TOP: [[u8; 4]; 14] = [
    *b"ftyp", *b"styp", *b"moov", *b"moof", *b"mdat", *b"sidx", *b"ssix", *b"mfra", *b"free",
    *b"skip", *b"wide", *b"uuid", *b"emsg", *b"prft",
];
/// Longest head of a fragment, in bytes, that is believed.
const LONGEST_FRAGMENT_HEAD: u64 = 4 << 20;

/// Finds the first box behind `from` that makes no sense, and the next fragment behind that. `None` in
/// files without fragments, and where no more come.
pub(in crate::pipeline::decode) fn behind_damage(
    file: &mut Buffered,
    end: u64,
    from: Option<Place>,
) -> Option<Resumed> {
    let first = first_fragment(file, end)?;
    let damage = walk(file, end, from.map_or(first, |place| place.byte));
    let place = find(file, damage + 1, end, |file, at, byte| {
        let size_at = at.checked_sub(4)?;
        let begins = byte == b'm' && is_fragment(file, size_at, end);
        begins.then_some(Place {
            byte: size_at,
            cluster_time: 0,
        })
    })?;
    // What lies before is one box without content: places in the file stay what they are.
    let length = place
        .byte
        .checked_sub(first)
        .filter(|length| *length >= 16)?;
    let mut patch = b"\0\0\0\x01free".to_vec();
    patch.extend(length.to_be_bytes());
    Some(Resumed {
        place,
        patch,
        at: first,
    })
}

/// Where the first fragment begins.
fn first_fragment(file: &mut (impl Read + Seek), end: u64) -> Option<u64> {
    let mut at = 0;
    loop {
        let (kind, _, length) = header(file, at, end)?;
        if kind == *b"moof" {
            return Some(at);
        }
        at = at.checked_add(length)?;
    }
}

/// The end of the boxes that make sense from a place on.
fn walk(file: &mut (impl Read + Seek), end: u64, from: u64) -> u64 {
    let mut at = from;
    while let Some((kind, _, length)) = header(file, at, end)
        && TOP.contains(&kind)
        && let Some(next) = at.checked_add(length).filter(|next| *next <= end)
        && (kind != *b"moof" || is_fragment(file, at, end))
    {
        at = next;
    }
    at
}

/// Whether the head of a fragment stands at a byte: ISO/IEC 14496-12, 8.8.4 and 8.8.5.
fn is_fragment(file: &mut (impl Read + Seek), at: u64, end: u64) -> bool {
    let Some((kind, head, length)) = header(file, at, end) else {
        return false;
    };
    let fits = kind == *b"moof" && length <= LONGEST_FRAGMENT_HEAD && at + length <= end;
    fits && bytes::<8>(file, at + head).is_some_and(|inside| {
        let [a, b, c, d, kind @ ..] = inside;
        u32::from_be_bytes([a, b, c, d]) == 16 && kind == *b"mfhd"
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn boxed(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(content.len() + 8).expect("short");
        [&size.to_be_bytes(), &kind[..], content].concat()
    }

    fn fragment(number: u8) -> Vec<u8> {
        let head = boxed(*b"moof", &boxed(*b"mfhd", &[0, 0, 0, 0, 0, 0, 0, number]));
        [head, boxed(*b"mdat", &[number; 40])].concat()
    }

    #[test]
    fn a_walk_ends_where_boxes_make_no_sense() {
        let start = [boxed(*b"ftyp", b"isom"), boxed(*b"moov", b"")].concat();
        let mut file = [start.clone(), fragment(1), fragment(2), fragment(3)].concat();
        let end = file.len() as u64;
        let first = start.len() as u64;
        assert_eq!(first_fragment(&mut Cursor::new(&file), end), Some(first));
        assert_eq!(walk(&mut Cursor::new(&file), end, first), end);
        // The second fragment's head.
        let second = start.len() + fragment(1).len();
        file[second + 2] = 0x55;
        assert_eq!(walk(&mut Cursor::new(&file), end, first), second as u64);
        let third = (second + fragment(2).len()) as u64;
        assert!(is_fragment(&mut Cursor::new(&file), third, end));
    }
}
