//! Webhooks: telling a receiver that a task has ended, signed as Standard Webhooks has it.
//!
//! Each function makes one attempt. When to try again ([`backoff()`] says how long to wait) and what
//! to remember of it is the caller's.

mod backoff;
mod check;
mod deliver;
mod sign;

pub use backoff::backoff;
pub use check::{CheckError, MOST_CHARACTERS, check};
pub use deliver::{DeliveryError, deliver};
pub use sign::{BadSecret, Secrets};
