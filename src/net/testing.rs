//! A small server for tests, on a port of its own.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::{Policy, Rules};

/// A request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|header| header.0 == name)?;
        Some(&found.1)
    }
}

/// A server that lives as long as the tests.
pub(crate) struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Answers each request with what `answer` writes.
    pub(crate) fn new(
        answer: impl Fn(&Seen, &mut TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (all, answer) = (Arc::clone(&seen), Arc::new(answer));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (all, answer) = (Arc::clone(&all), Arc::clone(&answer));
                std::thread::spawn(move || {
                    let Some(request) = read(&stream) else { return };
                    all.lock().expect("no panic").push(request.clone());
                    // A client may leave early.
                    let _ = answer(&request, &mut stream);
                });
            }
        });
        Self { port, seen }
    }

    /// Answers with a head, made of a status and further lines, and a text.
    pub(crate) fn text(head: &'static str, text: &'static str) -> Self {
        Self::new(move |_, stream| send(stream, head, text))
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no panic").clone()
    }
}

/// Writes an answer; `head` is the status and further lines.
pub(crate) fn send(stream: &mut TcpStream, head: &str, body: &str) -> io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// A policy that protects, but for what is named here.
pub(crate) fn allowing(allowed: &[&str]) -> Policy {
    let rules = Rules {
        allowed: allowed.iter().map(|text| (*text).to_owned()).collect(),
        ..Rules::default()
    };
    Policy::new(&rules).expect("good rules")
}

fn read(stream: &TcpStream) -> Option<Seen> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut parts = line.split(' ').map(str::to_owned);
    let mut seen = Seen {
        method: parts.next()?,
        path: parts.next()?,
        ..Seen::default()
    };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        let name = name.to_ascii_lowercase();
        seen.headers.push((name, value.to_owned()));
    }
    let length = seen.header("content-length").unwrap_or("0").parse().ok()?;
    reader.take(length).read_to_string(&mut seen.body).ok()?;
    Some(seen)
}
