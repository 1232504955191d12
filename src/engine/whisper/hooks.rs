//! What whisper.cpp calls back while it decodes: cancellation, logit filters, the end of a window.
//!
//! whisper-rs' safe closure for cancellation reads its own pointer wrongly (0.16), and it has none
//! for the others, so all are set as C callbacks here.

use std::ffi::{c_int, c_void};
use std::slice;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Mutex, PoisonError};

use whisper_rs::{FullParams, WhisperSysContext, WhisperSysState, WhisperTokenData};

/// Frames of 10 ms that alignment needs: its median filter spans seven of 20 ms, and whisper.cpp
/// ends the process over fewer. Some more, as its own count may differ by one or two.
const ALIGNABLE_FRAMES: usize = 20;
/// Log-probability, natural, of a token that can't be: low, but fit to be averaged.
const LOWEST_LOGPROB: f64 = -50.0;

/// What the callbacks of one decode read and write.
pub(super) struct Hooks<'a> {
    cancel: &'a AtomicBool,
    filter: Filter,
    /// Percentage of the audio from which on no window may begin.
    last_start: Option<c_int>,
    progress: AtomicI32,
}

/// Which tokens the decoder may choose.
enum Filter {
    /// All but some.
    Suppress(Vec<i32>),
    /// One text, whatever is heard.
    Force(Forced),
}

/// A text the decoder has to write, and how likely it held each token.
struct Forced {
    tokens: Vec<i32>,
    end: i32,
    logprobs: Mutex<Vec<f64>>,
}

impl<'a> Hooks<'a> {
    /// Hooks of a decode that may not write some tokens.
    pub(super) fn suppressing(cancel: &'a AtomicBool, tokens: Vec<i32>) -> Self {
        Self::new(cancel, Filter::Suppress(tokens))
    }

    /// Hooks of a decode that writes some tokens and then the token `end`.
    pub(super) fn forcing(cancel: &'a AtomicBool, tokens: Vec<i32>, end: i32) -> Self {
        let logprobs = Mutex::new(vec![LOWEST_LOGPROB; tokens.len()]);
        let forced = Forced {
            tokens,
            end,
            logprobs,
        };
        Self::new(cancel, Filter::Force(forced))
    }

    fn new(cancel: &'a AtomicBool, filter: Filter) -> Self {
        Self {
            cancel,
            filter,
            last_start: None,
            progress: AtomicI32::new(0),
        }
    }

    /// Ends the decode before a window too short to be aligned; `samples` is the length of all.
    pub(super) fn keeping_alignable(mut self, samples: usize) -> Self {
        let frames = samples / 160;
        let last = 100 * frames.saturating_sub(ALIGNABLE_FRAMES) / frames.max(1);
        // whisper.cpp tells whole per cents; the first window is at 0.
        self.last_start = Some(super::count(last.max(1)));
        self
    }

    /// Natural-log probabilities of the forced tokens, in order; none where nothing was forced.
    pub(super) fn logprobs(self) -> Vec<f64> {
        match self.filter {
            Filter::Suppress(_) => Vec::new(),
            Filter::Force(forced) => forced
                .logprobs
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Hands these hooks to a decode, which must end before they are read or dropped.
    pub(super) fn set(&self, parameters: &mut FullParams<'_, '_>) {
        let filters = match &self.filter {
            Filter::Suppress(tokens) => !tokens.is_empty(),
            Filter::Force(_) => true,
        };
        let short = self.last_start.is_some();
        let data = std::ptr::from_ref(self).cast_mut().cast::<c_void>();
        #[expect(
            unsafe_code,
            reason = "the hooks are borrowed by the caller until the decode that reads them returns"
        )]
        unsafe {
            parameters.set_abort_callback(Some(is_cancelled));
            parameters.set_abort_callback_user_data(data);
            if filters {
                parameters.set_filter_logits_callback(Some(filter));
                parameters.set_filter_logits_callback_user_data(data);
            }
            if short {
                parameters.set_progress_callback(Some(note_progress));
                parameters.set_progress_callback_user_data(data);
                parameters.set_start_encoder_callback(Some(may_begin));
                parameters.set_start_encoder_callback_user_data(data);
            }
        }
    }
}

impl Forced {
    /// Notes how likely the token at `index` is and leaves no other.
    fn apply(&self, index: usize, logits: &mut [f32]) {
        let token = self.tokens.get(index).copied().unwrap_or(self.end);
        let token = usize::try_from(token).unwrap_or(usize::MAX);
        let mut logprobs = self.logprobs.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(logprob), Some(logit)) = (logprobs.get_mut(index), logits.get(token)) {
            *logprob = log_softmax(*logit, logits).max(LOWEST_LOGPROB);
        }
        logits.fill(f32::NEG_INFINITY);
        if let Some(logit) = logits.get_mut(token) {
            *logit = 0.0;
        }
    }
}

