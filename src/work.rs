//! What is done to a recording, whoever asks for it: settings and models to a result.
//!
//! `commands` and `server` are two doors to this; neither has a pipeline of its own.

mod align;
mod diarize;
mod engines;
mod naming;
mod render;
mod shelf;
mod transcribe;

pub use align::{Aligning, Text};
pub use diarize::Diarizing;
pub use engines::{
    Loading, check, check_device, check_file, device, diarizer, diarizing, hub, means,
    recognition_model,
};
pub use naming::{Namer, enrolled, store_url};
pub use render::{render, suits};
pub use shelf::Shelf;
pub use transcribe::Transcribing;
