//! A small server of the tests' own: it receives callbacks and gives files.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// A request.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub method: String,
    pub path: String,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    /// A header's value; empty if it isn't there.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|header| header.0 == name);
        found.map_or("", |header| &header.1)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// A server that lives as long as the tests.
pub struct Receiver {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Receiver {
    /// Answers each request with what `answer` writes; it also gets how many came before.
    pub fn new(
        answer: impl Fn(&Seen, usize, &mut TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Mutex::new(Vec::<Seen>::new()));
        let (all, answer) = (Arc::clone(&seen), Arc::new(answer));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (all, answer) = (Arc::clone(&all), Arc::clone(&answer));
                std::thread::spawn(move || {
                    let Some(request) = read(&stream) else { return };
                    let before = {
                        let mut all = all.lock().expect("no panic");
                        all.push(request.clone());
                        all.iter()
                            .filter(|one| one.method == request.method)
                            .count()
                            - 1
                    };
                    // A client may leave early.
                    let _ = answer(&request, before, &mut stream);
                });
            }
        });
        Self { url, seen }
    }

    /// Answers everything with one status.
    pub fn taking(status: &'static str) -> Self {
        Self::new(move |_, _, stream| send(stream, status, b"{\"ok\":true}"))
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no panic").clone()
    }

    /// The messages that came.
    pub fn posts(&self) -> Vec<Seen> {
        let mut seen = self.seen();
        seen.retain(|one| one.method == "POST");
        seen
    }
}

/// Writes an answer; `head` is the status and further lines.
pub fn send(stream: &mut TcpStream, head: &str, body: &[u8]) -> io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(body)
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
        let header = (name.to_ascii_lowercase(), value.to_owned());
        seen.headers.push(header);
    }
    let length = match seen.header("content-length") {
        "" => 0,
        length => length.parse().ok()?,
    };
    reader.take(length).read_to_end(&mut seen.body).ok()?;
    Some(seen)
}
