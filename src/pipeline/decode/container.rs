//! A recording that the program decodes itself: a demuxer, the decoder of one of its tracks, and where
//! its packets belong in time.

mod block;
mod closing;
mod demux;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::{AudioDecoder, well_known};
use symphonia::core::errors::Error;
use symphonia::core::formats::FormatReader;
use symphonia::core::packet::Packet;

use super::DecodeError;
use super::codecs::{self, audio_parameters, audio_tracks};
use super::damage::Damage;
use super::edits::{self, Cut, Cutter, Edit};
use super::feeder::Feeder;
use super::guard;
use super::mp4::Mp4Track;
use super::mp4::fragment_times::{FragmentTimes, TrackClock};
use super::resync::{self, Place};
use super::sniff::Kind;
use super::timeline::Timeline;
use super::tracks::AudioTrack;
use super::wav;
pub(super) use block::Block;
use block::{Piece, Queue, frames, seconds};

/// Errors of a demuxer in a row after which nothing more is expected of it.
const MOST_ERRORS: u32 = 64;
/// Packets at the beginning of a stream that may need those before them: MP3 keeps its data in earlier
/// frames.
const FIRST_PACKETS: u32 = 3;

/// Stretches of damage behind which a recording is taken up again.
const MOST_RESYNCS: u32 = 1_000;
/// Containers whose packets follow each other without a gap: what is missing in them is damage. In others,
/// senders leave out what is silent.
const GAPLESS: [&str; 2] = ["flac", "ogg"];

/// What a container says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Format {
    /// Short name of the container, such as `wave`.
    pub container: String,
    /// Samples per second of the chosen track.
    pub rate: Option<u32>,
    /// Channels of the chosen track.
    pub channels: Option<usize>,
    /// Seconds, where the container knows.
    pub duration: Option<f64>,
    /// All audio tracks, those among them that can't be decoded here.
    pub tracks: Vec<AudioTrack>,
    /// The chosen one, from 1.
    pub track: usize,
    /// Entries of the track's edit list.
    pub edits: usize,
    /// Whether ffmpeg decodes it.
    pub by_ffmpeg: bool,
}

/// Why a container could not be opened.
pub(super) enum OpenError {
    /// No native reader knows it.
    Probe,
    /// The container is known, the named codec is not.
    Codec(String),
    /// It was understood, and this is wrong with it.
    Fatal(DecodeError),
}

/// An open recording.
pub(super) struct Container {
    reader: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track_id: u32,
    format: Format,
    /// How to open it again.
    origin: Option<(PathBuf, Kind)>,
    timeline: Timeline,
    /// Seconds that are still to be left out at the beginning.
    left_out: f64,
    /// Seconds of silence before the first packet's sound.
    late: f64,
    cutter: Cutter,
    /// Decoded, before the edit list is applied.
    decoded: Queue,
    /// To be given out.
    out: Queue,
    /// Seconds that went through the edit list.
    media: f64,
    /// Seconds given out.
    given: f64,
    /// Packets decoded since the stream began, or began anew.
    packets: u32,
    /// Rate, weights and frames of the last block.
    last: Option<(u32, Vec<f32>, usize)>,
    /// Errors of the demuxer since its last packet.
    errors: u32,
    damage: Damage,
    ended: bool,
    ended_by: Option<String>,
    /// Seconds that a trustworthy header promises.
    promised: Option<f64>,
    /// Parts of the file that come behind this one.
    parts: VecDeque<wav::Part>,
    /// Where this decoder went on for another that gave up, in seconds.
    resumed_at: f64,
    /// Seconds of silence at this moment while the gap behind that place is looked for.
    gap: Option<f64>,
    /// How fragments of MP4 count time, and when they are heard.
    clock: Option<TrackClock>,
    fragment_times: FragmentTimes,
    /// Where the file was taken up again behind damage.
    resynced: Option<Place>,
    /// How often that has been done.
    resyncs: u32,
    /// The same until the first packet behind the damage.
    after_damage: Option<Place>,
    /// Whether the file ends before its container does.
    is_cut: bool,
    /// Whether nobody knew the length when the file was begun.
    is_streamed: bool,
    /// The ffmpeg that feeds this container, killed with it.
    feeder: Option<Feeder>,
    /// What that said of the file.
    trouble: Option<String>,
}

