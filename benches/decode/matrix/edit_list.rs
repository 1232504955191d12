//! Rewrites the edit list of an MP4 file's sound track.

use anyhow::{Context as _, Result, ensure};

/// A box: where it begins, where its content begins, where it ends.
#[derive(Clone, Copy)]
struct Atom {
    kind: [u8; 4],
    start: usize,
    content: usize,
    end: usize,
}

fn number(bytes: &[u8], at: usize) -> Result<u32> {
    let four = bytes.get(at..at + 4).context("a box is cut")?;
    Ok(u32::from_be_bytes(four.try_into()?))
}

/// The boxes between two places.
fn atoms(bytes: &[u8], mut at: usize, end: usize) -> Result<Vec<Atom>> {
    let mut found = Vec::new();
    while at + 8 <= end {
        let (mut length, mut header) = (number(bytes, at)? as usize, 8);
        if length == 1 {
            length = number(bytes, at + 12)? as usize;
            header = 16;
        } else if length == 0 {
            length = end - at;
        }
        ensure!(
            length >= header && at + length <= end,
            "a box leaves its parent"
        );
        found.push(Atom {
            kind: bytes[at + 4..at + 8].try_into()?,
            start: at,
            content: at + header,
            end: at + length,
        });
        at += length;
    }
    Ok(found)
}

fn child(bytes: &[u8], parent: Atom, kind: &[u8; 4]) -> Result<Atom> {
    let all = atoms(bytes, parent.content, parent.end)?;
    let found = all.into_iter().find(|atom| atom.kind == *kind);
    found.with_context(|| format!("no {} box", String::from_utf8_lossy(kind)))
}

fn atom(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = content.len() as u32 + 8;
    [&length.to_be_bytes(), &kind[..], content].concat()
}

/// The time scale of an `mvhd` or `mdhd` box of version 0.
fn scale(bytes: &[u8], header: Atom) -> Result<f64> {
    ensure!(bytes[header.content] == 0, "a header of version 1");
    Ok(f64::from(number(bytes, header.content + 12)?))
}

/// Gives the sound tracks these edits, (start, length) in seconds; a negative start is an empty edit,
/// and no edits at all leave the edit list out. The index must stand behind the samples, whose places
/// then stay what they are.
pub(super) fn replace(bytes: &[u8], edits: &[(f64, f64)]) -> Result<Vec<u8>> {
    let top = atoms(bytes, 0, bytes.len())?;
    let named = |kind: &[u8; 4]| top.iter().find(|atom| atom.kind == *kind).copied();
    let index = named(b"moov").context("no moov box")?;
    let samples = named(b"mdat").context("no mdat box")?;
    ensure!(index.start > samples.start, "moov must stand behind mdat");
    let movie = scale(bytes, child(bytes, index, b"mvhd")?)?;
    let mut content = Vec::new();
    for part in atoms(bytes, index.content, index.end)? {
        if part.kind == *b"trak" {
            content.extend(track(bytes, part, movie, edits)?);
        } else {
            content.extend(&bytes[part.start..part.end]);
        }
    }
    Ok([
        &bytes[..index.start],
        &atom(b"moov", &content),
        &bytes[index.end..],
    ]
    .concat())
}

fn track(bytes: &[u8], track: Atom, movie: f64, edits: &[(f64, f64)]) -> Result<Vec<u8>> {
    let media = child(bytes, track, b"mdia")?;
    let handler = child(bytes, media, b"hdlr")?;
    if bytes[handler.content + 8..handler.content + 12] != *b"soun" {
        return Ok(bytes[track.start..track.end].to_vec());
    }
    let rate = scale(bytes, child(bytes, media, b"mdhd")?)?;
    let mut list = [0_u32.to_be_bytes(), (edits.len() as u32).to_be_bytes()].concat();
    for &(start, length) in edits {
        let start = if start < 0.0 {
            -1
        } else {
            (start * rate).round() as i32
        };
        list.extend(((length * movie).round() as u32).to_be_bytes());
        list.extend(start.to_be_bytes());
        list.extend(0x1_0000_u32.to_be_bytes());
    }
    let list = atom(b"edts", &atom(b"elst", &list));
    let mut content = Vec::new();
    for part in atoms(bytes, track.content, track.end)? {
        if part.kind != *b"edts" {
            content.extend(&bytes[part.start..part.end]);
        }
        if part.kind == *b"tkhd" && !edits.is_empty() {
            content.extend(&list);
        }
    }
    Ok(atom(b"trak", &content))
}
