//! The audio tracks of a file as its container lists them, and which of them is taken.

use serde::Serialize;

use crate::transcript::Warning;

/// An audio track as the container describes it. Tracks are numbered from 1 in the container's order,
/// those that can't be decoded among them.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct AudioTrack {
    /// The container's name of the codec.
    pub codec: String,
    /// Samples per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<u32>,
    /// Number of channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<u32>,
    /// ISO 639 code, as the file says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Whether the file has players take this track.
    pub default: bool,
}

/// Why a track was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The caller named it.
    Asked,
    /// The file has no other.
    Only,
    /// It is the first one.
    First,
    /// The file flags it as default.
    Default,
    /// The preferred one, whose number this is, is silent.
    Silent(usize),
    /// All tracks begin with silence: it is the preferred one.
    AllSilent,
}

impl Choice {
    /// The reason in one word, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Only => "only",
            Self::First => "first",
            Self::Default => "default",
            Self::Silent(_) => "other_silent",
            Self::AllSilent => "all_silent",
        }
    }

    /// Why a file's track was taken that isn't simply its first.
    fn reason(self) -> Option<String> {
        match self {
            Self::Asked | Self::Only | Self::First => None,
            Self::Default => Some("the file's default".to_owned()),
            Self::Silent(preferred) => Some(format!("track {preferred} is silent")),
            Self::AllSilent => Some("all of them begin with silence".to_owned()),
        }
    }

    /// What to say of track `track` of `count`; `None` where there was nothing to choose.
    pub(super) fn warning(self, track: usize, count: usize) -> Option<Warning> {
        if matches!(self, Self::Asked | Self::Only) {
            return None;
        }
        let why = self.reason();
        let why = why.map_or_else(String::new, |why| format!("{why}; "));
        let text =
            format!("of {count} audio tracks, track {track} was taken ({why}--track chooses)");
        Some(Warning::remark(text))
    }
}

/// The track to take, counted from 1: the first that the file flags as default, or the first.
pub(super) fn preferred(tracks: &[AudioTrack]) -> usize {
    tracks.iter().position(|track| track.default).unwrap_or(0) + 1
}

/// A language code that says one; `und` and `mul` don't.
pub(super) fn language(code: &str) -> Option<String> {
    let code = code.trim_end_matches('\0').trim();
    let says = !code.is_empty() && !["und", "unk", "mul", "mis", "zxx"].contains(&code);
    says.then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_flagged_track_is_preferred() {
        let tracks = |flags: &[bool]| -> Vec<AudioTrack> {
            let track = |default: &bool| AudioTrack {
                default: *default,
                ..AudioTrack::default()
            };
            flags.iter().map(track).collect()
        };
        assert_eq!(preferred(&tracks(&[false, true, true])), 2);
        assert_eq!(preferred(&tracks(&[false, false])), 1);
        assert_eq!(preferred(&[]), 1);
    }
}