impl Container {
    /// Opens a file; the track counts from 1 in the container's order.
    pub(super) fn open(path: &Path, kind: Kind, track: usize) -> Result<Self, OpenError> {
        let (reader, findings) = demux::open(path, kind)?;
        let tracks = findings.tracks(&*reader);
        if tracks.is_empty() {
            return Err(OpenError::Fatal(DecodeError::NoAudio));
        }
        if track == 0 || track > tracks.len() {
            let (wanted, count) = (track, tracks.len());
            return Err(OpenError::Fatal(DecodeError::Track { wanted, count }));
        }
        let id = findings.id(&*reader, track - 1);
        let mp4 = findings.mp4.get(track - 1);
        let matroska = findings.matroska.tracks.get(track - 1);
        let leaves_out = mp4.is_some() || matroska.is_some_and(|found| found.delay > 0.0);
        let mut container = Self::new(reader, id, &tracks[track - 1], mp4, leaves_out)?;
        container.format.tracks = tracks;
        container.format.track = track;
        container.origin = Some((path.to_owned(), kind));
        container.is_streamed = findings.matroska.is_streamed;
        container.is_cut = findings.matroska.is_cut;
        if let Some(found) = matroska {
            container.left_out = found.delay;
        }
        if let Some(found) = mp4 {
            container.clock = found.clock;
            container.read_fragment_times();
            container.edit(found.edits.clone());
            if container.cutter.is_empty() {
                container.left_out = found.delay;
            }
        }
        container.follow(findings.wav);
        Ok(container)
    }

    /// Takes note of a WAV file's parts, of which the first is open.
    fn follow(&mut self, parts: Vec<wav::Part>) {
        if parts.is_empty() {
            return;
        }
        let lengths: Vec<_> = parts.iter().map(wav::Part::lengths).collect();
        self.format.duration = lengths.iter().map(|(there, _)| *there).sum();
        self.promised = match *lengths {
            [(_, promised)] => promised,
            _ => None,
        };
        // The end of a part is where its data end.
        self.is_streamed = true;
        self.parts = parts.into();
        self.parts.pop_front();
    }

    /// Goes on with the next part of a file that has several; `false` if there is none.
    fn next_part(&mut self) -> bool {
        let Some((path, _)) = self.origin.clone() else {
            return false;
        };
        while let Some(part) = self.parts.pop_front() {
            let reader = part.source(&path).map(demux::probe);
            let Ok(Ok(reader)) = reader else {
                self.damage.note(self.timeline.position(), 0.0);
                continue;
            };
            self.reader = reader;
            if self.reset().is_ok() {
                self.ended = false;
                return true;
            }
            self.damage.note(self.timeline.position(), 0.0);
        }
        false
    }

    /// Goes on behind damage at which the demuxer ended, whatever it thinks of that; `false` if nothing
    /// more comes there.
    fn resync(&mut self) -> bool {
        let Some((path, _)) = self.origin.clone() else {
            return false;
        };
        if self.resyncs == MOST_RESYNCS {
            return false;
        }
        let found = resync::behind_damage(&self.format.container, &path, self.resynced);
        let Some((source, place)) = found.filter(|(_, place)| Some(*place) != self.resynced) else {
            return false;
        };
        let Ok(reader) = demux::probe(source) else {
            return false;
        };
        self.reader = reader;
        self.decoder.reset();
        self.resynced = Some(place);
        self.read_fragment_times();
        self.resyncs += 1;
        let position = self.timeline.position();
        let at = match place.seconds() {
            seconds if seconds > 0.0 => position.min(seconds),
            _ => position,
        };
        self.damage.note(at, 0.0);
        self.after_damage = Some(place);
        // The rest has no stated length.
        self.is_streamed = true;
        self.ended = false;
        self.ended_by = None;
        self.errors = 0;
        true
    }

