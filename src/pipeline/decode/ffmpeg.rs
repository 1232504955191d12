//! Formats without a Rust decoder, through an `ffmpeg` on PATH that writes WAV to a pipe.

use std::path::Path;
use std::process::{Command, Stdio};

use super::DecodeError;
use super::container::{Container, OpenError};
use super::feeder::{self, Feeder};
use super::tracks::{self, AudioTrack};

/// Demuxers ffmpeg may use. Playlists and scripts are not among them: a recording must not make
/// ffmpeg open other files or addresses.
const DEMUXERS: &str = "aac,ac3,adx,aiff,amr,amrnb,amrwb,ape,asf,asf_o,au,avi,avr,caf,dsf,dts,dtshd,dv,\
     eac3,flac,flv,g722,gsm,gxf,iff,ircam,live_flv,loas,lvf,matroska,mlp,mov,mp3,mpc,mpc8,mpeg,mpegts,\
     mpegvideo,mxf,nistsphere,nsv,nut,nuv,ogg,oma,pva,pvf,qcp,rm,sbc,shn,sox,swf,tak,truehd,tta,ty,voc,\
     vqf,w64,wav,wsd,wtv,wv,xa,xwma";

/// Opens a file, as `what` names it; the track counts from 1.
pub(super) fn open(path: &Path, what: &str, track: usize) -> Result<Container, DecodeError> {
    let log = tempfile::NamedTempFile::new()?;
    let mut command = reading(path, "level+info", track);
    command
        .args(["-c:a", "pcm_f32le", "-f", "wav", "pipe:1"])
        // Of MPEG streams and Ogg, ffmpeg takes the time of what it uses for the beginning: with the
        // pictures used, undecoded, sound that begins after them is in its place.
        .args(["-map", "0:v?", "-c:v", "copy", "-f", "null", "-"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log.reopen()?);
    let child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => DecodeError::NeedsFfmpeg {
            what: what.to_owned(),
        },
        _ => DecodeError::Read(error),
    })?;
    let opened = Container::fed_by(Feeder::new(child, log));
    let mut container = opened.map_err(|error| match error {
        (OpenError::Fatal(error), _) => error,
        (_, said) => explain(what, track, &said),
    })?;
    let log = container.feeder().map(Feeder::log).unwrap_or_default();
    let format = container.format_mut();
    if let Some(demuxer) = demuxer(&log) {
        demuxer.clone_into(&mut format.container);
    }
    format.tracks = listed(&log);
    format.track = track;
    Ok(container)
}

/// An ffmpeg that reads a file's track, counted from 1; where that goes is still to be said.
fn reading(path: &Path, log_level: &str, track: usize) -> Command {
    let mut command = Command::new("ffmpeg");
    command
        .args([
            "-nostdin",
            "-hide_banner",
            "-nostats",
            "-loglevel",
            log_level,
        ])
        .args(["-protocol_whitelist", "file,pipe"])
        .args(["-format_whitelist", DEMUXERS, "-i"])
        .arg(file_argument(path))
        .arg("-map")
        .arg(format!("0:a:{}", track.max(1) - 1))
        // Silence where packets are missing, and before sound that begins after the pictures.
        .args(["-af", "aresample=async=1:first_pts=0"]);
    command
}

/// Seconds of silence that [`open`] has before a track's first sound; `None` if ffmpeg gives none.
pub(super) fn offset(path: &Path, track: usize) -> Option<f64> {
    let output = reading(path, "level+verbose", track)
        .args(["-frames:a", "1", "-f", "null", "-"])
        .args([
            "-map",
            "0:v?",
            "-c:v",
            "copy",
            "-frames:v",
            "1",
            "-f",
            "null",
            "-",
        ])
        .output();
    let output = output.ok().filter(|output| output.status.success())?;
    let log = String::from_utf8_lossy(&output.stderr);
    let track = listed(&log).into_iter().nth(track.max(1) - 1)?;
    Some(added(&log) / f64::from(track.rate?))
}

/// Frames of silence that a log says aresample adds.
fn added(log: &str) -> f64 {
    let counts = log.lines().filter_map(|line| {
        let (_, rest) = line.split_once("[verbose] adding ")?;
        let count = rest.strip_suffix(" audio samples of silence")?;
        count.parse::<f64>().ok()
    });
    counts.fold(0.0, |sum, count| sum + count)
}

