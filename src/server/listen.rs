//! Connections: accepted, encrypted where that is wanted, given up when they are too slow, and
//! finished when the service ends.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

/// Time to send a request's head, and to stay idle between two requests.
const HEAD_PATIENCE: Duration = Duration::from_secs(20);
/// Time to agree on encryption.
const TLS_PATIENCE: Duration = Duration::from_secs(10);
/// Time that requests get to finish when the service ends.
const FAREWELL: Duration = Duration::from_secs(5);
/// How soon the wish to end is seen.
const TICK: Duration = Duration::from_millis(50);
/// Most bytes of a request's head.
const LARGEST_HEAD: usize = 64 << 10;
/// Files that may be open at once where the system has no limit: macOS takes no more.
#[cfg(unix)]
const MOST_FILES: u64 = 10_240;

/// Has as many connections open at once as the system lets the program have files: of the usual 1,024
/// a thousand idle clients leave nothing to others.
#[cfg(unix)]
pub(super) fn allow_many() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(MOST_FILES);
    let Some(now) = limit.current.filter(|now| *now < most) else {
        return;
    };
    let raised = Rlimit {
        current: Some(most),
        ..limit
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!("no more than {now} files and connections can be open at once: {error}");
    }
}

/// Elsewhere there is no such limit.
#[cfg(not(unix))]
pub(super) fn allow_many() {}

/// Answers requests until `stop` is set.
pub(super) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    stop: &'static AtomicBool,
) {
    let (farewell, end) = watch::channel(());
    let mut connections = JoinSet::new();
    while !stop.load(Ordering::Relaxed) {
        // Finished ones are cleared away.
        while connections.try_join_next().is_some() {}
        let accepted = tokio::time::timeout(TICK, listener.accept()).await;
        let (stream, client) = match accepted {
            Err(_) => continue,
            Ok(Ok(accepted)) => accepted,
            Ok(Err(error)) => {
                // Out of files, most likely: those that are open must end first.
                tracing::warn!("a connection can't be accepted: {error}");
                tokio::time::sleep(TICK).await;
                continue;
            }
        };
        // Answers are small: waiting to fill packets would only make them late.
        let _ = stream.set_nodelay(true);
        let (router, end, tls) = (router.clone(), end.clone(), tls.clone());
        connections.spawn(async move {
            match tls {
                None => talk(stream, client, router, end).await,
                Some(tls) => {
                    let agreed = tokio::time::timeout(TLS_PATIENCE, tls.accept(stream)).await;
                    if let Ok(Ok(stream)) = agreed {
                        talk(stream, client, router, end).await;
                    }
                }
            }
        });
    }
    drop(listener);
    drop(end);
    let _ = farewell.send(());
    let all = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(FAREWELL, all).await;
}

/// Answers the requests of one connection.
async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    client: SocketAddr,
    router: Router,
    mut end: watch::Receiver<()>,
) {
    let answer = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(client));
            router.oneshot(request).await
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), answer);
    let mut connection = std::pin::pin!(connection);
    let result: Result<(), hyper::Error> = tokio::select! {
        result = connection.as_mut() => result,
        _ = end.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        tracing::debug!("{client}: {error}");
    }
}

/// Reads a certificate chain and its key.
///
/// # Errors
/// When a file can't be read or holds something else, or the two don't belong together.
pub(super) fn tls(cert: &Path, key: &Path) -> anyhow::Result<TlsAcceptor> {
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect)
        .with_context(|| format!("{} is no certificate chain in PEM", cert.display()))?;
    let secret = PrivateKeyDer::from_pem_file(key)
        .with_context(|| format!("{} is no private key in PEM", key.display()))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .with_context(|| format!("{} doesn't belong to {}", key.display(), cert.display()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
