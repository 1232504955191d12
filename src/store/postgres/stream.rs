//! The client's connections over rustls, and what binds a login to such a connection.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use rustls::pki_types::{IpAddr, Ipv4Addr, ServerName};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream as Inner;

use super::tls::Tls;

/// The names of algorithms that sign certificates, as they stand there, by what they end with.
const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01];
const ECDSA: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04];

/// Makes a connection to one host private.
pub(super) struct ToHost {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl<S> MakeTlsConnect<S> for Tls
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Stream<S>;
    type TlsConnect = ToHost;
    type Error = String;

    fn make_tls_connect(&mut self, host: &str) -> Result<ToHost, String> {
        let name = match ServerName::try_from(host.to_owned()) {
            Ok(name) => name,
            Err(_) if self.needs_name => {
                return Err("certificates can't be for such a host".to_owned());
            }
            // An address isn't sent to the server.
            Err(_) => ServerName::IpAddress(IpAddr::V4(Ipv4Addr::from([127, 0, 0, 1]))),
        };
        Ok(ToHost {
            connector: TlsConnector::from(Arc::clone(&self.config)),
            name,
        })
    }
}

impl<S> TlsConnect<S> for ToHost
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Stream<S>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream<S>>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        let connecting = self.connector.connect(self.name, stream);
        Box::pin(async move { connecting.await.map(Box::new).map(Stream) })
    }
}

/// A private connection.
pub(super) struct Stream<S>(Box<Inner<S>>);

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Stream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        let certificates = self.0.get_ref().1.peer_certificates();
        let first = certificates.and_then(|all| all.first());
        let digest = first.and_then(|certificate| digest(certificate));
        digest.map_or_else(ChannelBinding::none, ChannelBinding::tls_server_end_point)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Stream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_shutdown(context)
    }
}

/// What RFC 5929 calls `tls-server-end-point`: the certificate's digest, by the algorithm that it
/// was signed with, or SHA-256 where that is MD5 or SHA-1. Other algorithms bind nothing.
fn digest(certificate: &[u8]) -> Option<Vec<u8>> {
    let (inside, _) = element(certificate)?;
    let (_, rest) = element(inside)?;
    let (algorithm, _) = element(rest)?;
    let (name, _) = element(algorithm)?;
    let bits = match (name.strip_prefix(RSA), name.strip_prefix(ECDSA)) {
        (Some([4 | 5 | 11]), _) | (_, Some([1] | [3, 2])) => 256,
        (Some([12]), _) | (_, Some([3, 3])) => 384,
        (Some([13]), _) | (_, Some([3, 4])) => 512,
        _ => return None,
    };
    Some(match bits {
        256 => Sha256::digest(certificate).to_vec(),
        384 => Sha384::digest(certificate).to_vec(),
        _ => Sha512::digest(certificate).to_vec(),
    })
}

/// The first element of DER, and what follows it.
fn element(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_tag, rest) = der.split_first()?;
    let (&first, mut rest) = rest.split_first()?;
    let mut length = usize::from(first);
    if first & 0x80 != 0 {
        let bytes = rest
            .get(..usize::from(first & 0x7F))
            .filter(|b| b.len() <= 4)?;
        length = bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        rest = &rest[bytes.len()..];
    }
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn der_is_walked_without_stumbling() {
        assert_eq!(element(&[0x30, 2, 1, 2, 3]), Some((&[1, 2][..], &[3][..])));
        let long: Vec<u8> = [&[0x30, 0x81, 200][..], &[7; 201]].concat();
        let (inside, rest) = element(&long).expect("an element");
        assert_eq!((inside.len(), rest), (200, &[7][..]));
        for bad in [
            &[][..],
            &[0x30],
            &[0x30, 5, 1],
            &[0x30, 0x85, 1, 1, 1, 1, 1],
            &[0x30, 0x82, 1],
        ] {
            assert_eq!(element(bad), None, "{bad:?}");
            assert_eq!(digest(bad), None);
        }
    }

    #[test]
    fn digests_go_with_the_signature() {
        let certificate = |name: &[u8]| {
            let mut der = vec![0x30, 0x80 | 1, 0, 0x30, 0, 0x30, 0, 6];
            der.push(u8::try_from(name.len()).expect("short"));
            der.extend(name);
            der[2] = u8::try_from(der.len() - 3).expect("short");
            der[6] = u8::try_from(name.len() + 2).expect("short");
            digest(&der).map(|digest| digest.len())
        };
        assert_eq!(certificate(&[RSA, &[5]].concat()), Some(32));
        assert_eq!(certificate(&[RSA, &[12]].concat()), Some(48));
        assert_eq!(certificate(&[ECDSA, &[3, 4]].concat()), Some(64));
        assert_eq!(certificate(&[RSA, &[10]].concat()), None);
    }
}
