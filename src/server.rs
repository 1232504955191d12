//! The service: HTTP in, tasks of the same pipeline out.
//!
//! Handlers turn requests into settings and tasks (`reference`, `openai`, `tasks`, `speakers`) and
//! tasks into what clients read (`view`); they hold no other logic. Tasks wait in the store and are
//! taken by threads of our own (`perform`), which share the cores by what each task has had
//! (`gate`); what they tell on the way is in `live`. `courier` calls back, `janitor` clears up.

mod app;
mod auth;
mod combine;
mod courier;
mod events;
mod gate;
mod guard;
mod health;
mod janitor;
mod listen;
mod live;
mod metrics;
mod names;
mod openai;
mod openapi;
mod options;
mod page;
mod params;
mod part;
mod perform;
mod problem;
mod query;
mod reference;
mod rendered;
mod routes;
mod speakers;
mod submit;
mod tasks;
mod upload;
mod uploads;
mod view;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::JoinHandle;

use anyhow::Context as _;
pub use openapi::description;

use crate::config::{Layers, Server, Settings, UsageError};
use crate::net::{Policy, Rules};
use crate::runner::{self, History};
use crate::store;
use crate::webhook::Secrets;
use app::{App, Parts};
use auth::Tokens;
use uploads::Uploads;

/// Threads that call back: one slow receiver keeps no other waiting.
const COURIERS: usize = 4;
/// Threads that ask the store and look into files for requests.
const BLOCKING_THREADS: usize = 64;
/// Folder for recordings inside the data folder.
const UPLOADS: &str = "uploads";

/// Runs the service until `stop` is set. `ready` is told its address once it answers.
///
/// # Errors
/// When the settings don't go together, or the address, a file or the store can't be had.
pub fn run(
    settings: Settings,
    layers: Layers,
    history: History,
    stop: &'static AtomicBool,
    ready: impl FnOnce(&str),
) -> anyhow::Result<()> {
    let server = settings.server.clone();
    let tokens = Tokens::new(&server)?;
    let tls = match &server.tls {
        Some((cert, key)) => {
            Some(listen::tls(cert, key).map_err(|error| UsageError(format!("{error:#}")))?)
        }
        None => None,
    };
    let listener = bind(&server, &tokens)?;
    let address = listener.local_addr().context("the address can't be read")?;
    let app = app(settings, layers, history, tokens, stop)?;
    // What a crash has left is cleared and gone on with before anything new comes.
    janitor::clear(&app);
    app.history.sweep()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_name("http")
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_all()
        .build()
        .context("threads can't be started")?;
    let threads = workers(&app, server.jobs)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        ready(&format!("{scheme}://{address}"));
        listen::serve(listener, tls, routes::router(Arc::clone(&app)), stop).await;
        anyhow::Ok(())
    })?;
    for thread in threads {
        // One that panicked has told so.
        let _ = thread.join();
    }
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    Ok(())
}

fn app(
    settings: Settings,
    layers: Layers,
    history: History,
    tokens: Tokens,
    stop: &'static AtomicBool,
) -> anyhow::Result<Arc<App>> {
    let server = &settings.server;
    let uploads = match &server.upload_dir {
        Some(path) => path.clone(),
        None => store::data_folder()
            .context("the system names no data folder")?
            .join(UPLOADS),
    };
    let shown = uploads.display().to_string();
    let uploads = Uploads::open(&uploads)
        .map_err(|error| UsageError(format!("recordings can't be stored in {shown}: {error}")))?;
    let store = history.store().context("the history is off")?;
    Ok(App::new(Parts {
        store: Arc::clone(store),
        host: runner::host(),
        uploads,
        policy: policy(server)?,
        secrets: Secrets::parse(server.webhook_secret.as_deref().unwrap_or_default())
            .map_err(|error| UsageError(format!("SCRIPTA_WEBHOOK_SECRET: {error}")))?,
        settings,
        layers,
        history,
        tokens,
        stop,
    }))
}

/// Which addresses the service may reach for its clients.
fn policy(server: &Server) -> Result<Policy, UsageError> {
    if !server.ssrf_protection {
        return Ok(Policy::open());
    }
    let usual = Rules::default();
    let blocked = Some(server.ssrf_blocked.clone()).filter(|networks| !networks.is_empty());
    Policy::new(&Rules {
        schemes: server.ssrf_schemes.clone(),
        blocked: blocked.unwrap_or(usual.blocked),
        allowed: server.ssrf_allow.clone(),
        enabled: true,
    })
    .map_err(|error| UsageError(error.to_string()))
}

/// Takes the address, unless everybody could come in through it.
fn bind(server: &Server, tokens: &Tokens) -> anyhow::Result<std::net::TcpListener> {
    use std::net::ToSocketAddrs as _;
    let name = (server.host.as_str(), server.port);
    let addresses = name.to_socket_addrs().map_err(|error| {
        UsageError(format!(
            "--host {}: there is no such address: {error}",
            server.host
        ))
    })?;
    let addresses: Vec<SocketAddr> = addresses.collect();
    let is_local = addresses.iter().all(|address| address.ip().is_loopback());
    if !is_local && !tokens.needed() && !server.insecure {
        let text = format!(
            "--host {} lets other machines in, and nothing keeps them from using this one: set \
             AUTH__BEARER_TOKEN, or add --insecure if that is meant",
            server.host
        );
        return Err(UsageError(text).into());
    }
    let listener = std::net::TcpListener::bind(&addresses[..]).map_err(|error| {
        let (host, port) = name;
        UsageError(format!(
            "can't listen on {host} port {port}: {error}; choose another with --port"
        ))
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Starts the threads that work beside the answering.
fn workers(app: &Arc<App>, jobs: usize) -> anyhow::Result<Vec<JoinHandle<()>>> {
    let start = |name: String, work: fn(&Arc<App>)| {
        let app = Arc::clone(app);
        std::thread::Builder::new()
            .name(name)
            .spawn(move || work(&app))
    };
    let mut threads = Vec::new();
    for number in 0..jobs {
        threads.push(start(format!("task {number}"), perform::work)?);
    }
    for number in 0..COURIERS {
        threads.push(start(format!("courier {number}"), courier::work)?);
    }
    threads.push(start("janitor".to_owned(), janitor::work)?);
    Ok(threads)
}
