//! Modules import what the table below lets them, and every test file takes part.

use std::collections::BTreeSet;
use std::path::Path;

/// Who may import whom; a module may always import itself, `transcript` and `language`.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    (
        "main",
        &["commands", "printer", "cli", "interrupt", "pipeline"],
    ),
    (
        "commands",
        &[
            "checkpoint",
            "cli",
            "cluster",
            "config",
            "convert",
            "engine",
            "format",
            "ggml",
            "import",
            "interrupt",
            "models",
            "net",
            "pipeline",
            "printer",
            "progress",
            "runner",
            "server",
            "store",
            "subtitle",
            "task",
            "work",
        ],
    ),
    (
        "server",
        &[
            "config", "format", "import", "models", "net", "pipeline", "printer", "progress",
            "runner", "store", "subtitle", "task", "webhook", "work",
        ],
    ),
    ("webhook", &["net", "task"]),
    (
        "work",
        &[
            "config", "engine", "format", "import", "models", "pipeline", "store", "task",
        ],
    ),
    ("runner", &["pipeline", "progress", "store", "task"]),
    (
        "cli",
        &["config", "format", "engine", "ggml", "pipeline", "task"],
    ),
    (
        "config",
        &[
            "cluster", "format", "engine", "pipeline", "models", "store", "subtitle",
        ],
    ),
    ("printer", &["config", "progress"]),
    (
        "pipeline",
        &["engine", "audio", "cluster", "progress", "sentence"],
    ),
    ("import", &[]),
    ("sentence", &[]),
    (
        "engine",
        &["audio", "checkpoint", "cluster", "ggml", "models"],
    ),
    ("convert", &["checkpoint", "ggml"]),
    ("checkpoint", &[]),
    ("ggml", &[]),
    ("cluster", &[]),
    ("store", &["task"]),
    ("task", &[]),
    ("models", &["ggml", "progress", "net"]),
    ("format", &["subtitle"]),
    ("subtitle", &["sentence"]),
    ("net", &["interrupt"]),
    ("interrupt", &[]),
    ("audio", &[]),
    ("progress", &[]),
    ("transcript", &[]),
    ("language", &[]),
];
const EVERYONE: &[&str] = &["transcript", "language"];

#[test]
fn modules_import_only_what_lies_below() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for entry in walkdir::WalkDir::new(&root) {
        let entry = entry.expect("an entry");
        if entry
            .path()
            .extension()
            .is_none_or(|extension| extension != "rs")
        {
            continue;
        }
        let below = entry
            .path()
            .strip_prefix(&root)
            .expect("below src")
            .with_extension("");
        let module = below
            .iter()
            .next()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(entry.path()).expect("a file");
        for import in imports(&text) {
            let row = MAY_IMPORT.iter().find(|row| row.0 == module);
            let allowed = row
                .unwrap_or_else(|| panic!("`{module}` is not in the table"))
                .1;
            let own = import == module || module == "lib";
            if !own && !allowed.contains(&import.as_str()) && !EVERYONE.contains(&import.as_str()) {
                wrong.push(format!("{} imports {import}", below.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Top modules named behind `crate::` or `scripta::`.
fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for marker in ["crate::", "scripta::"] {
        for (at, _) in text.match_indices(marker) {
            let rest = &text[at + marker.len()..];
            let names = match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or("").to_owned(),
                None => rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            };
            for name in names.split(',') {
                let name = name.trim().split("::").next().unwrap_or("");
                if !name.is_empty() {
                    found.insert(name.to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn no_test_file_is_forgotten() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let main = std::fs::read_to_string(folder.join("main.rs")).expect("a file");
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let stem = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let source = path.extension().is_some_and(|extension| extension == "rs");
        if source && stem != "main" {
            assert!(
                main.contains(&format!("mod {stem};")),
                "{stem} is not in tests/main.rs"
            );
        }
    }
}
