//! Tells the tests which outside tools this machine has, so that a test without its tool is
//! reported as ignored instead of passing.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=PATH");
    println!("cargo:rustc-check-cfg=cfg(has_ffmpeg)");
    let found = std::process::Command::new("ffmpeg")
        .arg("-version")
        .output();
    if found.is_ok_and(|output| output.status.success()) {
        println!("cargo:rustc-cfg=has_ffmpeg");
    }
}
