//! Results as they are sent, of the tasks that were asked for of late.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::task::Task;

/// Bytes of results that are kept.
const MOST_BYTES: usize = 64 << 20;

/// A result as it is sent: JSON.
#[derive(Debug, Clone)]
pub(super) struct Rendered(Arc<RawValue>);

impl Serialize for Rendered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Rendered {
    fn bytes(&self) -> usize {
        self.0.get().len()
    }
}

/// Results by the tasks' ids and when they last changed.
#[derive(Default)]
pub(super) struct Cache {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    results: HashMap<(String, Timestamp), Rendered>,
    /// The keys, the oldest first.
    order: VecDeque<(String, Timestamp)>,
    bytes: usize,
}

impl Cache {
    /// The result of a completed task, from `render` if it isn't known.
    pub(super) fn get<E>(
        &self,
        task: &Task,
        render: impl FnOnce() -> Result<Option<Value>, E>,
    ) -> Result<Option<Rendered>, E> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (task.id.clone(), task.updated_at);
        if let Some(known) = kept().results.get(&key) {
            return Ok(Some(known.clone()));
        }
        let Some(value) = render()? else {
            return Ok(None);
        };
        let result = rendered(&value);
        if let Some(result) = &result {
            kept().put(key, result.clone());
        }
        Ok(result)
    }
}

/// JSON as it is sent.
pub(super) fn rendered(value: &Value) -> Option<Rendered> {
    // Values can always be written.
    to_raw_value(value).ok().map(|raw| Rendered(Arc::from(raw)))
}

impl Kept {
    fn put(&mut self, key: (String, Timestamp), result: Rendered) {
        self.bytes += result.bytes();
        self.order.push_back(key.clone());
        if let Some(before) = self.results.insert(key, result) {
            self.bytes -= before.bytes();
        }
        while self.bytes > MOST_BYTES {
            let Some(oldest) = self.order.pop_front() else {
                return;
            };
            if let Some(gone) = self.results.remove(&oldest) {
                self.bytes -= gone.bytes();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_when_there_are_too_many_bytes() {
        let mut kept = Kept::default();
        let large = rendered(&Value::String("x".repeat(MOST_BYTES / 2))).expect("JSON");
        for id in ["a", "b", "b", "c"] {
            kept.put((id.to_owned(), Timestamp::MIN), large.clone());
        }
        let mut ids: Vec<&str> = kept.results.keys().map(|(id, _)| id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["c"]);
        assert_eq!(kept.bytes, large.bytes());
    }
}
