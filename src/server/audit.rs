//! The audit trail: who had what done to which task, as events of the log's target `audit`.

use std::net::IpAddr;

use super::problem::request_id;
use crate::task::Task;

tokio::task_local! {
    /// Who sent the request that is being answered: the name of a token, else an address.
    pub(super) static CLIENT: String;
}

/// Characters of a path that are told.
const LONGEST_PATH: usize = 200;

/// Who asks for something, as far as that is known.
#[derive(Debug, Clone)]
pub(super) struct Asker {
    client: Option<String>,
    request: Option<String>,
}

impl Asker {
    /// Who sent the request that is being answered; nobody elsewhere.
    pub(super) fn current() -> Self {
        Self {
            client: CLIENT.try_with(Clone::clone).ok(),
            request: Some(request_id()).filter(|id| !id.is_empty()),
        }
    }
}

/// Tells what became of a task in the request that is being answered, or without one.
pub(super) fn tell(what: &str, task: &Task) {
    tell_of(&Asker::current(), what, task);
}

/// Tells what became of a task, and who asked for it.
pub(super) fn tell_of(asker: &Asker, what: &str, task: &Task) {
    let Asker { client, request } = asker;
    tracing::info!(
        target: "audit",
        event = %format_args!("task.{what}"),
        task = task.id.as_str(),
        kind = task.kind.name(),
        client = client.as_deref(),
        request = request.as_deref(),
        "task {what}"
    );
}

/// Tells that somebody came without a valid token.
pub(super) fn refused(path: &str, client: IpAddr) {
    let path: String = path.chars().take(LONGEST_PATH).collect();
    tracing::warn!(
        target: "audit",
        event = %"auth.failure",
        path,
        client = %client,
        request = request_id(),
        "a request had no valid token"
    );
}
