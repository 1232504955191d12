//! What the URL of a MySQL database says. Passwords stay in here.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::tls::Security;
use crate::store::{StoreError, place};

/// The port where nothing else is said.
const PORT: u16 = 3306;
/// How long connecting may take where nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Where a database is, and as whom to go there.
pub(super) struct Address {
    /// The URL without user, password and parameters.
    pub(super) place: String,
    pub(super) user: String,
    pub(super) password: Option<String>,
    pub(super) host: String,
    pub(super) port: u16,
    /// The path of a Unix socket, in place of host and port.
    pub(super) socket: Option<String>,
    pub(super) database: String,
    pub(super) security: Security,
    /// A file of certificates, which sign the server's.
    pub(super) authority: Option<PathBuf>,
    /// How long connecting may take.
    pub(super) timeout: Duration,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Address").field(&self.place).finish()
    }
}

impl Address {
    /// Reads a URL like `mysql://USER:PASSWORD@HOST:PORT/DATABASE?ssl-mode=REQUIRED`. What has a
    /// meaning in URLs is written there as `%` and two digits.
    ///
    /// # Errors
    /// When it isn't such a URL, or has a parameter that means nothing here.
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        let (_, rest) = url.split_once("://").ok_or(StoreError::NoUrl)?;
        let (rest, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        if parameters.contains('@') {
            // Rather a password that holds a question mark: nothing of it may be repeated.
            return Err(StoreError::NoUrl);
        }
        // A password may hold what should have been written otherwise.
        let (account, rest) = rest.rsplit_once('@').unwrap_or(("", rest));
        let (user, password) = match account.split_once(':') {
            Some((user, password)) => (user, Some(decoded(password)?)),
            None => (account, None),
        };
        let (server, database) = rest.split_once('/').ok_or(StoreError::NoUrl)?;
        if database.is_empty() || database.contains('/') {
            return Err(StoreError::NoUrl);
        }
        let place = place::redacted(&format!("mysql://{rest}"));
        let (host, port) = host_and_port(server)?;
        let port = match port {
            None | Some("") => PORT,
            Some(port) => {
                (port.parse().ok().filter(|port| *port > 0)).ok_or_else(|| StoreError::BadUrl {
                    place: place.clone(),
                    reason: format!("{port} is no port: give a number from 1 to 65535"),
                })?
            }
        };
        let mut address = Self {
            place,
            user: decoded(user)?,
            password,
            host,
            port,
            socket: None,
            database: decoded(database)?,
            security: Security::Preferred,
            authority: None,
            timeout: TIMEOUT,
        };
        address.read(parameters)?;
        Ok(address)
    }

    /// Reads the parameters.
    fn read(&mut self, parameters: &str) -> Result<(), StoreError> {
        let mut security = None;
        for parameter in parameters.split('&').filter(|text| !text.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            let bad = |expected| self.refusal(&format!("{name} is to be {expected}"));
            match name.replace('_', "-").as_str() {
                "ssl-mode" => {
                    let modes = "DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY";
                    security = Some(Security::parse(&value).ok_or_else(|| bad(modes))?);
                }
                "ssl-ca" => self.authority = Some(value.into()),
                "socket" | "unix-socket" => self.socket = Some(value),
                "connect-timeout" => {
                    let seconds = value.parse().ok().filter(|seconds| *seconds > 0);
                    let seconds = seconds.ok_or_else(|| bad("a number of seconds"))?;
                    self.timeout = Duration::from_secs(seconds);
                }
                // SQLAlchemy's users write it; there is no other.
                "charset" if value == "utf8mb4" => {}
                "charset" => return Err(bad("utf8mb4")),
                _ => return Err(self.refusal(&format!("there is no parameter `{name}`"))),
            }
        }
        // As MySQL's own programs do: who names an authority wants it to be asked.
        self.security = match (security, &self.authority) {
            (Some(security), _) => security,
            (None, Some(_)) => Security::VerifyCa,
            (None, None) => Security::Preferred,
        };
        if self.security == Security::VerifyCa && self.authority.is_none() {
            return Err(self.refusal("ssl-mode=VERIFY_CA needs ssl-ca=FILE"));
        }
        Ok(())
    }

