//! Foreign transcripts: a file's bytes to lines of text with what times and speakers they carry.
//!
//! Content decides what a file is, then the extension of its name. Pure; the caller reads the
//! file, names it in `name`, and decides by [`Script::times`] whether the text must be located.

mod clock;
mod cue;
mod draft;
mod encoding;
mod json;
mod label;
mod markup;
mod sniff;
mod srt;
mod tsv;
mod txt;
mod vtt;

use std::fmt;
use std::str::FromStr;

use draft::{Draft, Fault, tidy};

/// Largest file that is read, in bytes; a day of speech is about one megabyte of text.
pub const MAX_BYTES: usize = 64 << 20;
/// Most lines that are kept; a day of speech has some ten thousand.
pub const MAX_LINES: usize = 500_000;

/// A transcript as a file told it.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// ISO 639-1 code of the language, where the file names one that is known.
    pub language: Option<String>,
    /// The lines in the file's order; at least one of them holds a word.
    pub lines: Vec<Line>,
    /// Whether the lines' times can be relied on.
    pub times: Times,
    /// What was odd but survivable, one sentence each.
    pub notes: Vec<String>,
}

/// One line, cue or segment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// The text on one line, without markup, label or surrounding spaces; never empty.
    pub text: String,
    /// Start in seconds, where the file gives one.
    pub start: Option<f64>,
    /// End in seconds, where the file gives one.
    pub end: Option<f64>,
    /// Who says it, where the file says so.
    pub speaker: Option<String>,
    /// Line (txt, tsv) or cue (srt, vtt, json) in the file, from 1.
    pub number: usize,
}

/// Whether a script's times can be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Times {
    /// No line has a time.
    None,
    /// Every line has its times, and they are in order.
    Usable,
    /// There are times that can't all be true or aren't all there; the reason is a clause.
    Unusable(String),
}

/// A way a transcript may be written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScriptFormat {
    /// Plain text, a segment a line.
    Txt,
    /// SubRip subtitles.
    Srt,
    /// WebVTT subtitles.
    Vtt,
    /// Tab-separated values under the header `start end text`.
    Tsv,
    /// JSON: this program's, WhisperX's, OpenAI's, whisper.cpp's, or a task's result.
    Json,
}

impl ScriptFormat {
    /// Every format, in the order it is listed to users.
    pub const ALL: &[Self] = &[Self::Txt, Self::Srt, Self::Vtt, Self::Tsv, Self::Json];

    /// Name and file extension.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Txt => "txt",
            Self::Srt => "srt",
            Self::Vtt => "vtt",
            Self::Tsv => "tsv",
            Self::Json => "json",
        }
    }
}

impl fmt::Display for ScriptFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}

impl FromStr for ScriptFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = text.trim().to_lowercase();
        let found = Self::ALL.iter().find(|format| format.extension() == wanted);
        found.copied().ok_or_else(|| {
            format!("`{text}` is no transcript format; expected one of: txt, srt, vtt, tsv, json")
        })
    }
}

/// Why a file could not be read as a transcript.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// More bytes than [`MAX_BYTES`].
    #[error(
        "`{name}` has {megabytes} MiB, and no transcript is that large: the limit is 64 MiB, so \
         check that this is the right file or cut it into parts"
    )]
    TooLarge {
        /// The file.
        name: String,
        /// Its size, rounded up.
        megabytes: usize,
    },
    /// More lines than [`MAX_LINES`].
    #[error(
        "`{name}` has more than {MAX_LINES} lines: check that this is the right file or cut it into parts"
    )]
    TooLong {
        /// The file.
        name: String,
    },
    /// A picture, a recording, a program: anything but text.
    #[error("`{name}` isn't text: give a transcript as txt, srt, vtt, tsv or json, best in UTF-8")]
    NotText {
        /// The file.
        name: String,
    },
    /// Nothing that anybody could say.
    #[error("`{name}` holds no text: give a transcript with at least one word")]
    Empty {
        /// The file.
        name: String,
    },
    /// Text, but not in the format.
    #[error("`{name}` can't be read as {format}: {reason}")]
    Malformed {
        /// The file.
        name: String,
        /// The format that its content, its name or the user chose.
        format: ScriptFormat,
        /// What is wrong and what is expected instead.
        reason: String,
    },
    /// The record of a task that has no result.
    #[error(
        "`{name}` is the record of a task {state}: wait for its result, or give another transcript"
    )]
    Unfinished {
        /// The file.
        name: String,
        /// A clause such as `that failed (out of memory)`.
        state: String,
    },
}

