//! The threads of one run: one that listens, several that work, and the caller's, which gathers.
//!
//! Queues between them are short, so memory does not grow with the recording.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::gate::{Gate, Turn};
use super::{LISTENER, PipelineError};

/// More workers than this compete for memory bandwidth instead of cores.
const MOST_WORKERS: usize = 8;
/// How often the caller's wish to stop is looked at.
const PATIENCE: Duration = Duration::from_millis(100);

/// How many parts of a recording so many threads work on at once.
#[must_use]
pub(super) fn workers(threads: usize) -> usize {
    threads.clamp(1, MOST_WORKERS)
}

/// Runs a recording: `listen` makes jobs and news, `work` makes news of a job, `take` takes the
/// news on the caller's thread, in the order in which they come. `gate` says when a job's turn is.
/// The flag that `listen` and `work` are given is set when any part ends early, so that the others
/// don't work for nothing.
///
/// # Errors
/// The first error of any part; [`PipelineError::Cancelled`] when `cancel` is set.
pub(super) fn run<J: Send, N: Send, H: Send>(
    workers: usize,
    cancel: &AtomicBool,
    gate: &dyn Gate,
    listen: impl FnOnce(SyncSender<J>, &SyncSender<N>, &AtomicBool) -> Result<H, PipelineError> + Send,
    work: impl Fn(J, &AtomicBool) -> N + Sync,
    take: impl FnMut(N) -> Result<(), PipelineError>,
) -> Result<H, PipelineError> {
    let (job_sender, job_receiver) = sync_channel::<J>(workers);
    let job_receiver = Mutex::new(job_receiver);
    let (news_sender, news_receiver) = sync_channel::<N>(workers * 2);
    let stop = AtomicBool::new(false);
    let (stop, job_receiver, work) = (&stop, &job_receiver, &work);
    let (heard, gathered) = std::thread::scope(|scope| {
        let listener_news = news_sender.clone();
        let listener = std::thread::Builder::new().name(LISTENER.to_owned());
        let listener = listener.spawn_scoped(scope, move || {
            let heard = listen(job_sender, &listener_news, stop);
            if heard.is_err() {
                stop.store(true, Ordering::Relaxed);
            }
            heard
        });
        let mut refused = None;
        for started in 0..workers {
            let news = news_sender.clone();
            let worker = std::thread::Builder::new().spawn_scoped(scope, move || {
                let _drain = Drain { job_receiver, stop };
                while let Some(job) = next(job_receiver) {
                    let turn = Turn::take(gate, stop);
                    let made = work(job, stop);
                    drop(turn);
                    if news.send(made).is_err() {
                        break;
                    }
                }
            });
            // Fewer will do, if there are any.
            if let Err(error) = worker {
                refused = (started == 0).then_some(error);
                break;
            }
        }
        drop(news_sender);
        let gathered = match refused {
            None => gather(&news_receiver, take, cancel),
            Some(error) => {
                stop.store(true, Ordering::Relaxed);
                while next(job_receiver).is_some() {}
                Err(PipelineError::Thread(error))
            }
        };
        if gathered.is_err() {
            stop.store(true, Ordering::Relaxed);
        }
        // Unblocks whoever still wants to send.
        drop(news_receiver);
        (listener.map(std::thread::ScopedJoinHandle::join), gathered)
    });
    if cancel.load(Ordering::Relaxed) {
        return Err(PipelineError::Cancelled);
    }
    match (heard, gathered) {
        (Err(error), _) => Err(PipelineError::Thread(error)),
        (Ok(Err(_)), _) => Err(PipelineError::Crashed),
        // A part that was stopped because another failed says only "stopped".
        (Ok(Ok(Err(PipelineError::Cancelled))), Err(error)) => Err(error),
        (Ok(Ok(heard)), gathered) => heard.and_then(|heard| gathered.map(|()| heard)),
    }
}

/// Takes all jobs that are left when a worker ends, by a panic, too: whoever still wants to hand over
/// one must not wait for ever.
struct Drain<'a, J> {
    job_receiver: &'a Mutex<Receiver<J>>,
    stop: &'a AtomicBool,
}

impl<J> Drop for Drain<'_, J> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.stop.store(true, Ordering::Relaxed);
        }
        while next(self.job_receiver).is_some() {}
    }
}

/// The next job. The lock is held only while waiting for it, not while working on it.
fn next<J>(jobs: &Mutex<Receiver<J>>) -> Option<J> {
    let jobs = jobs.lock().unwrap_or_else(PoisonError::into_inner);
    jobs.recv().ok()
}

/// Takes the news until every sender is gone.
fn gather<N>(
    news: &Receiver<N>,
    mut take: impl FnMut(N) -> Result<(), PipelineError>,
    cancel: &AtomicBool,
) -> Result<(), PipelineError> {
    loop {
        if cancel.load(Ordering::Relaxed) {
            return Err(PipelineError::Cancelled);
        }
        match news.recv_timeout(PATIENCE) {
            Ok(item) => take(item)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::gate::Open;

    #[test]
    fn a_crew_whose_workers_all_panic_ends() {
        let hundred = |jobs: SyncSender<u32>, _: &SyncSender<u32>, _: &AtomicBool| {
            for job in 0..100 {
                if jobs.send(job).is_err() {
                    break;
                }
            }
            Ok(())
        };
        let crew = || {
            let broken = |_: u32, _: &AtomicBool| -> u32 { panic!("a worker's fault") };
            run(2, &AtomicBool::new(false), &Open, hundred, broken, |_| {
                Ok(())
            })
        };
        assert!(std::panic::catch_unwind(crew).is_err());
    }
}
