//! Bodies that a server packs though nobody asked for it: unpacked as they come.

use std::io::{BufReader, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use super::FetchError;

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// Not at all.
    Plain,
    /// As gzip.
    Gzip,
    /// As zlib or, as some servers understand the standard, as deflate without a head.
    Deflate,
}

impl Coding {
    /// What an answer says of its body.
    ///
    /// # Errors
    /// When it is packed in another way, or several times.
    pub(super) fn of(headers: &HeaderMap) -> Result<Self, FetchError> {
        let mut coding = Self::Plain;
        let values = headers.get_all(CONTENT_ENCODING).iter();
        let names: Vec<String> = values
            .map(|value| String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase())
            .collect();
        for name in names.iter().flat_map(|value| value.split(',')) {
            coding = match (coding, name.trim()) {
                (coding, "" | "identity") => coding,
                (Self::Plain, "gzip" | "x-gzip") => Self::Gzip,
                (Self::Plain, "deflate") => Self::Deflate,
                _ => {
                    let coding = names.join(", ");
                    return Err(FetchError::Packed { coding });
                }
            };
        }
        Ok(coding)
    }

    /// The body as it was before the server packed it.
    pub(super) fn unpack(self, body: impl Read + Send + 'static) -> Unpacked {
        Unpacked {
            coding: self,
            begun: None,
            body: Some(Box::new(body)),
        }
    }
}

/// A body that is unpacked as it is read.
pub(super) struct Unpacked {
    coding: Coding,
    /// The unpacked stream, from the first byte on.
    begun: Option<Box<dyn Read + Send>>,
    body: Option<Box<dyn Read + Send>>,
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.begun.is_none()
            && let Some(body) = self.body.take()
        {
            self.begun = Some(begin(self.coding, body)?);
        }
        self.begun.as_mut().map_or(Ok(0), |body| body.read(buffer))
    }
}

/// Chooses by the first bytes, too: some servers name a packing that they don't use.
fn begin(coding: Coding, body: Box<dyn Read + Send>) -> std::io::Result<Box<dyn Read + Send>> {
    if coding == Coding::Plain {
        return Ok(body);
    }
    let mut body = body;
    let mut head = Vec::new();
    body.by_ref().take(2).read_to_end(&mut head)?;
    let body = BufReader::new(std::io::Cursor::new(head.clone()).chain(body));
    let head = [0, 1].map(|index| head.get(index).copied().unwrap_or(0));
    let zlib = head[0] & 0x0f == 8 && u16::from_be_bytes(head) % 31 == 0;
    Ok(match coding {
        Coding::Gzip if head == [0x1f, 0x8b] => Box::new(MultiGzDecoder::new(body)),
        Coding::Deflate if zlib => Box::new(ZlibDecoder::new(body)),
        Coding::Deflate => Box::new(DeflateDecoder::new(body)),
        Coding::Gzip | Coding::Plain => Box::new(body),
    })
}
