//! All combinations, by what is special about them.

mod damaged;
mod edits;
mod films;
mod headers;
mod holes;
mod joined;
mod sound;
mod tracks;

use super::row::Row;

/// Failures that are accepted: a row's name, and why.
pub const KNOWN: &[(&str, &str)] = &[];

/// The whole matrix.
pub fn all() -> Vec<Row> {
    [
        sound::rows(),
        sound::special(),
        headers::rows(),
        joined::rows(),
        damaged::rows(),
        holes::rows(),
        films::rows(),
        edits::rows(),
        tracks::rows(),
    ]
    .concat()
}
