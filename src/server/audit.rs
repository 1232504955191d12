//! The audit trail: who had what done to which task, as events of the log's target `audit`.

use std::net::IpAddr;

use super::problem::request_id;
use crate::task::Task;

tokio::task_local! {
    /// Who sent the request that is being answered: the name of a token, else an address.
    pub(super) static CLIENT: String;
}

/// Tells what became of a task. Whoever asked for it is known as long as the request is answered.
pub(super) fn tell(what: &str, task: &Task) {
    let client = CLIENT.try_with(Clone::clone).ok();
    let request = Some(request_id()).filter(|id| !id.is_empty());
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
    tracing::warn!(
        target: "audit",
        event = %"auth.failure",
        path,
        client = %client,
        request = request_id(),
        "a request had no valid token"
    );
}