    fn refusal(&self, reason: &str) -> StoreError {
        StoreError::BadUrl {
            place: self.place.clone(),
            reason: reason.to_owned(),
        }
    }
}

/// Host and port, with the host in brackets where it is an IPv6 address.
fn host_and_port(server: &str) -> Result<(String, Option<&str>), StoreError> {
    let (host, port) = match server.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or(StoreError::NoUrl)?;
            (host, port.strip_prefix(':').or(Some(port)))
        }
        None => match server.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (server, None),
        },
    };
    let host = if host.is_empty() { "localhost" } else { host };
    Ok((decoded(host)?, port))
}

/// A part of a URL with `%` and two digits read as the byte that they mean.
fn decoded(text: &str) -> Result<String, StoreError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = after
            .get(..2)
            .and_then(|digits| str::from_utf8(digits).ok());
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.ok_or(StoreError::NoUrl)?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).map_err(|_| StoreError::NoUrl)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Address {
        Address::parse(url).expect(url)
    }

    #[test]
    fn what_is_not_said_is_usual() {
        let address = parse("mysql://host/db");
        assert_eq!((&*address.host, address.port), ("host", PORT));
        assert_eq!((&*address.user, &address.password), ("", &None));
        assert_eq!(
            (address.security, address.timeout),
            (Security::Preferred, TIMEOUT)
        );
        let address = parse("mysql://[::1]/db");
        assert_eq!((&*address.host, address.port), ("::1", PORT));
        let address = parse("mysql://[::1]:33/db");
        assert_eq!((&*address.host, address.port), ("::1", 33));
        assert_eq!(
            parse("mysql:///db?socket=/run/a.sock").socket.as_deref(),
            Some("/run/a.sock")
        );
    }

    #[test]
    fn percent_signs_are_decoded() {
        let address =
            parse("mysql://a%40b:p%2Fw%3F%25@host:1/d%20b?ssl_ca=/a%26b&connect_timeout=3");
        assert_eq!(
            (&*address.user, address.password.as_deref()),
            ("a@b", Some("p/w?%"))
        );
        assert_eq!((&*address.database, address.timeout.as_secs()), ("d b", 3));
        assert_eq!(address.authority, Some("/a&b".into()));
        assert_eq!(address.security, Security::VerifyCa);
        assert_eq!(
            parse("mysql://me:p@w/x@host/db").password.as_deref(),
            Some("p@w/x")
        );
    }

    #[test]
    fn passwords_are_not_shown() {
        let address = parse("mysql://me:secret@host/db");
        assert_eq!(format!("{address:?}"), "Address(\"mysql://host/db\")");
        assert_eq!(parse("mysql://me:se#cret@host/db").place, "mysql://host/db");
        for url in [
            "mysql://me:secret@host",
            "mysql://me:secret@host/",
            "mysql://me:secret@host:x/db",
            "mysql://me:secret%zz@host/db",
            "mysql://me:secret%f@host/db",
            "mysql://me:secret@host/db?ssl-mode=maybe",
            "mysql://me:secret@host/db?ssl-mode=VERIFY_CA",
            "mysql://me:secret@host/db?sslmode=require",
            "mysql://me:secret@host/db?charset=latin1",
            "mysql://me:1/secret?secret@host/db",
            "mysql://me:secret@host/db?connect_timeout=0",
        ] {
            let error = Address::parse(url).expect_err(url);
            assert!(!format!("{error} {error:?}").contains("secret"), "{url}");
        }
        let error = Address::parse("mysql://host/db?sslmode=require").expect_err("unknown");
        assert!(format!("{error:?}").contains("there is no parameter `sslmode`"));
    }
}
