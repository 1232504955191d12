//! What the server's and the client's errors mean to a user, and which of them pass.

use mysql_async::{DriverError, Error, IoError};

use crate::store::StoreError;

/// Not allowed in, not allowed to, no such database, or an account that can't be used.
const DENIED: &[u16] = &[
    1044, 1045, 1049, 1129, 1130, 1142, 1143, 1227, 1251, 1370, 1524, 1698, 1820, 1862, 3118, 3159,
    4151,
];
/// No space left, for files or in a table.
const FULL: &[u16] = &[1021, 1114];
/// Waited for too long, or too many are connected.
const BUSY: &[u16] = &[1040, 1203, 1205, 1226, 3572];
/// The server doesn't write for anybody now.
const READ_ONLY: &[u16] = &[1290, 1792, 1836, 3100];
/// Two waited for each other, or one read what another then changed: the transaction is undone.
const DEADLOCK: &[u16] = &[1020, 1213];
/// The server ended the connection, and with it the transaction.
const ENDED: &[u16] = &[1053, 1077, 1152, 1158, 1159, 1160, 1161, 1927, 4031];

/// What was to be made was there already: a column, an index.
const THERE_ALREADY: &[u16] = &[1060, 1061];
/// A statement has to be prepared anew.
const UNPREPARED: u16 = 1615;

/// Whether something was to be made that was there already: a column, an index.
pub(super) fn is_there_already(error: &Error) -> bool {
    is_one_of(error, THERE_ALREADY)
}

/// The number of a server's error.
fn code(error: &Error) -> Option<u16> {
    match error {
        Error::Server(error) => Some(error.code),
        _ => None,
    }
}

fn is_one_of(error: &Error, codes: &[u16]) -> bool {
    code(error).is_some_and(|code| codes.contains(&code))
}

/// Whether the server undid the transaction for others' sake.
pub(super) fn is_deadlock(error: &Error) -> bool {
    is_one_of(error, DEADLOCK)
}

/// Whether the connection is gone.
pub(super) fn is_lost(error: &Error) -> bool {
    match error {
        Error::Server(error) => ENDED.contains(&error.code),
        Error::Io(IoError::Io(_)) => true,
        Error::Driver(error) => matches!(
            error,
            DriverError::ConnectionClosed | DriverError::PacketOutOfOrder
        ),
        _ => false,
    }
}

/// Whether the same may well succeed when it is done again.
pub(super) fn is_passing(error: &Error) -> bool {
    is_deadlock(error) || is_lost(error) || is_one_of(error, &[UNPREPARED])
}

/// What the encryption is unhappy with, if that is it.
pub(super) fn tls(error: &Error) -> Option<&rustls::Error> {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = source {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An I/O error's source is what its inner error came from, not that itself.
        let outer = error.downcast_ref::<std::io::Error>();
        let inner = outer.and_then(std::io::Error::get_ref);
        source = inner.map_or(error.source(), |inner| Some(inner));
    }
    None
}

/// The store's error for one of the client's; nothing of these holds the password.
pub(super) fn failure(place: &str, error: Error) -> StoreError {
    let place = place.to_owned();
    if is_one_of(&error, BUSY) || is_deadlock(&error) {
        return StoreError::Busy { place };
    }
    if is_one_of(&error, FULL) {
        return StoreError::Full { place };
    }
    if is_one_of(&error, READ_ONLY) {
        return StoreError::ReadOnly { place };
    }
    if is_one_of(&error, DENIED) {
        let source = error.into();
        return StoreError::Denied { place, source };
    }
    let unreachable = is_lost(&error) && tls(&error).is_none();
    let source = error.into();
    if unreachable {
        StoreError::Unreachable { place, source }
    } else {
        StoreError::Failed { place, source }
    }
}

/// The store's error for one that the server tells of in a result.
pub(super) fn told(place: String, text: String) -> StoreError {
    if text.contains("Lock wait timeout") {
        return StoreError::Busy { place };
    }
    let source = text.into();
    StoreError::Failed { place, source }
}
