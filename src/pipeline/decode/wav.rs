//! Where the sound lies in WAV, RF64, BW64 and Wave64 files. Recorders that lost power, streams and
//! joined files say less or more than there is: what is there decides.

use std::fs::File;
use std::io::{Cursor, Read as _, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use symphonia::core::io::{MediaSource, ReadOnlySource};

/// Longest chunk that describes sound, in bytes.
const LONGEST_DESCRIPTION: u64 = 64 << 10;
/// Most chunks that are looked at.
const MOST_CHUNKS: usize = 4_096;
/// Headers that are left out of a size which stands for "as large as can be said".
const HEADERS: u64 = 4_096;
/// Wave64's ids end so where they begin with a name of four letters.
const W64_TAIL: [u8; 12] = *b"\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a";

/// One stretch of sound of one format.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// The `fmt ` chunk's content.
    format: Vec<u8>,
    /// Where the samples lie.
    data: Range<u64>,
    /// Bytes that the header promises; `None` where it says nothing.
    stated: Option<u64>,
}

impl Part {
    /// A WAV stream of this part alone, whose length nobody has to believe.
    pub(super) fn source(&self, path: &Path) -> std::io::Result<Box<dyn MediaSource>> {
        let mut head = b"RIFF\xff\xff\xff\xffWAVEfmt ".to_vec();
        let length = u32::try_from(self.format.len()).unwrap_or(0);
        head.extend(length.to_le_bytes());
        head.extend(&self.format);
        if self.format.len() % 2 == 1 {
            head.push(0);
        }
        head.extend(b"data\xff\xff\xff\xff");
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(self.data.start))?;
        let data = file.take(self.data.end - self.data.start);
        Ok(Box::new(ReadOnlySource::new(Cursor::new(head).chain(data))))
    }

    /// Seconds of sound, and what the header promises where that is more.
    pub(super) fn lengths(&self) -> (Option<f64>, Option<f64>) {
        let there = self.data.end - self.data.start;
        let promised = self.stated.filter(|stated| *stated > there);
        (
            self.seconds(there),
            promised.and_then(|bytes| self.seconds(bytes)),
        )
    }

    fn seconds(&self, bytes: u64) -> Option<f64> {
        let field = |at: usize| Some(u32::from_le_bytes(*self.format.get(at..)?.first_chunk()?));
        let per_second = field(8).filter(|rate| *rate > 0)?;
        #[expect(
            clippy::cast_precision_loss,
            reason = "files are smaller than 2^53 bytes"
        )]
        let seconds = bytes as f64 / f64::from(per_second);
        Some(seconds)
    }
}

/// The sound of a file, in its order; none if it isn't of this kind.
pub(super) fn parts(path: &Path) -> Vec<Part> {
    let parts = File::open(path).map(|file| read(&mut std::io::BufReader::new(file)));
    parts.ok().flatten().unwrap_or_default()
}

fn read(file: &mut (impl std::io::Read + Seek)) -> Option<Vec<Part>> {
    let end = file.seek(SeekFrom::End(0)).ok()?;
    let mut walk = Walk {
        end,
        wide: false,
        large: None,
        format: Vec::new(),
        parts: Vec::new(),
    };
    let mut at = walk.begin(file, 0)?;
    for _ in 0..MOST_CHUNKS {
        match walk.chunk(file, at) {
            Some(next) => at = next,
            None => break,
        }
    }
    Some(walk.parts)
}

/// A walk over a file's chunks.
struct Walk {
    /// The file's length.
    end: u64,
    /// Whether ids and sizes are Wave64's.
    wide: bool,
    /// The data's size where that of its chunk has too few bits.
    large: Option<u64>,
    format: Vec<u8>,
    parts: Vec<Part>,
}

impl Walk {
    /// Takes a file's head; its chunks begin at the place given back.
    fn begin(&mut self, file: &mut (impl std::io::Read + Seek), at: u64) -> Option<u64> {
        let head: [u8; 12] = bytes(file, at)?;
        self.large = None;
        self.wide = head[..4] == *b"riff";
        if self.wide {
            return Some(at + 40);
        }
        let known = [b"RIFF", b"RF64", b"BW64"];
        let is_wave = known.iter().any(|id| head[..4] == **id) && head[8..] == *b"WAVE";
        is_wave.then_some(at + 12)
    }

    /// Takes a chunk; the next one begins at the place given back.
    fn chunk(&mut self, file: &mut (impl std::io::Read + Seek), at: u64) -> Option<u64> {
        let (id, head, size) = self.head(file, at)?;
        let start = at + head;
        match &id {
            b"RIFF" | b"RF64" | b"BW64" => return self.begin(file, at),
            b"ds64" => self.large = Some(u64::from_le_bytes(bytes(file, start + 8)?)),
            b"fmt " if size <= LONGEST_DESCRIPTION => {
                let mut format = vec![0; usize::try_from(size).ok()?];
                file.seek(SeekFrom::Start(start)).ok()?;
                file.read_exact(&mut format).ok()?;
                self.format = format;
            }
            b"data" => return self.data(file, start, size),
            _ => {}
        }
        start.checked_add(self.padded(size))
    }

