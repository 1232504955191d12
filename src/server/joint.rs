//! Questions that several clients ask in the same words while none of them has its turn yet: they are
//! answered once for all of them.
//!
//! Nobody gets an answer that was begun before they asked, so whoever changed something sees it.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared, WeakShared};

use super::problem::Problem;

/// From so many questions on, those that nobody waits for any more are forgotten.
const MANY: usize = 64;

type Answer = BoxFuture<'static, Result<Bytes, Problem>>;

/// The questions that wait for their turn.
#[derive(Default)]
pub(super) struct Joint {
    waiting: Mutex<HashMap<String, WeakShared<Answer>>>,
}

impl Joint {
    /// The answer to a question that waits already, else `make`'s, which must call
    /// [`begun`](Self::begun) before it looks at anything.
    pub(super) fn join<F>(&self, question: &str, make: impl FnOnce() -> F) -> Shared<Answer>
    where
        F: Future<Output = Result<Bytes, Problem>> + Send + 'static,
    {
        let mut waiting = self.waiting();
        if let Some(answer) = waiting.get(question).and_then(WeakShared::upgrade) {
            return answer;
        }
        let answer = make().boxed().shared();
        if waiting.len() >= MANY {
            waiting.retain(|_, answer| answer.upgrade().is_some());
        }
        if let Some(answer) = answer.downgrade() {
            waiting.insert(question.to_owned(), answer);
        }
        answer
    }

    /// Has those who ask from now on wait for another answer.
    pub(super) fn begun(&self, question: &str) {
        self.waiting().remove(question);
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<String, WeakShared<Answer>>> {
        // Whoever panicked has changed nothing by halves.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::future::{Ready, ready};

    use super::*;

    fn words(text: &'static str) -> Ready<Result<Bytes, Problem>> {
        ready(Ok(Bytes::from_static(text.as_bytes())))
    }

    fn text(answer: &Shared<Answer>) -> Option<Bytes> {
        answer.clone().now_or_never()?.ok()
    }

    #[test]
    fn who_asks_the_same_in_time_gets_the_same_answer() {
        let joint = Joint::default();
        let first = joint.join("a", || words("1"));
        let other = joint.join("b", || words("2"));
        let second = joint.join("a", || words("3"));
        assert_eq!(text(&second).as_deref(), Some(&b"1"[..]));
        assert_eq!(text(&other).as_deref(), Some(&b"2"[..]));
        joint.begun("a");
        let third = joint.join("a", || words("4"));
        assert_eq!(text(&third).as_deref(), Some(&b"4"[..]));
        drop(first);
    }

    #[test]
    fn what_nobody_waits_for_is_forgotten() {
        let joint = Joint::default();
        for number in 0..MANY * 3 {
            drop(joint.join(&number.to_string(), || words("")));
        }
        assert!(joint.waiting().len() <= MANY);
    }
}
