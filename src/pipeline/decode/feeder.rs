//! Another program that writes a recording to a pipe.

use std::process::{Child, ChildStdout, ExitStatus};
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

/// How long a program may take to end once its output has. One that goes on is blocked by a pipe that
/// nobody reads any more.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is looked whether it has ended.
const TICK: Duration = Duration::from_millis(10);

/// Seconds by which a file may fall short of its stated length and be heard whole.
const WHOLE: f64 = 0.06;

/// A program under way and what it complains of. It is ended when this is dropped.
pub(super) struct Feeder {
    child: Child,
    log: NamedTempFile,
}

impl Feeder {
    /// `log` is what the program's stderr goes to, through a handle of its own.
    pub(super) fn new(child: Child, log: NamedTempFile) -> Self {
        Self { child, log }
    }

    /// What it writes; nothing the second time.
    pub(super) fn output(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// What it has complained of, as it said it; call it once its output has ended or is no use.
    pub(super) fn said(&mut self) -> String {
        self.ended();
        self.log()
    }

    /// What it has said so far.
    pub(super) fn log(&self) -> String {
        // A log that can't be read says nothing.
        let text = std::fs::read(self.log.path()).unwrap_or_default();
        String::from_utf8_lossy(&text).into_owned()
    }

    /// What went wrong, in a few words, where `heard` seconds came out; call it once its output has
    /// ended. A complaint about a file that was heard whole is about what holds no sound.
    pub(super) fn trouble(&mut self, heard: f64) -> Option<String> {
        let said = self.said();
        let troubles = troubles(&said);
        let failed = |status: &ExitStatus| !status.success();
        let is_whole = stated_length(&said).is_some_and(|stated| heard >= stated - WHOLE);
        match troubles.last() {
            Some(_) if troubles.len() == 1 && is_whole => None,
            Some(last) => Some(last.clone()),
            None => Some(self.ended().filter(failed)?.to_string()),
        }
    }

    /// How it ended, if it does so within a moment.
    fn ended(&mut self) -> Option<ExitStatus> {
        let until = Instant::now() + PATIENCE;
        loop {
            match self.child.try_wait() {
                Ok(None) if Instant::now() < until => std::thread::sleep(TICK),
                ended => return ended.ok().flatten(),
            }
        }
    }
}

impl Drop for Feeder {
    fn drop(&mut self) {
        // Both fail only when the child has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The errors in a log, without what they are about: that is often the file, which the caller names.
pub(super) fn troubles(log: &str) -> Vec<String> {
    let levels = ["[error] ", "[fatal] ", "[panic] "];
    let error = |line: &str| {
        let (_, text) = levels.iter().find_map(|level| line.split_once(level))?;
        Some(text.rsplit(": ").next().unwrap_or(text).trim().to_owned())
    };
    log.lines().filter_map(error).collect()
}

/// Seconds of the whole file, as a log says them.
pub(super) fn stated_length(log: &str) -> Option<f64> {
    let (_, rest) = log.split_once("  Duration: ")?;
    let clock = rest.split(',').next()?;
    let parts = clock.split(':').map(|part| part.parse::<f64>().ok());
    let parts: Vec<f64> = parts.collect::<Option<_>>()?;
    match *parts {
        [hours, minutes, seconds] => Some((hours * 60.0 + minutes) * 60.0 + seconds),
        _ => None,
    }
}
