//! Output formats by name, and the one call that turns a transcript into bytes.

mod ass;
mod aud;
mod csv;
mod ctm;
#[cfg(test)]
mod fixtures;
mod html;
mod json;
mod labels;
mod lrc;
mod md;
mod nist;
mod rttm;
mod srt;
mod svg;
mod textgrid;
mod tsv;
mod txt;
mod vtt;

use std::fmt;
use std::str::FromStr;

pub use html::Sound;

use crate::subtitle::Layout;
use crate::transcript::{Diarization, Diarized, Segment, Transcript};

/// A way to write a transcript down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text, a line per segment.
    Txt,
    /// SubRip subtitles.
    Srt,
    /// WebVTT subtitles.
    Vtt,
    /// Tab-separated values, times in milliseconds.
    Tsv,
    /// Comma-separated values, times in seconds.
    Csv,
    /// The whole transcript; the schema is in docs/json.md.
    Json,
    /// Lyrics with a time a line.
    Lrc,
    /// Advanced SubStation Alpha subtitles.
    Ass,
    /// Markdown with times.
    Md,
    /// Praat's tiers of intervals.
    TextGrid,
    /// NIST's words with times and confidence.
    Ctm,
    /// NIST's speaker turns.
    Rttm,
    /// Label track for Audacity.
    Aud,
    /// A picture of who speaks when.
    Svg,
    /// A page to read, hear, search and name.
    Html,
}

/// What the formats leave to the user.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// How subtitles are laid out.
    pub layout: Layout,
    /// Where a page gets its sound from.
    pub sound: Sound,
}

impl Format {
    /// Every format, in the order it is listed to users.
    pub const ALL: &[Self] = &[
        Self::Txt,
        Self::Srt,
        Self::Vtt,
        Self::Tsv,
        Self::Csv,
        Self::Json,
        Self::Lrc,
        Self::Ass,
        Self::Md,
        Self::TextGrid,
        Self::Ctm,
        Self::Rttm,
        Self::Aud,
        Self::Svg,
        Self::Html,
    ];

    /// Name and file extension.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Txt => "txt",
            Self::Srt => "srt",
            Self::Vtt => "vtt",
            Self::Tsv => "tsv",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Lrc => "lrc",
            Self::Ass => "ass",
            Self::Md => "md",
            Self::TextGrid => "textgrid",
            Self::Ctm => "ctm",
            Self::Rttm => "rttm",
            Self::Aud => "aud",
            Self::Svg => "svg",
            Self::Html => "html",
        }
    }

    /// The transcript in this format, UTF-8, with a line feed at the end.
    #[must_use]
    pub fn render(self, transcript: &Transcript, options: &Options) -> Vec<u8> {
        let layout = &options.layout;
        let text = match self {
            Self::Txt => txt::render(transcript),
            Self::Srt => srt::render(transcript, layout),
            Self::Vtt => vtt::render(transcript, layout),
            Self::Tsv => tsv::render(transcript),
            Self::Csv => csv::render(transcript),
            Self::Json => json::render(transcript),
            Self::Lrc => lrc::render(transcript),
            Self::Ass => ass::render(transcript, layout),
            Self::Md => md::render(transcript),
            Self::TextGrid => textgrid::render(transcript),
            Self::Ctm => ctm::render(transcript),
            Self::Aud => aud::render(transcript),
            Self::Html => html::render(transcript, &options.sound),
            Self::Rttm | Self::Svg => {
                let none = Diarization::default();
                let diarization = transcript.diarization.as_ref().unwrap_or(&none);
                let (source, duration) = (&transcript.source, transcript.duration);
                match self {
                    Self::Svg => svg::render(source, duration, diarization),
                    _ => rttm::render(source, duration, diarization),
                }
            }
        };
        text.into_bytes()
    }

    /// Whether the format is of speaker turns, and needs them.
    #[must_use]
    pub fn needs_speakers(self) -> bool {
        matches!(self, Self::Rttm | Self::Svg)
    }

    /// Whether speaker turns without words can be written so.
    #[must_use]
    pub fn suits_turns(self) -> bool {
        self.needs_speakers() || matches!(self, Self::Json | Self::Csv | Self::Aud)
    }

    /// Speaker turns in this format, UTF-8; those that don't suit turns give RTTM.
    #[must_use]
    pub fn render_turns(self, diarized: &Diarized) -> Vec<u8> {
        let Diarized {
            source,
            duration,
            diarization,
            ..
        } = diarized;
        let text = match self {
            Self::Json => json::turns(diarized),
            Self::Csv => csv::turns(diarization),
            Self::Aud => labels::render(source, *duration, diarization),
            Self::Svg => svg::render(source, *duration, diarization),
            _ => rttm::render(source, *duration, diarization),
        };
        text.into_bytes()
    }

    /// Whether transcripts of several recordings may follow one another in one stream.
    #[must_use]
    pub fn is_streamable(self) -> bool {
        matches!(self, Self::Txt | Self::Json | Self::Rttm)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = text.trim().to_lowercase();
        let found = Self::ALL.iter().find(|format| format.extension() == wanted);
        found.copied().ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|f| f.extension()).collect();
            format!(
                "`{text}` is no format; expected one of: {}, all",
                names.join(", ")
            )
        })
    }
}

