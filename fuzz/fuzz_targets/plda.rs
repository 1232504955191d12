//! Any bytes as the files of a PLDA model: a model or a message.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|files: (&[u8], &[u8])| {
    if let Ok(plda) = scripta::cluster::Plda::from_bytes(files.0, files.1) {
        let _ = plda.transform(&vec![1.0; plda.inputs()]);
    }
});
