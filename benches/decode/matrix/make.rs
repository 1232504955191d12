//! Makes the files of the matrix: ffmpeg, LAME and SoX are told, then the bytes are changed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::Result;

use super::bytes::{self, Change};
use super::encode;
use super::row::{Part, Row, SIGNAL, Tool};
use super::signal::Signal;

/// Why a file could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmade {
    /// This program isn't there.
    Missing(&'static str),
    /// The program refused, saying this: it lacks the encoder, or the container takes no such sound.
    Refused(String),
}

impl From<std::io::Error> for Unmade {
    fn from(error: std::io::Error) -> Self {
        Self::Refused(error.to_string())
    }
}

/// The signals that were written so far, which many rows share.
pub struct Workshop {
    folder: PathBuf,
    signals: Mutex<HashMap<Signal, PathBuf>>,
}

impl Workshop {
    /// A workshop that keeps its signals in a folder.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            signals: Mutex::default(),
        }
    }

    fn signal(&self, signal: Signal) -> Result<PathBuf, Unmade> {
        let mut signals = self.signals.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = signals.get(&signal) {
            return Ok(path.clone());
        }
        let path = self.folder.join(format!("signal{}.wav", signals.len()));
        let written = signal.write(&path);
        written.map_err(|error| Unmade::Refused(error.to_string()))?;
        signals.insert(signal, path.clone());
        Ok(path)
    }

    /// Makes a row's file in a folder of its own.
    pub fn make(&self, row: &Row, folder: &Path) -> Result<PathBuf, Unmade> {
        let mut joined = Vec::new();
        for (number, part) in row.parts.iter().enumerate() {
            let ending = encode::ending(row.container);
            let path = folder.join(format!("part{number}.{ending}"));
            self.run(part, &path)?;
            joined.extend(std::fs::read(&path)?);
            std::fs::remove_file(&path)?;
        }
        let mut path = folder.join(format!("whole.{}", encode::ending(row.container)));
        std::fs::write(&path, &joined)?;
        for (number, change) in row.changes.iter().enumerate() {
            if let Change::Remux { to, input, options } = change {
                let next = folder.join(format!("remuxed{number}.{}", encode::ending(to)));
                remux(&path, &next, to, input, options)?;
                std::fs::remove_file(&path)?;
                path = next;
            } else {
                let changed = bytes::apply(change, std::fs::read(&path)?);
                let changed = changed.map_err(|error| Unmade::Refused(error.to_string()))?;
                std::fs::write(&path, changed)?;
            }
        }
        Ok(path)
    }

    fn run(&self, part: &Part, output: &Path) -> Result<(), Unmade> {
        let signal = self.signal(part.signal)?;
        let mut command = Command::new(part.tool.program());
        if matches!(part.tool, Tool::Ffmpeg | Tool::Piped) {
            ffmpeg(&mut command);
        }
        for argument in &part.arguments {
            if argument == SIGNAL {
                command.arg(&signal);
            } else {
                command.arg(argument);
            }
        }
        if part.tool == Tool::Piped {
            let said = ran(command.arg("pipe:1"), part.tool.program())?;
            std::fs::write(output, said)?;
        } else {
            ran(command.arg(output), part.tool.program())?;
        }
        match std::fs::metadata(output) {
            Ok(found) if found.len() > 0 => Ok(()),
            _ => Err(Unmade::Refused("it wrote nothing".to_owned())),
        }
    }
}

fn remux(
    from: &Path,
    to: &Path,
    container: &str,
    input: &[&str],
    options: &[&str],
) -> Result<(), Unmade> {
    let mut command = Command::new("ffmpeg");
    ffmpeg(&mut command);
    command.args(input).arg("-i").arg(from);
    command.args(["-map", "0", "-c", "copy"]).args(options);
    command.args(encode::muxer(container, Tool::Ffmpeg)).arg(to);
    ran(&mut command, "ffmpeg").map(drop)
}

/// The options that all calls of ffmpeg have.
pub(super) fn ffmpeg(command: &mut Command) {
    command.args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"]);
}

/// Runs a program to its end and gives what it wrote to stdout.
pub(super) fn ran(command: &mut Command, program: &'static str) -> Result<Vec<u8>, Unmade> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Unmade::Missing(program),
        _ => error.into(),
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let lines = said.lines().filter(|line| !line.trim().is_empty());
    Err(Unmade::Refused(
        lines.take(2).collect::<Vec<_>>().join("; "),
    ))
}
