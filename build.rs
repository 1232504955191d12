//! Tells the tests which outside tools and servers this machine has, so that a test without its own
//! is reported as ignored instead of passing.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=PATH");
    for (tool, flag) in [
        ("ffmpeg", "-version"),
        ("openssl", "version"),
        ("chromedriver", "--version"),
    ] {
        println!("cargo:rustc-check-cfg=cfg(has_{tool})");
        let found = std::process::Command::new(tool).arg(flag).output();
        if found.is_ok_and(|output| output.status.success()) {
            println!("cargo:rustc-cfg=has_{tool}");
        }
    }
    for (server, url) in [
        ("test_postgres", "SCRIPTA_TEST_POSTGRES_URL"),
        ("test_mysql", "SCRIPTA_TEST_MYSQL_URL"),
    ] {
        println!("cargo:rerun-if-env-changed={url}");
        println!("cargo:rustc-check-cfg=cfg({server})");
        if std::env::var_os(url).is_some_and(|url| !url.is_empty()) {
            println!("cargo:rustc-cfg={server}");
        }
    }
}
