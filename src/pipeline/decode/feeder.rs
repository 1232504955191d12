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
const WHOLE: f64 = 0.1;
/// What ffmpeg 5.1 says behind the last sound of sound files: GXF's end, and FLAC's in NUT.
const AT_THE_END: [&str; 2] = ["Operation not permitted", "Invalid argument"];

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
    /// ended.
    pub(super) fn trouble(&mut self, heard: f64) -> Option<String> {
        let said = self.said();
        let troubles = troubles(&said);
        let failed = |status: &ExitStatus| !status.success();
        let seen = last_time(&said).map_or(heard, |time| time.max(heard));
        let is_whole = stated_length(&said).is_some_and(|stated| seen >= stated - WHOLE);
        match troubles.last() {
            Some(last)
                if troubles.len() == 1 && is_whole && AT_THE_END.contains(&last.as_str()) =>
            {
                None
            }
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
        // The output that keeps the pictures in use, undecoded, is of no concern.
        if line.starts_with("[null @") {
            return None;
        }
        let (_, text) = levels.iter().find_map(|level| line.split_once(level))?;
        Some(text.rsplit(": ").next().unwrap_or(text).trim().to_owned())
    };
    log.lines().filter_map(error).collect()
}

/// Seconds of the whole file, as a log says them.
pub(super) fn stated_length(log: &str) -> Option<f64> {
    let (_, rest) = log.split_once("  Duration: ")?;
    seconds(rest.split(',').next()?)
}

/// How far the last line of a log says that it came, in seconds.
fn last_time(log: &str) -> Option<f64> {
    let (_, rest) = log.rsplit_once(" time=")?;
    seconds(rest.split(' ').next()?)
}

/// Seconds of a time such as 00:00:12.98.
fn seconds(clock: &str) -> Option<f64> {
    let parts = clock.split(':').map(|part| part.parse::<f64>().ok());
    let parts: Vec<f64> = parts.collect::<Option<_>>()?;
    match *parts {
        [hours, minutes, seconds] => Some((hours * 60.0 + minutes) * 60.0 + seconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_tells_troubles_and_times() {
        let log = "[info] Input #0, gxf, from 'file:a.gxf':\n\
            [info]   Duration: 00:01:13.50, start: 0.000000, bitrate: 1129 kb/s\n\
            [null @ 0x55] [error] non monotonically increasing dts: 5 >= 5\n\
            [mp3float @ 0x55] [error] Header missing\n\
            [error] file:a.gxf: Operation not permitted\n\
            [info] frame=  325 fps=0.0 time=00:01:13.48 bitrate=1211.8kbits/s\n";
        assert_eq!(troubles(log), ["Header missing", "Operation not permitted"]);
        assert_eq!(stated_length(log), Some(73.5));
        assert_eq!(last_time(log), Some(73.48));
        assert_eq!(
            stated_length("[info]   Duration: N/A, bitrate: 5 kb/s"),
            None
        );
    }
}
