//! A small hub: it answers as the tests tell it to and remembers what it was asked.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sha1::Sha1;
use sha2::{Digest as _, Sha256};

pub(super) const REPO: &str = "ann/model";
pub(super) const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// A request.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) method: String,
    /// Path and query; the whole address when asked as a proxy.
    pub(super) target: String,
    headers: Vec<(String, String)>,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|header| header.0 == name)?;
        Some(&found.1)
    }

    pub(super) fn is_get(&self) -> bool {
        self.method == "GET"
    }
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    cut: Option<usize>,
    pause: Duration,
    stall: Duration,
    no_length: bool,
}

impl Reply {
    pub(super) fn new(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|header| header.0 != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|header| header.0 != name);
        self
    }

    pub(super) fn body(mut self, bytes: &[u8]) -> Self {
        self.body = bytes.to_vec();
        self
    }

    pub(super) fn body_length(&self) -> usize {
        self.body.len()
    }

    /// Breaks the connection after so many bytes of the body.
    pub(super) fn cut(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    /// Waits before each thousand bytes.
    pub(super) fn slow(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Waits in the middle of the body.
    pub(super) fn stall(mut self, stall: Duration) -> Self {
        self.stall = stall;
        self
    }

    /// Doesn't say how long the body is; the connection ends with it.
    pub(super) fn no_length(mut self) -> Self {
        self.no_length = true;
        self
    }

    /// A redirection.
    pub(super) fn to(target: &str) -> Self {
        Self::new(302).with("Location", target)
    }

    fn send(&self, mut stream: &TcpStream, method: &str) -> std::io::Result<()> {
        write!(
            stream,
            "HTTP/1.1 {} Said\r\nConnection: close\r\n",
            self.status
        )?;
        for (name, value) in &self.headers {
            write!(stream, "{name}: {value}\r\n")?;
        }
        if !self.no_length
            && !self
                .headers
                .iter()
                .any(|(name, _)| name == "Content-Length")
        {
            write!(stream, "Content-Length: {}\r\n", self.body.len())?;
        }
        write!(stream, "\r\n")?;
        if method == "HEAD" {
            return Ok(());
        }
        let end = self.cut.unwrap_or(self.body.len());
        for (index, chunk) in self.body[..end].chunks(1_000).enumerate() {
            std::thread::sleep(self.pause);
            if index == end.div_ceil(2_000) {
                std::thread::sleep(self.stall);
            }
            stream.write_all(chunk)?;
        }
        Ok(())
    }
}

/// A file that the hub has.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) bytes: Vec<u8>,
    etag: String,
    linked: bool,
}

impl Stored {
    /// One whose etag is its SHA-256, with a pattern for content.
    pub(super) fn large(length: usize) -> Self {
        let bytes: Vec<u8> = (0..length).map(|n| (n * n / 7 % 251) as u8).collect();
        let etag = format!("\"{:x}\"", Sha256::digest(&bytes));
        Self {
            bytes,
            etag,
            linked: true,
        }
    }

    /// One whose etag is git's hash.
    pub(super) fn small(text: &str) -> Self {
        let blob = format!("blob {}\0{text}", text.len());
        Self {
            bytes: text.as_bytes().to_vec(),
            etag: format!("\"{:x}\"", Sha1::digest(blob)),
            linked: false,
        }
    }

    /// The same with an etag that says nothing of the content.
    pub(super) fn named(mut self, etag: &str) -> Self {
        self.etag = format!("\"{etag}\"");
        self
    }

    /// The blob's name in the cache.
    pub(super) fn name(&self) -> String {
        self.etag.trim_matches('"').to_owned()
    }

    /// The file's headers, without the file.
    pub(super) fn headers(&self, status: u16) -> Reply {
        let size = self.bytes.len().to_string();
        let reply = Reply::new(status).with("X-Repo-Commit", COMMIT);
        if self.linked {
            reply
                .with("ETag", "\"of-the-link\"")
                .with("X-Linked-Etag", &self.etag)
                .with("X-Linked-Size", &size)
        } else {
            reply.with("ETag", &self.etag)
        }
    }

    /// The file, or the part of it that is asked for.
    pub(super) fn answer(&self, seen: &Seen) -> Reply {
        let length = self.bytes.len();
        let from = seen.header("range").map(|range| {
            let from = range.trim_start_matches("bytes=").trim_end_matches('-');
            from.parse::<usize>().expect("an open range")
        });
        match from {
            None => self.headers(200).body(&self.bytes),
            Some(from) if from >= length => Reply::new(416),
            Some(from) => {
                let range = format!("bytes {from}-{}/{length}", length - 1);
                let reply = self.headers(206).with("Content-Range", &range);
                reply.body(&self.bytes[from..])
            }
        }
    }
}

/// A server on a port of its own.
pub(super) struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Answers with what `reply` makes of a request and of how many GETs came before it.
    pub(super) fn new(reply: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (all, reply) = (Arc::clone(&seen), Arc::new(reply));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (all, reply) = (Arc::clone(&all), Arc::clone(&reply));
                std::thread::spawn(move || {
                    let Some(request) = read(&stream) else { return };
                    let gets = {
                        let mut all = all.lock().expect("no panic");
                        let gets = all.iter().filter(|seen: &&Seen| seen.is_get()).count();
                        all.push(request.clone());
                        gets
                    };
                    // A client may leave early.
                    let _ = reply(&request, gets).send(&stream, &request.method);
                });
            }
        });
        Self { port, seen }
    }

    /// A hub that has one file, under any name.
    pub(super) fn of(stored: &Stored) -> Self {
        let stored = stored.clone();
        Self::new(move |seen, _| stored.answer(seen))
    }

    /// A hub whose GETs are answered with what `change` makes of the right answer.
    pub(super) fn but(
        stored: &Stored,
        change: impl Fn(Reply, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let stored = stored.clone();
        Self::new(move |seen, gets| {
            let right = stored.answer(seen);
            if seen.is_get() {
                change(right, gets)
            } else {
                right
            }
        })
    }

    pub(super) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(super) fn address(&self) -> String {
        format!("http://{}", self.host())
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no panic").clone()
    }

    pub(super) fn gets(&self) -> Vec<Seen> {
        let mut seen = self.seen();
        seen.retain(Seen::is_get);
        seen
    }

    /// The `Range` of each GET.
    pub(super) fn ranges(&self) -> Vec<Option<String>> {
        let range = |seen: &Seen| seen.header("range").map(str::to_owned);
        self.gets().iter().map(range).collect()
    }
}

fn read(stream: &TcpStream) -> Option<Seen> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let mut parts = first.split(' ').map(str::to_owned);
    let (method, target) = (parts.next()?, parts.next()?);
    let mut headers = Vec::new();
    while let Some(Ok(line)) = lines.next()
        && let Some((name, value)) = line.split_once(": ")
    {
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    Some(Seen {
        method,
        target,
        headers,
    })
}
