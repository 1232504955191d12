//! The audio tracks of a file as its container lists them, and which of them is taken.

use serde::Serialize;

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
