//! MP3, MP2, MP1 and ADTS AAC without a container: frames that follow each other to the end of the
//! file, whatever any header says of their number.
//!
//! symphonia's own readers stop where a tag says that the stream ends, keep one format for the whole
//! stream, and take for a frame what only looks like one (docs/decisions.md).

mod header;
mod tag;

use std::collections::VecDeque;
use std::io::{Read as _, Seek as _, SeekFrom};

use symphonia::core::audio::{Channels, layouts};
use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters, well_known};
use symphonia::core::errors::{Error, Result, SeekErrorKind, seek_error};
use symphonia::core::formats::well_known::{FORMAT_ID_ADTS, FORMAT_ID_MP3};
use symphonia::core::formats::{
    FormatInfo, FormatReader, MediaInfo, SeekMode, SeekTo, SeekedTo, Track,
};
use symphonia::core::io::{
    MediaSource, MediaSourceStream, MediaSourceStreamOptions, ReadBytes as _,
};
use symphonia::core::meta::{Metadata, MetadataLog};
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, TimeBase, Timestamp};

use header::{HEADER_BYTES, Header, Layout};
use tag::Info;

/// Frames that must follow each other before a stream is taken for MPEG audio.
const FRAMES_TO_BELIEVE: usize = 4;
/// The same after a loss of synchronisation.
const FRAMES_TO_RESUME: usize = 2;
/// Bytes in which the first frame is looked for behind tags.
const MOST_SEARCHED: usize = 64 << 10;
/// Foreign bytes in the midst of a stream from which on sound was lost; tags of unknown kinds and
/// padding are shorter.
const DAMAGE: u64 = 1_024;
/// The same for zeros, which stand for what could not be read from a disk; padding is shorter.
const DAMAGE_OF_ZEROS: u64 = 16 << 10;
/// Bytes a frame between which a tag's counts are believed: 8 to 640 kbit/s.
const LIKELY_FRAMES: std::ops::RangeInclusive<u64> = 24..=MOST_FRAME_BYTES;
/// Longest frame there is, in bytes: ADTS says its length in 13 bits.
const MOST_FRAME_BYTES: u64 = 8_191;
/// Frames that are held back so that padding can be cut off the last ones.
const HELD_BACK: usize = 8;
/// Bytes that are read at once.
const PAGE: usize = 64 << 10;

static MPEG: FormatInfo = FormatInfo {
    format: FORMAT_ID_MP3,
    short_name: "mp3",
    long_name: "MPEG audio",
};
static ADTS: FormatInfo = FormatInfo {
    format: FORMAT_ID_ADTS,
    short_name: "aac",
    long_name: "AAC in ADTS frames",
};

/// Bytes of a stream that can be looked at before they are taken.
struct Window<'s> {
    source: MediaSourceStream<'s>,
    bytes: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Window<'_> {
    /// The next bytes, `count` of them unless the stream ends before.
    fn peek(&mut self, count: usize) -> std::io::Result<&[u8]> {
        while self.bytes.len() - self.at < count && !self.ended {
            self.bytes.drain(..self.at);
            self.at = 0;
            let page = (&mut self.source).take(PAGE.max(count) as u64);
            self.ended = take_all(page, &mut self.bytes)? == 0;
        }
        let end = self.bytes.len().min(self.at + count);
        Ok(&self.bytes[self.at..end])
    }

    /// Takes bytes; fewer where the stream ends before.
    fn skip(&mut self, count: u64) -> std::io::Result<()> {
        let mut left = count;
        while left > 0 {
            let here = self.peek(1)?.len().max(self.bytes.len() - self.at) as u64;
            if here == 0 {
                break;
            }
            let now = left.min(here);
            self.at += usize::try_from(now).unwrap_or(usize::MAX);
            left -= now;
        }
        Ok(())
    }

    /// Bytes taken so far.
    fn position(&self) -> u64 {
        self.source.pos() - (self.bytes.len() - self.at) as u64
    }

    fn is_at_end(&mut self) -> std::io::Result<bool> {
        Ok(self.peek(1)?.is_empty())
    }
}