/// Natural-log probability of one of some logits; minus infinity where it has none.
fn log_softmax(logit: f32, logits: &[f32]) -> f64 {
    let finite = || logits.iter().filter(|l| l.is_finite()).copied();
    let largest = f64::from(finite().fold(f32::NEG_INFINITY, f32::max));
    let sum: f64 = finite().map(|l| (f64::from(l) - largest).exp()).sum();
    if logit.is_finite() {
        f64::from(logit) - largest - sum.ln()
    } else {
        f64::NEG_INFINITY
    }
}

/// # Safety
/// `data` points to the [`Hooks`] given to [`Hooks::set`].
#[expect(unsafe_code, reason = "called by C with the pointer set in Hooks::set")]
unsafe extern "C" fn is_cancelled(data: *mut c_void) -> bool {
    unsafe { &*data.cast::<Hooks<'_>>() }
        .cancel
        .load(Ordering::Relaxed)
}

/// # Safety
/// As [`is_cancelled`].
#[expect(unsafe_code, reason = "called by C with the pointer set in Hooks::set")]
unsafe extern "C" fn note_progress(
    _context: *mut WhisperSysContext,
    _state: *mut WhisperSysState,
    progress: c_int,
    data: *mut c_void,
) {
    let hooks = unsafe { &*data.cast::<Hooks<'_>>() };
    hooks.progress.store(progress, Ordering::Relaxed);
}

/// Called right behind [`note_progress`], at the beginning of each window.
///
/// # Safety
/// As [`is_cancelled`].
#[expect(unsafe_code, reason = "called by C with the pointer set in Hooks::set")]
unsafe extern "C" fn may_begin(
    _context: *mut WhisperSysContext,
    _state: *mut WhisperSysState,
    data: *mut c_void,
) -> bool {
    let hooks = unsafe { &*data.cast::<Hooks<'_>>() };
    let progress = hooks.progress.load(Ordering::Relaxed);
    hooks.last_start.is_none_or(|last| progress < last)
}

/// # Safety
/// As [`is_cancelled`]; `logits` points to one value per token of the context's vocabulary.
#[expect(unsafe_code, reason = "called by C with the pointer set in Hooks::set")]
unsafe extern "C" fn filter(
    context: *mut WhisperSysContext,
    _state: *mut WhisperSysState,
    _tokens: *const WhisperTokenData,
    count: c_int,
    logits: *mut f32,
    data: *mut c_void,
) {
    let (hooks, logits) = unsafe {
        let length = whisper_rs::whisper_rs_sys::whisper_n_vocab(context);
        let length = usize::try_from(length).unwrap_or(0);
        let hooks = &*data.cast::<Hooks<'_>>();
        (hooks, slice::from_raw_parts_mut(logits, length))
    };
    match &hooks.filter {
        Filter::Suppress(tokens) => {
            for token in tokens {
                if let Some(logit) = usize::try_from(*token).ok().and_then(|i| logits.get_mut(i)) {
                    *logit = f32::NEG_INFINITY;
                }
            }
        }
        Filter::Force(forced) => {
            forced.apply(usize::try_from(count).unwrap_or(usize::MAX), logits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forced_texts_leave_one_token_and_keep_its_probability() {
        let cancel = AtomicBool::new(false);
        let hooks = Hooks::forcing(&cancel, vec![2, 0], 3);
        let Filter::Force(forced) = &hooks.filter else {
            panic!("a forced text");
        };
        let only = |token: usize| {
            let mut logits = [f32::NEG_INFINITY; 4];
            logits[token] = 0.0;
            logits
        };
        let mut logits = [1.0, 1.0, 1.0, f32::NEG_INFINITY];
        forced.apply(0, &mut logits);
        assert_eq!(logits, only(2));
        // What a rule forbade or a fault made no number is unlikely, not impossible.
        let mut logits = [f32::NAN, 0.0, 0.0, 0.0];
        forced.apply(1, &mut logits);
        assert_eq!(logits, only(0));
        let mut logits = [0.0; 4];
        forced.apply(2, &mut logits);
        assert_eq!(logits, only(3));
        let logprobs = hooks.logprobs();
        assert!((logprobs[0] - (1.0f64 / 3.0).ln()).abs() < 1e-6);
        assert_eq!(logprobs[1], LOWEST_LOGPROB);
    }

    #[test]
    fn windows_too_short_to_align_do_not_begin() {
        let cancel = AtomicBool::new(false);
        for seconds in 1..=30usize {
            let hooks = Hooks::suppressing(&cancel, Vec::new());
            let last = hooks.keeping_alignable(seconds * 16_000).last_start;
            let frames = seconds * 100;
            // Wherever fewer than 16 frames are left, the percentage told has reached the limit.
            let told = 100 * (frames - 15) / frames;
            assert!(last.is_some_and(|last| last > 0 && super::super::count(told) >= last));
        }
    }
}
