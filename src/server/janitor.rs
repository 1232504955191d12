//! Clears up: tasks of programs that died, recordings that nobody needs, models that nobody uses.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::app::App;
use crate::store::StoreError;

/// How often tasks and models are looked at.
const ROUND: Duration = Duration::from_secs(5);
/// How often recordings are.
const CLEARING: Duration = Duration::from_mins(1);
/// How soon the end of the service is seen.
const TICK: Duration = Duration::from_millis(200);

/// Works until the service ends.
pub(super) fn work(app: &Arc<App>) {
    let (mut round, mut clearing) = (Instant::now(), Instant::now());
    while !app.stops() {
        std::thread::sleep(TICK);
        if round.elapsed() >= ROUND {
            round = Instant::now();
            match app.history.sweep() {
                Ok(0) => {}
                Ok(_) => app.queue_bell.ring(),
                Err(error) => tracing::error!("interrupted tasks can't be found: {error}"),
            }
            let idle = app.settings.server.model_idle_timeout;
            if !idle.is_zero() && !app.shelf.is_empty() && app.idle() >= idle {
                tracing::info!(
                    "models are unloaded after {} s without work",
                    idle.as_secs()
                );
                app.shelf.clear();
            }
        }
        if clearing.elapsed() >= CLEARING {
            clearing = Instant::now();
            clear(app);
        }
    }
}

/// Removes the folders of recordings that no task needs any more.
pub(super) fn clear(app: &App) {
    let retention = app.settings.server.upload_retention;
    let since = Timestamp::now()
        .checked_sub(retention)
        .unwrap_or(Timestamp::MIN);
    let needed = || {
        let paths = app.store.needed_sources(&app.host, since)?;
        let folders = paths.iter().filter_map(|path| Path::new(path).parent());
        Ok::<_, StoreError>(folders.map(Path::to_owned).collect())
    };
    if let Err(error) = app.uploads.clear(needed) {
        tracing::error!("recordings can't be cleared: {error}");
    }
}
