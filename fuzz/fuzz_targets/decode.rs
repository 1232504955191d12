//! Any bytes as a recording: an error or finite samples, never a panic of ours.
//!
//! Run with an empty PATH, so that ffmpeg is not fuzzed along. Panics of symphonia's demuxers and
//! decoders are caught (`decode/guard.rs`) and count as damage; all others are finds.
#![no_main]

use std::io::Write as _;

use libfuzzer_sys::fuzz_target;
use scripta::pipeline::decode::{AudioReader, Selection, hush_panics};

fuzz_target!(init: hush_panics(), |bytes: &[u8]| {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("a temporary file");
    let Ok(mut reader) = AudioReader::open(file.path(), Selection::default()) else {
        return;
    };
    let mut samples = Vec::new();
    // A few blocks: tiny files can promise hours.
    for _ in 0..200 {
        samples.clear();
        match reader.next_block(&mut samples) {
            Ok(true) => assert!(samples.iter().all(|sample| sample.is_finite())),
            _ => break,
        }
    }
});