    /// Looks when the fragments that are read from now on are heard.
    fn read_fragment_times(&mut self) {
        let (Some((path, _)), Some(clock)) = (&self.origin, self.clock) else {
            return;
        };
        let from = self.resynced.map_or(0, |place| place.byte);
        self.fragment_times = resync::fragment_times(path, from, clock).unwrap_or_default();
    }

    /// Reads WAV from another program's output; if that is none, gives what the program said, too.
    pub(super) fn fed_by(mut feeder: Feeder) -> Result<Self, (OpenError, String)> {
        match Self::of_output(&mut feeder) {
            Ok(mut container) => {
                container.feeder = Some(feeder);
                container.format.by_ffmpeg = true;
                Ok(container)
            }
            Err(error) => Err((error, feeder.said())),
        }
    }

    fn of_output(feeder: &mut Feeder) -> Result<Self, OpenError> {
        let output = feeder.output().ok_or(OpenError::Probe)?;
        let reader = demux::probe(demux::pipe(output))?;
        let id = audio_tracks(&*reader).first().map(|track| track.id);
        Self::new(reader, id, &AudioTrack::default(), None, false)
    }

    fn new(
        reader: Box<dyn FormatReader>,
        id: Option<u32>,
        described: &AudioTrack,
        mp4: Option<&Mp4Track>,
        leaves_out: bool,
    ) -> Result<Self, OpenError> {
        let tracks = audio_tracks(&*reader);
        let Some(track) = tracks.iter().find(|track| Some(track.id) == id) else {
            return Err(OpenError::Codec(described.codec.clone()));
        };
        let mut parameters = audio_parameters(track).clone();
        let container = reader.format_info().short_name;
        if container == "isomp4" && parameters.sample_rate == Some(0) {
            // 16 bits are too few for more than 65,535 Hz; the codec's own description says it.
            parameters.sample_rate = None;
        }
        if leaves_out && parameters.codec == well_known::CODEC_ID_OPUS {
            // What comes before the sound would be left out twice.
            parameters.extra_data = None;
        }
        if let Some(codec) = mp4.and_then(|found| found.pcm) {
            parameters.for_codec(codec);
        }
        demux::check_header(&parameters)?;
        let decoder = codecs::decoder(&parameters);
        let decoder =
            decoder.ok_or_else(|| OpenError::Codec(codecs::name(&parameters).to_owned()))?;
        let format = Format {
            container: container.to_owned(),
            rate: parameters.sample_rate,
            channels: parameters.channels.as_ref().map(Channels::count),
            duration: demux::duration(track),
            tracks: Vec::new(),
            track: 1,
            edits: 0,
            by_ffmpeg: false,
        };
        let promised = match format.container.as_str() {
            // A film may be longer than its sound, and Ogg's length is that of its last page.
            "matroska" | "ogg" => None,
            // An estimate has no number of frames.
            "mp3" | "aac" => format.duration.filter(|_| track.num_frames.is_some()),
            _ => format.duration,
        };
        let track_id = track.id;
        Ok(Self {
            timeline: Timeline::new(format.duration),
            reader,
            decoder,
            track_id,
            format,
            origin: None,
            left_out: 0.0,
            late: 0.0,
            cutter: Cutter::default(),
            decoded: Queue::default(),
            out: Queue::default(),
            media: 0.0,
            given: 0.0,
            packets: 0,
            last: None,
            errors: 0,
            damage: Damage::default(),
            ended: false,
            ended_by: None,
            promised,
            parts: VecDeque::new(),
            resumed_at: 0.0,
            gap: None,
            resyncs: 0,
            clock: None,
            fragment_times: FragmentTimes::default(),
            resynced: None,
            after_damage: None,
            is_cut: false,
            is_streamed: false,
            feeder: None,
            trouble: None,
        })
    }

