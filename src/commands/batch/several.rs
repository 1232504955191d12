//! Several recordings heard at once: begun and handed out one after another, as they were named.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::Ordering;
use std::sync::mpsc;

use anyhow::Context as _;

use super::Work;
use super::course::{Begun, Course, End};
use crate::commands::inputs::Input;
use crate::commands::outputs::Plan;
use crate::pipeline::floor::Floor;

/// Inputs that may be begun for each that can be heard at once: what is done keeps its result, and a
/// claim in the history, until it is handed out.
const AHEAD: usize = 8;

/// An input that was begun; nothing stands in `end` while it is heard.
struct Slot<'a> {
    input: &'a Input,
    end: Option<End<'a>>,
}

/// Takes inputs as they were planned, up to `jobs` at once. What is done waits until all that was
/// named before it is done, too.
///
/// # Errors
/// For what concerns all inputs; what was begun before is handed out all the same.
pub(super) fn run<'a, 'r: 'a, W: Work>(
    course: &mut Course<'r, W>,
    inputs: impl Iterator<Item = (&'a Input, Plan)>,
    replace: bool,
    jobs: usize,
) -> anyhow::Result<()> {
    let (batch, work) = (course.batch, course.work);
    let floor = Floor::new(batch.settings.cores());
    let mut inputs = inputs.enumerate();
    // Slots from the first on that isn't handed out, and that one's number.
    let mut slots: VecDeque<Slot<'a>> = VecDeque::new();
    let mut first = 0;
    let mut hearing = 0;
    let mut ended = Ok(());
    std::thread::scope(|scope| {
        let (sender, heard) = mpsc::channel();
        loop {
            let most = jobs.saturating_mul(AHEAD);
            while hearing < jobs && slots.len() < most && ended.is_ok() && !batch.is_over() {
                let Some((number, (input, plan))) = inputs.next() else {
                    break;
                };
                let end = match course.begin(input, plan, replace, false) {
                    Begun::Ended(end) => Some(end),
                    Begun::Todo(todo) => {
                        let (sender, seat) = (sender.clone(), floor.seat());
                        let thread = std::thread::Builder::new();
                        let thread = thread.spawn_scoped(scope, move || {
                            let hear = AssertUnwindSafe(|| todo.hear(work, &seat));
                            // The receiver outlives all that send.
                            let _ = sender.send((number, catch_unwind(hear)));
                        });
                        if let Err(error) = thread {
                            ended = Err(error).context("a thread can't be started: try --jobs 1");
                            break;
                        }
                        hearing += 1;
                        None
                    }
                };
                slots.push_back(Slot { input, end });
                hand_out(course, &mut slots, &mut first, &mut ended);
            }
            if hearing == 0 {
                return;
            }
            let Ok((number, end)) = heard.recv() else {
                return;
            };
            hearing -= 1;
            match end {
                Ok(end) => slots[number - first].end = Some(end),
                Err(panic) => {
                    // The others stop soon, and can be gone on with.
                    batch.cancel.store(true, Ordering::Relaxed);
                    resume_unwind(panic)
                }
            }
            hand_out(course, &mut slots, &mut first, &mut ended);
        }
    });
    ended
}

/// Hands out what is done, up to the first that isn't. The first fault that concerns all inputs is
/// kept in `ended`.
fn hand_out<W: Work>(
    course: &mut Course<'_, W>,
    slots: &mut VecDeque<Slot<'_>>,
    first: &mut usize,
    ended: &mut anyhow::Result<()>,
) {
    while slots.front().is_some_and(|slot| slot.end.is_some()) {
        *first += 1;
        let Some(Slot {
            input,
            end: Some(end),
        }) = slots.pop_front()
        else {
            return;
        };
        let told = course.end(input, end);
        if ended.is_ok() {
            *ended = told;
        }
    }
}
