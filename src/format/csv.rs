//! Comma-separated values (RFC 4180): a row per segment, times in seconds.

use crate::transcript::Transcript;

pub(super) fn render(transcript: &Transcript) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory can't fail.
    let _ = writer.write_record(["start", "end", "text", "language", "avg_logprob"]);
    for segment in &transcript.segments {
        let _ = writer.write_record([
            format!("{:.3}", segment.start),
            format!("{:.3}", segment.end),
            segment.text.clone(),
            segment.language.clone(),
            format!("{:.4}", segment.avg_logprob),
        ]);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
