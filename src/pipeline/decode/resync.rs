//! Going on behind damage at which a demuxer ended: the next bytes that make sense are looked for, and
//! given to it as a file of their own, behind the file's head.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use symphonia::core::io::{MediaSource, ReadOnlySource};

use super::matroska;
use super::mp4::fragment_times::{self, FragmentTimes, TrackClock};
use super::mp4::fragments;

/// Bytes that are searched at a time.
const WINDOW: u64 = 1 << 16;
/// Longest head, in bytes, that is kept: attachments may be large.
const LONGEST_HEAD: u64 = 16 << 20;

/// A place in a file from which on its elements can be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub(super) byte: u64,
    /// The time of Matroska's cluster, in the file's units.
    pub(super) cluster_time: u64,
}

impl Place {
    /// About when it is heard, in seconds of a file that counts in milliseconds, as most do.
    pub(super) fn seconds(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "it is a rough time")]
        let seconds = self.cluster_time as f64 / 1_000.0;
        seconds
    }
}

/// Where a file is taken up again, and bytes that stand in the place of its own from `at` on.
pub(super) struct Resumed {
    pub(super) place: Place,
    pub(super) patch: Vec<u8>,
    pub(super) at: u64,
}

/// A file of which some bytes are replaced.
struct Patched {
    file: Buffered,
    patch: Vec<u8>,
    at: u64,
}

impl Read for Patched {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let here = self.file.at;
        let end = self.at + self.patch.len() as u64;
        let whole = buffer.len() as u64;
        if (self.at..end).contains(&here) {
            let from = usize::try_from(here - self.at).map_err(std::io::Error::other)?;
            let count = buffer.len().min(self.patch.len() - from);
            buffer[..count].copy_from_slice(&self.patch[from..from + count]);
            self.file.seek(SeekFrom::Start(here + count as u64))?;
            return Ok(count);
        }
        let until = if here < self.at {
            self.at - here
        } else {
            whole
        };
        let count = usize::try_from(until.min(whole)).map_err(std::io::Error::other)?;
        self.file.read(&mut buffer[..count])
    }
}

impl Seek for Patched {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

impl MediaSource for Patched {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        let metadata = self.file.reader.get_ref().metadata();
        metadata.ok().map(|metadata| metadata.len())
    }
}

/// Finds the first damage behind `from` (the file's beginning where it is `None`) and what makes sense
/// behind that. `None` where the container knows no such thing, and where nothing more comes.
pub(super) fn behind_damage(
    container: &str,
    path: &Path,
    from: Option<Place>,
) -> Option<(Box<dyn MediaSource>, Place)> {
    let mut file = Buffered::open(path).ok()?;
    let end = file.seek(SeekFrom::End(0)).ok()?;
    if container == "isomp4" {
        let Resumed { place, patch, at } = fragments::behind_damage(&mut file, end, from)?;
        file.seek(SeekFrom::Start(0)).ok()?;
        return Some((Box::new(Patched { file, patch, at }), place));
    }
    if container != "matroska" {
        return None;
    }
    let (head, place) = matroska::resync::behind_damage(&mut file, end, from)?;
    file.seek(SeekFrom::Start(place.byte)).ok()?;
    let source = ReadOnlySource::new(Cursor::new(head).chain(file));
    Some((Box::new(source), place))
}

/// When the fragments of an MP4 file are heard, from a byte on.
pub(super) fn fragment_times(path: &Path, from: u64, clock: TrackClock) -> Option<FragmentTimes> {
    let mut file = Buffered::open(path).ok()?;
    let end = file.seek(SeekFrom::End(0)).ok()?;
    Some(fragment_times::read(&mut file, end, from, clock))
}

/// A buffered file that keeps what it has read when it is told to go to a place nearby.
pub(super) struct Buffered {
    reader: BufReader<File>,
    /// The next byte.
    at: u64,
}

impl Buffered {
    fn open(path: &Path) -> std::io::Result<Self> {
        Ok(Self {
            reader: BufReader::with_capacity(1 << 16, File::open(path)?),
            at: 0,
        })
    }
}

impl Read for Buffered {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Buffered {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        match to {
            SeekFrom::Start(to) => {
                let distance = i128::from(to) - i128::from(self.at);
                let distance = i64::try_from(distance).map_err(std::io::Error::other)?;
                self.reader.seek_relative(distance)?;
                self.at = to;
            }
            to => self.at = self.reader.seek(to)?,
        }
        Ok(self.at)
    }
}

/// A file's first bytes.
pub(super) fn start(file: &mut (impl Read + Seek), length: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    let read = file.by_ref().take(length).read_to_end(&mut bytes).ok()?;
    (read as u64 == length && length <= LONGEST_HEAD).then_some(bytes)
}

/// The first that `look` finds at the bytes from a place on.
pub(super) fn find<F: Read + Seek>(
    file: &mut F,
    mut from: u64,
    end: u64,
    look: impl Fn(&mut F, u64, u8) -> Option<Place>,
) -> Option<Place> {
    while from < end {
        file.seek(SeekFrom::Start(from)).ok()?;
        let mut window = Vec::new();
        file.by_ref().take(WINDOW).read_to_end(&mut window).ok()?;
        let mut bytes = (from..).zip(&window);
        if let Some(found) = bytes.find_map(|(at, byte)| look(file, at, *byte)) {
            return Some(found);
        }
        from += WINDOW;
    }
    None
}
