//! What examples/ and README.md show works as shown.

use std::path::Path;
use std::process::Command;

use crate::support::{Sandbox, stderr};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_script_makes_subtitles_for_a_folder() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path("films")).expect("a folder");
    sandbox.clip("films/one.wav", 12.0, 3.0);
    let binary = Path::new(env!("CARGO_BIN_EXE_scripta"))
        .parent()
        .expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .arg(root().join("examples/subtitles.sh"))
        .arg(sandbox.path("films"))
        .env("PATH", format!("{}:{path}", binary.display()))
        .env("HOME", sandbox.path("."))
        .output()
        .expect("sh runs");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(sandbox.path("films/one.srt").is_file());
}

#[test]
fn the_config_file_is_valid() {
    let file = root().join("examples/config.toml").display().to_string();
    let output = Sandbox::new().run(&["config", "--config", &file]);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn every_scripta_command_in_the_docs_parses() {
    for name in [
        "README.md",
        "docs/align.md",
        "docs/json.md",
        "docs/settings.md",
        "examples/README.md",
    ] {
        let text = std::fs::read_to_string(root().join(name)).expect(name);
        let lines = text.lines().map(|line| line.trim_start_matches("$ "));
        for line in lines.filter(|line| line.starts_with("scripta ")) {
            let command = line.split(['|', '>', '#']).next().unwrap_or(line);
            let words = command
                .split_whitespace()
                .map(|word| word.trim_matches(['\'', '"']));
            if let Err(error) = scripta::cli::command().try_get_matches_from(words) {
                let shown = matches!(
                    error.kind(),
                    clap::error::ErrorKind::DisplayHelp | clap::error::ErrorKind::DisplayVersion
                );
                assert!(shown, "{name}: {line}: {error}");
            }
        }
    }
}

#[test]
fn the_changelog_and_the_schema_know_this_version() {
    let changelog = std::fs::read_to_string(root().join("CHANGELOG.md")).expect("a changelog");
    assert!(changelog.contains(env!("CARGO_PKG_VERSION")));
    let schema = std::fs::read_to_string(root().join("docs/json.md")).expect("a schema");
    assert!(schema.contains("| `schema_version` |"));
}