/// Reads to the end of a limited source. A source that says it ended too early has just ended.
fn take_all(mut source: impl std::io::Read, bytes: &mut Vec<u8>) -> std::io::Result<usize> {
    match source.read_to_end(bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(0),
        result => result,
    }
}

/// Reads frames as symphonia's packets.
pub(super) struct Elementary<'s> {
    window: Window<'s>,
    tracks: Vec<Track>,
    media_info: MediaInfo,
    metadata: MetadataLog,
    layout: Layout,
    /// Whether the next frame is expected right here.
    in_step: bool,
    /// What the first frame said of the stream.
    info: Info,
    /// Frames read so far.
    frames: u64,
    /// Samples still to be left out at the beginning.
    delay: u32,
    /// Time of the next frame in samples of the current rate.
    time: i64,
    held: VecDeque<Packet>,
    /// Another rate or number of channels, from the newest frame in the queue on.
    change: Option<Layout>,
    /// Whether bytes that hold no frame were skipped before the newest frame in the queue.
    is_damaged: bool,
}

impl<'s> Elementary<'s> {
    /// Opens a stream whose first frame stands at its beginning, but for tags and a little else.
    ///
    /// # Errors
    /// When there are too few frames to believe in, or the source can't be read.
    pub(super) fn open(source: MediaSourceStream<'s>) -> Result<Self> {
        let mut window = Window {
            source,
            bytes: Vec::new(),
            at: 0,
            ended: false,
        };
        let mut searched = 0;
        let header = loop {
            if let Some(length) = tag::length(window.peek(tag::TAG_BYTES)?) {
                window.skip(length)?;
                continue;
            }
            if let Some(header) = frames_follow(&mut window, FRAMES_TO_BELIEVE)? {
                break header;
            }
            if window.is_at_end()? || searched == MOST_SEARCHED {
                return Err(Error::Unsupported("no MPEG audio"));
            }
            window.skip(1)?;
            searched += 1;
        };
        let track = track(header.layout);
        let mut reader = Self {
            media_info: MediaInfo::from_track(&track),
            tracks: vec![track],
            window,
            metadata: MetadataLog::default(),
            layout: header.layout,
            in_step: true,
            info: Info::default(),
            frames: 0,
            delay: 0,
            time: 0,
            held: VecDeque::new(),
            change: None,
            is_damaged: false,
        };
        let total = reader.window.source.byte_len();
        let left = total.map(|total| total.saturating_sub(reader.window.position()));
        reader.take_info(&header)?;
        reader.estimate(&header, left);
        Ok(reader)
    }

    /// Takes the first frame if it holds an encoder's tag instead of sound.
    fn take_info(&mut self, header: &Header) -> Result<()> {
        let frame = self.window.peek(header.length)?;
        let Some(info) = tag::info(header, frame) else {
            return Ok(());
        };
        self.window.skip(header.length as u64)?;
        self.info = info;
        self.delay = info.delay;
        Ok(())
    }

    /// Says how long the stream is: as many frames as its tag counts, if the tag's number of bytes is
    /// that of the file, or larger and the file cut short; else about as many as such bytes hold.
    fn estimate(&mut self, header: &Header, left: Option<u64>) {
        let Some(left) = left else {
            return;
        };
        let per_frame = |bytes: u64, frames: u64| bytes / frames.max(1);
        let info = self.info.frames.zip(self.info.bytes);
        let trusted = info.filter(|(frames, bytes)| {
            let (frames, bytes) = (u64::from(*frames), u64::from(*bytes));
            bytes + bytes / 50 >= left && LIKELY_FRAMES.contains(&per_frame(bytes, frames))
        });
        let samples = u64::from(header.samples);
        let frames = trusted.map(|(frames, _)| u64::from(frames));
        let length = frames.unwrap_or(left / (header.length as u64).max(1));
        let Some(track) = self.tracks.first_mut() else {
            return;
        };
        track.with_duration(Duration::from(length * samples));
        if let Some(frames) = frames {
            let trims = u64::from(self.info.delay + self.info.padding);
            track.with_num_frames((frames * samples).saturating_sub(trims));
        }
        self.media_info = MediaInfo::from_track(track);
    }

