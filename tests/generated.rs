//! completions/ and man/ are what the command line says; UPDATE=1 writes them anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap_complete::Shell;

fn rendered() -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for shell in [
        Shell::Bash,
        Shell::Zsh,
        Shell::Fish,
        Shell::Elvish,
        Shell::PowerShell,
    ] {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut scripta::cli::command(), "scripta", &mut script);
        let name = match shell {
            Shell::Zsh => "_scripta",
            Shell::Fish => "scripta.fish",
            Shell::Elvish => "scripta.elv",
            Shell::PowerShell => "_scripta.ps1",
            _ => "scripta.bash",
        };
        files.insert(Path::new("completions").join(name), script);
    }
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    clap_mangen::generate_to(scripta::cli::command(), folder.path()).expect("man pages");
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        let page = std::fs::read(&path).expect("a page");
        files.insert(Path::new("man").join(name), page);
    }
    files
}

#[test]
fn generated_files_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, content) in rendered() {
        let path = root.join(&name);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(&path, &content).expect("a file");
        }
        let committed = std::fs::read(&path).unwrap_or_default();
        let name = name.display();
        assert!(
            committed == content,
            "{name} is stale: run UPDATE=1 cargo test generated"
        );
    }
}
