//! What is trusted of a certificate that nobody else has issued.

use std::time::Duration;

use super::*;

/// Moments when it holds, and when it doesn't yet, in seconds since 1970.
const VALID: u64 = 1_900_000_000;
const EARLY: u64 = 1_000_000_000;

/// A certificate that its owner has issued to himself, marked as an issuer's, for `localhost`.
const OWN: &str = include_str!("testdata/own.pem");

fn verifier(check: Check, pem: &str) -> Verifier {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    let certificates = certificates.expect("certificates");
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates.iter().cloned());
    Verifier {
        provider: Arc::new(aws_lc_rs::default_provider()),
        certificates,
        roots,
        check,
    }
}

fn checked(check: Check, trusted: &str, host: &str, seconds: u64) -> Result<(), Error> {
    let own = CertificateDer::from_pem_slice(OWN.as_bytes()).expect("a certificate");
    let name = ServerName::try_from(host).expect("a name");
    let now = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let verified = verifier(check, trusted).verify_server_cert(&own, &[], &name, &[], now);
    verified.map(drop)
}

#[test]
fn a_servers_own_certificate_may_be_trusted() {
    for check in [Check::Issuer, Check::IssuerAndName] {
        assert_eq!(checked(check, OWN, "localhost", VALID), Ok(()));
        assert!(checked(check, OWN, "localhost", EARLY).is_err());
        assert!(checked(check, "", "localhost", VALID).is_err());
    }
    assert_eq!(checked(Check::Issuer, OWN, "elsewhere", VALID), Ok(()));
    assert!(checked(Check::IssuerAndName, OWN, "elsewhere", VALID).is_err());
    assert_eq!(checked(Check::Nothing, "", "elsewhere", EARLY), Ok(()));
}

#[test]
fn files_without_certificates_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ca.pem");
    fs::write(&path, "nothing").expect("a file");
    let error = Tls::new(Check::Issuer, &Roots::File(path.clone())).expect_err("empty");
    assert!(error.contains("ca.pem holds no certificates"), "{error}");
    fs::write(&path, OWN).expect("a file");
    assert!(Tls::new(Check::Issuer, &Roots::File(path)).is_ok());
}
