//! Another program that writes a recording to a pipe.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::process::{Child, ChildStdout, ExitStatus};
use std::time::{Duration, Instant};

/// How long a program may take to end once its output has. One that goes on is blocked by a pipe that
/// nobody reads any more.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is looked whether it has ended.
const TICK: Duration = Duration::from_millis(10);

/// A program under way and what it complains of. It is ended when this is dropped.
pub(super) struct Feeder {
    child: Child,
    log: File,
}

impl Feeder {
    /// `log` is what the program's stderr goes to.
    pub(super) fn new(child: Child, log: File) -> Self {
        Self { child, log }
    }

    /// What it writes; nothing the second time.
    pub(super) fn output(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// What it has complained of, as it said it; call it once its output has ended or is no use.
    pub(super) fn said(&mut self) -> String {
        self.ended();
        let mut text = Vec::new();
        // A log that can't be read says nothing.
        let _ = self.log.rewind();
        let _ = self.log.read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    }

    /// What went wrong, in a few words; call it once its output has ended or is no use.
    pub(super) fn trouble(&mut self) -> Option<String> {
        let said = self.said();
        let words = last_words(&said).map(str::to_owned);
        let failed = |status: &ExitStatus| !status.success();
        words.or_else(|| Some(self.ended().filter(failed)?.to_string()))
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

/// The last line of a log without what it is about: that is often the file, which the caller names.
pub(super) fn last_words(log: &str) -> Option<&str> {
    let line = log.lines().rev().find(|line| !line.trim().is_empty())?;
    Some(line.rsplit(": ").next().unwrap_or(line).trim())
}
