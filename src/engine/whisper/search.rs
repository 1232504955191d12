//! How a decode searches, and when its result calls for another.

use whisper_rs::{FullParams, SamplingStrategy};

use super::count;
use crate::engine::{Recognition, Run, Task};
use crate::transcript::{Segment, ratio};

/// whisper.cpp keeps at most this many hypotheses (`WHISPER_MAX_DECODERS`).
const MAX_DECODERS: usize = 8;

/// How one call searches. whisper.cpp falls back from beams to samples by itself, but whisper-rs
/// can't tell it how many samples to draw then, so the step is taken here.
#[derive(Debug, Clone, Copy)]
pub(super) enum Search {
    /// Beam search at temperature 0, no fallback.
    Beam,
    /// Greedy at temperature 0, the best of some samples above; the fallback begins here.
    Sample(f32),
}

/// Tokens at the end of a decode whose entropy shows a loop, as in whisper.cpp.
const ENTROPY_TOKENS: usize = 32;

/// Whether a decode fails the checks that whisper.cpp makes between temperatures.
pub(super) fn has_failed(segments: &[Segment], options: &Recognition) -> bool {
    let tokens: Vec<i32> = segments
        .iter()
        .flat_map(|s| s.tokens.iter().copied())
        .collect();
    let weighted = |s: &Segment| s.avg_logprob * ratio(s.tokens.len(), 1);
    let logprob = segments.iter().map(weighted).sum::<f64>() / ratio(tokens.len().max(1), 1);
    let speech = segments
        .first()
        .is_some_and(|s| s.no_speech_prob < f64::from(options.no_speech_threshold));
    let unsure = speech && logprob < f64::from(options.logprob_threshold);
    let looped = tokens.len() > ENTROPY_TOKENS
        && entropy(&tokens[tokens.len() - ENTROPY_TOKENS..]) < f64::from(options.entropy_threshold);
    unsure || looped
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

pub(super) fn parameters<'a>(
    options: &Recognition,
    search: Search,
    language: &'a str,
    run: Run<'_>,
) -> FullParams<'a, 'a> {
    let (strategy, temperature, increment) = match search {
        Search::Beam => {
            let beams = SamplingStrategy::BeamSearch {
                beam_size: count(options.beam_size.min(MAX_DECODERS)),
                // whisper.cpp reads no patience; -1 is its "unset".
                patience: -1.0,
            };
            (beams, 0.0, 0.0)
        }
        Search::Sample(temperature) => {
            let best_of = count(options.best_of.clamp(1, MAX_DECODERS));
            let samples = SamplingStrategy::Greedy { best_of };
            (samples, temperature, options.temperature_increment)
        }
    };
    let mut parameters = FullParams::new(strategy);
    parameters.set_language(Some(language));
    parameters.set_translate(options.task == Task::Translate);
    parameters.set_n_threads(count(run.threads));
    // A chunk starts afresh: text carried over from the one before carries its loops along.
    parameters.set_no_context(true);
    parameters.set_token_timestamps(true);
    parameters.set_suppress_nst(options.suppress_tokens.contains(&-1));
    parameters.set_temperature(temperature);
    parameters.set_temperature_inc(increment);
    parameters.set_length_penalty(options.length_penalty);
    parameters.set_entropy_thold(options.entropy_threshold);
    parameters.set_logprob_thold(options.logprob_threshold);
    parameters.set_no_speech_thold(options.no_speech_threshold);
    parameters.set_print_progress(false);
    parameters.set_print_realtime(false);
    parameters.set_print_timestamps(false);
    parameters.set_print_special(false);
    parameters
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
