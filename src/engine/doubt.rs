//! When the result of a decode calls for another.

use super::Recognition;
use crate::transcript::{Segment, mean_logprob, ratio};

/// Tokens at the end of a decode whose entropy shows a loop, as in whisper.cpp.
const ENTROPY_TOKENS: usize = 32;

/// What whisper.cpp's checks between temperatures say of a decode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Verdict {
    /// It is taken.
    Good,
    /// Its text is unlikely; with the mean log-probability of its tokens.
    Unsure(f64),
    /// Its end repeats itself.
    Looped,
}

/// Whether a decode fails the checks.
pub(super) fn has_failed(segments: &[Segment], options: &Recognition) -> bool {
    verdict(segments, options) != Verdict::Good
}

/// What the checks say of a decode.
pub(super) fn verdict(segments: &[Segment], options: &Recognition) -> Verdict {
    let tokens: Vec<i32> = segments
        .iter()
        .flat_map(|s| s.tokens.iter().copied())
        .collect();
    let logprob = mean_logprob(segments);
    let speech = segments
        .first()
        .is_some_and(|s| s.no_speech_prob < f64::from(options.no_speech_threshold));
    let unsure = speech && logprob < f64::from(options.logprob_threshold);
    let looped = tokens.len() > ENTROPY_TOKENS
        && entropy(&tokens[tokens.len() - ENTROPY_TOKENS..]) < f64::from(options.entropy_threshold);
    if looped {
        Verdict::Looped
    } else if unsure {
        Verdict::Unsure(logprob)
    } else {
        Verdict::Good
    }
}

/// Entropy in nats of how often each token stands in a list.
fn entropy(tokens: &[i32]) -> f64 {
    let mut counts = std::collections::BTreeMap::<i32, usize>::new();
    for token in tokens {
        *counts.entry(*token).or_default() += 1;
    }
    counts
        .values()
        .map(|&count| ratio(count, tokens.len()))
        .map(|share| -share * share.ln())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_tells_loops_from_speech() {
        assert!(entropy(&[7; 32]) < 2.4);
        assert!(entropy(&(0..32).collect::<Vec<_>>()) > 2.4);
    }
}