    /// The next frame and its header, beyond whatever isn't one; `None` at the end.
    fn next_frame(&mut self) -> Result<Option<Header>> {
        let (mut foreign, mut zeros) = (0, 0);
        loop {
            let bytes = self.window.peek(tag::TAG_BYTES)?;
            if bytes.is_empty() {
                return Ok(None);
            }
            if let Some(length) = tag::length(bytes) {
                self.window.skip(length)?;
                self.in_step = false;
                continue;
            }
            let found = match Header::parse(bytes) {
                Some(header) if self.in_step && header.layout == self.layout => Some(header),
                Some(header) if header.layout.codec == self.layout.codec => {
                    frames_follow(&mut self.window, FRAMES_TO_RESUME)?
                }
                // Another layer of MPEG audio, or AAC instead: only where much speaks for it.
                Some(_) => frames_follow(&mut self.window, FRAMES_TO_BELIEVE)?,
                None => None,
            };
            if let Some(header) = found {
                if self.window.peek(header.length)?.len() < header.length {
                    // The last frame was cut off.
                    return Ok(None);
                }
                if foreign >= DAMAGE || zeros >= DAMAGE_OF_ZEROS {
                    self.is_damaged = true;
                }
                self.in_step = true;
                return Ok(Some(header));
            }
            self.in_step = false;
            if bytes_are_silent(self.window.peek(1)?) {
                self.window.skip(1)?;
                zeros += 1;
            } else {
                self.window.skip(1)?;
                foreign += 1;
            }
        }
    }

    /// Reads the next frame into the queue; `false` at the end.
    fn read(&mut self) -> Result<bool> {
        let Some(header) = self.next_frame()? else {
            self.cut_padding();
            return Ok(false);
        };
        if header.layout != self.layout {
            self.cut_padding();
            self.change = Some(header.layout);
        }
        let length = header.length;
        let frame = self.window.peek(length)?;
        // Another encoder's tag begins where the stream of the first one ends.
        let begins_anew = tag::info(&header, frame).is_some();
        let data: Box<[u8]> = frame[header.skipped..].into();
        if begins_anew {
            self.cut_padding();
        }
        self.window.skip(length as u64)?;
        self.frames += 1;
        if let Some(layout) = self.change {
            self.time = rescaled(self.time, self.layout.rate, layout.rate);
        }
        let left_out = self.delay.min(header.samples);
        self.delay -= left_out;
        let samples = Duration::from(u64::from(header.samples - left_out));
        let mut packet = Packet::new(0, Timestamp::new(self.time), samples, data);
        packet.trim_start = Duration::from(u64::from(left_out));
        self.time += i64::from(header.samples - left_out);
        self.held.push_back(packet);
        Ok(true)
    }

    /// Cuts the encoder's padding off the frames that are held back, if the stream ends where its tag
    /// says; a tag that is wrong about the end is wrong about what stands there.
    fn cut_padding(&mut self) {
        if self.info.frames.map(u64::from) != Some(self.frames) {
            return;
        }
        let mut padding = u64::from(std::mem::take(&mut self.info.padding));
        for packet in self.held.iter_mut().rev() {
            let cut = padding.min(packet.dur.get());
            if cut == 0 {
                break;
            }
            packet.dur = Duration::from(packet.dur.get() - cut);
            packet.trim_end = Duration::from(cut);
            padding -= cut;
        }
    }
}

