//! The integration tests: one binary, one file per feature; they drive the program as users do.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::expect_used,
    unreachable_pub,
    reason = "tests cast small numbers, stop at surprises, and are no library"
)]

mod align;
mod bad_input;
mod cli;
mod config;
mod diarize;
mod examples;
mod formats;
mod generated;
mod history;
mod import;
mod inputs;
mod interrupt;
mod jobs;
mod layering;
mod models;
mod options;
mod probe;
mod readme;
mod serve;
mod silence;
mod strict;
mod support;
mod transcribe;
