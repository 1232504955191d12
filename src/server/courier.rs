//! Carries the messages about ended tasks to those who wait for them, until they take them or all
//! attempts are used up. What was attempted is in the store, so a restart goes on with it.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::app::App;
use super::rendered::rendered;
use super::view;
use crate::store::{Delivery, DeliveryStatus, StoreError};
use crate::webhook::{self, DeliveryError};

/// How often the store is looked at when nothing rings.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Carries messages until the service ends.
pub(super) fn work(app: &Arc<App>) {
    while !app.stops() {
        let timeout = app.settings.server.callback_timeout;
        // Should this program die meanwhile, another attempt is made after that time.
        let until = later(timeout * 2 + Duration::from_secs(10));
        let done = app
            .store
            .take_delivery(until)
            .and_then(|found| match found {
                Some(delivery) => carry(app, &delivery, timeout).map(|()| true),
                None => Ok(false),
            });
        match done {
            Ok(true) => {}
            Ok(false) => app.courier_bell.wait(LOOK_AGAIN),
            Err(error) => {
                tracing::error!("callbacks can't be read: {error}");
                std::thread::sleep(LOOK_AGAIN);
            }
        }
    }
}

/// Makes one attempt.
fn carry(app: &App, delivery: &Delivery, timeout: Duration) -> Result<(), StoreError> {
    let body = message(app, delivery)?;
    let sent = webhook::deliver(
        &delivery.url,
        &app.policy,
        &delivery.id,
        &body,
        &app.secrets,
        timeout,
        Timestamp::now(),
    );
    let attempts = delivery.attempts + 1;
    let (status, answer, error, next) = match sent {
        Ok(answer) => (
            DeliveryStatus::Delivered,
            Some(answer),
            None,
            Timestamp::now(),
        ),
        Err(error) if attempts < app.settings.server.callback_attempts => {
            let next = later(webhook::backoff(
                u32::try_from(attempts).unwrap_or(u32::MAX),
            ));
            (
                DeliveryStatus::Waiting,
                answer(&error),
                Some(error.to_string()),
                next,
            )
        }
        Err(error) => (
            DeliveryStatus::Failed,
            answer(&error),
            Some(error.to_string()),
            Timestamp::now(),
        ),
    };
    if let Some(error) = &error {
        let id = &delivery.task_id;
        tracing::warn!("callback of task {id}, attempt {attempts}: {error}");
    }
    app.metrics.delivered(status.name());
    app.store
        .attempted(&delivery.id, status, answer, error.as_deref(), next)
}

/// The status that a receiver answered with, if it answered.
fn answer(error: &DeliveryError) -> Option<u16> {
    match error {
        DeliveryError::Status(status) => Some(*status),
        _ => None,
    }
}

/// What is told: the task as its own page has it.
fn message(app: &App, delivery: &Delivery) -> Result<Vec<u8>, StoreError> {
    let task = app.store.task(&delivery.task_id)?;
    let result = app.store.result(&task.id)?;
    let shown = view::Result::new(
        task,
        result
            .as_deref()
            .map(view::result)
            .as_ref()
            .and_then(rendered),
        &view::Standing::default(),
    );
    serde_json::to_vec(&shown).map_err(|_| StoreError::Undone)
}

fn later(time: Duration) -> Timestamp {
    let now = Timestamp::now();
    now.checked_add(time).unwrap_or(now)
}
