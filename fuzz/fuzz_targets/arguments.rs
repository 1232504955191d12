//! Any words as arguments: a command or a message.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let words = std::iter::once("scripta").chain(text.split('\n'));
    if let Ok(matches) = scripta::cli::command().try_get_matches_from(words)
        && let Some((_, matches)) = matches.subcommand()
    {
        let _ = matches.ids().count();
    }
});
