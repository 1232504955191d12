//! Any bytes as a model file: of whisper.cpp's, of CTranslate2's, or of PyTorch's.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scripta::checkpoint::Checkpoint;
use scripta::convert::{convert, quantise};
use scripta::ggml::Kind;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("model.bin");
    std::fs::write(&path, bytes).expect("a temporary file");
    let _ = quantise(&path, Kind::Q5_0, std::io::sink(), &|_, _| {});
    let _ = convert(folder.path(), None, Kind::F16, std::io::sink(), &|_, _| {});
    let _ = Checkpoint::of_file(&path);
});
