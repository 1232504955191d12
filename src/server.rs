//! The service: HTTP in, tasks of the same pipeline out.
//!
//! Handlers turn requests into settings and tasks (`reference`, `openai`, `tasks`, `speakers`) and
//! tasks into what clients read (`view`); they hold no other logic. Tasks wait in the store and are
//! taken by threads of our own (`perform`), which share the cores by what each task has had
//! (`gate`); what they tell on the way is in `live`. `courier` calls back, `janitor` clears up.

mod app;
mod audit;
mod auth;
mod combine;
mod courier;
mod events;
mod guard;
mod health;
mod intake;
mod janitor;
mod joint;
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
mod voices;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::Context as _;
pub use openapi::description;

use crate::config::{Layers, Server, Settings, UsageError};
use crate::net::{Policy, Rules};
use crate::runner::{self, History};
use crate::store;
use crate::webhook::Secrets;
use crate::work;
use app::{App, Parts};
use auth::Tokens;
use uploads::Uploads;

/// Threads that were started.
type Threads = Vec<JoinHandle<()>>;

/// How often it is looked whether a thread has ended.
const TICK: Duration = Duration::from_millis(50);
/// Threads that call back: one slow receiver keeps no other waiting.
const COURIERS: usize = 4;
/// How long messages that are on their way may take once the service ends; later ones are sent again
/// after its next start.
const LAST_MESSAGES: Duration = Duration::from_secs(3);
/// Threads that ask the store and look into files for requests.
const BLOCKING_THREADS: usize = 80;
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
    listen::allow_many();
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
    let (threads, couriers) = workers(&app, jobs(&app))?;
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
    let until = Instant::now() + LAST_MESSAGES;
    while Instant::now() < until && !couriers.iter().all(JoinHandle::is_finished) {
        std::thread::sleep(TICK);
    }
    runtime.shutdown_timeout(Duration::from_secs(1));
    Ok(())
}

fn app(
    settings: Settings,
    layers: Layers,
    history: History,
    tokens: Tokens,
    stop: &'static AtomicBool,
) -> anyhow::Result<Arc<App>> {
    let device = work::device(&settings)?.to_string();
    let server = &settings.server;
    let uploads = match &server.upload_dir {
        Some(path) => path.clone(),
        None => store::data_folder()
            .context("the system names no data folder")?
            .join(UPLOADS),
    };
    let shown = uploads.display().to_string();
    let uploads = Uploads::open(&uploads, &work::store_url(&settings)?)
        .map_err(|error| UsageError(format!("recordings can't be stored in {shown}: {error}")))?;
    let store = history.store().context("the history is off")?;
    Ok(App::new(Parts {
        store: Arc::clone(store),
        host: runner::host(),
        device,
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

/// Tasks worked on at once where the settings don't say: there is always one whose turn it is.
const JOBS: usize = 8;

/// How many tasks are worked on at once: those on a GPU share its memory, so they have a number of
/// their own.
fn jobs(app: &App) -> usize {
    match (app.device.as_str(), app.settings.jobs) {
        ("cpu", 0) => JOBS,
        ("cpu", jobs) => jobs,
        _ => app.settings.server.max_gpu_tasks,
    }
}

/// Starts the threads that work beside the answering: those whose end is waited for, and those that
/// wait for other machines.
fn workers(app: &Arc<App>, jobs: usize) -> anyhow::Result<(Threads, Threads)> {
    let start = |name: String, work: fn(&Arc<App>)| {
        let app = Arc::clone(app);
        std::thread::Builder::new()
            .name(name)
            .spawn(move || work(&app))
    };
    let (mut threads, mut couriers) = (Threads::new(), Threads::new());
    for number in 0..jobs {
        threads.push(start(format!("task {number}"), perform::run_queue)?);
    }
    for number in 0..COURIERS {
        couriers.push(start(format!("courier {number}"), courier::work)?);
    }
    threads.push(start("janitor".to_owned(), janitor::work)?);
    Ok((threads, couriers))
}
