//! What NIST's line formats share: fields without spaces, and times in milliseconds.
//!
//! CTM and RTTM write the lines themselves.

use std::path::Path;

/// Every recording is heard as one channel.
pub(super) const CHANNEL: u32 = 1;

/// The recording's name without folders and extension, as one field that begins no comment.
pub(super) fn file(source: &str) -> String {
    let stem = Path::new(source).file_stem();
    let stem = joined(&stem.unwrap_or_default().to_string_lossy());
    match stem.strip_prefix(';') {
        Some(rest) => format!("_{rest}"),
        None if stem.is_empty() => "-".to_owned(),
        None => stem,
    }
}

/// The text as one field: spaces stand between fields.
pub(super) fn joined(text: &str) -> String {
    let pieces: Vec<&str> = text.split_whitespace().collect();
    pieces.join("_")
}

/// The nearest whole millisecond.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to be positive and below 2^53; what is no number becomes 0"
)]
pub(super) fn milliseconds(seconds: f64) -> u64 {
    (seconds * 1000.0).clamp(0.0, 1.0e15).round() as u64
}

/// Milliseconds as seconds.
#[expect(clippy::cast_precision_loss, reason = "times are far below 2^53")]
pub(super) fn seconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1000.0
}