/// Compact JSON on one line, for streams of transcripts.
#[must_use]
pub fn json_line(transcript: &Transcript) -> Vec<u8> {
    json::line(transcript).into_bytes()
}

/// The same for speaker turns.
#[must_use]
pub fn turns_json_line(diarized: &Diarized) -> Vec<u8> {
    json::turns_line(diarized).into_bytes()
}

/// `H:MM:SS` parts of a time, rounded to the given fraction of a second.
struct Clock {
    hours: u64,
    minutes: u64,
    seconds: u64,
    fraction: u64,
}

impl Clock {
    /// Splits a time; `per_second` is 1000 for milliseconds, 100 for hundredths.
    fn new(seconds: f64, per_second: u32) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "times are clamped to be positive and are far below 2^53"
        )]
        let units = (seconds.max(0.0) * f64::from(per_second)).round() as u64;
        let per_second = u64::from(per_second);
        let total = units / per_second;
        Self {
            hours: total / 3600,
            minutes: total / 60 % 60,
            seconds: total % 60,
            fraction: units % per_second,
        }
    }
}

/// `M:SS`, with hours where there are any.
fn brief_time(seconds: f64) -> String {
    let Clock {
        hours,
        minutes,
        seconds,
        ..
    } = Clock::new(seconds.floor(), 1);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// `HH:MM:SS` and milliseconds behind `mark`.
fn timestamp(seconds: f64, mark: char) -> String {
    let Clock {
        hours,
        minutes,
        seconds,
        fraction,
    } = Clock::new(seconds, 1000);
    format!("{hours:02}:{minutes:02}:{seconds:02}{mark}{fraction:03}")
}

/// The text behind its speaker's name, where that is known.
fn named(segment: &Segment) -> String {
    let text = one_line(&segment.text);
    match &segment.speaker {
        Some(speaker) => format!("[{}]: {text}", one_line(speaker)),
        None => text,
    }
}

/// The text on one line: what breaks lines becomes a space.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t', '\u{2028}', '\u{2029}'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_round_and_carry() {
        assert_eq!(timestamp(3661.9996, ','), "01:01:02,000");
        assert_eq!(timestamp(-1.0, '.'), "00:00:00.000");
        assert_eq!(timestamp(360_000.0, '.'), "100:00:00.000");
    }

    #[test]
    fn names_round_trip() {
        for format in Format::ALL {
            assert_eq!(format.extension().parse::<Format>(), Ok(*format));
        }
        assert!("docx".parse::<Format>().is_err());
    }
}
