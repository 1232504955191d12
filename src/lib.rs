//! Scripta turns recordings into words, with who said them and when: offline, on a CPU or a GPU.
//!
//! # The way of the data
//!
//! ```text
//! file / URL / stdin
//!   → decode      any audio or video → mono 16 kHz f32, streamed, with limits
//!   → detect      speech spans (voice activity)
//!   → chunk       spans merged and cut at the quietest place, ≤ 30 s
//!   → transcribe  chunks → segments of tokens; language; confidence
//!   → align       words with start, end, score (phoneme or wav2vec2 CTC, attention)
//!   → regroup     words → sentences
//!   → diarize     speaker turns, with and without overlap (beside transcribe, not after it)
//!   → assign      turns × words → who said what, split where the speaker changes
//!   → write       one Transcript → txt srt vtt ass tsv csv json lrc md textgrid ctm rttm aud svg
//! ```
//!
//! # A reading path
//!
//! 1. [`transcript`]: the nouns.
//! 2. [`engine`]: the verbs, as traits; `engine/load.rs` names the engines behind them.
//! 3. [`pipeline`]: the order of the stages and their threads.
//! 4. [`pipeline::diarize`], [`cluster`] and [`pipeline::assign`]: who speaks.
//! 5. [`pipeline::place`]: a text that exists already, and where it is said.
//! 6. `commands/transcribe.rs` and `commands/align.rs`: the doors, from arguments to files.
//!
//! # Who may import whom
//!
//! The table is in `tests/layering.rs`, which holds the code to it: commands at the top, then the
//! pipeline, the engines, and plain data at the bottom.

#![cfg_attr(
    test,
    allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        clippy::expect_used,
        clippy::float_cmp,
        reason = "tests cast small numbers, compare exact ones, and stop at surprises"
    )
)]

pub mod audio;
pub mod checkpoint;
pub mod cli;
pub mod cluster;
pub mod commands;
pub mod config;
pub mod convert;
pub mod engine;
pub mod format;
pub mod ggml;
pub mod import;
pub mod interrupt;
pub mod language;
pub mod models;
pub mod net;
pub mod pipeline;
pub mod printer;
pub mod progress;
pub mod runner;
pub mod sentence;
pub mod server;
pub mod store;
pub mod subtitle;
pub mod task;
pub mod transcript;
pub mod webhook;
pub mod work;
