//! `scripta serve`: the pipeline behind HTTP.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context as _;

use super::ExitStatus;
use crate::config::{Layers, Settings};
use crate::interrupt;
use crate::printer::Printer;
use crate::runner::History;
use crate::server;
use crate::store::Store;
use crate::work::store_url;

/// Time to finish requests and to keep what tasks have done, when the service is to end.
const FAREWELL: Duration = Duration::from_secs(10);

pub(super) fn run(
    layers: &Layers,
    settings: &Settings,
    printer: &Printer,
    cancel: &'static AtomicBool,
) -> anyhow::Result<ExitStatus> {
    interrupt::allow(FAREWELL);
    crate::work::check_file(settings)?;
    let store = Store::open(&store_url(settings)?)?;
    let history = History::new(store, super::history::telling(printer))?;
    let told = std::cell::RefCell::new(Ok(()));
    server::run(
        settings.clone(),
        layers.clone(),
        history,
        cancel,
        |address| {
            // One line for whoever waits for it, a person or a script.
            let line = format!("listening on {address}\n");
            *told.borrow_mut() = printer.data(line.as_bytes());
        },
    )?;
    told.into_inner().context("stdout can't be written")?;
    Ok(ExitStatus::Success)
}
