//! Who decodes a file, and which of its tracks: the one place that decides between the program's own
//! decoders and an `ffmpeg` on PATH. No error is final before ffmpeg was asked.

use std::path::Path;

use super::DecodeError;
use super::container::{Container, OpenError};
use super::sniff::{self, Kind};
use super::tracks::Choice;
use super::{ffmpeg, tracks};

/// Mean square of a block below which it counts as silent: -80 dB of full scale.
const SILENT_POWER: f64 = 1e-8;
/// Seconds of a track that are listened to before it counts as silent.
const LONGEST_SILENCE: f64 = 60.0;

/// Opens a track of a file; without a number the one that the file flags, unless that is silent and
/// another isn't.
pub(super) fn open(path: &Path, wanted: Option<usize>) -> Result<(Container, Choice), DecodeError> {
    let kind = sniff::look(path)?;
    let first = open_track(path, kind, wanted.unwrap_or(1))?;
    let count = first.format().tracks.len();
    if wanted.is_some() {
        return Ok((first, Choice::Asked));
    }
    if count < 2 {
        return Ok((first, Choice::Only));
    }
    let preferred = tracks::preferred(&first.format().tracks);
    let heard = |track: &usize| !is_silent(path, kind, *track);
    let others = || (1..=count).filter(|track| *track != preferred);
    let (track, choice) = if heard(&preferred) {
        let choice = match preferred {
            1 => Choice::First,
            _ => Choice::Default,
        };
        (preferred, choice)
    } else if let Some(other) = others().find(heard) {
        (other, Choice::Silent(preferred))
    } else {
        (preferred, Choice::AllSilent)
    };
    let container = if track == 1 {
        first
    } else {
        open_track(path, kind, track)?
    };
    Ok((container, choice))
}

/// Goes on behind `seconds` of a track with ffmpeg; `None` where that hears nothing more.
pub(super) fn resume(path: &Path, before: &Container) -> Option<Container> {
    let track = before.format().track;
    let mut container = ffmpeg::open(path, "this file", track).ok()?;
    container.leave_out(before.seconds());
    container.inherit(before);
    let hears_more = container.prime().is_ok_and(|found| found);
    hears_more.then_some(container)
}

/// Whether a track has no sound in its first minute. One that can't be decoded isn't known to.
fn is_silent(path: &Path, kind: Kind, track: usize) -> bool {
    let Ok(mut container) = open_track(path, kind, track) else {
        return false;
    };
    while container.seconds() < LONGEST_SILENCE
        && let Ok(Some(block)) = container.next_block()
    {
        let square: f64 = block.samples.iter().map(|s| f64::from(*s).powi(2)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a block holds few samples")]
        if square > SILENT_POWER * block.samples.len() as f64 {
            return false;
        }
    }
    true
}

/// Opens a track with whatever decodes it.
fn open_track(path: &Path, kind: Kind, track: usize) -> Result<Container, DecodeError> {
    let native = match kind {
        Kind::Image => return Err(DecodeError::NoAudio),
        // ffmpeg alone knows the time of the pictures, and with it when the sound begins.
        Kind::Film(_) => match ffmpeg::open(path, "this file", track).and_then(primed) {
            Ok(container) => return Ok(container),
            Err(_) => native(path, Kind::Native, track),
        },
        Kind::Ffmpeg(_) => Native::Unknown,
        kind => native(path, kind, track),
    };
    let what = match (&native, kind) {
        (Native::Opened(_), _) => None,
        (Native::Foreign(codec), _) => Some(codec.clone()),
        (_, Kind::Ffmpeg(what)) => Some(what.to_owned()),
        _ => None,
    };
    match native {
        Native::Opened(container) => Ok(container),
        Native::Final(error) => Err(error),
        native => {
            let what = what.unwrap_or_else(|| "this file".to_owned());
            let other = ffmpeg::open(path, &what, track).and_then(primed);
            other.or_else(|error| settle(native, kind, error))
        }
    }
}

/// What the program's own decoders made of a file.
enum Native {
    /// There is sound.
    Opened(Container),
    /// It was understood, and there is no sound.
    Silent(Container),
    /// It was understood in part.
    Failed(DecodeError),
    /// A codec that has no decoder here.
    Foreign(String),
    /// Nothing was recognised.
    Unknown,
    /// No other decoder would help.
    Final(DecodeError),
}

fn native(path: &Path, kind: Kind, track: usize) -> Native {
    let mut container = match Container::open(path, kind, track) {
        Ok(container) => container,
        Err(OpenError::Probe) => return Native::Unknown,
        Err(OpenError::Codec(codec)) => return Native::Foreign(codec),
        Err(OpenError::Fatal(error @ (DecodeError::Read(_) | DecodeError::Header { .. }))) => {
            return Native::Final(error);
        }
        Err(OpenError::Fatal(error)) => return Native::Failed(error),
    };
    match container.prime() {
        Ok(true) => Native::Opened(container),
        Ok(false) => Native::Silent(container),
        Err(error) => Native::Failed(error),
    }
}

/// Decodes ahead; what gives no sound is no recording that was opened.
fn primed(mut container: Container) -> Result<Container, DecodeError> {
    if container.prime()? {
        return Ok(container);
    }
    Err(DecodeError::NoSound)
}

/// What stands where ffmpeg couldn't help, either.
fn settle(native: Native, kind: Kind, ffmpeg: DecodeError) -> Result<Container, DecodeError> {
    match (native, ffmpeg) {
        (Native::Silent(container), _) => Ok(container),
        (Native::Unknown, DecodeError::NeedsFfmpeg { .. } | DecodeError::Ffmpeg { .. })
            if kind == Kind::Unknown =>
        {
            Err(DecodeError::Unrecognised)
        }
        (Native::Failed(error), _) | (_, error) => Err(error),
    }
}
