//! The matrix of the differential decoder test: container × codec × sample rate × channels × fault.
//!
//! Each row makes a file from a marker signal, decodes it with the program and with ffmpeg, and compares.
//! `cargo bench --bench decode` runs all of them, with `--slice` a part.

pub mod bytes;
pub mod detect;
mod edit_list;
mod encode;
mod judge;
mod listen;
mod make;
pub mod row;
mod rows;
pub mod run;
pub mod signal;
mod slice;

pub use rows::{KNOWN, all};
pub use slice::slice;
