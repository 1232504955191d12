//! Flag over environment over `.env` over config file over default, and what `config` shows.

use crate::support::{Sandbox, stderr, stdout};

fn shown(output: &std::process::Output, key: &str) -> String {
    let text = stdout(output);
    let line = text
        .lines()
        .find(|line| line.starts_with(&format!("{key} =")));
    line.unwrap_or_else(|| panic!("no {key} in {text}"))
        .to_owned()
}

#[test]
fn the_nearest_place_wins() {
    let sandbox = Sandbox::new();
    let config = |arguments: &[&str]| sandbox.run(&[&["config"], arguments].concat());
    assert_eq!(
        shown(&config(&[]), "beam_size"),
        "beam_size = \"5\"  # default"
    );
    let folder = sandbox.path(".config/scripta");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("config.toml"), "beam-size = 4\n").expect("a file");
    assert!(shown(&config(&[]), "beam_size").contains("\"4\"  # from "));
    std::fs::write(sandbox.path(".env"), "SCRIPTA_BEAM_SIZE=3\nOTHER=1\n").expect("a file");
    assert!(shown(&config(&[]), "beam_size").ends_with("\"3\"  # from SCRIPTA_BEAM_SIZE in .env"));
    let env = sandbox
        .scripta(&["config"])
        .env("SCRIPTA_BEAM_SIZE", "2")
        .output();
    let env = env.expect("the program runs");
    assert!(shown(&env, "beam_size").contains("\"2\"  # from the environment variable"));
    let flag = sandbox
        .scripta(&["config", "--beam-size", "1"])
        .env("SCRIPTA_BEAM_SIZE", "2")
        .output();
    let flag = flag.expect("the program runs");
    assert_eq!(
        shown(&flag, "beam_size"),
        "beam_size = \"1\"  # from the command line"
    );
}

#[test]
fn the_reference_systems_names_are_read() {
    let sandbox = Sandbox::new();
    let output = sandbox
        .scripta(&["config"])
        .env("WHISPER_MODEL", "tiny")
        .env("DEFAULT_LANG", "de")
        .env("DEVICE", "cpu")
        .env("COMPUTE_TYPE", "int8")
        .env("LOG_LEVEL", "INFO")
        .env("LOG_FORMAT", "json")
        .env("ENVIRONMENT", "development")
        .env("HF_TOKEN", "hf_secret")
        .output()
        .expect("the program runs");
    let text = stdout(&output);
    for (key, value) in [
        ("model", "tiny"),
        ("language", "de"),
        ("compute_type", "int8"),
    ] {
        assert!(
            text.contains(&format!("{key} = \"{value}\"  # from the environment")),
            "{text}"
        );
    }
    assert!(
        text.contains("hf_token = \"(hidden)\"") && !text.contains("hf_secret"),
        "{text}"
    );
    let url = "postgresql://ann:hunter2@db.example/scripta";
    let database = sandbox.run(&["config", "--db", url]);
    let line = "# db = \"postgresql://db.example/scripta\"  # from the command line";
    assert_eq!(shown(&database, "# db"), line);
    assert!(!stdout(&database).contains("hunter2"));
}

#[cfg(unix)]
#[test]
fn variables_that_are_no_text_are_refused() {
    use std::os::unix::ffi::OsStrExt as _;

    let output = Sandbox::new()
        .scripta(&["config"])
        .env(
            "AUTH__BEARER_TOKEN",
            std::ffi::OsStr::from_bytes(b"caf\xe9"),
        )
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    let said = "AUTH__BEARER_TOKEN isn't UTF-8";
    assert!(stderr(&output).contains(said), "{}", stderr(&output));
}

#[test]
fn its_output_is_a_config_file() {
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["config", "-l", "fr", "-f", "srt,json"]);
    std::fs::write(sandbox.path("saved.toml"), &output.stdout).expect("a file");
    let again = sandbox.run(&["config", "--config", "saved.toml"]);
    assert!(again.status.success(), "{}", stderr(&again));
    assert!(shown(&again, "language").starts_with("language = \"fr\""));
    assert!(shown(&again, "format").starts_with("format = \"srt,json\""));
}

#[test]
fn mistakes_name_their_place() {
    let sandbox = Sandbox::new();
    let env = sandbox
        .scripta(&["config"])
        .env("DEVICE", "quantum")
        .output();
    let env = env.expect("the program runs");
    assert_eq!(env.status.code(), Some(2));
    assert!(
        stderr(&env).contains("DEVICE: `quantum`"),
        "{}",
        stderr(&env)
    );
    std::fs::write(sandbox.path("bad.toml"), "modell = 1\n").expect("a file");
    let file = sandbox.run(&["config", "--config", "bad.toml"]);
    assert_eq!(file.status.code(), Some(2));
    assert!(
        stderr(&file).contains("bad.toml: there is no setting `modell`"),
        "{}",
        stderr(&file)
    );
}

#[test]
fn every_setting_is_in_the_snapshot() {
    insta::assert_snapshot!("config", stdout(&Sandbox::new().run(&["config"])));
}
