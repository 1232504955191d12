//! How a decode searches.

use whisper_rs::{FullParams, SamplingStrategy};

use super::count;
use crate::engine::{Recognition, Run, Task};

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
