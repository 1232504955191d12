//! The only writer to stdout and stderr: data on one, talk on the other.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{MultiProgress, ProgressDrawTarget};

use crate::config::{LogFormat, ProgressStyle};

/// Writes what the program has to say, each kind to its place.
#[derive(Debug, Clone)]
pub struct Printer {
    quiet: bool,
    progress: ProgressStyle,
    logs: LogFormat,
    colour: bool,
    bars: MultiProgress,
    closed: Arc<AtomicBool>,
}

impl Printer {
    /// A printer for this process's streams.
    #[must_use]
    pub fn new(quiet: bool, progress: ProgressStyle, logs: LogFormat) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let show_bars = terminal && !quiet && progress == ProgressStyle::Auto;
        let target = if show_bars {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            quiet,
            progress,
            logs,
            colour: terminal && !no_colour,
            bars: MultiProgress::with_draw_target(target),
            closed: Arc::default(),
        }
    }

    /// A printer for before the settings are known.
    #[must_use]
    pub fn plain() -> Self {
        Self::new(false, ProgressStyle::None, LogFormat::Text)
    }

    /// Whether stdout is a terminal.
    #[must_use]
    pub fn is_interactive(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    /// Whether messages on stderr are coloured.
    #[must_use]
    pub fn is_colourful(&self) -> bool {
        self.colour
    }

    /// Whether progress events are wanted as JSON.
    #[must_use]
    pub fn wants_events(&self) -> bool {
        self.progress == ProgressStyle::Json
    }

    /// Where progress bars are drawn.
    #[must_use]
    pub fn bars(&self) -> &MultiProgress {
        &self.bars
    }

    /// Whether the reader of stdout has gone: nobody wants more.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// Writes data to stdout.
    ///
    /// # Errors
    /// When it can't be written; a reader that went away is no error.
    pub fn data(&self, bytes: &[u8]) -> std::io::Result<()> {
        let write = || {
            let mut out = std::io::stdout().lock();
            out.write_all(bytes)?;
            out.flush()
        };
        match self.bars.suspend(write) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
                self.closed.store(true, Ordering::Relaxed);
                Ok(())
            }
            result => result,
        }
    }

    /// Says something that went wrong and stops what it concerns.
    pub fn error(&self, text: &str) {
        self.talk("error", "\u{1b}[1;31m", text);
    }

    /// Says something to know.
    pub fn warning(&self, text: &str) {
        if !self.quiet {
            self.talk("warning", "\u{1b}[1;33m", text);
        }
    }

    /// Says how things went.
    pub fn note(&self, text: &str) {
        if !self.quiet && self.logs == LogFormat::Text && !self.wants_events() {
            self.line(&harmless(text));
        }
    }

    /// Writes a progress event as a line of JSON, where those are wanted.
    pub fn event(&self, event: &serde_json::Value) {
        if self.wants_events() {
            self.line(&event.to_string());
        }
    }

    fn talk(&self, kind: &str, colour: &str, text: &str) {
        let text = &harmless(text);
        if self.logs == LogFormat::Json {
            self.line(&serde_json::json!({ "level": kind, "message": text }).to_string());
        } else if self.wants_events() {
            self.line(&serde_json::json!({ "event": kind, "message": text }).to_string());
        } else if self.colour {
            self.line(&format!("{colour}{kind}:\u{1b}[0m {text}"));
        } else {
            self.line(&format!("{kind}: {text}"));
        }
    }

    fn line(&self, text: &str) {
        // When stderr is gone there is nobody left to tell.
        let write = || writeln!(std::io::stderr().lock(), "{text}");
        let _ = self.bars.suspend(write);
    }
}

/// A text without what could move the cursor, colour what follows or turn the reading direction: names
/// of files are foreign, too. Lines and tabs stay.
#[must_use]
pub fn harmless(text: &str) -> String {
    let harmless = |c: char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if turns || (c.is_control() && !matches!(c, '\n' | '\t')) {
            '\u{fffd}'
        } else {
            c
        }
    };
    text.chars().map(harmless).collect()
}

/// An error and its causes as one sentence.
#[must_use]
pub fn chain(error: &anyhow::Error) -> String {
    sentence(error.as_ref())
}

/// The same for an error of one kind.
#[must_use]
pub fn sentence(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = String::new();
    for cause in anyhow::Chain::new(error) {
        let cause = cause.to_string();
        // Some errors repeat their cause in their own text.
        if text.contains(&cause) {
            continue;
        }
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause);
    }
    text
}
