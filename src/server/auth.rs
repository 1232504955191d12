//! Who is let in: bearer tokens, of which only hashes are kept.

use std::path::Path;

use axum::http::{HeaderMap, header};
use subtle::ConstantTimeEq as _;

use crate::config::{Server, UsageError};
use crate::store::sha256;

/// The tokens that are let in.
#[derive(Default)]
pub(super) struct Tokens {
    needed: bool,
    /// Name and SHA-256 in hexadecimal digits of each.
    known: Vec<(String, String)>,
}

impl Tokens {
    /// The tokens that the settings name.
    ///
    /// # Errors
    /// When tokens are needed and there are none, or the file can't be read.
    pub(super) fn new(settings: &Server) -> Result<Self, UsageError> {
        let mut known: Vec<(String, String)> = Vec::new();
        if let Some(path) = &settings.tokens {
            known = read(path).map_err(|reason| {
                UsageError(format!("--auth-tokens {}: {reason}", path.display()))
            })?;
        }
        if let Some(token) = &settings.token {
            known.push(("default".to_owned(), sha256(token.as_bytes())));
        }
        let needed = settings.auth.unwrap_or(!known.is_empty());
        if needed && known.is_empty() {
            let text = "AUTH__ENABLED is true and there is no token: set AUTH__BEARER_TOKEN, or \
                        --auth-tokens with a file of a name and the token's SHA-256 a line";
            return Err(UsageError(text.to_owned()));
        }
        Ok(Self { needed, known })
    }

    /// Whether requests need a token.
    pub(super) fn needed(&self) -> bool {
        self.needed
    }

    /// The name of the token that a request brings, if it is a known one. Every token is compared
    /// to its end, so that the time says nothing.
    pub(super) fn name_of(&self, headers: &HeaderMap) -> Option<&str> {
        let hash = sha256(token(headers)?.as_bytes());
        let mut name = None;
        for (known, wanted) in &self.known {
            if bool::from(wanted.as_bytes().ct_eq(hash.as_bytes())) {
                name = Some(known.as_str());
            }
        }
        name
    }
}

/// The token of a request.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    // Headers may hold letters of other alphabets, too.
    let value = headers.get(header::AUTHORIZATION)?.as_bytes();
    let value = std::str::from_utf8(value).ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Reads a file of tokens: a name and a hash a line; lines that begin with # say nothing.
fn read(path: &Path) -> Result<Vec<(String, String)>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let mut known = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut parts = line.split_whitespace();
        let (name, hash) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hash || parts.next().is_some() {
            return Err(format!(
                "line {} isn't a name and the 64 digits of a SHA-256",
                number + 1
            ));
        }
        known.push((name.to_owned(), hash.to_lowercase()));
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn with(value: &str) -> HeaderMap {
        let value = HeaderValue::from_str(value).expect("a value");
        HeaderMap::from_iter([(header::AUTHORIZATION, value)])
    }

    #[test]
    fn only_known_tokens_have_names() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let line = format!("# mine\nann {}\n", sha256(b"one").to_uppercase());
        std::fs::write(file.path(), line).expect("written");
        let known = read(file.path()).expect("read");
        let tokens = Tokens {
            needed: true,
            known,
        };
        assert_eq!(tokens.name_of(&with("Bearer one")), Some("ann"));
        assert_eq!(tokens.name_of(&with("bearer  one ")), Some("ann"));
        for other in ["Bearer two", "Bearer ", "Basic one", "one"] {
            assert_eq!(tokens.name_of(&with(other)), None, "{other}");
        }
        std::fs::write(file.path(), "ann secret\n").expect("written");
        assert!(read(file.path()).is_err_and(|reason| reason.contains("line 1")));
    }
}