/// The name of the demuxer of the input that a log describes.
fn demuxer(log: &str) -> Option<&str> {
    let (_, rest) = log.split_once("Input #0, ")?;
    Some(rest.split_once(", from '")?.0)
}

/// A name that ffmpeg can't take for an option or a protocol.
fn file_argument(path: &Path) -> std::ffi::OsString {
    let mut argument = std::ffi::OsString::from("file:");
    argument.push(path);
    argument
}

fn explain(what: &str, track: usize, said: &str) -> DecodeError {
    let count = listed(said).len();
    if count == 0 && said.contains("Input #0") {
        return DecodeError::NoAudio;
    }
    if count > 0 && track > count {
        return DecodeError::Track {
            wanted: track,
            count,
        };
    }
    DecodeError::Ffmpeg {
        what: what.to_owned(),
        reason: (feeder::troubles(said).pop()).unwrap_or_else(|| "it gave no audio".to_owned()),
    }
}

/// The audio tracks of the input that a log describes.
fn listed(log: &str) -> Vec<AudioTrack> {
    let input = log.lines().take_while(|line| !line.contains("Output #"));
    input.filter_map(described).collect()
}

/// A track from a line such as
/// `Stream #0:1[0x101](eng): Audio: mp2 ([4][0][0][0] / 0x0004), 16000 Hz, mono, s16p (default)`.
fn described(line: &str) -> Option<AudioTrack> {
    let (head, description) = line.split_once(": Audio: ")?;
    let head = head.split_once("Stream #0:")?.1;
    let mut parts = description.split(", ");
    let codec = parts.next().unwrap_or_default();
    let rate = parts.find_map(|part| part.strip_suffix(" Hz")?.parse().ok());
    let language = head
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'));
    Some(AudioTrack {
        codec: codec.split([' ', '(']).next().unwrap_or(codec).to_owned(),
        rate,
        channels: parts.next().and_then(channels),
        language: language.and_then(|(code, _)| tracks::language(code)),
        default: description.contains("(default)"),
    })
}

/// The number of channels of a layout's name.
fn channels(layout: &str) -> Option<u32> {
    let name = layout.split(['(', ' ']).next()?;
    match name {
        "mono" => Some(1),
        "stereo" | "downmix" => Some(2),
        "quad" => Some(4),
        "hexagonal" => Some(6),
        "octagonal" => Some(8),
        _ if layout.ends_with(" channels") => name.parse().ok(),
        // 5.1 is five and one.
        _ => name
            .split('.')
            .map(|part| part.parse::<u32>().ok())
            .sum::<Option<u32>>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_tells_the_silence_before_the_sound() {
        let log = "[info] Input #0, mov,mp4,m4a, from 'file:a, from 'b.mov':\n\
            [SWR @ 0x55] [verbose] adding 16384 audio samples of silence\n\
            [SWR @ 0x55] [verbose] adding 6751 audio samples of silence\n\
            [verbose] adding nothing\n";
        assert_eq!(added(log), 23_135.0);
        assert_eq!(demuxer(log), Some("mov,mp4,m4a"));
        assert_eq!((added(""), demuxer("")), (0.0, None));
    }

    #[test]
    fn a_log_lists_the_tracks() {
        let log = "[info] Input #0, matroska,webm, from 'file:a.mkv':\n\
            [info]   Stream #0:0: Video: vp8, yuv420p\n\
            [info]   Stream #0:1(ger): Audio: ac3, 48000 Hz, 5.1(side), fltp, 448 kb/s\n\
            [info]   Stream #0:2[0x101](eng): Audio: mp2 ([4][0][0][0] / 0x0004), 16000 Hz, mono, s16p, 160 kb/s (default)\n\
            [info] Output #0, wav, to 'pipe:1':\n\
            [info]   Stream #0:0: Audio: pcm_f32le, 48000 Hz, stereo\n";
        let track = |codec: &str, rate, channels, language: &str, default| AudioTrack {
            codec: codec.to_owned(),
            rate: Some(rate),
            channels: Some(channels),
            language: Some(language.to_owned()),
            default,
        };
        let expected = [
            track("ac3", 48_000, 6, "ger", false),
            track("mp2", 16_000, 1, "eng", true),
        ];
        assert_eq!(listed(log), expected);
        assert!(matches!(
            explain("this file", 3, log),
            DecodeError::Track {
                wanted: 3,
                count: 2
            }
        ));
    }
}
