//! Any bytes as a transcript: an error or lines with text and finite times.
//!
//! The first byte chooses the format, so that each is reached without its marks.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scripta::import::{self, ScriptFormat};

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else {
        return;
    };
    // Beyond the known formats, the content decides.
    let format = ScriptFormat::ALL.get(usize::from(choice % 8)).copied();
    let Ok(script) = import::read("script", bytes, format) else {
        return;
    };
    assert!(!script.lines.is_empty());
    for line in &script.lines {
        assert!(!line.text.is_empty() && !line.text.contains(['\n', '\r', '\0']));
        assert!(line.start.is_none_or(f64::is_finite) && line.end.is_none_or(f64::is_finite));
        assert!(line.speaker.as_ref().is_none_or(|name| !name.is_empty()));
    }
});
