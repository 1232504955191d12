//! A given text, forced on whisper.cpp's decoder.

use whisper_rs::{FullParams, SamplingStrategy, WhisperState};

use super::hooks::Hooks;
use super::{HALF_FRAME, Whisper, count};
use crate::engine::script::{Listener, Said};
use crate::engine::vocabulary::Vocabulary;
use crate::engine::{EngineError, Run};

impl Listener for Whisper {
    fn knows(&self, language: &str) -> bool {
        crate::engine::Transcriber::knows(self, language)
    }

    fn vocabulary(&self) -> &Vocabulary {
        Self::vocabulary(self)
    }

    /// whisper.cpp stops four short of half the text context, and one goes to the end.
    fn longest_text(&self) -> usize {
        let context = usize::try_from(self.context.n_text_ctx()).unwrap_or(0);
        (context / 2).saturating_sub(5)
    }

    fn can_hear(&self, samples: &[f32]) -> bool {
        self.attention && Self::can_hear(self, samples)
    }

    fn listen(
        &self,
        samples: &[f32],
        language: &str,
        tokens: &[i32],
        run: Run<'_>,
    ) -> Result<Option<Vec<Said>>, EngineError> {
        let hooks = Hooks::forcing(run.cancel, tokens.to_vec(), self.context.token_eot());
        let decode = |state: &mut WhisperState| {
            let mut parameters = parameters(language, run);
            hooks.set(&mut parameters);
            state.full(parameters, samples)?;
            let segments = (0..state.full_n_segments()).filter_map(|i| state.get_segment(i));
            let mut ends = Vec::new();
            for segment in segments {
                let tokens = (0..segment.n_tokens()).filter_map(|i| segment.get_token(i));
                ends.extend(tokens.map(|token| (token.token_id(), token.token_data().t_dtw)));
            }
            Ok(ends)
        };
        let mut ends = self.with_state(decode, false, run.cancel)?;
        ends.retain(|token| token.0 < self.context.token_eot());
        let written = ends.iter().map(|token| token.0).eq(tokens.iter().copied());
        if !written || ends.iter().any(|token| token.1 < 0) {
            return Ok(None);
        }
        let said = ends
            .into_iter()
            .zip(hooks.logprobs())
            .map(|((_, end), logprob)| Said {
                end: super::centiseconds(end + HALF_FRAME),
                logprob,
            });
        Ok(Some(said.collect()))
    }
}

/// Parameters under which a decode is taken as it comes: no fallback, no doubts, one segment.
fn parameters<'a>(language: &'a str, run: Run<'_>) -> FullParams<'a, 'a> {
    let mut parameters = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    parameters.set_language(Some(language));
    parameters.set_translate(false);
    parameters.set_n_threads(count(run.threads));
    parameters.set_no_context(true);
    parameters.set_no_timestamps(true);
    parameters.set_single_segment(true);
    parameters.set_suppress_blank(false);
    parameters.set_suppress_nst(false);
    parameters.set_temperature(0.0);
    parameters.set_temperature_inc(0.0);
    parameters.set_entropy_thold(0.0);
    parameters.set_logprob_thold(f32::MIN);
    parameters.set_no_speech_thold(1.0);
    parameters.set_print_progress(false);
    parameters.set_print_realtime(false);
    parameters.set_print_timestamps(false);
    parameters.set_print_special(false);
    parameters
}
