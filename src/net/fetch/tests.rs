//! Fetching from small servers: what is followed, what is refused, what is given up.

use std::io::Write as _;
use std::sync::atomic::Ordering;
use std::time::Instant;

use super::*;
use crate::net::Refused;
use crate::net::testing::{Server, allowing, send};

static GO_ON: AtomicBool = AtomicBool::new(false);

fn get(url: &str) -> Result<Download, FetchError> {
    let policy = allowing(&["127.0.0.1"]);
    fetch(url, &policy, &Limits::default(), &GO_ON)
}

fn within(url: &str, limits: &Limits) -> Result<Download, FetchError> {
    fetch(url, &allowing(&["127.0.0.1"]), limits, &GO_ON)
}

/// Goes on sending while somebody listens.
fn endless(every: Duration) -> Server {
    Server::new(move |_, stream| {
        write!(stream, "HTTP/1.1 200 OK\r\n\r\n")?;
        loop {
            stream.write_all(&[7; 1000])?;
            std::thread::sleep(every);
        }
    })
}

#[test]
fn a_recording_is_stored_under_its_name() {
    let server = Server::new(|seen, stream| match seen.path.as_str() {
        "/named" => send(
            stream,
            "200 OK\r\nContent-Disposition: attachment; filename=\"../My talk.wav\"",
            "sound",
        ),
        "/old.wav" => send(stream, "302 Found\r\nLocation: new%20one?id=1", ""),
        _ => send(stream, "200 OK\r\nContent-Type: audio/wav", "other"),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits {
        folder: Some(folder.path().to_owned()),
        bytes: 5,
        ..Limits::default()
    };
    let named = within(&server.url("/named"), &limits).expect("a download");
    assert_eq!(named.name.as_deref(), Some("My talk.wav"));
    assert_eq!(named.bytes, 5);
    let path = named.file.path().to_owned();
    assert_eq!(path.parent(), Some(folder.path()));
    assert_eq!(std::fs::read(&path).expect("a file"), b"sound");
    drop(named);
    assert!(!path.exists());
    let led = get(&server.url("/old.wav")).expect("a download");
    assert_eq!(led.name.as_deref(), Some("old.wav"));
    assert_eq!(server.seen()[2].path, "/new%20one?id=1");
    let nameless = fetch(&server.url("/"), &Policy::open(), &limits, &GO_ON);
    assert_eq!(nameless.expect("a download").name, None);
}

#[test]
fn redirections_do_not_leave_what_is_allowed() {
    let private = Server::text("200 OK", "secret");
    for to in [
        private.url("/").replace("127.0.0.1", "127.0.0.2"),
        private.url("/").replace("127.0.0.1", "[::ffff:127.0.0.2]"),
        "//10.0.0.1/".to_owned(),
    ] {
        let server =
            Server::new(move |_, stream| send(stream, &format!("307 Away\r\nLocation: {to}"), ""));
        let error = get(&server.url("/")).expect_err("refused");
        assert!(
            matches!(error, FetchError::Refused(Refused::Blocked)),
            "{error:?}"
        );
        assert!(!error.to_string().contains("127"), "{error}");
    }
    // What its name is allowed, an address is not.
    let there = private.url("/");
    let named =
        Server::new(move |_, stream| send(stream, &format!("302 Away\r\nLocation: {there}"), ""));
    let url = named.url("/").replace("127.0.0.1", "localhost");
    let policy = allowing(&["localhost"]);
    let error = fetch(&url, &policy, &Limits::default(), &GO_ON).expect_err("refused");
    assert!(matches!(error, FetchError::Refused(Refused::Blocked)));
    assert_eq!(named.seen().len(), 1);
    assert!(private.seen().is_empty());
    let server = Server::text("302 Away\r\nLocation: file:///etc/passwd", "");
    let error = fetch(
        &server.url("/"),
        &Policy::open(),
        &Limits::default(),
        &GO_ON,
    );
    let refused = matches!(error, Err(FetchError::Refused(Refused::Scheme { .. })));
    assert!(refused);
    let error = fetch(&server.url("/"), &allowing(&[]), &Limits::default(), &GO_ON);
    assert!(matches!(error, Err(FetchError::Refused(Refused::Blocked))));
}

#[test]
fn circles_end() {
    let server = Server::text("301 Moved\r\nLocation: /again", "");
    assert!(matches!(get(&server.url("/")), Err(FetchError::Loop)));
    assert_eq!(server.seen().len(), 11);
}

#[test]
fn passwords_stay_with_their_server() {
    let other = Server::text("200 OK", "sound");
    let there = other.url("/").replace("//", "//eve:x@");
    let server = Server::new(move |seen, stream| {
        let to = if seen.path == "/1" { "/2" } else { &there };
        send(stream, &format!("302 Found\r\nLocation: {to}"), "")
    });
    let url = server.url("/1").replace("//", "//ann:secret@");
    get(&url).expect("a download");
    let seen = server.seen();
    let said = |index: usize| seen[index].header("authorization");
    assert_eq!(said(0), Some("Basic YW5uOnNlY3JldA=="));
    assert_eq!(said(1), said(0));
    assert_eq!(other.seen()[0].header("authorization"), None);
}

#[test]
fn answers_without_a_recording_are_told_apart() {
    let page = Server::text("200 OK\r\nContent-Type: Text/HTML; charset=utf-8", "<html>");
    assert!(matches!(get(&page.url("/")), Err(FetchError::Page)));
    let data = Server::text("200 OK\r\nContent-Type: application/problem+json", "{}");
    assert!(matches!(get(&data.url("/")), Err(FetchError::Data)));
    for head in [
        "404 Not Found",
        "500 Broken",
        "304 Not Modified",
        "302 Found",
    ] {
        let server = Server::text(head, "");
        let Err(FetchError::Status { status }) = get(&server.url("/")) else {
            panic!("{head}");
        };
        assert!(head.starts_with(status.as_str()));
    }
    assert!(matches!(get("no address"), Err(FetchError::Address(_))));
    let short = Server::new(|_, stream| {
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort")
    });
    let broken = get(&short.url("/")).expect_err("it ends too early");
    assert!(matches!(broken, FetchError::Transfer(_)), "{broken:?}");
    let nowhere = Limits {
        folder: Some("/nowhere/at/all".into()),
        ..Limits::default()
    };
    let good = Server::text("200 OK", "sound");
    let error = within(&good.url("/"), &nowhere);
    assert!(matches!(error, Err(FetchError::Store(_))));
}

#[test]
fn who_cannot_be_reached_is_not_told_by_address() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let policy = allowing(&["localhost"]);
    let url = format!("http://ann:secret@localhost:{port}/");
    let error = fetch(&url, &policy, &Limits::default(), &GO_ON).expect_err("nobody");
    assert!(matches!(error, FetchError::Transfer(_)));
    let chain = format!("{:#}", anyhow::Error::from(error));
    assert!(chain.starts_with("can't be downloaded: "), "{chain}");
    for hidden in ["127.", "::1", "secret", "localhost"] {
        assert!(!chain.contains(hidden), "{chain}");
    }
}

#[test]
fn large_downloads_are_given_up() {
    let limits = Limits {
        bytes: 100_000,
        ..Limits::default()
    };
    let server = endless(Duration::ZERO);
    let error = within(&server.url("/"), &limits).expect_err("too large");
    assert_eq!(
        error.to_string(),
        "the download is larger than 100000 bytes"
    );
    // Not a byte is waited for when the size is told.
    let server = Server::new(|_, stream| {
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n")?;
        std::thread::sleep(Duration::from_secs(20));
        Ok(())
    });
    let began = Instant::now();
    let error = within(&server.url("/"), &limits).expect_err("too large");
    assert!(matches!(error, FetchError::TooLarge { limit: 100_000 }));
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn slow_servers_are_given_up() {
    let stall = Limits {
        stall: Some(Duration::from_millis(300)),
        ..Limits::default()
    };
    let silent = Server::new(|_, stream| {
        std::thread::sleep(Duration::from_secs(20));
        send(stream, "200 OK", "late")
    });
    let pausing = Server::new(|_, stream| {
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsome")?;
        std::thread::sleep(Duration::from_secs(20));
        Ok(())
    });
    let began = Instant::now();
    for server in [&silent, &pausing] {
        let error = within(&server.url("/"), &stall).expect_err("too slow");
        assert_eq!(
            error.to_string(),
            "can't be downloaded: nothing came for 0.3 s"
        );
    }
    let total = Limits {
        total: Some(Duration::from_millis(500)),
        ..Limits::default()
    };
    let both = Limits {
        stall: Some(Duration::from_secs(5)),
        ..total.clone()
    };
    let trickle = endless(Duration::from_millis(20));
    for (server, limits) in [(&silent, &total), (&silent, &both), (&trickle, &both)] {
        let error = within(&server.url("/"), limits).expect_err("too slow");
        assert_eq!(error.to_string(), "can't be downloaded within 0.5 s");
    }
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_wish_to_stop_is_heard() {
    let cancel = AtomicBool::new(false);
    let silent = Server::new(|_, _| {
        std::thread::sleep(Duration::from_secs(20));
        Ok(())
    });
    let trickle = endless(Duration::from_millis(20));
    for server in [silent, trickle] {
        cancel.store(false, Ordering::Relaxed);
        let began = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(200));
                cancel.store(true, Ordering::Relaxed);
            });
            let policy = allowing(&["127.0.0.1"]);
            let error = fetch(&server.url("/"), &policy, &Limits::default(), &cancel);
            assert!(matches!(error, Err(FetchError::Cancelled)));
        });
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}