/// Reads a transcript; `format` overrules what the content and the name say.
///
/// # Errors
/// When the bytes aren't text, aren't in the format, hold no words, or are too many.
pub fn read(name: &str, bytes: &[u8], format: Option<ScriptFormat>) -> Result<Script, ImportError> {
    let name = || name.to_owned();
    if bytes.len() > MAX_BYTES {
        let megabytes = bytes.len().div_ceil(1 << 20);
        return Err(ImportError::TooLarge {
            name: name(),
            megabytes,
        });
    }
    let Some((text, note)) = encoding::decode(bytes) else {
        return Err(ImportError::NotText { name: name() });
    };
    if text.trim().is_empty() {
        return Err(ImportError::Empty { name: name() });
    }
    let format = format.unwrap_or_else(|| sniff::format(&name(), &text));
    let parsed = match format {
        ScriptFormat::Txt => Ok(txt::parse(&text)),
        ScriptFormat::Srt => srt::parse(&text),
        ScriptFormat::Vtt => vtt::parse(&text),
        ScriptFormat::Tsv => tsv::parse(&text),
        ScriptFormat::Json => json::parse(&text),
    };
    let mut draft = parsed.map_err(|fault| match fault {
        Fault::Malformed(reason) => ImportError::Malformed {
            name: name(),
            format,
            reason,
        },
        Fault::Unfinished(state) => ImportError::Unfinished {
            name: name(),
            state,
        },
        Fault::TooLong => ImportError::TooLong { name: name() },
    })?;
    if draft.overfull {
        return Err(ImportError::TooLong { name: name() });
    }
    let has_words = |line: &Line| line.text.chars().any(char::is_alphanumeric);
    if !draft.lines.iter().any(has_words) {
        return Err(ImportError::Empty { name: name() });
    }
    draft.notes.splice(0..0, note);
    Ok(Script {
        times: judge(&draft.lines),
        language: draft.language,
        lines: draft.lines,
        notes: draft.notes,
    })
}

/// Whether times can be relied on: all there, none negative or reversed, starts in order.
///
/// Lines may overlap: two people do.
fn judge(lines: &[Line]) -> Times {
    let timed = |line: &&Line| line.start.is_some() && line.end.is_some();
    let any = |line: &Line| line.start.is_some() || line.end.is_some();
    if !lines.iter().any(any) {
        return Times::None;
    }
    let missing = lines.len() - lines.iter().filter(timed).count();
    if missing > 0 {
        let all = lines.len();
        return Times::Unusable(format!("{missing} of {all} lines have no full times"));
    }
    let mut before: Option<(f64, usize)> = None;
    let mut longest = 0.0_f64;
    for line in lines {
        let (Some(start), Some(end)) = (line.start, line.end) else {
            continue;
        };
        let number = line.number;
        if start < 0.0 {
            return Times::Unusable(format!("line {number} begins before the recording does"));
        }
        if end < start {
            return Times::Unusable(format!("line {number} ends before it begins"));
        }
        if let Some((earlier, previous)) = before
            && start < earlier
        {
            return Times::Unusable(format!("line {number} begins before line {previous}"));
        }
        before = Some((start, number));
        longest = longest.max(end - start);
    }
    if longest > 0.0 {
        Times::Usable
    } else {
        Times::Unusable("no line lasts any time".to_owned())
    }
}

#[cfg(test)]
mod tests;