/// Bytes of the tag at the beginning of `bytes`, if one stands there.
pub(super) fn tag_length(bytes: &[u8]) -> Option<u64> {
    tag::length(bytes)
}

/// Whether a stream begins at that place of a file.
pub(super) fn is_one(file: &mut std::fs::File, at: u64) -> bool {
    let Ok(mut file) = file.try_clone() else {
        return false;
    };
    if file.seek(SeekFrom::Start(at)).is_err() {
        return false;
    }
    let source: Box<dyn MediaSource> = Box::new(file);
    let source = MediaSourceStream::new(source, MediaSourceStreamOptions::default());
    Elementary::open(source).is_ok()
}

/// Whether `count` frames of one layout stand here, or fewer up to the end of the stream.
fn frames_follow(window: &mut Window<'_>, count: usize) -> Result<Option<Header>> {
    let Some(first) = Header::parse(window.peek(HEADER_BYTES)?) else {
        return Ok(None);
    };
    let mut at = first.length;
    for _ in 1..count {
        let bytes = window.peek(at + tag::TAG_BYTES)?;
        let Some(next) = bytes.get(at..).filter(|next| !next.is_empty()) else {
            break;
        };
        if tag::length(next).is_some() {
            break;
        }
        match Header::parse(next) {
            Some(header) if header.layout == first.layout => at += header.length,
            _ => return Ok(None),
        }
    }
    Ok(Some(first))
}

fn bytes_are_silent(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

fn rescaled(time: i64, from: u32, to: u32) -> i64 {
    let scaled = i128::from(time) * i128::from(to) / i128::from(from.max(1));
    i64::try_from(scaled).unwrap_or(i64::MAX)
}

fn track(layout: Layout) -> Track {
    let mut parameters = AudioCodecParameters::new();
    parameters
        .for_codec(layout.codec)
        .with_sample_rate(layout.rate)
        .with_channels(match layout.channels {
            1 => layouts::CHANNEL_LAYOUT_MONO,
            2 => layouts::CHANNEL_LAYOUT_STEREO,
            count => Channels::Discrete(count.into()),
        });
    let mut track = Track::new(0);
    track.with_codec_params(CodecParameters::Audio(parameters));
    if let Some(base) = TimeBase::try_new(1, layout.rate) {
        track.with_time_base(base);
    }
    track
}

fn is_aac(codec: AudioCodecId) -> bool {
    codec == well_known::CODEC_ID_AAC
}

impl FormatReader for Elementary<'_> {
    fn format_info(&self) -> &FormatInfo {
        if is_aac(self.layout.codec) {
            &ADTS
        } else {
            &MPEG
        }
    }

    fn media_info(&self) -> &MediaInfo {
        &self.media_info
    }

    fn metadata(&mut self) -> Metadata<'_> {
        self.metadata.metadata()
    }

    fn seek(&mut self, _mode: SeekMode, _to: SeekTo) -> Result<SeekedTo> {
        seek_error(SeekErrorKind::Unseekable)
    }

    fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    fn next_packet(&mut self) -> Result<Option<Packet>> {
        loop {
            // What was read before a change is given out before it is told.
            let is_changed = self.change.is_some() || self.is_damaged;
            let kept = if is_changed { 1 } else { HELD_BACK };
            if self.held.len() > kept {
                return Ok(self.held.pop_front());
            }
            if let Some(layout) = self.change.take() {
                self.layout = layout;
                self.tracks = vec![track(layout)];
                return Err(Error::ResetRequired);
            }
            if std::mem::take(&mut self.is_damaged) {
                return Err(Error::DecodeError("bytes that are no audio frame"));
            }
            if !self.read()? {
                return Ok(self.held.pop_front());
            }
        }
    }

    fn into_inner<'s>(self: Box<Self>) -> MediaSourceStream<'s>
    where
        Self: 's,
    {
        self.window.source
    }
}
