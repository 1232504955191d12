//! The bundled weights are those whose licences and checksums models/README.md gives.

use std::path::Path;
use std::process::Command;

#[test]
fn every_bundled_file_has_its_checksum() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let text = std::fs::read_to_string(folder.join("README.md")).expect("a list");
    let is_sum =
        |line: &&str| line.len() > 66 && line.as_bytes()[..64].iter().all(u8::is_ascii_hexdigit);
    let sums: Vec<&str> = text.lines().filter(is_sum).collect();
    for entry in scripta::models::BUNDLED {
        assert!(
            sums.iter().any(|line| line.ends_with(entry.file)),
            "{} has no checksum",
            entry.file
        );
        assert!(
            text.contains(&format!("| `{}` |", entry.file)),
            "{} has no licence",
            entry.file
        );
    }
    let list = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(list.path(), sums.join("\n") + "\n").expect("a temporary file");
    let check = Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet"])
        .arg(list.path())
        .current_dir(folder)
        .status();
    assert!(check.expect("sha256sum runs").success());
}