    /// Has an edit list decide what is heard.
    fn edit(&mut self, edits: Vec<Edit>) {
        self.format.edits = edits.len();
        self.cutter = Cutter::new(edits, self.format.duration);
        if !self.cutter.is_empty() {
            self.timeline.begin_at_zero();
            self.format.duration = self.cutter.length().or(self.format.duration);
        }
    }

    pub(super) fn format(&self) -> &Format {
        &self.format
    }

    pub(super) fn format_mut(&mut self) -> &mut Format {
        &mut self.format
    }

    /// Seconds given out so far.
    pub(super) fn seconds(&self) -> f64 {
        self.given
    }

    /// Seconds of silence that stand before the first sound since that begins late; known once the
    /// container is primed.
    pub(super) fn offset(&self) -> f64 {
        if self.cutter.is_empty() {
            self.late
        } else {
            edits::leading_silence(self.cutter.edits())
        }
    }

    /// The entries of the edit list that are applied.
    pub(super) fn edits(&self) -> &[Edit] {
        self.cutter.edits()
    }

    /// The program that feeds it.
    pub(super) fn feeder(&self) -> Option<&Feeder> {
        self.feeder.as_ref()
    }

    /// Whether another decoder might hear more: this one gave up, or less came than was promised.
    pub(super) fn gave_up(&self) -> bool {
        self.feeder.is_none() && (self.ended_by.is_some() || self.is_short() || self.is_cut)
    }

    /// Leaves out that many seconds at the beginning.
    pub(super) fn leave_out(&mut self, seconds: f64) {
        self.left_out = seconds;
    }

    /// Decodes ahead; `false` when there is not one sample.
    pub(super) fn prime(&mut self) -> Result<bool, DecodeError> {
        let first = self.next_block()?;
        let found = first.is_some();
        if let Some(first) = first {
            self.given -= seconds(first.frames() as u64, first.rate);
            self.out.0.push_front(Piece::Sound(first));
        }
        Ok(found)
    }

    /// The next decoded samples; `None` at the end of what can be decoded.
    pub(super) fn next_block(&mut self) -> Result<Option<Block>, DecodeError> {
        loop {
            if let Some(block) = self.out.pop() {
                self.given += seconds(block.frames() as u64, block.rate);
                return Ok(Some(block));
            }
            if let Some(block) = self.decoded.pop() {
                self.apply_edits(block)?;
            } else if self.ended {
                if self.next_part() || self.resync() {
                    continue;
                }
                return self.close();
            } else {
                self.read();
            }
        }
    }

