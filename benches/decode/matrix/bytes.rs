//! What is done to a finished file: damage, tags, wrong lengths in headers.

use anyhow::{Context as _, Result, ensure};

use super::edit_list;

/// A change of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// ffmpeg reads the file and writes another.
    Remux {
        /// Container of the new file.
        to: &'static str,
        /// Options before the input.
        input: &'static [&'static str],
        /// Options before the output.
        options: &'static [&'static str],
    },
    /// Random bytes from one share of the file to another.
    Random(f64, f64),
    /// Zeros from one share of the file to another, as where a disk lost sectors.
    Zeros(f64, f64),
    /// Only this share of the file is left.
    Cut(f64),
    /// An ID3v2 tag of so many bytes in front.
    Id3(usize),
    /// An ID3v1 tag and an APE tag behind.
    TagsBehind,
    /// So many random bytes in front.
    Garbage(usize),
    /// So many zeros in front.
    ZerosInFront(usize),
    /// So many random bytes behind.
    GarbageBehind(usize),
    /// The number of frames in a Xing header.
    XingFrames(u32),
    /// Four bytes behind a mark, big or little endian as given.
    Patch {
        /// The mark that is searched for from the beginning.
        mark: &'static [u8],
        /// How many bytes behind its beginning.
        offset: usize,
        /// What is written there.
        value: &'static [u8],
    },
    /// Another edit list in an MP4 file: (start, length) in seconds; a negative start is silence.
    Edits(Vec<(f64, f64)>),
}

/// Random bytes, the same in each run.
fn random(count: usize) -> Vec<u8> {
    let mut dice = fastrand::Rng::with_seed(42);
    (0..count).map(|_| dice.u8(..)).collect()
}

fn share(bytes: &[u8], from: f64, to: f64) -> std::ops::Range<usize> {
    let at = |share: f64| (bytes.len() as f64 * share) as usize;
    at(from)..at(to)
}

fn patch(bytes: &mut [u8], at: usize, value: &[u8]) -> Result<()> {
    let place = bytes
        .get_mut(at..at + value.len())
        .context("the file is too short")?;
    place.copy_from_slice(value);
    Ok(())
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}

/// Applies a change of bytes.
pub(super) fn apply(change: &Change, mut bytes: Vec<u8>) -> Result<Vec<u8>> {
    match change {
        // That is for `make`.
        Change::Remux { .. } => {}
        Change::Random(from, to) => {
            let range = share(&bytes, *from, *to);
            let noise = random(range.len());
            bytes[range].copy_from_slice(&noise);
        }
        Change::Zeros(from, to) => {
            let range = share(&bytes, *from, *to);
            bytes[range].fill(0);
        }
        Change::Cut(share_left) => bytes.truncate(share(&bytes, 0.0, *share_left).end),
        Change::Id3(length) => bytes.splice(0..0, id3(*length)).for_each(drop),
        Change::TagsBehind => bytes.extend(tags_behind()),
        Change::Garbage(length) => bytes.splice(0..0, random(*length)).for_each(drop),
        Change::ZerosInFront(length) => bytes.splice(0..0, vec![0; *length]).for_each(drop),
        Change::GarbageBehind(length) => bytes.extend(random(*length)),
        Change::XingFrames(frames) => {
            let mark = find(&bytes, b"Xing").or_else(|| find(&bytes, b"Info"));
            let mark = mark.context("no Xing header")?;
            ensure!(
                bytes[mark + 7] & 1 == 1,
                "the Xing header has no number of frames"
            );
            patch(&mut bytes, mark + 8, &frames.to_be_bytes())?;
        }
        Change::Patch {
            mark,
            offset,
            value,
        } => {
            let at = find(&bytes, mark).context("no such mark")?;
            patch(&mut bytes, at + offset, value)?;
        }
        Change::Edits(edits) => bytes = edit_list::replace(&bytes, edits)?,
    }
    Ok(bytes)
}

/// An ID3v2.4 tag with padding.
fn id3(length: usize) -> Vec<u8> {
    let mut tag = b"ID3\x04\0\0".to_vec();
    let inner = length.saturating_sub(10);
    tag.extend([21, 14, 7, 0].map(|shift| ((inner >> shift) & 0x7f) as u8));
    tag.resize(10 + inner, 0);
    tag
}

/// An APE tag with one text, and an ID3v1 tag.
fn tags_behind() -> Vec<u8> {
    let item = b"\x04\0\0\0\0\0\0\0Title\0Talk";
    let half = |is_header: u32| {
        let mut half = b"APETAGEX".to_vec();
        let flags = 0x8000_0000 | (is_header << 29);
        for value in [2_000, item.len() as u32 + 32, 1, flags, 0, 0] {
            half.extend(value.to_le_bytes());
        }
        half
    };
    let mut tags = [half(1), item.to_vec(), half(0), b"TAG".to_vec()].concat();
    tags.resize(tags.len() + 125, 0);
    tags
}
