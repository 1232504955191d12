//! How connections are encrypted, and whom the server must prove to be.

use std::fs::File;

use mysql_async::{Conn, DriverError, Error, SslOpts};
use rustls::CertificateError;

use super::address::Address;
use super::errors;

/// What `ssl-mode` says, in MySQL's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Security {
    /// Never encrypted.
    Disabled,
    /// Encrypted where the server can.
    Preferred,
    /// Encrypted, whoever the server is.
    Required,
    /// Encrypted, and somebody trusted has signed the server's certificate.
    VerifyCa,
    /// The same, and the certificate is this host's.
    VerifyIdentity,
}

impl Security {
    /// Reads a value of `ssl-mode`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let modes = [
            ("DISABLED", Self::Disabled),
            ("PREFERRED", Self::Preferred),
            ("REQUIRED", Self::Required),
            ("VERIFY_CA", Self::VerifyCa),
            ("VERIFY_IDENTITY", Self::VerifyIdentity),
        ];
        let mut modes = modes.into_iter();
        let found = modes.find(|(name, _)| text.replace('-', "_").eq_ignore_ascii_case(name));
        found.map(|(_, mode)| mode)
    }
}

/// Connects by `connect`, which is given what it must encrypt with.
///
/// # Errors
/// Those of the last connection tried.
pub(super) async fn negotiate(
    address: &Address,
    connect: impl AsyncFn(Option<SslOpts>) -> Result<Conn, Error>,
) -> Result<Conn, Error> {
    // The system keeps strangers out of a socket's file.
    if address.security == Security::Disabled || address.socket.is_some() {
        return connect(None).await;
    }
    if let Some(file) = &address.authority {
        // Otherwise this would look as if the server were away.
        let readable = File::open(file).map(drop);
        readable
            .map_err(|error| Error::Other(format!("ssl-ca={}: {error}", file.display()).into()))?;
    }
    // Fails only where another was installed first, which is as good.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let connected = connect(Some(options(address, None))).await;
    match (address.security, connected) {
        (Security::Preferred, Err(Error::Driver(DriverError::NoClientSslFlagFromServer))) => {
            connect(None).await
        }
        (Security::VerifyCa, Err(error)) => match name_in(&error) {
            Some(name) => connect(Some(options(address, Some(name)))).await,
            None => Err(error),
        },
        (_, connected) => connected,
    }
}

/// What the certificate is checked by: the name `alias` in place of the host's, where given.
fn options(address: &Address, alias: Option<String>) -> SslOpts {
    let checked = matches!(
        address.security,
        Security::VerifyCa | Security::VerifyIdentity
    );
    let authority = address.authority.as_ref().filter(|_| checked);
    let options = SslOpts::default()
        // Who names an authority trusts no other.
        .with_disable_built_in_roots(authority.is_some())
        .with_root_certs(authority.cloned().into_iter().map(Into::into).collect())
        .with_danger_accept_invalid_certs(!checked);
    match alias {
        Some(alias) => options.with_danger_tls_hostname_override(Some(alias)),
        None => options,
    }
}

/// A name that a good certificate was made out to, where the host's isn't one of them. The client
/// has no way of its own to let names be that would work: it looks for them in the error's words.
fn name_in(error: &Error) -> Option<String> {
    let rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext {
        presented,
        ..
    }) = errors::tls(error)?
    else {
        return None;
    };
    // As in `DnsName("db.example")` and `IpAddress(10.0.0.1)`.
    let mut names = presented.iter().filter_map(|name| {
        let (_, name) = name.split_once('(')?;
        let name = name.strip_suffix(')')?.trim_matches('"');
        Some(name.replace('*', "any"))
    });
    names.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_in_any_spelling() {
        assert_eq!(Security::parse("verify-ca"), Some(Security::VerifyCa));
        assert_eq!(Security::parse("REQUIRED"), Some(Security::Required));
        assert_eq!(Security::parse("require"), None);
    }
}
