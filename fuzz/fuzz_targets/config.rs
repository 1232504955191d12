//! Any text as a config file: settings or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scripta::config::{Layers, Settings};

fuzz_target!(|text: &str| {
    if let Ok(layers) = Layers::from_file(std::path::Path::new("config.toml"), text) {
        let _ = Settings::resolve(&layers);
    }
});
