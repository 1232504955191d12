//! Runs rows in parallel and sums up what came of them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::judge::{self, Errors};
use super::listen;
use super::make::{Unmade, Workshop};
use super::row::Row;

/// What came of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// All as it should be.
    Passed(Errors),
    /// What differs.
    Failed(Vec<String>),
    /// It differs for this reason, which is accepted.
    Known(&'static str),
    /// A program that makes the file isn't there.
    Skipped(&'static str),
    /// The file could not be made, and what was said.
    Dropped(String),
}

/// A row and what came of it.
#[derive(Debug, Clone)]
pub struct Ran {
    /// The combination.
    pub row: Row,
    /// What came of it.
    pub outcome: Outcome,
    /// Whether ffmpeg decoded it for the program; `None` if it wasn't decoded.
    pub by_ffmpeg: Option<bool>,
}

/// How to run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Rows at a time.
    pub jobs: usize,
    /// Where the files of rows that fail are kept.
    pub keep: Option<PathBuf>,
    /// Failures that are accepted: a row's name, and why.
    pub known: &'static [(&'static str, &'static str)],
}

/// Runs the rows; `told` hears of each as it ends. The answers come in the rows' order.
///
/// # Errors
/// When no temporary folder can be made.
pub fn run(
    rows: &[Row],
    options: &Options,
    told: &(dyn Fn(&Ran) + Sync),
) -> std::io::Result<Vec<Ran>> {
    let folder = tempfile::tempdir()?;
    let workshop = Workshop::new(folder.path());
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Ran)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..options.jobs.max(1) {
            scope.spawn(|| {
                while let Some((index, row)) = take(rows, &next) {
                    let own = folder.path().join(index.to_string());
                    let ran = one(&workshop, row, &own, options);
                    // What can't be removed now goes with the whole folder.
                    let _ = std::fs::remove_dir_all(&own);
                    told(&ran);
                    done.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((index, ran));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, ran)| ran).collect())
}

fn take<'a>(rows: &'a [Row], next: &AtomicUsize) -> Option<(usize, &'a Row)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    rows.get(index).map(|row| (index, row))
}

fn one(workshop: &Workshop, row: &Row, folder: &Path, options: &Options) -> Ran {
    let ran = |outcome, by_ffmpeg| Ran {
        row: row.clone(),
        outcome,
        by_ffmpeg,
    };
    let made = std::fs::create_dir_all(folder).map_err(Unmade::from);
    let path = match made.and_then(|()| workshop.make(row, folder)) {
        Ok(path) => path,
        Err(Unmade::Missing(program)) => return ran(Outcome::Skipped(program), None),
        Err(Unmade::Refused(reason)) => return ran(Outcome::Dropped(reason), None),
    };
    let heard = listen::ours(&path);
    let reference = listen::reference(&path, row);
    let by_ffmpeg = heard.as_ref().ok().map(|heard| heard.by_ffmpeg);
    let outcome = match judge::judge(row, &heard, &reference) {
        Ok(errors) => Outcome::Passed(errors),
        Err(differences) => {
            if let Some(place) = &options.keep {
                keep(row, &path, place, &differences);
            }
            let known = options.known.iter().find(|(name, _)| *name == row.name());
            known.map_or(Outcome::Failed(differences), |(_, reason)| {
                Outcome::Known(reason)
            })
        }
    };
    ran(outcome, by_ffmpeg)
}

/// Leaves a file and its recipe in a folder; what can't be kept isn't.
fn keep(row: &Row, path: &Path, place: &Path, differences: &[String]) {
    let name = row.name().replace('/', "-");
    let ending = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let text = format!("{}{}\n", row.recipe(), differences.join("\n"));
    let _ = std::fs::create_dir_all(place);
    let _ = std::fs::copy(path, place.join(format!("{name}.{ending}")));
    let _ = std::fs::write(place.join(format!("{name}.txt")), text);
}
