//! A small hub: repositories of files, served as the Hugging Face hub serves them.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// A hub on a port of its own, as long as the test lasts.
pub struct Hub {
    pub url: String,
}

impl Hub {
    /// Serves files by `OWNER/REPO:FILE`; all else isn't there.
    pub fn serve(files: &[(&str, Vec<u8>)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let files: BTreeMap<String, Vec<u8>> = (files.iter().cloned())
            .map(|(name, bytes)| (name.to_owned(), bytes))
            .collect();
        let files = Arc::new(files);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let files = Arc::clone(&files);
                // A client that goes away is no failure of the hub.
                std::thread::spawn(move || drop(answer(stream, &files)));
            }
        });
        Self { url }
    }
}

/// Answers the requests of one connection.
fn answer(mut stream: TcpStream, files: &BTreeMap<String, Vec<u8>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut from = 0;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            let header = header.trim_end().to_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(range) = header.strip_prefix("range: bytes=") {
                from = range.trim_end_matches('-').parse().unwrap_or(0);
            }
        }
        let mut words = line.split(' ');
        let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        // /OWNER/REPO/resolve/REVISION/FILE
        let parts: Vec<&str> = path.splitn(6, '/').collect();
        let name = match *parts {
            ["", owner, repo, "resolve", _, file] => format!("{owner}/{repo}:{file}"),
            _ => String::new(),
        };
        let Some(bytes) = files.get(&name) else {
            let head = "HTTP/1.1 404 Not Found\r\nX-Error-Code: EntryNotFound\r\n";
            write!(
                stream,
                "{head}X-Repo-Commit: {COMMIT}\r\nContent-Length: 0\r\n\r\n"
            )?;
            continue;
        };
        let etag = format!("{:x}", Sha256::digest(bytes));
        let rest = &bytes[from.min(bytes.len())..];
        let status = if from > 0 {
            "206 Partial Content"
        } else {
            "200 OK"
        };
        write!(
            stream,
            "HTTP/1.1 {status}\r\nETag: \"{etag}\"\r\nX-Repo-Commit: {COMMIT}\r\n"
        )?;
        if from > 0 {
            let (last, all) = (bytes.len() - 1, bytes.len());
            write!(stream, "Content-Range: bytes {from}-{last}/{all}\r\n")?;
        }
        write!(
            stream,
            "Accept-Ranges: bytes\r\nContent-Length: {}\r\n\r\n",
            rest.len()
        )?;
        if method == "GET" {
            stream.write_all(rest)?;
        }
    }
}
