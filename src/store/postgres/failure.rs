//! What PostgreSQL's errors mean: to a user, and to whoever may try again.

use std::error::Error as _;

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use crate::store::StoreError;

/// What may be done about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remedy {
    /// The same work again: others were in the way.
    Again,
    /// The same work with another connection: this one is gone or unusable.
    Reconnect,
    /// Nothing.
    None,
}

/// What may be done about an error of a statement.
pub(super) fn remedy(error: &Error) -> Remedy {
    let Some(code) = error.code() else {
        return if is_lost(error) {
            Remedy::Reconnect
        } else {
            Remedy::None
        };
    };
    match code.code() {
        // Serialisation failure, deadlock; and two who insert the same at once, for the store
        // looks before it inserts.
        "40001" | "40P01" | "23505" => Remedy::Again,
        // The server shuts down, somebody ended the connection, or it was idle too long; or a
        // change of the tables or a pool between has spoilt a prepared statement.
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "25P04" | "26000" | "0A000" => {
            Remedy::Reconnect
        }
        code if code.starts_with("08") => Remedy::Reconnect,
        _ => Remedy::None,
    }
}

/// Whether the server may let one in soon: it is starting, or has no connection left.
pub(super) fn is_full_house(error: &Error) -> bool {
    let code = error.code();
    code == Some(&SqlState::TOO_MANY_CONNECTIONS) || code == Some(&SqlState::CANNOT_CONNECT_NOW)
}

/// Whether a connection without TLS could work where one with it didn't.
pub(super) fn is_about_tls(error: &Error) -> bool {
    let refused = error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION);
    refused || kind(error) == "error performing TLS handshake"
}

/// What an error means to a user.
pub(super) fn failure(place: &str, error: &Error) -> StoreError {
    let place = place.to_owned();
    let source = said(error).into();
    let Some(code) = error.code() else {
        return match kind(error).as_str() {
            // A password or a way to prove it is missing.
            "invalid configuration" | "authentication error" => {
                StoreError::Denied { place, source }
            }
            "timeout waiting for server" => StoreError::Unreachable { place, source },
            _ if is_lost(error) => StoreError::Unreachable { place, source },
            _ => StoreError::Failed { place, source },
        };
    };
    match code.code() {
        "53100" => StoreError::Full { place },
        "25006" => StoreError::ReadOnly { place },
        "55P03" | "55006" | "53300" | "40001" | "40P01" => StoreError::Busy { place },
        // No such database, no schema to make tables in, no right to.
        "3D000" | "3F000" | "42501" => StoreError::Denied { place, source },
        code if code.starts_with("28") => StoreError::Denied { place, source },
        code if code.starts_with("57P") || code.starts_with("08") => {
            StoreError::Unreachable { place, source }
        }
        _ => StoreError::Failed { place, source },
    }
}

/// Whether the connection is gone, or was never made.
fn is_lost(error: &Error) -> bool {
    let about_connection = matches!(
        kind(error).as_str(),
        "error communicating with the server" | "error connecting to server"
    );
    error.is_closed() || about_connection
}

/// The kind of an error. The client tells it in words alone; `tests.rs` holds it to these.
fn kind(error: &Error) -> String {
    error.to_string()
}

/// What the server or the client said, in one line.
fn said(error: &Error) -> String {
    if let Some(told) = error.as_db_error() {
        return told.message().to_owned();
    }
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
