//! Comma-separated values (RFC 4180): a row per segment, times in seconds.

use crate::transcript::{Diarization, Transcript};

pub(super) fn render(transcript: &Transcript) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory can't fail.
    let _ = writer.write_record(["start", "end", "text", "language", "avg_logprob", "speaker"]);
    for segment in &transcript.segments {
        let _ = writer.write_record([
            format!("{:.3}", segment.start),
            format!("{:.3}", segment.end),
            segment.text.clone(),
            segment.language.clone(),
            format!("{:.4}", segment.avg_logprob),
            segment.speaker.clone().unwrap_or_default(),
        ]);
    }
    finish(writer)
}

/// A row per turn.
pub(super) fn turns(diarization: &Diarization) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let _ = writer.write_record(["start", "end", "speaker"]);
    for turn in &diarization.turns {
        let times = [turn.start, turn.end].map(|time| format!("{time:.3}"));
        let [start, end] = times;
        let _ = writer.write_record([start, end, turn.speaker.clone()]);
    }
    finish(writer)
}

fn finish(writer: csv::Writer<Vec<u8>>) -> String {
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