    /// Takes the samples; what follows them tells whether their stated size can be right.
    fn data(
        &mut self,
        file: &mut (impl std::io::Read + Seek),
        start: u64,
        size: u64,
    ) -> Option<u64> {
        let stated = match self.large {
            Some(large) if size == u64::from(u32::MAX) => Some(large),
            _ if self.wide => Some(size),
            _ => (size > 0 && !is_largest(size)).then_some(size),
        };
        let stop = stated.and_then(|size| start.checked_add(size));
        let next = stated.and_then(|size| start.checked_add(self.padded(size)));
        let believed = stop.filter(|stop| {
            let next = next.filter(|next| self.chunk_at(file, *next));
            *stop >= self.end || next.is_some() || self.chunk_at(file, *stop)
        });
        let end = believed.unwrap_or(self.end).min(self.end);
        self.parts.push(Part {
            format: self.format.clone(),
            data: start..end,
            stated: stated.filter(|_| believed.is_some()),
        });
        let next = next.filter(|next| self.chunk_at(file, *next)).or(stop);
        next.filter(|next| believed.is_some() && *next < self.end)
    }

    /// Whether a chunk, or nothing more, stands there.
    fn chunk_at(&self, file: &mut (impl std::io::Read + Seek), at: u64) -> bool {
        if at >= self.end || self.end - at < 8 {
            return true;
        }
        let Some((id, head, size)) = self.head(file, at) else {
            return false;
        };
        let named = id
            .iter()
            .all(|byte| byte.is_ascii_graphic() || *byte == b' ');
        let fits =
            at + head + size <= self.end || matches!(&id, b"RIFF" | b"RF64" | b"BW64" | b"data");
        named && fits
    }

    /// A chunk's id, and the sizes of its head and its content.
    fn head(&self, file: &mut (impl std::io::Read + Seek), at: u64) -> Option<([u8; 4], u64, u64)> {
        if !self.wide {
            let size = u32::from_le_bytes(bytes(file, at + 4)?);
            return Some((bytes(file, at)?, 8, size.into()));
        }
        let id: [u8; 16] = bytes(file, at)?;
        let size = u64::from_le_bytes(bytes(file, at + 16)?).checked_sub(24)?;
        let [a, b, c, d, tail @ ..] = id;
        (tail == W64_TAIL).then_some(([a, b, c, d], 24, size))
    }

    fn padded(&self, size: u64) -> u64 {
        size.saturating_add(if self.wide {
            size.wrapping_neg() & 7
        } else {
            size & 1
        })
    }
}

/// Whether a size is the largest there is, less some headers, as programs write that don't know it.
fn is_largest(size: u64) -> bool {
    [31, 32].iter().any(|power| {
        let largest = 1 << power;
        (largest - HEADERS..=largest).contains(&size)
    })
}

fn bytes<const N: usize>(file: &mut (impl std::io::Read + Seek), at: u64) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.seek(SeekFrom::Start(at)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: &[u8] = b"\x01\0\x01\0\x80\x3e\0\0\0\x7d\0\0\x02\0\x10\0";

    fn chunk(id: [u8; 4], size: u32, content: &[u8]) -> Vec<u8> {
        [&id[..], &size.to_le_bytes(), content].concat()
    }

    fn wav(stated: u32, samples: &[u8], behind: &[u8]) -> Vec<u8> {
        let data = chunk(*b"data", stated, samples);
        let head = [&b"RIFF\0\0\0\0WAVE"[..], &chunk(*b"fmt ", 16, FORMAT)].concat();
        [head, data, behind.to_vec()].concat()
    }

    /// Sizes of the parts, and what their headers promise.
    fn found(file: &[u8]) -> Vec<(u64, Option<u64>)> {
        let parts = read(&mut Cursor::new(file)).unwrap_or_default();
        let sizes = parts
            .iter()
            .map(|part| (part.data.end - part.data.start, part.stated));
        sizes.collect()
    }

    #[test]
    fn what_is_there_decides() {
        let samples = [0x81; 64];
        assert_eq!(found(&wav(64, &samples, b"")), [(64, Some(64))]);
        let list = chunk(*b"LIST", 4, b"INFO");
        assert_eq!(found(&wav(64, &samples, &list)), [(64, Some(64))]);
        // Cut short; unknown; forgotten; larger than 32 bits.
        assert_eq!(found(&wav(640, &samples, b"")), [(64, Some(640))]);
        assert_eq!(found(&wav(u32::MAX, &samples, b"")), [(64, None)]);
        assert_eq!(found(&wav(0, &samples, b"")), [(64, None)]);
        assert_eq!(found(&wav(10, &samples, b"")), [(64, None)]);
    }

    #[test]
    fn joined_files_are_heard_to_the_end() {
        let first = wav(64, &[0x81; 64], b"");
        let joined = [&first[..], &wav(32, &[0x81; 32], b"")].concat();
        assert_eq!(found(&joined), [(64, Some(64)), (32, Some(32))]);
    }

    #[test]
    fn large_files_have_their_size_elsewhere() {
        let sizes = [0u64.to_le_bytes(), 64u64.to_le_bytes(), 32u64.to_le_bytes()].concat();
        let mut file = b"RF64\xff\xff\xff\xffWAVE".to_vec();
        file.extend(chunk(*b"ds64", 24, &sizes));
        file.extend(chunk(*b"fmt ", 16, FORMAT));
        file.extend(chunk(*b"data", u32::MAX, &[0x81; 64]));
        file.extend(chunk(*b"LIST", 4, b"INFO"));
        assert_eq!(found(&file), [(64, Some(64))]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
            let _ = found(&[&b"RIFF\0\0\0\0WAVE"[..], &chunk(*b"fmt ", 16, FORMAT), &bytes].concat());
            let _ = found(&[&b"riff"[..], &bytes].concat());
        }
    }
}