    /// Reads and decodes a packet, or ends.
    fn read(&mut self) {
        let Some(packet) = guard::guarded(|| self.reader.next_packet()) else {
            return self.end(Some("its container can't be read on".to_owned()));
        };
        let packet = match packet {
            Ok(Some(packet)) => packet,
            Ok(None) => return self.end(None),
            Err(Error::ResetRequired) => match self.reset() {
                Ok(()) => return,
                Err(reason) => return self.end(Some(reason)),
            },
            Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                let reason = "it ends too early".to_owned();
                return self.end(Some(reason).filter(|_| !self.is_streamed));
            }
            Err(error) => {
                self.errors += 1;
                if self.errors == 1 && self.packets > 0 {
                    self.damage.note(self.timeline.position(), 0.0);
                }
                if self.errors > MOST_ERRORS {
                    self.end(Some(error.to_string()));
                }
                return;
            }
        };
        self.errors = 0;
        let at = self.time_of(&packet);
        if packet.track_id != self.track_id {
            if let Some(at) = at {
                self.timeline.see(at);
            }
            return;
        }
        if self.after_damage.is_some() && at.is_some_and(|at| self.timeline.is_past(at)) {
            return;
        }
        self.packets = self.packets.saturating_add(1);
        match guard::guarded(|| decode(&mut *self.decoder, &packet)) {
            Some(Ok(block)) if block.samples.is_empty() => {}
            Some(Ok(block)) => {
                self.format.rate = Some(block.rate);
                self.last = Some((block.rate, block.weights.clone(), block.frames()));
                self.place(at, block);
            }
            Some(Err(())) => self.lose(&packet),
            None => {
                // Nothing is known of the state in which it stopped.
                if guard::guarded(|| self.decoder.reset()).is_none() {
                    self.end(Some("its decoder can't go on".to_owned()));
                }
                self.lose(&packet);
            }
        }
    }

    /// Puts a block where it belongs in time.
    fn place(&mut self, at: Option<f64>, mut block: Block) {
        let correction = at.map_or_else(Default::default, |at| self.timeline.correct(at));
        if self.timeline.position() == 0.0 {
            self.late = correction.silence;
        }
        let (rate, channels) = (block.rate, block.weights.len());
        let silence = frames(correction.silence, rate);
        let is_gapless = GAPLESS.contains(&self.format.container.as_str()) && self.packets > 1;
        let is_damage = self.after_damage.take().is_some() || is_gapless;
        if silence > 0 && is_damage {
            self.damage
                .note(self.timeline.position(), correction.silence);
        }
        self.timeline.give(seconds(silence, rate));
        self.decoded.silence(silence, rate, &block.weights);
        let mut gone = frames(correction.overlap, rate).min(block.frames() as u64);
        let delay = frames(self.left_out, rate).min(block.frames() as u64 - gone);
        if delay > 0 {
            self.left_out -= seconds(delay, rate);
            self.timeline.give(seconds(delay, rate));
            gone += delay;
        }
        block
            .samples
            .drain(..usize::try_from(gone).unwrap_or(0) * channels);
        if !block.samples.is_empty() {
            self.timeline.give(seconds(block.frames() as u64, rate));
            self.decoded.0.push_back(Piece::Sound(block));
        }
    }

    /// Puts silence in the place of a packet that can't be decoded.
    fn lose(&mut self, packet: &Packet) {
        let Some((rate, weights, last)) = self.last.clone() else {
            // What comes before the first sound, the timeline fills in.
            if self.packets > FIRST_PACKETS {
                self.damage.note(self.timeline.position(), 0.0);
            }
            return;
        };
        let length = self.length_of(packet).filter(|length| *length > 0.0);
        let length = length
            .unwrap_or_else(|| seconds(last as u64, rate))
            .min(1.0);
        if self.packets > FIRST_PACKETS {
            self.damage.note(self.timeline.position(), length);
        }
        let at = self.time_of(packet);
        let count = usize::try_from(frames(length, rate)).unwrap_or(0);
        self.place(
            at,
            Block {
                samples: vec![0.0; count * weights.len()],
                rate,
                weights,
            },
        );
    }

    /// Lets the edit list decide what of a block is heard.
    fn apply_edits(&mut self, block: Block) -> Result<(), DecodeError> {
        let (at, count) = (self.media, block.frames());
        self.media += seconds(count as u64, block.rate);
        self.measure_gap(&block, at + self.resumed_at);
        if self.cutter.is_empty() {
            self.out.0.push_back(Piece::Sound(block));
            return Ok(());
        }
        let cuts = self.cutter.cut(at, count, block.rate);
        self.take_cuts(cuts, &block)
    }

    fn take_cuts(&mut self, cuts: Vec<Cut>, block: &Block) -> Result<(), DecodeError> {
        for cut in cuts {
            match cut {
                Cut::Silence(frames) => self.out.silence(frames, block.rate, &block.weights),
                Cut::Keep(range) => self.out.0.push_back(Piece::Sound(block.part(range))),
                Cut::Rewind => return self.rewind(),
                Cut::End => {
                    self.ended = true;
                    self.promised = None;
                    self.decoded = Queue::default();
                }
            }
        }
        Ok(())
    }

    /// Decodes from the beginning again, for an edit list that goes back.
    fn rewind(&mut self) -> Result<(), DecodeError> {
        let Some((path, kind)) = self.origin.clone() else {
            return Ok(());
        };
        let again = Self::open(&path, kind, self.format.track);
        let again = again.map_err(|_| DecodeError::Damaged {
            reason: "it can't be read a second time".to_owned(),
        })?;
        self.reader = again.reader;
        self.decoder = again.decoder;
        self.timeline = again.timeline;
        self.left_out = again.left_out;
        self.decoded = Queue::default();
        self.media = 0.0;
        self.packets = 0;
        self.errors = 0;
        self.resynced = None;
        self.ended = false;
        Ok(())
    }

    /// Everything was read: what remains of the edit list, then the end.
    fn close(&mut self) -> Result<Option<Block>, DecodeError> {
        if let Some((rate, weights, _)) = self.last.clone() {
            let cuts = self.cutter.end(self.media, rate);
            let nothing = Block {
                samples: Vec::new(),
                rate,
                weights,
            };
            self.take_cuts(cuts, &nothing)?;
            if !self.out.0.is_empty() || !self.ended {
                return self.next_block();
            }
        }
        let heard = self.given;
        self.trouble = self
            .feeder
            .as_mut()
            .and_then(|feeder| feeder.trouble(heard));
        if self.given > 0.0 {
            return Ok(None);
        }
        match (&self.ended_by, self.damage.is_none()) {
            (Some(reason), _) => Err(DecodeError::Damaged {
                reason: reason.clone(),
            }),
            (None, false) => Err(DecodeError::Damaged {
                reason: "no packet could be decoded".to_owned(),
            }),
            (None, true) => Ok(None),
        }
    }

    fn end(&mut self, reason: Option<String>) {
        self.ended = true;
        self.ended_by = reason;
    }

    /// When a packet is heard or seen, in seconds of the container's clock. Of other tracks, that
    /// matters only before ours begins.
    fn time_of(&self, packet: &Packet) -> Option<f64> {
        if packet.track_id != self.track_id && !self.timeline.has_to_begin() {
            return None;
        }
        let mut tracks = self.reader.tracks().iter();
        let track = tracks.find(|track| track.id == packet.track_id)?;
        let time = track.time_base?.calc_time(packet.pts)?.as_secs_f64();
        if packet.track_id != self.track_id {
            return Some(time);
        }
        Some(self.fragment_times.heard_at(time))
    }

    fn length_of(&self, packet: &Packet) -> Option<f64> {
        let mut tracks = self.reader.tracks().iter();
        let track = tracks.find(|track| track.id == packet.track_id)?;
        let length = track.time_base?.calc_duration(packet.dur)?;
        Some(length.as_secs_f64())
    }

    /// A stream begins anew: another follows, or its format changes.
    fn reset(&mut self) -> Result<(), String> {
        let tracks = audio_tracks(&*self.reader);
        let track = tracks.first().ok_or("the next part has no audio")?;
        let parameters = audio_parameters(track);
        let (track_id, decoder) = (track.id, codecs::decoder(parameters));
        self.decoder = decoder.ok_or("the next part has another codec")?;
        self.track_id = track_id;
        self.packets = 0;
        self.promised = None;
        self.timeline.restart();
        Ok(())
    }
}

/// Decodes a packet; the block is empty where a decoder has yet to begin.
fn decode(codec: &mut dyn AudioDecoder, packet: &Packet) -> Result<Block, ()> {
    let decoded = codec.decode(packet).map_err(|_| ())?;
    let (rate, channels) = (decoded.spec().rate(), decoded.spec().channels());
    let mut block = Block {
        samples: Vec::new(),
        rate,
        weights: codecs::weights(channels),
    };
    if channels.count() > 0 && demux::RATES.contains(&rate) {
        decoded.copy_to_vec_interleaved::<f32>(&mut block.samples);
    }
    Ok(block)
}
