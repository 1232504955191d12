//! Which tokens may come next: text between times that come in pairs and never go back.
//!
//! The rules are those of OpenAI's `decoding.py` (`ApplyTimestampRules`, `SuppressTokens`).

use rten_simd::SimdOp as _;
use rten_vecmath::MaxNum;

use super::simd::SumExp;
use super::tokens::Specials;

/// Steps of 20 ms within which the first text begins: OpenAI's `max_initial_timestamp` of 1.0 s.
pub(super) const FIRST_TIMES: usize = 50;

/// The rules of one decode.
pub(super) struct Rules {
    pub(super) specials: Specials,
    /// Tokens that are never written.
    pub(super) suppressed: Vec<u32>,
}

impl Rules {
    /// Takes from some logits the tokens that may not follow `written`.
    pub(super) fn apply(&self, written: &[u32], logits: &mut [f32]) {
        const NEVER: f32 = f32::NEG_INFINITY;
        let place = |token: u32| usize::try_from(token).unwrap_or(usize::MAX);
        let (start, times, end) = (
            place(self.specials.start),
            place(self.specials.times),
            place(self.specials.end),
        );
        for token in &self.suppressed {
            if let Some(logit) = logits.get_mut(place(*token)) {
                *logit = NEVER;
            }
        }
        logits[start..times].fill(NEVER);
        let is_time = |token: &u32| self.specials.is_time(*token);
        let Some((last, before)) = written.split_last() else {
            logits[..times].fill(NEVER);
            logits[times + FIRST_TIMES + 1..].fill(NEVER);
            return;
        };
        // A time ends a segment or begins one: an end is followed by a beginning or by the end of
        // all, a beginning by text.
        let begins = is_time(last) && before.last().is_none_or(is_time);
        if begins {
            logits[times..].fill(NEVER);
        } else if is_time(last) {
            logits[..end].fill(NEVER);
        }
        if let Some(latest) = written.iter().rfind(|token| is_time(token)) {
            // The next segment may begin where one has just ended; none is empty.
            let ended = is_time(last) && !begins;
            let first = place(*latest) + usize::from(!ended);
            let first = first.min(logits.len());
            logits[times..first].fill(NEVER);
        }
        // Where all times together are likelier than any text, it is time for one.
        let (text, stamps) = logits.split_at(times);
        let top = MaxNum::new(stamps).dispatch();
        if top > NEVER {
            let all = log_sum_over(stamps, top);
            if all > MaxNum::new(text).dispatch() {
                logits[..times].fill(NEVER);
            }
        }
    }
}

/// Log-probabilities' normaliser: the logarithm of the sum of the logits' exponentials.
pub(super) fn log_sum(logits: &[f32]) -> f32 {
    let top = MaxNum::new(logits).dispatch();
    log_sum_over(logits, top)
}

/// The same where the largest logit is known.
fn log_sum_over(logits: &[f32], top: f32) -> f32 {
    let sum = SumExp {
        values: logits,
        offset: top,
    };
    top + sum.dispatch().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPECIALS: Specials = Specials {
        end: 10,
        start: 11,
        languages: 12,
        translate: 12,
        transcribe: 13,
        previous: 15,
        no_speech: 16,
        no_times: 17,
        times: 18,
        multilingual: true,
    };

    /// The tokens that may follow, where text is likeliest.
    fn allowed(written: &[u32]) -> Vec<usize> {
        let rules = Rules {
            specials: SPECIALS,
            suppressed: vec![3],
        };
        let mut logits = vec![0.0; 18 + 100];
        logits[..11].fill(20.0);
        rules.apply(written, &mut logits);
        (0..logits.len())
            .filter(|at| logits[*at].is_finite())
            .collect()
    }

    #[test]
    fn times_come_in_pairs_and_never_go_back() {
        assert_eq!(allowed(&[]), (18..=68).collect::<Vec<_>>());
        let text = [0, 1, 2, 4, 5, 6, 7, 8, 9, 10];
        assert_eq!(allowed(&[20]), text);
        let later: Vec<usize> = text.into_iter().chain(21..118).collect();
        assert_eq!(allowed(&[20, 1]), later);
        // Behind an end: the end of all, or the next beginning.
        assert_eq!(
            allowed(&[20, 1, 30]),
            [10].into_iter().chain(30..118).collect::<Vec<_>>()
        );
        assert_eq!(allowed(&[20, 1, 30, 30]), text);
        assert!(!allowed(&[20, 1, 30, 30, 2]).contains(&30));
    }

    #[test]
    fn likely_times_silence_text() {
        let rules = Rules {
            specials: SPECIALS,
            suppressed: Vec::new(),
        };
        let mut logits = vec![0.0; 118];
        rules.apply(&[20, 1], &mut logits);
        assert!(logits[..18].iter().all(|logit| !logit.is_finite()));
        assert!((log_sum(&[0.0; 4]) - 4f32.ln()).abs() < 1e-5);
    }
}
