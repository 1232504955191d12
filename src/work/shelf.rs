//! Loaded models, kept for whoever needs them next.

use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Loaded models by what they were loaded from.
#[derive(Default)]
pub struct Shelf {
    items: Mutex<HashMap<String, Box<dyn Any + Send>>>,
    /// How many there are: whoever only counts needn't wait for one that is being loaded.
    count: AtomicUsize,
}

impl Shelf {
    /// The item of that name, loaded if it isn't there. Items are handles that share what they
    /// stand for. Loading keeps others waiting, so that nothing is loaded twice.
    ///
    /// # Errors
    /// Those of `load`.
    pub fn get<T: Clone + Send + 'static, E>(
        &self,
        name: String,
        load: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let mut items = self.items();
        let there = items.get(&name).and_then(|item| item.downcast_ref::<T>());
        if let Some(there) = there {
            return Ok(there.clone());
        }
        let item = load()?;
        items.insert(name, Box::new(item.clone()));
        self.count.store(items.len(), Ordering::Relaxed);
        Ok(item)
    }

    /// How many models are loaded.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Whether none is loaded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Lets go of all of them; those in use go when their user is done.
    pub fn clear(&self) {
        let mut items = self.items();
        items.clear();
        self.count.store(0, Ordering::Relaxed);
    }

    fn items(&self) -> MutexGuard<'_, HashMap<String, Box<dyn Any + Send>>> {
        // A load that panicked has put nothing there.
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn what_is_there_is_not_loaded_again() {
        let shelf = Shelf::default();
        let load = |value: u32| move || Ok::<_, String>(Arc::new(value));
        let first = shelf.get("a".to_owned(), load(1)).expect("loaded");
        let second = shelf.get("a".to_owned(), load(2)).expect("there");
        assert!(Arc::ptr_eq(&first, &second));
        let failed: Result<Arc<u32>, _> = shelf.get("b".to_owned(), || Err("no"));
        assert_eq!((failed, shelf.len()), (Err("no"), 1));
        shelf.clear();
        assert_eq!(shelf.get("a".to_owned(), load(3)).as_deref(), Ok(&3));
    }
}
