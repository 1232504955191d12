//! A combination of the matrix: how its file is made, what is to be heard in it, what is to be told.

use super::bytes::Change;
use super::encode;
use super::signal::{Signal, Take, Truth};

/// What decoding a file must say of lost sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Nothing: all of it is there.
    None,
    /// One warning.
    Told,
    /// A warning or none: the file itself can't tell.
    Maybe,
    /// The file can't be decoded, and that is said.
    Refused,
}

/// The program that makes a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// ffmpeg, writing to a file.
    Ffmpeg,
    /// ffmpeg, writing to a pipe: it can't go back to fill in lengths.
    Piped,
    /// LAME's own command.
    Lame,
    /// SoX, for formats that ffmpeg doesn't write.
    Sox,
}

impl Tool {
    /// The name of the command.
    pub fn program(self) -> &'static str {
        match self {
            Self::Ffmpeg | Self::Piped => "ffmpeg",
            Self::Lame => "lame",
            Self::Sox => "sox",
        }
    }
}

/// Stands for the signal's WAV file in a part's arguments.
pub(super) const SIGNAL: &str = "{signal}";

/// A file made of a signal; several are joined byte by byte.
#[derive(Debug, Clone)]
pub struct Part {
    /// What is encoded.
    pub signal: Signal,
    /// By what.
    pub tool: Tool,
    /// Its arguments, in which `{signal}` stands for the signal; the output comes behind them.
    pub arguments: Vec<String>,
}

/// A combination.
#[derive(Debug, Clone)]
pub struct Row {
    /// Container, as the ending of its files.
    pub container: &'static str,
    /// Container that the finished file has, where it is repacked.
    pub file: Option<&'static str>,
    /// Codec, mostly by ffmpeg's name.
    pub codec: &'static str,
    /// Samples per second.
    pub rate: u32,
    /// Channels.
    pub channels: u16,
    /// What is special about the file; empty where nothing is.
    pub fault: String,
    /// What the file is made of.
    pub parts: Vec<Part>,
    /// What is done to it then.
    pub changes: Vec<Change>,
    /// What is to be heard, where that is known apart from ffmpeg's answer.
    pub truth: Option<Truth>,
    /// From where to where, in seconds, the sound may be anything.
    pub free: Option<(f64, f64)>,
    /// What is to be told.
    pub loss: Loss,
    /// The audio track that is to be taken, from 1.
    pub track: usize,
    /// Seconds by which length and markers may be off beyond the usual limits.
    pub slack: f64,
    /// Decibels by which the level may be off.
    pub level: f64,
}

impl Row {
    /// The plain file of a container and codec.
    pub fn plain(container: &'static str, codec: &'static str, rate: u32, channels: u16) -> Self {
        let mut row = Self {
            container,
            file: None,
            codec,
            rate,
            channels,
            fault: String::new(),
            parts: Vec::new(),
            changes: Vec::new(),
            truth: Some(Take::First.truth()),
            free: None,
            loss: Loss::None,
            track: 1,
            slack: 0.0,
            level: 1.0,
        };
        row.parts
            .push(row.part(Take::First, Tool::Ffmpeg, &["-i", SIGNAL]));
        row
    }

    /// A part of this combination's container and codec: tool, input and further options.
    pub fn part(&self, take: Take, tool: Tool, options: &[&str]) -> Part {
        let signal = Signal {
            take,
            rate: self.rate,
            channels: self.channels,
            only: None,
        };
        let mut arguments: Vec<String> = options.iter().map(ToString::to_string).collect();
        if matches!(tool, Tool::Ffmpeg | Tool::Piped) {
            let codec = encode::codec(self.codec).into_iter();
            let muxer = encode::muxer(self.container, tool).into_iter();
            // What a recipe says comes last, so that it overrides.
            let inputs = arguments
                .iter()
                .rposition(|argument| argument == "-i")
                .map_or(0, |at| at + 2);
            let own = arguments.split_off(inputs);
            arguments.extend(codec.map(str::to_owned).chain(muxer).chain(own));
        }
        Part {
            signal,
            tool,
            arguments,
        }
    }

    /// Names what is special about it.
    pub fn fault(mut self, fault: impl Into<String>) -> Self {
        self.fault = fault.into();
        self
    }

    /// Replaces the parts by one with these inputs and options.
    pub fn made(mut self, tool: Tool, options: &[&str]) -> Self {
        self.parts = vec![self.part(Take::First, tool, options)];
        self
    }

    /// Puts the sound beside pictures, so many seconds after their beginning, or before it.
    pub fn filmed(self, late: f64) -> Self {
        let (sound, film) = (late.max(0.0).to_string(), (-late).max(0.0).to_string());
        let source = encode::film(self.container);
        let inputs = [
            "-itsoffset",
            &film,
            "-f",
            "lavfi",
            "-i",
            source,
            "-itsoffset",
            &sound,
            "-i",
            SIGNAL,
        ];
        let pictures = encode::pictures(self.container);
        let options = [&inputs[..], &["-map", "0:v", "-map", "1:a"], pictures].concat();
        let truth = self.truth.clone().map(|truth| truth.after(late.max(0.0)));
        self.made(Tool::Ffmpeg, &options).hears(truth)
    }

    /// Adds an option of the encoder or the muxer.
    pub fn option(mut self, options: &[&str]) -> Self {
        for part in &mut self.parts {
            part.arguments
                .extend(options.iter().map(ToString::to_string));
        }
        self
    }

    /// Adds a change of the finished file.
    pub fn change(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// Says what is to be heard.
    pub fn hears(mut self, truth: Option<Truth>) -> Self {
        self.truth = truth;
        self
    }

    /// Says what is to be told.
    pub fn tells(mut self, loss: Loss) -> Self {
        self.loss = loss;
        self
    }

    /// Says where the sound may be anything.
    pub fn free(mut self, from: f64, to: f64) -> Self {
        self.free = Some((from, to));
        self
    }

    /// Whether sample rate, channels or encoding are others from a part on.
    pub fn changes_format(&self) -> bool {
        let kind = |part: &Part| (part.signal.rate, part.signal.channels);
        self.parts
            .windows(2)
            .any(|two| kind(&two[0]) != kind(&two[1]))
    }

    /// Container, codec, rate, channels and fault, with slashes between them.
    pub fn name(&self) -> String {
        let container = self.file.unwrap_or(self.container);
        let mut name = format!("{container}/{}/{}/{}", self.codec, self.rate, self.channels);
        if !self.fault.is_empty() {
            name.push('/');
            name.push_str(&self.fault);
        }
        name
    }

    /// How the file is made, a line a step.
    pub fn recipe(&self) -> String {
        let mut recipe = String::new();
        for part in &self.parts {
            let signal = part.signal;
            let piped = if part.tool == Tool::Piped {
                " | cat"
            } else {
                ""
            };
            recipe += &format!(
                "{:?} signal, {} Hz, {} channels: {} {}{piped}\n",
                signal.take,
                signal.rate,
                signal.channels,
                part.tool.program(),
                part.arguments.join(" "),
            );
        }
        for change in &self.changes {
            recipe += &format!("then {change:?}\n");
        }
        recipe
    }
}
