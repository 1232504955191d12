//! MP4 files whose edit list plays something else than all of the samples in their order.

use super::super::bytes::Change;
use super::super::row::Row;

/// Container, codec, rate, and the encoder's run-up in samples, which an edit list leaves out.
const KINDS: &[(&str, &str, u32, f64)] = &[
    ("m4a", "alac", 16_000, 0.0),
    ("m4a", "alac", 44_100, 0.0),
    ("mov", "pcm_s16le", 16_000, 0.0),
    ("mov", "pcm_s24be", 48_000, 0.0),
    ("m4a", "aac", 16_000, 1_024.0),
    ("m4a", "aac", 44_100, 1_024.0),
    ("m4a", "aac", 48_000, 1_024.0),
    ("mp4", "mp3", 44_100, 1_105.0),
    ("mp4", "opus", 48_000, 312.0),
    ("mp4", "flac", 48_000, 0.0),
];

/// What is played: (start, length) in seconds; a negative start is silence.
const EDITS: &[(&str, &[(f64, f64)])] = &[
    ("one edit", &[(0.0, 5.0)]),
    ("one edit from 2.2 s", &[(2.2, 5.0)]),
    ("two edits", &[(0.0, 3.0), (8.2, 2.8)]),
    ("out of order", &[(7.2, 3.0), (2.2, 2.0)]),
    ("one part twice", &[(2.2, 2.0), (2.2, 2.0)]),
    ("silence first", &[(-1.0, 1.5), (0.0, 11.0)]),
    ("silence between", &[(0.0, 4.0), (-1.0, 1.2), (4.0, 7.0)]),
    (
        "silence, out of order",
        &[(-1.0, 0.5), (8.2, 2.0), (-1.0, 0.3), (0.5, 2.0)],
    ),
];

pub(super) fn rows() -> Vec<Row> {
    let rows = KINDS.iter().flat_map(|(container, codec, rate, run_up)| {
        EDITS.iter().map(move |(name, edits)| {
            let delay = run_up / f64::from(*rate);
            let late = |&(start, length): &(f64, f64)| {
                (if start < 0.0 { start } else { start + delay }, length)
            };
            let row = Row::plain(container, codec, *rate, 1);
            let truth = row.truth.as_ref().map(|truth| truth.edited(edits));
            let change = Change::Edits(edits.iter().map(late).collect());
            row.change(change)
                .hears(truth)
                .fault(format!("edit list: {name}"))
        })
    });
    let mut rows: Vec<Row> = rows.collect();
    for (container, codec) in [("m4a", "alac"), ("mov", "pcm_s16le"), ("mp4", "flac")] {
        let row = Row::plain(container, codec, 48_000, 2);
        rows.push(
            row.change(Change::Edits(Vec::new()))
                .fault("edit list gone"),
        );
    }
    rows
}
