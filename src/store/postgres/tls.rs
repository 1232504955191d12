//! How connections are kept private: what is checked of a server's certificate.
//!
//! The sslmodes are libpq's; where it would look for no certificates at all, the system's are used.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};

/// What is checked of a server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// Nothing: only listeners are kept out.
    Nothing,
    /// That somebody who is trusted has issued it.
    Issuer,
    /// That, and that it is for this host.
    IssuerAndName,
}

/// Whose certificates are trusted.
#[derive(Debug)]
pub(super) enum Roots {
    /// Those of `~/.postgresql/root.crt` if it is there, else the system's.
    Usual,
    /// The system's.
    System,
    /// Those in a PEM file.
    File(PathBuf),
}

/// TLS as connections use it.
#[derive(Debug, Clone)]
pub(super) struct Tls {
    /// What rustls is to do.
    pub(super) config: Arc<ClientConfig>,
    /// Whether the host's name matters.
    pub(super) needs_name: bool,
}

impl Tls {
    /// Reads the certificates that are needed.
    ///
    /// # Errors
    /// When there are none; a sentence says where.
    pub(super) fn new(check: Check, roots: &Roots) -> Result<Self, String> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let certificates = match check {
            Check::Nothing => Vec::new(),
            Check::Issuer | Check::IssuerAndName => trusted(roots)?,
        };
        let mut store = RootCertStore::empty();
        // The system's may hold some that rustls can't read; nobody needs all of them.
        store.add_parsable_certificates(certificates.iter().cloned());
        let verifier = Verifier {
            provider: Arc::clone(&provider),
            certificates,
            roots: store,
            check,
        };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        Ok(Self {
            config: Arc::new(config),
            needs_name: check == Check::IssuerAndName,
        })
    }
}

/// The certificates of those who are trusted.
fn trusted(roots: &Roots) -> Result<Vec<CertificateDer<'static>>, String> {
    let usual = || {
        let folders = directories::BaseDirs::new()?;
        let folder = if cfg!(windows) {
            folders.config_dir().join("postgresql")
        } else {
            folders.home_dir().join(".postgresql")
        };
        Some(folder.join("root.crt")).filter(|path| path.exists())
    };
    let found = match roots {
        Roots::File(path) => in_file(path)?,
        Roots::Usual if let Some(path) = usual() => in_file(&path)?,
        Roots::Usual | Roots::System => rustls_native_certs::load_native_certs().certs,
    };
    if found.is_empty() {
        return Err("the system has no certificates to check servers by: \
                    name a file of them with sslrootcert"
            .to_owned());
    }
    Ok(found)
}

fn in_file(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let shown = path.display();
    let text = fs::read(path).map_err(|error| format!("{shown} can't be read: {error}"))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(format!("{shown} holds no certificates in PEM form")),
    }
}

/// Checks certificates as far as the user asks for it.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    certificates: Vec<CertificateDer<'static>>,
    roots: RootCertStore,
    check: Check,
}

impl Verifier {
    /// Whether a certificate that rustls doesn't take is named as trusted itself. Servers often
    /// have one that nobody else has issued; it may be marked as an issuer's.
    fn is_known(&self, certificate: &CertificateDer<'_>, error: &Error) -> bool {
        let own = matches!(
            error,
            Error::InvalidCertificate(CertificateError::Other(_) | CertificateError::UnknownIssuer)
        );
        own && self.certificates.iter().any(|known| known == certificate)
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.check == Check::Nothing {
            return Ok(ServerCertVerified::assertion());
        }
        let parsed = ParsedCertificate::try_from(certificate)?;
        let algorithms = self.provider.signature_verification_algorithms.all;
        let issued = verify_server_cert_signed_by_trust_anchor(
            &parsed,
            &self.roots,
            intermediates,
            now,
            algorithms,
        );
        match issued {
            Err(error) if !self.is_known(certificate, &error) => return Err(error),
            _ => {}
        }
        if self.check == Check::IssuerAndName {
            verify_server_name(&parsed, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests;
