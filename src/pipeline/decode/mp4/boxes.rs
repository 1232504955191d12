//! Boxes of MP4, M4A and MOV files (ISO/IEC 14496-12, 4.2): kinds, places, and the numbers in them.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

/// Most boxes that are looked at in one; files have some dozens.
const MOST_BOXES: usize = 4_096;

/// A box's kind and where its content lies.
pub(super) type Found = ([u8; 4], Range<u64>);

/// The content of the first box of a kind.
pub(super) fn find(
    file: &mut (impl Read + Seek),
    place: Range<u64>,
    kind: [u8; 4],
) -> Option<Range<u64>> {
    let mut boxes = boxes(file, place).into_iter();
    boxes
        .find(|(found, _)| *found == kind)
        .map(|(_, place)| place)
}

/// The kinds and contents of boxes that follow each other, up to the first that can't be one.
pub(super) fn boxes(file: &mut (impl Read + Seek), place: Range<u64>) -> Vec<Found> {
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
pub(super) fn header(
    file: &mut (impl Read + Seek),
    at: u64,
    end: u64,
) -> Option<([u8; 4], u64, u64)> {
    if at + 8 > end {
        return None;
    }
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

/// Some bytes from a place of the file.
pub(super) fn bytes<const N: usize>(file: &mut (impl Read + Seek), at: u64) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.seek(SeekFrom::Start(at)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// A number of 32 bits.
pub(super) fn number(file: &mut (impl Read + Seek), at: u64) -> Option<u32> {
    bytes(file, at).map(u32::from_be_bytes)
}

/// A number of 16 bits.
pub(super) fn short(file: &mut (impl Read + Seek), at: u64) -> Option<u16> {
    bytes(file, at).map(u16::from_be_bytes)
}
