//! whisper.cpp's model files: a header, mel filters, a vocabulary, and tensors in blocks.
//!
//! The layout is that of whisper.cpp's `convert-pt-to-ggml.py`; the blocks are ggml's.

mod block;
mod encode;
mod header;
mod reader;
mod writer;

pub use block::Kind;
pub use header::{Header, Known};
pub use reader::{Fault, Model, Stored, Tensor};
pub use writer::Writer;

/// First four bytes of a file, little-endian.
const MAGIC: u32 = 0x6767_6d6c;
/// Bins of the spectrum that the mel filters weigh: those of 25 ms at 16 kHz.
pub const BINS: usize = 201;

#[cfg(test)]
pub(crate) mod tests {
    pub(crate) use super::header::tests::{LARGE, header};
}
