//! `scripta transcribe --watch`: folders are looked at again and again, and each recording in them
//! is taken once it is complete. What was taken stands in the history, so a restart takes nothing twice.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::batch::{Batch, Course, Work};
use super::inputs::{self, Input, Source};
use super::outputs::{self, Conflict, Plan};
use super::{ExitStatus, UsageError};
use crate::models::stamp;
use crate::printer::sentence;
use crate::store::{Store, StoreError};

/// How often the folders are looked at.
const TICK: Duration = Duration::from_millis(500);
/// A file that hasn't changed for so long is complete.
const SETTLED: Duration = Duration::from_secs(2);

/// Watches the folders that were named until somebody ends that.
///
/// # Errors
/// When there is no history to keep what was taken, a folder isn't there, or for what concerns all
/// recordings.
pub(super) fn run<W: Work>(batch: &Batch<'_>, work: &W) -> anyhow::Result<ExitStatus> {
    let patterns = || {
        let patterns = batch.matches.get_many::<std::ffi::OsString>("inputs");
        patterns.into_iter().flatten()
    };
    if let Some(wrong) = patterns().find(|path| !PathBuf::from(path).is_dir()) {
        let wrong = wrong.display();
        return Err(UsageError(format!("--watch takes folders, and {wrong} is none")).into());
    }
    let mut course = batch.course(work, None)?;
    if !course.history().is_on() {
        let text = "--watch needs the history to know what it has taken: leave out --no-history, \
                    or name a database that can be used";
        return Err(UsageError(text.to_owned()).into());
    }
    let settings = course.settings_hash()?;
    let folders: Vec<String> = patterns().map(|path| path.display().to_string()).collect();
    let folders = folders.join(", ");
    (batch.printer).note(&format!("watching {folders}; Ctrl-C ends that"));
    let mut seen = Seen::default();
    while !batch.is_over() {
        // A folder without recordings is no mistake here, and one that went away may come back.
        let inputs = inputs::expand(patterns())?.inputs;
        for index in seen.complete(&inputs) {
            if batch.is_over() {
                break;
            }
            take(&mut course, &inputs, index, &settings, &mut seen)?;
        }
        std::thread::sleep(TICK);
    }
    let (done, failed) = course.count();
    course.tell_incomplete();
    (batch.printer).note(&format!("no longer watching: {done} done, {failed} failed"));
    Ok(ExitStatus::Interrupted)
}

/// Takes a complete recording, unless it was taken as it is now.
fn take<W: Work>(
    course: &mut Course<'_, W>,
    inputs: &[Input],
    index: usize,
    settings: &str,
    seen: &mut Seen,
) -> anyhow::Result<()> {
    let input = &inputs[index];
    let Source::File(path) = &input.source else {
        return Ok(());
    };
    let (name, now) = (std::path::absolute(path)?, stamp(path));
    let name = name.to_string_lossy();
    let before = remembered(course, |store| store.taken(&name, settings)).flatten();
    if before.as_deref() == Some(now.as_str()) {
        seen.settle(path);
        return Ok(());
    }
    // Named among all that are there, so that two recordings' results never meet.
    let conflict = Conflict::of(course.matches());
    let plan = outputs::plan(inputs, course.output(), conflict)?.swap_remove(index);
    let plan = match plan {
        // A recording that has changed since takes its own results' place.
        Plan::Refuse(_, files) if before.is_some() => Plan::Write(files),
        plan => plan,
    };
    let replace = before.is_some() || conflict == Conflict::Overwrite;
    let count = course.count();
    course.take(input, plan, replace)?;
    // An interrupted one is taken again.
    if course.count() != count {
        remembered(course, |store| store.set_taken(&name, settings, &now));
        seen.settle(path);
    }
    Ok(())
}

/// Asks the history. Without an answer the work goes on; what this program has seen it still knows.
fn remembered<T, W: Work>(
    course: &Course<'_, W>,
    ask: impl FnOnce(&Store) -> Result<T, StoreError>,
) -> Option<T> {
    let answer = course.history().store().map(|store| ask(store))?;
    answer
        .inspect_err(|error| course.warn(&sentence(error)))
        .ok()
}

/// What was seen of files so far.
#[derive(Default)]
struct Seen {
    files: HashMap<PathBuf, File>,
}

struct File {
    stamp: String,
    since: Instant,
    /// Whether it needs no more looking after unless it changes.
    is_settled: bool,
}

impl Seen {
    /// The inputs that have not changed for long enough, and are not settled.
    fn complete(&mut self, inputs: &[Input]) -> Vec<usize> {
        let mut complete = Vec::new();
        for (index, input) in inputs.iter().enumerate() {
            let Source::File(path) = &input.source else {
                continue;
            };
            let now = stamp(path);
            let known = self.files.get(path).filter(|file| file.stamp == now);
            match known {
                Some(file) if file.is_settled => {}
                Some(file) if file.since.elapsed() >= SETTLED => complete.push(index),
                Some(_) => {}
                None => {
                    let file = File {
                        stamp: now,
                        since: Instant::now(),
                        is_settled: false,
                    };
                    self.files.insert(path.clone(), file);
                }
            }
        }
        complete
    }

    fn settle(&mut self, path: &PathBuf) {
        if let Some(file) = self.files.get_mut(path) {
            file.is_settled = true;
        }
    }
}
