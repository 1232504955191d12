//! How long to wait before the next attempt.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_hours(1);
/// Spread around the wait, so that a receiver that comes back isn't asked by all at once.
const JITTER: f64 = 0.2;

/// The wait after attempt number `attempt`, counted from 1: a second, doubled each time, up to an
/// hour; a fifth more or less by chance.
#[must_use]
pub fn backoff(attempt: u32) -> Duration {
    let doubled = 2_u32.checked_pow(attempt.saturating_sub(1));
    let wait = doubled.map_or(LONGEST, |times| FIRST.saturating_mul(times).min(LONGEST));
    let chance = 1.0 + JITTER * (2.0 * fastrand::f64() - 1.0);
    wait.mul_f64(chance).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour_and_differ() {
        for (attempt, seconds) in [(0, 1.0), (1, 1.0), (2, 2.0), (3, 4.0), (12, 2048.0)] {
            let wait = backoff(attempt).as_secs_f64();
            assert!(
                (seconds * 0.8..=seconds * 1.2).contains(&wait),
                "{attempt}: {wait}"
            );
        }
        for attempt in [13, 32, 33, u32::MAX] {
            let wait = backoff(attempt).as_secs();
            assert!((48 * 60..=60 * 60).contains(&wait), "{attempt}: {wait}");
        }
        let waits: std::collections::BTreeSet<_> = (0..20).map(|_| backoff(5)).collect();
        assert!(waits.len() > 10);
    }
}