#[test]
fn what_is_packed_is_held_to_the_limit_when_it_is_unpacked() {
    use flate2::write::GzEncoder;
    let pack = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    };
    let (small, bomb) = (pack(b"sound"), pack(&vec![0; 1_000_000]));
    assert!(bomb.len() < 10_000);
    let server = Server::new(move |seen, stream| {
        let body = match seen.path.as_str() {
            "/bomb" => &bomb[..],
            "/cut" => &small[..small.len() - 9],
            _ => &small[..],
        };
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Encoding: GZip\r\nContent-Length: {length}\r\n\r\n"
        )?;
        stream.write_all(body)
    });
    let limits = Limits {
        bytes: 100_000,
        ..Limits::default()
    };
    let unpacked = within(&server.url("/"), &limits).expect("a download");
    let stored = std::fs::read(unpacked.file.path()).expect("a file");
    assert_eq!((stored.as_slice(), unpacked.bytes), (&b"sound"[..], 5));
    assert_eq!(server.seen()[0].header("accept-encoding"), Some("identity"));
    let bomb = within(&server.url("/bomb"), &limits);
    assert!(matches!(bomb, Err(FetchError::TooLarge { .. })), "{bomb:?}");
    let cut = within(&server.url("/cut"), &limits);
    assert!(matches!(cut, Err(FetchError::Transfer(_))), "{cut:?}");
    for coding in ["br", "zstd", "gzip, gzip", "compress"] {
        let server = Server::new(move |_, stream| {
            send(
                stream,
                &format!("200 OK\r\nContent-Encoding: {coding}"),
                "x",
            )
        });
        let packed = get(&server.url("/"));
        assert!(matches!(packed, Err(FetchError::Packed { .. })), "{coding}");
    }
    let plain = Server::text("200 OK\r\nContent-Encoding: identity", "sound");
    assert_eq!(get(&plain.url("/")).expect("a download").bytes, 5);
}
