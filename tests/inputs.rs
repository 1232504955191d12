//! What may be named as an input: pipes, addresses of files, folders with other things in them.

use std::io::{Read as _, Write as _};
use std::path::Path;

use crate::support::{Sandbox, stderr, stdout};

/// A clip of three seconds in which New Jersey is named.
fn clip(sandbox: &Sandbox, name: &str) -> Vec<u8> {
    std::fs::read(sandbox.clip(name, 12.0, 3.0)).expect("a file")
}

const SAID: &str = "Jersey";

/// Answers one request after the other with a head, made of a status and further lines, and a body.
fn serve(answers: Vec<(&'static str, Vec<u8>)>) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for (head, body) in answers {
            let (mut stream, _) = listener.accept().expect("a client");
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let length = body.len();
            let head =
                format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            // A client that has seen enough may leave.
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&body);
        }
    });
    address.to_string()
}

#[cfg(unix)]
fn pipe(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo runs").success());
}

#[cfg(unix)]
#[test]
fn pipes_are_read_by_name() {
    let sandbox = Sandbox::new();
    let sound = clip(&sandbox, "clip.wav");
    let name = sandbox.path("talk.fifo");
    pipe(&name);
    let (to, bytes) = (name.clone(), sound.clone());
    let writer = std::thread::spawn(move || std::fs::write(to, bytes));
    let output = sandbox.run(&["transcribe", "talk.fifo", "-o", "out"]);
    assert!(output.status.success(), "{}", stderr(&output));
    writer.join().expect("a thread").expect("it was read");
    let text = std::fs::read_to_string(sandbox.path("out/talk.txt")).expect("a result");
    assert!(text.contains(SAID), "{text}");
    let twice = sandbox.run(&["transcribe", "talk.fifo", "talk.fifo"]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(stderr(&twice).contains("only once"), "{}", stderr(&twice));
    // As a shell's <(…): a pipe that is open already.
    pipe(&sandbox.path("talk.pipe"));
    let child = std::process::Command::new("sh")
        .args(["-c", "exec \"$0\" transcribe /dev/fd/9 -o out 9< talk.pipe"])
        .arg(env!("CARGO_BIN_EXE_scripta"))
        .env("HOME", sandbox.path("."))
        .current_dir(sandbox.path("."))
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("a shell");
    std::fs::write(sandbox.path("talk.pipe"), &sound).expect("it is read");
    let output = child.wait_with_output().expect("an end");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(sandbox.path("out/pipe.txt").is_file());
    let stdin = sandbox
        .scripta(&["transcribe", "/dev/stdin"])
        .write_stdin(sound)
        .output();
    let stdin = stdin.expect("the program runs");
    assert!(stdout(&stdin).contains(SAID), "{}", stderr(&stdin));
    let both = sandbox.run(&["transcribe", "-", "/dev/stdin"]);
    assert_eq!(both.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn folders_are_taken_with_what_else_is_in_them() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new();
    std::fs::create_dir_all(sandbox.path("talks/day")).expect("a folder");
    clip(&sandbox, "talks/day/good.wav");
    for name in ["notes.txt", "day/list.csv", ".hidden", "day/cover.png"] {
        std::fs::write(sandbox.path("talks").join(name), "no sound").expect("a file");
    }
    pipe(&sandbox.path("talks/waiting.wav"));
    let run = |options: &[&str]| {
        let output = sandbox.run(&[&["transcribe", "talks", "-f", "txt"], options].concat());
        assert!(stdout(&output).contains(SAID), "{}", stderr(&output));
        (output.status.code(), stderr(&output))
    };
    let counted = "3 files in talks are no recordings and were passed over";
    let (code, told) = run(&[]);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains(&format!("{counted}; -v lists them")),
        "{told}"
    );
    assert!(told.contains("waiting.wav: a pipe in a folder"), "{told}");
    assert!(!told.contains("notes.txt"), "{told}");
    let (_, told) = run(&["-v"]);
    assert!(
        told.contains("notes.txt") && told.contains("cover.png"),
        "{told}"
    );
    assert!(
        !told.contains("hidden") && !told.contains("lists them"),
        "{told}"
    );
    assert_eq!(run(&["-q"]).1, "");
    let (_, told) = run(&["--progress", "json"]);
    assert!(
        told.contains("\"event\":\"passed_over\",\"files\":3"),
        "{told}"
    );
    std::os::unix::fs::symlink("gone.wav", sandbox.path("talks/link.wav")).expect("a link");
    let (code, told) = run(&[]);
    assert_eq!(code, Some(1));
    assert!(
        told.contains("link.wav: the link leads to nothing"),
        "{told}"
    );
    std::fs::remove_file(sandbox.path("talks/link.wav")).expect("it is there");
    let locked = sandbox.path("talks/locked.wav");
    std::fs::write(&locked, "").expect("a file");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o0)).expect("a mode");
    // Root reads all.
    if std::fs::read(&locked).is_err() {
        let (code, told) = run(&[]);
        assert_eq!(code, Some(1));
        assert!(told.contains("locked.wav: can't be read"), "{told}");
    }
}

#[cfg(unix)]
#[test]
fn addresses_of_files_are_files() {
    let sandbox = Sandbox::new();
    clip(&sandbox, "a talk.wav");
    let there = sandbox.path("a%20talk.wav").display().to_string();
    for address in [
        format!("file://{there}"),
        format!("FILE://localhost{there}"),
    ] {
        let output = sandbox.run(&["transcribe", &address, "-o", "out", "--overwrite"]);
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(sandbox.path("out/a talk.txt").is_file());
    }
    for (address, reason) in [
        ("file://elsewhere/a.wav", "the host elsewhere"),
        ("file:///no/such/file.wav", "there is no such file"),
        ("s3://bucket/a.wav", "s3 addresses can't be read"),
        ("rtsp://camera/1", "rtsp addresses can't be read"),
    ] {
        let output = sandbox.run(&["transcribe", address]);
        assert_eq!(output.status.code(), Some(1), "{address}");
        let told = stderr(&output);
        assert!(told.contains(reason) && told.lines().count() == 1, "{told}");
    }
}

#[test]
fn what_servers_pack_is_unpacked() {
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    let sandbox = Sandbox::new();
    let sound = clip(&sandbox, "clip.wav");
    macro_rules! packed {
        ($encoder:ident) => {{
            let mut encoder = $encoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&sound).expect("memory");
            encoder.finish().expect("memory")
        }};
    }
    let server = serve(vec![
        ("200 OK\r\nContent-Encoding: gzip", packed!(GzEncoder)),
        ("200 OK\r\nContent-Encoding: deflate", packed!(ZlibEncoder)),
        (
            "200 OK\r\nContent-Encoding: deflate",
            packed!(DeflateEncoder),
        ),
        ("200 OK\r\nContent-Encoding: gzip", sound.clone()),
        ("200 OK\r\nContent-Encoding: br", sound.clone()),
        ("200 OK\r\nContent-Type: application/json", b"{}".to_vec()),
    ]);
    for kind in ["gzip", "zlib", "deflate", "none"] {
        let address = format!("HTTP://{server}/{kind}.wav");
        let output = sandbox.run(&["transcribe", &address, "--no-history"]);
        assert!(
            stdout(&output).contains(SAID),
            "{kind}: {}",
            stderr(&output)
        );
    }
    for reason in ["packed (br)", "JSON data"] {
        let output = sandbox.run(&["transcribe", &format!("http://{server}/a.wav")]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(reason), "{}", stderr(&output));
    }
}
