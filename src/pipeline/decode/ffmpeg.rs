//! Formats without a Rust decoder, through an `ffmpeg` on PATH that writes WAV to a pipe.

use std::path::Path;
use std::process::{Command, Stdio};

use super::DecodeError;
use super::container::{Container, OpenError};
use super::feeder::{Feeder, last_words};

/// Demuxers ffmpeg may use. Playlists and scripts are not among them: a recording must not make
/// ffmpeg open other files or addresses.
const DEMUXERS: &str = "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dsf,dts,dtshd,eac3,flac,\
     flv,gsm,live_flv,matroska,mov,mp3,mpc,mpc8,mpeg,mpegts,mpegvideo,nistsphere,nut,ogg,rm,\
     truehd,tta,voc,w64,wav,wv,xwma";

/// Opens a file that nothing else recognised; failing means that it is no recording.
pub(super) fn open_unknown(path: &Path, track: Option<usize>) -> Result<Container, DecodeError> {
    match open(path, "this file", track) {
        Err(DecodeError::NeedsFfmpeg { .. } | DecodeError::Ffmpeg { .. }) => {
            Err(DecodeError::Unrecognised)
        }
        result => result,
    }
}

/// Opens a file, as `what` names it, whose format is known to need ffmpeg.
pub(super) fn open(
    path: &Path,
    what: &str,
    track: Option<usize>,
) -> Result<Container, DecodeError> {
    let log = tempfile::tempfile()?;
    let mut command = Command::new("ffmpeg");
    command
        .args(["-nostdin", "-hide_banner", "-loglevel", "error"])
        .args(["-protocol_whitelist", "file,pipe"])
        .args(["-format_whitelist", DEMUXERS, "-i"])
        .arg(file_argument(path))
        .args(["-vn", "-sn", "-dn", "-map"])
        .arg(format!("0:a:{}", track.unwrap_or(1).max(1) - 1))
        // Silence where packets are missing, and before sound that begins after the pictures.
        .args(["-af", "aresample=async=1:first_pts=0"])
        .args(["-c:a", "pcm_f32le", "-f", "wav", "pipe:1"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log.try_clone()?);
    let child = command.spawn().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => DecodeError::NeedsFfmpeg {
            what: what.to_owned(),
        },
        _ => DecodeError::Read(error),
    })?;
    Container::fed_by(Feeder::new(child, log)).map_err(|error| match error {
        (OpenError::Fatal(error), _) => error,
        (_, said) => explain(what, track, &said),
    })
}

/// A name that ffmpeg can't take for an option or a protocol.
fn file_argument(path: &Path) -> std::ffi::OsString {
    let mut argument = std::ffi::OsString::from("file:");
    argument.push(path);
    argument
}

fn explain(what: &str, track: Option<usize>, said: &str) -> DecodeError {
    if said.contains("matches no streams") {
        return match track {
            Some(wanted) if wanted > 1 => DecodeError::NoSuchTrack { wanted },
            _ => DecodeError::NoAudio,
        };
    }
    DecodeError::Ffmpeg {
        what: what.to_owned(),
        reason: last_words(said).unwrap_or("it gave no audio").to_owned(),
    }
}
